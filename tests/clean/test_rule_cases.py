"""Each cleaning rule by its cases (cases/<rule>.json): what it mends, what it leaves alone, what it can't mend yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guiyi.clean.rules import RULES, apply_rules
from guiyi.markup.decode import decode_html, rederived

CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("cases/*.json"))
}


def each(name: str) -> list[Any]:
    return [
        pytest.param(rule, said["field"], case, id=f"{rule}-{n}")
        for rule, said in CASES.items()
        for n, case in enumerate(said[name])
    ]


def test_every_rule_has_cases_of_both_kinds() -> None:
    assert {name for name, _fields, _rule in RULES} == set(CASES)
    assert not [name for name, said in CASES.items() if not said["positive"] or not said["negative"]]


@pytest.mark.parametrize(("rule", "field", "case"), each("positive"))
def test_a_rule_mends_its_case_and_says_so(rule: str, field: str, case: list[str]) -> None:
    text, fired = apply_rules(field, case[0])
    assert text == case[1].strip("\u3000")
    assert rule in fired


@pytest.mark.parametrize(("rule", "field", "case"), each("negative"))
def test_a_rule_leaves_lawful_text_alone(rule: str, field: str, case: str) -> None:
    assert rule not in apply_rules(field, case)[1]


@pytest.mark.parametrize(("rule", "field", "case"), each("known_failures"))
def test_what_a_rule_cannot_mend_is_known(rule: str, field: str, case: list[str]) -> None:
    assert apply_rules(field, case[0])[0] != case[1], "it is mended now: make it a positive case"


def test_a_page_of_several_encodings_is_read_part_by_part_from_its_bytes() -> None:
    head = "<html><head><meta charset='gb2312'></head><body><div>云川市政府门户网站的页眉部分</div>\n".encode()
    body = "<p>各区人民政府、市政府各部门：现将有关事项通知如下，请认真贯彻执行。</p></body></html>".encode("gb18030")
    data = head + 40 * body
    found = rederived(decode_html(data, "gb2312"), data)
    assert "云川市政府门户网站的页眉部分" in found.text
    assert "各区人民政府、市政府各部门" in found.text
    assert "\ufffd" not in found.text


def test_a_damaged_byte_is_marked_and_nothing_is_guessed() -> None:
    data = "<p>各区人民政府".encode("gb18030") + b"\xff" + "现将有关事项通知如下</p>".encode("gb18030")
    found = rederived(decode_html(data, "gb2312"), data)
    assert "\ufffd" in found.text
    assert "现将有关事项通知如下" in found.text
