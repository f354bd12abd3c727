"""Tables of data, told from those that lay out a page; a table of files below a text, without their sizes."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.extract.bodies.containers import weight_of
from guiyi.extract.bodies.lead import is_latin
from guiyi.extract.fields.labels import BARE_LABEL
from guiyi.extract.fields.remarks import is_remark
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed, text_of

CELL_LEVELS = 2  # blocks of a cell around what is chosen
OWN_SHARE = 0.95  # of a table's text in one of its cells, from which the others add no text
LEAST_ROWS, LEAST_CELLS = 4, 3
LEAST_HEADED, LONGEST_HEAD = 3, 8  # rows of a table below heads, and characters of a head
LEAST_PARAGRAPHS = 2  # rows of a sentence each beside the chosen one
LONG_CELL = 60  # characters
ROWS = ("tr", "tbody", "td")
DAYS = ("时间", "日期")  # of what, their neighbours say
LABEL, FORM_ROWS, FORM_SHARE = 12, 3, 0.7  # of a table of labels and values: a label's characters, its rows
HEAD = re.compile(r"(?:附件|文件|附件?文件|文件名称?|附件名称?|Attachments?|Files?)", re.IGNORECASE)
SIZE_HEAD = re.compile(r"(?:文件|附件)?大小|(?:File )?Size", re.IGNORECASE)
SIZE = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?\s*(?:字节|bytes?|[KMG]i?B?)", re.IGNORECASE)
HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
LEAST_BELOW, LEAST_HEADS, MOST_ROWS = 2, 3, 400
LONGEST_HEADING = 60  # characters
MOST = 3  # tables below one another


def data_table_of(node: Node) -> Node | None:
    """The innermost table around a node, if it holds data: no other table, and in most rows three short cells or more.

    >>> from guiyi.markup.parsing import parse_html
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
    return table if len(data) >= max(LEAST_ROWS, len(rows) / 2) or _is_headed(table, rows) else None


def _is_headed(table: Node, rows: list[list[str]]) -> bool:
    """Whether a table without links has a row of short heads, and below it rows of as many cells, however long.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<table><tr><td>姓名<td>职务<td>分工" + "<tr><td>甲<td>局长<td>%s" * 2 + "</table>"
    >>> pages = [html % (said, said) for said in ("负责全面工作，分管办公室和财务科。" * 4, "<a href=1.htm>分工</a>")]
    >>> [data_table_of(parse_html(one).findall(".//td")[-1]) is not None for one in pages]
    [True, False]
    """
    heads = rows[0] if len(rows) >= LEAST_HEADED else []
    is_head = len(heads) >= LEAST_CELLS and all(0 < len(one) <= LONGEST_HEAD for one in heads)
    return is_head and all(len(row) == len(heads) for row in rows) and table.find(".//a") is None


def laid_out(node: Node) -> Node | None:
    """A cell, or what is alone in it, of a table whose other rows go on with the text in sentences → the table.

    A table with a line of date and source, with links or tools lays out the page, not the text.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<table><tr><td><p>水库建成于一九五八年。<p>灌溉农田两万亩。<tr><td><img src=1.jpg><tr><td>%s</table>"
    >>> said = "一九九二年加固。", "2018-03-05 来源：县水利局。", "热点", "<a href=1.html>县水利局召开会议。</a>"
    >>> [laid_out(parse_html(html % one).find(".//p").getparent()) is not None for one in said]
    [True, False, False, False]
    >>> rows = "".join(f"<tr><td>{one}" for one in ("竞赛落幕", "%s", "县代表队获得团体第一名。", "2018-03-05 来源：县残联"))
    >>> said = "四百名选手参加了竞赛。<tr><td>比赛共设九个项目。", "四百名选手参加了竞赛。"
    >>> [laid_out(parse_html(f"<table>{rows % one}</table>").findall(".//td")[1]) is not None for one in said]
    [True, False]
    """
    cell = next((one for one in (node, *islice(node.iterancestors(), CELL_LEVELS)) if one.tag in ("td", "table")), None)
    table = next(cell.iterancestors("table"), None) if cell is not None and cell.tag == "td" else None
    if table is None or cell is None or table.find(".//table") is not None or table.find(".//a") is not None:
        return None
    row = next(cell.iterancestors("tr"), None)
    others = [one for one in table.iter("tr") if one is not row]
    said = [text for one in [*others, *(row if row is not None else ())] if one is not cell and (text := text_of(one))]
    if len(text_of(cell)) > OWN_SHARE * len(text_of(table)):
        return None
    if len(cell.getparent()) == 1 and sum(map(_is_paragraph, others)) >= LEAST_PARAGRAPHS:
        return table  # a paragraph a row, among them the title and the line of the day
    if any(is_remark(line) for one in said for line in one.split("\n")):
        return None
    return table if any("。" in one for one in said) else None


