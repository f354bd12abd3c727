"""A selector that no longer fits its pages is noticed, counted and named."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from guiyi.config.models import Template
from guiyi.extract.batches import batch_of
from guiyi.extract.bodies.judge import ONE_IN, is_judged
from guiyi.extract.drift import fit_of_rows
from guiyi.retire.reconcile.sections import check_templates
from tests.extract.test_document import extract, page

TEMPLATE = Template.model_validate(
    {
        "name": "learned-1",
        "url": "/a/",
        "fields": {"body": {"first_of": [{"css": ".nr"}]}, "title": {"first_of": [{"css": "h1"}, {"css": ".tit"}]}},
    }
)


def row(number: int, missed: bool = False, judged: float | None = None) -> dict[str, Any]:
    return {
        "template": "learned-1", "url": f"http://old.example.test/a/{number}.html", "judged": judged,
        "extractor": "trafilatura" if missed else "css:.nr", "selectors": ["title css:h1"],
        "flags": ["template-missed"] if missed else [],
    }  # fmt: skip


def test_selectors_that_fit_pass_and_an_idle_alternative_is_named_beside() -> None:
    fits = fit_of_rows([row(number, judged=0.98 if number < 6 else None) for number in range(40)], [TEMPLATE])
    check = check_templates(fits, "old")
    assert check.passed
    assert not check.required
    assert fits[0].never == []
    assert fits[0].idle == ["title css:.tit"]
    assert "title css:.tit" in check.evidence


def test_a_field_that_no_alternative_ever_gives_is_named_unless_a_family_says_it() -> None:
    rows = [row(number) | {"selectors": []} for number in range(9)]
    fits = fit_of_rows(rows, [TEMPLATE])
    assert fits[0].never == ["title css:h1 | css:.tit"]
    assert "title css:h1 | css:.tit" in check_templates(fits, "old").evidence
    assert fit_of_rows(rows, [TEMPLATE], {"learned-1": "family"})[0].never == []


def test_a_body_that_is_no_longer_where_it_was_is_reported_with_examples() -> None:
    fits = fit_of_rows([row(number, missed=number % 10 == 0) for number in range(40)], [TEMPLATE])
    check = check_templates(fits, "old")
    assert not check.passed
    assert "4/40" in check.evidence
    assert "http://old.example.test/a/0.html" in check.evidence


def test_a_selector_that_gives_another_text_is_caught_by_the_judge() -> None:
    fits = fit_of_rows([row(number, judged=0.1 if number < 3 else 0.97) for number in range(10)], [TEMPLATE])
    assert not check_templates(fits, "old").passed


@pytest.mark.parametrize("batches", [2, 8, 10, 40])
def test_every_batch_of_a_site_has_its_share_of_judged_pages(batches: int) -> None:
    keys = [f"http://old.example.test/a/{number}.html" for number in range(2000 * batches)]
    judged = Counter(batch_of(key, batches) for key in keys if is_judged(key))
    assert all(0.4 < judged[f"{one:03d}"] * ONE_IN / 2000 < 2 for one in range(batches))


def test_one_odd_page_is_no_drift() -> None:
    fits = fit_of_rows([row(0, missed=True), *(row(number, judged=0.9) for number in range(1, 30))], [TEMPLATE])
    assert check_templates(fits, "old").passed


def test_a_site_without_templates_passes() -> None:
    assert check_templates(fit_of_rows([row(1) | {"template": None}], []), "old").passed


def test_days_that_are_not_those_of_the_list_are_told_where_they_are_many() -> None:
    rows = [row(number) | {"flags": ["list-date-conflict"] if number < 9 else []} for number in range(40)]
    check = check_templates(fit_of_rows(rows, [TEMPLATE]), "old")
    assert not check.passed
    assert "days other than the list's 9/40" in check.evidence
    assert check_templates(fit_of_rows(rows[6:], [TEMPLATE]), "old").passed


# --- a page whose template changed -----------------------------------------------------------------------------------

TEXT = "".join(
    f"<p>第{n}项：各街道办事处应当按照职责分工落实责任，加强协调，及时报送材料，不得延误。</p>" for n in range(6)
)
LINKS = "".join(f"<li><a href=/a/{n}.html>关于第{n}次检查的通知</a></li>" for n in range(9))
LISTED = "关于开展安全生产检查的通知"


def read(nr: str, content: str = "", heading: str = LISTED, info: str = "发布时间：2018-03-05", more: str = "") -> Any:
    fields = {
        "body": {"first_of": [{"css": ".nr"}]}, "title": {"first_of": [{"css": "h1"}]},
        "published_at": {"first_of": [{"css": ".d"}]},
    }  # fmt: skip
    html = (
        f"<html><head><title>市局</title></head><body><h1>{heading}</h1>{more}<div class=i><span class=d>{info}</span></div>"
        f"<div class=nr>{nr}</div><div class=content>{content}</div></body></html>"
    )
    template = Template.model_validate({"name": "learned-1", "url": "/a/", "fields": fields})
    return extract(html, templates=[template], page=page(listed_title=LISTED))


@pytest.mark.parametrize("other", [f"<ul>{LINKS}</ul>", "<p>摘要：本通知的主要内容见下文。</p>"])
def test_a_selector_that_took_the_sidebar_or_a_line_gives_way_to_the_text(other: str) -> None:
    found = read(other, TEXT)
    assert found["body_text"].startswith("第0项")
    assert "第1次检查" not in found["body_text"]
    assert "template-missed" in found["flags"]


@pytest.mark.parametrize(
    ("nr", "beside"),
    [
        (TEXT, f"<ul>{LINKS}</ul>"), (f"<ul>{LINKS}</ul>", "<p>版权所有：市局，地址：建设路1号，邮编：000000，建议使用浏览器访问。</p>"),
        ("<p>详见附件。</p><a href=/f/1.pdf>附件.pdf</a>", "<p>本局地址在建设路1号，欢迎来访。</p>"),
    ],
)  # fmt: skip
def test_a_short_text_or_a_list_of_links_stays_where_nothing_else_is_said(nr: str, beside: str) -> None:
    found = read(nr, beside)
    assert found["extractor"] == "css:.nr"
    assert "template-missed" not in found["flags"]


def test_a_title_that_has_nothing_of_the_list_s_gives_way_and_another_wording_of_it_stays() -> None:
    fallen = read(TEXT, heading="通知公告", more=f"<div class=tt>{LISTED}</div>")
    assert (fallen["title"], "template-missed" in fallen["flags"]) == (LISTED, True)
    assert read(TEXT, heading="2018年安全生产检查通知", more=f"<p>{LISTED}</p>")["title"] == "2018年安全生产检查通知"
    assert read(TEXT, heading="关于停水的公告", more=f"<a href=/a/2.html>{LISTED}</a>")["title"] == "关于停水的公告"


def test_the_day_on_which_a_page_was_moved_is_no_day_of_publication() -> None:
    assert read(TEXT, info="导入时间：2026-05-01", more="<p>发布时间：2018-03-05</p>")["published_at"] == "2018-03-05"
    assert read(TEXT, info="发布时间：2018-03-06", more="<p>导入时间：2026-05-01</p>")["published_at"] == "2018-03-06"
