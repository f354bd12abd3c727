"""A row of a table as an item of a list: its cells apart, the day that its head does not call another, its title."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.crawl.reading.absolute import resolved
from guiyi.dates import MONTH_NAMES
from guiyi.markup.tree import CELLS, text_of

MOST_CELLS, MOST_ROWS = 12, 3  # of a row that are read, and rows among which the head of a table is
APART = " | "  # between cells: FOI-6200 and 30/04/2019 are no one word
OTHER_DAY = re.compile(  # heads of days that are not of publication
    r"\b(?:clos(?:es|ed|ing)|due|deadline|expir(?:es|y|ation)|valid|ends?|effective|received|interview|start(?:s|ing)?)\b"
    r"|截止|有效|到期|失效|实施|施行|开标|报名|受理",
    re.IGNORECASE,
)
OF_CLOSING = re.compile(  # Closed 30 August 2016, in a row that is none of a table
    rf"\b(?:clos(?:es?|ed|ing)|deadline|due|expir(?:es|ed|y)|ends?|ended|until)(?: date)?(?: on)?\s*:?\s*"
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTH_NAMES}),? (?:19|20)\d\d"
    rf"|(?:{MONTH_NAMES})\.? \d{{1,2}},? (?:19|20)\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)\d\d)",
    re.IGNORECASE,
)
SIGN_OF_CLOSING = re.compile(r"clos|deadline|due|expir|end|until", re.IGNORECASE)
OF_TITLE = re.compile(
    r"\W*(?:title|subject|description|name|headline|topic|question|标\s*题|名\s*称|主\s*题)\b.*", re.IGNORECASE
)
CODE = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s?[〔\[［(（【]\s?(?:19|20)\d\d\s?[〕\]］)）】]\s?第?\s?\d{1,5}\s?号"
    r"|#?(?:[A-Za-z]{1,8}[ /.:#-]{0,2}){0,3}\d[\dA-Za-z]*(?:[./_–-][\dA-Za-z]+){0,5}"
)
LEAST_TITLE = 8  # characters of a title beside a number
SIGN = re.compile(rb"[?&;](?:\w{0,20}(?:sort|order)\w{0,20}|d-\d{1,9}-[os])=")  # of such an address, in small letters
ORDERS = re.compile(  # and the page of the list thus ordered
    r"^(?:\w*(?:sort|order)\w*|dir(?:ection)?|asc|desc|d-\d+-[osp]|page|page_?(?:no|num|index))$", re.IGNORECASE
)
OF_ORDER = re.compile(r"sort|order|-[os]$", re.IGNORECASE)


def cells_of(row: Any) -> list[str]:
    """The texts of a row's cells."""
    some = islice((one for one in row if one.tag in CELLS), MOST_CELLS)
    return [" ".join("".join(one.itertext()).split()) for one in some]


def words_of_row(unit: Any) -> tuple[str, str]:
    """An element → its text with cells apart, and the same without days that the table's head says are others'.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<tr><th>Post</th><th>Closing date</th></tr><tr><td><a>Clerk</a></td><td>30/04/2019</td></tr>"
    >>> words_of_row(parse_html(f"<table>{rows}</table>").findall(".//tr")[1])
    ('Clerk | 30/04/2019', 'Clerk')
    >>> words_of_row(parse_html("<li><a>Ferry fares</a> Closed 30 August 2016</li>").find(".//li"))
    ('Ferry fares Closed 30 August 2016', 'Ferry fares ')
    >>> words_of_row(parse_html("<li><h3>Ferry fares</h3><p>Closed 30 August 2016</li>").find(".//li"))
    ('Ferry fares\\nClosed 30 August 2016', 'Ferry fares\\n')
    """
    cells = cells_of(unit) if unit.tag == "tr" else []
    if len(cells) < 2:
        text = "".join(unit.itertext())
        if not SIGN_OF_CLOSING.search(text):
            return text, text
        text = text_of(unit)
        return text, OF_CLOSING.sub("", text)
    heads = _heads(unit)
    own = [cell for at, cell in enumerate(cells) if not (at < len(heads) and OTHER_DAY.search(heads[at]))]
    return APART.join(cells), APART.join(own)


