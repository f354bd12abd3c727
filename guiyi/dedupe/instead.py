"""What stands in the place of pages: a short text that nowhere says what the page's list calls it.

系统升级维护中, a page that asks to sign in, a block: the old site answered, but not with what its lists name. One alone
may just be called otherwise. It stands for another where it does so at several addresses, where what was loaded from
its address before was called as the list calls it, or where it has no title but the site's own name.
None of these is a copy of another, and none may take the place of what was loaded before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from guiyi.config.names import folded
from guiyi.extract.unnamed import is_said, listed_as

CODE = "not-the-page"
LEAST = 3  # pages, each called otherwise by its list
SHOWN = 60  # characters of the text in the reason
DIGITS = re.compile(r"\d+")  # times and numbers of requests differ


class Standing(NamedTuple):
    """A page that says nothing of what its list calls it."""

    page_key: str
    source_key: str
    called: str
    title: str
    text: str


class Instead:
    """Pages of a site that say nothing of what their lists call them, by their texts."""

    def __init__(self, is_released: Callable[[str], bool], site_name: str) -> None:
        self.is_released = is_released
        self.site_name = folded(site_name)
        self.said: dict[str, list[Standing]] = defaultdict(list)

    def look(self, row: dict[str, Any]) -> None:
        """Takes note of a clean document (its keys, text, files and flags)."""
        called = listed_as(row["flags"])
        has_files = len(row["attachments"] or ()) or len(row["images"] or ())
        if called and not has_files and not self.is_released(row["source_key"]):
            text = row["body_text"] or ""
            one = Standing(row["page_key"], row["source_key"], called, row["title"] or "", text)
            self.said[DIGITS.sub("0", folded(text))].append(one)

    def found(self, titles_before: Callable[[list[str]], Mapping[str, Iterable[str]]]) -> dict[str, str]:
        """Page keys → the text that stands there in the place of the page, and how it is known.

        titles_before: source keys → the titles of what the library has from them.
        """
        every = [one for pages in self.said.values() for one in pages]
        before = titles_before(sorted({one.source_key for one in every})) if every else {}
        told: dict[str, str] = {}
        for pages in self.said.values():
            is_common = len({folded(one.called) for one in pages}) >= LEAST
            for one in pages:
                text = " ".join(one.text.split())[:SHOWN]
                if is_common:
                    others = len(pages)
                    told[one.page_key] = (
                        f"its list calls it {one.called!r}; the page, as {others} in all, says but: {text}"
                    )
                elif any(is_said(one.called, title) for title in before.get(one.source_key, ())):
                    told[one.page_key] = (
                        f"it was loaded as {one.called!r}, as its list calls it; now it says but: {text}"
                    )
                elif folded(one.title) in ("", self.site_name):
                    told[one.page_key] = f"its list calls it {one.called!r}; the page has no title and says but: {text}"
        return dict(sorted(told.items()))
