"""Text of attachments for search: bytes and media type (by content) → text, or why there is none.

One reader a format, by well-kept libraries where there are some. All of it runs on hostile input, in a child process
with limits of time and memory (`guiyi/bounded.py`); archives are measured before they are unpacked.
"""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from guiyi.bounded import ReaderBroke, read_bounded
from guiyi.extract.files.office import (
    Encrypted,
    TooLarge,
    measured,
    read_doc,
    read_docx,
    read_ofd,
    read_open_document,
    read_ppt,
    read_pptx,
    read_rtf,
    read_sheets,
    read_xml,
)

REVISION = 3  # of what the readers give for the same bytes
MAX_FILE = 64 * 2**20  # bytes of a file that is read
MAX_TEXT = 1_000_000  # characters that are kept
MAX_PAGES = 2000  # of a PDF
READ, EMPTY, ENCRYPTED, DAMAGED, TOO_LARGE, UNSUPPORTED, CRASHED = (
    "text", "no-text", "encrypted", "damaged", "too-large", "unsupported", "crashed",
)  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_MEMBERS = 50  # of an archive whose texts are read
HTML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?!\?xml)", re.IGNORECASE)
SPACES = re.compile(r"[ \t\xa0\u3000]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    except Encrypted:
        return FileText(ENCRYPTED, note="the file is protected by a password")
    except (TooLarge, MemoryError) as error:
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
            raise Encrypted from error
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


def _markup(data: bytes) -> str:
    """HTML, or a .doc that is HTML: its text as a reader sees it."""
    from guiyi.markup.decode import decode_html
    from guiyi.markup.parsing import parse_html
    from guiyi.markup.tree import text_of

    return text_of(parse_html(decode_html(data, None, None).text))


def _web_archive(data: bytes) -> str:
    """A .doc saved as a web page in one file (MHTML): the text of its HTML parts."""
    parts = email.message_from_bytes(data).walk()
    pages = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
    return "\n".join(_markup(one) for one in pages if isinstance(one, bytes))


def _members(data: bytes) -> str:
    """An archive: the names in it, and the texts of its papers; archives within it are not opened.

    Without the UTF-8 mark names are GBK, as Chinese Windows writes, or UTF-8, as macOS does.
    """
    from guiyi.extract.files.names import name_of

    archive = measured(data)
    names: list[str] = []
    texts: list[str] = []
    for one in archive.infolist():
        raw = one.filename.encode("cp437", "ignore")
        names.append(one.filename if one.flag_bits & 0x800 else name_of(raw) or raw.decode("gb18030", "replace"))
        reader = MEMBERS.get(names[-1].rsplit(".", 1)[-1].lower())
        if reader is not None and len(texts) < MAX_MEMBERS:
            with suppress(Exception):  # a broken paper in an archive is its name alone
                member = archive.read(one)
                texts.append((_markup if HTML.match(member) else reader)(member))
    return "\n".join([*names, *texts])


def _plain(data: bytes) -> str:
    from guiyi.markup.decode import decode_html

    return decode_html(data, None, None).text


READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf,
    DOCX: read_docx,
    XLSX: read_sheets,
    "application/vnd.ms-excel": read_sheets,
    "application/vnd.oasis.opendocument.spreadsheet": read_sheets,
    PPTX: read_pptx,
    "application/ofd": read_ofd,
    "application/msword": read_doc,
    "application/rtf": read_rtf,
    "text/html": _markup,
    "message/rfc822": _web_archive,
    "application/vnd.ms-powerpoint": read_ppt,
    "application/vnd.oasis.opendocument.text": read_open_document,
    "application/vnd.oasis.opendocument.presentation": read_open_document,
    "application/xml": read_xml,
    "application/zip": _members,
    "text/plain": _plain,
    "text/csv": _plain,
}
MEMBERS = {  # papers within archives, by the ends of their names: WPS writes Microsoft's formats
    "pdf": _pdf, "docx": read_docx, "xlsx": read_sheets, "xls": read_sheets, "et": read_sheets, "pptx": read_pptx,
    "ofd": read_ofd, "doc": read_doc, "wps": read_doc, "ppt": read_ppt, "dps": read_ppt, "rtf": read_rtf,
    "htm": _markup, "html": _markup, "txt": _plain, "csv": _plain,
}  # fmt: skip
