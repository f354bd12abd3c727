"""The text of a page around its body, where title, dates and labelled fields stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.etree import iterwalk

from guiyi.dates import find_date
from guiyi.extract.bodies.around import BEFORE, SHORT, surroundings
from guiyi.extract.bodies.containers import Body
from guiyi.extract.bodies.foot import ENDS, HEAD_LINES, unsigned
from guiyi.extract.fields.labelled import BRACKETS, OUTLET, headed_label
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL
from guiyi.extract.fields.recorded import is_pair
from guiyi.extract.fields.remarks import COUNTER, ENGLISH, is_remark
from guiyi.markup.tree import UNSEEN, Node, squeezed, text_of

HEADING = 40  # characters: a longer text is running
MOST_FACTS = 10  # lines of labels and values above them: a catalogue's
PAIR = re.compile(r"[【\[]?[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,8}[:：]\s*\S[^。；]{0,40}")
IN_ENGLISH = 200  # characters of a short line of facts in letters
LAST = 3  # elements at a body's end, and of such a one, that may be its foot
PUBLISHED_BY = re.compile(r"(?:Published|Posted|Issued|Released) (?:by|on)\b")
SAID_AGAIN = re.compile(r"(?<=\d)\. +(?=(?:Last|Updated|Modified|Reviewed)\b)")
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)][^:：]{0,20}[:：]")  # 四、签订日期：
ONE_LINE = 0.8  # share of a line's characters, blanks aside, from which its pieces are all of it
UNLABELLED = 3  # texts of a container among which a date without a label is the page's, not a signature's
PLACE = re.compile(r"地\s*[点址]|主\s*讲|场\s*[馆地]|会\s*场")  # below the time of an event
MOST_RUNNING = 1  # a slogan may stand above the title
MOST_DATED = 6  # lines of date and source above a body
MOST_PIECES = 40  # elements of a line of facts
MOST_TEXTS = 400  # texts of such a line, blank ones too


def text_around(body: Body, clean: Node, text: str) -> tuple[str, str]:
    """Body, its clean copy, the copy's text → (text just before the body, text of the page around it)."""
    before, around = _text_around(body, clean, text)
    around = SAID_AGAIN.sub("\n", around) if "ed by " in around else around
    return (before, around) if body.is_told else told_apart(body.node, before, around)


def _text_around(body: Body, clean: Node, text: str) -> tuple[str, str]:
    """As `text_around`, its lines as they stand.

    A body may begin with the page's own title and date: the first short texts of one chosen by its text count to both,
    and of a container's those up to its line of date and source, where it has one.
    """
    before, around = surroundings(body.node, body.is_told)
    if above := _above_text(body):
        before, around = f"{before}\n{above}", f"{above}\n{around}"
    if below := _below_text(body):
        around = f"{around}\n{below}"
    first = _first_short(_head(clean, text)[: None if "\n" not in text else unsigned(text, clean)])
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


def _below_text(body: Body) -> str:
    """What a foot within a body, which is none of its text, says of who published it and when."""
    last = [one for level in (body.node, *body.node[-1:]) for one in level[-LAST:] if isinstance(one.tag, str)]
    begun = (one for one in last if len(one) <= LAST and PUBLISHED_BY.match(_first_piece(one)))
    said = (text_of(one).strip() for one in begun)
    return "\n".join(one for one in said if len(one) <= IN_ENGLISH)


def _first_piece(element: Node) -> str:
    """The first piece of an element's text that is not blank."""
    return next((said for one in element.itertext() if (said := str(one).strip())), "")


def _tells_above(before: str) -> bool:
    """Whether the text before a body tells a field; 加入收藏 | and the like are no fields."""
    return any(match.lastgroup != "_stop" for match in ANY_LABEL.finditer(before))


def _tells(at: int, text: str) -> bool:
    """Whether one of a container's first texts is the page's line of date and source, or a label of it."""
    if BARE_LABEL.fullmatch(text) or ANY_LABEL.match(text.lstrip(BRACKETS)):
        return True
    return at < UNLABELLED and is_remark(text)


def _head(clean: Node, text: str) -> list[str]:
    """The first lines of a body below those of labels; its first pieces of text where all stands on one line.

    Where the head would end at a label alone, the day below it is of the head too.
    """
    several = text.split("\n", HEAD_LINES + MOST_FACTS + 2)
    head = list(takewhile(lambda line: not line.endswith(ENDS), several[: HEAD_LINES + MOST_FACTS]))
    colons = [line for line in head if "：" in line or ":" in line]
    most = HEAD_LINES + min(MOST_FACTS, sum(PAIR.fullmatch(line) is not None for line in colons))
    if len(head) > most and colons and _tells_day(colons[-1]):
        most = max(most, head.index(colons[-1]) + 1)
    lines, following = several[:most], several[most : most + 1]
    runs = any(line.endswith(ENDS) for line in lines)
    if not runs and any(map(is_remark, following)) and not any(map(is_remark, lines)):
        lines = several[: most + 1]  # a menu and the title stand above the line of date and source
    if len(lines[0]) < SHORT and not lines[0].endswith(ENDS):
        return several[: most + 1] if _is_day_cut(lines[-1], *several[most:][:2]) else lines
    pieces: list[str] = []
    for piece in clean.itertext():
        if len(pieces) >= HEAD_LINES or sum(map(len, pieces)) >= len(lines[0]) * ONE_LINE:
            break
        pieces += [one] if (one := squeezed(str(piece))) else []
    return [*pieces, *lines[1:]][:HEAD_LINES]


def _tells_day(line: str) -> bool:
    """Whether a line says, with its label, when the page was published: Published: 1 May 2023 09:30.

    >>> [_tells_day(one) for one in ("Published: 1 May 2023 09:30", "Closing date: 1 May 2023", "Published: soon")]
    [True, False, False]
    """
    label = ANY_LABEL.match(line)
    return label is not None and label.lastgroup == "published_at" and find_date(line) is not None


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
    for line, below in zip(head, [*head[1:], ""], strict=False):
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
    >>> _is_row_of_facts("2018-03-05\\t县水利局\\t点击数：12"), _is_row_of_facts("2018-03-05\\t县水利局\\t三百吨")
    (True, False)
    """
    if ANY_LABEL.match(line.lstrip(BRACKETS)) or headed_label(line.strip().split("\t", 1)[0]) is not None:
        return True
    cells = [one for one in line.split("\t") if one.strip()]
    if len(cells) > 1 and is_remark(cells[0]):
        if ENGLISH.match(cells[0]):
            return True
        cells = cells[1:]
        if COUNTER.fullmatch(cells[-1]) and all(map(OUTLET.match, cells[:-1])):
            return True
    first = cells[0] if cells else ""
    return ANY_LABEL.match(first.lstrip(BRACKETS)) is not None or headed_label(first) is not None


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
