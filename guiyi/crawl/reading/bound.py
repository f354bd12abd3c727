"""Clicks that a script binds to elements which say themselves where they lead.

$(".row").click(function () { location.href = $(this).data("href") }): rows, menus and pagers whose elements hold an
address, an id or a page's number in an attribute; tabs that name the piece of a page which they load. The script is
read, not run: its selector, the attribute, and the join of literals around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import lxml.html
from cssselect import SelectorError
from lxml import etree

from guiyi.crawl.reading.changing import link_may_change
from guiyi.crawl.reading.choices import GOES
from guiyi.crawl.reading.days import find_date
from guiyi.markup.css import compiled_css
from guiyi.markup.tree import text_of
from guiyi.scripts.literals import JOIN, UNKNOWN, closed, joined, variables
from guiyi.urls import absolute_url

NAME = r"[\"']([\w-]{1,40})[\"']"
READ = re.compile(  # what the clicked element says of itself
    r"(?:(?:\$|jQuery)\(\s*(?:this|\w{1,20}\.(?:target|currentTarget))\s*\)|(?<![\w$.])this|\w{1,20}\.currentTarget)"
    rf"\.(?:data\(\s*{NAME}\s*\)|(?:attr|getAttribute)\(\s*{NAME}\s*\)|dataset\.(\w{{1,40}}))"
)
BOUND = re.compile(  # $(".a").click(function…, $("#b").on("click", ".a", function…, .delegate(".a", "click", function…
    r"(?:\$|jQuery)\(\s*(?:\"([^\"\n]{1,80})\"|'([^'\n]{1,80})'|document)\s*\)\.(?:click|on|bind|live|delegate)\("
    r"(?=\s*(?:[\"']click[\"']\s*,\s*)?(?:\"([^\"\n]{1,80})\"|'([^'\n]{1,80})')?\s*,?\s*(?:[\"']click[\"']\s*,\s*)?function\b)"
)
LOADS = re.compile(rf"\.load\(\s*({JOIN})")  # $("#box").load($(this).attr("data-url")): a tab shows a piece of a page
CLICKED = "clicked_"  # stands for the attribute's value in what the script joins
BODY = 600  # characters of a bound function that are read
ADDRESSES = ("data-href", "data-url", "data-link")
ADDRESSED: Any = etree.XPath(
    "//*[(@data-href or @data-url or @data-link) and not(self::a[@href]) and not(.//a[@href])]"
)
MOST, MOST_BOUND = 500, 20  # elements of one binding, bindings of a page


def bound_links(
    root: lxml.html.HtmlElement, base: str, scripts: Iterable[str]
) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Tree of a page, its base and its scripts → absolute address and element of each click that a script binds.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p class=it data-href=/a/1.htm>停水公告</p><p data-href=/b.htm>设为首页</p>")
    >>> script = "$('.it').click(function(){ location.href = $(this).attr('data-href'); });"
    >>> [to for to, _one in bound_links(page, "http://o.example.test/", [script])]
    ['http://o.example.test/a/1.htm']
    >>> tabs = parse_html("<li class=t data-url=/l_1.html>公告</li><li class=t data-url=/l_2.html>要闻</li>")
    >>> script = "$('.t').click(function(){ $('#box').load($(this).attr('data-url')) })"
    >>> [to for to, _one in bound_links(tabs, "http://o.example.test/", [script])]
    ['http://o.example.test/l_1.html', 'http://o.example.test/l_2.html']
    """
    for script in scripts:
        if "click" not in script or not READ.search(script):
            continue
        for match in islice(BOUND.finditer(script), MOST_BOUND):
            end = closed(script, match.end(), BODY)
            selector = " ".join(filter(None, match.groups()))
            if end is not None and selector:
                yield from _followed(_selected(root, selector), script[match.end() : end], script, base)


def named_links(root: lxml.html.HtmlElement, base: str) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Rows of a page without scripts that name their address in an attribute: the piece that an interface answers, to
    which the script of the page that asked for it binds the clicks. A row says its day.

    >>> from guiyi.markup.parsing import parse_html
    >>> piece = parse_html("<p data-href=/a/1.htm>停水公告 2018-03-05</p><p data-href=/b.htm>设为首页</p>")
    >>> [to for to, _one in named_links(piece, "http://o.example.test/")]
    ['http://o.example.test/a/1.htm']
    """
    for element in islice(ADDRESSED(root), MOST):
        address = next((one for name in ADDRESSES if (one := element.get(name))), "")
        target = absolute_url(address, base) if "/" in address and find_date(text_of(element)) else None
        if target and not link_may_change(target):
            yield target, element


def _followed(
    elements: list[lxml.html.HtmlElement], body: str, script: str, base: str
) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Where a bound function sends its reader from each of the elements."""
    reads = {next(filter(None, match.groups())) for match in READ.finditer(body)}
    body = READ.sub(CLICKED, body)
    goes = GOES.search(body) or LOADS.search(body)
    if len(reads) != 1 or goes is None:
        return
    name, known = reads.pop(), variables(script)
    names = ("data-" + re.sub(r"([A-Z])", r"-\1", name).lower(), name)
    for element in elements[:MOST]:
        value = next((one.strip() for key in names if (one := element.get(key))), None)
        if not value or any((one.get("href") or "#")[0] not in "#j" for one in element.iter("a")):
            continue
        address = joined(goes[1], variables(body, known | {CLICKED: value}))
        target = absolute_url(address, base) if UNKNOWN not in address else None
        if target and not link_may_change(target):
            yield target, element


def _selected(root: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    try:
        return list(compiled_css(selector)(root))
    except SelectorError:
        return []
