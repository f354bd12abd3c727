from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from guiyi.database import reading
from guiyi.errors import LibraryError
from guiyi.ledger import items, runs, site_states
from guiyi.library.edit import edit_resource, hold_resource
from guiyi.library.redirects import UNRESOLVED
from guiyi.library.rollback import rollback
from guiyi.library.tables import legacy_urls, redirects, refused_records, resource_versions, signatures
from tests.library.conftest import Found, Old, copy_of, record, refused

VOLATILE = ("run_id", "updated_at")


def ten() -> list[dict[str, object]]:
    return [record("old", n) for n in range(10)]


def changed() -> Found:
    """Seven as before, one changed, one gone, one new, one held that was live, one copy more."""
    return Found(
        [*ten()[:7], record("old", 7, title="改了"), record("old", 10)],
        [refused("old", "/t8.html"), refused("old", "/new")],
        [copy_of("old", "/copy", "/t1.html")],
        ["/t9.html"],
    )


def everything(old: Old) -> dict[str, list[tuple[object, ...]]]:
    """What a publication changes, without what says only when a row was touched."""
    found = {}
    with reading(old.engine) as connection:
        for table in (items, legacy_urls, refused_records, redirects, signatures):
            fields = [field for field in table.c if field.name not in ("run_id", "last_run")]
            query = select(*fields)
            if table is redirects:  # a page that the crawl saw stays seen: it waits for an answer
                query = query.where(redirects.c.kind != UNRESOLVED)
            found[table.name] = sorted(map(repr, connection.execute(query)))
        found["last_good"] = connection.execute(select(site_states.c.last_good_run)).all()
    return found


def steady(export: bytes) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in export.splitlines()]
    return [{name: value for name, value in row.items() if name not in VOLATILE} for row in rows]


def test_a_rollback_restores_the_library_and_the_ledger_as_they_were(old: Old) -> None:
    old.migrate(Found(ten(), [refused("old", "/new", code="tie")]))
    export, before = old.export(), everything(old)
    old.migrate(changed())
    assert everything(old) != before
    report = rollback(old.engine, "old-0002")
    assert (report.removed, report.restored, report.kept) == (1, 2, [])
    assert old.export() == export
    assert everything(old) == before


def test_after_a_rollback_a_new_run_loads_the_same_again(old: Old) -> None:
    old.migrate(Found(ten()))
    old.migrate(changed())
    export, before = old.export(), everything(old)
    rollback(old.engine, "old-0002")
    old.migrate(changed())
    assert steady(old.export()) == steady(export)
    after = everything(old)
    assert after.pop("last_good") == [("old-0003",)]
    before.pop("last_good")
    assert {name: rows for name, rows in after.items() if name != "items"} == {
        name: rows for name, rows in before.items() if name != "items"
    }


def test_rolling_back_the_first_run_empties_the_library_and_keeps_its_history(old: Old) -> None:
    old.migrate(Found(ten(), [refused("old", "/a")], [copy_of("old", "/copy", "/t1.html")]))
    export = old.export()
    assert rollback(old.engine, "old-0001").removed == 10
    assert old.export() == b""
    rows = everything(old)
    assert [rows[name] for name in ("items", "legacy_urls", "refused_records", "redirects", "signatures")] == [[]] * 5
    with reading(old.engine) as connection:
        actions = connection.execute(select(resource_versions.c.action)).scalars().all()
        assert connection.execute(select(runs.c.status)).scalar() == "rolled_back"
    assert sorted(set(actions)) == ["created", "rolled_back"]
    old.migrate(Found(ten(), [refused("old", "/a")], [copy_of("old", "/copy", "/t1.html")]))
    assert steady(old.export()) == steady(export)


def test_a_second_rollback_of_a_run_does_nothing(old: Old) -> None:
    old.migrate(Found(ten()))
    rollback(old.engine, "old-0001")
    report = rollback(old.engine, "old-0001")
    assert (report.already, report.removed) == (True, 0)


def test_runs_can_be_rolled_back_one_after_another_from_the_last(old: Old) -> None:
    exports = []
    for title in ("一", "二", "三"):
        old.migrate(Found([record("old", 0, title=title), *ten()[1:]]))
        exports.append(old.export())
    rollback(old.engine, "old-0003")
    assert old.export() == exports[1]
    rollback(old.engine, "old-0002")
    assert old.export() == exports[0]


