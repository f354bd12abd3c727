"""Labels told by their shape: what stands where a page's known labels stand is a label, too, whatever its words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import islice

from guiyi.markup.tree import Node, text_of

TAGS = ("dt", "th", "td", "label", "span", "b", "strong", "summary", "h2", "h3", "h4", "h5", "h6", "p", "div")
LABEL_TAGS = ("b", "strong", "i", "em", "label", "span", "dfn")
FIRST_WORDS = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,8}")
FACT = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")
LONGEST, LEAST = 12, 3  # characters of a label; known ones that tell the shape
OF_LABELS = -1  # the place of an element whose class no value beside has
MOST_ROWS = 40  # of labels and values
FEW = 6  # children up to which an element's place among them is part of its shape
MOST_SEEN = 200_000  # characters that are read in pairs: blocks within blocks repeat theirs
MOST_CELLS = 40  # of a row
MOST = 600  # elements that are looked at


def shaped_labels(body: Node, is_known: Callable[[str], bool]) -> list[str]:
    """A body, what knows a label → the other labels of its shape, in page order.

    The shape is the tag and class, and the place among few siblings. Three known labels tell it, if they are two in five of
    what has it; where the place tells nothing, two in three: values may stand in the same tags as their labels.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<ul>" + "".join(f"<li><b>{one}</b><i>值</i>" for one in ("甲一", "甲二", "甲三", "乙一", "丙一")) + "</ul>")
    >>> shaped_labels(page, lambda text: text.startswith("甲"))
    ['乙一', '丙一']
    >>> shaped_labels(page, lambda text: text == "甲一")
    []
    """
    shapes: dict[tuple[object, ...], list[str]] = defaultdict(list)
    has_spans = any(one.get("rowspan") for one in body.iter("td", "th"))  # a row's first cell may be a value
    places = _places_in_tables(body) if has_spans else {}
    for at, element in enumerate(body.iter(*TAGS)):
        if at >= MOST:
            break
        text = (element.text or "").strip().rstrip(":：").strip()
        if len(element) == 0 and not _is_head(element) and 1 < len(text) <= LONGEST:
            shapes[_shape_of(element, places.get(element))].append(text)
    made: list[str] = []
    for shape, texts in shapes.items():
        known = sum(map(is_known, texts))
        is_told = known * 3 >= len(texts) * 2 if shape[-1] is None else known * 5 >= len(texts) * 2
        is_told = is_told or (shape[-1] == OF_LABELS and known * 3 >= len(texts))
        if known >= LEAST and is_told:
            made += [one for one in texts if not is_known(one)]
    return list(dict.fromkeys(made))


def with_colons(body: Node, text: str) -> str:
    """A body, its text → the text with a colon behind labels that are so by their layout alone: three or more blocks of a
    kind each begin with a short element of the same tag, in different words, and go on behind it; facts that fill a line,
    each an element of its own, are on lines of their own.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<ul><li><b>发起单位</b>市公安局</li><li><b>收到建议</b>46 条</li><li><b>采纳</b>11 条</li></ul>")
    >>> with_colons(page, text_of(page))
    '发起单位：市公安局\\n收到建议：46 条\\n采纳：11 条'
    >>> page = parse_html("<p><span>开始时间：3月1日</span><span>状态：已结束</span></p><p><b>甲：乙</b>丙：丁</p>")
    >>> with_colons(page, text_of(page))
    '开始时间：3月1日\\n状态：已结束\\n甲：乙丙：丁'
    >>> page = parse_html("<p><b>注意</b>防火</p><p><b>严禁</b>吸烟</p>")
    >>> with_colons(page, text_of(page))
    '注意防火\\n严禁吸烟'
    """
    kinds: dict[tuple[object, ...], dict[str, Node]] = defaultdict(dict)
    labelled: dict[str, str] = {}
    for element in islice(body.iter(*LABEL_TAGS), MOST):
        block, word = element.getparent(), (element.text or "").strip()
        if block is not None and len(block) > 1 and block[0] is element and FACT.match(word) and not _own_words(block):
            facts = [text_of(one) for one in block]
            if all(map(FACT.match, facts)):
                labelled[text_of(block)] = "\n".join(facts)
        if block is not None and not len(element) and FIRST_WORDS.fullmatch(word) and _leads(element, block):
            kinds[block.tag, block.get("class"), element.tag, element.get("class")][word] = block
    for words in kinds.values():
        rows = {text_of(block): word for word, block in words.items()} if LEAST <= len(words) <= MOST_ROWS else {}
        if all(line.startswith(word) and "\n" not in line and "\t" not in line for line, word in rows.items()):
            labelled |= {line: f"{word}：{line[len(word) :].lstrip()}" for line, word in rows.items()}
    return "\n".join(labelled.get(one, one) for one in text.split("\n")) if labelled else text


def _leads(element: Node, block: Node) -> bool:
    """Whether an element begins its block, with words of the block behind it."""
    is_first = element.getprevious() is None and not (block.text or "").strip()
    return is_first and (bool((element.tail or "").strip(" :：")) or len(block) == 2)


def pairs_of(node: Node) -> list[tuple[str, str]]:
    """A block → its labels and values by its layout alone, in page order: dt and dd, cells in turn, two pieces of a row.

    >>> from guiyi.markup.parsing import parse_html
    >>> pairs_of(parse_html("<dl><dt>甲</dt><dd>一</dd></dl><table><tr><td>乙：</td><td>二</td></tr></table>"))
    [('甲', '一'), ('乙', '二')]
    >>> pairs_of(parse_html("<ul><li><b>丙</b><span>三</span></li><li>没有标签的一行</li></ul>"))
    [('丙', '三')]
    >>> pairs_of(parse_html("<ul><li><b>丁</b>四</li></ul>"))
    [('丁', '四')]
    """
    made, seen = [], 0
    for at, element in enumerate(node.iter("dt", "tr", "li", "p", "div")):
        if at >= MOST or seen > MOST_SEEN:
            break
        if element.tag == "dt":
            value = element.getnext()
            cells = [element, value] if value is not None and value.tag == "dd" else []
        else:
            cells = [one for one in element if isinstance(one.tag, str)]
            if len(cells) == 1 and len(cells[0]) == 0 and cells[0].tag in LABEL_TAGS and _leads(cells[0], element):
                made.append((text_of(cells[0]).strip().rstrip(":：").strip(), (cells[0].tail or "").strip(" :：\n")))
            cells = cells if element.tag == "tr" or (len(cells) == 2 and not _own_words(element)) else []
        if cells and len(cells) % 2 == 0:
            texts = [text_of(one).strip() for one in cells]
            seen += sum(map(len, texts))
            pairs = [(texts[n].rstrip(":：").strip(), texts[n + 1]) for n in range(0, len(texts), 2)]
            made += pairs
    return [one for one in made if 0 < len(one[0]) <= LONGEST and "\n" not in one[0]]


def _own_words(element: Node) -> str:
    """The words of an element that stand in none of its children."""
    return ((element.text or "") + "".join(one.tail or "" for one in element)).strip()


def _is_head(element: Node) -> bool:
    """Whether an element is a cell of the row of heads of a table within the page: what it heads is no value of it."""
    row = element.getparent()
    return element.tag == "th" and row is not None and len(row) > 2 and all(one.tag == "th" for one in row)


def _places_in_tables(body: Node) -> dict[Node, int]:
    """The cells of tables → in which column each stands, where cells of rows above reach down.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table><tr><td rowspan=2>甲<td>乙<td>丙</tr><tr><td>丁<td>戊</tr></table>")
    >>> [(one.text, place) for one, place in _places_in_tables(page).items()]
    [('甲', 0), ('乙', 1), ('丙', 2), ('丁', 1), ('戊', 2)]
    """
    places: dict[Node, int] = {}
    down: dict[int, int] = {}  # column → rows that a cell above still reaches
    table: Node | None = None
    for row in islice(body.iter("tr"), MOST):
        own = next(row.iterancestors("table"), None)
        down, table = (down if own is table else {}), own
        reached, down = down, {at: left - 1 for at, left in down.items() if left > 1}
        at = 0
        for cell in islice(row.iterchildren("td", "th"), MOST_CELLS):
            while at in reached:
                at += 1
            places[cell] = at
            width = _span(cell, "colspan")
            if (rows := _span(cell, "rowspan")) > 1:
                down |= dict.fromkeys(range(at, at + width), rows - 1)
            at += width
    return places


def _span(cell: Node, name: str) -> int:
    """How many rows or columns a cell takes."""
    said = cell.get(name, "").strip()
    return min(int(said), MOST_CELLS) if said.isascii() and said.isdigit() and len(said) < 4 and int(said) else 1


def _shape_of(element: Node, place: int | None) -> tuple[object, ...]:
    parent = element.getparent()
    if place is None and parent is not None and len(parent) <= FEW:
        place = parent.index(element)
    beside = element.getnext()
    if (
        element.get("class")
        and beside is not None
        and beside.tag == element.tag
        and beside.get("class") != element.get("class")
    ):
        place = OF_LABELS  # a class of labels: the value beside has another, wherever in its row
    return element.tag, element.get("class"), None if parent is None else parent.tag, place
