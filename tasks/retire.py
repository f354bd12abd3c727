"""The retirement as Prefect shows it: forms for people, one task a step, the log as an artifact."""

from __future__ import annotations

from typing import Any, Literal

from prefect import get_run_logger
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from prefect.states import State
from pydantic import Field

from guiyi.apart import apart
from guiyi.errors import RunBusy
from guiyi.retire.case import open_case
from guiyi.retire.closing.course import (
    ANNOUNCEMENT,
    APPROVAL,
    DEREGISTRATION,
    SWITCH,
    Next,
    make_good,
    next_step,
    note_run,
    timeline,
    was_taken_back,
)
from guiyi.retire.closing.people import PREFECT, named_actor
from guiyi.retire.states import STATES
from guiyi.settings import Settings
from tasks.artifacts import artifact_key, escape_cell
from tasks.policy import stage_task
from tasks.telling import create_markdown_artifact

PATIENCE = 365 * 24 * 3600  # seconds that a form waits


class Approval(RunInput):
    """审批 Approval: of somebody else than who asked, whom platform.yaml names as an approver."""

    decision: Literal["reject", "approve"] = Field("reject", title="决定 Decision")
    name: str = Field("", title="审批人 Your name")
    ticket: str = Field("", title="批准文号 Number of the approval")
    remark: str = Field("", title="意见 Remark (needed to reject)")


class Announcement(RunInput):
    """公告 Notice: it lies in the store; publish it on the old home page and on the superior site."""

    name: str = Field("", title="经办人 Your name")
    url: str = Field("", title="公告网址 Where it was published")
    remark: str = Field("", title="备注 Remark")


class Switch(RunInput):
    """切换 Switch: the name of the old site leads to the redirect service from now on."""

    name: str = Field("", title="经办人 Your name")
    remark: str = Field("", title="备注 Remark")


class Deregistration(RunInput):
    """注销 Deregistration: one step with its paper."""

    name: str = Field("", title="经办人 Your name")
    step: Literal["", "identity_mark", "site_code", "icp", "public_security", "domain"] = Field("", title="事项 Step")
    document_number: str = Field("", title="文号 Document number")
    on: str = Field("", title="日期 Date, YYYY-MM-DD")
    person: str = Field("", title="办理人 Who handled it")
    attachment: str = Field("", title="附件 Where the paper is")


FORMS: dict[str, type[RunInput]] = {
    APPROVAL: Approval,
    ANNOUNCEMENT: Announcement,
    SWITCH: Switch,
    DEREGISTRATION: Deregistration,
}


def what_is_next(site: str) -> Next:
    """What the site's log says is next."""
    case = open_case(Settings.from_environment(), site)
    make_good(case)
    return next_step(case)


def is_taken_back(site: str) -> bool:
    """Whether this flow run's own retirement of the site was aborted or rolled back."""
    return was_taken_back(open_case(Settings.from_environment(), site), str(flow_run.id))


def ask_person(site: str, step: Next) -> dict[str, Any]:
    """Suspends the run until somebody filled in the form of this step → what they said."""
    publish_timeline(site)
    form = FORMS[str(step.form)]
    text = f"**{site}**: {step.told}\n\n经过 log: artifact `{artifact_key('retirement', site)}`"
    answer = suspend_flow_run(
        wait_for_input=form.with_initial_data(description=text), timeout=PATIENCE, key=f"{step.form}-{step.key}"
    )
    return answer.model_dump() if answer is not None else {}


@stage_task("step", "{site} step {key}")
def take_step(site: str, key: str, name: str, answer: dict[str, Any], is_answer: bool) -> int:
    """Makes the move that is next, in this person's name → number of its event. MoveRefused, which is on record."""
    settings = Settings.from_environment()
    case = open_case(settings, site)
    step = next_step(case)
    if step.key != key or bool(step.form) != is_answer:
        return len(case.events)  # somebody moved it meanwhile, in the portal or by command
    try:
        actor = named_actor(case.rules, name, PREFECT)
        event = apart("step", site, actor, {**answer, "flow_run": str(flow_run.id)})
    except RunBusy as busy:
        get_run_logger().warning(str(busy))
        return len(case.events)
    get_run_logger().info("%s: %s by %s → %s", site, event.name, event.by, event.to_state)
    publish_timeline(site)
    return event.number


def note_delta(site: str, by: str, outcome: State[Any]) -> bool:
    """Records how the run after the freeze ended → whether it is done."""
    settings = Settings.from_environment()
    actor = named_actor(open_case(settings, site).rules, by, PREFECT)
    is_done = outcome.is_completed() and outcome.name != "Held"
    found = outcome.result(raise_on_failure=False)
    message = found.get("message") if isinstance(found, dict) else None  # the log has it as the code says it
    note_run(settings, site, actor, "done" if is_done else str(outcome.name), str(message or outcome.message or ""))
    return is_done


def publish_timeline(site: str) -> None:
    """The log of the site's retirement as an artifact, with its head: whoever keeps it can prove it later."""
    case = open_case(Settings.from_environment(), site)
    lines = [f"# {escape_cell(case.config.site.name)}: {STATES[case.state]}", ""]
    lines += ["| # | 时间 at | 步骤 step | 经手 by | 状态 state | 说明 |", "|---|---|---|---|---|---|"]
    for row in timeline(case):
        failed = "; ".join(f"{one['name']}: {one['evidence']}" for one in row["failed"])
        mark = "❌ " if row["kind"] == "refused" else ""
        told = failed or "; ".join(f"{name}: {value}" for name, value in row["facts"].items())
        cells = (row["at"], mark + row["label"], escape_cell(row["by"]), row["state"], escape_cell(told[:500]))
        lines.append(f"| {row['number']} | " + " | ".join(cells) + " |")
    if case.events:
        last = case.events[-1]
        lines += ["", f"链头 head: `{site}={last.number}:{last.hash}`"]
    create_markdown_artifact("\n".join(lines), key=artifact_key("retirement", site))
