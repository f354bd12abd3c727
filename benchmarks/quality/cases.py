"""A page with what a person reads on it: what every extractor of the benchmark is measured by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """A page's bytes and what should come of it; None: not judged.

    site: pages of one site have common templates. cells: texts of table cells. attachments, images: absolute addresses.
    listed: title and day that the site's list pages print. is_held_out: measured, never looked at while writing rules.
    """

    group: str
    site: str
    url: str
    data: bytes
    text: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    number: str | None = None
    cells: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    listed: tuple[str | None, str | None] = (None, None)
    is_held_out: bool = False


# --- content of the written sets ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """One block: kind is p, h, list, table, image, file, right. rows: of a table, cells as (text, rowspan, colspan)."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, int, int], ...], ...] = ()
    address: str = ""


@dataclass(frozen=True)
class Content:
    """An article as its author wrote it. published: what the page prints, day or minute (ISO 8601)."""

    serial: int
    title: str
    blocks: tuple[Block, ...]
    published: str
    source: str
    author: str
    column: str
    number: str | None = None
    index: str | None = None
    written: str | None = None
    agency: str = ""
    neighbours: tuple[str, ...] = field(default=())


def text_of_blocks(blocks: Iterable[Block]) -> str:
    """Blocks → what a reader sees, a block a line."""
    lines = []
    for block in blocks:
        if block.kind == "list":
            lines += block.items
        elif block.kind == "table":
            lines += ["\t".join(text for text, _rows, _columns in row) for row in block.rows]
        elif block.kind != "image":
            lines.append(block.text)
    return "\n".join(lines)


Hand = Callable[[tuple[Block, ...]], str]
