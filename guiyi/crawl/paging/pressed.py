"""Lists that only their 下一页 turns, which a script answers: it counts on in a variable of its own, and goes to the
next page, or asks for its rows. The scripts are followed to where a click on it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.crawl.paging.addressed import with_template
from guiyi.crawl.paging.followed import LONGEST, first_of, in_turn, placed_address
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.numbered import PAGE_NAME, same_list
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.requested import url_of_request
from guiyi.crawl.paging.shown import has_rows
from guiyi.crawl.reading.changing import may_change
from guiyi.scripts.interfaces.clicks import NEXT
from guiyi.scripts.interfaces.presses import Pressed, pressed
from guiyi.urls import absolute_url, host_of

SIGN = re.compile(r"下一?页|后一?页|[>\"']\W{0,3}next(?: page)?\W{0,3}[<\"']", re.IGNORECASE)
TAGS = ("a", "button", "span", "li", "input", "em", "td", "div", "img")
OFF = re.compile(r"disab|\boff\b|\bno-?next\b", re.IGNORECASE)
CALLS = re.compile(r"(?!void\b)(?<![\w$.])([\w$.]+)\([^()]*\)")
GOES = re.compile(r"^\s*(?:$|#|javascript:)", re.IGNORECASE)
MOST, LONGEST_WORDS, MOST_PIECES = 2, 12, 4  # such elements of a page; characters of their words, pieces of those
LEAST = 3  # rows of a page that is a list


def find_paging(page: ListPage) -> Paging | None:
    """A list page with such a 下一页 → where it goes on."""
    if not SIGN.search(page.text) or len(page.asking) > LONGEST:
        return None
    elements = list(islice(turners(page.root), MOST))
    if not elements or not has_rows(page, LEAST):
        return None
    scripts = in_turn(page.files, page)
    for element in elements:
        told = pressed(page.root, page.url, scripts, element)
        if (found := _led(told, page) or _asked(told, page)) is not None:
            return found
    return None


def lacks_its_turner(page: ListPage) -> bool:
    """Whether a page has a 下一页 that names no address, and what a click on it does stands in none of its scripts."""
    for element in turners(page.root) if SIGN.search(page.text) else ():
        called = CALLS.search(_said(element))
        name = called[1].rsplit(".", 1)[-1] if called else ""
        if not _is_bound(element, page) or not (name in page.asking or name == "__doPostBack"):
            return True
    return False


def is_turned(page: ListPage) -> bool:
    """Whether a script answers a click on a page's 下一页, as far as the page itself says so.

    >>> from guiyi.crawl.reading.links import read_links
    >>> from guiyi.markup.parsing import parse_html
    >>> def told(html):
    ...     root = parse_html(html)
    ...     return is_turned(ListPage("http://o.example.test/", html, root, read_links(root, "", html)))
    >>> told("<a href='javascript:next()'>下一页</a>"), told("<a>下一页</a>"), told("<a href=/2.htm>下一页</a>")
    (True, False, False)
    >>> told("<a id=next>下一页</a><script>$('#next').click(f)</script>"), told("<a onclick=f() class=off>下一页</a>")
    (True, False)
    """
    return any(_is_bound(one, page) for one in turners(page.root)) if SIGN.search(page.text) else False


def _is_bound(element: lxml.html.HtmlElement, page: ListPage) -> bool:
    """Whether a click on an element calls something, or a script names it by its id or class."""
    if CALLS.search(_said(element)):
        return True
    marks = [f"#{element.get('id')}", element.get("id"), *(f".{one}" for one in (element.get("class") or "").split())]
    return any(re.search(rf"[\"'\s]{re.escape(one)}[\"'\s]", page.asking) for one in marks if one and one != "#None")


def _said(element: lxml.html.HtmlElement) -> str:
    """What an element says that a click on it does."""
    return f"{element.get('onclick') or ''} {element.get('href') or ''}"


def turners(root: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """A page → its elements that turn to the next page and name no address of it; not those that are switched off.

    >>> page = "<a href=/2.htm>下一页</a><a href='javascript:;' id=n>下一页</a><a class=disabled onclick=f()>下页</a>"
    >>> [one.get("id") for one in turners(lxml.html.fromstring(f"<p>{page}"))]
    ['n']
    """
    for element in root.iter(*TAGS):
        words = element.get("value") or element.get("alt") or "" if element.tag in ("input", "img") else ""
        words = words or "".join(islice(element.itertext(), MOST_PIECES))
        if len(words.strip()) > LONGEST_WORDS or not NEXT.match(words) or not GOES.match(element.get("href") or ""):
            continue
        if not OFF.search(element.get("class") or "") and element.get("disabled") is None:
            yield element


def _led(told: Pressed, page: ListPage) -> Paging | None:
    """The next page, where a click goes to one."""
    for address in told.led:
        url = absolute_url(address, page.found.base)
        if url and host_of(url) == host_of(page.url) and _is_next(url, page.url) and not may_change(url):
            items, pages = page.totals
            return Paging([url], expected_items=items, expected_pages=pages, how="下一页 of a script")
    return None


def _asked(told: Pressed, page: ListPage) -> Paging | None:
    """The rows from the first page on, where a click asks for those of the next."""
    for asked in told.asked:
        url = url_of_request(asked.url, asked.data or {}, asked.way, page.url)
        if url is None or host_of(url) != host_of(page.url) or not is_numbered(url):
            continue
        if (first := first_of(url)) is not None:
            made = (placed_address(one, page) for one in told.addresses)
            first = with_template(first, next((one for one in made if one), None))
            return Paging([first], how="rows that 下一页 asks for", is_data=True, is_sure=False)
    return None


def _is_next(url: str, here: str) -> bool:
    """Whether an address is that of the page behind another: what alone differs is its number, one more.

    >>> here = "http://o.example.test/list.jsp?c=7"
    >>> [_is_next(here + one, here + "&page=2") for one in ("&page=3", "&page=2", "&page=9", "&page=3&d=1")]
    [True, False, False, False]
    >>> _is_next(here + "&page=2", here), _is_next("http://o.example.test/list.jsp?c=8", here)
    (True, False)
    """
    asked, told = (dict(parse_qsl(urlsplit(one).query)) for one in (here, url))
    names = [name for name in {**told, **asked} if told.get(name) != asked.get(name)]
    if urlsplit(url).path != urlsplit(here).path:
        return not names and same_list(url, here)
    return (
        len(names) == 1
        and PAGE_NAME.match(names[0]) is not None
        and _counts_on(asked.get(names[0]), told.get(names[0], ""))
    )


def _counts_on(now: str | None, then: str) -> bool:
    """Whether a page's number counts on by one; of a page without a number, the next may be 1 or 2."""
    if not then.isdecimal() or not (now or "0").isdecimal():
        return False
    return int(then) - int(now) == 1 if now else int(then) in (1, 2)
