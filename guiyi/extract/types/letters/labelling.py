"""How words of letters that have no labels, or have them elsewhere, get theirs: lines of who asked or answered, and when."""

from __future__ import annotations

import re

from guiyi.dates import DAY
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.labels import NUMBERING
from guiyi.extract.types.letters.labels import LABELS, PUBLIC
from guiyi.extract.types.letters.stems import CAME_BACK, WROTE, with_known_stem

ANSWERED = frozenset(("reply_agency", "replied_at", "answerer"))
DAY_TIME = rf"{DAY}(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
BARE_TIME = re.compile(  # before the subject of each letter of a guest book, on its line
    rf"(^|\n)({DAY_TIME})\s*(?=(?:主题|标题)[：:])"
)
DATED_LABEL = re.compile(  # 网友提问（2011-03-04）： and 回复（2011-03-09）：
    r"(^|\n)(?P<who>[^\n：:，。]{0,20}?)(?:再次|补充)?(?:(?P<again>追问|追加提问)|(?P<ask>提问|咨询|留言|来信|来信内容)|(?P<answer>回复|答复|回答|解答))\s*"
    rf"[（(\[【]\s*(?P<day>{DAY_TIME})\s*[)）\]】]\s*[:：]?[ \t]*\n?"
)
ASKED_AT = re.compile(  # （网友留言 2018-03-01） below the question
    rf"\n[（(](?:网友|市民|群众)?(?:留言|提问|咨询|来信)(?:时间)?[:： ]\s*(?P<day>{DAY}[^\n（）()]{{0,9}})[）)](?=\n|$)"
)
DAY_BELOW = re.compile(  # 市民政局回复2020-10-12, or its day on the line below: the same as with the day in brackets
    r"(^|\n)(?P<who>[^\n：:，。]{0,20}?(?:提问|追问|咨询|留言|来信|回复|答复|回答|解答))[ \t]*\n?"
    rf"(?P<day>{DAY_TIME})[ \t]*(?=\n|$)"
)
SAID_AT = re.compile(  # 网友 王某 于 2018-03-01 09:12 咨询： and 县水利局 回复于 2018-03-05：
    r"(^|\n)[\[【]?(?P<who>[^\n：:，。]{1,24}?)[】\]]?\s*(?:(?P<verb>[咨提]\s?[询问]|留言|来信|投诉|回复|答复)\s*)?"
    r"(?:于\s*|(?<=[ \t\u3000])(?=[\d\-/.年月日: ]{8,20}[咨提留来投回答][询问言信诉复][:：]))"
    rf"(?P<day>{DAY_TIME})\s*"
    r"(?P<after>[咨提][询问]|留言|来信|投诉|提出|反映|回复|答复)?(?:(?:内容)?\s*[:：]|\s*(?=\n))[ \t]*\n?"
)
OFFICE_SAYS = re.compile(  # 县水利局回复：已修好。（2018-05-15）
    r"(^|\n)(?P<who>[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|中心|政府|公司|街道|镇|乡|办公室|支队|大队))\s*(?:的)?(?:回复|答复)\s*[:：]\s*"
    rf"(?P<said>[^\n]*?)(?P<day>[（(]{DAY}[)）])?(?=\n|$)"
)
ASKED_ON = re.compile(  # 网友来信：路灯不亮。（2018-05-10）
    r"(^|\n)(?P<label>(?:网友|市民|群众|居民)(?:来信|留言|提问|咨询))\s*[:：]\s*(?P<said>[^\n]*?)"
    rf"[（(](?P<day>{DAY})[)）](?=\n|$)"
)
SAID_WORDS = re.compile(r"\d[日\s]{0,2}(?:回复|答复)[:：]")
WHO_BEFORE_DAY = re.compile(  # 许** 留言：2016-06-14 12:20 on a line of its own, the words below it
    r"(^|\n)(?P<who>[^\n：:，。]{1,24}?)\s*(?P<verb>咨询|提问|留言|来信|投诉|回复|答复)(?P<after>)\s*[:：]\s*"
    rf"(?P<day>{DAY_TIME})\s*(?=\n|$)\n?"
)
ASKER = re.compile(  # 市民 聂先生 2019-05-28 18:02 on a line of its own, the words below it
    rf"(^|\n)(?P<who>(?:{PUBLIC})[^\n：:，。\d]{{0,12}}?)[ \t]+(?P<day>{DAY_TIME})[ \t]*(?=\n|$)"
)
ASKED_PART = re.compile(rf"{NUMBERING}(?:{WROTE})(?:信息|情况|详情)?[:：]?")  # the heads of a letter's two parts
ANSWER_PART = re.compile(rf"{NUMBERING}(?:{CAME_BACK})(?:信息|情况|详情)?[:：]?")
BARE = re.compile(r"(?:时间|日期|内容|单位|部门|机构)(?=[:：\t])")  # a label below such a head
OFFICE_COLON = re.compile(  # 县民政局：请到村委会申请。 above the line of when that was
    r"(^|\n)(?P<who>[\u4e00-\u9fff]{2,20})[:：][ \t]*(?P<said>[^\n]+)(?=\n(?:回复|答复)(?:时间|日期)[:：])"
)
PUBLIC_COLON = re.compile(
    rf"(^|\n)(?:{PUBLIC})[^\n：:，。]{{0,12}}[:：][ \t]*(?P<said>[^\n]+)(?=\n(?:{WROTE})(?:时间|日期)[:：])"
)
ANSWERS = ("回复", "答复")
RAISED = ("提出", "反映")  # of what the public does, and others
LONGEST_PART = 12  # characters of a part's head