def test_what_a_later_run_changed_is_left_and_told(old: Old) -> None:
    old.migrate(Found(ten()))
    old.migrate(Found([record("old", 0, title="二"), record("old", 1, title="二"), *ten()[2:]]))
    old.migrate(Found([record("old", 0, title="三"), record("old", 1, title="二"), *ten()[2:]]))
    report = rollback(old.engine, "old-0002")
    assert report.restored == 1
    assert [resource for resource, _ in report.kept] == [old.id(0)]
    assert old.records()[old.id(0)]["title"] == "三"
    assert old.records()[old.id(1)]["title"] == "关于第1项工作的通知"


def test_what_was_kept_for_a_later_run_is_undone_once_that_is(old: Old) -> None:
    old.migrate(Found(ten()))
    export, before = old.export(), everything(old)
    old.migrate(Found([record("old", 0, title="二"), record("old", 1, title="二"), *ten()[2:], record("old", 11)]))
    changed = old.export()
    old.migrate(Found([record("old", 0, title="三"), *ten()[1:], record("old", 11, title="三")]))
    assert len(rollback(old.engine, "old-0002").kept) == 3
    assert len(rollback(old.engine, "old-0002").kept) == 3, "as long as the later one stands"
    rollback(old.engine, "old-0003")
    assert old.export() == changed
    report = rollback(old.engine, "old-0002")
    assert (report.removed, report.restored, report.kept, report.already) == (1, 2, [], False)
    assert (old.export(), everything(old)) == (export, before)
    assert rollback(old.engine, "old-0002").already


def test_an_editors_change_after_the_run_stays(old: Old) -> None:
    old.migrate(Found(ten()))
    old.migrate(Found([record("old", 0, title="二", source="旧站"), *ten()[1:], record("old", 11)]))
    edit_resource(old.engine, old.id(0), {"title": "编辑的"}, by="wang")
    edit_resource(old.engine, old.id(11), {"title": "编辑的"}, by="wang")
    report = rollback(old.engine, "old-0002")
    assert [resource for resource, _ in report.kept] == [old.id(11)]
    after = old.records()[old.id(0)]
    assert (after["title"], after["source"], after["version"]) == ("编辑的", None, 4)
    assert old.records()[old.id(11)]["title"] == "编辑的"
    report = old.migrate(Found([record("old", 0, source="旧站"), *ten()[1:]]))
    assert report.conflicts == 0
    assert old.records()[old.id(0)]["title"] == "编辑的"


@pytest.mark.parametrize("is_edited", [False, True])
def test_what_a_person_holds_is_not_public_again(old: Old, is_edited: bool) -> None:
    old.migrate(Found(ten()))
    old.migrate(Found([record("old", 0, title="二"), *ten()[1:]]))
    hold_resource(old.engine, old.id(0), "wang")
    if is_edited:
        edit_resource(old.engine, old.id(0), {"source": "编辑的"}, by="wang")
    assert rollback(old.engine, "old-0002").restored == 1
    after = old.records()[old.id(0)]
    assert (after["title"], after["status"]) == ("关于第0项工作的通知", "held")
    old.migrate(Found(ten()))
    assert old.records()[old.id(0)]["status"] == "published", "a run finds that nobody decided to hold it"


def test_what_the_run_itself_held_for_a_person_stays_held_too(old: Old) -> None:
    old.migrate(Found(ten()))
    old.migrate(Found(ten()[1:], [refused("old", "/t0.html", code="held-by-reviewer", reason="核对")]))
    assert old.records()[old.id(0)]["status"] == "held"
    edit_resource(old.engine, old.id(0), {"source": "编辑的"}, by="wang")
    rollback(old.engine, "old-0002")
    after = old.records()[old.id(0)]
    assert (after["status"], after["source"]) == ("held", "编辑的")


def test_what_other_sites_merged_into_is_left_and_told(make_site: Callable[..., Old]) -> None:
    old, other = make_site("old"), make_site("other")
    old.migrate(Found(ten()))
    other.migrate(Found([record("other", 50)], copies=[copy_of("other", "/c", None, old.id(2))]))
    report = rollback(old.engine, "old-0001")
    assert (report.removed, report.kept[0][0]) == (9, old.id(2))


def test_a_run_that_is_not_there_or_published_nothing_is_told_in_words(old: Old) -> None:
    with pytest.raises(LibraryError, match="no run old-0009"):
        rollback(old.engine, "old-0009")
    with old.run() as (run, _):
        pass
    with pytest.raises(LibraryError, match="published nothing"):
        rollback(old.engine, run.run_id)
