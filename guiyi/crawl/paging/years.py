"""Lists parted by year or month: a drop-down whose choice sends the page's form (__doPostBack("y",""), form.submit()),
or which is all that a form with a button asks for.

Each is a further page of the list. One sent by POST has no address: the field and its value stand behind a `#` in
its key, as with other forms. Where a script asks for the list with one of the years that the page offers, in a
drop-down or side by side, the others are asked for likewise.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import quote, urlencode

import lxml.html

from guiyi.crawl.paging.forms import FIELD_MARK
from guiyi.crawl.paging.numbered import YEAR
from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.reading.changing import form_may_change
from guiyi.markup.forms import fields_of, value_of
from guiyi.urls import absolute_url

SENDS = re.compile(r"__doPostBack|\bsubmit\s*\(")
MONTH = re.compile(r"^\W*(?:19|20)\d{2}\s*[-/.年]\s*(?:0?[1-9]|1[0-2])\s*月?\W*$")
LEAST = 2  # years or months to choose from
ASKED = re.compile(  # a year that is sent, in a query or as JSON
    r"(?<==)(?:19|20)\d\d(?=[&#]|$)|(?<=%3A)(?:19|20)\d\d(?=%2C|%7D)|(?<=%3A%22)(?:19|20)\d\d(?=%22)"
)
MOST, PIECES, GROUPS = 60, 4, 200  # years; texts within one; places where they may stand together


def years_of(page: ListPage) -> list[str]:
    """A list's first page → the pages of its other years, where choosing a year sends a form; else none."""
    if "#" in page.url:
        return []
    for select in page.found.selects:
        name, options = select.get("name") or "", list(select.iter("option"))
        said = [("".join(one.itertext()), one) for one in options]
        years = [one for words, one in said if YEAR.match(words) or MONTH.match(words)]
        sends, form = SENDS.search(select.get("onchange") or ""), next(select.iterancestors("form"), None)
        is_safe = form is None or (sends is not None and sends[0][0] == "_") or not form_may_change(form)
        is_sent = sends is not None or _asks_it_alone(form, select)
        if name and len(years) >= LEAST and is_sent and is_safe:  # a page of WebForms is one form, whatever it holds
            wanted = [one for one in years if one.get("selected") is None]
            values = [value_of(one) for one in wanted]
            return [_address(page, form, name, value) for value in values]
    return []


def years_asked(page: ListPage, asked: str) -> list[str]:
    """A list's first page and the request for its list → the same for the other years that the page offers; none where
    the request holds no year, or more than one.
    """
    held = [*ASKED.finditer(asked)]
    if len(held) != 1 or f">{held[0][0]}" not in page.text:
        return []
    words = {held[0][0], f"{held[0][0]}年", f"{held[0][0]}年度"}
    beside = (one.getparent() for one in page.root.iter("option", "button", "a", "li", "span") if one.text in words)
    around = dict.fromkeys(one for above in islice(beside, MOST * MOST) for one in (above, above.getparent()))
    for group in islice((one for one in around if one is not None), GROUPS):
        said = ("".join(islice(one.itertext(), PIECES)) for one in islice(group, MOST) if isinstance(one.tag, str))
        years = [match[0] for one in said if YEAR.match(one) and (match := re.search(r"\d{4}", one))]
        if len(set(years)) >= LEAST and held[0][0] in years:
            others = dict.fromkeys(one for one in years if one != held[0][0])
            return [f"{asked[: held[0].start()]}{year}{asked[held[0].end() :]}" for year in others]
    return []


def _asks_it_alone(form: lxml.html.HtmlElement | None, select: lxml.html.HtmlElement) -> bool:
    """Whether a form has a button and, to fill in, this choice alone: no search, which has words to type."""
    if form is None:
        return False
    fields = [one for one in form.iter("input", "select", "textarea", "button") if one is not select]
    kinds = {(one.get("type") or "text").lower() if one.tag == "input" else one.tag for one in fields}
    return bool(kinds & {"submit", "image", "button"}) and kinds <= {"submit", "image", "button", "hidden"}


def _address(page: ListPage, form: lxml.html.HtmlElement | None, name: str, value: str) -> str:
    if form is None or (form.get("method") or "get").lower() == "post":
        return f"{page.url}{FIELD_MARK}{quote(name, safe='')}:{value}"
    action = absolute_url(form.get("action") or page.url, page.found.base) or page.url
    return f"{action.split('?', 1)[0]}?{urlencode({**fields_of(form), name: value})}"
