"""Labels told by their shape: what stands where a page's known labels stand is a label, too, whatever its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from guiyi.markup.tree import Node

TAGS = ("dt", "th", "td", "label", "span", "b", "strong", "summary", "h2", "h3", "h4", "h5", "h6", "p", "div")
LONGEST, LEAST = 12, 3  # characters of a label; known ones that tell the shape
FEW = 6  # children up to which an element's place among them is part of its shape
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
    tags = [one for one in TAGS if not (has_spans and one in ("td", "th"))]
    for at, element in enumerate(body.iter(*tags)):
        if at >= MOST:
            break
        text = (element.text or "").strip().rstrip(":：").strip()
        if len(element) == 0 and not _is_head(element) and 1 < len(text) <= LONGEST:
            shapes[_shape_of(element)].append(text)
    made: list[str] = []
    for shape, texts in shapes.items():
        known = sum(map(is_known, texts))
        is_told = known * 5 >= len(texts) * 2 if shape[-1] is not None else known * 3 >= len(texts) * 2
        if known >= LEAST and is_told:
            made += [one for one in texts if not is_known(one)]
    return list(dict.fromkeys(made))


def _is_head(element: Node) -> bool:
    """Whether an element is a cell of the row of heads of a table within the page: what it heads is no value of it."""
    row = element.getparent()
    return element.tag == "th" and row is not None and len(row) > 2 and all(one.tag == "th" for one in row)


def _shape_of(element: Node) -> tuple[object, ...]:
    parent = element.getparent()
    place = parent.index(element) if parent is not None and len(parent) <= FEW else None
    return element.tag, element.get("class"), None if parent is None else parent.tag, place
