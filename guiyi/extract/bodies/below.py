"""A headed table of data right below an English text: what was done about it, when, by whom. It is the text's own."""

from __future__ import annotations

from itertools import islice

from guiyi.extract.bodies.lead import is_latin
from guiyi.extract.bodies.tables import tabulates
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, raw_text, squeezed

HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
LEAST_ROWS, LEAST_HEADS, MOST_ROWS = 2, 3, 400
LONGEST_HEADING = 60  # characters
MOST = 3  # tables below one another


def with_tables_below(node: Node) -> Node:
    """A body → the same with the tables that follow it in its holder, each below a heading of its own, with a row of
    column heads and without links: a table of links leads to other pages.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<tr><th>Date<th>Action by<th>Result</tr><tr><td>10/4/2021<td>Board<td>%s</tr>"
    >>> html = f"<div><div id=b><p>The board approves the lease.</div><h3>History</h3><table>{rows}</table></div>"
    >>> node = with_tables_below(parse_html(html % "Pass").find(".//*[@id='b']"))
    >>> [len(node.findall(f".//{one}")) for one in ("h3", "table")]
    [1, 1]
    >>> [raw_text(with_tables_below(parse_html(one).find(".//*[@id='b']")))[-6:] for one in (
    ...     html % "<a href=2.html>Pass</a>", (html % "Pass").replace("h3", "p"))]
    ['lease.', 'lease.']
    """
    for _table in range(MOST):
        heading, table = _next_two(node)
        if heading is None or table is None or not (is_latin(node) and _is_data(table)):
            return node
        for one in (heading, table):
            drop(one)
            node.append(one)
    return node


def _next_two(node: Node) -> tuple[Node | None, Node | None]:
    """The heading right behind a body and the table, or the block that holds it alone, right behind that."""
    behind = [one for one in islice(node.itersiblings(), 4) if isinstance(one.tag, str)][:2]
    if len(behind) < LEAST_ROWS or behind[0].tag not in HEADINGS or (node.tail or "").strip():
        return None, None
    heading, block = behind
    tables = [block] if block.tag == "table" else block.findall(".//table") if block.tag == "div" else []
    is_alone = len(tables) == 1 and squeezed(raw_text(block)) == squeezed(raw_text(tables[0]))
    said = squeezed(raw_text(heading))
    is_headed = 0 < len(said) <= LONGEST_HEADING and heading.find(".//a") is None
    return (heading, tables[0]) if is_alone and is_headed else (None, None)


def _is_data(table: Node) -> bool:
    rows = list(islice(table.iter("tr"), MOST_ROWS))
    heads = rows[0].findall("th") if rows else []
    is_large = len(rows) >= LEAST_ROWS and len(heads) >= LEAST_HEADS
    links = ((one.get("href") or "").strip().lower() for one in table.iter("a"))
    return is_large and tabulates(table) and all(not one or one.startswith("javascript:") for one in links)
