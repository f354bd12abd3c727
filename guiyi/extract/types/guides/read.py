"""办事指南: the key elements that inspections ask for (国办秘函〔2019〕19号, 服务不实用), by their labels.

A guide names its elements and fills them in; a notice that speaks of materials to hand in does not have its own item
name, legal basis or time limit beside labels, so it stays running text.
"""

from __future__ import annotations

import re
from typing import Any

from guiyi.extract.types.english import is_english
from guiyi.extract.types.guides.labels import ELEMENTS, ENGLISH, LABELS, LOOSE, TAILS, WORDS
from guiyi.extract.types.guides.layout import with_labels_beside, with_pictured, with_shaped
from guiyi.extract.types.guides.valued import may_be_valued, valued_fields
from guiyi.extract.types.labels import STOP, Field, joined
from guiyi.extract.types.shaped import with_colons
from guiyi.markup.tree import Node

HOW = re.compile(r"(?:^|\n)(?:\d{1,2}[.)] )?(?:Who |What |How |Eligib|Fee|Cost|Requi|Doc)")  # heads of an English guide
NUMBERED_LINE = re.compile(  # 3.受理条件　法人, its label set off by its type and a blank
    rf"(?m)^((?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[、.．]\s?(?:{'|'.join(one for name, one in ELEMENTS.items() if name != STOP)}))[ \u3000]+(?=\S)"
)
KEY = frozenset(("item_name", "legal_basis", "conditions", "materials", "process", "fee"))
LIMITS = frozenset(("time_limit", "legal_limit", "promised_limit"))
LEAST, LEAST_IN_COLUMN = 4, 3
NAMED = re.compile(rf"({'|'.join(WORDS)}|许可项目)(?=[^\s:：，。]{{0,5}} *(?:[:：】\]\t\n]|$))")
COLUMN = re.compile(r"办事|指南|办理流程|办事流程|行政许可|服务事项|便民")
COLUMN_OF_GUIDES = re.compile(
    r"(?:网上|在线)?(?:办事|服务|便民|审批|办理)(?:指南|大厅|流程|须知|程序|服务)|行政(?:许可|审批)(?:事项|项目)?"
)
LONGEST_NAME = 40  # characters of an item's name
SHORT = ("telephone", "complaints", "hours", "place")  # what is told in a line, or in a few with figures
SHORT_LINE = re.compile(r"\d{2}|[号楼层室]|窗口|热线|网址|http")
RUNS = re.compile(r"[。！？]|(?:提示|说明|备注|注意|如有)[^\d]{0,12}")
DAYS = re.compile(r"(\d{1,3})\s*[（(]?\s*个?\s*(工作日|自然日|日|天)")
NAMED_DAYS = re.compile(r"(法定|法律规定|承诺)[^\d]{0,12}?(\d{1,3})\s*[（(]?\s*个?\s*(工作日|自然日|日|天)")
WITHIN = re.compile(r"\d\s*个?\s*(?:工作日|自然日|日|天)(?:之|以)?(?:内|办结|办理)")  # a limit, where hours could stand
AT_ONCE = re.compile(r"即时|当场|即办|立等可取|当日")
NAMES = {"法定": "legal_limit", "法律规定": "legal_limit", "承诺": "promised_limit"}
SUMMED = re.compile(r"\s+")


def read_guide(text: str, path: str, body: Node) -> dict[str, Any] | None:
    """Body text, names of the page's columns, the body → the guide's elements, or None if it is no guide.

    Four different elements make a guide, three of them key elements or time limits; three do in a column of guides.
    limits: in days, with their unit, where they are told (0 for 当场).
    """
    if is_english(text):
        return _made(ENGLISH.fields(text), LEAST) if HOW.search(text) else None
    made = _labelled(text, path, body)
    if not may_be_valued(text) or (made and made["limits"] and len(made["fields"]) > LEAST):
        return made
    valued = _made(valued_fields(body), LEAST)
    return valued if valued and len(valued["fields"]) > (len(made["fields"]) if made else 0) else made


def _labelled(text: str, path: str, body: Node) -> dict[str, Any] | None:
    """As `read_guide`, by the labels alone."""
    least = LEAST_IN_COLUMN if COLUMN.search(path) else LEAST
    text = with_pictured(text, body)
    if sum([word in text for word in WORDS]) < least - 1:  # nearly all pages end here, cheaply
        return None
    text = NUMBERED_LINE.sub(r"\1：", with_colons(body, with_labels_beside(text, body)))
    if len(set(NAMED.findall(text))) < least - 1:
        return None
    if not (plain := _made(LABELS.fields(text), least)):
        return None
    shaped, printed = with_shaped(text, body)
    fields = [Field(one.name, printed.get(one.label, one.label), one.value) for one in LOOSE.fields(shaped)]
    made = _made(fields, least)
    return made if made and _names(plain) <= _names(made) else plain  # else a cell of a value was taken for a label


