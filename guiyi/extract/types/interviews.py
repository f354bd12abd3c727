"""在线访谈: guests, host, time, and who said what.

A turn is words behind a speaker, and a speaker a short name that is set off at the beginning of lines and comes back: in
brackets, before a colon, a time of day, a blank or a cell, or on a line of its own. A news article that reports on an
interview has no turns; a list of questions and answers (问：答：) has no host and is none, unless a label names a guest.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, pairwise
from typing import Any

from guiyi.dateparts import with_year
from guiyi.dates import read_date
from guiyi.extract.fields.credits import PERSON
from guiyi.extract.types.labels import Labels, one_line
from guiyi.markup.tree import Node, text_of

LABELS = Labels(
    {
        "guests": r"(?:访谈|特邀|本期|参与|做客)?嘉\s*宾(?:姓名)?|本期做客",
        "host": r"(?:访谈|本期)?主\s*持\s*人",
        "held_at": r"(?:访谈|直播|开始|活动)?(?:时\s*间|日\s*期)",
        "subject": r"(?:访谈|本期|直播)?(?:主\s*题|话\s*题|标\s*题)",
        "place": r"(?:访谈|直播)?地\s*点",
        "agency": r"(?:主办|承办|访谈)单位",
        "summary": r"(?:访谈|内容)?(?:简\s*介|摘要|背景|导语)",
    }
)
CLOCK = r"[\[(（【]?(?:(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}\s+)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[\])）】]?"
AHEAD, BEHIND = rf"[ ]*(?:{CLOCK}[ \t]*)?", rf"[ \t]*(?:{CLOCK}(?=\s|$))?\s*(?P<said>.*)"
NAME, WORD = (
    r"[^\s:：，。？！]{1,12}",
    r"[^\s\d:：，。？！；\[\](（）)【】]",
)  # of a speaker; how one begins that no mark sets off
FORMS = (  # how a speaker is set off
    re.compile(
        rf"{AHEAD}(?:\d{{1,2}}[、.．]\s*)?(?:[\[【〔]\s*(?P<marked>[^\]】〕\n]{{1,16}}?)\s*[\]】〕]\s*[:：]?|(?P<plain>{NAME}(?: {NAME})?)\s*[:：]){BEHIND}"
    ),
    re.compile(rf"{AHEAD}(?P<plain>{WORD}[^\s:：，。？！；]{{0,11}})[ \t]+{BEHIND}"),
    re.compile(rf"{AHEAD}(?P<plain>{WORD}[^:：，。？！；\n]{{0,11}}?)[ \t]*(?:{CLOCK}[ \t]*)?$(?P<said>)"),
    re.compile(rf"{AHEAD}(?P<plain>{WORD}[^\s\d:：，。？！；]{{1,11}})[ \t]*{CLOCK}[ \t:：]*(?P<said>.*)"),
)
ALONE, CLOCK_ALONE = FORMS[2], re.compile(rf"[ ]*{CLOCK}[ ]*")
ASKERS = ("主持人", "主播", "记者", "网友", "市民", "听众", "观众", "群众", "提问")
ASKER = re.compile("|".join(ASKERS))
HOST = re.compile("|".join((*ASKERS[:3], "^问$")))
PUBLIC = re.compile("|".join(ASKERS[3:]))
NO_NAME = re.compile(r"[\d一二三四五六七八九十]+")
POST = r"(?:党[组委]|工委)?(?:常务)?副?(?:书记|局长|主任|处长|科长|院长|馆长|校长|[县市区镇乡队站所部组会]长|成员|委员|主席|调研员)"
NEXT_GUEST = re.compile(
    rf"[；;]\s*|[、，,]\s*(?:(?<![记长任员席][、，,])|(?!{POST}))(?![^（(]*[）)])"
)  # between two posts is none
HONORIFIC = re.compile(r"(?:局长|主任|处长|科长|副?书记|院长|馆长|同志|先生|女士|发言人)$")
HELD = re.compile(
    r"(?:^|\n)(?:访谈|直播|活动)?时\s?间[ \t]*(?=(?:19|20)\d\d\s?[-/.年])"
)  # its label an element of its own, without a colon
TALK = re.compile(r"访谈|对话|做客|嘉宾|主播|直播间|实录|面对面|连线|对谈|问答")
TIMED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s{0,2}[^\d\n]{0,6}\d{1,2}\s?[:：时点]")
OF_PAGE = re.compile(r"发布|更新|来源|浏览|点击|作者|编辑")
SAID_HELD = re.compile(  # 8月20日上午，市民政局养老服务科科长林川做客直播间
    r"(?P<year>(?:19|20)\d\d年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日[^。\n]{0,60}(?:做客|访谈|直播间|在线交流|连线|走进)"
)
SENTENCE = re.compile(r"[，。！？；：,!?:]")
QUESTION = re.compile(r"[?？]|[吗呢][。！]?$")
LABEL_WORDS = re.compile(r"时间|日期|地点|主题|来源|.嘉宾$|简介|摘要|单位|电话|附件|注$")
MIN_TURNS, MIN_HOST = 4, 2
LONGEST_FACT = 80  # characters of a line of facts
LEVELS, MOST_SPEAKERS, MOST_TURNS = 4, 6, 400  # blocks around a turn's words; people of one talk; blocks looked at
HEAD = 1200  # characters in which guests, host and time stand


def read_interview(text: str, around: str) -> dict[str, Any] | None:
    """Body text, text around it → the interview, or None if it is none.

    Four turns of two speakers, one of them a host (or a public that asks) with two turns, make an interview.
    turns: [{speaker, role (host, guest, public), text}], in page order.
    """
    if text.count("\n") < MIN_TURNS - 1:
        return None
    is_talk = TALK.search(around) is not None or TALK.search(text[:HEAD]) is not None
    if not (is_talk or ASKER.search(text)) or not _may_have_turns(text):  # nearly all pages end here, cheaply
        return None
    named: dict[str, str] = {}
    for one in LABELS.fields(HELD.sub("\n访谈时间：", f"{around}\n{text[:HEAD]}")):
        if value := one_line(one.value):
            named.setdefault(one.name, value)
    told = named.get("guests")
    host = "" if SENTENCE.search(named.get("host", "")) else named.get("host", "")  # 主持人： may begin the talk
    turns = read_turns(text, host, told or "")
    turns = _with_host(turns) if is_talk else turns
    roles = Counter(one["role"] for one in turns)
    if len(turns) < MIN_TURNS or roles["host"] + roles["public"] < MIN_HOST or not roles["guest"]:
        return None
    return {
        "type": "interview",
        "guests": NEXT_GUEST.split(_until_blank(told)) if told else _guests(turns),
        "host": _host(host, turns),
        "held_at": read_date(named.get("held_at", "")) or _held(around, text, turns),
        "subject": named.get("subject"),
        "turns": turns,
    }


def _may_have_turns(text: str) -> bool:
    """Whether as many lines as a talk has turns begin in one of the forms that set a speaker off."""
    lines = text.split("\n")
    return any(sum(form.match(line) is not None for line in lines) >= MIN_TURNS for form in FORMS)


def _with_host(turns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Turns of which none is a host's by its name → the same with the one speaker who asks as the host: two turns in
    three of theirs are questions, and of nobody else's half.

    >>> said = [("小澜", "几户？"), ("林川", "九百户。"), ("小澜", "何时完工？"), ("林川", "十月。")]
    >>> [one["role"] for one in _with_host([{"speaker": who, "role": "guest", "text": text} for who, text in said])]
    ['host', 'guest', 'host', 'guest']
    """
    if any(one["role"] == "host" for one in turns):
        return turns
    said: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for one in (one for one in turns if one["role"] == "guest"):
        said[one["speaker"]] += 1
        asked[one["speaker"]] += bool(QUESTION.search(one["text"]))
    askers = [who for who, count in asked.items() if count >= MIN_HOST and count * 3 >= said[who] * 2]
    is_only = (
        len(askers) == 1 and len(said) > 1 and not any(asked[who] * 2 >= said[who] for who in said if who not in askers)
    )
    if not is_only:
        return turns
    return [one | {"role": "host"} if one["speaker"] == askers[0] else one for one in turns]


