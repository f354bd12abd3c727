"""Lines of date and source around a body, with blanks where the page's elements divide them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.etree import iterwalk

from guiyi.dates import find_date
from guiyi.extract.bodies.around import SHORT
from guiyi.extract.fields.remarks import is_remark
from guiyi.markup.tree import UNSEEN, Node, squeezed

MOST_DATED = 6  # lines of date and source above a body
MOST_PIECES = 40  # elements of a line of facts
MOST_TEXTS = 400  # texts of such a line, blank ones too


def told_apart(node: Node, before: str, around: str) -> tuple[str, str]:
    """The texts around a body, their lines of date and source with blanks between what stands in elements of their own.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><i>林川</i><i>云川观察</i><i>2018-03-05</i></p><div>正文</div>")
    >>> told_apart(page.find(".//div"), "首页\\n林川云川观察2018-03-05", "")
    ('首页\\n林川 云川观察 2018-03-05', '')
    """
    dated = (
        one for one in reversed(before.split("\n")) if len(one) <= SHORT and (day := find_date(one)) and day[0] != one
    )
    apart = {line: told for line in islice(dated, MOST_DATED) if (told := _pieces_of(node, line))}
    if not apart:
        return before, around
    return _with(apart, before), _with(apart, around)


def _with(apart: dict[str, str], text: str) -> str:
    return "\n".join(apart.get(line, line) for line in text.split("\n"))


def _pieces_of(node: Node, line: str) -> str | None:
    """A line of a body's page as its elements divide it; None where none of them holds it, or it tells more."""
    wanted = "".join(line.split())
    found = find_date(line)
    day = found[0].strip() if found else ""
    tried = set[Node]()  # a block of very many such elements is looked through once
    for one in node.getroottree().iter("span", "i", "em", "a", "b", "time", "font", "label", "small", "strong"):
        if not (one.text and day in one.text) and not (one.tail and day in one.tail):
            continue
        for holder in islice(one.iterancestors(), 2):
            if holder in tried:
                continue
            tried.add(holder)
            pieces = _up_to(len(wanted), holder) if len(holder) <= MOST_PIECES else []
            if "".join("".join(pieces).split()) == wanted:
                said = " ".join(piece for part in pieces if (piece := squeezed(part)))
                return said if is_remark(said) else None
    return None


def _up_to(length: int, holder: Node) -> list[str]:
    """The texts that a reader sees within an element, up to the first beyond a number of characters."""
    pieces: list[str] = []
    for piece in islice(_seen_pieces(holder), MOST_TEXTS):
        pieces.append(piece)
        length -= len("".join(piece.split()))
        if length < 0:
            break
    return pieces


def _seen_pieces(holder: Node) -> Iterator[str]:
    """The texts within an element that a reader sees, each by itself: no scripts."""
    for event, one in iterwalk(holder, events=("start", "end")):
        text = one.text if event == "start" else one.tail if one is not holder else ""
        if text and not (event == "start" and one.tag in UNSEEN) and isinstance(text, str):
            yield text
