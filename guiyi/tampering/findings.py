"""What was found on a page: its kind, how grave it is, what was done about it, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

HIGH, MEDIUM, LOW = "high", "medium", "low"
REMOVED, HELD, NOTED = "removed", "held", "noted"
OPEN, CLOSE = "⟦", "⟧"  # around the words that gave the injection away
AROUND = 40  # characters of an excerpt on both sides
MAX_EXCERPT = 240


@dataclass(frozen=True)
class Kind:
    """One form of tampering: its name for operators, and what the site's owner should do."""

    label: str
    label_en: str
    advice: str


KINDS = {
    "hidden-link": Kind("暗链", "hidden links", "从模板和正文中删除隐藏链接，检查发布账号与服务器后门 Delete the hidden links from template and text; look for stolen accounts and back doors."),
    "hidden-text": Kind("隐藏文字", "hidden text", "删除对读者隐藏的文字，检查模板 Delete the text hidden from readers; check the template."),
    "script-made": Kind("脚本写入的内容", "content written by script", "删除混淆脚本，核对服务器上的脚本文件 Delete the obfuscated script; compare the server's script files with a clean copy."),
    "outside-document": Kind("文档之外的代码", "code outside the document", "服务器程序或入口文件被篡改，先查首尾被插入的代码 A server program was changed: look at what is put before and after the page."),
    "spam-title": Kind("标题、关键词被替换", "title or meta replaced", "恢复网页标题、关键词和描述，检查入口文件 Restore title, keywords and description; check the entry files."),
    "spam-heading": Kind("正文前的关键词堆砌", "chain of keywords in the text", "删除堆砌的关键词 Delete the chain of keywords."),
    "spam-link": Kind("可见的垃圾链接", "visible spam links", "删除链接，检查评论、留言和发布账号 Delete the links; check comments and accounts."),
    "spam-in-text": Kind("正文中的违法信息", "spam in the text", "人工核实：是否为依法发布的内容 Check by hand whether the text is lawful."),
    "name-replacement": Kind("名称被批量替换", "names replaced wholesale", "从备份恢复原文 Restore the original from a backup."),
    "foreign-redirect": Kind("跳转到外部网站", "redirect to a foreign host", "删除跳转代码，检查来源判断脚本 Delete the redirect; look for scripts that test the referrer."),
    "foreign-script": Kind("外部脚本", "script from a foreign host", "核实该外部脚本是否仍由原服务商提供 Check whether the script still belongs to its former provider."),
    "look-alike-host": Kind("仿冒域名", "look-alike host", "删除仿冒链接 Delete the link to the forged host."),
    "outlink-mass": Kind("大量外链", "mass of links outward", "核实外链，删除无关的 Check the links, delete those that don't belong."),
    "empty-tag-run": Kind("批量空标签", "runs of empty tags with one id", "页面由作弊程序生成，从备份恢复 The page was made by a spam program; restore it from a backup."),
    "machine-converted": Kind("机器转换的页面", "page converted by machine", "从可信来源恢复原文，核对标出的缺字 Restore the original from a source you trust; check the characters marked as lost."),
    "cloaking": Kind("对搜索引擎另示内容", "cloaking", "服务器按访问者返回不同内容，检查入口文件和模块 The server answers search engines differently; check entry files and modules."),
    "parasite-page": Kind("寄生页面", "parasite page", "删除不属于任何栏目的页面，检查上传目录 Delete pages that belong to no column; check upload folders."),
    "partner-changed": Kind("失效外链已改作他用", "partner domain serving something else", "删除该外链 Delete the link."),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One injection. place: title, meta, head, body, script, document. target: host it leads to, if any."""

    kind: str
    severity: str
    action: str
    place: str
    excerpt: str
    target: str | None = None
    words: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for the hand-over and for evidence."""
        return asdict(self)


def excerpt_of(text: str, words: Sequence[str]) -> str:
    """A text around the first of some words, these marked ⟦so⟧; white space squeezed.

    >>> excerpt_of("欢迎  来到金沙娱乐城。", ["金沙", "娱乐城"])
    '欢迎 来到⟦金沙⟧⟦娱乐城⟧。'
    """
    squeezed = " ".join(text.split())
    lower = squeezed.lower()
    first = min((at for word in words if (at := lower.find(word.lower())) >= 0), default=0)
    start = max(0, first - AROUND)
    cut = squeezed[start : start + MAX_EXCERPT]
    for word in sorted(dict.fromkeys(words), key=len, reverse=True)[:8]:
        at = cut.lower().find(word.lower())
        if at >= 0 and word:
            cut = f"{cut[:at]}{OPEN}{cut[at : at + len(word)]}{CLOSE}{cut[at + len(word) :]}"
    return ("…" if start else "") + cut


def worst(severities: Iterable[str]) -> str:
    """The gravest of some severities."""
    found = set(severities)
    return next((one for one in (HIGH, MEDIUM) if one in found), LOW)
