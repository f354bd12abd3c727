"""survey: the look at an unseen site as a task, and its findings as an artifact."""

from __future__ import annotations

from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact

from guiyi.settings import Settings
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.survey import Request, survey_site
from tasks.artifacts import artifact_key, escape_cell


@task(name="survey", task_run_name="survey {site}", log_prints=False)
def look_at_site(
    url: str, site: str, write: bool, max_requests: int, allow_private: bool, connect_to: dict[str, str], browser: bool
) -> dict[str, Any]:
    """Address and limits → the findings as plain JSON, with the draft of the site's file."""
    configs = Settings.from_environment().configs
    pairs = tuple(sorted(connect_to.items()))
    request = Request(url, site, max_requests, allow_private, pairs, browser=browser)
    found = survey_site(configs, request)
    text = draft_file(found, request)
    path = str(write_file(configs, site, text)) if write else None
    return {**found.to_json(), "file": text, "path": path}


def publish_survey(found: dict[str, Any]) -> None:
    """A page: what was found, column by column, what could not be told, and the draft."""
    who = found["identity"]
    lines = [f"# {escape_cell(who['name']['value'] or found['site'])}", "", escape_cell(found["url"]), ""]
    lines += [f"- 系统 CMS: {found['family'] or '?'}", f"- 标识码 code: {who['id_code']['value'] or '?'}"]
    lines += [f"- {one['name']}: {escape_cell(one['said'])}" for one in found["health"]]
    lines += ["", "| 栏目 column | 条数 items | 起止 dates | 去向 goes to | 把握 sure |", "|---|---|---|---|---|"]
    lines += [_row(column) for column in found["columns"]]
    lines += ["", "## 它没看出来的 What it could not tell", ""]
    lines += [f"- {escape_cell(one)}" for one in found["unknown"]] or ["- nothing"]
    lines += ["", f"## sites/{found['site']}.yaml", "", found["path"] or "not written", "", "```yaml"]
    lines += [found["file"].replace("```", "'''"), "```"]
    create_markdown_artifact("\n".join(lines), key=artifact_key("survey", found["site"]))


def _row(column: dict[str, Any]) -> str:
    best = column["proposals"][0] if column["proposals"] else {"column": "?", "confidence": 0.0}
    size = column["expected"] if column["expected"] is not None else f"{column['listed']}+"
    days = f"{column['oldest']} … {column['newest']}" if column["oldest"] else ""
    name = escape_cell(column["names"][0] if column["names"] else column["url"])
    return f"| {name} | {size} | {days} | {best['column']} | {best['confidence']:.2f} |"
