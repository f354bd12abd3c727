"""Rows of a WebForms list that are LinkButtons: __doPostBack('rpt$ctl03$lb','') instead of an address.

Their server answers with where the article lies, as with a menu of buttons. Such a row's URL is the list's with the
call behind a `#`; on a further page that was asked for by such a call, a second `#` stands behind that page's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import quote

import lxml.html

from guiyi.crawl.reading.changing import may_change
from guiyi.crawl.reading.days import find_date
from guiyi.dayorder import unsure_days

POSTBACK_MARK = "#__doPostBack:"
QUOTE = r"(?:'|&#39;|%27|\")"
CALL = re.compile(
    rf"^javascript:__doPostBack\(\s*{QUOTE}([\w$]{{1,120}}){QUOTE}\s*,\s*{QUOTE}(Select\$\d{{1,4}})?{QUOTE}",
    re.IGNORECASE,
)
ROW = ("tr", "li", "dl", "p", "div")
MOST_CALLS = 2  # one behind the other: a page of the list, and a row on it
LEAST = 3  # rows that differ by their number only
TITLE = 6  # characters of their words
LONGEST = 300  # characters of a row


def row_calls(root: lxml.html.HtmlElement, url: str) -> list[tuple[str, str, lxml.html.HtmlElement]]:
    '''A page's tree and URL → (the form to send, words, anchor) of each dated row that is a LinkButton.

    >>> from guiyi.markup.parsing import parse_html
    >>> row = """<li><a href="javascript:__doPostBack('r$ctl0%d$b','')">关于停水的公告</a> 2009-03-05</li>"""
    >>> rows = "".join(row % n for n in range(3))
    >>> [to for to, _words, _one in row_calls(parse_html(rows), "http://o.example.test/l.aspx?c=4")][:1]
    ['http://o.example.test/l.aspx?c=4#__doPostBack:r%24ctl00%24b:']
    >>> row_calls(parse_html(rows.replace("2009-03-05", "")), "http://o.example.test/l.aspx?c=4")
    []
    '''
    groups: dict[str, dict[str, tuple[str, lxml.html.HtmlElement]]] = defaultdict(dict)
    for anchor in root.iter("a") if url.count("#") < MOST_CALLS else ():
        call = CALL.match((anchor.get("href") or "").strip())
        words = (anchor.get("title") or "".join(map(str, anchor.itertext()))).strip()
        if call and len(words) >= TITLE and not may_change("/" + call[1].replace("$", "/")) and _has_day(anchor):
            to = f"{url}{POSTBACK_MARK}{quote(call[1], safe='')}:{quote(call[2] or '', safe='')}"
            groups[re.sub(r"\d+", "#", call[0])].setdefault(to, (words, anchor))
    return [(to, *row) for rows in groups.values() if len(rows) >= LEAST for to, row in rows.items()]


def _has_day(anchor: lxml.html.HtmlElement) -> bool:
    row = next((one for one in anchor.iterancestors() if one.tag in ROW), None)
    text = "".join(map(str, row.itertext())) if row is not None else ""
    return len(text) <= LONGEST and (find_date(text) is not None or bool(unsure_days(text)))
