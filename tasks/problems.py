"""What is wrong with a site, for the one who has to do something: in groups, each with one example and with advice."""

from __future__ import annotations

import os

from guiyi import errors
from guiyi.codes import code_word
from guiyi.library.migrate import open_library
from guiyi.library.status import Diagnosis, Issue, diagnose
from guiyi.settings import Settings
from guiyi.wording.language import told
from tasks.artifacts import artifact_key, escape_cell
from tasks.telling import create_markdown_artifact

MOST = 30
# the error tree is sorted by who must act; the first class that fits gives the advice
WHO_ACTS: tuple[tuple[type[BaseException], str], ...] = (
    (errors.ConfigError, "运维改配置：按提示改文件，`guiyi check`，再 Retry。 Correct the file it names, then Retry."),
    (
        errors.SourceDown,
        "旧站不应答或要求停一停：核对网址，请站方恢复，再 Retry。"
        " The old site is down or asked for a pause: check its address, tell its owner, then Retry.",
    ),
    (
        errors.RefusedAddress,
        "地址不许访问：核对站点文件的 allow_private、aliases。 Look at the addresses in the site's file.",
    ),
    (errors.SourceError, "旧站出错：过一会儿 Retry。 The old site fails; Retry later."),
    (errors.TransientLibrary, "数据库暂时不应答：恢复后 Retry。 The database did not answer; Retry when it is back."),
    (errors.StoreError, "存储读写失败：看磁盘空间和权限，再 Retry。 Look at the disk's space and rights, then Retry."),
    (
        errors.StagesEnded,
        "做各阶段的进程被杀（多半内存不足）：看这台机器的内存，再 Retry，做完的不重做。"
        " The stages' process was killed, mostly for want of memory: look at this machine, then Retry.",
    ),
    (errors.RunBusy, "此站已有运行：等它做完。 Another run of this site is at work; wait for it."),
    (errors.GateHeld, "被闸门拦下：按提示处理后再 Run。 Held by a gate: do what it says, then Run again."),
    (
        errors.GuiyiError,
        "看下面的原因；不明白时把本页交给工程师。 If the reason is not plain, hand this page to an engineer.",
    ),
)
UNKNOWN = "程序错误：把本页和运行编号交给工程师；线上数据没有变。 A fault of the program; what is live is untouched."
PARKED = (
    "旧站不应答或要求停一停：本次运行到时自己再来（Parked），已抓的不重抓；久了请站方恢复。"
    " The old site is down or asked for a pause: this run comes back by itself; if it lasts, tell its owner."
)
WHERE = {"held": "暂存", "dropped": "剔除", "failed": "失败", "crawl": "抓取", "check": "检查"}
HOW = (
    ("held", "在待办清单里决定，再 Run（不重新抓取）。 Decide it in the work list, then Run again."),
    ("dropped", "不对就加一条规则或决定，再 Run。 If it is wrong, add a rule or a decision."),
    ("failed", "改模板或规则后再 Run；原件都在。 Mend the template or rule; the payload is kept."),
    ("crawl", "旧站恢复后再 Run；只补抓这些。 Run again when the old site gives them; only these are fetched."),
)


def publish_problems(site: str, error: BaseException | None = None, is_parked: bool = False) -> None:
    """Site, and what ended its run → the artifact `problems-…`; where all is well, it says so in a line.

    is_parked: the run comes back by itself.
    """
    found = diagnose(open_library(Settings.from_environment().library), site)
    lines = [f"# {site}: {_verdict(found)}", ""]
    if error is not None:
        lines += [
            f"**{told(type(error).__name__)}** {escape_cell(str(error))}",
            "",
            f"👉 {PARKED if is_parked else advice_for(error)}",
            "",
        ]
    else:
        lines += [escape_cell(found.says), ""]
    if found.issues:
        lines += ["| 哪里 where | 什么 what | 条 | 例 example | 怎么办 what to do |", "|---|---|---:|---|---|"]
        lines += [_row(issue) for issue in found.issues[:MOST]]
        if len(found.issues) > MOST:
            lines.append(f"\n还有 {len(found.issues) - MOST} 类 more: `guiyi diagnose {site}`")
    portal = os.environ.get("GUIYI_PORTAL", "").rstrip("/")
    if portal and any("held" in one.where for one in found.issues):
        lines += ["", f"[👉 待办清单 decide it in the work list]({portal}/worklist?site={site})"]
    create_markdown_artifact("\n".join(lines), key=artifact_key("problems", site))


def advice_for(error: BaseException) -> str:
    """An error → who does what about it."""
    return next((advice for kind, advice in WHO_ACTS if isinstance(error, kind)), UNKNOWN)


def _verdict(found: Diagnosis) -> str:
    words = {
        "good": "✅ 良好 good", "partial": "🟡 已完成，有待处理 done, some things wait", "held": "⏸ 被拦下 held",
        "failing": "❌ 失败 failing", "running": "▶ 在跑 running", "stale": "⌛ 过旧 stale",
        "parked": "⌛ 待旧站恢复 parked", "never-run": "从未运行 never run",
    }  # fmt: skip
    return words[found.verdict]


def _row(issue: Issue) -> str:
    how = next((advice for word, advice in HOW if issue.where.startswith(word)), issue.reason)
    named = code_word("zh", issue.code)
    code = issue.code if named == issue.code else f"{named} {issue.code}"
    what = code if issue.where == "check" else f"{code}：{issue.reason}"
    cells = (
        WHERE.get(issue.where.partition(" ")[0], "") + f" {issue.where}",
        what,
        f"{issue.count:,}",
        issue.example,
        how,
    )
    return "| " + " | ".join(escape_cell(cell[:300]) for cell in cells) + " |"
