"""The retirement of a site: legal moves, persons, guards, and a log that can't be changed unseen."""

from __future__ import annotations

import json
from pathlib import Path
from socket import gethostname

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from guiyi.cli import main
from guiyi.database import writing
from guiyi.doctor.doctor import examine
from guiyi.errors import GateHeld
from guiyi.ledger import runs
from guiyi.library.register import retirement_events
from guiyi.library.rollback import rollback
from guiyi.retire.audit import Tampered, parse_head, verify_log
from guiyi.retire.case import open_case
from guiyi.retire.closing.course import make_good, make_move
from guiyi.retire.closing.moves import MoveRefused, move_site
from guiyi.retire.closing.notice import notice_of, render
from guiyi.retire.closing.people import COMMAND, Actor, named_actor
from guiyi.retire.events import Entry, anchor_key, append, append_to, events_of
from guiyi.retire.states import MOVES, STATES, moves_from
from guiyi.settings import Settings
from tests.retire.conftest import SITE, Books

WANG = Actor("王经办", frozenset({"operator"}), COMMAND)
LI = Actor("李主任", frozenset({"operator", "approver"}), COMMAND)


def rule(settings: Settings, **rules: object) -> None:
    """Sets rules of retirements in platform.yaml."""
    path = settings.configs / "platform.yaml"
    platform = yaml.safe_load(path.read_text(encoding="utf-8"))
    platform.setdefault("retirement", {}).update(rules)
    path.write_text(yaml.safe_dump(platform, allow_unicode=True), encoding="utf-8")


def put(books: Books, name: str, to: str, by: str = "王经办", **facts: object) -> None:
    """Writes a move into the log as if its guards had passed."""
    run = books.run
    append(run.engine, run.store, SITE, Entry("move", name, by, facts, to_state=to))


def test_the_table_of_moves_is_whole() -> None:
    assert {move.to for move in MOVES.values()} <= set(STATES)
    assert {state for move in MOVES.values() for state in move.sources} <= set(STATES)
    reachable = {"active"}
    for _ in STATES:
        reachable |= {move.to for state in reachable for move in moves_from(state)}
    assert reachable == set(STATES)


def test_an_illegal_move_is_refused_with_what_is_possible(sqlite_books: Books) -> None:
    with pytest.raises(MoveRefused, match="from there: freeze, go_offline"):
        move_site(sqlite_books.run.settings, SITE, "redirect", WANG)
    assert events_of(sqlite_books.run.engine, SITE) == []


def test_a_site_is_frozen_and_taken_back(books: Books) -> None:
    settings = books.run.settings
    assert move_site(settings, SITE, "freeze", WANG).to_state == "frozen"
    with pytest.raises(MoveRefused, match="needs remark"):
        move_site(settings, SITE, "abort", WANG)
    assert move_site(settings, SITE, "abort", WANG, {"remark": "栏目未清理"}).to_state == "active"
    assert [(event.kind, event.name) for event in events_of(books.run.engine, SITE)] == [
        ("move", "freeze"), ("refused", "abort"), ("move", "abort"),
    ]  # fmt: skip


def test_no_run_is_rolled_back_once_the_retirement_was_approved(sqlite_books: Books) -> None:
    put(sqlite_books, "approve", "approved")
    with pytest.raises(GateHeld, match="since its retirement was approved"):
        rollback(sqlite_books.run.engine, sqlite_books.run.run_id)


