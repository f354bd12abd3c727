from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from guiyi.cli import main

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
MANUALS = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", "docs/operating.md")
LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str, name: str) -> None:
    assert f"`guiyi {command}" in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MANUALS)
def test_no_document_names_a_command_that_does_not_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|bin/)guiyi ([a-z]+)", text))
    assert named <= set(main.commands)


@pytest.mark.parametrize("name", MANUALS)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_every_decision_says_status_context_decision_consequences() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [path.name[:4] for path in decisions] == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert all(f"**{part}" in text for part in ("Status", "Context", "Decision", "Consequences")), path.name


def test_the_readmes_example_of_a_site_is_valid(configs: Path) -> None:
    from guiyi.config.check import check_configs

    for name in READMES:
        block = re.search(r"```yaml\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
        assert block is not None
        (configs / "sites" / "culture-old.yaml").write_text(textwrap.dedent(block[1]), encoding="utf-8")
        assert [str(one) for one in check_configs(configs)] == []


def test_every_check_is_explained_to_operators(configs: Path) -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "guiyi" / "retire").rglob("*.py"))
    names = {name for text in sources for name in re.findall(r'Check\(\s*"([a-z-]+)"', text)}
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert len(names) > 10
    assert not {name for name in names if f"`{name}`" not in manual}