def with_labels(text: str, around: str) -> tuple[str, str]:
    """Body text and the text around it → both with a label before each of a letter's words."""
    text, around = with_known_stem(text, around)
    text, around = (DAY_BELOW.sub(r"\1\g<who>（\g<day>）：", one) for one in (_in_parts(LABELS.unrolled(text)), around))
    text, around = (ASKER.sub(r"\1\g<who> 咨询（\g<day>）：", one) for one in (text, around))
    if "留言" in text or "提问" in text:
        text = ASKED_AT.sub(r"\n来信时间：\g<day>", text)
    if ("于" in text or SAID_WORDS.search(text)) and (said := SAID_AT.sub(_who_first, text)) != text:
        text, around = said, SAID_AT.sub("", around)  # a body's first short lines count to both
    if ("复：" in text or "复:" in text) and (said := WHO_BEFORE_DAY.sub(_who_first, text)) != text:
        text, around = said, WHO_BEFORE_DAY.sub(_writer_only, around)
        text = f"来信内容：{text}" if "来信人：" in around and not LABELS.start.match(text) else text
    if "时间：" in text or "日期：" in text:
        text = OFFICE_COLON.sub(_said_by, PUBLIC_COLON.sub(r"\1来信内容：\g<said>", text))
    if "复：" in text or "复:" in text:
        text = OFFICE_SAYS.sub(_office_first, ASKED_ON.sub(r"\1来信时间：\g<day>\n来信内容：\g<said>", text))
    text = DATED_LABEL.sub(_day_first, BARE_TIME.sub(r"\1留言时间：\2\n", text))
    asked = next((one for one in DATED_LABEL.finditer(around) if one["ask"]), None)
    around = DATED_LABEL.sub(r"\1", around)  # a body's first short lines count to both
    if asked:
        around = f"来信时间：{asked['day']}\n{around}"
        has_question = any(one.name == "question" for one in LABELS.fields(text))
        text = text if has_question else f"来信内容：{text}"
    return _labelled(text, around), around


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
    answered = [
        at for at, some in enumerate(told[:-1]) if some & ANSWERED and not some & {"reply"} and not told[at + 1]
    ]
    first = next((at for at, some in enumerate(told) if some & ANSWERED), None)
    if first is None or first not in answered:
        return text
    asked = next((at for at, some in enumerate(told[:first]) if some & {"writer", "asked_at"}), None)
    if asked is None and not {"writer", "asked_at"} & {one.name for one in LABELS.fields(around)}:
        return text
    start = 0 if asked is None else asked + 1
    if start >= first or any(told[start:first]):
        return text
    lines[start] = f"来信内容：{lines[start]}"
    for at in answered:
        lines[at + 1] = f"回复内容：{lines[at + 1]}"
    return "\n".join(lines)


def _office_first(said: re.Match[str]) -> str:
    """An office's answer behind its name, its day in brackets → labelled fields.

    >>> OFFICE_SAYS.sub(_office_first, "县水利局回复：已修好。（2018-05-15）\\n王某回复：谢谢。")
    '回复单位：县水利局\\n回复时间：2018-05-15\\n回复内容：已修好。\\n王某回复：谢谢。'
    """
    day = f"回复时间：{said['day'][1:-1]}\n" if said["day"] else ""
    return f"{said[1]}回复单位：{said['who']}\n{day}回复内容：{said['said']}"


