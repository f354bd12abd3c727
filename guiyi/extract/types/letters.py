"""Mailbox pages: letters and their replies, read from their labelled fields (domain rules: 受理、答复, 是否公开)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import dropwhile, islice, takewhile
from typing import Any

from guiyi.dates import read_date
from guiyi.dayorder import in_figures
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.english import LETTER as LETTER_HEADS
from guiyi.extract.types.english import LineLabels, is_english
from guiyi.extract.types.exchanges import Exchange, exchange_in, is_spoken, may_be_exchange
from guiyi.extract.types.labels import STOP, Field, one_line
from guiyi.extract.types.letterforms import ANSWER_PART, answered, parted, valued
from guiyi.extract.types.letterlabels import LABELS, labelled_text, with_labels
from guiyi.extract.types.letterstems import OFFICE, WORDS, answer_stem_of, may_name_stem
from guiyi.markup.tree import Node, text_of

TIMES = ("asked_at", "accepted_at", "replied_at")
LINES = ("number", "kind", "subject", "accept_agency", "reply_agency", "status", "writer")
NOT_PUBLIC = re.compile(r"^(?:否|不公开|不予公开|不同意|不$|保密|0$|false|未公开|仅本人)", re.IGNORECASE)
NEEDED = ("question", "reply", "asked_at", "replied_at", "writer")
LEAST, LEAST_PICTURED, LEAST_OF_SEVERAL = 3, 2, 2  # labelled fields; where pictures are the labels; of signed answers
NEW_LETTER = frozenset(("number", "subject", "writer", "question", "asked_at"))
FURTHER = ("reply", "reply_agency", "replied_at")  # what a second answer has of its own
REPLY_FACT = re.compile(rf"(?:^|(?<=[\s】\]]))[【\[]?(?:答复|回复|复信)(?P<role>时间|日期|{OFFICE})[】\]:：\t]")
MOTION = re.compile(r"提案|议案|代表|委员|政协|人大")
NO_REPLY = re.compile(
    r"(?:暂无|尚未|暂未|还未|待|未|无)(?:回复|答复|办理|内容|回应)?[。!！]?"
)  # where an answer would stand
AGAIN = "asked_again"  # a second question of the same letter
WRITTEN_AT = re.compile(r"\s+(?=(?:19|20)\d{2}\s*[-年/.])")  # 网友：王某 2018-03-01 10:00
PENDING = re.compile(  # of a letter that is not answered yet
    r"(?:状\s*态|进[度展])[:：\t\n ]*(?:正在)?(?:办理|处理|受理|转办|待办|待办理|待处理|待受理|待回复|待答复|未回复|未答复|未办结|已受理|已转办|已交办)中?(?=\s|$)"
)
ENGLISH = LineLabels(LETTER_HEADS)
REQUESTED = re.compile(  # a line that is no more than the head of what was asked
    r"(?:^|\n)(?:[A-Z][a-z]+ )?(?:[Rr]equest|[Qq]uestion|[Ee]nquiry|[Qq]uery|[Cc]omplaint)(?: [a-z ]{1,12})?:?(?=\n)|\n(?:Information requested|You asked)"
)
ASKS = re.compile("来[信电件]|留言|咨询|信件|网友|提问|诉求|反映|信箱|写信|问政|投诉|求助|举报")
ANSWERS = re.compile("[复答]|回[信应]|[处办]理|处置|受理意见|反馈")
# An answer's word that ends its line or cell, or has a colon, a bracket or a day near. It begins with a character that is
# fast to find: each word looks back at its own first one.
ANSWER_LABEL = re.compile(
    r"[回答办批复解处承反受](?:(?<=[回答办批])[复信]|(?<=复)信|(?<=[回解])答|(?<=反)馈|(?<=回)应|(?<=受)理意见|(?<=答)(?=[:：])"
    r"|(?:(?<=[处办])[理结置]|(?<=承)办)(?!时限)[内结意情过信详单部机科处时日回答进状])[^\n。，；！？\t]{0,10}(?:[:：\t】\])）]|[\n ]|$|\d{4})"
)
ENDING_HEAD = re.compile(rf"\n{ANSWER_PART.pattern}$")
LONGEST_SUBJECT = 40
FACTS = re.compile(r"[^\s:：。]{2,8}[:：][^。？?！，]{0,80}")  # a line of labels and short values
OF_FACTS = (
    "asked_at",
    "replied_at",
    "accepted_at",
    "reply_agency",
    "accept_agency",
    "writer",
    "number",
    "kind",
    "status",
)
SHORT_SUBJECT, SHORT_QUESTION = 4, 8  # characters; a guest book's question may stand unlabelled below its writer
SIGNED_LINE = re.compile(
    r"(?<=\n)([^\n，。：]{2,30})[ \u3000]+((?:19|20)\d\d[-年./][^\n]{3,8})$"
)  # both on the last line
SIGNED_DAY = 12  # characters of the day that ends an answer
LEVELS = 6  # of blocks around an answer
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


def read_letters(text: str, around: str = "", least: int = LEAST) -> list[dict[str, Any]]:
    """Body text and the text around it → the letters it prints, or none if it is no mailbox page.

    At least a question or a reply, and `least` labelled fields in all, make a letter. A page with several letters repeats
    its labels, or is a table with one letter a row. is_public is False only where the page says so.
    """
    if is_english(text or around):
        text, around = in_figures(text), in_figures(around)
        return _letters([*ENGLISH.fields(text), *ENGLISH.fields(_beside(text, around))])[:1]
    text, around = with_labels(text, around)
    fields, around = LABELS.fields(text), _beside(text, around)
    own = _letters(fields, least) or [one for row in LABELS.rows(text) if (one := _letter(_Read(row)))]
    if len(own) > 1:
        return own
    replies = tuple(one.value for one in fields if one.name == "reply")
    beside = [one for one in LABELS.fields(around) if not (one.name == "reply" and one.value.startswith(replies))]
    found = _letters(
        [*fields, *beside], least
    )  # an answer that the text around has once more runs on into what stands there
    return found[:1] or own


def _beside(text: str, around: str) -> str:
    """The text around a body without the body's own first short lines, which count to both: a label at their end would
    have for its value what stands above the body.

    >>> _beside("内容：\\n路灯不亮。\\n回复内容：\\n已修。", "回复内容：\\n书记信箱\\n回复单位：住建局")
    '书记信箱\\n回复单位：住建局'
    """
    return "\n".join(dropwhile(lambda line: line.strip() in text, around.split("\n")))


def letters_in(node: Node, text: str, around: str) -> list[dict[str, Any]]:
    """A body, its text, the text around it → the letters it prints; their labels may be elements without a colon."""
    letters = read_letters(text, around) if may_be_labelled(text, around) else []
    is_told = bool(letters) and not (len(letters) == 1 and letters[0]["asked_at"] is None)
    labelled = None if is_told else labelled_text(node)
    if labelled is not None:
        letters = read_letters(labelled, around, LEAST_PICTURED if _is_pictured(node) else LEAST) or letters
    is_whole = bool(letters) and all(one["question"] and one["reply"] for one in letters)
    return letters if is_whole else _of_structure(node, text, around) or letters


def letter_told(told: Exchange | None, least: int = LEAST) -> list[dict[str, Any]]:
    """What a page's structure tells, as labelled values → the letter, if it is enough for one."""
    letter = _letter(_read_of(told), least) if told else None
    return [letter] if letter else []


