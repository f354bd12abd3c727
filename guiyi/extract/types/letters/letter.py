"""Labelled values → letters: where one ends and the next begins, what each needs, who signed, what the record takes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from guiyi.dates import read_date
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.labels import STOP, Field, one_line
from guiyi.extract.types.letters.words import CAME_BACK, OF_WORDS, Exchange

TIMES = ("asked_at", "accepted_at", "replied_at")
LINES = ("number", "kind", "subject", "accept_agency", "reply_agency", "status", "writer")
NOT_PUBLIC = re.compile(r"^(?:否|不公开|不予公开|不同意|不$|保密|0$|false|未公开|仅本人)", re.IGNORECASE)
NEEDED = ("question", "reply", "asked_at", "replied_at", "writer")
LEAST, LEAST_PICTURED, LEAST_OF_SEVERAL = 3, 2, 2  # labelled fields; where pictures are the labels; of signed answers
NEW_LETTER = frozenset(("number", "subject", "writer", "question", "asked_at"))
FURTHER = ("reply", "reply_agency", "replied_at")  # what a second answer has of its own
NO_REPLY = re.compile(
    r"(?:暂无|尚未|暂未|还未|待|未|无)(?:回复|答复|办理|内容|回应)?[。!！]?"
)  # where an answer would stand
AGAIN = "asked_again"  # a second question of the same letter
WRITTEN_AT = re.compile(r"\s+(?=(?:19|20)\d{2}\s*[-年/.])")  # 网友：王某 2018-03-01 10:00
PENDING = re.compile(  # of a letter that is not answered yet
    r"(?:状\s*态|进[度展])[:：\t\n ]*(?:正在)?(?:办理|处理|受理|转办|待办|待办理|待处理|待受理|待回复|待答复|未回复|未答复|未办结|已受理|已转办|已交办)中?(?=\s|$)"
)
ENDING_HEAD = re.compile(  # what came back, or its half by who speaks: 部门回音
    rf"\n[二、【\[\s]*(?=[^\n]{{0,8}}(?:{CAME_BACK}|[答复])|(?:部门|单位|官方|政府)[^\n职工行]{{2}}[】\]:：]*$)[\u4e00-\u9fff]{{2,8}}[】\]]?[:：]?$"
)
LONGEST_SUBJECT = 40
SHORT_SUBJECT, SHORT_QUESTION = 4, 8  # characters; a guest book's question may stand unlabelled below its writer
SIGNED_LINE = re.compile(
    r"(?<=\n)([^\n，。：]{2,30})[ \u3000]+((?:19|20)\d\d[-年./][^\n]{3,8})$"
)  # both on the last line
SIGNED_DAY = 12  # characters of the day that ends an answer
BEFORE_QUESTION = (
    "writer",
    "asked_at",
    "accepted_at",
    "accept_agency",
    "kind",
    "number",
    "status",
    "subject",
    "is_public",
)
LETTER = ("subject", "question", *TIMES, "reply_agency", "reply", "status", "writer", "is_public")


def letter_told(told: Exchange | None, least: int = LEAST) -> list[dict[str, Any]]:
    """What a page's structure tells, as labelled values → the letter, if it is enough for one."""
    letter = _letter(_read_of(told), least) if told else None
    return [letter] if letter else []


def subject_of(letters: list[dict[str, Any]]) -> str | None:
    """The subject of a page's only letter, which is its title, whatever heading stands above; None if there is none."""
    subject = str(letters[0]["subject"] or "") if len(letters) == 1 else ""
    return subject if len(subject) >= SHORT_SUBJECT else None


def day_of_letter(letters: list[dict[str, Any]], published_at: str | None) -> str | None:
    """The day on which a page's only letter was written, where the day that was read as the page's is its answer's."""
    one = letters[0] if len(letters) == 1 else {}
    return (
        one["asked_at"] if published_at and one.get("asked_at") and one["replied_at"] == published_at else published_at
    )


@dataclass
class _Read:
    """The labelled values of a letter, and those of its second and later answers."""

    values: dict[str, str] = field(default_factory=dict)
    further: list[dict[str, str]] = field(default_factory=list)


def _read_of(told: Exchange) -> _Read:
    """What a page's structure tells of a letter, as its labels would."""
    return _Read({name: one for name, one in told.items() if name != "further"}, told.get("further", []))


def letters_from(fields: Iterable[Field], least: int = LEAST) -> list[dict[str, Any]]:
    """The labelled fields of a page in their order → its letters, those with fewer than `least` of what each needs left out."""
    made = [_Read()]
    for one in fields:
        current = made[-1].values
        if one.name == AGAIN:
            if "question" in current:
                current["question"] += f"\n{one.label}：{one.value}"
            continue
        if one.name == "question" and "subject" not in current and _is_subject(current, one):
            current["subject"] = current.pop("question")
        is_whole = "question" in current or "reply" in current
        if one.name in NEW_LETTER and one.name in current and is_whole and one.value != current[one.name]:
            current = {}
            made.append(_Read(current))
        if one.name in FURTHER and "reply" in current and one.name in current:
            answers = made[-1].further
            if not answers or one.name in answers[-1]:
                answers.append({})
            answers[-1][one.name] = one.value
        elif one.name != STOP and one.name not in current:
            current[one.name] = one.value
    return [letter for read in made if (letter := _letter(read, least))]


