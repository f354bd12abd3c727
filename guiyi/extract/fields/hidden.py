"""The source that a template keeps hidden beside the day: its label and value are the page's, though none sees them."""

from __future__ import annotations

import re

from guiyi.dateparts import same_day
from guiyi.dates import read_date
from guiyi.extract.fields.labelled import OUTLET
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node, hides, raw_text, squeezed

TOLD = re.compile(r"(?:信息|文章|稿件)?来源\s*[:：]\s*(\S{2,24})")  # all that the element says
PLACES = ("span", "em", "i", "b", "p", "li", "td", "div")
LONGEST = 200  # characters of a line of facts


def hidden_source(view: PageView, day: str | None) -> str | None:
    """The office that a hidden element beside the page's day names, on the same line; None if there is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<p><b>%s</b><i style='display:none'>来源：县水利局</i></p>"
    >>> pages = [html % one for one in ("2018-03-05 10:08", "县里开会", "2018-03-06")]
    >>> pages += [html.replace("none", "block") % "2018-03-05"]
    >>> [hidden_source(PageView(parse_html(one), "", one), "2018-03-05") for one in pages]
    ['县水利局', None, None, None]
    """
    if day is None or "来源" not in view.source or "display" not in view.source:
        return None
    days: dict[Node, str | None] = {}  # of the holders: one may hold very many such elements
    for element in view.root.iter(*PLACES):
        style, holder = element.get("style"), element.getparent()
        if not style or holder is None or not hides(style):
            continue
        told = TOLD.fullmatch(squeezed(raw_text(element)))
        if told is None or not OUTLET.match(told[1]):
            continue
        if holder not in days:
            beside = squeezed(raw_text(holder))
            days[holder] = read_date(beside) if len(beside) <= LONGEST else None
        if (found := days[holder]) and same_day(found, day):
            return told[1]
    return None
