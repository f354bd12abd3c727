"""What stands in the place of many pages: one short text at addresses that lists call differently.

系统升级维护中, a page that asks to sign in, a block: the old site answered, but not with what its lists name.
None of these is a copy of another, and none may take the place of what was loaded before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from guiyi.config.names import folded
from guiyi.extract.unnamed import listed_as

CODE = "not-the-page"
LEAST = 3  # pages, each called otherwise by its list
SHOWN = 60  # characters of the text in the reason
DIGITS = re.compile(r"\d+")  # times and numbers of requests differ


class Instead:
    """Pages of a site that say nothing of what their lists call them, by their texts."""

    def __init__(self, is_released: Callable[[str], bool]) -> None:
        self.is_released = is_released
        self.said: dict[str, list[tuple[str, str, str]]] = defaultdict(list)

    def look(self, row: dict[str, Any]) -> None:
        """Takes note of a clean document (its keys, text, files and flags)."""
        called = listed_as(row["flags"])
        has_files = len(row["attachments"] or ()) or len(row["images"] or ())
        if called and not has_files and not self.is_released(row["source_key"]):
            text = row["body_text"] or ""
            self.said[DIGITS.sub("0", folded(text))].append((row["page_key"], called, text))

    def found(self) -> dict[str, str]:
        """Page keys → the text that stands there in the place of the page, and how often it was met."""
        told: dict[str, str] = {}
        for pages in self.said.values():
            if len({folded(called) for _key, called, _text in pages}) >= LEAST:
                told |= {key: self._reason(pages, called) for key, called, _text in pages}
        return dict(sorted(told.items()))

    def _reason(self, pages: Iterable[tuple[str, str, str]], called: str) -> str:
        rows = list(pages)
        text = " ".join(rows[0][2].split())[:SHOWN]
        return f"its list calls it {called!r}; the page, as {len(rows)} in all, says but: {text}"
