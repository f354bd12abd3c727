"""A survey that fails tells the operator what happened, where, and what to do; it needs no server."""

from __future__ import annotations

import json

import pytest
from prefect.utilities.callables import parameter_schema

from flows import migrate_site as migration
from flows import survey_site
from flows.migrate_site import migrate_site
from guiyi.errors import RunBusy, SourceDown
from guiyi.serving.local import _outcome
from guiyi.serving.register import labelled
from tasks import survey
from tasks.artifacts import escape_cell
from tasks.telling import failed


def test_a_survey_that_failed_says_what_happened_where_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise SourceDown("old.example.test does not answer")

    made: dict[str, str] = {}
    monkeypatch.setattr(survey_site, "look_at_site", down)
    monkeypatch.setattr(survey, "create_markdown_artifact", lambda text, key: made.update({key: text}))
    ended = survey_site.survey_site.fn("http://old.example.test/(a)", "old")
    assert (ended.is_failed(), ended.message) == (True, "SourceDown: old.example.test does not answer")
    for said in ("http://old.example.test/(a)", "SourceDown", "does not answer", "👉", "Retry"):
        assert said in made["survey-old"]
    assert "Parked" not in made["survey-old"], "a survey does not come back by itself"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("http://a.example.test/_upload/art_1_2.html#top", "http://a.example.test/_upload/art_1_2.html#top"),
        ("见 http://a.example.test/a_b|c", r"见 http://a.example.test/a_b\|c"),
        ("published_at _em_ <b>[x](y)", r"published_at \_em\_ \<b\>\[x\](y)"),
        ("http://a.example.test/*x*[y](javascript:z)", r"http://a.example.test/\*x\*\[y\](javascript:z)"),
    ],
)
def test_an_address_in_an_artifact_stays_a_link_and_nothing_of_a_cell_is_markup(text: str, cell: str) -> None:
    assert escape_cell(text) == cell


def test_the_form_of_a_run_is_in_the_operators_language_down_to_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIYI_LANGUAGE", "zh")
    form = labelled(parameter_schema(migrate_site).model_dump_for_openapi(), migrate_site.fn)
    told = json.dumps([form["properties"]["until"]["description"], form["definitions"]], ensure_ascii=False)
    assert form["definitions"]["Limits"]["properties"]["delay"]["title"] == "间隔秒数"
    assert "Only" not in told
    assert "Seconds" not in told


def test_how_a_run_failed_is_told_behind_the_name_of_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIYI_LANGUAGE", "zh")
    error = SourceDown("old.example.test has no address in DNS; is the name still registered?")
    assert failed(error).message == "SourceDown: DNS 里没有 old.example.test 的地址；域名还在吗？"


def test_a_second_start_of_a_site_is_refused_with_a_word_no_stack_and_nothing_to_retry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(*_: object) -> None:
        raise RunBusy("old: another run is at work (pc:1:a); wait for it, or stop it first")

    monkeypatch.setattr(migration, "ready_library", lambda _library: None)
    monkeypatch.setattr(migration, "lease", busy)
    monkeypatch.setattr(migration, "tag_run", lambda _site: None)
    monkeypatch.setenv("GUIYI_LANGUAGE", "zh")
    ended = migration.migrate_site.fn("old")
    assert (ended.is_failed(), ended.name) == (False, "Refused")
    assert ended.message == "old：另一运行正在进行（pc:1:a）；请等它做完，或先停下它"
    outcome = _outcome("old", ended)
    assert (outcome.status, outcome.exit_code) == ("refused", 1), "the command that was asked to migrate did not"
