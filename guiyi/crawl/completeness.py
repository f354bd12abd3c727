"""Whether a column's lists name all that the column says it holds."""

from __future__ import annotations

from typing import Any

from guiyi.crawl.paging.trs import is_cut


def shortfall(section: Any, listed: int) -> str | None:
    """A section's row and how many items its lists name → why it is short, in words; None if it is not.

    A list cut at the CMS's cap says no number: it is short if it has just so many pages and all of them are full.
    """
    if section.expected is not None and listed < section.expected:
        return f"lists name {listed:,} of {section.expected:,} items ({section.expected_how})"
    if is_cut(section.expected_how, section.pages_expected, listed):
        return f"the CMS cuts its list at {section.pages_expected} pages; older items are reached by other ways only"
    return None
