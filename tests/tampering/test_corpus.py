"""Tampered pages and lawful look-alikes, as extraction meets them: what is found, what is taken out, what stays."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import opencc
import pytest
import yaml

from guiyi.clean.verdicts import judge
from guiyi.config.models import SiteConfig
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.pages.examine import Safety
from guiyi.markup.parsing import parse_html
from guiyi.tampering.findings import LOW
from guiyi.tampering.hiding import MAX_SHEET, Hidden, hiding_selectors
from guiyi.tampering.vocabulary import _LOOK, _WORDS, _traditional, loose_words, spam_words
from guiyi.urls import UrlSpace

HERE = Path(__file__).parent
TAMPERED = json.loads((HERE / "tampered.json").read_text(encoding="utf-8"))
LAWFUL = json.loads((HERE / "lawful.json").read_text(encoding="utf-8"))
INNOCENT = json.loads((HERE / "innocent.json").read_text(encoding="utf-8"))
TITLE = "关于开展春季植树活动的通知"
BODY = (
    "<p>各科室：市园林局定于三月十二日在东山公园开展春季植树活动，请各科室组织人员参加。</p>"
    "<p>市园林局统一提供树苗和工具，参加人员请自备手套，遇雨顺延。</p><p>市园林局办公室负责联络，联系人于三月九日前报名。</p>"
)
SHEET = ".linked-hide { position: absolute; left: -3000px } .ok { color: red }"


def page_of(case: dict[str, Any]) -> str:
    title = case.get("title", f"{TITLE}_云川市园林局")
    heading = TITLE if case.get("title") is None or "gone" in case else case["title"]
    body = BODY.replace(*case["replace"]) if "replace" in case else BODY
    return (
        f"{case.get('before', '')}<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>"
        f"{case.get('head', '')}</head><body>{'<div>' + case['first'] + '</div>' if 'first' in case else ''}"
        f"<h1>{heading}</h1><div>发布时间：2018-03-05 来源：云川市园林局</div>"
        f"<div class='TRS_Editor'>{body}{case.get('body', '')}</div><div class='foot'>版权所有 云川市园林局</div>"
        f"</body></html>{case.get('after', '')}"
    )


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    site = {"id": "yl", "name": "云川市园林局", "department": "yl", "base_url": "http://yl.example.test/"}
    parts = {"crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    config = SiteConfig.model_validate({"site": site, "family": None, **parts})
    hosts = yaml.safe_load((HERE.parents[1] / "configs" / "platform.yaml").read_text())["security"]["white_hosts"]
    safety = Safety(white_hosts=hosts, sheets={"/css/main.css": hiding_selectors(SHEET)})
    return Extractor(config, UrlSpace(config), safety)


def extracted(case: dict[str, Any]) -> dict[str, Any]:
    page = Page("/a/1.html", "http://yl.example.test/a/1.html", "page", None, "", "", 0, 0)
    return extractor().extract(page, page_of(case).encode())


def findings(row: dict[str, Any]) -> list[dict[str, Any]]:
    return row["payload"].get("tampering", []) if "outcome" in row else row["tampering"]


def is_flagged(row: dict[str, Any]) -> bool:
    return any(one["severity"] != LOW or one["kind"] == "empty-tag-run" for one in findings(row))


def held_for(row: dict[str, Any]) -> list[dict[str, Any]]:
    return judge(SimpleNamespace(**row)) if "outcome" not in row else []


def published(row: dict[str, Any]) -> str:
    return json.dumps({name: row[name] for name in row if name != "tampering"}, ensure_ascii=False)


@pytest.mark.parametrize("case", TAMPERED, ids=lambda case: case["name"])
def test_tampering_is_found_and_nothing_injected_goes_on(case: dict[str, Any]) -> None:
    row = extracted(case)
    assert case["kind"] in {one["kind"] for one in findings(row)}, findings(row)
    if case["action"] == "held":
        assert held_for(row)
        return
    assert not held_for(row)
    assert row["title"] == TITLE
    assert "东山公园" in row["body_text"]
    for words in case["gone"]:
        assert words not in published(row)


@pytest.mark.parametrize("case", LAWFUL, ids=lambda case: case["name"])
def test_lawful_pages_pass_whole(case: dict[str, Any]) -> None:
    row = extracted(case)
    assert "outcome" not in row, row
    assert not is_flagged(row), findings(row)
    assert not held_for(row)
    assert "东山公园" in row["body_text"]
    if "display:none" not in case.get("body", ""):
        for words in case["stays"]:
            assert words in published(row) or words == "春季植树"


def test_words_of_officials_that_hold_a_spam_word_are_no_spam() -> None:
    """路口交通, 绿色播种, 代开发票办理指南: one word inside another, or the lawful thing of the same name."""
    assert {text: words for text in INNOCENT if (words := spam_words(text))} == {}


def test_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    found = sum(is_flagged(extracted(case)) for case in TAMPERED)
    wrong = sum(is_flagged(extracted(case)) for case in LAWFUL)
    with capsys.disabled():
        print(f"\ntampering: recall {found}/{len(TAMPERED)}, precision {found}/{found + wrong}")
    assert len(TAMPERED) >= 40
    assert len(LAWFUL) >= 40
    assert (found, wrong) == (len(TAMPERED), 0)


def test_what_hides_many_elements_is_what_hides_each() -> None:
    for case in TAMPERED:
        root = parse_html(page_of(case))
        hidden = Hidden(root, hiding_selectors(SHEET))
        elements = [one for one in root.iter() if isinstance(one.tag, str)]
        assert list(hidden.roots_of(elements)) == [hidden.root_of(one) for one in elements]


def test_the_words_are_looked_for_in_traditional_characters_as_opencc_writes_them() -> None:
    texts = [_WORDS["loose"], *(row[name] for row in _WORDS["sure"] for name in ("roots", "words"))]
    texts += [look[2] for text in texts for look in _LOOK.finditer(text)]
    converter = opencc.OpenCC("s2t")
    assert [_traditional(text) for text in texts] == [converter.convert(text) for text in texts]


def test_very_many_words_are_found_in_time_that_grows_with_them() -> None:
    begun = time.process_time()
    assert loose_words("百家乐" * 10_000) == ["百家乐"]
    assert time.process_time() - begun < 2


def test_sheets_of_anything_are_read_in_time_that_grows_with_their_length() -> None:
    for piece in ("a", "/*", "@media "):  # four hundred thousand characters without a rule took minutes
        assert hiding_selectors(piece * (MAX_SHEET // len(piece))) == ()
    assert hiding_selectors("/* a */ .b{display:none} /* c") == (".b",)
