"""Copies across sites: the best authority speaks whichever site came first, nothing of the others is lost, people decide."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, select

from guiyi.cli import main as guiyi
from guiyi.database import writing
from guiyi.decisions.read import platform_decisions
from guiyi.decisions.record import record_decision, undo_decision
from guiyi.ledger import items, pages
from guiyi.library.answers import answer_site
from guiyi.library.edit import edit_resource, hold_resource
from guiyi.library.export import export
from guiyi.library.redirects import read_redirects
from guiyi.library.rollback import rollback
from guiyi.library.tables import copies, redirects, relations, resources, signature_bands, signatures
from tests.review.conftest import Dump, body_of

AGENCIES = """
agencies:
  - {id: culture, name: 云川市文化局, numbers: [云文发]}
  - {id: office, name: 云川市人民政府办公厅}
"""
WHO = {"by": "王丽", "why": "核对过原件"}


@pytest.fixture
def sites(make_dump: Callable[..., Dump]) -> Iterator[tuple[Dump, Dump]]:
    """A portal that re-published an agency's notice, earlier dated and in a column of its own; and the agency's site.

    Whatever a test did with them, the answers of all addresses are those that their library gives.
    """
    portal, agency = make_dump("portal", department="office"), make_dump("agency", department="culture")
    platform = portal.settings.configs / "platform.yaml"
    platform.write_text(platform.read_text(encoding="utf-8").replace("agencies: []", AGENCIES), encoding="utf-8")
    portal.add(1, "工作动态", day="2018-03-01 09:00", source="云川市文化局").add(2, "通知公告").write()
    agency.add(1, "通知公告", "b", day="2018-03-02 09:00", source="云川市文化局").add(3, "通知公告", "b").write()
    yield portal, agency
    given = every_answer(portal)
    with writing(portal.engine) as connection:
        for site in ("portal", "agency"):
            answer_site(connection, site, "anew")
    assert every_answer(portal) == given


def command(dump: Dump, *arguments: str) -> Any:
    where = ("--library", dump.settings.library, "--configs", str(dump.settings.configs))
    return CliRunner().invoke(guiyi, [*where, "review", *arguments])


def every_answer(dump: Dump) -> list[Any]:
    """Dispositions and redirects of all sites."""
    ends = select(*(pages.c[name] for name in ("site", "key", "disposition", "reason", "resource_id")))
    led = select(*(column for column in redirects.c if column.name != "run_id"))
    with dump.engine.connect() as connection:
        return [
            tuple(row)
            for query in (ends.order_by(pages.c.site, pages.c.key), led.order_by(redirects.c.site, redirects.c.key))
            for row in connection.execute(query)
        ]


def exported(dump: Dump) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(dump.engine, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def answers(dump: Dump, site: str) -> dict[str, str]:
    """Old key → its answer."""
    return {one.key: one.target or one.kind for one in read_redirects(dump.engine, site)}


def live(dump: Dump) -> set[str]:
    with dump.engine.connect() as connection:
        return set(
            connection.execute(select(resources.c.resource_id).where(resources.c.status == "published")).scalars()
        )


def canonical_of(connection: Connection, ident: str) -> str | None:
    """What speaks for a resource that is a copy; None if it is none."""
    return connection.execute(select(copies.c.resource_id).where(copies.c.copy_id == ident)).scalar_one_or_none()


def test_the_agencys_own_document_takes_the_portals_copy_over(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    assert live(portal) == {portal.id(1), portal.id(2)}
    agency.migrate()
    assert live(portal) == {agency.id(1, "b"), agency.id(3, "b"), portal.id(2)}
    assert answers(portal, "portal")["/a/t1.html"] == f"/resources/{agency.id(1, 'b')}"
    with portal.engine.connect() as connection:
        assert canonical_of(connection, portal.id(1)) == agency.id(1, "b")
        copy = connection.execute(select(copies).where(copies.c.resource_id == agency.id(1, "b"))).mappings().one()
        item = connection.execute(select(items).where(items.c.site == "portal", items.c.page_key == "/a/t1.html")).one()
    assert (copy["url"], copy["legacy_column"], copy["source"], copy["kind"]) == (
        "http://portal.example.test/a/t1.html", "工作动态", "云川市文化局", "exact",
    )  # fmt: skip
    assert (item.state, item.resource_id) == ("merged", agency.id(1, "b"))
    urls = next(one["legacy_urls"] for one in exported(portal) if one["resource_id"] == agency.id(1, "b"))
    assert urls == ["http://agency.example.test/b/t1.html", "http://portal.example.test/a/t1.html"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_the_sites_and_reruns_change_nothing(sites: tuple[Dump, Dump], order: tuple[int, int]) -> None:
    portal, agency = sites
    for at in order:
        sites[at].migrate()
    first = exported(portal)
    for at in (0, 1, 0):
        sites[at].migrate()
    assert exported(portal) == first, "clusters are stable over reruns"
    assert {one["resource_id"]: one["legacy_urls"] for one in first} == {
        agency.id(1, "b"): ["http://agency.example.test/b/t1.html", "http://portal.example.test/a/t1.html"],
        agency.id(3, "b"): ["http://agency.example.test/b/t3.html"],
        portal.id(2): ["http://portal.example.test/a/t2.html"],
    }
    assert {one["version"] for one in first} == {1}
    with portal.engine.connect() as connection:
        copy = connection.execute(select(copies).where(copies.c.resource_id == agency.id(1, "b"))).mappings().one()
    assert (copy["site"], copy["legacy_column"], copy["kind"]) == ("portal", "工作动态", "exact")


ON_SQLITE = pytest.mark.parametrize("library_url", ["sqlite"], indirect=True)  # the rule is the same on both


@ON_SQLITE
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_copies_on_three_sites_are_one_in_any_order(make_dump: Callable[..., Dump], order: tuple[int, ...]) -> None:
    dumps = [near_copy(make_dump(name), n, more=0) for n, name in enumerate("abc")]
    for at in order:
        dumps[at].migrate()
    assert live(dumps[0]) == {dumps[0].id(5)}, "the earliest speaks"
    (found,) = exported(dumps[0])
    assert found["legacy_urls"] == [f"http://{name}.example.test/a/t5.html" for name in "abc"]


@ON_SQLITE
@pytest.mark.parametrize(("days", "speak"), [((1, 2, 3), "ac"), ((2, 1, 3), "b")])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)], ids=str)
def test_a_copy_is_like_what_speaks_for_it_not_only_like_another_copy(
    make_dump: Callable[..., Dump], order: tuple[int, ...], days: tuple[int, ...], speak: str
) -> None:
    """a is like b, b like c, a not like c. Whatever came first, it is so once each site ran again."""
    dumps = [near_copy(make_dump(name), n, day=days[n]) for n, name in enumerate("abc")]
    for at in (*order, *order):
        dumps[at].migrate()
    named = {one.id(5): one.site for one in dumps}
    assert "".join(sorted(named[one] for one in live(dumps[0]))) == speak
    assert len({url for one in exported(dumps[0]) for url in one["legacy_urls"]}) == 3


def near_copy(dump: Dump, n: int, more: int = 1, day: int | None = None) -> Dump:
    """A site with the n-th version of one notice: each says a line more, or (more=0) two words more."""
    line = "<p>附：本次活动由社区志愿者协助组织，报名方式与往期相同，请携带有效证件到服务窗口办理登记。</p>"
    body = body_of(5, 16) + (line if more else "<p>（转载）</p>") * n
    return dump.add(5, "通知公告", day=f"2018-03-{day or n + 1:02d} 09:00", body=body).write()


def test_what_an_editor_worked_on_is_not_taken_over(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    edit_resource(portal.engine, portal.id(1), {"summary": "编辑写的摘要"}, by="李强")
    agency.migrate()
    assert portal.id(1) in live(portal)
    assert agency.id(1, "b") not in live(portal)
    portal.migrate()
    assert portal.id(1) in live(portal)


@ON_SQLITE
def test_what_an_editor_changed_while_a_copy_was_found_goes_along_to_what_it_is_a_copy_of(
    sites: tuple[Dump, Dump],
) -> None:
    portal, agency = sites
    portal.add(1, "工作动态", day="2018-03-01 09:00", body=body_of(77)).write().migrate()
    agency.migrate()
    portal.add(1, "工作动态", day="2018-03-01 09:00", source="云川市文化局").write()
    before: list[Any] = []

    def meanwhile(stage: str, work: Callable[[], Any]) -> Any:
        if stage == "reconcile" and not before:  # it is staged, and not yet published
            edit_resource(portal.engine, portal.id(1), {"keywords": ["服务点"]}, by="李强")
            before.extend(exported(portal))
        return work()

    portal.migrate(timed=meanwhile)
    assert portal.id(1) not in live(portal)
    assert keywords(portal)[agency.id(1, "b")] == ["服务点"]
    agency.migrate()
    assert keywords(portal)[agency.id(1, "b")] == ["服务点"], "it is protected there, too"
    rollback(portal.engine, "portal-0002")
    assert exported(portal) == before


@ON_SQLITE
@pytest.mark.parametrize("is_later", [True, False])
def test_no_copy_publishes_what_a_person_holds(sites: tuple[Dump, Dump], is_later: bool) -> None:
    """Neither another site's, whichever has the better authority, nor another page of the same site."""
    portal, agency = sites
    portal.migrate()
    if not is_later:
        agency.migrate()
        record_decision(portal.engine, "hold", {"source_key": "/b/t1.html"}, **WHO, site="agency")
        agency.migrate()
    else:
        record_decision(portal.engine, "hold", {"source_key": "/a/t1.html"}, **WHO, site="portal")
    said = {
        "day": "2018-03-01 08:00",
        "source": "云川市文化局",
        "body": body_of(1),
        "title": "关于第1处服务点调整的告知",
    }
    portal.add(8, "通知公告", **said).write()
    for dump in (portal, agency, portal, agency):
        dump.migrate()
        shown = [one for one in exported(portal) if one["status"] == "published"]
        assert [one["resource_id"] for one in shown if body_of(1) in one["body_html"]] == []
    led = answers(portal, "portal")
    assert (led["/a/t1.html"], led["/a/t8.html"]) == ("awaiting", "awaiting")
    (decided,) = platform_decisions(portal.engine, "hold")
    undo_decision(portal.engine, decided.id, **WHO)
    for dump in (portal, agency, portal):
        dump.migrate()
    (found,) = [one for one in exported(portal) if body_of(1) in one["body_html"]]
    assert (found["resource_id"], found["status"]) == (agency.id(1, "b"), "published")
    assert len(found["legacy_urls"]) == 3


