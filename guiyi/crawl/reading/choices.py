"""Where the drop-down lists of a page lead: years of an archive, pages of a list, columns, sites.

A list leads somewhere where choosing sends the reader to an address made of the option's value, on the spot or in a
function of the page; and where its values are addresses, whatever script waits for the choice. Nothing is run.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator
from itertools import islice

import lxml.html

from guiyi.scripts.literals import JOIN, UNKNOWN, joined, top_level_parts, variables

CHOSEN = "chosen_"  # stands for the chosen value in what a script joins
VALUE = re.compile(
    r"(?:[\w$]+\.){0,4}options\s*\[\s*[\w$.]{1,60}\s*\]\s*\.value|\$\(\s*[^()]{1,40}\)\.val\(\s*\)"
    r"|\bdocument\.getElementById\(\s*[^()]{1,40}\)\.value\b(?!\s*=[^=])|(?:[\w$]+\.){1,4}value\b(?!\s*=[^=])"
)
GOES = re.compile(
    rf"(?:\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\(|\bwindow\.(?:open|navigate)\()\s*({JOIN})"
)
CALL = re.compile(r"^\s*(?:javascript:)?\s*(?:return\s+)?([\w$]+)\s*\(([^;]{0,200})\)\s*;?\s*$")
JUMP_MENU = re.compile(r"^(?:javascript:)?\s*MM_jumpMenu(?:Go)?\(", re.IGNORECASE)  # Dreamweaver's
ADDRESS = re.compile(
    r"^(?:https?://|\.{0,2}/)\S+$|^[\w./-]+\.(?:[sj]?html?|jspx?|aspx?|php|do|action)(?:\?\S*)?$|^\?\S+=\S*$",
    re.IGNORECASE,
)
NO_PAGES = re.compile(r"[?&](?:\w*(?:order|sort|rows|size|perpage|lang|font|style|theme)\w*)=$", re.IGNORECASE)
ASKED = ("onchange", "ondblclick", "onclick")  # a box of many lines is clicked
MOST, MOST_LISTS = 300, 60  # options of one list that are followed, and lists of a page


def chosen_links(
    selects: Iterable[lxml.html.HtmlElement], scripts: Iterable[str]
) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Drop-down lists and the scripts of their page → (address as written, option) of each choice that leads on.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = '<select onchange="location=\\'l.asp?y=\\'+this.value"><option value="">年份<option value=2009>2009年'
    >>> [(to, one.text) for to, one in chosen_links(parse_html(page).iter("select"), [])]
    [('l.asp?y=2009', '2009年')]
    >>> page = '<select size=8 ondblclick="window.open(this.value)"><option value="7.htm">县志校勘'
    >>> [to for to, _one in chosen_links(parse_html(page).iter("select"), [])]
    ['7.htm']
    """
    told, known = list(scripts), None
    for select in islice(selects, MOST_LISTS):
        made = _address_made(next((said for name in ASKED if (said := select.get(name))), ""), told)
        if made and made != CHOSEN and known is None:
            known = variables("\n".join(told))
        for option in list(select.iter("option"))[:MOST]:
            words = (option.text or "").strip()
            value = (option.get("value") or "").strip() or (words if words.isdecimal() else "")
            if made is None or made == CHOSEN:
                address = value if ADDRESS.match(value) else ""
            else:
                address = joined(made, ChainMap({CHOSEN: value}, known or {})) if value else ""
            if address and UNKNOWN not in address:
                yield address, option


def _address_made(handler: str, scripts: list[str]) -> str | None:
    """What a choice makes of the value: a join in which it is CHOSEN; None where it leads nowhere that is known."""
    if not handler:
        return None
    if JUMP_MENU.match(handler):
        return CHOSEN
    call = CALL.match(handler)
    body = _body_of(call[1], call[2], scripts) if call else None
    for code in (handler, body or ""):
        goes = GOES.search(VALUE.sub(CHOSEN, code))
        if goes and CHOSEN in goes[1]:
            made = goes[1].strip()
            return None if NO_PAGES.search(joined(made, {CHOSEN: ""})) else made
    return None


def _body_of(name: str, arguments: str, scripts: list[str]) -> str | None:
    """A function that a choice calls → its text, in which the parameter that is given the value is CHOSEN."""
    given = [one.strip() for one in top_level_parts(arguments)]
    at = next((at for at, one in enumerate(given) if one == "this" or VALUE.fullmatch(one)), None)
    head = re.compile(rf"function\s+{re.escape(name)}\s*\(([^)]{{0,120}})\)\s*\{{")
    for script in scripts:
        match = head.search(script)
        if match is None or at is None:
            continue
        body = script[match.end() : match.end() + 1500].split("function ", 1)[0]
        names = [one.strip() for one in match[1].split(",")]
        if at < len(names) and given[at] != "this":
            return re.sub(rf"(?<![\w$.\"']){re.escape(names[at])}(?![\w$\"'])", CHOSEN, body)
        return body
    return None
