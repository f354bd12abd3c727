"""领导简介: name, post, what the person is in charge of, career.

The page of one leader names its person in the title or beside a label and tells the life in the known form (男，汉族，…年…月
出生). An appointment notice (任免) names persons, too, but tells no life.
"""

from __future__ import annotations

import re
from typing import Any

from guiyi.extract.types.labels import Labels, joined, one_line

LABELS = Labels(
    {
        "name": r"姓\s*名",
        "post": r"(?:现任)?职\s*务|现任职务",
        "duties": r"(?:工作|职责)?分工|分管(?:工作|领域|范围)?|主要职责|工作职责",
        "career": r"(?:个人|工作|主要)?(?:简历|履历|经历)|个人简介|简介",
        "education": r"(?:最高)?学\s*历|学位",
        "born": r"出生(?:年月|日期)?",
        "telephone": r"(?:办公|联系)电话",
        "email": r"(?:电子)?邮箱|电子邮件",
    }
)
NAME = re.compile(r"姓\s*名")
LIFE = re.compile(
    r"(?P<name>[\u4e00-\u9fff·]{2,10})[，,、]\s*(?P<sex>男|女)\s*[，,、]\s*(?:(?P<people>[\u4e00-\u9fff]{1,6}族)[，,、])?"
)
BORN = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(?:出?生|\d{1,2}日出?生)")
POST = re.compile(r"现任([^。；\n]{2,60})")
CHARGE = re.compile(r"(?:分管|负责|主持|协助)[^。\n]{2,160}")
TITLE = re.compile(r"^[\u4e00-\u9fff·]{2,4}(?:\s*[（(—:：\-].{0,40})?$|简历$|简介$")
APPOINTED = re.compile(r"任免|任职公示|任命|拟任|公示")


def read_profile(title: str, text: str) -> dict[str, Any] | None:
    """Title, body text → the person's profile, or None if the page is none.

    A life in the known form of a person whom the title names, or a labelled name with two more labelled fields.
    """
    if APPOINTED.search(title):
        return None
    head = text[:400]
    life = LIFE.search(head) if "男" in head or "女" in head else None
    is_told = life is not None and (life["name"] in title or bool(TITLE.search(title)))
    if not is_told and not NAME.search(text):  # nearly all pages end here, cheaply
        return None
    persons: list[dict[str, str]] = [{}]
    for one in LABELS.fields(text):
        if one.name == "name" and "name" in persons[-1] and persons[-1]["name"] != joined(one.value):
            persons.append({})
        persons[-1].setdefault(one.name, joined(one.value))
    named, *others = persons
    if not is_told and not ("name" in named and len(named) >= 3):
        return None
    name = one_line(named.get("name"), 20) or (life["name"] if life else None)
    born, post = BORN.search(named.get("born", "") or text[:400]), POST.search(text)
    return {
        "type": "profile",
        "name": name,
        "sex": life["sex"] if life else None,
        "people": life["people"] if life else None,
        "born": f"{born[1]}-{int(born[2]):02d}" if born else None,
        "post": one_line(named.get("post"), 80) or (post[1].strip() if post else None),
        "duties": named.get("duties") or (match[0] if (match := CHARGE.search(text)) else None),
        "career": named.get("career"),
    } | ({"others": [_told_of(one) for one in others]} if others else {})


def _told_of(named: dict[str, str]) -> dict[str, str | None]:
    """What labels tell of a further person of the page: the whole leadership may stand on one."""
    post, duties, career = (named.get(one) for one in ("post", "duties", "career"))
    return {"name": one_line(named["name"], 20), "post": one_line(post, 80), "duties": duties, "career": career}


def named_by_profile(details: dict[str, Any] | None, title: str | None, told: str | None) -> str | None:
    """The name of the person whose page it is, where no heading names them; else None."""
    name = str(details["name"] or "") if details and details["type"] == "profile" else ""
    return None if not name or told or name in (title or "") else name
