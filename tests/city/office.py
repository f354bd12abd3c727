"""Old Office files as their programs wrote them, small: a compound file (OLE2) with a Word text or a sheet of numbers."""

from __future__ import annotations

import struct

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STREAM = 4096  # bytes of each stream: the least that lies in sectors of its own
TEXT_AT = 0x600  # where a .doc's text begins
CLX = 0x01A2


def doc(text: str) -> bytes:
    """Text (a line feed ends a paragraph) → a .doc of Word 97: one piece of UTF-16, named by the piece table."""
    said = text.replace("\n", "\r") + "\r"
    raw = said.encode("utf-16-le")[: STREAM - TEXT_AT]
    main = bytearray(STREAM)
    struct.pack_into("<HHHHHH", main, 0, 0xA5EC, 0xC1, 0, 0x804, 0, 0x0200)  # the table stream is 1Table
    pieces = struct.pack("<II", 0, len(raw) // 2) + struct.pack("<HIH", 0, TEXT_AT, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, CLX, 0, len(clx))
    main[TEXT_AT : TEXT_AT + len(raw)] = raw
    return compound({"WordDocument": bytes(main), "1Table": clx.ljust(STREAM, b"\0")})


def xls(numbers: list[int], name: str = "Sheet1") -> bytes:
    """Numbers → an .xls of Excel 97 with one sheet, one number a row."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    end, codepage = record(0x000A, b""), record(0x0042, struct.pack("<H", 1200))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    head = begin(0x0005) + codepage
    start = len(head) + 4 + 6 + len(title) + len(end)
    sheet = record(0x0085, struct.pack("<IBB", start, 0, 0) + title)
    cells = b"".join(record(0x0203, struct.pack("<HHHd", at, 0, 0, float(one))) for at, one in enumerate(numbers))
    return compound({"Workbook": (head + sheet + end + begin(0x0010) + cells + end).ljust(STREAM, b"\0")})


def ppt(text: str) -> bytes:
    """Text (a line feed ends a shape) → a .ppt of PowerPoint 97 as far as its text goes: a container of text atoms."""

    def record(version: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<HHI", version, kind, len(data)) + data

    lines = [record(0, 0x0FA0, line.encode("utf-16-le")) for line in text.split("\n")]
    slide = record(0xF, 0x03EE, record(0, 0x0F9F, bytes(4)) + b"".join(lines))
    return compound({"PowerPoint Document": slide.ljust(STREAM, b"\0")})


def compound(streams: dict[str, bytes]) -> bytes:
    """Names and bytes (STREAM each) → an OLE2 compound file."""
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                         0, 1, 1, 0, STREAM, END, 0, END, 0)  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table, entries, data = [FAT, END], [("Root Entry", 5, 1, END, 0)], []
    for name, raw in sorted(streams.items(), key=lambda one: (len(one[0]), one[0])):  # the order of a folder
        first, sectors = len(table), STREAM // SECTOR
        table += [*range(first + 1, first + sectors), END]
        entries.append((name, 2, FREE, first, STREAM))
        data.append(raw)
    folder = b"".join(_entry(*one, right=_right(at, len(entries))) for at, one in enumerate(entries))
    folder += _entry("", 0, FREE, 0, 0) * (4 - len(entries))
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    return b"".join(part.ljust(SECTOR, b"\0") for part in (header, fat, folder)) + b"".join(data)


def _right(at: int, count: int) -> int:
    """The sibling that follows an entry in its folder: a chain to the right is a tree, too."""
    return at + 1 if 0 < at < count - 1 else FREE


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    length = len(raw) + 2 if name else 0
    return struct.pack("<64sHBBIII36xIQ", raw, length, kind, 1, FREE, right, child, start, size)