def _of_structure(node: Node, text: str, around: str) -> list[dict[str, Any]]:
    """As `letters_in`, by what stands where, where no labels tell a letter."""
    halves, form = parted(text.split("\n")), valued(node)
    halves = _with_facts(text, around) | halves if halves else None
    form = form if form and is_spoken(form, f"{around}\n{text}") else None
    if letters := letter_told(halves or form) or letter_told(exchange_in(node, text, around)):
        return letters
    several = answered(text.split("\n"))
    return [letter for one in several if (letter := _letter(_read_of(one), LEAST_OF_SEVERAL))]


def _with_facts(text: str, around: str) -> Exchange:
    """What the lines of a letter's facts tell, where heads tell its two parts: 写信时间：2020-09-02 above 来信."""
    facts = "\n".join(one for one in f"{around}\n{text}".split("\n") if FACTS.fullmatch(one.strip()))
    return {one.name: one.value for one in reversed(LABELS.fields(facts)) if one.name in OF_FACTS}


def may_be_pictured(node: Node) -> bool:
    """Whether pictures in the blocks around a node are, by their alt texts, a question's label and an answer's."""
    blocks = [node, *takewhile(lambda one: one.tag not in ("body", "html"), islice(node.iterancestors(), LEVELS))]
    return _is_pictured(blocks[-1])


