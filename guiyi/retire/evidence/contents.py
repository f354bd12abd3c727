"""What goes into an evidence pack: the books, the answers, the archive's digests, the log, pictures, figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from guiyi.database import reading
from guiyi.ledger import runs
from guiyi.library.redirect_files import export_redirects
from guiyi.library.register import decision_batches, hit_imports, redirect_hits
from guiyi.library.tables import letters, resources
from guiyi.retire.addresses.acceptance import count_addresses
from guiyi.retire.archive.copies import copies_of
from guiyi.retire.case import Case
from guiyi.retire.states import DEREGISTRATIONS, STATES, label_of
from guiyi.settings import now
from guiyi.templates import templates_beside

HIDDEN = ("checks", "archive", "addresses", "copies")  # in the log for people: they stand elsewhere in the pack
FACTS = {
    "why": "原因 why", "remark": "说明 remark", "ticket": "批准文号 ticket", "url": "网址 URL",
    "through": "途径 through",
    "how": "方式 how", "count": "数量 count", "step": "事项 step", "document_number": "文号 document number",
    "on": "日期 on", "person": "办理人 person", "attachment": "附件 attachment", "attachment_name": "文件名 file name",
    "attachment_sha256": "附件 SHA-256", "status": "结果 status", "message": "情况 message", "summary": "结论 summary",
    "passed": "通过 passed", "report": "报告 report", "batch": "批次 batch", "run_id": "运行 run", "file": "文件 file",
    "dispositions": "去向 dispositions", "resources": "资源 resources", "head": "链头 head", "key": "文件 file",
}  # fmt: skip
REPORTS = ("report.html", "report.xlsx", "report.json")


def collect(case: Case) -> dict[str, bytes]:
    """A case → the files of its evidence pack, by name."""
    files = {
        "events.json": _json([event.to_json() for event in case.events]),
        "redirects.csv": export_redirects(case.engine, case.site, "csv", config=case.config).encode("utf-8", "replace"),
        "statistics.json": _json(statistics(case)),
        "decisions.json": _json(_rows(case, decision_batches)),
        "visits.json": _json(_rows(case, hit_imports)),
        "copies.json": _json([asdict(one) for one in copies_of(case.events).values()]),
    }
    files |= _stored(case)
    files["index.html"] = render_index(case, files).encode("utf-8", "replace")
    return files


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode("utf-8", "replace")


def _rows(case: Case, table: Any) -> list[dict[str, Any]]:
    with reading(case.engine) as connection:
        return [dict(row) for row in connection.execute(select(table).where(table.c.site == case.site)).mappings()]


def _stored(case: Case) -> dict[str, bytes]:
    """Files that earlier steps left in the store: the last report, coverage, notice, verifications, pictures."""
    found: dict[str, bytes] = {}
    folder = f"sites/{case.site}/retirement"
    for key in case.store.list(folder):
        name = key.removeprefix(f"{folder}/")
        is_paper = name.startswith("paper-")
        if "/" not in name and (is_paper or name.endswith((".jsonl", ".json", ".html", ".txt", ".png", ".pdf"))):
            found[name] = case.store.read(key)
    reconciled = case.moved("reconcile")
    run_id = str(reconciled.facts.get("run_id")) if reconciled else ""
    for name in REPORTS:
        key = f"sites/{case.site}/runs/{run_id}/{name}"
        if run_id and case.store.exists(key):
            found[f"reconciliation/{name}"] = case.store.read(key)
    return found


def statistics(case: Case) -> dict[str, Any]:
    """Figures for the yearly report, of which a retired site still owes those up to its closing (工作年度报表)."""
    own = (resources.c.site == case.site) & (resources.c.status == "published")
    year = func.coalesce(func.substr(resources.c.published_at, 1, 4), "")
    with reading(case.engine) as connection:

        def count(field: Any) -> dict[str, int]:
            rows = connection.execute(select(field, func.count()).where(own).group_by(field))
            return {str(name or ""): int(number) for name, number in sorted(rows, key=lambda row: str(row[0]))}

        mine = letters.join(resources, resources.c.resource_id == letters.c.resource_id)
        asked = connection.execute(
            select(func.count(), func.count(letters.c.replied_at)).select_from(mine).where(own)
        ).one()
        visits = connection.execute(
            select(func.sum(redirect_hits.c.hits)).where(redirect_hits.c.site == case.site)
        ).scalar()
        totals = count_addresses(connection, case.site)
        number = connection.execute(select(func.count()).where(runs.c.site == case.site)).scalar_one()
        return {
            "网站名称 site": case.config.site.name,
            "网站标识码 site code": case.config.site.id_code,
            "首页网址 home": case.config.site.base_url,
            "信息总数 resources": sum(count(resources.c.content_type).values()),
            "按功能 by function": count(resources.c.function),
            "按类型 by content type": count(resources.c.content_type),
            "按年份 by year": count(year),
            "留言收到 letters": int(asked[0]),
            "留言办结 letters answered": int(asked[1]),
            "旧网址 old addresses": totals.addresses,
            "旧站访问量 visits to the old site": sum(totals.visits.values()),
            "跳转服务访问量 visits answered by redirects": int(visits or 0),
            "迁移次数 runs": int(number),
        }  # fmt: skip


def render_index(case: Case, files: Mapping[str, bytes]) -> str:
    """Case and the pack's files → the page that a person opens first."""
    reconciled = case.moved("reconcile")
    facts = reconciled.facts if reconciled else {}
    return templates_beside(__file__).get_template("index.html").render(
        case=case, site=case.config.site, state=STATES[case.state], made_at=_local(now().isoformat()),
        events=[_shown(event) for event in case.events], files=sorted(files.items()), facts=facts,
        checks=facts.get("checks") or [], archive=facts.get("archive") or {}, copies=copies_of(case.events).values(),
        figures=statistics(case),
        steps=[(DEREGISTRATIONS.get(str(event.facts.get("step")), ""), event.facts) for event in case.events
               if event.kind == "move" and event.name == "deregister"],
        pictures=[name for name in sorted(files) if name.endswith(".png")],
    )  # fmt: skip


def _shown(event: Any) -> dict[str, Any]:
    facts = {name: value for name, value in event.facts.items() if name not in HIDDEN}
    return {
        "event": event,
        "label": label_of(event.kind, event.name),
        "at": _local(event.at),
        "state": STATES.get(event.to_state, ""),
        "facts": {FACTS.get(name, name): value for name, value in facts.items()},
    }


def _local(instant: str) -> str:
    return datetime.fromisoformat(instant).strftime("%Y-%m-%d %H:%M UTC")
