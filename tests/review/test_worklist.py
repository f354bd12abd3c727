"""The work list of a real run, decided by people; the next run applies it without a fetch."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.config.load import load_platform
from guiyi.database import upsert, writing
from guiyi.decisions.record import record_decision, undo_decision
from guiyi.errors import ConfigError, LibraryError
from guiyi.ledger import pages, runs
from guiyi.library.doubts import about_of, kind_of, proposed
from guiyi.library.migrate import open_library
from guiyi.library.plan import plan_site
from guiyi.library.tables import doubts, placements, refused_records, resources
from guiyi.mapping.suggest import suggest
from guiyi.review.decide import decide_group, plan_group
from guiyi.review.preview import preview
from guiyi.review.worklist import ACTIONS, ON_DEMAND, Group, find_group, records_of, work_list
from guiyi.settings import Settings
from tests.pipeline import export_bytes
from tests.review.conftest import Dump, body_of

PLATFORM = load_platform(Settings().configs)
WHO = {"by": "王丽", "why": "科室商定"}
TIES = """\
assertions: {drop_vs_last_good: {stop_above: 0.9}}
mapping:
  columns:
    - {id: gong, when: {section_contains: [公示]}, then: {column: info.notices}}
    - {id: shi, when: {section_contains: [示栏]}, then: {column: info.news}}
    - {id: party, when: {section: [党群工作]}, then: {drop: 不在迁移范围}}
"""


@pytest.fixture
def dump(make_dump: Callable[..., Dump]) -> Dump:
    """Seven records nobody can place, two of a tie, one dropped, two that map by their column's name."""
    made = make_dump(more=TIES)
    for n in range(7):
        made.add(n, "工作动态之窗")
    for n in (10, 11):
        made.add(n, "公示栏目", "b")
    made.add(12, "党群工作", "c").add(13, "通知公告", "d").add(14, "通知公告", "d", day="")
    return made.write()


def groups_of(dump: Dump, *kinds: str) -> list[Group]:
    """All but the home page, which is dropped as a list, and proposed classes, for which nothing waits."""
    found = work_list(dump.engine, dump.platform, dump.site, kinds or None)
    return [group for group in found if group.code != "navigation" and group.kind not in ON_DEMAND]


def columns_of(dump: Dump) -> dict[str, str]:
    with dump.engine.connect() as connection:
        rows = connection.execute(select(resources.c.source_key, resources.c.column)).all()
    return {key: column for key, column in rows}


def keys_fetched(dump: Dump) -> list[Any]:
    with dump.engine.connect() as connection:
        return list(connection.execute(select(pages.c.key, pages.c.fetched_run).order_by(pages.c.key)).all())


def test_what_waits_comes_in_groups_with_counts_examples_and_suggestions(dump: Dump) -> None:
    dump.migrate()
    found = groups_of(dump)
    assert [(one.kind, one.about, one.count, one.actions) for one in found] == [
        ("unmapped", "工作动态之窗", 7, ("map", "drop")),
        ("tie", "gong, shi", 2, ("rule",)),
        ("dropped", "党群工作", 1, ("map",)),
        ("date", "date-missing", 1, ("accept", "hold")),
    ]
    assert len(found[0].examples) == 5
    assert found[0].examples[0].title == "关于第0处服务点调整的告知"
    assert found[0].examples[0].url == "http://old.example.test/a/t0.html"
    assert found[0].suggestions[0][0] == "info.news"
    assert found[1].rules == ["gong", "shi"]
    classes = work_list(dump.engine, dump.platform, kinds=ON_DEMAND)
    assert {one.actions for one in classes} == {("classify", "leave")}
    assert all(one.about.startswith("主题 topic: ") for one in classes)
    every = [one for one in work_list(dump.engine, dump.platform) if one.code != "navigation"]
    assert every == [*found, *classes]
    assert work_list(dump.engine, dump.platform, "other") == []
    assert find_group(dump.engine, dump.platform, found[1].id) == found[1]
    assert [one.source_key for one in records_of(dump.engine, found[0], limit=3, after="/a/t3.html")] == [
        "/a/t4.html", "/a/t5.html", "/a/t6.html",
    ]  # fmt: skip
    assert json.dumps([one.to_json() for one in found])


def test_a_decision_says_what_it_would_move_and_the_next_run_moves_it_without_a_fetch(dump: Dump) -> None:
    dump.migrate()
    fetched = keys_fetched(dump)
    unmapped, tie, dropped, date = groups_of(dump)
    wanted = plan_group(dump.engine, dump.platform, unmapped, "map", "info.news", **WHO)
    told = preview(dump.engine, wanted)
    assert (told.decisions, told.waiting, told.live, len(told.examples)) == (1, 7, 0, 5)
    assert groups_of(dump) == [unmapped, tie, dropped, date], "a preview records nothing"
    decide_group(dump.engine, dump.platform, unmapped, "map", "info.news", **WHO)
    decide_group(dump.engine, dump.platform, tie, "rule", "gong", **WHO)
    decide_group(dump.engine, dump.platform, dropped, "map", "info.topics", **WHO)
    decide_group(dump.engine, dump.platform, date, "accept", "", **WHO)
    shutil.rmtree(dump.folder)  # the old site is off: nothing can be fetched any more
    dump.migrate()
    assert groups_of(dump) == []
    columns = columns_of(dump)
    assert {columns[f"/a/t{n}.html"] for n in range(7)} == {"info.news"}
    assert (columns["/b/t10.html"], columns["/c/t12.html"]) == ("info.notices", "info.topics")
    assert keys_fetched(dump) == fetched
    with dump.engine.connect() as connection:
        assert [row.crawl_of for row in connection.execute(select(runs).order_by(runs.c.number))] == [None, "old-0001"]
        legacy = connection.execute(select(placements.c.legacy_column).where(placements.c.column == "info.news"))
        assert set(legacy.scalars()) == {"工作动态之窗"}


