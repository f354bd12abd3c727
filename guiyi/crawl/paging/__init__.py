"""How each CMS pages its lists: one small adapter a family, each told by its own fingerprint on the page.

An adapter takes a `ListPage` and gives a `Paging`, or None if the page is not of its kind. To add one: a module with
`find_paging`, and its line in ADAPTERS. `read_data` adapters read the replies of list interfaces (XML, JSON).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from guiyi.crawl.paging import (
    datafiles,
    easysite,
    embedded,
    gkmlpt,
    hanweb,
    interface,
    islands,
    more,
    numbered,
    postback,
    pressed,
    records,
    routed,
    scripted,
    submitted,
    trs,
    turned,
    typed,
    unlinked,
)
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.years import years_asked, years_of
from guiyi.crawl.reading.items import Listing

ADAPTERS: dict[str, Callable[[ListPage], Paging | None]] = {
    "turned": turned.find_paging,
    "trs": trs.find_paging,
    "hanweb": hanweb.find_paging,
    "easysite": easysite.find_paging,
    "gkmlpt": gkmlpt.find_paging,
    "islands": islands.find_paging,
    "numbered": numbered.find_paging,
    "postback": postback.find_paging,
    "scripted": scripted.find_paging,
    "typed": typed.find_paging,
    "submitted": submitted.find_paging,
    "routed": routed.find_paging,
    "more": more.find_paging,
    "embedded": embedded.find_paging,
    "interface": interface.find_paging,
    "pressed": pressed.find_paging,
}
READERS: tuple[Callable[[str, str], Listing | None], ...] = (
    hanweb.read_data,
    records.read_data,
    unlinked.read_data,
    datafiles.read_data,
)


def find_paging(page: ListPage, preferred: Iterable[str] = ()) -> Paging | None:
    """A list page → how it goes on; the preferred adapters are asked first, the first that knows the page wins."""
    for name in dict.fromkeys([*preferred, *ADAPTERS]):
        found = ADAPTERS[name](page) if name in ADAPTERS else None
        if found is not None:
            found = found if found.items or found.is_data else _with_records(page, found)
            years = years_asked(page, found.urls[0]) if found.is_data and len(found.urls) == 1 else []
            return replace(found, urls=[*found.urls, *years, *years_of(page)])
    years = years_of(page)
    return Paging(years, how="a form sent for each year") if years else None


def _with_records(page: ListPage, found: Paging) -> Paging:
    """The paging of a page that has a pager like any other, but whose rows a script makes of its own data."""
    kept = embedded.find_paging(page)
    return replace(found, items=kept.items, is_sure=False) if kept is not None else found


def read_data(text: str, url: str) -> Listing | None:
    """Reply of a list interface → its items and further pages; None if it is no such reply."""
    return next((found for reader in READERS if (found := reader(text, url)) is not None), None)


__all__ = ["ADAPTERS", "ListPage", "Paging", "find_paging", "read_data"]
