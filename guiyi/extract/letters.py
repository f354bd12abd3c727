"""Mailbox pages: a letter and its reply, read from their labelled fields (domain rules: 受理、答复, 是否公开)."""

from __future__ import annotations

import re
from typing import Any

from guiyi.extract.dates import read_date

FIELDS = {
    "subject": r"(?:来信|信件|咨询|留言|写信)?(?:主题|标题)|事由",
    "question": r"(?:来信|信件|咨询|留言|诉求|投诉|问题)(?:内容|正文|描述)|内\s*容",
    "asked_at": r"(?:来信|写信|咨询|留言|提交|投诉|信件)(?:时间|日期)",
    "accepted_at": r"(?:受理|收信|转办)(?:时间|日期)",
    "replied_at": r"(?:回复|答复|办结|回信|反馈)(?:时间|日期)",
    "reply_agency": r"(?:回复|答复|办理|受理|承办|收信)(?:单位|部门|机构|机关)",
    "reply": r"(?:回复|答复|办理|回信|处理|反馈)(?:内容|结果|意见|情况)",
    "status": r"(?:信件|办理|处理|答复|受理|当前)?状\s*态",
    "writer": r"(?:来信|写信|咨询|留言|投诉)人(?:姓名)?|姓\s*名|网\s*友",
    "is_public": r"是否公开|公开(?:情况|状态|意愿)?",
    "_stop": r"信件编号|编\s*号|查询(?:码|密码|编号)|信件类型|信件类别|来信类型|类\s*型|类\s*别|联系电话|手\s*机"
    r"|电\s*话|邮\s*箱|地\s*址|证件号码|证件类型|身份证号?码?|满意度|浏览次数|点击",
}
LABEL = re.compile(
    r"(?:^|(?<=[\n\t\s】\]]))[【\[]?(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in FIELDS.items())
    + r")[】\]]?\s*(?:[:：\t]\s*|\n)"
)
TIMES = ("asked_at", "accepted_at", "replied_at")
NOT_PUBLIC = re.compile(r"^(?:否|不公开|不|保密|0|false)", re.IGNORECASE)
NEEDED = ("question", "reply", "asked_at", "replied_at", "writer")


def read_letter(text: str) -> dict[str, Any] | None:
    """Text of a page (blocks a line, cells by tab) → its letter, or None if it is no mailbox page.

    At least a question or a reply, and three labelled fields in all, make a letter. is_public is False only where the
    page says so.
    """
    matches = list(LABEL.finditer(text))
    found: dict[str, str] = {}
    for at, match in enumerate(matches):
        name = match.lastgroup or "_stop"
        end = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        value = text[match.end() : end].strip(" \n\t【[|")
        if name != "_stop" and value and name not in found:
            found[name] = value
    if not ({"question", "reply"} & found.keys()) or sum(name in found for name in NEEDED) < 3:
        return None
    letter: dict[str, Any] = {
        name: _one_line(found.get(name)) for name in ("subject", "reply_agency", "status", "writer")
    }
    letter |= {name: found.get(name) for name in ("question", "reply")}
    letter |= {name: read_date(found.get(name, "")) for name in TIMES}
    letter["is_public"] = not NOT_PUBLIC.match(found.get("is_public", "是"))
    return letter


def _one_line(value: str | None) -> str | None:
    return value.split("\n", 1)[0].split("\t", 1)[0].strip()[:200] if value else None
