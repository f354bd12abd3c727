"""Which pages need a browser: empty shells, and pages that show what only clicks lead to."""

from __future__ import annotations

import re
from collections import ChainMap
from urllib.parse import urlsplit

from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import charset_of
from guiyi.crawl.observing.interest import TOLD, is_shell, page_of
from guiyi.crawl.paging import ListPage, find_paging, read_data
from guiyi.crawl.paging.boxes import read_boxes
from guiyi.crawl.paging.followed import ARTICLE, tells_a_text
from guiyi.crawl.paging.posted import is_posted
from guiyi.crawl.paging.records import data_of, lists_in
from guiyi.crawl.paging.refused import why_no_list
from guiyi.crawl.paging.requested import CALL
from guiyi.crawl.paging.shown import has_days
from guiyi.crawl.reading.links import read_links
from guiyi.crawl.reading.pagers import pages_shown
from guiyi.crawl.reading.texts import running_text
from guiyi.crawl.reading.unopened import NO_ADDRESS, rows_together, rows_without_address
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.urls import host_of

TELLS = ".postMessage("
FEW = 2  # own addresses of a page that leads nowhere: home, and another
SEARCH = re.compile(
    r"/[\w-]{0,20}(?:search|sousuo)[\w-]{0,20}(?:[./?]|$)|[?&](?:kw|wd|key_?words?|search_?words?)=", re.IGNORECASE
)
MORE = re.compile(r">\s*(?:点击|点此)?(?:加载|查看|显示)更多\s*<|>\s*(?:load|show) more\s*<", re.IGNORECASE)


def needs_browser(response: Response) -> bool:
    """A response → whether only a browser shows all of it: a shell, a pager or rows that nothing here can follow."""
    return is_shell(response) or needs_clicks(response) or leads_a_frame(response)


def needs_clicks(response: Response) -> bool:
    """A response that is no shell → whether its list goes on, or its rows open, by clicks alone, or boxes of it are
    filled in a way that nobody could follow.
    """
    page = page_of(response) if TOLD not in response.flags else None
    if page is None or find_paging(page) is not None:
        return False
    has_pager = (pages_shown(page.root, page.text) or 0) > 1 or MORE.search(page.text) is not None
    if has_pager or rows_without_address(page.root, page.text, page.found.addressed) > 0:
        return True
    return bool(rows_together(page.found, lambda url: url)) or bool(read_boxes(page).left)


def leads_a_frame(response: Response) -> bool:
    """A response → whether it is a frame and a menu that a script makes beside it, where nothing of its own leads on,
    or a frame that its scripts tell what to show."""
    page = page_of(response) if "rendered" not in response.flags else None
    if page is None or not page.found.inner or page.running >= ARTICLE:
        return False
    if TELLS in page.asking:
        return True
    own = {one for one in page.found.urls if host_of(one) == host_of(page.url)} - {page.url, *page.found.frames}
    return len(own) < FEW and any(CALL.search(one) for one in page.found.scripts)


def is_followed(url: str, html: str) -> bool:
    """A rendered page → whether its pager leads on without clicks, to as many pages as it says there are."""
    root = parse_html(html)
    page = ListPage(url, html, root, read_links(root, url, html))
    paging = find_paging(page)
    return paging is not None and bool(paging.urls) and len(paging.urls) + 1 >= (page.totals[1] or 0)


def has_text(html: str) -> bool:
    """A rendered page → whether it has a running text of its own."""
    return running_text(parse_html(html)) >= ARTICLE


def asked_instead(response: Response, has_rows: bool = False) -> str | None:
    """A page without rows or text → what its scripts ask for its list, as our readers would; None of any other.

    has_rows: of a page that shows rows itself, too: what they ask for the rows that follow, or for a box beside them.
    """
    page = page_of(response) if not {TOLD, "rendered"} & set(response.flags) else None
    if page is None or tells_a_text(page) or (has_days(page) and not has_rows):
        return None
    paging = find_paging(page)
    if paging is None and has_rows:
        return next(iter(read_boxes(page).asked), None)
    asked = paging.urls[0] if paging is not None and paging.urls and not paging.items else ""
    return asked if asked and ((paging is not None and paging.is_data) or is_posted(asked)) else None


def leads_nowhere(answer: Response) -> bool:
    """An interface's answer → whether it holds no documents for our readers: it refuses, by its status or by its own
    words, or its rows have no addresses.
    """
    text = decode_html(answer.body, charset_of(answer)).text
    if answer.status >= 400 or why_no_list(text) is not None:
        return True
    listing = read_data(text, answer.url)
    told = {item.url for item in listing.items} if listing is not None else set()
    is_one = (
        listing is not None and len(listing.items) > len(told) == 1
    )  # the page itself, behind whose # a script opens
    return is_one or (listing is not None and listing.expected_how == NO_ADDRESS)


def lists_no_documents(answer: Response, page: str) -> bool:
    """An interface's answer, and the page that asks it → whether its rows are none of a list of documents: hot words
    lead to searches, friends to front pages, a menu to the very page on which it stands; of dictionaries, and of rows
    whose ids only the page's scripts can open, none is read at all.
    """
    text = decode_html(answer.body, charset_of(answer)).text
    listing = read_data(text, answer.url)
    if listing is None:
        return any(rows for _beside, rows in lists_in(data_of(text.strip()), ChainMap(), 0))
    told = {item.url for item in listing.items}
    return bool(told) and (page in told or all(SEARCH.search(one) or _is_front(one) for one in told))


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment
