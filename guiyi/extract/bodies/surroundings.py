"""The text of a page around its body, where title, dates and labelled fields stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.etree import iterwalk, tostring

from guiyi.caching import Kept
from guiyi.dates import find_date
from guiyi.extract.bodies.agreement import DAY_LINE
from guiyi.extract.bodies.containers import Body
from guiyi.extract.fields.labelled import BRACKETS, headed_label
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL
from guiyi.extract.fields.recorded import is_pair
from guiyi.extract.fields.remarks import ENGLISH, is_remark
from guiyi.markup.tree import (
    BLOCKS,
    BREAK,
    CELL,
    CELLS,
    UNSEEN,
    Node,
    gather,
    gather_back,
    is_of_others,
    is_unseen,
    lines_of,
    raw_text,
    squeezed,
    text_of,
)

MOST_DATED = 6  # lines of date and source above a body
HEADING = 40  # characters: a longer text is running
HEAD_LINES, SHORT = 6, 100  # lines at the head of a body, and characters of a short one
IN_ENGLISH = 200  # characters of a short line of facts in letters
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)][^:：]{0,20}[:：]")  # 四、签订日期：
NOTE = re.compile(r"[（(【\[]\s*此[件文].{0,16}[)）】\]]")  # 此件公开发布, below a signature
ATTACHED = re.compile(r"^\s*附\s*件")
ENDS = ("。", "；", ".")  # of running text
ONE_LINE = 0.8  # share of a line's characters, blanks aside, from which its pieces are all of it
UNLABELLED = 3  # texts of a container among which a date without a label is the page's, not a signature's
PLACE = re.compile(r"地\s*[点址]|主\s*讲|场\s*[馆地]|会\s*场")  # below the time of an event
SOURCE = "来源"  # told more than once, as in a column of other articles
MOST_PIECES = 40  # elements of a line of facts
LEAST_TITLE = 6  # characters of a link that names an article
NEAR = 8  # lines right above a body, which are the page's own
MOST_RUNNING = 1  # a slogan may stand above the title
MOST_BEFORE, MOST_AFTER = 2400, 1200  # characters around the body that are read for labels
BEFORE = 1200  # characters of the page before the body that are read for title and date


def text_around(body: Body, clean: Node, text: str) -> tuple[str, str]:
    """Body, its clean copy, the copy's text → (text just before the body, text of the page around it)."""
    before, around = _text_around(body, clean, text)
    return (before, around) if body.is_told else told_apart(body.node, before, around)


def _text_around(body: Body, clean: Node, text: str) -> tuple[str, str]:
    """As `text_around`, its lines as they stand.

    A body may begin with the page's own title and date: the first short texts of one chosen by its text count to both,
    and of a container's those up to its line of date and source, where it has one.
    """
    before, around = surroundings(body.node, body.is_told)
    if above := _above_text(body):
        before, around = f"{before}\n{above}", f"{above}\n{around}"
    first = _first_short(_head(clean, text)[: None if "\n" not in text else _unsigned(text)])
    if body.is_guessed:
        top = "\n".join(first)
        return f"{before}\n{top}", f"{top}\n{around}"
    told = [at for at, text in enumerate(first) if _tells(at, text)]
    if not told or _tells_above(before):  # the line stands above: what the body's own first lines tell is its text
        return before, around
    top = "\n".join(first[: told[-1] + 2])
    return f"{before}\n{top}", f"{around}\n{top}"


def _above_text(body: Body) -> str:
    """What the furniture in a body says that stands above its text: a banner may hold the title and its day."""
    outside = set(body.outside)
    held = {element for one in outside for element in one.iter()}
    said = []
    for element in body.node.iter() if held else ():
        if element in outside:
            said.append(text_of(element))
        elif element not in held and element.text and len(element.text.strip()) > HEADING:
            break
    return "\n".join(one for one in said if len(one) <= BEFORE)


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
    for one in node.getroottree().iter("span", "i", "em", "a", "b", "time", "font", "label", "small", "strong"):
        if not (one.text and day in one.text) and not (one.tail and day in one.tail):
            continue
        for holder in islice(one.iterancestors(), 2):
            pieces = list(_seen_pieces(holder)) if len(holder) <= MOST_PIECES else []
            if "".join("".join(pieces).split()) == wanted:
                said = " ".join(piece for part in pieces if (piece := squeezed(part)))
                return said if is_remark(said) else None
    return None


def _seen_pieces(holder: Node) -> Iterator[str]:
    """The texts within an element that a reader sees, each by itself: no scripts."""
    for event, one in iterwalk(holder, events=("start", "end")):
        text = one.text if event == "start" else one.tail if one is not holder else ""
        if text and not (event == "start" and one.tag in UNSEEN) and isinstance(text, str):
            yield text


def _unsigned(text: str) -> int | None:
    """How many lines of a short body stand above its signature, an office and a day below running text.

    >>> _unsigned("各单位：\\n请于本月报送材料。\\n云川市水务局\\n2018年3月5日\\n附件1：申请表.doc")
    2
    >>> _unsigned("各单位：\\n请于本月报送材料。\\n云川市水务局\\n2018年3月5日\\n（此件公开发布）")
    2
    >>> _unsigned("2018年3月5日")
    """
    lines = text.split("\n")
    while len(lines) > 1 and (ATTACHED.match(lines[-1]) or NOTE.fullmatch(lines[-1])):
        lines.pop()
    runs = any(one.endswith(ENDS) for one in lines[:-2])
    if len(lines) > HEAD_LINES or not DAY_LINE.fullmatch(lines[-1]) or not runs:
        return None
    return len(lines) - 2


def _tells_above(before: str) -> bool:
    """Whether the text before a body tells a field; 加入收藏 | and the like are no fields."""
    return any(match.lastgroup != "_stop" for match in ANY_LABEL.finditer(before))


