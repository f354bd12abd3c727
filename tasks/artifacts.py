"""What an operator reads in the Prefect UI: the stage table, the outcome with its reasons, and what held a run."""

from __future__ import annotations

import re
from typing import Any

from guiyi.checks import Check
from guiyi.errors import GateHeld
from guiyi.runs.manifest import STAGES
from guiyi.runs.ticket import Ticket
from guiyi.wording.language import told
from tasks.telling import create_markdown_artifact, create_table_artifact

LABELS = {"extract": "抽取", "clean": "清洗", "dedupe": "去重", "map": "映射", "load": "入库"}
ADDRESS = re.compile(r"(https?://[^\s<>|]+)")
MARKUP = re.compile(r"[\\`*{}\[\]<>|#!]|(?<!\w)_|_(?!\w)")
MARKUP_OF_ADDRESS = re.compile(r"[\\`*{}\[\]<>|]")
ENDS = {
    "loaded": "入库", "merged": "合并", "held": "暂存", "dropped": "剔除", "gone": "旧站已撤", "failed": "失败",
}  # fmt: skip
FIELDS = (
    ("rows_in", "入 in"),
    ("rows_out", "出 out"),
    ("held", "暂存 held"),
    ("dropped", "剔除 dropped"),
    ("failed", "失败 failed"),
)


def artifact_key(kind: str, site: str) -> str:
    """Prefect takes lower-case letters, digits and dashes only."""
    return f"{kind}-{re.sub(r'[^a-z0-9-]', '-', site)}"


def publish_stages(ticket: Ticket, manifests: list[dict[str, Any]]) -> None:
    """A table: what went into each stage, what came out, what was held, dropped or failed."""
    rows = []
    for stage in STAGES:
        parts = [one for one in manifests if one["stage"] == stage]
        if parts:
            counts = {label: sum(one[name] for one in parts) for name, label in FIELDS}
            rows.append({"阶段 stage": f"{LABELS.get(stage, '')} {stage}", "批 batches": len(parts), **counts})
    description = f"{ticket['run_id']}: 各阶段收支 (in = out + held + dropped + failed)"
    create_table_artifact(rows, key=artifact_key("stages", ticket["site"]), description=description)


def publish_gate(ticket: Ticket, gate: GateHeld) -> None:
    """Says which gate held the load and what to do."""
    title = f"# {ticket['site']}: 入库被拦下 held by a gate"
    text = f"{title}\n\n{escape_cell(str(gate))}\n\n在线的仍是上一次成功的结果。The last good state stays live.\n"
    create_markdown_artifact(text, key=artifact_key("gate", ticket["site"]))


def publish_security(found: dict[str, Any]) -> None:
    """What was injected into the site, by kind, and where the report is; nothing if nothing was found."""
    if not found["groups"]:
        return
    lines = [
        f"# {found['site_name']}: 安全报告 security report",
        "",
        "| 类型 kind | 级别 | 页 pages | 怎么办 what to do |",
    ]
    lines.append("|---|---|---:|---|")
    for group in found["groups"]:
        name = escape_cell(f"{group['label']} {group['label_en']}")
        lines.append(f"| {name} | {group['severity']} | {group['pages']:,} | {escape_cell(group['advice'])} |")
    lines += ["", f"报告 report: `{found['report']}` (HTML, JSON)"]
    create_markdown_artifact("\n".join(lines), key=artifact_key("security", found["site"]))


def publish_outcome(ticket: Ticket, outcome: dict[str, Any]) -> None:
    """The reconciliation: every URL's end, the checks with evidence and advice, and where the report is."""
    lines = [f"# {outcome['site_name']} · {ticket['run_id']}", "", "| 去向 disposition | URLs |", "|---|---:|"]
    lines += [f"| {ENDS.get(name, '')} {name} | {count:,} |" for name, count in sorted(outcome["dispositions"].items())]
    lines += ["", "| 检查 check | 结果 | 证据 evidence | 怎么办 what to do |", "|---|---|---|---|"]
    for check in (Check(**one) for one in outcome["checks"]):
        mark = "✅" if check.passed else ("❌" if check.required else "⚠️")
        advice = "" if check.passed else escape_cell(check.advice)
        lines.append(f"| {escape_cell(check.name)} | {mark} | {escape_cell(check.evidence)} | {advice} |")
    lines += ["", f"报告 report: `{outcome['report']}` (HTML, xlsx, JSON)"]
    create_markdown_artifact("\n".join(lines), key=artifact_key("outcome", ticket["site"]))


def escape_cell(text: str) -> str:
    """A text of the program or of a page → in the operators' language, as a cell: nothing of it may be markup.

    Old titles are hostile. `)` stays: a link before it took the stroke in.

    So does what would get into an address that is made a link: `_`, `#` and `!` of an address, and `_` within a word.
    """
    parts = ADDRESS.split(told(text).replace("\n", " "))
    marked = ((MARKUP_OF_ADDRESS if number % 2 else MARKUP).sub(r"\\\g<0>", part) for number, part in enumerate(parts))
    return "".join(marked)
