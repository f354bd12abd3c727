"""Taking a body out of its page: a copy without scripts, hidden parts, tools and frames of layout; its inner HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from copy import deepcopy
from html import escape

from lxml import etree

from guiyi.extract.bodies.shown import show_areas, show_fields, show_quotations, show_styles
from guiyi.extract.bodies.tables import drop_sizes, tabulates
from guiyi.extract.bodies.tools import DROPPED, MAY_BE_TOOLS, TOOL_LINE, drop_tools, is_unwanted
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, hides, plain_of, raw_text, squeezed, text_of

SYMBOLS = {  # letters that Word's symbol font shows as bullets
    "l": "●", "n": "■", "u": "◆", "v": "❖", "q": "❑", "p": "◻", "Ø": "➢", "ü": "✓", "§": "▪", "à": "→", "è": "➔",
}  # fmt: skip
PARTS_OF_TABLE = ("table", "tbody", "thead", "tr")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LEAST, LONGEST = 3, 40  # heads of a kind, characters of one
NUMBERS = re.compile(r"\d+")


def clean_body(node: Node, outside: Collection[Node] = ()) -> tuple[Node, str]:
    """A body's node → (a copy without scripts, hidden parts, share bars, tool lines and links to others, its text).

    outside: elements in the node that are none of the body's, either.
    """
    body = deepcopy(node)
    body.tail = None
    for twin in [twin for one, twin in zip(node.iter(), body.iter(), strict=True) if one in outside] if outside else ():
        drop(twin)
    body = _in_table(body)
    if hides(body.get("style") or ""):
        del body.attrib["style"]  # a script shows it
    show_fields(body)
    show_areas(body)
    show_quotations(body)
    show_heads(body)
    marked = [one for one in body.iter("*") if one.keys()]  # a third of what XPath takes
    etree.strip_elements(body, etree.Comment, with_tail=False)  # one by one, each would copy the text before it
    for element in [*body.iter(*DROPPED, "details"), *marked]:
        if element is not body and element.getparent() is not None and is_unwanted(element):
            drop(element)
    for one in marked:
        style = one.get("style")
        if style and hides(style):
            del one.attrib["style"]  # a pane: its reader has no tab to press
        if "ingdings" in (style or one.get("face") or ""):
            one.text = SYMBOLS.get((one.text or "").strip(), one.text)
    drop_sizes(body)
    show_styles(marked)
    _unwrap(body)
    text = text_of(body)
    if not (MAY_BE_TOOLS.search(f"\n{text}") and drop_tools(body)):
        return body, text
    return body, text_of(body)


def _in_table(body: Node) -> Node:
    """A body that is a table of data, or a part of one → a block that holds the table: its cells are none without it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table><tbody><tr><td>文号<td>1号</table>")
    >>> html_of(_in_table(deepcopy(page.find(".//tbody"))))
    '<table><tbody><tr><td>文号</td><td>1号</td></tr></tbody></table>'
    """
    if body.tag not in PARTS_OF_TABLE or not tabulates(body):
        return body
    holder: Node = body.makeelement("div")
    at = holder if body.tag == "table" else etree.SubElement(holder, "table")
    at.append(body)
    return holder


def _unwrap(body: Node) -> None:
    """Puts what the cells of a table without lines hold, one a row, in the table's place: it lays out, it tabulates
    nothing.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table width=100%><tr><td><p>正文</p></td></tr></table>。<table border=1><tr><td>表</table>")
    >>> _unwrap(page)
    >>> etree.tostring(page[0], encoding="unicode")
    '<body><div><p>正文</p></div>。<table border="1"><tr><td>表</td></tr></table></body>'
    >>> page = parse_html("<table><tr><td>一九五八年建成。<tr><td><img></table><table><tr><td>张<tr><td>王</table>")
    >>> _unwrap(page)
    >>> etree.tostring(page[0], encoding="unicode", method="html")
    '<body><div><div>一九五八年建成。</div><div><img></div></div><table><tr><td>张</td></tr><tr><td>王</td></tr></table></body>'
    """
    for table in list(body.iter("table")):
        cells = _cells_in_layers(table) if table is not body else []
        if not cells:
            continue
        for cell in cells:
            cell.tag, cell.tail = "div", None
        whole = cells[0]
        if len(cells) > 1:
            whole = table.makeelement("div")
            whole.extend(cells)
        whole.tail = table.tail
        table.getparent().replace(table, whole)


def _cells_in_layers(table: Node) -> list[Node]:
    """The cells of a table that has one in each row, no lines around them and no words beside them; none of any other.

    Several rows lay out a text only where one of them holds a sentence.
    """
    parts = [table, *table.iterchildren("tbody")]
    rows = [row for part in parts for row in part if row.tag != "tbody"]
    cells = [row[0] for row in rows if row.tag == "tr" and len(row) == 1 and row[0].tag == "td"]
    if not cells or len(cells) != len(rows):
        return []
    beside = [one for part in (*parts, *rows) for one in (part.text, part.tail if part is not table else "")]
    beside += [one.tail for one in cells]
    styles = "".join(one.get("style") or "" for one in (table, *rows, *cells))
    has_lines = (table.get("border") or "0") != "0" or "border" in styles
    if has_lines or "".join(one or "" for one in beside).strip():
        return []
    return cells if len(cells) == 1 or any("。" in raw_text(one) for one in cells) else []


def drop_lines(body: Node, text: str, lines: frozenset[str]) -> bool:
    """Removes from a clean body, whose text is given, what stands in lines of these words (without blanks).

    Gives whether anything was removed.
    """
    if not lines or not any(plain_of(line) in lines for line in text.split("\n")):
        return False
    for element in list(body.iter("*")):
        parent = element.getparent()
        if parent is not None and plain_of(raw_text(element)) in lines:
            drop(element)
    for element in body.iter("*"):
        for part in ("text", "tail") if element is not body else ("text",):
            piece = getattr(element, part)
            if piece and plain_of(piece) in lines:
                setattr(element, part, None)
    return True


def html_of(node: Node) -> str:
    """A body's node → its inner HTML."""
    inner = [etree.tostring(child, encoding="unicode", method="html") for child in node]
    return ((escape(node.text, quote=False) if node.text else "") + "".join(inner)).strip()


