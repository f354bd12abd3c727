"""Verification as tasks: one a site, its result as an artifact."""

from __future__ import annotations

from typing import Any

from prefect import task

from guiyi.database import reading
from guiyi.library.migrate import open_library
from guiyi.retire.events import last_events
from guiyi.retire.states import CLOSED, REDIRECTING
from guiyi.retire.verification.verify import verify_site
from guiyi.settings import Settings
from tasks.artifacts import artifact_key, escape_cell
from tasks.telling import create_markdown_artifact

VERIFIER = "verify-site"


def sites_to_verify() -> list[str]:
    """Sites whose redirects stand."""
    with reading(open_library(Settings.from_environment().library)) as connection:
        found = last_events(connection)
    return sorted(site for site, event in found.items() if event.to_state in (REDIRECTING, *CLOSED))


@task(name="verify", task_run_name="verify {site}")
def verify(site: str, service: str) -> dict[str, Any]:
    """Asks for every old address of a site → the report; it is an event and an artifact, too."""
    found = verify_site(Settings.from_environment(), site, VERIFIER, service)
    lines = [f"# {site}: {'✅' if found.passed else '❌'} {found.summary}", ""]
    lines += [f"- {escape_cell(one.url)}: {escape_cell(one.why)}" for one in found.wrong[:100]]
    create_markdown_artifact("\n".join(lines), key=artifact_key("verification", site))
    return {"passed": found.passed, "summary": found.summary}
