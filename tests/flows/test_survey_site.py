"""The survey-site flow and the README's terminal session, as a newcomer meets them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.city import serve
from tests.flows.conftest import ROOT, Orchestra
from tests.survey.loopback import article, loopback, rows

SESSION_PORT = "18600"


def test_the_flow_publishes_its_findings_and_the_draft(orchestra: Orchestra, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs", ignore=shutil.ignore_patterns("*.md"))
    pages = {"/": "<title>云川市测试局</title><a href=/tzgg/>通知公告</a>", "/tzgg/": f"<ul>{rows('/tzgg/', 6)}</ul>"}
    pages |= {f"/tzgg/{n}.html": article(f"关于开展第{n}次检查的通知", "2018-03-01", "通知公告") for n in range(1, 7)}
    with loopback(pages) as site:
        call = f"survey_site({site.url!r}, 'probe', allow_private=True, write=True)"
        made = orchestra.run(
            "tests.flows.call", "survey_site", call, environment={"GUIYI_CONFIGS": str(tmp_path / "configs")}
        )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "configs" / "sites" / "probe.yaml").exists()
    artifacts = orchestra.call("POST", "/artifacts/filter", {"artifacts": {"key": {"any_": ["survey-probe"]}}})
    assert "通知公告" in artifacts[0]["data"]
    assert "unmatched: review" in artifacts[0]["data"]
    form = orchestra.call("GET", f"/deployments/{orchestra.deployment('migrate-site')}")["parameter_openapi_schema"]
    assert {"probe", "wenhua"} <= set(form["properties"]["site"]["enum"]), (
        "the new site can be chosen, the others still"
    )


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_show_the_same_session(readme: str) -> None:
    assert session(readme) == session("README.md")
    assert len(session(readme)) == 10


def test_the_session_of_the_readme_works_as_printed(orchestra: Orchestra, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    said: list[tuple[str, str]] = []
    with serve(port=0) as city:
        for command in session("README.md"):
            if command.startswith("make ") or "tests.city" in command:  # done already: the environment, and the city
                continue
            made = subprocess.run(
                ["bash", "-c", command.replace(SESSION_PORT, str(city.port))],
                cwd=tmp_path, env=orchestra.environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
                timeout=300,
            )  # fmt: skip
            assert made.returncode == 0, f"{command}\n{made.stdout}\n{made.stderr}"
            said.append((command, made.stdout + made.stderr))
    survey, first, plan, second = (
        text for command, text in said if re.search(r"guiyi (?:survey|migrate|plan)", command)
    )
    assert "where 农技推广 belongs" in re.sub(r"\s+", " ", survey)
    assert "13 held" in first
    assert "农技推广" in plan
    assert "held" in second
    assert "13 held" not in second
    records = [json.loads(line) for line in (tmp_path / "nongye.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {record["column"] for record in records if record["legacy_column"] == "农技推广"} == {"info.topics"}


def session(readme: str) -> list[str]:
    """The commands of the README's terminal session, in order."""
    blocks = re.findall(r"```console\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    return [line[2:].removesuffix(" &") for block in blocks for line in block.splitlines() if line.startswith("$ ")]
