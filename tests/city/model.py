"""What the sample city is made of: sites' profiles, columns, content items and the blocks of their bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tests.city import files

BEIJING = "+08:00"


@dataclass(frozen=True)
class Column:
    """One 栏目 of an old site. platform: the column of the new portal it belongs to; None: nobody has decided yet."""

    key: str
    name: str
    platform: str | None
    kind: str
    weight: int
    content_type: str | None = None


@dataclass(frozen=True)
class Profile:
    """Who an old site is, and in the manner of which CMS it was built."""

    id: str
    cms: str
    host: str
    name: str
    agency: str
    prefix: str  # of document numbers
    field: str  # its words in words.FIELDS
    id_code: str
    organisation: str  # front part of index numbers
    size: int
    columns: tuple[Column, ...]
    charset: str = "utf-8"
    precision: str = "minute"  # of the dates its pages print: day, minute, second
    peers: tuple[str, ...] = ()  # sites outside of the eight that republish the same notices


@dataclass(frozen=True)
class File:
    """An attachment or an image. seed decides its bytes, so a copy under another address has the same; None: 404."""

    kind: str
    name: str
    path: str = ""
    seed: str | None = None

    @cached_property
    def data(self) -> bytes | None:
        return files.make(self.kind, self.seed, self.name) if self.seed is not None else None


@dataclass(frozen=True)
class Paragraph:
    text: str
    align: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (words of the text, href)
    is_bold: bool = False


@dataclass(frozen=True)
class Cell:
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    file: File


@dataclass(frozen=True)
class Attachment:
    file: File
    before: str = ""


Block = Paragraph | Table | Picture | Attachment


@dataclass(frozen=True)
class Letter:
    subject: str
    question: str
    asked_at: str
    accepted_at: str
    replied_at: str
    reply_agency: str
    reply: str
    status: str
    writer: str
    is_public: bool


@dataclass(frozen=True)
class Draft:
    """A text as its author wrote it, before a site gives it an address."""

    title: str
    blocks: tuple[Block, ...]
    content_type: str = "article"
    document_number: str | None = None
    number_shown: bool = False  # the number stands in the page's table of metadata, with an index number
    letter: Letter | None = None
    private: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One content item of a site, with its addresses; `columns[0]` is where its page stands."""

    key: str
    number: int
    draft: Draft
    moment: datetime
    published: str  # ISO 8601 in the page's own precision
    columns: tuple[Column, ...]
    paths: tuple[str, ...]
    source: str | None
    author: str | None = None
    index_number: str | None = None
    written_on: str | None = None
    copy_of: str | None = None
    meta_date: datetime | None = None  # what PubDate claims where it lies
    oddity: int = 0  # picks among a CMS's irregularities
    touched: datetime | None = None  # when its page was last made, if not when it was published
    also: tuple[tuple[Column, str], ...] = field(default=())  # further columns whose lists hold it: (column, path)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.draft.blocks


def reader_text(blocks: tuple[Block, ...]) -> str:
    """Blocks → what a reader sees: a block a line, cells of a row separated by a tab."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += ["\t".join(cell.text for cell in row) for row in block.rows]
        elif isinstance(block, Attachment):
            lines.append(block.before + block.file.name)
    return "\n".join(lines)