def show_heads(body: Node) -> None:
    """Makes words of the buttons that head a body's parts: three of a kind, each with words and a text below it.

    A tool of the page (打印, 下载, 提交) is alone, or has nothing below it.

    >>> from guiyi.markup.parsing import parse_html
    >>> part = "<div class=acc><button class='h c{}'>{}</button><div>{}</div></div>"
    >>> words = ("受理条件", "办理流程", "收费标准"), ("法人", "申请", "不收费")
    >>> page = parse_html("".join(map(part.format, "123", *words)))
    >>> show_heads(page)
    >>> [one.tag for one in page[0][0]], len(list(page.iter("button")))
    (['p', 'div'], 0)
    >>> page = parse_html("<p><button>打印</button><button>关闭</button><button>收藏</button><p>正文")
    >>> show_heads(page)
    >>> len(list(page.iter("button")))
    3
    """
    heads = [one for one in body.iter("button") if _heads_part(one)]
    kinds = Counter(map(_kind_of, heads)) if len(heads) >= LEAST else Counter()
    for one in heads:
        if kinds[_kind_of(one)] >= LEAST:
            parent = one.getparent()
            one.tag = "span" if parent is not None and parent.tag in HEADINGS else "p"


def _heads_part(button: Node) -> bool:
    """Whether a button has words, and a block with a text right below it or below the heading that it is."""
    words = squeezed(raw_text(button))
    if not 1 < len(words) <= LONGEST or TOOL_LINE.fullmatch(words):
        return False
    head, parent = button, button.getparent()
    while parent is not None and head.getnext() is None and squeezed(raw_text(parent)) == words:
        head, parent = parent, parent.getparent()
    below = head.getnext()
    return below is not None and below.tag not in ("button", "a", "input") and bool(squeezed(raw_text(below)))


def _kind_of(button: Node) -> str:
    return NUMBERS.sub("", button.get("class") or "")
