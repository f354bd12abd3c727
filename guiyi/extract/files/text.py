"""Text of attachments for search: bytes and media type (by content) → text, or why there is none.

One reader a format, by well-kept libraries where there are some. All of it runs on hostile input, in a child process
with limits of time and memory (`guiyi/bounded.py`); archives are measured before they are unpacked.
"""

from __future__ import annotations

import email
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from lxml import etree

from guiyi.bounded import ReaderBroke, read_bounded

REVISION = 2  # of what the readers give for the same bytes
MAX_FILE = 64 * 2**20  # bytes of a file that is read
MAX_UNPACKED = 256 * 2**20  # bytes that an archive may say it unpacks to
MAX_TEXT = 1_000_000  # characters that are kept
MAX_PAGES, MAX_CELLS = 2000, 500_000
READ, EMPTY, ENCRYPTED, DAMAGED, TOO_LARGE, UNSUPPORTED, CRASHED = (
    "text", "no-text", "encrypted", "damaged", "too-large", "unsupported", "crashed",
)  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_MEMBERS = 50  # of an archive whose texts are read
HTML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?!\?xml)", re.IGNORECASE)
PPT_TEXTS = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1"}
SPACES = re.compile(r"[ \t\xa0\u3000]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class _TooLarge(Exception):
    """The file is larger than is read, or says that it unpacks to more."""


class _Encrypted(Exception):
    """The file needs a password."""


@dataclass(frozen=True)
class FileText:
    """status: text, no-text, encrypted, damaged, too-large, unsupported, crashed. note: why, in words."""

    status: str
    text: str = ""
    note: str | None = None


def has_reader(media_type: str) -> bool:
    """Whether files of this type carry text that can be read."""
    return media_type in READERS


def read_apart(media_type: str, data: bytes) -> FileText:
    """The same as `read_file`, in the child; a file that breaks or outlasts its reader is `crashed`."""
    try:
        return FileText(**read_bounded("file", media_type, data))
    except ReaderBroke as error:
        return FileText(CRASHED, note=str(error))


def read_told(media_type: str, data: bytes) -> dict[str, Any]:
    """Runs in the child, for `read_apart`."""
    return asdict(read_file(media_type, data))


def read_file(media_type: str, data: bytes) -> FileText:
    """A file's media type and bytes → its text. Never raises for what the file holds; same bytes, same text."""
    reader = READERS.get(media_type)
    if reader is None:
        return FileText(UNSUPPORTED, note=f"no text is read from {media_type}")
    if len(data) > MAX_FILE:
        return FileText(TOO_LARGE, note=f"{len(data):,} bytes, more than the {MAX_FILE:,} that are read")
    try:
        text = tidy(reader(data))
    except _Encrypted:
        return FileText(ENCRYPTED, note="the file is protected by a password")
    except (_TooLarge, MemoryError) as error:
        return FileText(TOO_LARGE, note=str(error) or "reading it needs too much memory")
    except Exception as error:  # libraries over hostile bytes raise anything; the file is listed as damaged
        return FileText(DAMAGED, note=f"{type(error).__name__}: {error}"[:300])
    return FileText(READ, text) if text else FileText(EMPTY, note="no text in it: a scan or a picture")


def tidy(text: str) -> str:
    """Text → the same with blanks squeezed, empty lines and what no database stores left out, cut at MAX_TEXT."""
    lines = (SPACES.sub(" ", line).strip() for line in CONTROLS.sub("", text[: 4 * MAX_TEXT]).splitlines())
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def _pdf(data: bytes) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise _Encrypted from error
        raise
    with document:
        parts = []
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            words = page.get_textpage()
            parts.append(words.get_text_range())
            words.close()
            page.close()
    return "\n".join(parts)


def _measured(data: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(data))
    said = sum(one.file_size for one in archive.infolist())
    if said > MAX_UNPACKED:
        raise _TooLarge(f"it unpacks to {said:,} bytes, more than the {MAX_UNPACKED:,} that are read")
    if any(one.flag_bits & 1 for one in archive.infolist()):
        raise _Encrypted
    return archive


def _docx(data: bytes) -> str:
    import docx

    with _measured(data) as archive:
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


def _sheets(data: bytes) -> str:
    from python_calamine import CalamineWorkbook, PasswordError

    if data.startswith(b"PK"):
        _measured(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise _Encrypted from error
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


def _pptx(data: bytes) -> str:
    with _measured(data) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
        ordered = sorted(names, key=lambda name: int(re.sub(r"\D", "", name)))
        return "\n".join(_paragraphs(archive.read(name), "p", "t") for name in ordered)


def _ofd(data: bytes) -> str:
    """OFD (GB/T 33190): the TextCode pieces of each page, in order of pages."""
    with _measured(data) as archive:
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


def _rtf(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    to_text: Callable[..., str] = rtf_to_text
    return to_text(data.decode("latin-1"), errors="replace")


def _markup(data: bytes) -> str:
    """HTML, or a .doc that is HTML: its text as a reader sees it."""
    from guiyi.extract.pages.decode import decode_html
    from guiyi.extract.pages.tree import text_of
    from guiyi.parsing import parse_html

    return text_of(parse_html(decode_html(data, None, None).text))


def _web_archive(data: bytes) -> str:
    """A .doc saved as a web page in one file (MHTML): the text of its HTML parts."""
    parts = email.message_from_bytes(data).walk()
    pages = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
    return "\n".join(_markup(one) for one in pages if isinstance(one, bytes))


def _members(data: bytes) -> str:
    """An archive: the names in it, and the texts of its papers; archives within it are not opened.

    Without the UTF-8 mark names are GBK, as Chinese Windows writes.
    """
    archive = _measured(data)
    names: list[str] = []
    texts: list[str] = []
    for one in archive.infolist():
        raw = one.filename.encode("cp437", "ignore")
        names.append(one.filename if one.flag_bits & 0x800 else raw.decode("gb18030", "replace"))
        reader = MEMBERS.get(names[-1].rsplit(".", 1)[-1].lower())
        if reader is not None and len(texts) < MAX_MEMBERS:
            with suppress(Exception):  # a broken paper in an archive is its name alone
                member = archive.read(one)
                texts.append((_markup if HTML.match(member) else reader)(member))
    return "\n".join([*names, *texts])


def _open_document(data: bytes) -> str:
    """OpenDocument text and presentations: a paragraph or heading a line."""
    with _measured(data) as archive:
        root = etree.fromstring(archive.read("content.xml"), parser=_xml_parser())
    return "\n".join("".join(str(part) for part in one.itertext()) for one in root.iter("{*}p", "{*}h"))


def _xml(data: bytes) -> str:
    """XML as Word and Excel 2003 save it: a paragraph or row a line; of other XML, a text a line."""
    for block, piece in (("p", "t"), ("Row", "Data")):
        if text := _paragraphs(data, block, piece).strip():
            return text
    return "\n".join(str(part) for part in etree.fromstring(data, parser=_xml_parser()).itertext())


def _ppt(data: bytes) -> str:
    """PowerPoint 97–2003 (also of WPS): the text atoms of its stream, in order ([MS-PPT] 2.9.43, 2.9.45)."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as holder:
        if holder.exists("EncryptedSummary"):
            raise _Encrypted
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


def _plain(data: bytes) -> str:
    from guiyi.extract.pages.decode import decode_html

    return decode_html(data, None, None).text


def _word(data: bytes) -> str:
    from guiyi.extract.files.worddoc import Encrypted, read_doc

    try:
        return read_doc(data)
    except Encrypted as error:
        raise _Encrypted from error


READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf,
    DOCX: _docx,
    XLSX: _sheets,
    "application/vnd.ms-excel": _sheets,
    "application/vnd.oasis.opendocument.spreadsheet": _sheets,
    PPTX: _pptx,
    "application/ofd": _ofd,
    "application/msword": _word,
    "application/rtf": _rtf,
    "text/html": _markup,
    "message/rfc822": _web_archive,
    "application/vnd.ms-powerpoint": _ppt,
    "application/vnd.oasis.opendocument.text": _open_document,
    "application/vnd.oasis.opendocument.presentation": _open_document,
    "application/xml": _xml,
    "application/zip": _members,
    "text/plain": _plain,
    "text/csv": _plain,
}
MEMBERS = {  # papers within archives, by the ends of their names: WPS writes Microsoft's formats
    "pdf": _pdf, "docx": _docx, "xlsx": _sheets, "xls": _sheets, "et": _sheets, "pptx": _pptx, "ofd": _ofd,
    "doc": _word, "wps": _word, "ppt": _ppt, "dps": _ppt, "rtf": _rtf, "htm": _markup, "html": _markup, "txt": _plain,
    "csv": _plain,
}  # fmt: skip