def _is_paragraph(row: Node) -> bool:
    """Whether a row holds one cell, and that one sentence or several on one line."""
    text = text_of(row)
    return len(row) == 1 and text.endswith("。") and "\n" not in text and len(text) > LABEL / 2


def is_register(root: Node) -> bool:
    """Whether a page is a table of records that lead nowhere: each row says all there is, so that it lists no pages.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<tr><td>许〔2018〕%d号<td>恒筑建设公司<td>准入" * 5 % (1, 2, 3, 4, 5)
    >>> [is_register(parse_html(f"<ul><li><a href=/>首页</a></ul><table>{one}</table>")) for one in (
    ...     rows, rows.replace("恒筑建设公司", "<a href=1.html>恒筑</a>"), "<tr><td>一<td>二<td>三")]
    [True, False, False]
    """
    for table in root.iter("table"):
        rows = [[plain_of(raw_text(cell)) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        full = [row for row in rows if sum(map(bool, row)) >= LEAST_CELLS]
        if len(full) < max(LEAST_ROWS, len(rows) / 2) or table.find(".//table") is not None:
            continue
        leads = any(one.tag in ("a", "button") or one.get("onclick") for one in table.iter("a", "button", "tr", "td"))
        if not leads and 2 * sum(len(cell) for row in full for cell in row) > weight_of(root):
            return True
    return False


def tabulates(table: Node) -> bool:
    """Whether a table, its body or a row holds cells side by side in most of its rows, not a page's parts in layers.

    >>> from guiyi.markup.parsing import parse_html
    >>> pages = map(parse_html, ("<table><tr><td>文号<td>1号<tr><td>事由<td>无", "<table><tr><td>题<tr><td>时间<tr><td>正文"))
    >>> [tabulates(page.find(".//tr").getparent()) for page in pages]
    [True, False]
    """
    rows = [table] if table.tag == "tr" else list(table.iter("tr"))
    beside = sum(len(row.findall("td")) + len(row.findall("th")) > 1 for row in rows)
    return bool(rows) and table.find(".//table") is None and beside >= len(rows) / 2


def largest_table(root: Node, furniture: list[Node]) -> Node | None:
    """Tree, furniture → the table of data outside of it that says most; None if there is none. An article may be no
    more than its table, whose cells no extractor takes for text.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table><tr><td>题<tr><td><table><tr><td>序号<td>单位<tr><td>1<td>水利局</table></table>")
    >>> text_of(largest_table(page, [])).split()
    ['序号', '单位', '1', '水利局']
    """
    outside = {element for one in furniture for element in one.iter()}
    tables = [one for one in root.iter("table") if one not in outside and tabulates(one) and weight_of(one)]
    return max(tables, key=weight_of, default=None)


def form_of(node: Node) -> Node:
    """A row, or rows, of a table that tells one thing a row beside its label → the whole table.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "".join(f"<tr><td>{one}</td><td>须于七日内送达。</td></tr>" for one in ("受理", "审查", "决定"))
    >>> table = parse_html(f"<table>{rows}</table>").find(".//table")
    >>> form_of(table.find(".//tr")) is table, form_of(parse_html("<table><tr><td>一</table>").find(".//tr")).tag
    (True, 'tr')
    >>> table = parse_html(f"<table>{rows.replace('<tr><td>', '<tr><th>')}</table>").find(".//table")
    >>> form_of(table.findall(".//td")[-1]) is table
    True
    >>> table = parse_html(f"<table>{rows}<tr><td colspan=2><p>正文</table>").find(".//table")
    >>> form_of(table.findall(".//td")[-1]).tag
    'td'
    """
    table = next((one for one in node.iterancestors() if one.tag == "table"), None) if node.tag in ROWS else None
    row = next((one for one in (node, *node.iterancestors("tr")) if one.tag == "tr"), None)
    if table is None or (row is not None and len(row) == 1):  # a text below its facts, over all columns
        return node
    beside = ([one for one in row if one.tag in ("td", "th")] for row in table.iter("tr"))
    rows = [cells for cells in beside if len(cells) > 1]
    told = [
        cells
        for cells in rows
        if len(cells) % 2 == 0 and all(0 < len(plain_of(raw_text(one))) <= LABEL for one in cells[::2])
    ]
    return table if len(told) >= FORM_ROWS and len(told) >= FORM_SHARE * len(rows) else node


def tells_matter(block: Node) -> bool:
    """Whether a list or table of labels and values tells of an article's matter, not of the article: 展期, 地点, 时间.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<dl><dt>时间<dd>周六<dt>地点<dd>二楼</dl><dl><dt>时间<dd>周六<dt>来源<dd>本馆</dl>")
    >>> [tells_matter(one) for one in page.iter("dl")]
    [True, False]
    """
    heads = block.iter("dt") if block.tag == "dl" else (one[0] for one in block.iter("tr") if len(one) == 2)
    labels = [plain_of(raw_text(one)).rstrip("：:") for one in heads] if block.tag in ("dl", "table") else []
    is_short = len(labels) > 1 and all(0 < len(one) <= LABEL for one in labels)
    own = [one for one in labels if one not in DAYS]
    return is_short and bool(own) and not any(BARE_LABEL.fullmatch(one) for one in own)


def drop_sizes(body: Node) -> None:
    """From a clean body, in place, go the head and the sizes of each table that is no more than links to files beside
    their sizes.

    >>> from guiyi.markup.parsing import parse_html
    >>> row = "<tr><td><a href=/f/1.doc>申报表.doc</a><td>32.5 KB"
    >>> pages = [parse_html(f"<table><tr><th>附件<th>大小{one}</table>") for one in (row, "<tr><td>行李<td>20 KB", "")]
    >>> for one in pages: drop_sizes(one)
    >>> [squeezed(raw_text(one)) for one in pages]
    ['申报表.doc', '附件大小行李20 KB', '附件大小']
    """
    heads = [one.getparent() for one in body.iter("th") if HEAD.fullmatch(squeezed(raw_text(one)))]
    for head in heads:
        table = next((one for one in head.iterancestors("table")), None) if head is not None else None
        rows = [_cells(one) for one in table.iter("tr")] if table is not None else []
        if len(rows) > 1 and _is_head(rows[0]) and all(map(_is_of_file, rows[1:])):
            drop(head)
            for _name, size in rows[1:]:
                drop(size)


def _cells(row: Node) -> list[Node]:
    return [one for one in row if one.tag in ("td", "th")]


def _is_head(cells: list[Node]) -> bool:
    return len(cells) == 2 and bool(SIZE_HEAD.fullmatch(squeezed(raw_text(cells[1]))))


def _is_of_file(cells: list[Node]) -> bool:
    if len(cells) != 2 or not SIZE.fullmatch(squeezed(raw_text(cells[1]))):
        return False
    link = next(cells[0].iter("a"), None)
    is_file = link is not None and ATTACHMENT.search(link.get("href") or "") is not None
    return is_file and squeezed(raw_text(link)) == squeezed(raw_text(cells[0]))


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
    if len(behind) < LEAST_BELOW or behind[0].tag not in HEADINGS or (node.tail or "").strip():
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
    is_large = len(rows) >= LEAST_BELOW and len(heads) >= LEAST_HEADS
    links = ((one.get("href") or "").strip().lower() for one in table.iter("a"))
    return is_large and tabulates(table) and all(not one or one.startswith("javascript:") for one in links)
