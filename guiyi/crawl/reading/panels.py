"""Panels side by side, built alike, each below a heading of its own: the years, boards or meetings of one list."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from guiyi.crawl.reading.candidates import Candidate

MOST_APART = 50  # groups of files of a page
PANEL_DEPTH = 3  # elements above the holder of rows that may be their panel
PANEL_HEADS = frozenset(("h2", "h3", "h4", "h5", "h6", "button", "dt", "summary", "legend", "caption", "a"))
LONGEST_HEAD, HEAD_PIECES = 60, 40  # characters, and pieces of text, of what heads a panel
REACH = 3  # elements around a box before which its heading may stand
HEADING = re.compile(r"[^\W\d_][^|｜]{1,19}")
MORE = re.compile(r"(?:[>》»+·.\s]|更多|(?<![a-z])more)+$", re.IGNORECASE)


def panel_of(unit: Any, other: Any) -> tuple[Any, Any] | None:
    """A row and one of another list of the page → the panels that hold the one and the other, one beside the other in
    the same element; None where they are not built alike.
    """
    for _step in range(PANEL_DEPTH):
        if unit is None or other is None or unit.tag != other.tag or unit.get("class") != other.get("class"):
            return None
        if unit.getparent() is other.getparent():
            return unit, other
        unit, other = unit.getparent(), other.getparent()
    return None


def heading_of(panel: Any) -> Any:
    """What heads a panel: its first child, or what stands right before it; None where that is no short heading, or
    leads to a page of its own.
    """
    for one in (next(iter(panel), None), panel.getprevious()):
        if one is None or one.tag not in PANEL_HEADS:
            continue
        if not 0 < len("".join(islice(one.itertext(), HEAD_PIECES)).strip()) <= LONGEST_HEAD:
            continue
        links = (one, *one.iter("a"))
        if all((link.get("href") or "#")[0] == "#" for link in links):
            return one
    return None


def heading_above(box: Any) -> str:
    """The words that stand right before a box, or before one of the elements around it; empty where they are none.

    >>> import lxml.html
    >>> page = "<div><div><h3>通知公告</h3><a href=/tz/>更多&gt;&gt;</a></div><div><ul id=tz></ul></div></div>"
    >>> heading_above(lxml.html.fromstring(page).find(".//ul"))
    '通知公告'
    >>> greeting = "今天是星期三，欢迎您来到某某县人民政府门户网站！"
    >>> heading_above(lxml.html.fromstring(f"<div><p>{greeting}</p><ul></ul></div>").find("ul"))
    ''
    """
    for one in islice((box, *box.iterancestors()), REACH):
        before = one.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None and before.tag not in ("script", "style"):
            words = MORE.sub("", " ".join("".join(before.itertext()).split()))
            return words if HEADING.fullmatch(words) else ""
    return ""


def are_beside(group: list[Candidate], other: list[Candidate]) -> bool:
    """Whether two groups of rows stand in panels side by side that are built alike, each below its heading."""
    panels = panel_of(group[0].unit.getparent(), other[0].unit.getparent())
    return panels is not None and all(heading_of(one) is not None for one in panels)


def joined_panels(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Groups → the same, those of panels side by side as one: papers below the heading of each meeting, each year. None
    where more stay apart than a page's own list would leave.
    """
    joined: list[list[Candidate]] = []
    for group in groups:
        if len(joined) > MOST_APART:
            return []
        whole = next((one for one in joined if are_beside(group, one)), None)
        if whole is None:
            joined.append([*group])
        else:
            whole += group
    return joined
