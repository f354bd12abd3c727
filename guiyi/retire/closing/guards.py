"""What a move needs, as checks: each guard looks at the case and gives checks and the facts it found.

The heaviest looks are imported by their guards: a flow that only asks what is next has no use for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from guiyi.beijing import BEIJING, day_of, today
from guiyi.checks import Check
from guiyi.database import reading, writing
from guiyi.errors import GuiyiError
from guiyi.ledger import DONE, runs
from guiyi.library.answers import answer_site
from guiyi.library.register import redirect_hits
from guiyi.retire.addresses.acceptance import check_addresses
from guiyi.retire.addresses.soundness import check_redirects
from guiyi.retire.case import Case
from guiyi.retire.closing.people import Actor
from guiyi.retire.states import DEREGISTERED, DEREGISTRATIONS
from guiyi.runs.run import last_run
from guiyi.settings import now


@dataclass(frozen=True)
class Found:
    """What a guard found."""

    checks: list[Check]
    facts: dict[str, Any] = field(default_factory=dict)


Guard = Callable[[Case, Actor, Mapping[str, Any]], Found]


def _delta_run(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    frozen = case.moved("freeze")
    run = last_run(case.settings, case.site)
    with reading(case.engine) as connection:
        row = connection.execute(select(runs).where(runs.c.run_id == run.run_id)).one()
        origin = select(runs.c.started_at).where(runs.c.run_id == (row.crawl_of or row.run_id))
        crawled_at = connection.execute(origin).scalar_one()
    is_after = frozen is not None and crawled_at >= frozen.at
    passed = is_after and row.status == DONE and bool(row.crawl_complete)
    evidence = f"{run.run_id} crawled {crawled_at}, {row.status}; frozen {frozen.at if frozen else 'never'}"
    check = Check("delta-run", "冻结之后又完整迁移过一次 a whole run was made after the freeze", True, passed, evidence,
                  f"run `guiyi migrate {case.site} --fetch always` until it is done")  # fmt: skip
    return Found([check], {"run_id": run.run_id})


def _balance(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    from guiyi.retire.reconcile import reconcile_site

    run = last_run(case.settings, case.site)
    outcome = reconcile_site(run)
    with writing(case.engine) as connection:  # what a crawl found after the last publication has an answer, too
        answer_site(connection, case.site, run.run_id)
    return Found(outcome.checks, {"dispositions": outcome.dispositions, "resources": outcome.resources})


def _addresses(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    checks, totals = check_addresses(case)
    return Found([*checks, *check_redirects(case)], {"addresses": totals})


def _archive(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    from guiyi.retire.archive.coverage import check_archive

    checks, package = check_archive(case)
    return Found(checks, {"archive": package})


def _two_persons(case: Case, actor: Actor, _facts: Mapping[str, Any]) -> Found:
    asked = case.moved("ask")
    asker = asked.by if asked else ""
    check = Check("two-persons", "批准人不是提请人 who approves is not who asked", True, actor.name != asker,
                  f"asked by {asker}, decided by {actor.name}", "another approver has to decide")  # fmt: skip
    return Found([check])


def _as_reconciled(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    reconciled = case.moved("reconcile")
    wanted = (reconciled.facts if reconciled else {}).get("run_id")
    run = last_run(case.settings, case.site)
    with reading(case.engine) as connection:
        status = connection.execute(select(runs.c.status).where(runs.c.run_id == run.run_id)).scalar_one()
    meaning = "对账之后没有再运行或撤回 no run and no rollback since it was reconciled"
    evidence = f"reconciled {wanted or 'nothing'}; last run {run.run_id}, {status}"
    advice = "reject it with a remark, and reconcile again"
    return Found([Check("as-reconciled", meaning, True, run.run_id == wanted and status == DONE, evidence, advice)])


def _archive_kept(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    reconciled = case.moved("reconcile")
    package = (reconciled.facts if reconciled else {}).get("archive") or {}
    key, wanted = str(package.get("key", "")), package.get("sha256")
    is_there = bool(key) and case.store.exists(key)
    is_same = is_there and case.store.sha256(key) == wanted
    meaning = "归档包与对账时一字节不差 the archive is byte for byte what was reconciled"
    advice = "restore it from a backup, or abort and reconcile again"
    return Found([Check("archive-kept", meaning, True, is_same, key or "no archive was recorded", advice)])


def _announced(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    announced = case.moved("announce")
    days = case.days_since(announced) if announced else 0.0
    wanted = case.rules.announce_days
    due = (now() + timedelta(days=wanted - days)).astimezone(BEIJING).date().isoformat()
    check = Check("announced-long-enough", "公告期已满 the notice stood long enough", True, days >= wanted,
                  f"{days:.1f} of {wanted} days", f"wait until {due}")  # fmt: skip
    return Found([check])


def _redirects_sound(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    return Found(check_redirects(case))


def _verified(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    began = case.moved("redirect")
    last = case.last("verified", "live")
    is_newer = bool(began and last and last.number > began.number)
    passed = is_newer and bool(last and last.facts.get("passed"))
    evidence = str(last.facts.get("summary")) if last and is_newer else "not verified since the redirects began"
    check = Check("verified", "旧域名上逐条核验通过 every answer was verified at the live name", True, passed, evidence,
                  f"run `guiyi verify {case.site} --live`, and mend what it names")  # fmt: skip
    return Found([check])


def steps_done(case: Case) -> dict[str, Mapping[str, Any]]:
    """Deregistration steps that are on record since the site was last active."""
    found: dict[str, Mapping[str, Any]] = {}
    for event in case.events:
        if event.kind == "move" and event.name == "deregister":
            found[str(event.facts["step"])] = event.facts
        elif event.kind == "move" and event.to_state == "active":
            found = {}
    return found


def _known_step(case: Case, _actor: Actor, facts: Mapping[str, Any]) -> Found:
    step, on = str(facts.get("step")), str(facts.get("on"))
    wanted, done = case.rules.deregistrations, steps_done(case)
    is_known = step in wanted and step not in done
    steps = ", ".join(f"{name} ({DEREGISTRATIONS[name]})" for name in wanted if name not in done)
    return Found([
        Check("known-step", "是待注销的一项 is one of the steps that are left", True, is_known, step, f"left: {steps}"),
        Check("date-of-step", "日期有效且不在将来 the date is one, and not in the future", True, _is_past(on), on,
              "write it as YYYY-MM-DD"),
    ])  # fmt: skip


def _is_past(day: str) -> bool:
    try:
        return date.fromisoformat(day) <= today()
    except ValueError:
        return False


def _name_no_longer_used(case: Case, _actor: Actor, facts: Mapping[str, Any]) -> Found:
    return Found([switch_off_check(case)] if facts.get("step") == "domain" else [])


def switch_off_check(case: Case) -> Check:
    """Whether the redirects of a site may be switched off: they stood long enough, and nobody asks for them."""
    began = case.moved("redirect")
    days = case.days_since(began) if began else 0.0
    last_on = last_hit(case)
    quiet_since = (today() - timedelta(days=case.rules.quiet_days)).isoformat()
    is_quiet = case.rules.quiet_days == 0 or last_on is None or last_on < quiet_since
    evidence = f"{days:.0f} of {case.rules.redirect_days} days; last asked for {last_on or 'never'}"
    meaning = "跳转保留期已满且已无人访问 redirects stood long enough, and nobody asks for them"
    passed = days >= case.rules.redirect_days and is_quiet
    return Check("safe-to-switch-off", meaning, True, passed, evidence, "keep the name and the redirects until then")


def last_hit(case: Case) -> str | None:
    """The last day on which anybody asked the redirect service for the site; None: never."""
    newest = select(func.max(redirect_hits.c.day)).where(redirect_hits.c.site == case.site)
    with reading(case.engine) as connection:
        day: str | None = connection.execute(newest).scalar()
    return day


def _all_deregistered(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    left = [name for name in case.rules.deregistrations if name not in steps_done(case)]
    check = Check("all-deregistered", "应注销的都已注销 every step is on record", True, not left,
                  "left: " + ", ".join(left) if left else "all", "record them with the move deregister")  # fmt: skip
    return Found([check])


def _evidence(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    return find_evidence(case)


def find_evidence(case: Case) -> Found:
    """Whether the site has a sound evidence pack, made since everything was deregistered."""
    from guiyi.retire.evidence.pack import evidence_faults

    complete = next((one for one in reversed(case.events) if one.to_state == DEREGISTERED and one.kind == "move"), None)
    pack = case.last("evidence")
    is_newer = bool(complete and pack and pack.number > complete.number)
    faults: list[str] = ["none was made since everything was deregistered"]
    if is_newer and pack is not None:
        try:
            faults = evidence_faults(case.store.read(str(pack.facts["key"])), str(pack.facts["public_key"]))
        except GuiyiError as error:
            faults = [str(error)]
    check = Check("evidence", "证据包齐全且签名有效 the evidence pack is whole and signed", True, not faults,
                  "; ".join(faults) or str(pack.facts["key"] if pack else ""),
                  f"run `guiyi evidence make {case.site}`")  # fmt: skip
    return Found([check])


def _offline_quota(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    year = today().year
    used = sum(
        1 for one in case.events if one.kind == "move" and one.name == "go_offline" and day_of(one.at)[:4] == str(year)
    )
    check = Check("offline-quota", "本年度临时下线次数未超限 not more often offline than allowed in a year", True,
                  used < case.rules.offline_per_year, f"{used} of {case.rules.offline_per_year} in {year}",
                  "retire it for good, or report the outage")  # fmt: skip
    return Found([check], {"back_by": (today() + timedelta(days=case.rules.offline_days)).isoformat()})


def _name_still_ours(case: Case, _actor: Actor, _facts: Mapping[str, Any]) -> Found:
    check = Check("name-still-ours", "旧域名尚未注销 the old domain name is still registered", True,
                  "domain" not in steps_done(case), "", "there is no way back once the name is given up")  # fmt: skip
    return Found([check])


GUARDS: dict[str, Guard] = {
    "delta-run": _delta_run,
    "balance": _balance,
    "addresses": _addresses,
    "archive": _archive,
    "two-persons": _two_persons,
    "as-reconciled": _as_reconciled,
    "archive-kept": _archive_kept,
    "announced-long-enough": _announced,
    "redirects-sound": _redirects_sound,
    "verified": _verified,
    "known-step": _known_step,
    "name-no-longer-used": _name_no_longer_used,
    "all-deregistered": _all_deregistered,
    "evidence": _evidence,
    "offline-quota": _offline_quota,
    "name-still-ours": _name_still_ours,
}