@ON_SQLITE
def test_a_rollback_gives_back_nothing_that_a_person_holds_under_another_sites_name(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    agency.migrate()
    hold_resource(portal.engine, agency.id(1, "b"), "王丽")
    rollback(portal.engine, "agency-0001")
    assert {one["resource_id"] for one in exported(portal) if one["status"] == "published"} == {portal.id(2)}


def keywords(dump: Dump) -> dict[str, list[str]]:
    return {one["resource_id"]: one["keywords"] for one in exported(dump)}


def test_a_rollback_gives_back_what_its_run_took_over(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    before, redirects = exported(portal), answers(portal, "portal")
    agency.migrate()
    rollback(portal.engine, "agency-0001")
    assert exported(portal) == before
    assert answers(portal, "portal") == redirects
    with portal.engine.connect() as connection:
        assert canonical_of(connection, portal.id(1)) is None
        state = connection.execute(
            select(items.c.state).where(items.c.site == "portal", items.c.page_key == "/a/t1.html")
        )
        assert state.scalar_one() == "loaded"


def test_a_split_gives_the_copy_a_life_of_its_own_and_undoing_it_takes_it_back(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    agency.migrate()
    told = command(portal, "copies", "--json")
    (cluster,) = json.loads(told.output)
    assert cluster["resource_id"] == agency.id(1, "b")
    assert [(one["copy_id"], one["kind"]) for one in cluster["copies"]] == [(portal.id(1), "exact")]
    assert "exact" in command(portal, "copies").output
    said = command(portal, "split", cluster["copies"][0]["url"], agency.id(1, "b"), "--why", WHO["why"])
    assert said.exit_code == 0, said.output
    (made,) = platform_decisions(portal.engine, "split")
    assert set(made.subject["resources"]) == {portal.id(1), agency.id(1, "b")}
    portal.migrate()
    agency.migrate()
    assert {portal.id(1), agency.id(1, "b")} <= live(portal)
    portal.migrate()
    assert {portal.id(1), agency.id(1, "b")} <= live(portal), "it stays so"
    undo_decision(portal.engine, made.id, **WHO)
    portal.migrate()
    assert portal.id(1) not in live(portal)


def test_a_join_makes_one_of_two_whatever_they_say(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    agency.migrate()
    wrong = command(portal, "join", portal.id(2), "http://nowhere.example.test/", "--why", WHO["why"])
    assert (wrong.exit_code, "no document" in wrong.output) == (2, True)
    assert command(portal, "join", portal.id(2), agency.id(3, "b"), "--why", WHO["why"]).exit_code == 0
    portal.migrate()
    agency.migrate()
    with portal.engine.connect() as connection:
        canonical = canonical_of(connection, portal.id(2)) or canonical_of(connection, agency.id(3, "b"))
    assert canonical in (portal.id(2), agency.id(3, "b"))
    assert len(live(portal)) == 2


def test_a_part_published_elsewhere_is_linked(make_dump: Callable[..., Dump]) -> None:
    first, second = make_dump("one"), make_dump("two")
    whole = body_of(5, 30)
    first.add(5, "通知公告", body=whole).write().migrate()
    second.add(5, "通知公告", body=body_of(5, 14)).write().migrate()
    assert live(first) == {first.id(5), second.id(5)}
    with first.engine.connect() as connection:
        (kept,) = connection.execute(select(relations)).all()
    assert (kept.resource_id, kept.relation, kept.other_id) == (second.id(5), "excerpt_of", first.id(5))


def test_formula_notices_of_two_sites_stay_two(make_dump: Callable[..., Dump]) -> None:
    first, second = make_dump("one"), make_dump("two")
    first.add(5, "通知公告", body=body_of(5) + "<p>补贴标准为300元。</p>").write().migrate()
    second.add(5, "通知公告", body=body_of(5) + "<p>补贴标准为500元。</p>").write().migrate()
    assert live(first) == {first.id(5), second.id(5)}


def test_what_is_taken_out_or_changed_leaves_no_signature_behind(make_dump: Callable[..., Dump]) -> None:
    dump = make_dump("one", "assertions: {drop_vs_last_good: {stop_above: 1.0}}")
    dump.add(1, "通知公告").add(2, "通知公告").write().migrate()
    assert counts(dump) == (2, 50)
    dump.add(1, "通知公告", body=body_of(9)).write().migrate()
    assert counts(dump) == (2, 50)
    rollback(dump.engine, "one-0002")
    rollback(dump.engine, "one-0001")
    assert counts(dump) == (0, 0)


def counts(dump: Dump) -> tuple[int, int]:
    from sqlalchemy import func

    with dump.engine.connect() as connection:
        one, other = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (signatures, signature_bands)
        )
    return one, other


# --- what a copy was a copy of changes, or goes ----------------------------------------------------------------------


def changed(dump: Dump) -> None:
    dump.add(
        1,
        "通知公告",
        "b",
        day="2018-03-02 09:00",
        source="云川市文化局",
        title="关于停用旧编号的通告",
        body=body_of(77),
    ).write()


def dropped(dump: Dump) -> None:
    dump.add(1, "通知公告", "b", day="2018-03-02 09:00", source="云川市文化局")
    rule = "mapping: {columns: [{id: none, when: {url: /b/t1}, then: {drop: 不在移交范围}}]}"
    dump.more = f"{rule}\nassertions: {{drop_vs_last_good: {{stop_above: 0.9}}}}"
    dump.write()


@pytest.mark.parametrize("change", [changed, dropped])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
def test_a_copy_speaks_for_itself_once_its_resource_says_something_else(
    sites: tuple[Dump, Dump], order: tuple[int, int], change: Callable[[Dump], None]
) -> None:
    portal, agency = sites
    for at in order:
        sites[at].migrate()
    said = exported(portal)
    change(agency)
    agency.migrate()
    own = next(one for one in exported(portal) if one["resource_id"] == portal.id(1))
    assert own["legacy_urls"] == ["http://portal.example.test/a/t1.html"]
    assert (own["legacy_site"], own["legacy_column"], own["status"]) == ("portal", "工作动态", "published")
    assert own["body_text"] == next(one["body_text"] for one in said if one["resource_id"] == agency.id(1, "b"))
    assert answers(portal, "portal")["/a/t1.html"] == f"/resources/{portal.id(1)}"
    portal.migrate()
    again = next(one for one in exported(portal) if one["resource_id"] == portal.id(1))
    assert again["body_text"] == own["body_text"]


def test_rolling_back_what_left_a_copy_behind_makes_it_a_copy_again(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    agency.migrate()
    said = exported(portal)
    changed(agency)
    agency.migrate()
    assert exported(portal) != said
    rollback(portal.engine, "agency-0002")
    assert exported(portal) == said
    with portal.engine.connect() as connection:
        assert canonical_of(connection, portal.id(1)) == agency.id(1, "b")


@ON_SQLITE
@pytest.mark.parametrize("is_other", [True, False])
def test_what_later_runs_of_other_sites_found_a_copy_of_is_not_rolled_back_to_another_text(
    sites: tuple[Dump, Dump], is_other: bool
) -> None:
    """The other site may have no further run: its text would be nowhere."""
    portal, agency = sites
    before = body_of(77) if is_other else body_of(1) + "<p>（转载）</p>"
    said = {"day": "2018-03-02 09:00", "source": "云川市文化局"}
    agency.add(1, "通知公告", "b", body=before, **said).write().migrate()
    agency.add(1, "通知公告", "b", **said).write().migrate()
    portal.migrate()
    report = rollback(portal.engine, "agency-0002")
    (one,) = [one for one in exported(portal) if "http://portal.example.test/a/t1.html" in one["legacy_urls"]]
    assert (one["resource_id"], body_of(1) in one["body_html"]) == (agency.id(1, "b"), True)
    assert (len(report.kept), report.restored) == ((1, 0) if is_other else (0, 1))


def test_a_copy_of_what_was_corrected_by_a_line_of_the_sites_own_stays_a_copy(sites: tuple[Dump, Dump]) -> None:
    portal, agency = sites
    portal.migrate()
    agency.add(1, "通知公告", "b", day="2018-03-02 09:00", source="云川市文化局").write().migrate()
    body = body_of(1) + "<p>（转载）</p>"
    agency.add(1, "通知公告", "b", day="2018-03-02 09:00", source="云川市文化局", body=body).write().migrate()
    assert portal.id(1) not in live(portal)


@ON_SQLITE
def test_of_several_copies_left_behind_one_speaks_for_the_others(make_dump: Callable[..., Dump]) -> None:
    dumps = [near_copy(make_dump(name), 0, day=n + 1) for n, name in enumerate("abc")]
    for dump in dumps:
        dump.migrate()
    first, second, third = dumps
    first.add(5, "通知公告", day="2018-03-01 09:00", title="关于停用旧编号的通告", body=body_of(77)).write().migrate()
    assert live(first) == {first.id(5), second.id(5)}
    assert answers(first, "c")["/a/t5.html"] == f"/resources/{second.id(5)}"
    before = exported(first)
    third.migrate()
    second.migrate()
    touched = ("version", "run_id", "updated_at")
    said = [[{k: v for k, v in one.items() if k not in touched} for one in some] for some in (before, exported(first))]
    assert said[0] == said[1], "their own runs say the same"


@ON_SQLITE
@pytest.mark.parametrize("is_changed", [False, True])
def test_what_our_own_rules_change_leaves_no_copy_behind_and_none_comes_back_unmasked(
    sites: tuple[Dump, Dump], is_changed: bool
) -> None:
    portal, agency = sites
    body = body_of(1) + "<p>联系人手机：13912345678。</p>"
    portal.add(1, "工作动态", day="2018-03-01 09:00", source="云川市文化局", body=body).write()
    agency.add(1, "通知公告", "b", day="2018-03-02 09:00", source="云川市文化局", body=body).write()
    platform = portal.settings.configs / "platform.yaml"
    strict = platform.read_text(encoding="utf-8")
    platform.write_text(strict.replace("default: [id, passport, card, phone, email]", "default: []"), encoding="utf-8")
    portal.migrate()
    agency.migrate()
    assert "13912345678" in json.dumps(exported(portal))
    platform.write_text(strict, encoding="utf-8")
    if is_changed:
        changed(agency)
    agency.migrate()
    assert (portal.id(1) in live(portal)) == is_changed
    assert "13912345678" not in json.dumps(exported(portal))
    assert is_changed == ("139****5678" in str([one for one in exported(portal) if one["resource_id"] == portal.id(1)]))


@pytest.mark.parametrize("library_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("changes", ["agency", "portal"])
def test_what_a_site_changes_while_another_is_compared_with_it_is_not_lost(
    changes: str, sites: tuple[Dump, Dump]
) -> None:
    """The copy that was found is no copy any more when it is published: neither side's text goes."""
    portal, agency = sites
    first, second = (agency, portal) if changes == "agency" else (portal, agency)
    first.migrate()
    waiting = [True]

    def meanwhile(stage: str, work: Callable[[], Any]) -> Any:
        if stage == "reconcile" and waiting.pop():  # the second site is staged, and not yet published
            waiting.append(False)
            first.pages.remove("/b/t1.html" if first is agency else "/a/t1.html")
            first.add(1, "通知公告", "b" if first is agency else "a", body=body_of(50)).write().migrate()
        return work()

    second.migrate(timed=meanwhile)
    texts = [one["body_html"] for one in exported(portal) if one["status"] == "published"]
    assert sum(body_of(50) in one for one in texts) == 1
    with portal.engine.connect() as connection:
        key = "/a/t1.html" if second is portal else "/b/t1.html"
        item = connection.execute(select(items).where(items.c.site == second.site, items.c.source_key == key)).one()
    if second is portal:
        assert (item.state, item.resource_id) == ("held", None), "its own next run decides"
    second.migrate()
    texts = [one["body_html"] for one in exported(portal) if one["status"] == "published"]
    assert [sum(body_of(n) in one for one in texts) for n in (1, 50)] == [1, 1]
