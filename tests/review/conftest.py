"""A dead site as a dump of files, with columns that the platform knows and some that it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from guiyi.config.load import load_platform
from guiyi.config.platform import Platform
from guiyi.library.migrate import open_library
from guiyi.prints import resource_id
from guiyi.settings import Settings
from tests.pipeline import migrate

SITE = """\
version: 1
site: {{id: {site}, name: 旧站, department: {department}, base_url: "http://{site}.example.test/"}}
crawl: {{source: directory, path: "{path}"}}
{more}
"""
PAGE = """<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{day}"><meta name="ColumnName" content="{section}">
<meta name="ContentSource" content="{source}"></head>
<body><div class="crumb"><a href="/">首页</a> &gt; <a href="/{folder}/">{section}</a></div><h1>{title}</h1>
<div class="TRS_Editor">{body}</div></body></html>"""
WORDS = "路线 车辆 讲座 展览 读者 场地 保障 电力 周末 开放 免费 预约 借阅 证件 停靠 东线 西线 站点 班次 检修".split()


def body_of(n: int, sentences: int = 8) -> str:
    """A text of its own for each number."""
    said = [
        f"{WORDS[(n * 7 + k * 3) % 20]}{WORDS[(n + k) % 20]}自第{n}中心{k}区起调整，请相互转告。"
        for k in range(sentences)
    ]
    return "".join(f"<p>{one}</p>" for one in said)


@dataclass
class Dump:
    """One dumped site; `add` writes a page, `migrate` runs it."""

    settings: Settings
    site: str
    folder: Path
    more: str = ""
    department: str = "office"
    pages: list[str] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        return open_library(self.settings.library)

    @property
    def platform(self) -> Platform:
        return load_platform(self.settings.configs)

    def add(self, n: int, section: str, folder: str = "a", **said: Any) -> Dump:
        """The n-th page, in a section."""
        values: dict[str, Any] = {
            "source": "市办公室",
            "title": f"关于第{n}处服务点调整的告知",
            "day": f"2018-03-{n % 27 + 1:02d} 09:00",
            "body": body_of(n),
        } | said
        path = self.folder / folder / f"t{n}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(section=section, folder=folder, **values), encoding="utf-8")
        self.pages.append(f"/{folder}/t{n}.html")
        return self

    def write(self) -> Dump:
        """The site's file and its home page."""
        links = "".join(f'<a href="{path}">{path}</a>' for path in self.pages)
        (self.folder / "index.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
        text = SITE.format(site=self.site, department=self.department, path=self.folder, more=self.more)
        (self.settings.configs / "sites" / f"{self.site}.yaml").write_text(text, encoding="utf-8")
        return self

    def id(self, n: int, folder: str = "a") -> str:
        """The resource id of the n-th page."""
        return resource_id(self.site, f"/{folder}/t{n}.html")

    def migrate(self, **options: Any) -> Any:
        """One run."""
        return migrate(self.settings, self.site, **options)


@pytest.fixture
def make_dump(settings: Settings, tmp_path: Path) -> Callable[..., Dump]:
    """Site id, more of its file → an empty dump."""

    def make(site: str = "old", more: str = "", department: str = "office") -> Dump:
        folder = tmp_path / "dumps" / site
        folder.mkdir(parents=True, exist_ok=True)
        return Dump(settings, site, folder, more, department)

    return make
