"""Decisions: append-only, replaced and undone without a trace lost, by scope; a run counts those made before it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from guiyi.decisions.decision import Decision
from guiyi.decisions.read import decision_log, decisions_for, newest_decision
from guiyi.decisions.record import record_decision, record_decisions, undo_batch, undo_decision
from guiyi.decisions.table import decisions
from guiyi.errors import ConfigError
from guiyi.library.migrate import open_library

WHO = {"by": "王丽", "why": "科室商定"}


@pytest.fixture
def engine(library_url: str) -> Engine:
    return open_library(library_url)


def section(name: str) -> dict[str, Any]:
    return {"section": name}


def column_of(engine: Engine, name: str, site: str = "old", family: str | None = "trs") -> str | None:
    found = decisions_for(engine, site, family).find("map", section=name)
    return found.value["column"] if found else None


def test_the_later_decision_counts_and_undoing_it_brings_the_earlier_back(engine: Engine) -> None:
    first = record_decision(engine, "map", section("专栏"), {"column": "info.news"}, site="old", **WHO)
    second = record_decision(engine, "map", section("专栏"), {"column": "info.topics"}, site="old", **WHO)
    assert column_of(engine, "专栏") == "info.topics"
    undo = undo_decision(engine, second.id, by="李强", why="弄错了")
    assert column_of(engine, "专栏") == "info.news"
    undo_decision(engine, first.id, by="李强", why="弄错了")
    assert column_of(engine, "专栏") is None
    log = decision_log(engine, "old")
    assert [(one.kind, one.by, one.why) for one in log] == [
        ("undo", "李强", "弄错了"), ("undo", "李强", "弄错了"), ("map", "王丽", "科室商定"), ("map", "王丽", "科室商定"),
    ]  # fmt: skip
    assert (undo.undoes, log[2].undone_by) == (second.id, undo.id)
    assert all(one.made_at for one in log)


def test_saying_the_same_again_records_nothing(engine: Engine) -> None:
    first = record_decision(engine, "hold", {"source_key": "/a"}, site="old", **WHO)
    assert record_decision(engine, "hold", {"source_key": "/a"}, site="old", by="另一人", why="同意") == first


def test_a_site_decides_before_its_family_and_that_before_the_platform(engine: Engine) -> None:
    record_decision(engine, "map", section("要闻"), {"column": "p"}, **WHO)
    assert (column_of(engine, "要闻"), column_of(engine, "要闻", "other", None)) == ("p", "p")
    record_decision(engine, "map", section("要闻"), {"column": "f"}, family="trs", **WHO)
    assert (column_of(engine, "要闻"), column_of(engine, "要闻", "other", None)) == ("f", "p")
    record_decision(engine, "map", section("要闻"), {"column": "s"}, site="old", **WHO)
    assert (column_of(engine, "要闻"), column_of(engine, "要闻", "other")) == ("s", "f")


def test_a_batch_is_recorded_whole_or_not_at_all_and_undone_whole(engine: Engine) -> None:
    good = Decision("hold", {"source_key": "/a"}, {}, "site", "old", "王丽", "涉密", batch="b1")
    bad = Decision(
        "release", {"source_key": "/b", "code": "letter-not-public"}, {}, "site", "old", "王丽", "公开", "b1"
    )
    with pytest.raises(ConfigError, match="letter-not-public is not released"):
        record_decisions(engine, [good, bad])
    assert decision_log(engine) == []
    record_decisions(
        engine, [good, Decision("hold", {"source_key": "/c"}, {}, "site", "old", "王丽", "涉密", batch="b1")]
    )
    assert len(undo_batch(engine, "b1", "王丽", "整批撤回")) == 2
    assert list(decisions_for(engine, "old").of_kind("hold")) == []
    with pytest.raises(ConfigError, match="no decision left"):
        undo_batch(engine, "b1", "王丽", "再撤")


@pytest.mark.parametrize(
    ("kind", "subject", "value", "scope", "message"),
    [
        ("rename", {}, {}, ("site", "old"), "there is no kind"),
        ("map", {"title": "x"}, {"column": "c"}, ("site", "old"), "subject must say section or folder"),
        ("map", {"section": "x"}, {"column": "c", "drop": "y"}, ("site", "old"), "value must say column or drop"),
        ("hold", {"source_key": "/a"}, {}, ("platform", ""), "decided for its site"),
        ("join", {"resources": ["a", "b"]}, {}, ("site", "old"), "for the whole platform"),
        ("split", {"resources": ["a", "a"]}, {}, ("platform", ""), "two different"),
        ("hold", {"source_key": "/a"}, {}, ("site", ""), "its scope"),
    ],
)
def test_what_is_not_well_formed_is_refused_in_words(
    engine: Engine, kind: str, subject: dict[str, Any], value: dict[str, Any], scope: tuple[str, str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        record_decisions(engine, [Decision(kind, subject, value, *scope, "王丽", "原因")])


def test_who_and_why_must_be_said(engine: Engine) -> None:
    with pytest.raises(ConfigError, match="say who decides"):
        record_decision(engine, "hold", {"source_key": "/a"}, site="old", by=" ", why="涉密")
    with pytest.raises(ConfigError, match="say why"):
        record_decision(engine, "hold", {"source_key": "/a"}, site="old", by="王丽", why="")


def test_a_decision_is_undone_once(engine: Engine) -> None:
    made = record_decision(engine, "hold", {"source_key": "/a"}, site="old", **WHO)
    undo = undo_decision(engine, made.id, **WHO)
    for number, message in (
        (made.id, "undone already"),
        (undo.id, "there is no decision"),
        (999, "there is no decision"),
    ):
        with pytest.raises(ConfigError, match=message):
            undo_decision(engine, number, **WHO)


def test_what_counted_at_a_time_can_be_asked_for_later(engine: Engine) -> None:
    record_decision(engine, "map", section("甲"), {"column": "a"}, site="old", **WHO)
    with engine.connect() as connection:
        then = newest_decision(connection)
    later = record_decision(engine, "map", section("甲"), {"column": "b"}, site="old", **WHO)
    undo_decision(engine, decision_log(engine)[1].id, **WHO)
    found = decisions_for(engine, "old", None, then).find("map", section="甲")
    assert found is not None
    assert found.value == {"column": "a"}
    assert decisions_for(engine, "old").find("map", section="甲") == later


def test_prints_tell_only_of_the_kinds_and_records_asked_for(engine: Engine) -> None:
    before = decisions_for(engine, "old").print_of("map")
    record_decision(engine, "field", {"source_key": "/a", "field": "title"}, {"value": "新题"}, site="old", **WHO)
    found = decisions_for(engine, "old")
    assert found.print_of("map") == before
    assert found.print_of("field", source_keys=["/b"]) == before
    assert found.print_of("field", source_keys=["/a"]) != before
    assert found.corrections("/a") == {"title": "新题"}


def test_no_row_is_ever_changed_or_taken_out(engine: Engine) -> None:
    made = [record_decision(engine, "hold", {"source_key": f"/{n}"}, site="old", **WHO) for n in range(3)]
    undo_decision(engine, made[0].id, **WHO)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(decisions)).scalar_one() == 4
    assert [one.id for one in decision_log(engine, limit=2)] == [4, 3]
    assert [one.id for one in decision_log(engine, before=3)] == [2, 1]