def _held(around: str, text: str, turns: list[dict[str, str]]) -> str | None:
    """The only day with a time of day above the talk, which is no fact of the page's own → when it was held.

    >>> _held("2020-08-21 来源：市府办", "8月20日上午，林川做客直播间，与网民在线交流。", [])
    '2020-08-20'
    >>> _held("发布：2019-11-20 08:00", "播出：\\t2019年11月18日 20:00\\n【主播】好。", [{"text": "好。"}])
    '2019-11-18T20:00+08:00'
    """
    above = text[: max(text.find(turns[0]["text"]), 0)] if turns else ""
    facts = [one for one in f"{around}\n{above}".split("\n") if len(one) <= LONGEST_FACT and TIMED.search(one)]
    days = {day for one in facts if not OF_PAGE.search(one) and (day := read_date(one))}
    if len(days) == 1:
        return days.pop()
    said = SAID_HELD.search(text[:HEAD])
    if said is None:
        return None
    if said["year"]:
        return read_date(f"{said['year']}{said['month']}月{said['day']}日")
    printed = read_date(around)
    held = with_year(f"{int(said['month']):02d}-{int(said['day']):02d}", printed)
    return held if held and printed and held <= printed[:10] else None


def talk_beside(node: Node) -> Node | None:
    """A node that is, stands in or stands beside one of several turns of a talk, each a block with a name above what is
    said → the block of them all; None for any other.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "".join(f"<div class=r><b>{who}</b><div><p>{said}</p></div></div>" for who, said in (("甲一", "几户？"), ("乙二", "九户。")) * 2)
    >>> page = parse_html(f"<section>{rows}</section>")
    >>> talk_beside(page.find(".//p")).tag, talk_beside(parse_html("<section><p>一</p><p>二</p></section>").find(".//p"))
    ('section', None)
    """
    for block in (node, *islice(node.iterancestors(), LEVELS)):
        above = block.getparent()
        if above is None or block.tag in ("body", "html"):
            return None
        kinds = Counter(one.tag for one in above)
        alike = list(above.iterchildren(max(kinds, key=kinds.__getitem__)))
        if not MIN_TURNS <= len(alike) <= MOST_TURNS:
            continue
        names = Counter(
            lines[0].strip(":：")
            for one in alike
            if len(lines := text_of(one).split("\n")) > 1 and ALONE.match(lines[0])
        )
        repeated = [name for name, count in names.items() if count >= MIN_HOST]
        if len(repeated) > 1 and names.total() * 4 >= len(alike) * 3 and len(names) <= MOST_SPEAKERS:
            return above
    return None