def test_reconciliation_needs_a_whole_run_after_the_freeze(
    sqlite_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sqlite_books.run.settings
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")  # long after the run
    move_site(settings, SITE, "freeze", WANG)
    with pytest.raises(MoveRefused, match="delta-run"):
        move_site(settings, SITE, "reconcile", WANG)
    refused = events_of(sqlite_books.run.engine, SITE)[-1]
    assert (refused.kind, refused.to_state) == ("refused", "frozen")
    assert any(check["name"] == "archive-complete" for check in refused.facts["checks"])


def test_an_unexplained_address_refuses_the_reconciliation(sqlite_books: Books) -> None:
    settings = sqlite_books.run.settings
    move_site(settings, SITE, "freeze", WANG)
    sqlite_books.page("/unexplained.html")
    with pytest.raises(MoveRefused, match=r"addresses-answered.*unexplained\.html"):
        move_site(settings, SITE, "reconcile", WANG)


def test_who_asked_may_not_approve_and_only_approvers_may(sqlite_books: Books) -> None:
    settings, store = sqlite_books.run.settings, sqlite_books.run.store
    store.write("package", b"the archive")
    package = {"key": "package", "sha256": "7a5a1d8f3d3f6d1f3a5a39d1ee91dc5b0b9b0a34b6f3e21b1a6d8dc8a2a5d5b8"}
    package["sha256"] = store.sha256("package")
    put(sqlite_books, "freeze", "frozen")
    put(sqlite_books, "reconcile", "reconciled", archive=package, run_id=sqlite_books.run.run_id)
    move_site(settings, SITE, "ask", LI)
    with pytest.raises(MoveRefused, match="needs the role approver"):
        move_site(settings, SITE, "approve", WANG, {"ticket": "云政办函〔2026〕9号"})
    with pytest.raises(MoveRefused, match="two-persons"):
        move_site(settings, SITE, "approve", LI, {"ticket": "云政办函〔2026〕9号"})
    zhao = Actor("赵副局长", frozenset({"approver"}), COMMAND)
    store.write("package", b"another archive")
    with pytest.raises(MoveRefused, match="archive-kept"):
        move_site(settings, SITE, "approve", zhao, {"ticket": "云政办函〔2026〕9号"})
    store.write("package", b"the archive")
    sqlite_books.change(runs, {"run_id": sqlite_books.run.run_id}, status="rolled_back")
    with pytest.raises(MoveRefused, match="as-reconciled"):
        move_site(settings, SITE, "approve", zhao, {"ticket": "云政办函〔2026〕9号"})
    sqlite_books.change(runs, {"run_id": sqlite_books.run.run_id}, status="done")
    assert move_site(settings, SITE, "approve", zhao, {"ticket": "云政办函〔2026〕9号"}).to_state == "approved"


def test_a_name_has_the_roles_that_the_platform_gives_it(sqlite_books: Books) -> None:
    rule(sqlite_books.run.settings, approvers=["李主任"], operators=["王经办"], approve_in=["portal", "command"])
    rules = open_case(sqlite_books.run.settings, SITE).rules
    assert named_actor(rules, "李主任", COMMAND).roles == {"approver"}
    assert named_actor(rules, "李主任", "prefect").roles == frozenset()
    assert named_actor(rules, " 王经办 ", COMMAND).roles == {"operator"}


def test_the_redirects_wait_until_the_notice_stood_long_enough(
    sqlite_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, store = sqlite_books.run.settings, sqlite_books.run.store
    rule(settings, announce_days=30)
    store.write("package", b"the archive")
    put(sqlite_books, "reconcile", "reconciled", archive={"key": "package", "sha256": store.sha256("package")})
    put(sqlite_books, "announce", "announced")
    with pytest.raises(MoveRefused, match=r"announced-long-enough: 0\.0 of 30 days"):
        move_site(settings, SITE, "redirect", WANG)
    announced = events_of(sqlite_books.run.engine, SITE)[1].at
    later = int(__import__("datetime").datetime.fromisoformat(announced).timestamp()) + 30 * 86_400
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(later))
    assert move_site(settings, SITE, "redirect", WANG).to_state == "redirecting"


def test_every_deregistration_is_a_step_of_its_own_and_the_name_comes_last(sqlite_books: Books) -> None:
    settings = sqlite_books.run.settings
    rule(settings, redirect_days=180, deregistrations=["icp", "domain"])
    put(sqlite_books, "redirect", "redirecting")
    put(sqlite_books, "verify", "verified")
    facts = {"step": "icp", "document_number": "云通备2026-77", "on": "2026-10-01", "person": "王经办"}
    assert move_site(settings, SITE, "deregister", WANG, facts).facts["document_number"] == "云通备2026-77"
    with pytest.raises(MoveRefused, match="known-step"):
        move_site(settings, SITE, "deregister", WANG, facts)
    with pytest.raises(MoveRefused, match="date-of-step"):
        move_site(settings, SITE, "deregister", WANG, facts | {"step": "domain", "on": "2026年10月"})
    with pytest.raises(MoveRefused, match=r"safe-to-switch-off: 0 of 180 days; last asked for never"):
        move_site(settings, SITE, "deregister", WANG, facts | {"step": "domain"})
    with pytest.raises(MoveRefused, match="all-deregistered: left: domain"):
        move_site(settings, SITE, "complete", WANG)
    rule(settings, redirect_days=0)
    move_site(settings, SITE, "deregister", WANG, facts | {"step": "domain"})
    with pytest.raises(MoveRefused, match="name-still-ours"):
        move_site(settings, SITE, "roll_back", WANG, {"remark": "too late"})
    assert move_site(settings, SITE, "complete", WANG).to_state == "deregistered"
    with pytest.raises(MoveRefused, match="evidence"):
        move_site(settings, SITE, "retire", WANG)


def test_a_site_goes_offline_for_a_while_once_a_year(sqlite_books: Books) -> None:
    settings = sqlite_books.run.settings
    facts = {"ticket": "云政办函〔2026〕10号", "remark": "机房整改"}
    event = move_site(settings, SITE, "go_offline", LI, facts)
    assert event.facts["back_by"] > event.at[:10]
    move_site(settings, SITE, "come_back", WANG)
    with pytest.raises(MoveRefused, match="offline-quota: 1 of 1"):
        move_site(settings, SITE, "go_offline", LI, facts)


def test_the_notice_counts_the_days(sqlite_books: Books) -> None:
    settings = sqlite_books.run.settings
    rule(
        settings,
        announce_days=30,
        redirect_days=180,
        contact="0999-1234567",
        platform_url="https://www.yunchuan.example.test",
    )
    told = notice_of(open_case(settings, SITE), __import__("datetime").date(2026, 12, 1))
    text_ = render(told, "notice.txt")
    assert told.days_left == 30
    assert "自2026年12月31日起，原网站停止服务" in text_
    assert "2027年6月29日" in text_
    page = render(told, "notice.html")
    assert "示例市文化局（旧站）关停公告" in page
    assert 'href="https://www.yunchuan.example.test/"' in page


# --- the log ------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged(books: Books) -> Books:
    settings = books.run.settings
    for _ in range(3):
        move_site(settings, SITE, "freeze", WANG)
        move_site(settings, SITE, "abort", WANG, {"remark": "再等等"})
    return books


def faults(books: Books, *heads: str) -> list[str]:
    printed = dict(parse_head(head) for head in heads)
    return [fault for one in verify_log(books.run.engine, books.run.store, printed) for fault in one.faults]


def forced(books: Books, *statements: str) -> None:
    """What somebody does who owns the database: the triggers are taken away first."""
    with writing(books.run.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE retirement_events DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER retirement_events_no_{verb}"))
        for statement in statements:
            connection.execute(text(statement))


def rebuilt(books: Books, keep: int) -> None:
    """Writes the whole log anew, valid by itself, with other people in it."""
    forced(books, "DELETE FROM retirement_events")
    with writing(books.run.engine) as connection:
        for place in range(keep):
            name, to = ("freeze", "frozen") if place % 2 == 0 else ("abort", "active")
            append_to(connection, SITE, Entry("move", name, "somebody else", {}, to_state=to))


def test_the_database_refuses_to_change_the_log(logged: Books) -> None:
    for statement in (update(retirement_events).values(by="somebody else"), retirement_events.delete()):
        with pytest.raises(DBAPIError, match="append-only"), writing(logged.run.engine) as connection:
            connection.execute(statement)
    assert faults(logged) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE retirement_events SET by = 'somebody else' WHERE number = 2".replace("by", '"by"'), "event 2 .* was changed"),
        ("UPDATE retirement_events SET detail = '{}' WHERE number = 4", "event 4 .* was changed"),
        ("DELETE FROM retirement_events WHERE number = 3", "number 3 was expected"),
        ("DELETE FROM retirement_events WHERE number = 6", "event 6 was anchored .* its end was cut off"),
        ("DELETE FROM retirement_events", "its end was cut off"),
        ("UPDATE retirement_events SET number = number + 10 WHERE number > 3", "number 4 was expected"),
    ],
)  # fmt: skip
def test_every_tampering_with_the_log_is_found(logged: Books, statement: str, told: str) -> None:
    forced(logged, statement)
    import re

    assert any(re.search(told, fault) for fault in faults(logged)), faults(logged)


