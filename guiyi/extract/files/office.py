"""Papers of office programs → their text: Word, Excel and PowerPoint, OFD, OpenDocument, RTF, XML."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

MAX_UNPACKED = 256 * 2**20  # bytes that an archive may say it unpacks to
MAX_CELLS = 500_000
PPT_TEXTS = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1"}
TABLE_FLAG, ENCRYPTED_FLAG = 0x0200, 0x0100  # in the FIB's flags at 0x0A
CLX = 0x01A2  # offset and length of the piece table in the table stream
COMPRESSED = 0x40000000  # of a piece: one byte a character
FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15")
MARKS = str.maketrans({"\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\r": "\n", "\x1e": "-", "\x1f": None, "\x15": None})


class TooLarge(Exception):
    """The file is larger than is read, or says that it unpacks to more."""


class Encrypted(Exception):
    """The file needs a password."""


def measured(data: bytes) -> zipfile.ZipFile:
    """A zip, opened. TooLarge if it says that it unpacks to more than is read, Encrypted if it needs a password."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    said = sum(one.file_size for one in archive.infolist())
    if said > MAX_UNPACKED:
        raise TooLarge(f"it unpacks to {said:,} bytes, more than the {MAX_UNPACKED:,} that are read")
    if any(one.flag_bits & 1 for one in archive.infolist()):
        raise Encrypted
    return archive


def read_docx(data: bytes) -> str:
    """Word: a paragraph a line, the cells of a row side by side."""
    import docx

    with measured(data) as archive:
        try:
            return "\n".join(_blocks(docx.Document(io.BytesIO(data))))
        except (AttributeError, KeyError, ValueError, docx.exceptions.PythonDocxError):  # parts missing or misnamed
            return _paragraphs(archive.read("word/document.xml"), "p", "t")


def _blocks(holder: Any) -> Iterator[str]:
    for block in holder.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                # a merged cell stands once for each of its columns
                yield "\t".join(cell.text for cell in {id(cell._tc): cell for cell in row.cells}.values())
        else:
            yield block.text


def read_sheets(data: bytes) -> str:
    """Excel, WPS and OpenDocument sheets: a row a line. Encrypted if it needs a password."""
    from python_calamine import CalamineWorkbook, PasswordError

    if data.startswith(b"PK"):
        measured(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise Encrypted from error
    lines, cells = [], 0
    for name in book.sheet_names:
        lines.append(name)
        for row in book.get_sheet_by_name(name).iter_rows():
            cells += len(row)
            if cells > MAX_CELLS:
                return "\n".join(lines)
            lines.append("\t".join(_cell(value) for value in row))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def read_pptx(data: bytes) -> str:
    """PowerPoint: a paragraph a line, slide after slide."""
    with measured(data) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
        ordered = sorted(names, key=lambda name: int(re.sub(r"\D", "", name)))
        return "\n".join(_paragraphs(archive.read(name), "p", "t") for name in ordered)


def read_ofd(data: bytes) -> str:
    """OFD (GB/T 33190): the TextCode pieces of each page, in order of pages."""
    with measured(data) as archive:
        names = [name for name in archive.namelist() if re.search(r"Pages/Page_\d+/Content\.xml$", name, re.IGNORECASE)]
        ordered = sorted(names, key=lambda name: [int(number) for number in re.findall(r"\d+", name)])
        return "\n".join(_paragraphs(archive.read(name), "TextObject", "TextCode") for name in ordered)


def _xml_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _paragraphs(xml: bytes, block: str, piece: str) -> str:
    """XML → the text of its `piece` elements, one `block` element a line."""
    root = etree.fromstring(xml, parser=_xml_parser())
    lines = []
    for element in root.iter(f"{{*}}{block}"):
        lines.append("".join(part.text or "" for part in element.iter(f"{{*}}{piece}")))
    return "\n".join(lines)


def read_rtf(data: bytes) -> str:
    """RTF: its text."""
    from striprtf.striprtf import rtf_to_text

    to_text: Callable[..., str] = rtf_to_text
    return to_text(data.decode("latin-1"), errors="replace")


def read_open_document(data: bytes) -> str:
    """OpenDocument text and presentations: a paragraph or heading a line."""
    with measured(data) as archive:
        root = etree.fromstring(archive.read("content.xml"), parser=_xml_parser())
    return "\n".join("".join(str(part) for part in one.itertext()) for one in root.iter("{*}p", "{*}h"))


def read_xml(data: bytes) -> str:
    """XML as Word and Excel 2003 save it: a paragraph or row a line; of other XML, a text a line."""
    for block, piece in (("p", "t"), ("Row", "Data")):
        if text := _paragraphs(data, block, piece).strip():
            return text
    return "\n".join(str(part) for part in etree.fromstring(data, parser=_xml_parser()).itertext())


def read_ppt(data: bytes) -> str:
    """PowerPoint 97–2003 (also of WPS): the text atoms of its stream, in order ([MS-PPT] 2.9.43, 2.9.45)."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as holder:
        if holder.exists("EncryptedSummary"):
            raise Encrypted
        stream, at, pieces = holder.openstream("PowerPoint Document").read(), 0, []
    while at + 8 <= len(stream):
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & 0xF == 0xF:  # holds others
            continue
        if kind in PPT_TEXTS:
            pieces.append(stream[at : at + length].decode(PPT_TEXTS[kind], "replace"))
        at += length
    return "\n".join(pieces).replace("\r", "\n").replace("\x0b", "\n")


def read_doc(data: bytes) -> str:
    """Bytes of a .doc → its text; paragraphs by line feeds, cells by tabs, codes of fields left out.

    Encrypted; ValueError or struct.error for a broken file.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as holder:
        main = holder.openstream("WordDocument").read()
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        if flags & ENCRYPTED_FLAG:
            raise Encrypted
        table = holder.openstream("1Table" if flags & TABLE_FLAG else "0Table").read()
    start, length = struct.unpack_from("<II", main, CLX)
    text = "".join(_piece(main, *one) for one in _pieces(table[start : start + length]))
    while (shorter := FIELD_CODE.sub("", text)) != text:
        text = shorter
    return text.translate(MARKS)


def _pieces(clx: bytes) -> list[tuple[int, int]]:
    """Clx → (place of a piece as the file says it, number of its characters)."""
    at = 0
    while clx[at : at + 1] == b"\x01":  # property modifiers before the piece table
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    if clx[at : at + 1] != b"\x02":
        raise ValueError("the file has no piece table")
    length = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    places = [struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0] for number in range(count)]
    return [(place, ends[number + 1] - ends[number]) for number, place in enumerate(places)]


def _piece(main: bytes, place: int, characters: int) -> str:
    if place & COMPRESSED:
        start = (place & ~COMPRESSED) // 2
        return main[start : start + characters].decode("cp1252", "replace")
    return main[place : place + 2 * characters].decode("utf-16-le", "replace")
