"""retire-site: one old site from its freeze to its retirement, with people where the rules want them.

It waits in a form of this page, for days if need be, and goes on afterwards on any worker. What was done stands in the
site's own log; this flow only looks there what is next. What is decided meanwhile in the portal or by command counts.
"""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import State
from pydantic import Field

from flows.migrate_site import Site, migrate_site
from guiyi.errors import GateHeld
from tasks.retire import ask_person, is_taken_back, note_delta, publish_timeline, take_step, what_is_next
from tasks.telling import completed

By = Annotated[str, Field(title="经办人 Your name", description="Who asks for it; an approver must be somebody else")]


@flow(name="retire-site", flow_run_name="retire {site}", validate_parameters=False)
def retire_site(site: Site, by: By) -> State[Any]:
    """Freezes, migrates once more, reconciles, asks, announces, redirects, verifies, deregisters, retires.

    Completed: retired. "Held": a check refused it; mend what it says, start it again. "Aborted": taken back meanwhile.
    """
    while (step := what_is_next(site)).move is not None:
        if is_taken_back(site):
            return completed(name="Aborted", message=f"{site} was taken back; start again to retire it")
        if step.needs_run:
            outcome = migrate_site(site, "always", return_state=True)
            if not note_delta(site, by, outcome):
                return completed(name="Held", message=f"the run after the freeze was not done: {outcome.message}")
        answer = ask_person(site, step) if step.form else {}
        try:
            take_step(site, step.key, str(answer.pop("name", "") or by), answer, bool(step.form))
        except GateHeld as refusal:
            publish_timeline(site)
            if not step.form:
                return completed(name="Held", message=str(refusal))
    publish_timeline(site)
    return completed(message=step.told or f"{site}: nothing is left")
