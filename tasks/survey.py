"""survey: the look at an unseen site as a task, and its findings as an artifact."""

from __future__ import annotations

from typing import Any

from prefect import task
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.exceptions import ObjectNotFound

from guiyi.settings import Settings
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.show import column_row, facts, sign_line
from guiyi.survey.survey import Request, survey_site
from guiyi.wording.language import told
from tasks.artifacts import artifact_key, escape_cell
from tasks.problems import advice_for
from tasks.telling import create_markdown_artifact


@task(name="survey", task_run_name="survey {site}", log_prints=False)
def look_at_site(
    url: str, site: str, write: bool, max_requests: int, allow_private: bool, connect_to: str, browser: bool
) -> dict[str, Any]:
    """Address and limits → the findings as plain JSON, with the draft of the site's file."""
    configs = Settings.from_environment().configs
    pairs = tuple(sorted((host, address) for host, _, address in (one.partition("=") for one in connect_to.split())))
    request = Request(url, site, max_requests, allow_private, pairs, browser=browser)
    found = survey_site(configs, request)
    text = draft_file(found, request)
    path = str(write_file(configs, site, text)) if write else None
    told = {"facts": facts(found), "rows": [column_row(column) for column in found.columns]}
    told["signs"] = [sign_line(sign) for sign in found.health]
    return {**found.to_json(), **told, "file": text, "path": path}


def offer_site(site: str) -> None:
    """Puts a new site into the list of migrate-site's form, where this server has that deployment."""
    with get_client(sync_client=True) as client:
        try:
            deployment = client.read_deployment_by_name("migrate-site/migrate-site")
        except ObjectNotFound:
            return
        schema = deployment.parameter_openapi_schema or {}
        offered = schema["properties"]["site"]["enum"]
        if site not in offered:
            schema["properties"]["site"]["enum"] = sorted([*offered, site])
            client.update_deployment(deployment.id, DeploymentUpdate(parameter_openapi_schema=schema))


def publish_failed_survey(site: str, url: str, error: BaseException) -> None:
    """What ended a survey → the artifact `survey-…` with what happened, where, and what to do."""
    lines = [f"# ❌ {escape_cell(site)}: 初看失败 the survey failed", "", escape_cell(url), ""]
    lines += [f"**{told(type(error).__name__)}** {escape_cell(str(error))}", "", f"👉 {advice_for(error)}", ""]
    lines.append("修好后按 Retry，从头再看。 Mend it, then Retry: the survey starts anew.")
    create_markdown_artifact("\n".join(lines), key=artifact_key("survey", site))


def publish_survey(found: dict[str, Any]) -> None:
    """A page: what was found, column by column, what could not be told, and the draft."""
    lines = [f"# {escape_cell(found['identity']['name']['value'] or found['site'])}", "", escape_cell(found["url"]), ""]
    lines += [f"- {label}: {escape_cell(said)}" for label, said in found["facts"]]
    lines += [f"- {escape_cell(one)}" for one in found["signs"]]
    lines += [f"- {escape_cell(one)}" for one in found["notes"]]
    lines += [
        "",
        "| 栏目 column | 条数 items | 页 pages | 起止 dates | 去向 goes to | 把握 sure |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(map(escape_cell, row))} |" for row in found["rows"]]
    lines += ["", "## 它没看出来的 What it could not tell", ""]
    lines += [f"- {escape_cell(one)}" for one in found["unknown"]] or ["- nothing"]
    lines += ["", f"## sites/{found['site']}.yaml", "", found["path"] or "not written", "", "```yaml"]
    lines += [found["file"].replace("```", "'''"), "```"]
    create_markdown_artifact("\n".join(lines), key=artifact_key("survey", found["site"]))