def _in_parts(text: str) -> str:
    """A text in two parts, 来信 and 答复, each with bare labels below its head → the labels with their head's word.

    >>> _in_parts("一、来信\\n时间：5月14日\\n内容：吵。\\n二、答复\\n单位：环保局\\n内容：已查。")
    '来信时间：5月14日\\n来信内容：吵。\\n回复单位：环保局\\n回复内容：已查。'
    >>> _in_parts("来信\\n时间：5月14日"), _in_parts("时间：5月14日\\n内容：吵。")
    ('来信\\n时间：5月14日', '时间：5月14日\\n内容：吵。')
    """
    lines = text.split("\n") if "内容" in text else []
    heads = {at: "来信" for at, one in enumerate(lines) if len(one) <= LONGEST_PART and ASKED_PART.fullmatch(one)}
    if not heads:
        return text
    heads |= {at: "回复" for at, one in enumerate(lines) if len(one) <= LONGEST_PART and ANSWER_PART.fullmatch(one)}
    bare = {heads[at - 1] for at in range(1, len(lines)) if at - 1 in heads and BARE.match(lines[at])}
    if len(bare) < 2:
        return text
    made, word = [], ""
    for at, line in enumerate(lines):
        word = heads.get(at, word)
        made += [] if at in heads else [f"{word}{line}" if word and BARE.match(line) else line]
    return "\n".join(made)


def _said_by(said: re.Match[str]) -> str:
    """An office before a colon and its words → two labelled fields; a label that is no office stays.

    >>> OFFICE_COLON.sub(_said_by, "县民政局：到村委会申请。\\n回复时间：2021-08-20")
    '回复单位：县民政局\\n回复内容：到村委会申请。\\n回复时间：2021-08-20'
    """
    if not AGENCY.match(said["who"]) or LABELS.name_of(said["who"]):
        return said[0]
    return f"{said[1]}回复单位：{said['who']}\n回复内容：{said['said']}"


def _day_first(label: re.Match[str]) -> str:
    """A label with its day in brackets → two labelled fields.

    >>> DATED_LABEL.sub(_day_first, "网友提问（2011-03-04）：\\n几点开门？\\n医院回答(2011-3-9)：八点。")
    '来信时间：2011-03-04\\n来信内容：几点开门？\\n回复时间：2011-3-9\\n回复内容：八点。'
    """
    if label["again"]:
        return f"{label[1]}追问："
    word = "来信" if label["ask"] else "回复"
    office = f"回复单位：{label['who'].strip()}\n" if label["answer"] and AGENCY.match(label["who"].strip()) else ""
    return f"{label[1]}{office}{word}时间：{label['day']}\n{word}内容："


def _who_first(said: re.Match[str]) -> str:
    """Who asked or answered when, on one line → three labelled fields; any other line stays.

    >>> SAID_AT.sub(_who_first, "网友 王** 于 2018-03-01 09:12 咨询：\\n几点开门？\\n【县医院】回复于2018-03-05：\\n八点。")
    '来信人：网友 王**\\n来信时间：2018-03-01 09:12\\n来信内容：几点开门？\\n回复单位：县医院\\n回复时间：2018-03-05\\n回复内容：八点。'
    >>> SAID_AT.sub(_who_first, "市城管委 2018-03-04 回复：\\n已修。")
    '回复单位：市城管委\\n回复时间：2018-03-04\\n回复内容：已修。'
    >>> SAID_AT.sub(_who_first, "市民 王** 于2018-03-01 反映\\n没水。\\n市政府于2018-03-02 提出：")
    '来信人：市民 王**\\n来信时间：2018-03-01\\n来信内容：没水。\\n市政府于2018-03-02 提出：'
    >>> SAID_AT.sub(_who_first, "会议于2018-03-01：\\n在县城召开。")
    '会议于2018-03-01：\\n在县城召开。'
    """
    verb = said["verb"] or said["after"]
    if not verb or (verb in RAISED and not said["who"].lstrip().startswith(tuple(PUBLIC.split("|")))):
        return said[0]
    word, who = ("回复", "单位") if verb in ANSWERS else ("来信", "人")
    return f"{said[1]}{word}{who}：{said['who'].strip()}\n{word}时间：{said['day']}\n{word}内容："


def _writer_only(said: re.Match[str]) -> str:
    """The line of who asked when, above a body that holds the words → two labelled fields; an answer's goes.

    >>> WHO_BEFORE_DAY.sub(_writer_only, "许** 留言：2016-06-14 12:20")
    '来信人：许**\\n来信时间：2016-06-14 12:20\\n'
    """
    return said[1] if said["verb"] in ANSWERS else f"{said[1]}来信人：{said['who'].strip()}\n来信时间：{said['day']}\n"
