"""An editor and the old site both change a field: held, shown three ways, decided, and kept so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.decisions.record import undo_decision
from guiyi.errors import ConfigError
from guiyi.library.edit import edit_resource
from guiyi.library.tables import resources
from guiyi.review.conflicts import conflicts, resolve
from guiyi.review.decide import decide_group
from guiyi.review.worklist import work_list
from tests.review.conftest import Dump

WHO = {"by": "王丽", "why": "以平台为准"}


def title_of(dump: Dump, n: int = 1) -> tuple[Any, ...]:
    with dump.engine.connect() as connection:
        wanted = select(resources.c.title, resources.c.protected).where(resources.c.resource_id == dump.id(n))
        return tuple(connection.execute(wanted).one())


def changed_on_both_sides(make_dump: Callable[..., Dump], more: str = "") -> Dump:
    dump = make_dump(more=more).add(1, "通知公告").add(2, "通知公告").write()
    dump.migrate()
    edit_resource(dump.engine, dump.id(1), {"title": "编辑改的标题"}, by="李强")
    dump.add(1, "通知公告", title="旧站后来的标题").write().migrate()
    return dump


def test_a_conflict_is_shown_three_ways_with_the_editor(make_dump: Callable[..., Dump]) -> None:
    dump = changed_on_both_sides(make_dump)
    assert title_of(dump) == ("编辑改的标题", ["title"])
    (one,) = conflicts(dump.engine, "old")
    assert (one.field, one.base, one.ours, one.theirs) == (
        "title", "关于第1处服务点调整的告知", "编辑改的标题", "旧站后来的标题",
    )  # fmt: skip
    assert (one.edited_by, one.source_key) == ("李强", "/a/t1.html")
    assert one.edited_at
    assert "".join(text for kind, text in one.theirs_changes if kind != "gone") == "旧站后来的标题"
    assert "".join(text for kind, text in one.ours_changes if kind != "new") == one.base
    (group,) = work_list(dump.engine, dump.platform, "old", ["conflict"])
    assert (group.about, group.count, group.actions) == ("title", 1, ("ours", "theirs"))


def test_ours_is_kept_until_the_old_site_says_something_else_again(make_dump: Callable[..., Dump]) -> None:
    dump = changed_on_both_sides(make_dump)
    resolve(dump.engine, dump.id(1), "title", "ours", **WHO)
    for _ in range(2):
        dump.migrate()
        assert title_of(dump) == ("编辑改的标题", ["title"])
        assert conflicts(dump.engine) == []
    dump.add(1, "通知公告", title="旧站第三个标题").write().migrate(fetch="always")
    assert [one.theirs for one in conflicts(dump.engine)] == ["旧站第三个标题"]
    assert [one.base for one in conflicts(dump.engine)] == ["旧站后来的标题"]


def test_theirs_is_taken_and_the_field_follows_the_old_site_from_then_on(make_dump: Callable[..., Dump]) -> None:
    dump = changed_on_both_sides(make_dump)
    (group,) = work_list(dump.engine, dump.platform, "old", ["conflict"])
    decide_group(dump.engine, dump.platform, group, "theirs", "", **WHO)
    dump.migrate()
    assert title_of(dump) == ("旧站后来的标题", [])
    dump.add(1, "通知公告", title="旧站第三个标题").write().migrate(fetch="always")
    assert title_of(dump) == ("旧站第三个标题", [])


def test_a_decision_undone_before_it_was_applied_leaves_the_conflict(make_dump: Callable[..., Dump]) -> None:
    dump = changed_on_both_sides(make_dump)
    made = resolve(dump.engine, dump.id(1), "title", "theirs", **WHO)
    undo_decision(dump.engine, made.id, **WHO)
    dump.migrate()
    assert title_of(dump) == ("编辑改的标题", ["title"])
    assert len(conflicts(dump.engine)) == 1


def test_fields_that_the_sites_file_protects_never_come_into_conflict(make_dump: Callable[..., Dump]) -> None:
    dump = changed_on_both_sides(make_dump, "load: {protect: [title]}")
    assert conflicts(dump.engine) == []
    assert title_of(dump) == ("编辑改的标题", ["title"])


def test_what_is_not_in_conflict_cannot_be_resolved(make_dump: Callable[..., Dump]) -> None:
    dump = changed_on_both_sides(make_dump)
    with pytest.raises(ConfigError, match="not in conflict"):
        resolve(dump.engine, dump.id(2), "title", "ours", **WHO)
    with pytest.raises(ConfigError, match="ours or theirs"):
        resolve(dump.engine, dump.id(1), "title", "both", **WHO)