def test_a_log_that_was_written_anew_as_a_whole_is_found(logged: Books) -> None:
    rebuilt(logged, 6)
    assert any("the log was rewritten" in fault for fault in faults(logged))


def test_a_printed_head_finds_what_was_rewritten_with_its_anchors(logged: Books) -> None:
    run = logged.run
    head = f"{SITE}=6:{events_of(run.engine, SITE)[-1].hash}"
    assert faults(logged, head) == []
    rebuilt(logged, 6)
    lines = [json.dumps({"site": SITE, "number": one.number, "hash": one.hash}) for one in events_of(run.engine, SITE)]
    run.store.write(anchor_key(SITE), "\n".join(lines).encode())
    assert faults(logged) == []
    assert any("the log was rewritten" in fault for fault in faults(logged, head))


def test_a_log_that_was_cut_off_and_continued_does_not_pass_for_whole(logged: Books) -> None:
    forced(logged, "DELETE FROM retirement_events WHERE number = 6")
    append(logged.run.engine, logged.run.store, SITE, Entry("note", "another", "王经办", {}))
    assert any("the log was rewritten" in fault for fault in faults(logged))


def unanchored(books: Books, name: str) -> None:
    """An event whose process is killed after its commit."""
    with writing(books.run.engine) as connection:
        append_to(connection, SITE, Entry("note", name, "王经办", {}))