def _tells(at: int, text: str) -> bool:
    """Whether one of a container's first texts is the page's line of date and source, or a label of it."""
    if BARE_LABEL.fullmatch(text) or ANY_LABEL.match(text.lstrip(BRACKETS)):
        return True
    return at < UNLABELLED and is_remark(text)


def _head(clean: Node, text: str) -> list[str]:
    """The first lines of a body; its first pieces of text where title, date and text stand on one line.

    Where the head would end at a label alone, the day below it is of the head too.
    """
    several = text.split("\n", HEAD_LINES + 2)
    lines = several[:HEAD_LINES]
    if len(lines[0]) < SHORT and not lines[0].endswith(ENDS):
        return several[: HEAD_LINES + 1] if _is_day_cut(lines[-1], *several[HEAD_LINES:][:2]) else lines
    pieces: list[str] = []
    for piece in clean.itertext():
        if sum(map(len, pieces)) >= len(lines[0]) * ONE_LINE:
            break
        pieces += [one] if (one := squeezed(str(piece))) else []
    return [*pieces, *lines[1:]][:HEAD_LINES]


def _is_day_cut(line: str, value: str = "", below: str = "") -> bool:
    """Whether a line is the label alone of the day that the next one tells; not where the one below says of what event.

    >>> _is_day_cut("日期", "2018-03-05 10:08", "县里开会。"), _is_day_cut("时间", "2018-03-09", "地点")
    (True, False)
    >>> _is_day_cut("评论", "2018-03-09"), _is_day_cut("时间", "2018年3月起")
    (False, False)
    """
    label, day = BARE_LABEL.fullmatch(line) if len(line) <= LONGEST_LABEL else None, find_date(value)
    is_of_day = label is not None and label.lastgroup in ("published_at", "_updated")
    return is_of_day and day is not None and day.start() == 0 and not PLACE.match(below)


def _first_short(head: list[str]) -> list[str]:
    """The first texts of a body up to the second that runs, without those that are long."""
    first, running = [], 0
    for line, below in zip(head, [*head[1:], ""], strict=True):
        if line.count("\t") > 1 and not _is_row_of_facts(line):
            break  # a row of a table of the article's own
        if is_pair(line) and is_pair(below):
            break  # a form of the article's own
        short = IN_ENGLISH if line.isascii() and ANY_LABEL.match(line) else SHORT
        running += len(line) >= short or line.endswith(ENDS)
        if running > MOST_RUNNING:
            break
        if len(line) < short and not NUMBERED.match(line):
            first.append(line)
    return first


def _is_row_of_facts(line: str) -> bool:
    """Whether the first cell of a row, or the one behind a day, tells a fact of the page: with its label and a mark.

    >>> rows = "2018-03-05\\t来源：县水利局\\t打印", "【时间】2018-03-05\\t打印\\t关闭", "Published 5 May 2018\\tPrint"
    >>> [_is_row_of_facts(one) for one in rows]
    [True, True, True]
    >>> [_is_row_of_facts(one) for one in ("2018-03-05\\t三号泵站\\t来源：县水利局", "序号\\t来源\\t日期")]
    [False, False]
    """
    if ANY_LABEL.match(line.lstrip(BRACKETS)) or headed_label(line.strip().split("\t", 1)[0]) is not None:
        return True
    cells = [one for one in line.split("\t") if one.strip()]
    if len(cells) > 1 and is_remark(cells[0]):
        if ENGLISH.match(cells[0]):
            return True
        cells = cells[1:]
    first = cells[0] if cells else ""
    return ANY_LABEL.match(first.lstrip(BRACKETS)) is not None or headed_label(first) is not None


def surroundings(node: Node, is_told: bool = False) -> tuple[str, str]:
    """Body node → (text just before the body, text of the page around it). is_told: a selector gave it."""
    before, after = lines_of(_before(node)), lines_of(_after(node))
    if not is_told or before.count(SOURCE) > 1:
        before = without_others(before, node, NEAR)
    if not is_told or after.count(SOURCE) > 1:
        after = _without_others_below(after)
    return before[-BEFORE:], before[-MOST_BEFORE:] + "\n" + after[:MOST_AFTER]


def without_others(beside: str, node: Node | None = None, near: int = 0) -> str:
    """The text beside a body without lines of date and source that stand there again and again: other articles'. Of its
    last lines, of which so many stand near the body, those go that begin with a link of its page.

    >>> without_others("来源：云川日报 2018-03-05\\n某某\\n来源：县水利局 2018-03-09\\n发布时间：2018-03-01")
    '某某\\n发布时间：2018-03-01'
    """
    lines = beside.split("\n")
    kinds = {line: kind for line in lines if (kind := _kind_of(line))}
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

    >>> _without_others_below("【来源】县水利局\\n时间：2018-03-01\\n县里开会来源：云川日报\\n县里通车来源：云川晚报")
    '【来源】县水利局\\n时间：2018-03-01'
    """
    lines = after.split("\n")
    own = list(takewhile(_begins_with_label, lines))
    rest = without_others("\n".join(lines[len(own) :]))
    return "\n".join([*own, rest] if rest else own)


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
        previous, parent = at.getprevious(), at.getparent()
        start = len(out)
        if previous is not None:
            out += [previous.tail or "", BREAK if previous.tag == "br" else "", _end_of(previous)]
            at = previous
        elif parent is not None:
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
        following, parent = at.getnext(), at.getparent()
        start = len(out)
        if following is not None:
            own = "" if is_of_others(following) else _begin_of(following)
            out += [own, BREAK if following.tag == "br" else "", following.tail or ""]
            at = following
        elif parent is not None:
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
