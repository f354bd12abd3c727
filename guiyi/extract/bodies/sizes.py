"""A table of files below a text, as Drupal and others list attachments: the names are the document's, the sizes not."""

from __future__ import annotations

import re

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, raw_text, squeezed

HEAD = re.compile(r"(?:附件|文件|附件?文件|文件名称?|附件名称?|Attachments?|Files?)", re.IGNORECASE)
SIZE_HEAD = re.compile(r"(?:文件|附件)?大小|(?:File )?Size", re.IGNORECASE)
SIZE = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?\s*(?:字节|bytes?|[KMG]i?B?)", re.IGNORECASE)


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
