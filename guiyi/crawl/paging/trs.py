"""TRS WCM: createPageHTML(pages, current, "index", "html"): page 0 is index.html, page i is index_i.html.

Sites often cap it (50 pages), so older items can't be reached by the list; the capped count shows as a short section.
"""

from __future__ import annotations

import re

from guiyi.crawl.listing import find_totals
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.urls import absolute_url

CALL = re.compile(
    r"createPageHTML\w*\(\s*['\"]?(?P<pages>\d+)['\"]?\s*,\s*['\"]?(?P<current>\d+)['\"]?\s*,"
    r"\s*['\"](?P<stem>[^'\"]+)['\"]\s*,\s*['\"](?P<ext>[^'\"]+)['\"](?:\s*,\s*['\"]?(?P<items>\d+))?"
)
NAMED = re.compile(r"(createPageHTML\w*\(\s*)['\"](?=[\w#.-]*[A-Za-z])[\w#.-]+['\"]\s*,\s*(?=['\"]?\d+['\"]?\s*,)")
VARIABLES = re.compile(r"\bcountPage\s*=\s*(\d+)")
CONFIG = re.compile(r"pagination_script_config\s*=\s*\{([^}]*)\}")
SETTING = re.compile(r"[\"']?(pageNumber|pageCount|total)[\"']?\s*:\s*[\"']?(\d+)")
MAX_ARTICLE_PAGES = 60
EXTENSION = re.compile(r"/(?P<stem>[\w-]+?)(?:_\d+)?\.(?P<ext>s?html?)$")
CAP = 50  # pages from which the CMS's templates cut a list by default


def find_paging(page: ListPage) -> Paging | None:
    """A TRS list page → its further pages: index_1 … index_{N-1}, or index_2 … index_N where pages count from one."""
    call = _call(page.text)
    if call:
        count, stem, extension = int(call["pages"]), call["stem"], call["ext"]
        how = f"createPageHTML({count}, …)"
        first = int(call["current"]) if not EXTENSION_NUMBER.search(page.url) and int(call["current"]) <= 1 else 0
        told = int(call["items"]) if call["items"] else None
    else:
        found = _by_variables(page.text)
        if found is None:
            return None
        count, told, how = found
        at = EXTENSION.search(page.url.split("?", 1)[0])
        stem, extension, first = at["stem"] if at else "index", at["ext"] if at else "html", 0
    items, _pages = find_totals(page.visible)
    base = re.sub(r"[^/]*$", "", page.url.split("?", 1)[0])
    names = [f"{stem}_{number}.{extension.lstrip('.')}" for number in range(first + 1, first + min(count, MAX_PAGES))]
    urls = [url for name in names if (url := absolute_url(name, base))]
    return Paging(urls, expected_items=items or told, expected_pages=max(count, 1), how=how)


def _call(text: str) -> re.Match[str] | None:
    """The pager's call in a page's text."""
    return CALL.search(NAMED.sub(r"\1", text)) if "createPageHTML" in text else None  # 海云 names its element first


EXTENSION_NUMBER = re.compile(r"_\d+\.s?html?$")


def _by_variables(text: str) -> tuple[int, int | None, str] | None:
    """Pages, items and the sign of a pager that is set up by variables."""
    variable = VARIABLES.search(text) if "countPage" in text else None
    if variable:
        return int(variable[1]), None, f"countPage = {variable[1]}"
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
    call = _call(page.text)
    if call is None or int(call["pages"]) > MAX_ARTICLE_PAGES:
        return []
    found = find_paging(page) if page.url.endswith(f"/{call['stem']}.{call['ext'].lstrip('.')}") else None
    return found.urls if found else []
