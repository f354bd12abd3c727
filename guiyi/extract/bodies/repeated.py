"""The title that a body repeats among its first texts, whole or in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from guiyi.extract.bodies.own_lines import SENTENCE
from guiyi.extract.bodies.tables import DAYS, data_table_of, tells_matter
from guiyi.extract.fields.labels import BARE_LABEL, LONGEST_LABEL
from guiyi.extract.fields.remarks import is_remark
from guiyi.extract.files.assets import hands_out
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed

HEAD_PIECES = 16
ABOVE = 120  # characters above the title, inside a body chosen by its text, that may be the page's
RUNNING = 40  # characters: a longer text is the body's own
NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]\s*[\u4e00-\u9fff]{2,10}[:：]?"
)  # 一、事项名称


def repeated_title(first: list[tuple[Node, str, str]], plain: str, is_guessed: bool) -> list[int]:
    """Positions of those of a body's first texts that repeat the page's title; none where they are the text's own."""
    titled = _title_pieces([plain_of(text) for _holder, _part, text in _up_to_text(first)], plain)
    titled = [at for at in titled if not _is_of_text(first[at][0])]
    if not titled or NUMBERED.fullmatch(first[titled[0] - 1][2] if titled[0] else ""):
        return []
    if len(titled) > 1 and not is_guessed and not _tells_fields(first[titled[-1] + 1 :]):
        return []  # a document's own title, broken over lines, in its CMS's container
    if any(len(text) > RUNNING and text.endswith("。") for _holder, _part, text in first[: titled[0]]):
        return []  # below an order that makes it known stands the document itself
    if titled[0] > 0 and titled[-1] == len(first) - 1 and len(first) < HEAD_PIECES:
        return []  # nothing stands below it: a line of the text, not a heading above one
    return titled


def _is_of_text(holder: Node) -> bool:
    """Whether a text that may repeat the title is the text's own: a value beside its label, a cell, a file's name."""
    links = [one for one in (holder, *holder.iterancestors("a")) if one.tag == "a"]
    return answers_a_label(holder) or data_table_of(holder) is not None or any(map(hands_out, links))


def answers_a_label(holder: Node) -> bool:
    """Whether a text is the value beside a label of the article's own: 事项名称 | …, which may be the title, too.

    >>> from guiyi.markup.parsing import parse_html
    >>> cells = list(parse_html("<table><tr><td>事项名称<td>甲<tr><td>标题<td>甲<tr><td>甲").iter("td"))
    >>> [answers_a_label(cells[at]) for at in (1, 3, 4)]
    [True, False, False]
    >>> spans = parse_html("<p><i>许可名称：</i><b>甲</b><p><i>标题：</i><b>甲</b><p><i>问</i><b>甲</b>").iter("b")
    >>> [answers_a_label(one) for one in spans]
    [True, False, False]
    """
    cell = next((one for one in (holder, *holder.iterancestors()) if one.tag in ("td", "dd")), None)
    before = cell.getprevious() if cell is not None else holder.getprevious()
    if cell is None and (before is None or not squeezed(raw_text(before)).endswith((":", "："))):
        return False
    is_label = before is not None and before.tag != "dd"  # below which stands another value, not this one's
    label = squeezed(raw_text(before)).rstrip("：:") if before is not None and is_label else ""
    if label in DAYS:
        return any(tells_matter(one) for one in islice(holder.iterancestors("dl", "table"), 1))
    return 0 < len(label) <= LONGEST_LABEL and not BARE_LABEL.fullmatch(label)


def drop_headings(body: Node, plain: str, is_guessed: bool) -> bool:
    """Removes the headings of a body that are its title, and where it is guessed what stands above the first. One that
    links a file calls that, not the page.
    """
    found = [one for one in body.iter("h1", "h2", "h3") if plain_of(raw_text(one)) == plain]
    found = [one for one in found if not any(map(hands_out, one.iter("a")))]
    if found and is_guessed:
        _drop_above(body, found[0])
    for element in found:
        if element.getparent() is not None:
            drop(element)
    return bool(found)


def _drop_above(body: Node, heading: Node) -> None:
    """Removes the few texts of a body above the heading that is its title: they are the page's."""
    above, inside = [], set(heading.iter())
    for holder, part, text in first_texts(body):
        if holder in inside:
            break
        above.append((holder, part, text))
    else:
        return
    if sum(len(text) for _holder, _part, text in above) <= ABOVE:
        for holder, part, _text in above:
            setattr(holder, part, None)


def _up_to_text(first: list[tuple[Node, str, str]]) -> list[tuple[Node, str, str]]:
    """The first texts of a body up to the second that runs: what stands below repeats no title, it signs."""
    running = [at for at, (_holder, _part, text) in enumerate(first) if len(text) > RUNNING and SENTENCE.search(text)]
    return first[: running[1]] if len(running) > 1 else first


def _tells_fields(first: list[tuple[Node, str, str]]) -> bool:
    """Whether the first texts go on with a line of date and source, or with a label."""
    return any(is_remark(text) or BARE_LABEL.match(text) for _holder, _part, text in first[:2])


def _title_pieces(first: list[str], title: str) -> list[int]:
    """Positions of the first texts that are the title, whole or in pieces that follow each other."""
    found = [at for at, text in enumerate(first) if title and text == title]
    for start in range(len(first)) if title and not found else ():
        end, joined = start, ""
        while end < len(first) and len(joined) < len(title) and title.startswith(joined + first[end]):
            joined += first[end]
            end += 1
        if joined == title:
            return list(range(start, end))
    return found


def first_texts(body: Node) -> Iterator[tuple[Node, str, str]]:
    """The first texts of a body, each with the element and the attribute (text or tail) that holds it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div><p>一<b>二</b>三</p>四</div>").find(".//div")
    >>> [text for _holder, _part, text in first_texts(page)]
    ['一', '二', '三', '四']
    """
    found = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        part = "text" if event == "start" else "tail"
        text = getattr(element, part) if element is not body or part == "text" else None
        if text and not text.isspace():
            yield element, part, squeezed(text)
            found += 1
            if found == HEAD_PIECES:
                return
