"""A selector that no longer fits its pages is noticed, counted and named."""

from __future__ import annotations

from typing import Any

from guiyi.config.models import Template
from guiyi.extract.drift import fit_of_rows
from guiyi.retire.reconcile.selectors import check_templates

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


def test_one_odd_page_is_no_drift() -> None:
    fits = fit_of_rows([row(0, missed=True), *(row(number, judged=0.9) for number in range(1, 30))], [TEMPLATE])
    assert check_templates(fits, "old").passed


def test_a_site_without_templates_passes() -> None:
    assert check_templates(fit_of_rows([row(1) | {"template": None}], []), "old").passed
