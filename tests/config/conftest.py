"""A small configuration folder to write mistakes into."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiyi.config.check import check_configs

PLATFORM = """\
version: 1
name: 平台
functions:
  - function: 信息发布
    columns:
      - {id: info.notices, name: 通知公告, names: [公告]}
      - {id: info.policy, name: 政策文件, columns: [{id: info.policy.rules, name: 法规}]}
topics: [{name: 综合政务, children: [信访]}]
genres: [{name: 通知}]
metadata: [{name: title, label: 名称, label_en: title}]
"""
SITE = """\
version: 1
{top}
site: {{id: {site}, name: 旧站, department: office, base_url: "http://{site}.example.test/"{more}}}
{rest}
"""


class Folder:
    """configs/ with a platform; files are written as text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "sites").mkdir(parents=True)
        (path / "families").mkdir()
        self.write("platform.yaml", PLATFORM)

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def site(self, site: str, rest: str = "", more: str = "", top: str = "") -> None:
        self.write(f"sites/{site}.yaml", SITE.format(site=site, rest=rest, more=more, top=top))

    def problems(self) -> list[tuple[str, str, str]]:
        """(file, key, reason) of every mistake, files relative to the folder."""
        return [
            (Path(one.file).relative_to(self.path).as_posix(), one.key, one.reason) for one in check_configs(self.path)
        ]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A configuration without mistakes and without sites."""
    return Folder(tmp_path / "configs")