def test_a_process_that_is_killed_before_the_anchor_is_no_tampering_and_is_made_good(sqlite_books: Books) -> None:
    run = sqlite_books.run
    unanchored(sqlite_books, "first")
    (told,) = verify_log(run.engine, run.store)
    assert (told.faults, told.unanchored) == ([], 1)
    assert [one.check for one in examine(run.settings, repair=True).findings if one.check == "anchor"] == ["anchor"]
    assert [one.check for one in examine(run.settings).findings if one.check in ("anchor", "log")] == []
    unanchored(sqlite_books, "second")
    append(run.engine, run.store, SITE, Entry("note", "third", "王经办", {}))
    lines = [json.loads(line) for line in run.store.read(anchor_key(SITE)).splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3]
    unanchored(sqlite_books, "the last: no other step comes")
    (Path(run.settings.store) / "retirement" / "anchors" / f".{SITE}.jsonl.1.{gethostname()}-{2**30}.tmp").touch()
    make_good(open_case(run.settings, SITE))
    assert verify_log(run.engine, run.store)[0].unanchored == 0
    assert run.store.abandoned("") == []


def test_the_doctor_tells_of_a_log_that_was_changed(logged: Books) -> None:
    forced(logged, "DELETE FROM retirement_events WHERE number = 6")
    found = [one for one in examine(logged.run.settings, repair=True).left if one.check == "log"]
    assert ["its end was cut off" in one.what for one in found] == [True]


def test_the_notice_is_there_before_the_approval_is_on_record(
    sqlite_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sqlite_books.run
    run.store.write("package", b"the archive")
    put(sqlite_books, "freeze", "frozen")
    put(sqlite_books, "reconcile", "reconciled", archive={"key": "package", "sha256": run.store.sha256("package")})
    put(sqlite_books, "ask", "asked")

    def killed(*_: object, **__: object) -> None:
        assert run.store.exists(f"sites/{SITE}/retirement/notice.txt")
        raise KeyboardInterrupt

    monkeypatch.setattr("guiyi.retire.closing.course.move_site", killed)
    with pytest.raises(KeyboardInterrupt):
        make_move(run.settings, SITE, "approve", LI, {"ticket": "云政办函〔2026〕9号"})


def test_the_log_outlives_the_site(logged: Books) -> None:
    (logged.run.settings.configs / "sites" / f"{SITE}.yaml").unlink()
    found = verify_log(logged.run.engine, logged.run.store)
    assert [(one.site, one.events, one.faults) for one in found] == [(SITE, 6, [])]


def test_a_step_that_somebody_else_was_quicker_with_is_refused(sqlite_books: Books) -> None:
    from guiyi.errors import RunBusy

    run = sqlite_books.run
    append(run.engine, run.store, SITE, Entry("note", "x", "a", {}), after=0)
    with pytest.raises(RunBusy, match="look again"):
        append(run.engine, run.store, SITE, Entry("note", "y", "b", {}), after=0)


def test_the_command_tells_tampering_by_its_exit_code(logged: Books, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from guiyi.cli import main

    settings = logged.run.settings
    options = ["--library", settings.library, "--store", settings.store, "--configs", str(settings.configs)]
    assert CliRunner().invoke(main, [*options, "audit", "verify"]).exit_code == 0
    forced(logged, "DELETE FROM retirement_events WHERE number = 6")
    assert CliRunner().invoke(main, [*options, "audit", "verify"]).exit_code == Tampered.exit_code == 1


def test_a_move_by_command_does_what_belongs_to_it(
    sqlite_books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIYI_SIGNING_KEY", str(tmp_path / "key.pem"))
    settings, store = sqlite_books.run.settings, sqlite_books.run.store
    rule(settings, approvers=["李主任"], announce_days=30)
    store.write("package", b"the archive")
    put(sqlite_books, "freeze", "frozen")
    package = {"key": "package", "sha256": store.sha256("package")}
    put(sqlite_books, "reconcile", "reconciled", archive=package, run_id=sqlite_books.run.run_id)
    sqlite_books.change(runs, {"run_id": sqlite_books.run.run_id}, status="done")
    put(sqlite_books, "ask", "asked")
    where = ["--library", settings.library, "--store", settings.store, "--configs", str(settings.configs)]
    notice = f"sites/{SITE}/retirement/notice.txt"

    def move(*words: str) -> int:
        return CliRunner().invoke(main, [*where, "retire", SITE, "--move", *words]).exit_code

    assert move("retire", "--by", "王经办") == 3
    assert move("approve", "--by", "王经办", "--ticket", "9号") == 3
    assert not store.exists(notice)
    assert move("approve", "--by", "李主任", "--ticket", "9号") == 0
    assert "为期30天" in store.read(notice).decode()
    store.delete(notice)
    assert move("announce", "--by", "王经办", "--url", "http://www.example.test/n.html") == 0
    assert store.exists(notice), "dated by the announcement"
    assert not [key for key in store.list(f"sites/{SITE}/retirement") if key.endswith(".zip")]
    told = CliRunner().invoke(main, [*where, "retire", SITE, "--timeline"], terminal_width=300).output
    assert "9号" in told