def test_only_what_a_decision_touches_is_processed_again(dump: Dump) -> None:
    dump.migrate()
    store = dump.settings.store
    parts = {path: path.stat().st_mtime_ns for path in sorted_parts(store, ("extract", "clean"))}
    decide_group(dump.engine, dump.platform, groups_of(dump)[0], "map", "info.news", **WHO)
    dump.migrate()
    after = {path: path.stat().st_mtime_ns for path in sorted_parts(store, ("extract", "clean"))}
    assert after == parts, "nothing was extracted or cleaned again"
    with dump.engine.connect() as connection:
        made = connection.execute(select(resources.c.source_key, resources.c.version, resources.c.run_id)).all()
    new = {key for key, _version, run_id in made if run_id == "old-0002"}
    assert new == {f"/a/t{n}.html" for n in range(7)}
    assert {version for _key, version, _run in made} == {1}


def sorted_parts(store: str, stages: tuple[str, ...]) -> list[Any]:
    from pathlib import Path

    return sorted(path for stage in stages for path in Path(store).rglob(f"{stage}/*.parquet"))


def test_an_undone_decision_is_undone_in_the_library_by_the_next_run(dump: Dump) -> None:
    dump.migrate()
    made = record_decision(dump.engine, "map", {"section": "通知公告"}, {"column": "info.news"}, site="old", **WHO)
    assert preview(dump.engine, [made]).live == 2
    dump.migrate()
    assert columns_of(dump)["/d/t13.html"] == "info.news"
    undo_decision(dump.engine, made.id, **WHO)
    dump.migrate()
    assert columns_of(dump)["/d/t13.html"] == "info.notices"


def test_one_record_is_corrected_held_and_released(dump: Dump) -> None:
    dump.migrate()
    key = "/d/t13.html"
    for name, value in (("title", "更正后的标题"), ("published_at", "2018-01-05"), ("column", "info.plans")):
        record_decision(dump.engine, "field", {"source_key": key, "field": name}, {"value": value}, site="old", **WHO)
    dump.migrate()
    with dump.engine.connect() as connection:
        row = connection.execute(select(resources).where(resources.c.source_key == key)).one()
    assert (row.title, row.published_at, row.column, row.version) == ("更正后的标题", "2018-01-05", "info.plans", 2)
    held = record_decision(dump.engine, "hold", {"source_key": key}, site="old", by="王丽", why="疑似涉密")
    dump.migrate()
    with dump.engine.connect() as connection:
        status = connection.execute(select(resources.c.status).where(resources.c.source_key == key)).scalar_one()
        reason = connection.execute(
            select(refused_records.c.reason).where(refused_records.c.source_key == key)
        ).scalar_one()
    assert (status, reason) == ("held", f"王丽: 疑似涉密 (decision {held.id})")
    group = next(one for one in groups_of(dump, "held") if one.code == "held-by-reviewer")
    decide_group(dump.engine, dump.platform, group, "release", "", **WHO)
    dump.migrate()
    with dump.engine.connect() as connection:
        status = connection.execute(select(resources.c.status).where(resources.c.source_key == key)).scalar_one()
    assert status == "published"


def test_actions_that_do_not_fit_are_refused_in_words(dump: Dump) -> None:
    dump.migrate()
    unmapped, tie = groups_of(dump, "unmapped", "tie")
    cases = [
        (unmapped, "rule", "gong", "not possible for unmapped"),
        (unmapped, "map", "info.nothing", "has no column"),
        (unmapped, "drop", "", "why these are dropped"),
        (tie, "rule", "party", "none of the rules"),
    ]
    for group, action, value, message in cases:
        with pytest.raises(ConfigError, match=message):
            decide_group(dump.engine, dump.platform, group, action, value, **WHO)


def test_a_decision_for_the_platform_holds_for_every_site(make_dump: Callable[..., Dump]) -> None:
    first = make_dump("old").add(1, "便民小贴士").write()
    first.migrate()
    decide_group(first.engine, first.platform, groups_of(first)[0], "map", "service.faq", **WHO, scope="platform")
    second = make_dump("later").add(2, "便民小贴士").write()
    second.migrate()
    assert columns_of(second)["/a/t2.html"] == "service.faq"
    assert groups_of(second) == []


