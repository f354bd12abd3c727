"""Bytes of attachments and images: small, valid, and the same on every machine (nothing is compressed)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256

from tests.city import office

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
}
OFFICE = "http://schemas.openxmlformats.org"
TYPES = f"{OFFICE}/package/2006/content-types"
RELATIONS = f"{OFFICE}/package/2006/relationships"
DOCUMENT = f"{OFFICE}/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def make(kind: str, seed: str, name: str) -> bytes:
    """Kind (an extension), seed and file name → the file; other seeds give other bytes."""
    return MAKERS[kind](sha256(seed.encode()).digest(), name)


def _pdf(noise: bytes, name: str) -> bytes:
    stream = b"BT /F1 14 Tf 72 760 Td (" + noise.hex().encode() + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2018, 1, 8, 10, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, text.encode())
    return out.getvalue()


def _package(main: str, kind: str, body: dict[str, str]) -> bytes:
    override = f'<Override PartName="/{main}" ContentType="{kind}"/>'
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    link = f'<Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="{main}"/>'
    return _archive(
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="{TYPES}">{default}{override}</Types>',
            "_rels/.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{link}</Relationships>',
            **body,
        }
    )


def _docx(noise: bytes, name: str) -> bytes:
    space = f"{OFFICE}/wordprocessingml/2006/main"
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (name, noise.hex()))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    document = f'{XML}<w:document xmlns:w="{space}"><w:body>{text}</w:body></w:document>'
    return _package("word/document.xml", kind, {"word/document.xml": document})


def _xlsx(noise: bytes, name: str) -> bytes:
    space = f"{OFFICE}/spreadsheetml/2006/main"
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{byte}</v></c></row>' for at, byte in enumerate(noise, 1))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    sheets = '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    link = f'<Relationship Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
    return _package(
        "xl/workbook.xml",
        kind,
        {
            "xl/workbook.xml": f'{XML}<workbook xmlns="{space}" xmlns:r="{DOCUMENT}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{link}</Relationships>',
            "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
        },
    )


def _zip(noise: bytes, name: str) -> bytes:
    return _archive(
        {"readme.txt": name, "data/table.csv": "\r\n".join(f"{at},{byte}" for at, byte in enumerate(noise))}
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(noise: bytes, name: str) -> bytes:
    width, height = 64, 40 + noise[0] % 24
    rows = b"".join(
        b"\0" + bytes((noise[(x // 8 + y // 8) % 32] + 2 * y) & 255 for x in range(width)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    stored = zlib.compress(rows, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", stored) + _chunk(b"IEND", b"")


def _jpeg(noise: bytes, name: str) -> bytes:
    """A grey baseline JPEG of 8 × 8 blocks without detail; its comment makes the bytes differ."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    across, down = 8 + noise[0] % 4 * 2, 8
    one_code = bytes([1]) + bytes(15) + b"\0"  # the code 0 stands for the value 0
    blocks = across * down * 2 // 8
    parts = [
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        segment(0xFE, noise.hex().encode()),
        segment(0xDB, b"\0" + b"\1" * 64),
        segment(0xC0, struct.pack(">BHHB", 8, down * 8, across * 8, 1) + b"\1\x11\0"),
        segment(0xC4, b"\x00" + one_code),
        segment(0xC4, b"\x10" + one_code),
        segment(0xDA, b"\1\1\0\0\x3f\0"),
    ]
    return b"\xff\xd8" + b"".join(parts) + bytes(blocks) + b"\xff\xd9"


MAKERS: dict[str, Callable[[bytes, str], bytes]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "zip": _zip,
    "doc": lambda noise, name: office.doc(f"{name}\n{noise.hex()}"),
    "xls": lambda noise, name: office.xls(list(noise)),
    "png": _png,
    "jpg": _jpeg,
}
