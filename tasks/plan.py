"""A dry run: what a run would do, as an artifact."""

from __future__ import annotations

from guiyi.apart import apart
from tasks.artifacts import artifact_key, escape_cell
from tasks.telling import create_markdown_artifact

LABELS = {
    "create": "新增", "update": "更新", "remap": "改栏目", "revive": "恢复", "unchanged": "不变", "merge": "合并",
    "hold": "暂存", "conflict": "冲突", "drop": "剔除", "fail": "失败", "gone": "已撤",
}  # fmt: skip
MOST_MOVES, MOST_REASONS = 50, 8


def publish_plan(site: str) -> str:
    """Site → what a run on its archive would do, in one line; the artifact `plan-…` has it with examples."""
    found = apart("plan", site)
    lines = [f"# 试算 dry run: {site}", "", "| 会怎样 would | 条 | 为什么、例 why, examples |", "|---|---:|---|"]
    counts = sorted(found["counts"].items(), key=lambda one: -one[1])
    for kind, count in counts:
        why = [f"{times:,} × {reason}" for reason, times in list(found["reasons"].get(kind, {}).items())[:MOST_REASONS]]
        examples = "；".join(escape_cell(one) for one in [*why, *found["samples"].get(kind, [])])
        lines.append(f"| {LABELS.get(kind, '')} {kind} | {count:,} | {examples} |")
    if found["moves"]:
        lines += ["", "| 改栏目 moves | 从 from | 到 to |", "|---|---|---|"]
        for move in found["moves"][:MOST_MOVES]:
            lines.append(f"| {escape_cell(move['title'])} | {move['before'] or '—'} | {move['after'] or '—'} |")
    if found["proposed"]:
        waiting = "、".join(f"{times:,} × {about}" for about, times in list(found["proposed"].items())[:MOST_REASONS])
        lines += ["", f"- 分类只是建议，等人定 proposed classes, for the work list: {escape_cell(waiting)}"]
    lines += ["", *(f"- {escape_cell(one)}" for one in found["cannot_tell"])]
    create_markdown_artifact("\n".join(lines), key=artifact_key("plan", site))
    return f"{site}: " + " · ".join(f"{count} {kind}" for kind, count in counts)