def test_a_run_counts_what_was_decided_before_it_began(dump: Dump) -> None:
    dump.migrate()
    dump.migrate(fetch="never")
    with pytest.raises(LibraryError, match="no crawl is finished"):
        Dump(dump.settings, "new", dump.folder).add(1, "通知公告").write().migrate(fetch="never")
    with dump.engine.connect() as connection:
        assert connection.execute(select(runs.c.crawl_of).where(runs.c.run_id == "old-0002")).scalar_one() == "old-0001"


def test_a_decision_for_a_column_that_is_no_more_stops_the_run_in_words(dump: Dump) -> None:
    record_decision(dump.engine, "map", {"section": "工作动态之窗"}, {"column": "info.old"}, site="old", **WHO)
    with pytest.raises(ConfigError, match="guiyi review undo 1"):
        dump.migrate()


def test_suggestions_are_scored_by_names_and_by_titles() -> None:
    assert suggest(PLATFORM, "政策文件汇编")[0][0] == "info.policy"
    assert suggest(PLATFORM, "通知公告")[0] == ("info.notices", 1.0)
    assert suggest(PLATFORM, "/x/", ["关于某事的公示", "某项目公示"])[0] == ("info.notices", 0.8)
    assert suggest(PLATFORM, "") == []
    assert suggest(PLATFORM, "魑魅魍魉") == []


def test_what_earlier_sites_decided_is_suggested(make_dump: Callable[..., Dump]) -> None:
    first = make_dump("first").add(1, "便民小贴士").write()
    first.migrate()
    decide_group(first.engine, first.platform, groups_of(first)[0], "map", "service.faq", **WHO)
    first.migrate()
    second = make_dump("second").add(2, "便民小贴士").write()
    second.migrate()
    assert groups_of(second)[0].suggestions[0] == ("service.faq", 0.95)


def test_rules_and_decisions_that_nothing_needs_are_listed_by_the_plan(dump: Dump) -> None:
    dump.more += "    - {id: idle, when: {section: [没有的栏目]}, then: {column: info.news}}\n"
    dump.write().migrate()
    made = record_decision(dump.engine, "map", {"section": "也没有的栏目"}, {"column": "info.news"}, site="old", **WHO)
    assert plan_site(dump.settings, "old").unused == ["rule idle", f"rule decision-{made.id}"]


def test_an_article_in_two_parts_that_waited_for_its_column_adds_up_once_it_has_one(
    make_dump: Callable[..., Dump],
) -> None:
    dump = make_dump("old").add(1, "便民小贴士", body=body_of(2))
    (dump.folder / "a" / "t1.html").rename(dump.folder / "a" / "t1_2.html")
    dump.add(1, "便民小贴士", body=f'{body_of(1)}<a href="t1_2.html">下一页</a>').write()
    dump.migrate()
    unmapped, second = groups_of(dump, "unmapped", "held")
    assert (unmapped.count, second.code) == (1, "copy-of-refused")
    decide_group(dump.engine, dump.platform, unmapped, "map", "info.news", **WHO)
    outcome = dump.migrate()
    assert [check.name for check in outcome.checks if not check.passed] == []
    assert groups_of(dump, "unmapped", "held") == []
    row = json.loads(export_bytes(dump.settings))
    assert row["legacy_urls"] == [f"http://old.example.test/a/{name}" for name in ("t1.html", "t1_2.html")]


def test_a_class_that_is_but_proposed_is_a_group_that_gives_it_or_leaves_it(settings: Settings) -> None:
    topic = {"value": "工业、交通", "confidence": 0.45, "evidence": ["title: 省道"], "by": "rule"}
    genre = topic | {"value": "通知", "confidence": 0.95}
    record = {"classes": json.dumps({"topic_category": topic, "genre_category": genre}), "topic_category": None}
    told = proposed(record | {"genre_category": "通知"})
    assert told == {"class:topic_category:工业、交通": "0.45 title: 省道"}, "what is given is no proposal"
    assert proposed(record | {"topic_category": "科技、教育", "genre_category": "通知"}) == {}, "a person gave another"
    assert proposed({"classes": None}) == {}
    doubt = next(iter(told))
    about = about_of(doubt)
    assert (about, kind_of(doubt)) == ("主题 topic: 工业、交通", "class")
    assert about_of("masked:phone:2") == "masked:phone"
    row = {"site": "old", "source_key": "/1", "doubt": doubt, "kind": "class", "about": about, "resource_id": "r"}
    engine = open_library(settings.library)
    with writing(engine) as connection:
        upsert(connection, doubts, [row | {"url": "u", "title": "t", "detail": told[doubt], "run_id": "old-0001"}])
    group = Group("g", "old", "class", "load", about, about, 1, (), ACTIONS["class"])
    (given,) = plan_group(engine, PLATFORM, group, "classify", "", **WHO)
    assert (given.kind, given.subject["field"], given.value) == ("field", "topic_category", {"value": "工业、交通"})
    (left,) = plan_group(engine, PLATFORM, group, "leave", "", **WHO)
    assert (left.kind, left.subject["doubt"]) == ("accept", doubt)
