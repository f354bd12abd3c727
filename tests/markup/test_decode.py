"""Bytes → text as browsers decode; a damaged byte never spoils a page."""

from __future__ import annotations

import hashlib
import itertools

import pytest

from guiyi.markup.decode import decode_html
from guiyi.repair.whatwg import decode

PARAGRAPHS = (
    "关于加强节假日文化场馆安全管理工作的通知，请各单位认真贯彻执行，落实值班制度。",
    "根据市政府办公室工作安排，现将有关事项公告如下：一、加强组织领导；二、明确责任分工。",
    "联系人：李志远、张晓梅，电话详见附件；未尽事宜由主管部门负责解释，自印发之日起施行。",
)
NAMES = "经办：镕喆珺㛃䶮㑇𬭎，地址：堃垚路。"
TRADITIONAL = (
    "關於加強節假日文化場館安全管理工作的通知，請各單位認真貫徹執行，落實值班制度。",
    "根據市政府辦公室工作安排，現將有關事項公告如下：一、加強組織領導；二、明確責任分工。",
    "聯絡人：李志遠、張曉梅，電話詳見附件；未盡事宜由主管部門負責解釋，自印發之日起施行。",
)
# encoding of the bytes, its label, a label of another family
ENCODINGS = {
    "gbk": ("gbk", "gb2312", "utf-8"), "gb18030": ("gb18030", "gb18030", "utf-8"), "big5": ("big5hkscs", "big5", "utf-8"),
    "utf-8": ("utf-8", "utf-8", "gb2312"), "bom": ("utf-8-sig", "utf-8", "gb2312"), "utf-16": ("utf-16", "utf-16", "gb2312"),
}  # fmt: skip
DECLARATIONS = ("header", "meta", "both", "none", "header wrong", "meta wrong", "both wrong")
DAMAGES = ("clean", "one bad byte", "cut in a character")
LENGTHS = (1, 3, 9, 30, 90)  # paragraphs


def page(kind: str, declared: str, damage: str, length: int) -> tuple[bytes, str | None, list[str]]:
    """A generated page → its bytes, the header's charset, its paragraphs."""
    codec, label, other = ENCODINGS[kind]
    texts = list(TRADITIONAL if kind == "big5" else PARAGRAPHS)
    body = [f"{number}. {texts[number % 3]}" for number in range(length)] + ([NAMES] if kind == "gb18030" else [])
    header = {"header": label, "both": label, "header wrong": other, "meta wrong": label, "both wrong": other}.get(
        declared
    )
    meta = {"meta": label, "both": label, "header wrong": label, "meta wrong": other, "both wrong": other}.get(declared)
    mark = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    html = f"<html><head>{mark}<title>通知</title></head><body>{''.join(f'<p>{one}</p>' for one in body)}</body></html>"
    data = html.replace("通知</title>", "公告</title>").encode(codec)
    middle = len(data) // 2 & ~1
    if damage == "one bad byte":
        data = data[:middle] + (b"\xff\xdf" if kind == "utf-16" else b"\xff") + data[middle:]
    if damage == "cut in a character":
        data = (
            html.partition("</p>")[0].encode(codec)[:-1]
            if length == 1
            else data[: data.rindex("。".encode(codec)[-2:]) + 1]
        )
    return data, header, body


def test_of_630_generated_pages_every_paragraph_is_right_or_the_page_is_flagged() -> None:
    count, wrong = 0, []
    for case in itertools.product(ENCODINGS, DECLARATIONS, DAMAGES, LENGTHS):
        data, header, body = page(*case)
        found = decode_html(data, header)
        there = sum(one in found.text for one in body)
        count += 1
        allowed = {"clean": 0, "one bad byte": 1, "cut in a character": 2}[case[2]]
        is_right = there >= len(body) - allowed and (case[2] == "clean" or there == len(body) or found.flags)
        if not (is_right or found.flags):
            wrong.append((*case, found.charset, found.flags, there))
        if (
            not is_right and case[3] > 1 and case[1] != "both wrong"
        ):  # flagged is not enough where a declaration is right
            wrong.append((*case, found.charset, found.flags, there))
    assert count == 630
    assert wrong == []


# (but for four pairs of Big5, two characters each, which that release garbles)
# sha256 of what Chromium 156 makes of every pair of lead byte 81–FE and second byte 40–FE, followed by two blanks
BROWSER = {
    "gb18030": "4fc391f14e709f73405ff242c80479b9ea86d8436c068d3a52f92889186495c6",
    "big5hkscs": "e37bbb0634a07dab33e1f5f78a12bea9c45050f98613b841f71f1ddb06cf6731",
}


@pytest.mark.parametrize("codec", BROWSER)
def test_every_pair_of_bytes_is_decoded_as_a_browser_does(codec: str) -> None:
    pairs = itertools.product(range(0x81, 0xFF), range(0x40, 0xFF))
    text = "".join(decode(bytes(pair) + b"  ", codec) for pair in pairs)
    assert hashlib.sha256(text.encode()).hexdigest() == BROWSER[codec]


def test_every_character_comes_back_from_gb18030() -> None:
    """All of Unicode but surrogates and the private characters that have real ones since."""
    text = "".join(map(chr, itertools.chain(range(0x80, 0xD800), range(0xF900, 0x110000))))
    assert decode(text.encode("gb18030"), "gb18030") == text


def test_a_damaged_byte_takes_no_tag_with_it() -> None:
    assert decode("通".encode("gb18030")[:1] + b"<p>", "gb18030") == "\ufffd<p>"
    assert decode("通".encode("big5hkscs")[:1] + b"<p>", "big5hkscs") == "\ufffd<p>"
    assert decode(b"\x80\xff", "gb18030") == "€\ufffd"


def test_big5_is_told_by_its_declaration() -> None:
    data = "<meta charset=big5><p>文化場館開放時間公告</p>".encode("big5hkscs")
    assert "文化場館" in decode_html(data).text


def test_the_header_is_believed_where_the_bytes_allow_it() -> None:
    assert decode_html("<p>通知</p>".encode("gbk"), "gb2312").charset == "gb18030"


def test_a_byte_order_mark_decides() -> None:
    assert "通知" in decode_html(b"\xff\xfe" + "<p>通知</p>".encode("utf-16-le")).text


def test_nul_is_removed() -> None:
    assert "\x00" not in decode_html(b"<p>a\x00b</p>").text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("找不到", "gbk"),
        ("<font>局长</font>", "gbk"),
        ("Größe", "cp1252"),
        ("Привет мир", "cp1251"),
        ("臺北市政府", "big5"),
    ],
)
def test_a_few_bytes_without_a_declaration_are_read(text: str, codec: str) -> None:
    assert decode_html(text.encode(codec)).text == text


def test_what_a_link_asks_for_is_sent_by_its_pages_charset_and_texts_stay() -> None:
    html = (
        "<meta charset=gbk><a href='l.asp?p=1&amp;c=公告'>公告</a><p>见 a.asp?c=公告</p><script>go('&c=公告')</script>"
    )
    sent = "<meta charset=gbk><a href='l.asp?p=1&amp;c=%B9%AB%B8%E6'>公告</a><p>见 a.asp?c=公告</p>"
    assert decode_html(html.encode("gbk")).text == f"{sent}<script>go('&c=%B9%AB%B8%E6')</script>"
    assert decode_html(html.replace("gbk", "utf-8").encode()).text == html.replace("gbk", "utf-8")
