"""Texts of attachments: each format, and what can't be read with its reason."""

from __future__ import annotations

import base64
import io
import signal
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest

from guiyi import bounded
from guiyi.extract.files import text as filetext
from guiyi.extract.files.text import read_file
from guiyi.library.assets import media_type_of
from tests.city import office
from tests.city.files import make

LINES = "流动车路线\n东湖码头 上午九点"


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("流动车路线")
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "东湖码头", "上午九点"
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "流动车路线"
    book.active.append(["东湖码头", "上午九点"])
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    page = '<slide xmlns:a="{}"><a:p><a:r><a:t>{}</a:t></a:r></a:p></slide>'
    parts = {f"ppt/slides/slide{at}.xml": page.format(space, line) for at, line in ((10, LINES[6:]), (2, LINES[:5]))}
    return zipped({"[Content_Types].xml": "<x/>", **parts})


def ofd() -> bytes:
    page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{}</ofd:Page>'
    lines = "".join(
        f"<ofd:TextObject><ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>" for line in LINES.split("\n")
    )
    return zipped({"OFD.xml": "<x/>", "Doc_0/Pages/Page_0/Content.xml": page.format(lines)})


def rtf() -> bytes:
    said = [char.encode("gbk") for char in LINES]
    body = "".join("".join(f"\\'{byte:02x}" for byte in raw) if raw != b"\n" else "\\par " for raw in said)
    return b"{\\rtf1\\ansi\\ansicpg936 " + body.encode() + b"}"


def open_document() -> bytes:
    said = "".join(f"<t:p>{line}</t:p>" for line in LINES.split("\n"))
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": f"<o xmlns:t='t'>{said}</o>"})


def word_xml() -> bytes:
    said = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES.split("\n"))
    return f"<?xml version='1.0'?><w:wordDocument xmlns:w='w'>{said}</w:wordDocument>".encode()


def table_named_xls() -> bytes:
    return "".join(f"<table><tr><td>{line}</td></tr></table>" for line in LINES.split("\n")).encode("gbk")


def html() -> bytes:
    said = "".join(f"<p>{line}</p>" for line in LINES.split("\n"))
    return f"<html><head><meta charset=gb2312><script>x()</script></head><body>{said}</body></html>".encode("gbk")


def mhtml() -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=gb2312\n"
    return head + b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(html()) + b"\n--b--\n"


FORMATS: dict[str, Callable[[], bytes]] = {
    "docx": word, "xlsx": sheet, "pptx": slides, "ofd": ofd, "rtf": rtf, "html named doc": html,
    "web archive named doc": mhtml,
    "odt": open_document, "xml of Word 2003": word_xml, "table named xls": table_named_xls,
    "word without its parts": lambda: zipped({"word/document.xml": word_xml().decode()}),
    "doc": lambda: office.doc(LINES), "ppt": lambda: office.ppt(LINES), "txt": lambda: LINES.encode("gbk"), "txt with bom": lambda: LINES.encode("utf-8-sig"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_the_text_of_each_format_is_read_by_what_the_file_is(name: str) -> None:
    data = FORMATS[name]()
    found = read_file(media_type_of(data), data)
    assert (found.status, found.text) == ("text", LINES)
    assert read_file(media_type_of(data), data) == found


def test_an_archive_tells_the_names_in_it_and_the_texts_of_its_papers() -> None:
    data = zipped({"年报/附表.xls": "x", "readme.txt": "y", "更多.zip": "z"})
    old = data.replace("年报/附表.xls".encode(), "年报表附表xls".encode("gbk") + b"1234").replace(
        b"\x00\x08", b"\x00\x00"
    )
    assert read_file("application/zip", data).text == "年报/附表.xls\nreadme.txt\n更多.zip\ny"
    assert "年报表附表xls" in read_file("application/zip", old).text
    of_macos = data.replace(b"\x00\x08", b"\x00\x00")  # UTF-8 without its mark
    assert read_file("application/zip", of_macos).text.startswith("年报/附表.xls")


def test_a_pdf_and_an_old_workbook_are_read() -> None:
    pdf, xls = make("pdf", "seed", ""), office.xls([12, 7])
    assert len(read_file(media_type_of(pdf), pdf).text) == 64
    assert read_file(media_type_of(xls), xls).text == "Sheet1\n12\n7"


def test_codes_of_fields_in_an_old_word_file_are_no_text() -> None:
    assert read_file("application/msword", office.doc("见\x13 HYPERLINK x \x14链接\x15页")).text == "见链接页"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"%PDF-1.4\nthis is none", "damaged"),
        (office.doc("x").replace(b"\x02\x10\x00\x00\x00", b"\x00\x00\x00\x00\x00", 1), "damaged"),
        (b"\r\n%PDF-1.4\nthis is none", "damaged"),
        (b"MZ\x90\x00", "unsupported"),
        (zipped({"OFD.xml": "<x/>", "Doc_0/Pages/Page_0/Content.xml": "<a"}), "damaged"),
        (zipped({"OFD.xml": "<x/>", "Doc_0/Pages/Page_0/Content.xml": "<a/>"}), "no-text"),
        (zipped({"word/document.xml": " " * 300_000_000}), "too-large"),
    ],
    ids=["broken pdf", "doc without pieces", "pdf below a line", "program", "broken xml", "scan", "zip bomb"],
)
def test_what_can_not_be_read_has_its_reason(data: bytes, status: str) -> None:
    found = read_file(media_type_of(data), data)
    assert (found.status, found.text) == (status, "")
    assert found.note


def test_a_password_is_told_apart_from_damage() -> None:
    locked = bytearray(office.doc("秘密"))
    at = locked.index(b"\xec\xa5\xc1\x00") + 0x0A
    locked[at : at + 2] = (0x0300).to_bytes(2, "little")
    assert read_file("application/msword", bytes(locked)).status == "encrypted"


def test_text_is_cut_and_kept_free_of_what_no_database_stores() -> None:
    assert filetext.tidy("甲\x00\x07乙\n\n  丙　丁 ") == "甲乙\n丙 丁"
    assert len(filetext.tidy("长" * 2_000_000)) == filetext.MAX_TEXT


def test_a_file_that_kills_or_outlasts_its_reader_is_told_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert filetext.read_apart("text/plain", "正文一二三".encode()).text == "正文一二三"
    assert bounded._child is not None
    bounded._child.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(bounded, "WALL_SECONDS", 0.05)
    assert filetext.read_apart("text/plain", b"x").status == "crashed"
    monkeypatch.undo()
    assert filetext.read_apart("text/plain", "正文一二三".encode()).text == "正文一二三"
    bounded._child.kill()
    bounded._child.wait()
    assert filetext.read_apart("text/plain", "正文一二三".encode()).text == "正文一二三"
