"""Rows of a list that only a function opens which no file of the page has: `<li onclick="zz.show('12')">公告 03-05`;
and rows that lead to one address, all of them, since a script tells them apart.

Their documents have no address, so that nothing can ask for them: how many there are is all that can be told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from itertools import islice
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.reading.candidates import ALL_DATE, SKIP_TEXT
from guiyi.crawl.reading.days import find_date
from guiyi.crawl.reading.links import Link, PageLinks, link_text

NO_ADDRESS = "rows without addresses"  # how many items such a list has is told by this
ONE_ADDRESS = "several rows lead to one address: name their own in crawl.seeds, or set crawl.browser"  # the same
CALL = re.compile(
    r"^(?:javascript:)?\s*(?:return\s+)?([\w$.]{1,80})\(\s*([\"']?[\w./-]{1,64}[\"']?)\s*[,)]", re.IGNORECASE
)
SIGN = re.compile(r"(?:onclick\s*=\s*[\"']?|javascript:)[^\"'()<>]{1,90}\(\s*[\"'\w]", re.IGNORECASE)
ROWS = ("a", "li", "tr", "dl", "dd", "div", "p", "td", "span", "h3", "h4")
ROW = frozenset(("li", "tr", "dl", "dd", "p", "div"))
LEAST = 3  # rows whose click hands the same function another value each
TITLE = 6  # characters of the longest piece of a row: tabs, buttons and menus say less
ROW_DEPTH = 5  # elements from a link up, one of which is its row with its day
LONGEST, PIECES = 300, 80  # characters of a row, and pieces of its text
UNDATED, LEAST_UNDATED = 10, 5  # characters of a row without a day, and rows: menus have shorter names
OWN = 0.5  # share that such rows are of a page's words outside of links
OF_PAGE = re.compile(  # functions by whose names they change what the page shows
    r"tab|fold|toggle|expand|collap|menu|nav|slide|switch|play|vote|share|check|select|sort|page|anchor|scroll|hover|copy",
    re.IGNORECASE,
)
_unlinked: Any = etree.XPath(
    "//body//text()[not(ancestor::script or ancestor::style or ancestor::a[@href]"
    "[not(starts-with(@href, 'javascript:') or starts-with(@href, '#'))])]"
)
MOST = 2000  # clicks of a page that are looked at


def rows_without_address(
    root: lxml.html.HtmlElement, text: str, known: Collection[lxml.html.HtmlElement] = (), least: int = LEAST
) -> int:
    '''Tree and HTML of a page of which no list is known → how many rows a function opens, the most of one name.
    known: elements whose clicks lead to an address after all. least: rows, from which they count.

    Menus, tabs, pagers, days of a calendar and buttons to share are none: they have no title with a day beside it. Rows
    without days count where their titles are most of what the page says itself and no function of its own opens them:
    questions that unfold, and panes, stand in the page already.

    >>> from guiyi.markup.parsing import parse_html
    >>> row = """<li onclick="zz.show('%d')"><b>关于停水的公告</b> 2009-03-05</li>"""
    >>> page = "".join(row % n for n in range(4))
    >>> rows_without_address(parse_html(page), page)
    4
    >>> page = page.replace("2009-03-05", "")
    >>> rows_without_address(parse_html(page), page)
    0
    >>> page = "".join(f'<tr><td onclick="info({n})">关于开展水库第{n}次检查的公告' for n in range(6))
    >>> script = "<script>function info(n) { pane(n).style.display = '' }</script>"
    >>> [rows_without_address(parse_html(f"<table>{one}</table>"), one) for one in (page, page + script)]
    [6, 0]
    '''
    if len(SIGN.findall(text)) < least:
        return 0
    called: dict[str, set[str]] = defaultdict(set)
    undated: dict[str, dict[str, str]] = defaultdict(dict)
    clicked = ((one, one.get("onclick") or one.get("href")) for one in root.iter(*ROWS))
    for element, said in islice((one for one in clicked if one[1] and "(" in one[1]), MOST):
        call = CALL.match((said or "").strip())
        said = _row(element) if call and element not in known else ""
        if call and find_date(said):
            called[call[1]].add(call[2])
        elif call and len(said) >= UNDATED and not said.endswith(("？", "?")):
            undated[call[1]][call[2]] = said
    most = max(map(len, called.values()), default=0)
    return most if most >= least else _without_days(root, text, undated)


def rows_together(found: PageLinks, key: Callable[[str], str | None]) -> dict[str, int]:
    """Links of a list's page, and what tells a site's pages apart → address → how many rows with titles and days of
    their own lead to it and nowhere else: "" for rows whose link has none, since a script hears the click.

    Two links of a row to its item, places of the page itself (#n that stands in it) and tools beside a day are none.

    >>> from guiyi.crawl.reading.links import read_links
    >>> from guiyi.markup.parsing import parse_html
    >>> def told(row):
    ...     page = "".join(f"<li>{row.format(n)}</li>" for n in range(4))
    ...     return rows_together(read_links(parse_html(page), "http://o.example.test/l", page), lambda url: url)
    >>> told("<a href=/show.htm#n{0}>汛前排查公告之{0}</a> 2018-03-05")
    {'http://o.example.test/show.htm': 4}
    >>> told("<a data-id={0} href='javascript:;'>汛前排查公告之{0}</a> <b>2018-03-05</b>")
    {'': 4}
    >>> told("<a href=/{0}.htm>汛前排查公告之{0}</a> <a href='javascript:;'>收藏之一二三{0}</a> 2018-03-05")
    {}
    >>> told("<a href=/show.htm>汛前排查公告之{0}</a>"), told("<a href='#n{0}'>汛前排查公告</a> 2018-03-05<p id=n{0}>")
    ({}, {})
    >>> told("<a class=year>{0}月汛前排查开始</a> 2018-03-05"), told("<a data-id={0}>汛前排查公告之{0}</a> 2018-03-05")
    ({}, {'': 4})
    """
    alike: dict[str, dict[str, Link]] = defaultdict(dict)
    bare = (Link("", link_text(one), one) for one in found.root.iter("a") if _is_heard(one))
    for link in (*found.links, *bare):
        if link.element is not None and len(link.text) >= TITLE:
            alike[link.url.partition("#")[0]].setdefault(link.text, link)
    some = [link for titled in alike.values() if len(titled) >= LEAST for link in islice(titled.values(), MOST)]
    if not some:
        return {}
    opened = {one.element for one in (*found.called, *found.posted)}
    places = {f"#{one}" for one in found.root.xpath("//@id | //a/@name")}
    rows: dict[str, set[Any]] = defaultdict(set)
    for link in some:
        element, address = link.element, link.url and key(link.url)
        if element is None or address is None or SKIP_TEXT.match(link.text) or ALL_DATE.match(link.text):
            continue
        is_here = element in opened or element.get("href") in places
        if not is_here and (row := _dated_row(element)) is not None:
            rows[address].add(row)
    return {address: len(some) for address, some in rows.items() if len(some) >= LEAST}


def _dated_row(element: lxml.html.HtmlElement) -> Any:
    """The row with a day in which a link stands; None without any, or where another link of the row has an address."""
    for one in islice((element, *element.iterancestors()), ROW_DEPTH):
        pieces = [str(piece) for piece in islice(one.itertext(), PIECES)]
        if len(pieces) == PIECES or sum(map(len, pieces)) > LONGEST:
            return None
        if find_date("".join(pieces)):
            hrefs = {href for link in islice(one.iter("a"), PIECES) if _is_address(href := link.get("href") or "")}
            return one if hrefs <= {element.get("href")} else None
    return None


def _is_heard(element: lxml.html.HtmlElement) -> bool:
    """Whether an anchor without an address says that a script opens it: by javascript:, or data of its own: data-id."""
    href = (element.get("href") or "").strip().lower()
    has_data = any(name.startswith(("data-", "ng-")) for name, _value in element.items())
    return href.startswith("javascript:") or (not href and has_data)


def _without_days(root: lxml.html.HtmlElement, text: str, undated: dict[str, dict[str, str]]) -> int:
    """Rows without days by the function that opens them → how many there are, where they are the page's own list."""
    name, rows = max(undated.items(), key=lambda one: len(one[1]), default=("", {}))
    if len(set(rows.values())) < LEAST_UNDATED or OF_PAGE.search(name):
        return 0
    last = re.escape(name.rpartition(".")[2])
    if re.search(rf"function\s+{last}\b|\b{last}\s*[:=]\s*(?:async\s*)?(?:function\b|\()", text):
        return 0
    own = sum(len("".join(str(one).split())) for one in _unlinked(root))
    return len(rows) if sum(len("".join(one.split())) for one in rows.values()) > own * OWN else 0


def _row(element: lxml.html.HtmlElement) -> str:
    """The text of a short row with a title and no address of its own in which what is clicked stands; empty without."""
    row = element
    if element.tag not in ROW:
        row = next((one for one in element.iterancestors() if one.tag in ROW), element)
    pieces = [" ".join(str(one).split()) for one in islice(row.itertext(), PIECES)]
    said = "".join(pieces)
    if len(pieces) == PIECES or len(said) > LONGEST or max(map(len, pieces), default=0) < TITLE:
        return ""
    return "" if any(_is_address(one.get("href") or "") for one in islice(row.iter("a"), PIECES)) else said


def _is_address(href: str) -> bool:
    return bool(href.strip()) and not href.strip().lower().startswith(("#", "javascript:"))
