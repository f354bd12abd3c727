"""Counting rows that should not be, with a few examples to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, select

from guiyi.clean.masking import shown_address
from guiyi.ledger import API, ASSET, DROPPED, FAILED, GONE, HELD, LIST, LOADED, MERGED, PAGE, REQUISITE
from guiyi.retire.reconcile.balance import UNEXPLAINED

EXAMPLES = 3
# Order of every table and chart. Calm colours that stay apart for colour-blind readers, in print too.
ENDINGS = {
    LOADED: ("入库", "#2e6b5b"), MERGED: ("合并", "#86b5a3"), HELD: ("暂存", "#d8a33f"), DROPPED: ("剔除", "#aab2ba"),
    GONE: ("旧站已撤", "#d9dde1"), FAILED: ("失败", "#b5483a"), UNEXPLAINED: ("去向不明", "#5d3a8a"),
}  # fmt: skip
STAGES = {"crawl": "抓取", "extract": "抽取", "clean": "清洗", "dedupe": "去重", "map": "映射", "load": "入库"}
ROLES = {PAGE: "内容页", LIST: "列表页", ASSET: "文件", REQUISITE: "页面构件", API: "列表数据"}
RUN_STATES = {
    "running": "进行中 running", "failed": "失败 failed", "held": "被拦下 held", "done": "完成 done",
    "rolled_back": "已回滚 rolled back",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """How many rows, and the first of them."""

    count: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = "、".join(self.examples)
        return f"{self.count:,}" + (f"（例如 e.g. {shown}）" if shown else "")


NOTHING = Finding(0)


def find(connection: Connection, query: Select[Any] | CompoundSelect[Any]) -> Finding:
    """A query whose first field names a row → how many rows, and the first names in order."""
    rows = query.subquery()
    count = connection.execute(select(func.count()).select_from(rows)).scalar_one()
    if not count:
        return NOTHING
    names = connection.scalars(select(rows.c[0]).order_by(rows.c[0]).limit(EXAMPLES))
    return Finding(count, tuple(shown_address(str(name)) for name in names))


def found_among(names: Iterable[str]) -> Finding:
    """Names of rows → how many, and the first in order."""
    ordered = sorted(names)
    return Finding(len(ordered), tuple(map(shown_address, ordered[:EXAMPLES])))


def ending_label(disposition: str | None) -> str:
    """Disposition → its Chinese and English name."""
    name = disposition or UNEXPLAINED
    return f"{ENDINGS[name][0]} {name}" if name in ENDINGS else name
