"""Bytes → text as browsers decode; a damaged byte never spoils a page."""

from __future__ import annotations

import pytest

from guiyi.extract.decode import decode_html

SENTENCE = "关于加强节假日文化场馆安全管理工作的通知，请各单位认真贯彻执行，落实值班制度。" * 8


def html(charset: str | None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>通知</title></head><body><p>{SENTENCE}</p></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("declared", ["right", "none", "wrong"])
@pytest.mark.parametrize("damage", ["clean", "one bad byte", "cut"])
def test_every_paragraph_is_right_or_the_page_is_flagged(encoding: str, declared: str, damage: str) -> None:
    label = {"right": encoding, "none": None, "wrong": "gb2312" if encoding == "utf-8" else "utf-8"}[declared]
    data = html(label).encode(encoding)
    middle = len(data) // 2
    if damage == "one bad byte":
        data = data[:middle] + b"\xff" + data[middle:]
    elif damage == "cut":
        data = data[:-1]
    found = decode_html(data)
    assert SENTENCE[:200] in found.text or "replacement-characters" in found.flags
    if damage == "clean":
        assert SENTENCE in found.text


def test_big5_is_told_by_its_declaration() -> None:
    data = "<meta charset=big5><p>文化場館開放時間公告</p>".encode("big5hkscs")
    assert "文化場館" in decode_html(data).text


def test_the_header_is_believed_where_the_bytes_allow_it() -> None:
    assert decode_html("<p>通知</p>".encode("gbk"), "gb2312").charset == "gb18030"


def test_a_byte_order_mark_decides() -> None:
    assert "通知" in decode_html(b"\xff\xfe" + "<p>通知</p>".encode("utf-16-le")).text


def test_nul_is_removed() -> None:
    assert "\x00" not in decode_html(b"<p>a\x00b</p>").text
