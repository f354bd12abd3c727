"""Any CMS whose list links its further pages: numbers, 下一页, 尾页 (VSB counts down, others up; query or path).

A link may be a picture, a button or a choice of a list (<select>), or a click that hands its address to a function
of the CMS (SharePoint's RefreshPageTo).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.crawl.paging.further import PAGE_NAMES
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.reading.calls import opened_by
from guiyi.crawl.reading.links import Link, words_in
from guiyi.urls import absolute_url

OLDER = r"(?:较早|更早|以往|过往)的?[\u4e00-\u9fff]{2,8}|(?:早期|较旧的?)文章|older(?: posts| entries)?"
COUNTED = (  # Next page : 2 of 3, Next 20 items
    r"(?: page(?:\W{1,3}\d{1,4} of \d{1,4})?| \d{1,3}(?: (?:items?|results|records|entries|articles))?)?"
)
ROWS = r"\s*\d{1,3}\s*[条篇则项]|一?屏"  # 下10条
NEXT = re.compile(
    rf"^\W*(?:下一?页|下一个|下页|后一?页|next{COUNTED}|后页|下一步|[下后](?:{ROWS})|{OLDER})\W*$|^(?:>|>>|»|›)$",
    re.IGNORECASE,
)
MORE = re.compile(r"^\W*(?:(?:show|load|see|view) )?more(?: [a-z]{4,12}){0,2}\W*$", re.IGNORECASE)  # Show more news
NEWER = r"(?:较新|更新)的(?:文章|内容|信息|新闻)|(?:较新|近期)(?:文章|内容)|newer(?: posts| entries)?"
EDGE = re.compile(
    rf"^\W*(?:尾页|末页|最后一?页|最后|last|首页|起始|第一[页个]|[上前]一个|最后一个|[上前]一?页|上一步|[上前](?:{ROWS})|first|prev(?:ious)?{COUNTED}|{NEWER})\W*$",
    re.IGNORECASE,
)
LAST = re.compile(r"^\W*(?:尾页|末页|最后[一页个]{0,2}|last)\W*$", re.IGNORECASE)
HOME = re.compile(r"^\W*(?:首页|起始|第一[页个]|first)\W*$", re.IGNORECASE)
NUMBER = re.compile(  # Page 2: with a word that is hidden but from readers aloud
    r"^\[?\d{1,5}\]?$|^第\s*\d{1,5}\s*页$|^(?:current )?page\s*\d{1,5}$", re.IGNORECASE
)
DAY = re.compile(
    r"(?:19|20)\d{2}([-/_]?)(?:0[1-9]|1[0-2]|\d(?=\D))\1(\d{1,2})/?(?:\.\w+)?$"
)  # an address that ends in a day
KINDS = (  # of which a year has many: 2019 responses, Press releases 2019
    r"(?:[A-Za-z]{2,12} ){0,2}"
    r"(?:archives?|news|minutes|agendas|notices|decisions|statements|announcements|responses|speeches|circulars|meetings"
    r"|tenders|publications|consultations|bulletins|newsletters|articles|stories|requests|documents"
    r"|(?:(?:news|press|media) )?releases)"
)
YEAR = re.compile(
    rf"^\W*(?:(?:19|20)\d{{2}}\s*(?:年度?|{KINDS})?|{KINDS}:? (?:(?:for|from|of|in) )?(?:19|20)\d{{2}})\W*$",
    re.IGNORECASE,
)
FOLDER_PAGE = r"(?:/(?:(?:index|default|list)\.\w+)?|\.\w+)?$"
MONTH = re.compile(r"^\W*(?:(?:19|20)\d{2}\s*年\s*)?(?:0?[1-9]|1[0-2])\s*月份?\W*$")
OF_MONTH = re.compile(rf"/(?:19|20)\d{{2}}[-_/]?(?:0?[1-9]|1[0-2]){FOLDER_PAGE}")
MONTHS = 3  # links of months, from which they part a list; a calendar leads to the month before and the next one
SHORTEST = 8  # characters of a click that names an address
TITLE = 5  # characters of words that are a title's
CLICKED = re.compile(  # an address as an argument of any function: turn(this, '/a/list-2.html')
    r"[(,]\s*([\"'])((?:https?:/)?/[^\"'<>\s]+\?[^\"'<>\s]+|(?:https?://|\.{0,2}/)?[\w./%-]{1,200}\.(?:[sj]?html?|jspx?|aspx?|php|do|action)(?:\?[^\"'<>\s]*)?)\1"
)
ESCAPE = re.compile(r"\\u00([2-7][0-9a-fA-F])")
BUTTON_FILE = re.compile(  # a picture without words, as editors put it in below a list: images/Next.gif
    r"(?:^|/)(first|prev(?:ious)?|next|last)\.(?:gif|png|jpe?g)(?:\?|$)", re.IGNORECASE
)
BUTTONS = ("a", "input", "button", "td", "span", "li", "div")
ITEM_ID = re.compile(r"^(?:\w*(?:news|article|info|content|doc|item)_?|[an])?id$", re.IGNORECASE)
PAGE_NAME = re.compile(rf"^(?:{PAGE_NAMES}|start|offset|limitstart)$", re.IGNORECASE)
MOST_GUESSED = 200  # pages between the first and the last one that is linked


def find_paging(page: ListPage) -> Paging | None:
    """A list page with a pager of links → those links; each further page brings the next ones."""
    links = [*page.found.links, *_clicked(page)]
    said = [(link, _raw(link.element)) for link in links if link.element is not None]
    pager = [link for link, words in said if NEXT.match(words) or (MORE.match(words) and _turns(link.url, page.url))]
    numbers = [link for link, words in said if NUMBER.match(words) and not _is_day(link.url, words)]
    titled = {link.url for link, words in said if numbers and _is_title(words)}
    numbers = [link for link in numbers if link.url not in titled]  # how often a topic was answered
    items, pages = page.totals
    near = [link for link in numbers if not pager or same_list(link.url, page.url)]
    near += [link for link, words in said if YEAR.match(words) and same_list(link.url, page.url)]
    months = _months_of([link for link, words in said if MONTH.match(words)], page.url)
    near += months.values()
    edges = [(link, words) for link, words in said if EDGE.match(words)]
    said_of = [*pager, *near, *(link for link, _words in edges)]
    guessed = {link.url for link in page.found.called}  # put together of what a function does with a number
    guessed |= {page.url, f"{page.url}#"}
    following, ends = ({link.url for link in some} - guessed for some in (pager, _ends(edges)))
    elsewhere = _pages_elsewhere(following, ends)
    urls = [
        link.url
        for link in said_of
        if link.url in months or same_list(link.url, page.url) or _form(link.url) == elsewhere
    ]
    if not (pager or near) and all(HOME.match(words) for _link, words in edges):  # 首页 of the site, not of a pager
        return None
    if not urls:  # "1/6" alone may be a slide show
        return None
    last = [link.url for link in _ends(edges) if link.url in urls]
    urls = [*([] if pager or near else _up_to(last[0]) if last else []), *urls]
    return Paging(list(dict.fromkeys(urls)), expected_items=items, expected_pages=pages, how="pager on the page")


def _turns(url: str, page_url: str) -> bool:
    """Whether an address is the page's own but for a number by which lists are turned, and asks for nothing else.

    >>> [_turns(f"/news/{one}", "/news/") for one in ("?start=6", "?cat=6", "?start=a", "")]
    [True, False, False, False]
    >>> [_turns(f"/news/?cat={one}&start=6", "/news/?cat=6") for one in (6, 7)]
    [True, False]
    """
    (path, _, query), (here, _, asked) = url.partition("?"), page_url.partition("?")
    said, own = parse_qsl(query), dict(parse_qsl(asked))
    turned = [value for name, value in said if PAGE_NAME.match(name)]
    is_of_other = any(own.get(name, value) != value for name, value in said if not PAGE_NAME.match(name))
    return path == here and len(turned) == 1 and turned[0].isdecimal() and not is_of_other


def _is_day(url: str, words: str) -> bool:
    """Whether a number is a day of a calendar, whose address ends in that day.

    >>> _is_day("/date/2024/06/07/", "7"), _is_day("/2024-6-12", "12"), _is_day("/2024/06/list_7.html", "7")
    (True, True, False)
    """
    day = DAY.search(url)
    return day is not None and words.isdigit() and int(day[2]) == int(words)


def _is_title(words: str) -> bool:
    return len(words) >= TITLE and not any(one.match(words) for one in (NEXT, EDGE, NUMBER, YEAR))


def _ends(edges: list[tuple[Link, str]]) -> list[Link]:
    return [link for link, words in edges if LAST.match(words)]


def _pages_elsewhere(following: set[str], last: set[str]) -> str | None:
    """The form of the pages' addresses, wherever they lie, where 下一页 and 尾页 differ by numbers only; else None.

    >>> _pages_elsewhere({"/ask_2-a.jspx?c=1"}, {"/ask_9-a.jspx?c=1"}), _pages_elsewhere({"/b/2.htm"}, {"/9.htm"})
    ('/ask_#-a.jspx?c=#', None)
    """
    forms = {_form(url) for url in (*following, *last)}
    return forms.pop() if following and last and len(forms) == 1 else None


def _form(url: str) -> str:
    return re.sub(r"\d+", "#", url)


def _up_to(last: str) -> list[str]:
    """The address of a list's last page, where only that one is linked → those of the pages from 2 on before it.

    >>> _up_to("http://o.example.test/list/4.html?t=7"), _up_to("http://o.example.test/list/end.html")
    (['http://o.example.test/list/2.html?t=7', 'http://o.example.test/list/3.html?t=7'], [])
    """
    path, mark, asked = last.partition("?")
    number = re.search(rf"(?<=[/_-])(\d{{1,3}})(?={FOLDER_PAGE})", path)
    pages = range(2, min(int(number[1]), MOST_GUESSED)) if number else ()
    return [f"{path[: number.start()]}{at}{path[number.end() :]}{mark}{asked}" for at in pages if number]


def _raw(element: lxml.html.HtmlElement) -> str:
    """What a link says; of a picture or a button, what it says of itself."""
    if element.tag == "input":
        return (element.get("value") or element.get("alt") or "").strip()
    words = words_in(element).strip()
    image = element.find(".//img") if not words else None
    if image is None:
        return words
    named = BUTTON_FILE.search(image.get("src") or "")
    return (image.get("alt") or image.get("title") or "").strip() or (named[1] if named else "")


def _clicked(page: ListPage) -> Iterator[Link]:
    """What has no address of its own: clicks that name one, or hand one with a question to a function."""
    for element in page.root.iter(*BUTTONS) if "onclick" in page.text or "javascript:" in page.text else ():
        href = (element.get("href") or "#").strip()
        click = element.get("onclick") or (href if element.tag == "a" else "")
        if (
            element.get("disabled") is not None
            or len(click) < SHORTEST
            or not href.lower().startswith(("javascript:", "#"))
        ):
            continue
        if "\\u00" in click:  # SharePoint writes all but letters so: http:\u002f\u002fhost\u002fa.aspx
            click = ESCAPE.sub(lambda code: chr(int(code[1], 16)), click)
        handed = CLICKED.search(click) if element.tag == "a" else None
        address = opened_by(click) or (handed[2] if handed else None)
        url = absolute_url(address, page.found.base) if address else None
        if url:
            yield Link(url, words_in(element), element)


def same_list(url: str, page_url: str) -> bool:
    """Whether a pager's link belongs to this list: same folder or below the list's own name, or the same script."""
    target, here = url.split("?", 1)[0], page_url.split("?", 1)[0]
    if target == here and _names_another(url, page_url):
        return False
    if target != here and _asks_alike(url, page_url):
        return True
    if (target == here and url != page_url) or (target != here and _unpaged(target) == _unpaged(here)):
        return True
    if target != here and re.sub(r"\d+", "", target) == re.sub(r"\d+", "", here):  # list2.html behind list.html
        return True
    folder = here.rsplit("/", 1)[0]
    stem = re.sub(r"(?:_?\d+)?\.\w+$", "", here)
    return target != here and (target.startswith((f"{folder}/", f"{stem}/")) and _shape(target) is not None)


def _months_of(links: list[Link], page_url: str) -> dict[str, Link]:
    """The links of months → those that part the list, by address."""
    found = {link.url: link for link in links if _is_month_of(link.url, page_url)}
    return found if len(found) >= MONTHS else {}


def _is_month_of(url: str, page_url: str) -> bool:
    """Whether an address is that of a month of a list: of the same list, or in its folder, 201208.htm, 2012-08/.

    >>> page = "http://o.example.test/dt/index.htm"
    >>> [_is_month_of(f"http://o.example.test/{one}", page) for one in ("dt/201208.htm", "zt/201208.htm")]
    [True, False]
    """
    folder = page_url.split("?", 1)[0].rsplit("/", 1)[0]
    return same_list(url, page_url) or (url.startswith(f"{folder}/") and OF_MONTH.search(url) is not None)


def _asks_alike(url: str, page_url: str) -> bool:
    """Whether an address asks a script of the same name for another page of the same list: a link whose ../ is one
    too many.

    >>> _asks_alike("/list.php?c=4&page=2", "/cms/list.php?c=4"), _asks_alike("/list.php?c=3", "/cms/list.php?c=4")
    (True, False)
    """
    one, other = urlsplit(url), urlsplit(page_url)
    asked, here = dict(parse_qsl(one.query)), dict(parse_qsl(other.query))
    names = [name for name in asked.keys() | here.keys() if asked.get(name) != here.get(name)]
    is_same = one.netloc == other.netloc and one.path.rsplit("/", 1)[-1] == other.path.rsplit("/", 1)[-1] != ""
    return is_same and bool(here) and bool(names) and all(map(PAGE_NAME.match, names))


def _names_another(url: str, page_url: str) -> bool:
    """Whether an address asks for another item rather than another page: view.php?id=8 on view.php?id=7.

    >>> _names_another("/view.php?id=8", "/view.php?id=7"), _names_another("/list.php?id=7&page=2", "/list.php?id=7")
    (True, False)
    """
    asked, here = dict(parse_qsl(urlsplit(url).query)), dict(parse_qsl(urlsplit(page_url).query))
    other = [name for name, value in asked.items() if here.get(name) != value]
    return any(name in here and ITEM_ID.match(name) for name in other) and not any(map(PAGE_NAME.match, other))


def _unpaged(path: str) -> str:
    """A list's path without its page: /category/news/page/3/ → /category/news, /news/(offset)/10 → /news."""
    return re.sub(r"(?:/(?:page|\(offset\)))?/\d{1,5}/?$", "", path, flags=re.IGNORECASE).rstrip("/")


def _shape(target: str) -> str | None:
    """A page's number at the end of its path, as list pages have it; None for other links.

    >>> _shape("/a/index_2.html"), _shape("/class/7/p2.html"), _shape("/a/list3.htm"), _shape("/a/t2.html")
    ('2', '2', '3', None)
    """
    match = re.search(rf"(?:^|[/_-]|/(?:p|pg|page|list|index|default))(\d{{1,5}}){FOLDER_PAGE}", target)
    return match[1] if match else None
