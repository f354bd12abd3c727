from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from guiyi.database import reading, writing
from guiyi.decisions.record import record_decision
from guiyi.errors import GateHeld, RunBusy
from guiyi.ledger import items, runs, site_states
from guiyi.library.edit import edit_resource, hold_resource
from guiyi.library.publish import publish
from guiyi.library.tables import legacy_urls, redirects, refused_records, resource_versions, signatures, staged_records
from guiyi.runs.lease import take
from tests.library.conftest import Found, Old, copy_of, record, refused


def ten(**changes: object) -> list[dict[str, object]]:
    return [record("old", n, **changes) for n in range(10)]


def states(old: Old) -> dict[str, str]:
    with reading(old.engine) as connection:
        return dict(connection.execute(select(items.c.source_key, items.c.state)).all())


def count(old: Old, table: object) -> int:
    with reading(old.engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def answers(old: Old) -> dict[str, tuple[str, str | None]]:
    with reading(old.engine) as connection:
        rows = connection.execute(select(redirects.c.key, redirects.c.kind, redirects.c.resource_id))
        return {key: (kind, resource) for key, kind, resource in rows}


def test_a_first_run_creates_everything_and_a_second_changes_nothing(old: Old) -> None:
    report = old.migrate(Found(ten()))
    assert (report.created, report.unchanged) == (10, 0)
    first = old.export()
    assert len(first.splitlines()) == 10
    report = old.migrate(Found(ten()))
    assert (report.created, report.updated, report.unchanged) == (0, 0, 10)
    assert old.export() == first
    assert count(old, resource_versions) == 10
    assert count(old, signatures) == 10
    assert count(old, staged_records) == 0


def test_a_changed_record_becomes_the_next_version_and_keeps_when_it_was_first_loaded(old: Old) -> None:
    old.migrate(Found(ten()))
    before = old.records()[old.id(3)]
    found = Found([*ten()[:3], record("old", 3, title="改了的标题"), *ten()[4:]])
    assert old.migrate(found).updated == 1
    after = old.records()[old.id(3)]
    assert (after["title"], after["version"], after["run_id"]) == ("改了的标题", 2, "old-0002")
    assert after["first_loaded_at"] == before["first_loaded_at"]


def test_held_dropped_and_failed_records_are_kept_with_payload_and_reason(old: Old) -> None:
    refusals = [refused("old", "/a"), refused("old", "/b", "dropped", "outside"), refused("old", "/c", "failed", "io")]
    report = old.migrate(Found(ten(), [*refusals, refused("old", "/t11.html")]))
    assert (report.created, report.held, report.dropped, report.failed) == (10, 2, 1, 1)
    assert states(old) | {"/a": "held", "/b": "dropped", "/c": "failed"} == states(old)
    with reading(old.engine) as connection:
        row = connection.execute(select(refused_records).where(refused_records.c.source_key == "/a")).one()
    assert (row.code, row.stage, row.payload) == ("unmapped", "map", {"title": "标题 /a"})
    old.migrate(Found([*ten(), record("old", 11)]))
    with reading(old.engine) as connection:
        keys = set(connection.execute(select(refused_records.c.source_key)).scalars())
    assert keys == {"/a", "/b", "/c"}, "what a run did not see stays as it was"


def test_two_refused_pages_with_one_source_key_are_both_kept(old: Old) -> None:
    old.migrate(
        Found(
            ten(),
            [refused("old", "/a"), refused("old", "/a", page_key="/a2"), refused("old", "/t1.html", page_key="/x")],
        )
    )
    with reading(old.engine) as connection:
        keys = set(connection.execute(select(refused_records.c.source_key)).scalars())
    assert keys == {"/a", "/a2", "/x"}
    assert states(old)["/t1.html"] == "loaded"


def test_copies_are_merged_and_their_addresses_lead_to_the_resource(old: Old) -> None:
    copies = [copy_of("old", "/copy", "/t1.html"), copy_of("old", "/copy2", "/copy")]
    report = old.migrate(Found(ten(), copies=copies))
    assert report.merged == 2
    assert states(old)["/copy2"] == "merged"
    assert answers(old)["/copy"] == answers(old)["/copy2"] == ("redirect", old.id(1))
    assert "http://old.example.test/copy2" in old.records()[old.id(1)]["legacy_urls"]


def test_a_copy_of_a_held_document_is_held_with_it(old: Old) -> None:
    found = Found(ten(), [refused("old", "/a")], [copy_of("old", "/copy", "/a")])
    report = old.migrate(found)
    assert (report.merged, report.held) == (0, 2)
    assert states(old)["/copy"] == "held"


def test_a_copy_of_another_sites_resource_is_merged_into_that(make_site: Callable[..., Old]) -> None:
    old, other = make_site("old"), make_site("other")
    old.migrate(Found(ten()))
    report = other.migrate(Found([record("other", 50)], copies=[copy_of("other", "/c", None, old.id(2))]))
    assert (report.created, report.merged) == (1, 1)
    assert "http://other.example.test/c" in old.records()[old.id(2)]["legacy_urls"]


def test_what_is_gone_is_withdrawn_and_comes_back_as_the_same_resource(old: Old) -> None:
    old.migrate(Found(ten()))
    report = old.migrate(Found(ten()[:9], gone=["/t9.html"]))
    assert (report.gone, report.unchanged) == (1, 9)
    assert old.records()[old.id(9)]["status"] == "withdrawn"
    assert answers(old)["/t9.html"] == ("gone", None)
    assert states(old)["/t9.html"] == "gone"
    withdrawn = old.export()
    old.migrate(Found(ten()[:9], gone=["/t9.html"]))
    assert old.export() == withdrawn
    report = old.migrate(Found(ten()))
    assert (report.revived, report.created) == (1, 0)
    assert old.records()[old.id(9)]["status"] == "published"
    assert answers(old)["/t9.html"] == ("redirect", old.id(9))


def test_an_absent_page_is_not_gone_while_the_crawl_is_incomplete(old: Old) -> None:
    old.migrate(Found(ten()))
    report = old.migrate(Found(ten()[:9], gone=["/t9.html"], complete=False))
    assert report.gone == 0
    assert old.records()[old.id(9)]["status"] == "published"


def test_more_gone_than_the_ceiling_holds_the_run_and_changes_nothing(make_site: Callable[..., Old]) -> None:
    old = make_site(more="load: {gone_floor: 1, gone_ceiling: 0.1}\nassertions: {drop_vs_last_good: {stop_above: 1}}")
    old.migrate(Found(ten()))
    before = old.export()
    with old.run() as (run, fence):
        manifests = old.stage(run, Found(ten()[:8], gone=["/t8.html", "/t9.html"]))
        with pytest.raises(GateHeld, match=r"gone-ceiling.*2 / 10.*raise load.gone_ceiling"):
            publish(run, manifests, fence)
    assert old.export() == before


@pytest.mark.parametrize(
    ("more", "gate"),
    [
        ("assertions: {records: {stop_below: 11}}", "records-floor"),
        ("assertions: {fill_rate: {document_number: {stop_below: 0.5}}}", "fill_rate.document_number-floor"),
        (
            "assertions: {fill_rate: {body: {stop_below: 0.5}, keywords: {stop_above: 0.5}}}",
            "fill_rate.keywords-ceiling",
        ),
        ("assertions: {unmapped_rate: {stop_above: 0.05}}", "unmapped_rate-ceiling"),
    ],
)
def test_a_required_gate_holds_the_load_and_says_why(make_site: Callable[..., Old], more: str, gate: str) -> None:
    old = make_site(more=more)
    with old.run() as (run, fence), pytest.raises(GateHeld) as held:
        publish(run, old.stage(run, Found(ten(), [refused("old", "/a")])), fence)
    assert f"{gate} (" in str(held.value)
    assert old.export() == b""
    assert count(old, refused_records) == 1  # the work list needs it


def test_a_ceiling_that_warns_does_not_hold(make_site: Callable[..., Old]) -> None:
    old = make_site(more="assertions: {records: {warn_above: 5}}")
    report = old.migrate(Found(ten()))
    assert [check.name for check in report.checks if not check.passed] == ["records-warn-ceiling"]


def test_a_drop_against_the_last_good_run_holds(old: Old) -> None:
    old.migrate(Found(ten()))
    with old.run() as (run, fence), pytest.raises(GateHeld, match="drop_vs_last_good"):
        publish(run, old.stage(run, Found(ten()[:7])), fence)


def test_a_run_without_records_does_not_empty_the_library(make_site: Callable[..., Old]) -> None:
    old = make_site(more="assertions: {drop_vs_last_good: {stop_above: 1}}")
    old.migrate(Found(ten()))
    with old.run() as (run, fence), pytest.raises(GateHeld, match="not-emptied"):
        publish(run, old.stage(run, Found()), fence)


def test_a_rule_that_drops_what_was_live_withdraws_it(old: Old) -> None:
    old.migrate(Found(ten()))
    report = old.migrate(Found(ten()[:9], [refused("old", "/t9.html", "dropped", "out-of-scope")]))
    assert (report.dropped, report.withdrawn) == (1, 1)
    assert old.records()[old.id(9)]["status"] == "withdrawn"


def test_what_is_held_now_but_was_live_stays_live(old: Old) -> None:
    old.migrate(Found(ten()))
    before = old.export()
    old.migrate(Found(ten()[:9], [refused("old", "/t9.html")]))
    assert states(old)["/t9.html"] == "held"
    assert old.export() == before


def test_an_editors_change_survives_and_other_fields_follow_the_source(old: Old) -> None:
    old.migrate(Found(ten()))
    assert edit_resource(old.engine, old.id(3), {"title": "编辑的标题"}, by="wang") == 2
    assert old.migrate(Found(ten())).unchanged == 10
    report = old.migrate(Found([*ten()[:3], record("old", 3, body_text="新的正文"), *ten()[4:]]))
    assert report.updated == 1
    after = old.records()[old.id(3)]
    assert (after["title"], after["body_text"], after["version"]) == ("编辑的标题", "新的正文", 3)


def test_a_field_changed_on_both_sides_is_a_conflict_with_both_values(old: Old) -> None:
    old.migrate(Found(ten()))
    edit_resource(old.engine, old.id(3), {"title": "编辑的标题"}, by="wang")
    before = old.export()
    changed = Found([*ten()[:3], record("old", 3, title="旧站的新标题"), *ten()[4:]])
    report = old.migrate(changed)
    assert (report.conflicts, report.held, report.unchanged) == (1, 0, 9)
    assert old.export() == before
    with reading(old.engine) as connection:
        row = connection.execute(select(refused_records)).one()
    assert row.code == "conflict"
    assert "编辑的标题" in row.reason
    assert "旧站的新标题" in row.reason
    edit_resource(old.engine, old.id(3), {"title": "旧站的新标题"}, by="wang")
    assert old.migrate(changed).conflicts == 0


def test_a_conflict_that_arises_after_staging_is_seen_by_the_publication(old: Old) -> None:
    old.migrate(Found(ten()))
    with old.run() as (run, fence):
        manifests = old.stage(run, Found([*ten()[:3], record("old", 3, title="旧站的新标题"), *ten()[4:]]))
        edit_resource(old.engine, old.id(3), {"title": "编辑的标题"}, by="wang")
        assert publish(run, manifests, fence).conflicts == 1
    assert old.records()[old.id(3)]["title"] == "编辑的标题"
    assert states(old)["/t3.html"] == "held"


def test_what_a_person_holds_after_staging_is_held_by_the_publication(old: Old) -> None:
    """A changed text and a new one, held while the run is at work: at the portal, which hides it at once, or not."""
    old.migrate(Found(ten()))
    with old.run() as (run, fence):
        changed = [*ten()[:3], record("old", 3, title="旧站的新标题"), record("old", 4, title="也是"), *ten()[5:]]
        manifests = old.stage(run, Found([*changed, record("old", 10)]))
        hold_resource(old.engine, old.id(3), by="wang")
        for n in (3, 4, 10):
            record_decision(old.engine, "hold", {"source_key": f"/t{n}.html"}, by="wang", why="待核", site="old")
        report = publish(run, manifests, fence)
    assert (report.held, report.created, report.updated, report.unchanged) == (3, 0, 0, 8)
    assert {one for one, row in old.records().items() if row["status"] == "held"} == {old.id(3), old.id(4)}
    assert old.id(10) not in old.records()
    assert {key for key, state in states(old).items() if state == "held"} == {"/t3.html", "/t4.html", "/t10.html"}


def test_publishing_again_does_nothing_and_tells_the_same(old: Old) -> None:
    with old.run() as (run, fence):
        found = Found(ten(), [refused("old", "/a")])
        report = publish(run, old.stage(run, found), fence)
        before = old.export()
        assert publish(run, old.stage(run, found), fence) == report
    assert old.export() == before
    assert count(old, staged_records) == 0


def test_a_continued_run_that_maps_otherwise_publishes_again(old: Old) -> None:
    with old.run() as (run, fence):
        publish(run, old.stage(run, Found(ten())), fence)
        report = publish(run, old.stage(run, Found([record("old", 0, title="改"), *ten()[1:]])), fence)
    assert (report.updated, report.unchanged) == (1, 9)


def test_a_run_that_was_taken_over_writes_nothing(old: Old) -> None:
    with old.run() as (run, fence):
        manifests = old.stage(run, Found(ten()))
        with reading(old.engine) as connection:
            assert connection.execute(select(site_states.c.fence)).scalar() == fence
        with writing(old.engine) as connection:
            connection.execute(site_states.update().values(lease_until=0))
        newer = take(old.engine, "old", "elsewhere:1:1")
        with pytest.raises(RunBusy, match="taken over"):
            publish(run, manifests, fence)
        assert old.export() == b""
        assert publish(run, manifests, newer).created == 10


def test_a_record_that_vanished_from_its_batch_since_is_not_published(old: Old) -> None:
    with old.run() as (run, fence):
        old.stage(run, Found(ten()))
        report = publish(run, old.stage(run, Found(ten()[:6])), fence)
    assert report.created == 6


def test_the_run_keeps_its_counts_and_checks(old: Old) -> None:
    old.migrate(Found(ten()))
    with reading(old.engine) as connection:
        row = connection.execute(select(runs)).one()
        assert connection.execute(select(site_states.c.last_good_run)).scalar() == row.run_id
        assert connection.execute(select(func.count()).select_from(legacy_urls)).scalar() == 10
    assert row.counts["created"] == 10
    assert {check["name"] for check in row.checks} >= {"staged", "gone-ceiling"}
