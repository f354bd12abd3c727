"""TRS WCM: createPageHTML(pages, current, "index", "html"): page 0 is index.html, page i is index_i.html.

Other products give the same four to functions of other names and in other orders (showPage, the pager's element first).

Sites often cap it (50 pages), so older items can't be reached by the list; the capped count shows as a short section.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from guiyi.crawl.paging import postback, submitted
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.scripted import find_by_function
from guiyi.scripts.literals import UNKNOWN, calls_in, joined, variables
from guiyi.urls import absolute_url

CALL = re.compile(r"\b\w{0,40}pag\w{0,40}\(", re.IGNORECASE)
ENDING = re.compile(r"[\"']\.?(?:[sj]?html?|jspx?|aspx?|php)[\"']")
COUNT = re.compile(r"^[0-9]{1,9}$")
STEM = re.compile(r"^(?!\d+$)[\w./-]+$")
VARIABLES = re.compile(r"\bcountPage\s*[:=]\s*(?:parseInt\(\s*)?[\"']?(\d+|Math\b)")
COUNTED = re.compile(r"\bcountPage\s*=(?!=)")
CONFIG = re.compile(r"pagination_script_config\s*=\s*\{([^}]{0,2000})\}")
SETTING = re.compile(r"[\"']?(pageNumber|pageCount|total)[\"']?\s*:\s*[\"']?(\d{1,9})(?!\d)")
MAX_ARTICLE_PAGES = 60
EXTENSION = re.compile(r"/(?P<stem>[\w-]+?)(?:_\d+)?\.(?P<ext>s?html?)$")
WRITTEN = re.compile(  # "index_" + i + ".shtml"
    r"\b([A-Za-z][\w-]{0,30})_\\?[\"']\s*\+[^;\"'\n]{1,40}\+\s*[\"']\.(s?html?)\b"
)
CAP = 50  # pages from which the CMS's templates cut a list by default


def find_paging(page: ListPage) -> Paging | None:
    """A TRS list page → its further pages: index_1 … index_{N-1}, or index_2 … index_N where pages count from one."""
    call = _call(page.scripts)
    if call:
        count, stem, extension, told = call.pages, call.stem, call.extension, call.items
        how = f"createPageHTML({count}, …)"  # by whatever name
        at = EXTENSION_NUMBER.search(page.url)
        is_second = call.current <= 1 if at is None else int(at[1]) == call.current + 1  # index_2, or the third
        first = min(call.current, 1) if is_second else 0
    else:
        found = _by_variables(page.scripts)
        if found is None:
            return None
        if "function" in page.scripts and (own := _by_function(page)) is not None:  # says itself where they are
            return own
        count, told, how = found
        at = EXTENSION.search(page.url.split("?", 1)[0])
        stem, extension = (at["stem"], at["ext"]) if at else _written(page)
        first = 0
    items, _pages = page.totals
    base = re.sub(r"[^/]*$", "", page.url.split("?", 1)[0])
    names = [f"{stem}_{number}.{extension}" for number in range(first + 1, first + min(count, MAX_PAGES))]
    urls = [url for name in names if (url := absolute_url(name, base))]
    return Paging(urls, expected_items=items or told, expected_pages=max(count, 1), how=how)


def _by_function(page: ListPage) -> Paging | None:
    """The further pages by a function of the page that goes to one, or sends a form for it."""
    return find_by_function(page) or postback.by_number(page) or submitted.find_paging(page)


EXTENSION_NUMBER = re.compile(r"_(\d{1,5})\.s?html?$")


class _Call(NamedTuple):
    """What createPageHTML, or its like, is told."""

    pages: int
    current: int
    stem: str
    extension: str
    items: int | None


def _call(scripts: str) -> _Call | None:
    """The first call whose arguments are known, be they literals or variables; its definition's are not."""
    if not ENDING.search(scripts) or not CALL.search(scripts):
        return None
    known: dict[str, str] | None = None  # few calls name variables
    for arguments in calls_in(scripts, CALL):
        said = [joined(one).strip() for one in arguments]
        if any(UNKNOWN in one for one in said):
            known = variables(scripts) if known is None else known
            said = [joined(one, known).strip() for one in arguments]
        if (call := _told(said)) is not None:
            return call
    return None