def _is_subject(current: dict[str, str], further: Field) -> bool:
    """Whether what stands so far as a letter's question is but its subject, since the label of its words follows:
    求助事项 before 求助详情."""
    short = current.get("question", "")
    is_short = 0 < len(short) < len(further.value) and "\n" not in short and len(short) <= LONGEST_SUBJECT
    return is_short and "reply" not in current and further.label.endswith(OF_WORDS)


def _letter(read: _Read, least: int = LEAST) -> dict[str, Any] | None:
    """Labelled values → a letter, or None if they are too few. replies: only where there are several."""
    values = _with_question(read.values)
    if head := ENDING_HEAD.search(values.get("question", "")):  # the office's part begins with its head
        values = values | {"question": values["question"][: head.start()]}
    known = sum(name in values for name in NEEDED) + ("number" in values and "status" in values)
    known += bool(PENDING.search(f"状态：{values.get('status', '')}"))
    if not ({"question", "reply"} & values.keys()) or known < least:
        return None
    values = {name: one for name, one in values.items() if name != "reply" or not NO_REPLY.fullmatch(one.strip())}
    answerer, *said_at = WRITTEN_AT.split(one_line(values.get("answerer")) or "", maxsplit=1)
    if "reply_agency" not in values and AGENCY.match(answerer):  # else it is a person
        values = values | {"reply_agency": answerer} | ({"replied_at": said_at[0]} if said_at else {}) | values
    if "asked_at" not in values and "any_time" in values:
        values = values | {"asked_at": values["any_time"]}
    writer, *written = WRITTEN_AT.split(values.get("writer", ""), maxsplit=1)
    if written:
        values = values | {"writer": writer, "asked_at": values.get("asked_at", written[0])}
    letter: dict[str, Any] = {name: one_line(values.get(name)) for name in LINES}
    letter |= {name: values.get(name) for name in ("question", "reply")}
    letter |= {name: read_date(values.get(name, "")) for name in TIMES}
    letter |= _signed(letter)
    if letter["reply_agency"] is None and letter["reply"]:
        letter["reply_agency"] = letter["accept_agency"]
    letter["status"] = letter["status"][:40] if letter["status"] else None
    letter["is_public"] = not NOT_PUBLIC.match(values.get("is_public", "是"))
    further = [_answer(one) for one in read.further if one.get("reply") and one["reply"] != letter["reply"]]
    if further:
        letter["replies"] = [{name: letter[name] for name in FURTHER}, *further]
        letter["reply"] = "\n".join(_in_words(one) for one in letter["replies"])
    return letter


def _signed(letter: dict[str, Any]) -> dict[str, str | None]:
    """A letter → who answered, and when, where no label tells it and the answer's last two lines do, as a signature.

    >>> reply = "已修好。\\n云川市城市管理局\\n2018年5月4日"
    >>> _signed({"reply": reply, "reply_agency": None, "replied_at": None})
    {'reply_agency': '云川市城市管理局', 'replied_at': '2018-05-04'}
    >>> _signed({"reply": "已修好。\\n以后请拨打热线\\n2018年5月4日", "reply_agency": None, "replied_at": None})
    {}
    """
    lines = SIGNED_LINE.sub(r"\1\n\2", str(letter["reply"] or "")).split("\n")
    agency, day = [one.strip() for one in ("", *lines)][-2:]
    if len(lines) < 3 or len(day) > SIGNED_DAY or not AGENCY.match(agency) or not (signed := read_date(day)):
        return {}
    own = {"reply_agency": letter["reply_agency"] or agency, "replied_at": letter["replied_at"] or signed}
    return {name: value for name, value in own.items() if letter[name] is None}


def _with_question(values: dict[str, str]) -> dict[str, str]:
    """Labelled values of an answered letter → the same with the question that stands unlabelled below the last line
    before its answer.

    >>> _with_question({"asked_at": "2018-03-05", "status": "已答复\\n路灯不亮一个多月了。", "reply": "已修好。"})["question"]
    '路灯不亮一个多月了。'
    """
    names = list(values)
    if "question" in values or "reply" not in values or names[0] == "reply":
        return values
    last = names[names.index("reply") - 1]
    line, _break, rest = values[last].partition("\n")
    is_told = last in (*BEFORE_QUESTION, STOP) and len(rest) >= SHORT_QUESTION
    return values | {last: line, "question": rest} if is_told else values


def _answer(values: dict[str, str]) -> dict[str, str | None]:
    told = {"reply": values["reply"], "reply_agency": one_line(values.get("reply_agency"))}
    return told | {"replied_at": read_date(values.get("replied_at", ""))}


def _in_words(answer: dict[str, Any]) -> str:
    """One of several answers, with who gave it."""
    return f"{answer['reply_agency']}：{answer['reply']}" if answer["reply_agency"] else str(answer["reply"])


def letter_of(letters: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The letters of a page → the one it is about, in the fields of the export; None if there are none or several."""
    return {name: letters[0][name] for name in LETTER} if len(letters) == 1 else None


def letter_details(letters: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The letters of a page → their details; the writers stay in it until cleaning has masked them."""
    return {"type": "letter", "letters": letters} if letters else None
