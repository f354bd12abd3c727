"""supervise: the library-wide checks as an artifact in the UI."""

from __future__ import annotations

from prefect import task

from guiyi.beijing import today
from guiyi.config.load import load_platform
from guiyi.library.links import look_at_links
from guiyi.library.migrate import open_library
from guiyi.library.outside import ask_outside
from guiyi.library.supervision import LABELS, Supervision, supervise
from guiyi.settings import Settings
from guiyi.wording.language import told
from tasks.artifacts import escape_cell
from tasks.telling import create_table_artifact

LEVELS = {"good": "✅", "warn": "⚠️", "bad": "❌", "unknown": "未检查 not looked at"}


@task(name="supervise")
def supervise_library(outside: int | None = None) -> int:
    """Looks at links, checks the whole library, puts the findings up → how many are bad."""
    settings = Settings.from_environment()
    platform, engine = load_platform(settings.configs), open_library(settings.library)
    look_at_links(engine, settings.configs)
    ask_outside(engine, platform.supervision, platform.supervision.links_a_run if outside is None else outside)
    found = supervise(engine, platform, today())
    publish_supervision(found)
    return sum(1 for one in found.findings if one.level == "bad")


def publish_supervision(found: Supervision) -> None:
    """A table: every check, how it stands, its threshold, when it was looked at, and examples."""
    rows = [
        {
            "检查 check": LABELS[one.name] + (f" · {one.about}" if one.about else ""),
            "结果": LEVELS[one.level],
            "数量 count": f"{one.count:,} / {one.whole:,}"
            + told(f"（未能判断 can't be told: {one.untold:,}）" if one.untold else ""),
            "阈值 limit": one.limit,
            "日期 as of": one.looked_at or found.as_of,
            "例子 examples": escape_cell(
                "; ".join(f"{each.text} {told(each.note or '')}".strip() for each in one.examples[:3])
            ),
        }
        for one in found.findings
    ]
    create_table_artifact(rows, key="supervision", description=f"统一监管 {found.as_of}: {found.resources:,} resources")