def _told(said: list[str]) -> _Call | None:
    """A call's arguments → two numbers side by side (pages and the current one), and a name with its ending: beside it,
    or the only ones there are.

    >>> tuple(_told(["4", "0", "index", "shtml", "", "41"])), tuple(_told(["pager", "1", "4", "list", ".html"]))
    ((4, 0, 'index', 'shtml', 41), (4, 1, 'list', 'html', None))
    >>> tuple(_told(["index", "1", "3", ".html"])), _told(["index", "1", "3", "list", "#pager", ".html"])
    ((3, 1, 'index', 'html', None), None)
    >>> _told(["3", "index", "html"]), _told(["3", "0", "\ufffd", "html"])
    (None, None)
    """
    numbers = next((at for at in range(len(said) - 1) if _is_count(said[at]) and _is_count(said[at + 1])), None)
    endings = [at for at, one in enumerate(said) if ENDING.fullmatch(f"'{one}'")]
    stems = [at for at, one in enumerate(said) if STEM.match(one) and at not in endings]
    pairs = [(at, at + 1) for at in stems if at + 1 in endings]
    if not pairs and len(stems) == len(endings) == 1:
        pairs = [(stems[0], endings[0])]
    if numbers is None or not pairs:
        return None
    named, ending = pairs[0]
    current, pages = sorted((int(said[numbers]), int(said[numbers + 1])))
    items = next((int(one) for one in said[max(numbers + 2, named + 1, ending + 1) :] if _is_count(one)), None)
    return _Call(pages, current, said[named], said[ending].lstrip("."), items)


def _written(page: ListPage) -> tuple[str, str]:
    """The stem and ending of further pages where the list's address tells none: as the script puts them together, else
    as it names an ending, else as the page's own links end.
    """
    if whole := WRITTEN.search(page.scripts):
        return whole[1], whole[2]
    if ending := ENDING.search(page.scripts):
        return "index", ending[0].strip("\"'.")
    ends = Counter(at["ext"] for url in page.found.urls if (at := EXTENSION.search(url.split("?", 1)[0])))
    return "index", ends.most_common(1)[0][0] if ends else "html"


def _is_count(said: str) -> bool:
    return COUNT.match(said) is not None


def _by_variables(text: str) -> tuple[int, int | None, str] | None:
    """Pages, items and the sign of a pager that is set up by variables."""
    variable = VARIABLES.search(text) if "countPage" in text else None
    count = variables(text).get("countPage", variable[1]) if variable else ""
    is_begun = count in ("0", "1") and len(COUNTED.findall(text)) > 1  # a reply is to tell it
    if _is_count(count) and not is_begun:
        return int(count), None, f"countPage = {count}"
    config = CONFIG.search(text) if "pagination_script_config" in text else None
    said = dict(SETTING.findall(config[1])) if config else {}
    pages = said.get("pageNumber") or said.get("pageCount")
    if not pages:
        return None
    return int(pages), int(said["total"]) if "total" in said else None, f"pageNumber {pages}"


def is_cut(how: str | None, pages: int | None, listed: int) -> bool:
    """Whether a list was cut at the CMS's cap: it has just so many pages, and all of them are full."""
    return bool(how and "createPageHTML" in how) and pages == CAP and listed > 0 and listed % CAP == 0


def script_pages(page: ListPage) -> list[str]:
    """A page that is no list → the further pages of its own article, where its script counts them."""
    call = _call(page.scripts) if any("createPageHTML" in one for one in page.found.scripts) else None
    if call is None or call.pages > MAX_ARTICLE_PAGES:
        return []
    found = find_paging(page) if page.url.endswith(f"/{call.stem}.{call.extension}") else None
    return found.urls if found else []