def named_by_guide(details: dict[str, Any] | None, title: str | None) -> str | None:
    """A page's details and title → the name of its item, where what stands for the title is its column's; else None.

    >>> guide = {"type": "guide", "fields": [{"name": "item_name", "value": "失业登记"}]}
    >>> named_by_guide(guide, "办事指南"), named_by_guide(guide, "失业登记办事指南"), named_by_guide(None, "办事指南")
    ('失业登记', None, None)
    """
    if details is None or details["type"] != "guide" or not COLUMN_OF_GUIDES.fullmatch("".join((title or "").split())):
        return None
    names = [str(one["value"]) for one in details["fields"] if one["name"] == "item_name"]
    return names[0] if len(names) == 1 and 1 < len(names[0]) <= LONGEST_NAME and "\n" not in names[0] else None


def _names(guide: dict[str, Any]) -> set[str]:
    return {one["name"] for one in guide["fields"]}


def _made(found: list[Field], least: int) -> dict[str, Any] | None:
    """Labelled fields → the guide, if there are enough."""
    fields = [one for one in _once(_told(found)) if one.name != STOP]
    names = {one.name for one in fields}
    if len(names) < least or len(names & KEY) + bool(names & LIMITS) < least - 1:
        return None
    return {
        "type": "guide",
        "fields": [{"name": one.name, "label": one.label, "value": joined(_own(one))} for one in fields],
        "limits": _limits(fields),
    }


def _own(one: Field) -> str:
    """A field's value without the paragraphs that follow a short one: a telephone is a line, not what stands below it.

    >>> _own(Field("telephone", "咨询电话", "0871-60000000\\n投诉：12345\\n温馨提示：以窗口告知为准。"))
    '0871-60000000\\n投诉：12345'
    """
    if one.name not in SHORT:
        return one.value
    lines = one.value.split("\n")
    end = next(
        (at for at, line in enumerate(lines[1:], 1) if not SHORT_LINE.search(line) or RUNS.search(line)), len(lines)
    )
    return "\n".join(lines[:end])


def _told(found: list[Field]) -> list[Field]:
    """Fields → the same, those that only their last word tells named as what they are where no other label tells it.

    >>> [one.name for one in _told([Field("fee", "收费", "无"), Field("place_", "取件地点", "一楼")])]
    ['fee', 'place']
    >>> [one.name for one in _told([Field("place", "办理地点", "二楼"), Field("place_", "取件地点", "一楼")])]
    ['place', '_stop']
    """
    names = {one.name for one in found}
    is_free = {name: name not in names for name in TAILS}
    made = []
    for one in found:
        name = one.name.removesuffix("_")
        if name == "hours" and names.isdisjoint(LIMITS) and WITHIN.search(one.value):
            made.append(Field("time_limit", one.label, one.value))
            continue
        made.append(
            one if name == one.name or name == "" else Field(name if is_free[name] else STOP, one.label, one.value)
        )
    return made


def _once(fields: list[Field]) -> list[Field]:
    """The first field of each name; a later one of the same name goes on with it."""
    made: dict[str, Field] = {}
    for one in fields:
        first = made.setdefault(one.name, one)
        if first is not one:
            made[one.name] = Field(first.name, first.label, f"{first.value}\n{one.value}")
    return list(made.values())


def _limits(fields: list[Field]) -> dict[str, dict[str, Any]]:
    """法定 and 承诺 time limits → {name: {days, unit}}."""
    made: dict[str, dict[str, Any]] = {}
    for one in fields:
        if one.name not in LIMITS:
            continue
        value = SUMMED.sub("", one.value)
        for which, days, unit in NAMED_DAYS.findall(value):
            made.setdefault(NAMES[which], {"days": int(days), "unit": unit})
        found = DAYS.search(value)
        if one.name not in made and found and not NAMED_DAYS.search(value):
            made[one.name] = {"days": int(found[1]), "unit": found[2]}
        elif one.name not in made and AT_ONCE.search(value):
            made[one.name] = {"days": 0, "unit": "日"}
    return made
