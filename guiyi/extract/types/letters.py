"""Mailbox pages: letters and their replies, read from their labelled fields (domain rules: 受理、答复, 是否公开)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import dropwhile, islice
from typing import Any

from guiyi.extract.fields.dates import read_date
from guiyi.extract.pages.tree import Node, text_of
from guiyi.extract.types.labels import STOP, Field, Labels, one_line

LABELS = Labels(
    {
        "number": r"(?:信件|来信|咨询|留言|诉求|工单|受理|办件)?编\s*号|(?:查询|受理)号",
        "kind": r"(?:信件|来信|咨询|留言|诉求|服务|问题)?(?:类型|类别|性质|分类)|类\s*[型别]",
        "subject": r"(?:来信|信件|咨询|留言|写信|诉求|投诉|问题|反映)?(?:主\s*题|标\s*题)|事由",
        "question": r"(?:来信|信件|咨询|留言|写信|诉求|投诉|问题|提问|建议|反映)(?:内容|正文|描述|问题|事项)|内\s*容"
        r"|(?:网友|患者|家长|群众|市民|读者|学生)(?:留言|提问|咨询)|(?:问|问\s*题)(?=\s*[:：\t\n])",
        "asked_at": r"(?:来信|写信|咨询|留言|提交|投诉|信件|提问|反映|诉求|登记)(?:时间|日期)",
        "accepted_at": r"(?:受理|收信|转办|接收|交办)(?:时间|日期)",
        "replied_at": r"(?:回复|答复|办结|回信|反馈|办理|处理)(?:时间|日期)",
        "reply_agency": r"(?:回复|答复|办理|承办|处理|反馈)(?:单位|部门|机构|机关|科室|处室)",
        "accept_agency": r"(?:受理|收信|接收|所属|咨询|来信)(?:单位|部门|机构|机关|对象)|收信人",
        "reply": r"(?:回复|答复|办理|回信|处理|反馈|承办|官方回复|部门回复)(?:内容|结果|意见|情况|信息)|受理意见|(?:官方|部门|单位|管理员|站长|网站)(?:回复|答复)"
        r"|(?:医院|医生|专家|学校|律师|本站|客服)(?:回复|答复|回答|解答)(?=\s*[:：\t\n])"
        r"|(?:答|答\s*复|回\s*复)(?=\s*[:：\t\n])",
        "status": r"(?:信件|办理|处理|答复|回复|受理|当前|来信)?状\s*态|是否(?:回复|办结|答复)",
        "writer": r"(?:来信|写信|咨询|留言|投诉|提问|反映|诉求|发件)[人者](?:姓名)?|姓\s*名|网\s*友(?:昵称|姓名)?|昵\s*称",
        "is_public": r"是否(?:同意)?公开|公开(?:情况|状态|意愿|方式)?",
        "any_time": r"时\s*间|日\s*期",
        STOP: r"验证码|查询(?:码|密码|编号)|联系(?:电话|方式|人)|手\s*机(?:号码)?|电\s*话|(?:电子)?邮\s*箱|电子邮件|(?:联系|通讯|通信)?地\s*址"
        r"|证件号码|证件类型|身份证号?码?|政治面貌|职\s*业|工作单位|邮政?编码?|附\s*件|(?:您的)?评\s*价|满意度(?:评价)?|浏览(?:次数|量)|点击(?:次数|率)?|IP",
    }
)
TIMES = ("asked_at", "accepted_at", "replied_at")
LINES = ("number", "kind", "subject", "accept_agency", "reply_agency", "status", "writer")
NOT_PUBLIC = re.compile(r"^(?:否|不公开|不予公开|不同意|不$|保密|0$|false|未公开|仅本人)", re.IGNORECASE)
NEEDED = ("question", "reply", "asked_at", "replied_at", "writer")
LEAST = 3
ANSWERED = frozenset(("reply_agency", "replied_at"))
NEW_LETTER = frozenset(("number", "subject", "writer", "question", "asked_at"))
FURTHER = ("reply", "reply_agency", "replied_at")  # what a second answer has of its own
WRITTEN_AT = re.compile(r"\s+(?=(?:19|20)\d{2}\s*[-年/.])")  # 网友：王某 2018-03-01 10:00
BARE_TIME = re.compile(  # before the subject of each letter of a guest book, on its line
    r"(^|\n)((?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)\s*(?=(?:主题|标题)[：:])"
)
DATED_LABEL = re.compile(  # 网友提问（2011-03-04）： and 回复（2011-03-09）：
    r"(^|\n)[^\n：:，。]{0,8}?(?:(?P<ask>提问|咨询|留言|来信|来信内容)|(?P<answer>回复|答复|回答|解答))\s*"
    r"[（(\[【]\s*(?P<day>(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)\s*[)）\]】]\s*[:：]?[ \t]*\n?"
)
ASKED_AT = re.compile(  # （网友留言 2018-03-01） below the question
    r"\n[（(](?:网友|市民|群众)?(?:留言|提问|咨询|来信)(?:时间)?[:： ]\s*(?P<day>(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[^\n（）()]{0,9})[）)](?=\n|$)"
)
SAID_AT = re.compile(  # 网友 王某 于 2018-03-01 09:12 咨询： and 县水利局 回复于 2018-03-05：
    r"(^|\n)[\[【]?(?P<who>[^\n：:，。]{1,24}?)[】\]]?\s*(?:(?P<verb>[咨提]\s?[询问]|留言|来信|投诉|回复|答复)\s*)?(?:于\s*|(?<=[ \t\u3000])(?=[\d\-/.年月日: ]{8,20}[咨提留来投回答][询问言信诉复][:：]))"
    r"(?P<day>(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)\s*"
    r"(?P<after>[咨提][询问]|留言|来信|投诉|回复|答复)?(?:(?:内容)?\s*[:：]|\s*(?=\n))[ \t]*\n?"
)
SAID_WORDS = re.compile(r"\d[日\s]{0,2}(?:回复|答复)[:：]")
ANSWERS = ("回复", "答复")
PENDING = re.compile(  # of a letter that is not answered yet
    r"状\s*态[:：\t\n ]*(?:正在)?(?:办理|处理|受理|转办|待办|待办理|待处理|待受理|待回复|待答复|未回复|未答复|未办结|已受理|已转办|已交办)中?(?=\s|$)"
)
SHORT_SUBJECT, SHORT_QUESTION = 4, 8  # characters; a guest book's question may stand unlabelled below its writer
LEVELS = 6  # of blocks around an answer
LABEL_TAGS = ("b", "label", "span", "strong", "em", "i", "dt")
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


def read_letters(text: str, around: str = "") -> list[dict[str, Any]]:
    """Body text and the text around it → the letters it prints, or none if it is no mailbox page.

    At least a question or a reply, and three labelled fields in all, make a letter. A page with several letters repeats
    its labels, or is a table with one letter a row. is_public is False only where the page says so.
    """
    if "留言" in text or "提问" in text:
        text = ASKED_AT.sub(r"\n来信时间：\g<day>", text)
    if ("于" in text or SAID_WORDS.search(text)) and (said := SAID_AT.sub(_who_first, text)) != text:
        text, around = said, SAID_AT.sub("", around)  # a body's first short lines count to both
    text = _labelled(DATED_LABEL.sub(_day_first, BARE_TIME.sub(r"\1留言时间：\2\n", text)), around)
    fields, around = LABELS.fields(text), _beside(text, around)
    own = _letters(fields) or [one for row in LABELS.rows(text) if (one := _letter(_Read(row)))]
    if len(own) > 1:
        return own
    replies = tuple(one.value for one in fields if one.name == "reply")
    beside = [one for one in LABELS.fields(around) if not (one.name == "reply" and one.value.startswith(replies))]
    found = _letters([*fields, *beside])  # an answer that the text around has once more runs on into what stands there
    return found[:1] or own


def _beside(text: str, around: str) -> str:
    """The text around a body without the body's own first short lines, which count to both: a label at their end would
    have for its value what stands above the body.

    >>> _beside("内容：\\n路灯不亮。\\n回复内容：\\n已修。", "回复内容：\\n书记信箱\\n回复单位：住建局")
    '书记信箱\\n回复单位：住建局'
    """
    return "\n".join(dropwhile(lambda line: line.strip() in text, around.split("\n")))


def _labelled(text: str, around: str) -> str:
    """A letter whose words stand below the lines of who wrote and who answered → the same with labels before them.

    >>> _labelled("井盖坏了。\\n答复单位：城管局 答复时间：2012-03-05\\n已修。", "来信人：匿名 来信时间：2012-03-01")
    '来信内容：井盖坏了。\\n答复单位：城管局 答复时间：2012-03-05\\n回复内容：已修。'
    >>> _labelled("内容：井盖坏了。\\n回复内容：已修。", "来信人：匿名")
    '内容：井盖坏了。\\n回复内容：已修。'
    """
    names = {one.name for one in LABELS.fields(text)}
    if names & {"question", "reply"} or not names & ANSWERED:
        return text
    lines = text.split("\n")
    told = [{one.name for one in LABELS.fields(line)} for line in lines]
    answered = next((at for at, some in enumerate(told) if some & ANSWERED), None)
    if answered is None or answered + 1 >= len(lines) or told[answered + 1]:
        return text
    asked = next((at for at, some in enumerate(told[:answered]) if some & {"writer", "asked_at"}), None)
    if asked is None and not {"writer", "asked_at"} & {one.name for one in LABELS.fields(around)}:
        return text
    start = 0 if asked is None else asked + 1
    if start >= answered or any(told[start:answered]):
        return text
    lines[start], lines[answered + 1] = f"来信内容：{lines[start]}", f"回复内容：{lines[answered + 1]}"
    return "\n".join(lines)


def _day_first(label: re.Match[str]) -> str:
    """A label with its day in brackets → two labelled fields.

    >>> DATED_LABEL.sub(_day_first, "网友提问（2011-03-04）：\\n几点开门？\\n医院回答(2011-3-9)：八点。")
    '来信时间：2011-03-04\\n来信内容：几点开门？\\n回复时间：2011-3-9\\n回复内容：八点。'
    """
    word = "来信" if label["ask"] else "回复"
    return f"{label[1]}{word}时间：{label['day']}\n{word}内容："


def _who_first(said: re.Match[str]) -> str:
    """Who asked or answered when, on one line → three labelled fields; any other line stays.

    >>> SAID_AT.sub(_who_first, "网友 王** 于 2018-03-01 09:12 咨询：\\n几点开门？\\n【县医院】回复于2018-03-05：\\n八点。")
    '来信人：网友 王**\\n来信时间：2018-03-01 09:12\\n来信内容：几点开门？\\n回复单位：县医院\\n回复时间：2018-03-05\\n回复内容：八点。'
    >>> SAID_AT.sub(_who_first, "市城管委 2018-03-04 回复：\\n已修。")
    '回复单位：市城管委\\n回复时间：2018-03-04\\n回复内容：已修。'
    >>> SAID_AT.sub(_who_first, "会议于2018-03-01：\\n在县城召开。")
    '会议于2018-03-01：\\n在县城召开。'
    """
    verb = said["verb"] or said["after"]
    if not verb:
        return said[0]
    word, who = ("回复", "单位") if verb in ANSWERS else ("来信", "人")
    return f"{said[1]}{word}{who}：{said['who'].strip()}\n{word}时间：{said['day']}\n{word}内容："


def labelled_text(node: Node) -> str | None:
    """A node's text with a colon behind each element that is no more than a label of a letter; None if there is none.

    >>> from guiyi.parsing import parse_html
    >>> labelled_text(parse_html("<div><b>来信人</b><span>王**</span></div><p>内容"))
    '来信人：王**\\n内容'
    >>> labelled_text(parse_html("<div>来信人：<span>王**</span></div><p>内容"))
    """
    if not any(map(_is_label, node.iter(*LABEL_TAGS))):
        return None
    body = deepcopy(node)
    for element in filter(_is_label, body.iter(*LABEL_TAGS)):
        element.text = f"{(element.text or '').strip().rstrip(':：')}："
    return text_of(body)


def _is_label(element: Node) -> bool:
    is_alone = len(element) == 0 and element.getnext() is not None
    return is_alone and LABELS.name_of(element.text or "") is not None


def letters_in(node: Node, text: str, around: str) -> list[dict[str, Any]]:
    """A body, its text, the text around it → the letters it prints; their labels may be elements without a colon."""
    letters = read_letters(text, around)
    labelled = None if letters else labelled_text(node)
    return letters if labelled is None else read_letters(labelled, around)


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
    letters = read_letters(text) if may_be_letter(text, "") else []
    return bool(letters) and all(one["question"] and one["reply"] for one in letters)


def may_be_letter(text: str, around: str) -> bool:
    """Whether a page's body and the text around it have the words that every answered letter has, or one that waits."""
    both = around + text
    answers = (
        "回复",
        "答复",
        "回答",
        "解答",
        "答：",
        "答:",
        "办理结果",
        "处理结果",
        "受理意见",
        "处理意见",
        "办理意见",
    )
    is_answered = any(one in both for one in answers) or PENDING.search(both) is not None
    return is_answered and any(one in both for one in ("来信", "留言", "咨询", "信件", "网友", "提问", "诉求"))


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


