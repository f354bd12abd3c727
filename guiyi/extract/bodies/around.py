"""What stands in a page before a body and behind it, as text, without the lines that are other articles'."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, takewhile

from lxml.etree import tostring

from guiyi.caching import Kept
from guiyi.dates import find_date
from guiyi.extract.fields.labelled import BRACKETS
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL
from guiyi.extract.fields.remarks import ENGLISH, is_remark
from guiyi.markup.tree import (
    BLOCKS,
    BREAK,
    CELL,
    CELLS,
    Node,
    gather,
    gather_back,
    is_of_others,
    is_unseen,
    lines_of,
    raw_text,
    squeezed,
)

SHORT = 100  # characters of a short line
SOURCE = "来源"  # told more than once, as in a column of other articles
LEAST_TITLE = 6  # characters of a link that names an article
NEAR = 8  # lines right above a body, which are the page's own
MOST_BEFORE, MOST_AFTER = 2400, 1200  # characters around the body that are read for labels
BEFORE = 1200  # characters of the page before the body that are read for title and date


def surroundings(node: Node, is_told: bool = False) -> tuple[str, str]:
    """Body node → (text just before the body, text of the page around it). is_told: a selector gave it."""
    before, after = lines_of(_before(node)), lines_of(_after(node))
    if not is_told or before.count(SOURCE) > 1:
        before = _without_others(before, node, NEAR)
    if not is_told or after.count(SOURCE) > 1:
        after = _without_others_below(after)
    return before[-BEFORE:], before[-MOST_BEFORE:] + "\n" + after[:MOST_AFTER]


def _without_others(beside: str, node: Node | None = None, near: int = 0) -> str:
    """The text beside a body without lines of date and source that stand there again and again: other articles'. Of its
    last lines, of which so many stand near the body, those go that begin with a link of its page. A day below its label
    is no such line.

    >>> _without_others("来源：云川日报 2018-03-05\\n某某\\n来源：县水利局 2018-03-09\\n发布时间：2018-03-01")
    '某某\\n发布时间：2018-03-01'
    >>> _without_others("Published\\n5 May 2018\\nWeir\\n9 May 2018\\nRents\\n8 May 2018")
    'Published\\n5 May 2018\\nWeir\\nRents'
    """
    lines = beside.split("\n")
    labelled = {line for above, line in pairwise(lines) if len(above) <= LONGEST_LABEL and BARE_LABEL.fullmatch(above)}
    kinds = {line: kind for line in lines if line not in labelled and (kind := _kind_of(line))}
    often = {kind for kind, count in Counter(kinds.values()).items() if count > 1}
    if not often:
        return beside
    links = {squeezed(raw_text(one)) for one in node.getroottree().iter("a")} if node is not None else set()
    titles = tuple(one for one in links if len(one) >= LEAST_TITLE)
    first = len(lines) - near
    own = (at for at, line in enumerate(lines) if kinds.get(line) not in often or at >= first)
    return "\n".join(lines[at] for at in own if kinds.get(lines[at]) not in often or not lines[at].startswith(titles))


def _without_others_below(after: str) -> str:
    """The same of the text behind a body, of which the lines right below it that begin with labels are the page's own.

    >>> _without_others_below("Issued by: Housing Office\\nMay 4, 2018\\nRents\\nMay 9, 2018\\nWeir\\nMay 10, 2018")
    'Issued by: Housing Office\\nMay 4, 2018\\nRents\\nWeir'
    >>> _without_others_below("【来源】县水利局\\n时间：2018-03-01\\n县里开会来源：云川日报\\n县里通车来源：云川晚报")
    '【来源】县水利局\\n时间：2018-03-01'
    """
    lines = after.split("\n")
    own = list(takewhile(lambda line: _begins_with_label(line) or _is_day(line), lines))
    if not any(map(_begins_with_label, own)):
        own = []
    rest = _without_others("\n".join(lines[len(own) :]))
    return "\n".join([*own, rest] if rest else own)


def _is_day(line: str) -> bool:
    return len(line) <= SHORT and (day := find_date(line)) is not None and day[0] == line


def _begins_with_label(line: str) -> bool:
    """Whether a line begins with a label: 【来源】, 来源：, Published March 5, 2018."""
    if ENGLISH.match(line) and is_remark(line):
        return True
    return ANY_LABEL.match(line.lstrip(BRACKETS).replace("】", "：", 1)) is not None


def _kind_of(line: str) -> tuple[str, ...]:
    """The labels of a line of date and source; none for other lines."""
    if len(line) > SHORT:
        return ()
    labels = [str(one.lastgroup) for one in ANY_LABEL.finditer(line) if one.lastgroup != "_stop"]
    return tuple(labels or ["day"]) if "source" in labels or is_remark(line) else ()


def _before(node: Node) -> str:
    """Gathered pieces of what precedes a node, from the nearest block back until there are so many characters."""
    out: list[str] = []  # the last piece first
    size, at = 0, node
    while at is not None and size < MOST_BEFORE:
        start = len(out)
        if (previous := at.getprevious()) is not None:
            out += [previous.tail or "", BREAK if previous.tag == "br" else "", _end_of(previous)]
            at = previous
        elif (parent := at.getparent()) is not None:
            out += [parent.text or "", BREAK if parent.tag in BLOCKS else ""]
            at = parent
        else:
            break
        size += sum(map(len, out[start:]))
    return "".join(reversed(out))


def _after(node: Node) -> str:
    """Gathered pieces of what follows a node, until there are so many characters."""
    out = [BREAK, node.tail or ""]
    size, at = len(out[1]), node
    while at is not None and size < MOST_AFTER:
        start = len(out)
        if (following := at.getnext()) is not None:
            own = "" if is_of_others(following) else _begin_of(following)
            out += [own, BREAK if following.tag == "br" else "", following.tail or ""]
            at = following
        elif (parent := at.getparent()) is not None:
            out += [BREAK if parent.tag in BLOCKS else CELL if parent.tag in CELLS else "", parent.tail or ""]
            at = parent
        else:
            break
        size += sum(map(len, out[start:]))
    return "".join(out)


_ends, _begins = Kept[str](200, longest=40_000), Kept[str](200, longest=40_000)


def _end_of(node: Node) -> str:
    """The pieces of a node from its end back, as far as they are used; kept, since pages share menus."""

    def gathered() -> str:
        out: list[str] = []
        gather_back(node, out, MOST_BEFORE)
        return "".join(reversed(out))

    return "" if is_unseen(node) else _ends.of(_markup(node), gathered) if len(node) else gathered()


def _begin_of(node: Node) -> str:
    """The pieces of a node as far as they are used; kept, since pages share footers."""

    def gathered() -> str:
        out: list[str] = []
        gather(node, out, MOST_AFTER)
        return "".join(out)

    return "" if is_unseen(node) else _begins.of(_markup(node), gathered) if len(node) else gathered()


def _markup(node: Node) -> bytes:
    return bytes(tostring(node, encoding="utf-8", with_tail=False))
