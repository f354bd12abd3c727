"""Cleaning: what is repaired, what is masked, what is left alone, and that nothing active survives."""

from __future__ import annotations

import time
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiyi.clean.clean import clean_documents
from guiyi.clean.markup import sanitise
from guiyi.clean.numbers import CHECKS, WEIGHTS, is_bank_card, is_id_number
from guiyi.clean.privacy import mask_name, mask_text
from guiyi.clean.rules import INVISIBLE, RULES, apply_rules, drop_invisible
from guiyi.runs.handover import DOCUMENTS


def id_number(front: str = "110101199003070") -> str:
    """An invented ID number with a right checksum."""
    digits = (front + "12")[:17]
    return digits + CHECKS[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def card() -> str:
    """An invented card number with a right Luhn digit."""
    return next(f"622202123456789{n}" for n in range(10) if is_bank_card(f"622202123456789{n}"))


POSITIVE = [
    ("title", "关于放假的通知_云川市文化局", "关于放假的通知", "cut-site-name"),
    ("title", "云文发[2018]12号", "云文发〔2018〕12号", "mend-number-brackets"),
    ("title", "２０１８年计划", "2018年计划", "narrow-digits"),
    ("source", "来源：云川日报", "云川日报", "cut-label"),
    ("body_text", "甲\u200b乙", "甲乙", "drop-invisible"),
    ("body_text", "甲\x00乙", "甲乙", "drop-control"),
    ("body_text", "甲&nbsp;乙", "甲 乙", "decode-entities"),
    ("body_text", "甲\u3000\u3000乙", "甲 乙", "squeeze-blanks"),
]


@pytest.mark.parametrize(("field", "dirty", "clean", "rule"), POSITIVE)
def test_each_rule_mends_its_case_and_says_so(field: str, dirty: str, clean: str, rule: str) -> None:
    text, fired = apply_rules(field, dirty)
    assert text == clean
    assert rule in fired


@pytest.mark.parametrize(
    "text",
    ["“十四五”规划…，（试行）", "《办法》——说明：甲、乙；丙！", "R&D经费 A-B_c", "第３号令：１２０％", "云川市文化局"],
)
def test_chinese_punctuation_and_ordinary_text_are_left_alone(text: str) -> None:
    assert apply_rules("body_text", text) == (text, [])


@given(st.text(max_size=200))
def test_rules_never_fail_and_twice_is_once(text: str) -> None:
    once, _fired = apply_rules("summary", text)
    for name in ("drop-control", "drop-invisible", "squeeze-blanks"):
        rule = next(function for known, _fields, function in RULES if known == name)
        assert rule(rule(once)) == rule(once)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证号{id_number()}。", "id"),
        (f"（{id_number()[:6]} {id_number()[6:14]} {id_number()[14:]}）", "id"),
        ("".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in id_number()), "id"),
        ("旧证号码110101900307123。", "id"),
        ("手机13812345678，", "phone"),
        ("手机138 1234 5678。", "phone"),
        (f"账号{card()}。", "card"),
        ("护照号码：E12345678。", "passport"),
    ],
)
def test_personal_numbers_are_masked_and_counted(text: str, kind: str) -> None:
    masked, counts = mask_text(text)
    assert counts == {kind: 1}
    assert "*" in masked
    assert mask_text(masked)[0] == masked


