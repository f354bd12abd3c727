"""Each gate holds a whole run, says which it is and what to do, and what was live stays live."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.decisions.record import record_decision
from guiyi.errors import GateHeld
from guiyi.ledger import runs, site_states
from tests.pipeline import export_bytes, exported
from tests.review.conftest import Dump, body_of, make_dump

__all__ = ["make_dump"]
PAGES = 10
CODE = '2018-03-05 09:00"><meta name="SiteIDCode" content="9999999999'


@dataclass(frozen=True)
class Breakage:
    """What is wrong with the first pages of a site, and what its file says then."""

    pages: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    more: str = ""
    left: int = PAGES
    numbered: bool = False


BREAKAGES = {
    "records-floor": Breakage(more="assertions: {records: {stop_below: 50}}"),
    "fill_rate.source-floor": Breakage(5, {"source": ""}, "assertions: {fill_rate: {source: {stop_below: 0.9}}}"),
    "unmapped_rate-ceiling": Breakage(
        5, {"section": "古怪的栏目"}, "assertions: {unmapped_rate: {stop_above: 0.1}, drop_vs_last_good: {}}"
    ),
    "held_rate-ceiling": Breakage(
        5, {"section": "古怪的栏目"}, "assertions: {held_rate: {stop_above: 0.1}, drop_vs_last_good: {}}"
    ),
    "drop_vs_last_good-ceiling": Breakage(
        5, {"section": "党群工作"}, "mapping: {columns: [{id: p, when: {section: [党群工作]}, then: {drop: 不迁移}}]}"
    ),
    "implausible_dates-ceiling": Breakage(4, {"day": "2035-01-01 09:00"}),
    "redated-ceiling": Breakage(4, {"day": "2026-01-05 09:00"}),
    "empty_bodies-ceiling": Breakage(6, {"body": "<p>见第3中心</p>"}, numbered=True),
    "repeated_bodies-ceiling": Breakage(6, {"body": body_of(77) + '<p><img src="/logo.png"></p>'}),
    "garbled_text-ceiling": Breakage(2, {"body": "<p>锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷的通知</p>"}),
    "error_pages-ceiling": Breakage(1, {"title": "提示信息：文章尚未审核"}),
    "blocked_pages-ceiling": Breakage(1, {"title": "请先登录再查看全文"}),
    "foreign_site_code-ceiling": Breakage(6, {"day": CODE}),
    "broken_files-ceiling": Breakage(
        5, {"body": body_of(3) + "<p><a href='/f/lost.doc'>附件</a></p>"}, "assertions: {broken_files: {stop_above: 0.1}}",
        numbered=True,
    ),
    "not-emptied": Breakage(left=0),
}  # fmt: skip


def written(make: Callable[..., Dump], broken: Breakage) -> Dump:
    """The site anew, its first pages broken."""
    dump = make(more=broken.more)
    shutil.rmtree(dump.folder)
    dump.folder.mkdir()
    for n in range(broken.left):
        said = dict(broken.said) if n < broken.pages else {}
        section = said.pop("section", "通知公告")
        if broken.numbered and "body" in said:
            said["body"] = said["body"].replace("第3中心", f"第{'甲乙丙丁戊己庚辛壬癸'[n % 10]}中心")
        dump.add(n, section, **said)
    dump.write()
    path = dump.settings.configs / "sites" / "old.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{id: old,", "{id: old, id_code: '1101060001',"), "utf-8")
    return dump


@pytest.mark.parametrize("library_url", ["sqlite"], indirect=True)
def test_each_gate_holds_the_run_and_what_was_live_stays(make_dump: Callable[..., Dump]) -> None:
    dump = written(make_dump, Breakage())
    dump.migrate()
    good = export_bytes(dump.settings)
    assert good.count(b"\n") == PAGES
    with dump.engine.connect() as connection:
        last = connection.execute(select(site_states.c.last_good_run)).scalar_one()
    said = {gate: held_by(written(make_dump, broken), good, last) for gate, broken in BREAKAGES.items()}
    assert {gate: one for gate, one in said.items() if not re.search(rf"{re.escape(gate)}\b.{{40,}}", one)} == {}
    written(make_dump, Breakage()).migrate()
    assert export_bytes(dump.settings) == good


@pytest.mark.parametrize("library_url", ["sqlite"], indirect=True)
def test_what_a_reviewer_holds_is_no_unexplained_loss(make_dump: Callable[..., Dump]) -> None:
    dump = make_dump().add(1, "通知公告").add(2, "通知公告").write()
    dump.migrate()
    record_decision(dump.engine, "hold", {"source_key": "/a/t1.html"}, site="old", by="王丽", why="核对来源")
    for _again in range(2):
        dump.migrate()
        assert [one["status"] for one in exported(dump.settings)].count("published") == 1


def held_by(dump: Dump, good: bytes, last: str) -> str:
    """What a run says that a gate held; empty if none did. Nothing of what is live changed."""
    try:
        dump.migrate()
    except GateHeld as gate:
        assert export_bytes(dump.settings) == good
        newest = runs.c.number.desc()
        with dump.engine.connect() as connection:
            assert connection.execute(select(site_states.c.last_good_run)).scalar_one() == last
            assert connection.execute(select(runs.c.status).order_by(newest)).scalars().first() == "held"
        return str(gate)
    return ""
