"""The work list: groups of what was not placed, with suggestions that nobody applies."""

from __future__ import annotations

import json
from collections.abc import Callable

from guiyi.config.load import load_platform
from guiyi.database import upsert, writing
from guiyi.library.migrate import open_library
from guiyi.library.tables import refused_records
from guiyi.mapping.worklist import suggest, work_list
from guiyi.settings import Settings
from tests.mapping.conftest import Given, Old, Row, document
from tests.mapping.test_map import RULES

PLATFORM = load_platform(Settings().configs)


def store(old: Old, refused: list[Row]) -> None:
    """What publication does with refused rows."""
    rows = [
        {name: row[name] for name in ("source_key", "outcome", "code", "reason", "url")}
        | {"site": "old", "stage": "map", "payload": json.loads(row["payload"]), "run_id": "old-0001"}
        for row in refused
    ]
    with writing(open_library(old.settings.library)) as connection:
        upsert(connection, refused_records, rows)


def test_records_of_one_section_are_one_group_the_largest_first(make_old: Callable[[str], Old]) -> None:
    old = make_old(RULES)
    documents = [
        *(document(f"/a{n}.html", section="工作动态专栏") for n in range(7)),
        document("/b.html", section="公示栏目"),
        document("/x/y/c.html", section=None),
        document("/dqgz/d.html", section=None),
    ]
    store(old, old.map(Given(documents)).refused)
    groups = work_list(open_library(old.settings.library), PLATFORM, "old")
    assert [(one.code, one.section, one.count, one.rules) for one in groups] == [
        ("unmapped", "工作动态专栏", 7, []),
        ("unmapped", "/x/y/", 1, []),
        ("tie", "公示栏目", 1, ["gong", "shi"]),
    ]
    assert len(groups[0].examples) == 5
    assert groups[0].examples[0] == ("关于清明期间文明祭扫的通知", "http://old.example.test/a0.html")
    assert groups[0].suggestions[0][0] == "info.news"
    assert groups == work_list(open_library(old.settings.library), PLATFORM)
    assert work_list(open_library(old.settings.library), PLATFORM, "other") == []
    assert json.dumps([one.to_json() for one in groups])


def test_suggestions_are_scored_by_names_and_by_titles() -> None:
    assert suggest(PLATFORM, "政策文件汇编")[0][0] == "info.policy"
    assert suggest(PLATFORM, "通知公告") == [("info.notices", 1.0), *suggest(PLATFORM, "通知公告")[1:]]
    assert suggest(PLATFORM, "/x/", ["关于某事的公示", "某项目公示"])[0] == ("info.notices", 0.8)
    assert suggest(PLATFORM, "") == []
    assert suggest(PLATFORM, "魑魅魍魉") == []
