"""The retirement of an old site as a table: its states, and the moves between them.

Source of the order: 《政府网站发展指引》(国办发〔2017〕47号), 永久下线与临时下线. Durations and people: platform.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE, FROZEN, RECONCILED, ASKED, APPROVED, ANNOUNCED = (
    "active", "frozen", "reconciled", "asked", "approved", "announced",
)  # fmt: skip
REDIRECTING, VERIFIED, DEREGISTERED, RETIRED, OFFLINE = (
    "redirecting", "verified", "deregistered", "retired", "offline",
)  # fmt: skip

STATES = {
    ACTIVE: "在用 active", FROZEN: "已冻结 frozen", RECONCILED: "已对账 reconciled", ASKED: "待审批 approval asked",
    APPROVED: "已批准 approved", ANNOUNCED: "已公告 announced", REDIRECTING: "已跳转 redirecting",
    VERIFIED: "已核验 verified", DEREGISTERED: "已注销 deregistered", RETIRED: "已下线 retired",
    OFFLINE: "临时下线 temporarily offline",
}  # fmt: skip

OPERATOR, APPROVER = "operator", "approver"

# What is given back to whom when a site closes, each with document number, date, person and attachment.
DEREGISTRATIONS = {
    "identity_mark": "党政机关网站标识 identity mark",
    "site_code": "网站标识码 site code",
    "icp": "ICP备案 ICP filing",
    "public_security": "公安备案 public-security filing",
    "domain": "域名 domain name",
}


@dataclass(frozen=True)
class Move:
    """One legal move. needs: names of guards. facts: what whoever makes it must say."""

    name: str
    label: str
    sources: tuple[str, ...]
    to: str
    role: str
    needs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


BEFORE_REDIRECTS = (FROZEN, RECONCILED, ASKED, APPROVED, ANNOUNCED)
CLOSED = (VERIFIED, DEREGISTERED, RETIRED)

MOVES = {
    move.name: move
    for move in (
        # name, label, from, to, who, what it needs, what must be said
        Move("freeze", "冻结内容 freeze", (ACTIVE,), FROZEN, OPERATOR),
        Move("reconcile", "对账归档 reconcile", (FROZEN,), RECONCILED, OPERATOR,
             ("delta-run", "balance", "addresses", "archive")),
        Move("ask", "提请审批 ask for approval", (RECONCILED,), ASKED, OPERATOR),
        Move("approve", "批准 approve", (ASKED,), APPROVED, APPROVER,
             ("two-persons", "as-reconciled", "archive-kept"), ("ticket",)),
        Move("reject", "退回 reject", (ASKED,), FROZEN, APPROVER, (), ("remark",)),
        Move("announce", "发布公告 announce", (APPROVED,), ANNOUNCED, OPERATOR, (), ("url",)),
        Move("redirect", "启用跳转 redirect", (ANNOUNCED,), REDIRECTING, OPERATOR,
             ("announced-long-enough", "redirects-sound", "archive-kept")),
        Move("verify", "核验 verify", (REDIRECTING,), VERIFIED, OPERATOR, ("verified",)),
        Move("deregister", "注销一项 deregister", (VERIFIED,), VERIFIED, OPERATOR,
             ("known-step", "name-no-longer-used"), ("step", "document_number", "on", "person")),
        Move("complete", "注销完毕 all deregistered", (VERIFIED,), DEREGISTERED, OPERATOR, ("all-deregistered",)),
        Move("retire", "永久下线 retire", (DEREGISTERED,), RETIRED, OPERATOR, ("evidence",)),
        Move("reopen", "重开 reopen", CLOSED, REDIRECTING, OPERATOR, (), ("remark",)),
        Move("go_offline", "临时下线 go offline", (ACTIVE,), OFFLINE, APPROVER, ("offline-quota",),
             ("ticket", "remark")),
        Move("come_back", "恢复上线 come back", (OFFLINE,), ACTIVE, OPERATOR),
        Move("abort", "中止 abort", BEFORE_REDIRECTS, ACTIVE, OPERATOR, (), ("remark",)),
        Move("roll_back", "撤回跳转 roll back", (REDIRECTING, VERIFIED), ACTIVE, OPERATOR, ("name-still-ours",),
             ("remark",)),
    )
}  # fmt: skip


# Entries of the log that are no moves: kind, and name where it tells several apart → label.
ENTRIES = {
    "run": "冻结后迁移 run after the freeze",
    "imported": "导入访问记录 visits counted",
    "decided addresses": "决定旧网址 addresses decided",
    "decided undone": "撤销决定 decisions undone",
    "verified live": "旧域名核验 verified at the live name",
    "verified service": "跳转服务核验 verified at the redirect service",
    "reminded": "提醒 reminder",
    "copied": "制作PDF副本 PDF copies made",
    "evidence": "制作证据包 evidence pack made",
}


def label_of(kind: str, name: str) -> str:
    """An entry of the log → what it is, in both languages.

    >>> label_of("move", "ask"), label_of("verified", "live"), label_of("run", "delta")
    ('提请审批 ask for approval', '旧域名核验 verified at the live name', '冻结后迁移 run after the freeze')
    """
    if name in MOVES:
        return MOVES[name].label
    return ENTRIES.get(f"{kind} {name}") or ENTRIES.get(kind) or f"{kind} {name}"


def moves_from(state: str) -> list[Move]:
    """The moves that are legal in a state.

    >>> [move.name for move in moves_from(ASKED)]
    ['approve', 'reject', 'abort']
    """
    return [move for move in MOVES.values() if state in move.sources]