def title_in_row(unit: Any, said: str) -> str:
    """A row and the words of its link → its title: where that is a number only, the cell below Title or Subject.

    >>> from guiyi.markup.parsing import parse_html
    >>> cells = "<td><a>FOI-6200</a></td><td>Costs of the footbridge</td>"
    >>> page = parse_html(f"<table><tr><th>Reference</th><th>Subject</th></tr><tr>{cells}</tr></table>")
    >>> row = page.findall(".//tr")[1]
    >>> title_in_row(row, "FOI-6200"), title_in_row(row, "Footbridge"), title_in_row(page.find(".//a"), "FOI-6200")
    ('Costs of the footbridge', 'Footbridge', 'FOI-6200')
    """
    if unit.tag != "tr" or not CODE.fullmatch(said):
        return said
    pairs = zip(_heads(unit), cells_of(unit), strict=False)
    return next((cell for head, cell in pairs if OF_TITLE.fullmatch(head) and len(cell) >= LEAST_TITLE), said)


def is_headed(row: Any) -> bool:
    """Whether an element is a row of a table whose head names the titles: Reference | Subject | Responded."""
    return row.tag == "tr" and any(OF_TITLE.fullmatch(one) for one in _heads(row))


def is_named_above(link: Any, said: str) -> bool:
    """A link of a table's cell and its words → whether they are those of the head above: Agenda below Agenda.

    >>> from guiyi.markup.parsing import parse_html
    >>> cells = "<td>May 3, 2007<td><a>Agenda</a><td><a>Minutes of May 3</a>"
    >>> page = parse_html(f"<table><tr><th>Date<th>Agenda<th>Minutes</tr><tr>{cells}</tr></table>")
    >>> [is_named_above(one, one.text) for one in page.iter("a")]
    [True, False]
    """
    cell = next(link.iterancestors(*CELLS), None) if link is not None else None
    row = cell.getparent() if cell is not None else None
    if cell is None or row is None or row.tag != "tr":
        return False
    heads, at = _heads(row), sum(one.tag in CELLS for one in cell.itersiblings(preceding=True))
    return at < len(heads) and heads[at].casefold() == said.casefold()


def _heads(row: Any) -> list[str]:
    """What stands above the cells of a row: the first row of its table, of as many cells, if it links nothing."""
    table = next(row.iterancestors("table"), None)
    some = islice(table.iter("tr"), MOST_ROWS) if table is not None else ()
    count = sum(one.tag in CELLS for one in row)
    for one in some:
        if one is row:
            break
        if sum(cell.tag in CELLS for cell in one) == count:
            return [] if one.find(".//a") is not None and one.find("th") is None else cells_of(one)
    return []


def ordered_again(root: lxml.html.HtmlElement, url: str, lowered: bytes) -> frozenset[str]:
    """Tree and URL of a page, and its text in small letters → the addresses of its own list in other orders, as heads
    of its table link them.

    >>> from guiyi.markup.parsing import parse_html
    >>> text = "<table><tr><th><a href='?c=1&order=day'>日期</a><th><a href='?c=2'>公告</a></table>"
    >>> text += "<a href='?sort=3'>规章</a>"
    >>> ordered_again(parse_html(text), "http://o.example.test/l.jsp?c=1", text.encode())
    frozenset({'http://o.example.test/l.jsp?c=1&order=day'})
    """
    if b"<th" not in lowered or not SIGN.search(lowered):
        return frozenset()
    links = (to for head in root.iter("th") for one in head.iter("a") if (to := resolved(one.get("href") or "", url)))
    return frozenset(to for to in links if _is_ordered_only(to, url))


def _is_ordered_only(to: str, url: str) -> bool:
    """Whether an address asks for what a page's own does, but for the order."""
    asked, here = (dict(parse_qsl(urlsplit(one).query, keep_blank_values=True)) for one in (to, url))
    other = [name for name in asked.keys() | here.keys() if asked.get(name) != here.get(name)]
    is_same = to.split("?", 1)[0] == url.split("?", 1)[0] and all(map(ORDERS.match, other))
    return is_same and any(OF_ORDER.search(name) for name in other)
