"""supervise: the library-wide checks as an artifact in the UI."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.artifacts import create_table_artifact

from guiyi.config.load import load_platform
from guiyi.library.migrate import open_library
from guiyi.library.supervision import Supervision, supervise
from guiyi.settings import Settings, now
from tasks.artifacts import escape_cell

LABELS = {
    "home": "首页更新 front page", "stale": "栏目不更新 stale columns", "empty": "空白栏目 empty columns",
    "unanswered": "来信未答复 unanswered letters", "files": "附件、图片失效 dead files",
    "metadata": "元数据缺失 missing metadata", "privacy": "个人隐私 personal data",
}  # fmt: skip
LEVELS = {"good": "✅", "warn": "⚠️", "bad": "❌"}


@task(name="supervise")
def supervise_library() -> int:
    """Checks the whole library, puts the findings up → how many are bad."""
    settings = Settings.from_environment()
    platform = load_platform(Path(settings.configs))
    found = supervise(open_library(settings.library), platform, now().date())
    publish_supervision(found)
    return sum(1 for one in found.findings if one.level == "bad")


def publish_supervision(found: Supervision) -> None:
    """A table: every check, how it stands, its threshold, and examples."""
    rows = [
        {
            "检查 check": LABELS[one.name] + (f" · {one.about}" if one.about else ""),
            "结果": LEVELS[one.level],
            "数量 count": f"{one.count:,} / {one.whole:,}",
            "阈值 limit": one.limit,
            "例子 examples": escape_cell("; ".join(example.text for example in one.examples[:3])),
        }
        for one in found.findings
    ]
    create_table_artifact(rows, key="supervision", description=f"统一监管 {found.as_of}: {found.resources:,} resources")