def _is_pictured(node: Node) -> bool:
    return {"question", "reply"} <= {LABELS.name_of(alt) for one in node.iter("img") if (alt := one.get("alt"))}


def block_of_letter(node: Node) -> Node:
    """A node with a letter's answer alone → the block around it that holds the letter, too; else the node."""
    for above in (node, *islice(node.iterancestors(), LEVELS)):
        if above.tag in ("body", "html"):
            break
        letters = letters_in(above, text_of(above), "")
        if letters and all(one["question"] and one["reply"] for one in letters):
            return above
    return node


def letters_beside(node: Node) -> tuple[Node, tuple[Node, ...]] | None:
    """A node that is one of several answered letters side by side → the block of them all, and what else stands in it."""
    for block in (node, *islice(node.iterancestors(), LEVELS)):
        above = block.getparent()
        if above is None or block.tag in ("body", "html"):
            return None
        alike = [one for one in above.iterchildren(block.tag) if one is not block and _is_whole(text_of(one))]
        if alike and _is_whole(text_of(block)):
            kept = {block, *alike}
            return above, tuple(one for one in above.iterchildren() if one not in kept)
    return None


def _is_whole(text: str) -> bool:
    """Whether a text is letters, each with its answer."""
    letters = read_letters(text) if may_be_labelled(text, "") else []
    return bool(letters) and all(one["question"] and one["reply"] for one in letters)


def may_be_letter(text: str, around: str) -> bool:
    """Whether a page may print letters: its labels say so, or what stands where."""
    return may_be_labelled(text, around) or (not is_english(text) and may_be_exchange(text, around))


def may_be_labelled(text: str, around: str) -> bool:
    """Whether a page's body and the text around it name, as labels do, what every letter has: what was asked, and what
    was answered, or that it waits.

    >>> may_be_labelled("反映问题：路灯不亮。\\n办理情况：已修复。", "")
    True
    >>> may_be_labelled("市民反映，路灯不亮。市城管局答复，已修复。", "要闻")
    False
    """
    if is_english(text):
        return REQUESTED.search(text) is not None
    both = around + text
    is_answered = ANSWERS.search(both) and ANSWER_LABEL.search(both)
    if not ASKS.search(both):
        return bool(is_answered) and (may_name_stem(both) or _is_answered_to_somebody(both))
    if not is_answered and answer_stem_of(both):
        return True
    return bool(is_answered or (("态" in both or "进" in both) and PENDING.search(both)))


def _is_answered_to_somebody(both: str) -> bool:
    """Whether labels tell which office replied and when, as of nothing else than a letter; a motion is of a delegate."""
    return len({one["role"] for one in REPLY_FACT.finditer(both)}) > 1 and MOTION.search(both) is None


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


def _letters(fields: Iterable[Field], least: int = LEAST) -> list[dict[str, Any]]:
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
    return is_short and "reply" not in current and further.label.endswith(WORDS)


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