def _until_blank(text: str) -> str:
    return re.split(r"\s{2,}|\s(?=\S{2,4}[:：])", text)[0]


def _host(told: str, turns: list[dict[str, str]]) -> str | None:
    """The host's name where a label tells it, else what the turns call the host; None where they only ask: 问."""
    if PERSON.fullmatch(told):
        return told
    return next((one["speaker"] for one in turns if one["role"] == "host" and one["speaker"] != "问"), None)


def _guests(turns: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(one["speaker"].removeprefix("嘉宾 ") for one in turns if one["role"] == "guest"))


def read_turns(text: str, host: str = "", guests: str = "") -> list[dict[str, str]]:
    """Who said what, by the form of speakers that most lines have; paragraphs without one go on with the turn before them.

    host, guests: what labels name. Where they name a guest, it is whoever answers (答).

    >>> said = "主持人\\n10:00\\n您好。\\n林川\\n10:01\\n大家好。\\n主持人\\n10:02\\n雨情怎样？\\n林川\\n10:03\\n偏多一成。"
    >>> [one["speaker"] + one["text"] for one in read_turns(said)][:2], read_turns("甲\\n一。\\n乙\\n二。")
    (['主持人您好。', '林川大家好。'], [])
    >>> [one["role"] for one in read_turns("问：几家？\\n答：三十家。\\n问：收费吗？\\n答：成本价。", guests="林川")]
    ['host', 'guest', 'host', 'guest']
    """
    lines = [one for one in text.split("\n") if one.strip()]
    spoken = [one for one in lines if not CLOCK_ALONE.fullmatch(one)]
    lines = spoken if len(lines) - len(spoken) >= MIN_TURNS else lines  # as many times of day as turns: theirs
    return max((_turns(lines, form, host, guests) for form in FORMS), key=len)


def _turns(lines: list[str], form: re.Pattern[str], host: str, guests: str) -> list[dict[str, str]]:
    """Lines → the turns of those who are set off in a form: who comes back or is named by a label, or is a host, one of
    the public or somebody of rank by the name. No name and words are those before another: a list.
    """
    heads = [_head(line, form, bool(guests)) for line in lines]
    names = Counter(head[0] for head, below in pairwise([*heads, None]) if head and (head[1] or not below))
    is_due = {
        one: count > 1 or one in guests or HONORIFIC.search(one) or _role(one, host) != "guest"
        for one, count in names.items()
    }
    turns: list[dict[str, str]] = []
    for line, head in zip(lines, heads, strict=True):
        name, said = head or ("", "")
        if is_due.get(name):
            role = _role(name, host)
            is_fact = role == "host" and (PERSON.fullmatch(said) or (said and said == host))
            if turns or not is_fact:  # a label above the talk: 主持人：林川
                turns.append({"speaker": name, "role": role, "text": said})
        elif turns:
            turns[-1]["text"] = f"{turns[-1]['text']}\n{line}".strip()
    return [one for one in turns if one["text"]]


def _head(line: str, form: re.Pattern[str], has_guest: bool) -> tuple[str, str] | None:
    """A line that begins with a speaker set off in a form → the speaker and the words on that line; None for any other."""
    match = form.match(line)
    name = (match.groupdict().get("marked") or match["plain"] or "").strip() if match else ""
    is_none = not name or LABEL_WORDS.search(name) or NO_NAME.fullmatch(name) or (name == "答" and not has_guest)
    return None if match is None or is_none else (name, match["said"])


def _role(name: str, host: str) -> str:
    is_host = name in host and PERSON.fullmatch(name)
    return "host" if is_host or HOST.search(name) else "public" if PUBLIC.search(name) else "guest"
