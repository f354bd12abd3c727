"""Names of attachments in all the ways that old servers and editors write them."""

from __future__ import annotations

import pytest

from guiyi.extract.files.names import attachment_name, disposition_name, name_in_url

GBK = "年报.doc".encode("gbk").decode("latin-1")
UTF8 = "年报.doc".encode().decode("latin-1")


@pytest.mark.parametrize(
    "header",
    [
        "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.doc",
        "attachment;filename=x.doc; filename*=gbk'zh'%C4%EA%B1%A8.doc",
        "attachment; filename=%E5%B9%B4%E6%8A%A5.doc",
        'attachment; filename="%C4%EA%B1%A8.doc"',
        f'attachment; filename="{GBK}"',
        f"attachment;FileName={UTF8};size=3",
        "attachment; filename==?UTF-8?B?5bm05oqlLmRvYw==?=",
        'inline; filename="=?GB2312?B?xOqxqC5kb2M=?="',
        'attachment; filename="C:\\\\files\\\\%C4%EA%B1%A8.doc"',
        f'attachment; filename="../../{GBK}"',
        "attachment; filename='%E5%B9%B4%E6%8A%A5.doc'",
        "attachment; filename=%25E5%25B9%25B4%25E6%258A%25A5.doc",
        "attachment; filename=&#24180;&#25253;.doc",
        'attachment; filename="\\u5e74\\u62a5.doc"',
        "attachment; filename*=%E5%B9%B4%E6%8A%A5.doc",
        "attachment; filename*0*=UTF-8''%E5%B9%B4; filename*1*=%E6%8A%A5.doc",
        'inline; name="%E5%B9%B4%E6%8A%A5.doc"',
    ],
)
def test_the_name_of_a_download_is_read_in_every_spelling(header: str) -> None:
    assert disposition_name(header) == "年报.doc"


@pytest.mark.parametrize("header", [None, "", "inline", "attachment; filename=", 'attachment; filename=""'])
def test_a_header_that_names_nothing_gives_nothing(header: str | None) -> None:
    assert disposition_name(header) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://o.example.test/module/download/downfile.jsp?classid=0&filename=%C4%EA%B1%A8.doc", "年报.doc"),
        ("http://o.example.test/down.aspx?path=/a/%C4%EA%B1%A8.doc&id=3", "年报.doc"),
        ("http://o.example.test/get?fileName=%u5e74%u62a5.doc", "年报.doc"),
        ("http://o.example.test/download.jsp?wbfileid=12&wbfilename=%E5%B9%B4%E6%8A%A5.doc", "年报.doc"),
        ("http://o.example.test/f/%C4%EA%B1%A8.doc", "年报.doc"),
        ("http://o.example.test/d.jsp?file=..%5C..%5C%C4%EA%B1%A8.doc", "年报.doc"),
    ],
)
def test_a_handler_s_address_tells_the_file_name(url: str, name: str) -> None:
    assert name_in_url(url) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("年度报表", "年度报表.doc"),
        ("附件1", "a1.doc"),
        ("年报\u202ecod.exe", "年报cod.exe"),
        ("年\x00报.doc", "年报.doc"),
        ("长" * 300 + ".doc", "长" * 83 + ".doc"),
        ("2017/2018年报.doc", "2017/2018年报.doc"),
    ],
)
def test_a_name_is_the_words_of_the_link_made_safe_to_show(words: str, name: str) -> None:
    assert attachment_name(words, "http://o.example.test/f/a1.doc") == name


def test_a_semicolon_in_a_name_is_of_the_name_and_a_percent_sign_stays() -> None:
    assert disposition_name("attachment; filename=a;b.doc; size=3") == "a;b.doc"
    assert disposition_name('attachment; filename="100%.doc"') == "100%.doc"


@pytest.mark.parametrize(
    "header", ["filename*" + "1" * 5000 + "=a.doc", "filename*=undefined''a.doc", "filename*=idna''a..doc"]
)
def test_a_header_made_to_break_its_reader_ends_nothing(header: str) -> None:
    assert disposition_name(f"attachment; {header}") in (None, "a.doc", "a..doc")