@pytest.mark.parametrize(
    "text",
    [
        "电话010-65123456", "索引号000014349/2017-00110", "项目编号123456789012345678", "金额1234567890123元",
        "统一社会信用代码91110000123456789A", "国办发〔2017〕47号", "2018-03-05 10:08:30", "票据 20180305123456",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_text(text) == (text, {})


def test_a_checksum_decides() -> None:
    good = id_number()
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert is_id_number(good)
    assert not is_id_number(bad)


def test_names_of_letter_writers_keep_the_family_name() -> None:
    assert [mask_name(name) for name in ("赵小满", "李四", "")] == ["赵**", "李*", ""]


PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>", "<iframe src=//e.example.test></iframe>", "<object data=x></object>",
    "<style>*{background:url(javascript:1)}</style>", "<p style='background:url(javascript:1)'>x</p>", "<form action=x>",
    "<math><mi xlink:href='javascript:1'>x</math>", "<base href=//e.example.test>", "<meta http-equiv=refresh content=0>",
    "<img src='data:text/html,x'>", "<a href='data:text/html,x'>x</a>", "<a href='vbscript:x'>x</a>", "<p onclick=x>x</p>",
    "<input autofocus onfocus=x>", "<details open ontoggle=x>", "<video><source onerror=x></video>", "<b/onmouseover=x>x</b>",
    "<!--<img src=x onerror=x>-->", "<template><script>x</script></template>", "<noscript><p title='</noscript><img onerror=x>'>",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_active_survives(payload: str) -> None:
    clean = sanitise(f"<p>正文{payload}</p>").lower()
    assert "正文" in clean
    for sign in (
        "<script",
        "javascript:",
        "vbscript:",
        "data:text",
        "<svg",
        "<iframe",
        "<style",
        " onerror=",
        " onclick=",
    ):
        assert sign not in clean
    assert sanitise(clean) == clean


def test_structure_tables_images_and_links_survive() -> None:
    markup = '<table><tbody><tr><td rowspan="2">甲</td></tr></tbody></table><img src="/a.png" alt="图"><a href="http://a.example.test/">乙</a>'
    assert sanitise(markup) == markup


@pytest.mark.parametrize("escaped", ["&nbsp;", "甲&nbsp;", "\xa0", "&amp;", "&lt;b&gt;"])
def test_many_characters_to_escape_are_sanitised_in_time_that_grows_with_the_page(escaped: str) -> None:
    began = time.process_time()
    clean = sanitise(f"<p>{escaped * 400_000}</p><script>x()</script>")
    assert time.process_time() - began < 1  # up to 6 s where each looks through all that follows
    assert clean == f"<p>{escaped.replace(chr(0xA0), '&nbsp;') * 400_000}</p>"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_among_many_characters_to_escape_nothing_active_survives(payload: str) -> None:
    body = "<p>&nbsp;甲&amp;\U00040000</p>" * 1_000  # the last is the first stand-in: another is taken
    assert sanitise(body + payload + "&nbsp;") == f"{body}{sanitise(payload + '&nbsp;')}"


def document(**values: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(DOCUMENTS.names)
    row |= {"source_key": "k", "page_key": "k", "url": "u", "title": "题", "body_text": "文", "body_html": "<p>文</p>"}
    return row | {"attachments": [], "images": [], "keywords": [], "repairs": [], "flags": []} | values


def cleaned(**values: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    row = document(**values)
    frame = pd.DataFrame({name: pd.Series([row[name]], dtype=object) for name in row})
    tidy, refused = clean_documents(frame)
    return tidy.to_dict("records"), refused


def test_masks_reach_every_shown_field_and_are_on_record_without_the_value() -> None:
    number = id_number()
    rows, _refused = cleaned(
        body_text=f"号{number}", body_html=f"<p>号{number}</p>", attachments=[{"name": f"{number}.doc"}]
    )
    assert number not in str(rows)
    assert rows[0]["repairs"] == ["masked:id:2"]


def test_a_letter_writers_name_disappears_from_all_texts() -> None:
    letter = {
        "writer": "赵小满",
        "question": "我叫赵小满，想问",
        "reply": "赵小满您好",
        "subject": "问",
        "is_public": True,
    }
    rows, _refused = cleaned(letter=letter, body_text="来信人 赵小满", body_html="<p>赵小满</p>")
    assert "赵小满" not in str([row | {"people": None} for row in rows])


def test_what_cleaning_empties_is_held() -> None:
    rows, refused = cleaned(body_text="\u200b", body_html="")
    assert not rows
    assert (refused[0]["outcome"], refused[0]["code"]) == ("held", "empty-after-cleaning")


def test_every_character_that_is_dropped_as_invisible_shows_its_sign() -> None:
    for code in range(0x10000):
        assert drop_invisible(f"甲{chr(code)}乙") == INVISIBLE.sub("", f"甲{chr(code)}乙"), hex(code)
