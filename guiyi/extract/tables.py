"""Tables of data, told from those that lay out a page."""

from __future__ import annotations

from guiyi.extract.page import Node, text_of

LEAST_ROWS, LEAST_CELLS = 4, 3
LONG_CELL = 60  # characters


def data_table_of(node: Node) -> Node | None:
    """The innermost table around a node, if it holds data: no other table, and in most rows three short cells or more.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<table>" + "<tr><td>甲<td>1<td>2" * 4 + "<tr><td colspan=3>公示时间：六月</table>")
    >>> layout = parse_html("<table><tr><td>导航<td>正文，很长。<td>热点<tr><td>版权</table>")
    >>> [data_table_of(one.findall(".//td")[-1]) is not None for one in (page, layout)]
    [True, False]
    """
    table = next(node.iterancestors("table"), None)
    if table is None or table.find(".//table") is not None:
        return None
    rows = [[text_of(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
    data = [row for row in rows if sum(0 < len(cell) <= LONG_CELL for cell in row) >= LEAST_CELLS]
    return table if len(data) >= max(LEAST_ROWS, len(rows) / 2) else None