def _letters(fields: Iterable[Field]) -> list[dict[str, Any]]:
    made = [_Read()]
    for one in fields:
        current = made[-1].values
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
    return [letter for read in made if (letter := _letter(read))]


def _letter(read: _Read) -> dict[str, Any] | None:
    """Labelled values → a letter, or None if they are too few. replies: only where there are several."""
    values = _with_question(read.values)
    known = sum(name in values for name in NEEDED) + bool(PENDING.search(f"状态：{values.get('status', '')}"))
    if not ({"question", "reply"} & values.keys()) or known < LEAST:
        return None
    if "asked_at" not in values and "any_time" in values:
        values = values | {"asked_at": values["any_time"]}
    writer, *written = WRITTEN_AT.split(values.get("writer", ""), maxsplit=1)
    if written:
        values = values | {"writer": writer, "asked_at": values.get("asked_at", written[0])}
    letter: dict[str, Any] = {name: one_line(values.get(name)) for name in LINES}
    letter |= {name: values.get(name) for name in ("question", "reply")}
    letter |= {name: read_date(values.get(name, "")) for name in TIMES}
    if letter["reply_agency"] is None and letter["reply"]:
        letter["reply_agency"] = letter["accept_agency"]
    letter["status"] = letter["status"][:40] if letter["status"] else None
    letter["is_public"] = not NOT_PUBLIC.match(values.get("is_public", "是"))
    further = [_answer(one) for one in read.further if one.get("reply") and one["reply"] != letter["reply"]]
    if further:
        letter["replies"] = [{name: letter[name] for name in FURTHER}, *further]
        letter["reply"] = "\n".join(_in_words(one) for one in letter["replies"])
    return letter


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
