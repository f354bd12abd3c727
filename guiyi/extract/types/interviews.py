"""在线访谈: guests, host, time, and who said what.

A turn is a paragraph that begins with a speaker: `[主持人]`, `主持人：`, `张某某：`, `网友：`. A news article that reports on an
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
        "guests": r"(?:访谈|特邀|本期|参与)?嘉\s*宾(?:姓名)?|本期做客",
        "host": r"主持人",
        "held_at": r"(?:访谈|直播|开始|活动)?(?:时\s*间|日\s*期)",
        "subject": r"(?:访谈|本期|直播)?(?:主题|话题|标题)",
        "place": r"(?:访谈|直播)?地点",
        "agency": r"(?:主办|承办|访谈)单位",
        "summary": r"(?:访谈|内容)?(?:简介|摘要|背景|导语)",
    }
)
CLOCK = r"(?:[\[(（【]?(?:(?:19|20)\d{2}-\d{1,2}-\d{1,2}\s+)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[\])）】]?[ \t]*)?"
SPEAKER = re.compile(
    rf"^[ ]*{CLOCK}(?:[\[【〔]\s*(?P<marked>[^\]】〕\n]{{1,16}}?)\s*[\]】〕]\s*[:：]?|(?P<plain>[^\s:：，。？！]{{1,12}})\s*[:：])\s*(?P<said>.+)?$"
)
APART = re.compile(
    rf"^[ ]*{CLOCK}(?P<plain>[^\s:：，。？！]{{1,12}})[ \t]+{CLOCK}(?P<said>\S.+)$"
)  # by a blank or a cell only
ASKED = re.compile(r"^[ ]*(?:\d{1,2}[、.．]\s*)?([问答])\s*[:：]\s*(\S.*)$")
ALONE = re.compile(r"^[ ]*[^\s\d:：，。？！；][^:：，。？！；\n]{0,11}$")  # a name on a line of its own
CLOCK_ALONE = re.compile(rf"^[ ]*{CLOCK}$")
CLOCK_AHEAD = re.compile(rf"^[ ]*(?=[\[(（【\d]){CLOCK}(?=[^\d:：，。？！；]{{2,12}}$)")  # 09:30主持人
ASKERS = ("主持人", "主播", "记者", "网友", "市民", "听众", "观众", "群众", "提问")
ASKER = re.compile("|".join(ASKERS))
HOST = re.compile("|".join(ASKERS[:3]))
PUBLIC = re.compile("|".join(ASKERS[3:]))
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
QUESTION = re.compile(r"[?？]|[吗呢][。！]?$")
LABEL_WORDS = re.compile(r"时间|日期|地点|主题|来源|.嘉宾$|简介|摘要|单位|电话|附件|注$")
MIN_TURNS, MIN_HOST = 4, 2
LONGEST_FACT = 80  # characters of a line of facts
LEVELS, MOST_SPEAKERS = 4, 6  # blocks around a turn's words; people of one talk
HEAD = 1200  # characters in which guests, host and time stand


def read_interview(text: str, around: str) -> dict[str, Any] | None:
    """Body text, text around it → the interview, or None if it is none.

    Four turns of two speakers, one of them a host (or a public that asks) with two turns, make an interview.
    turns: [{speaker, role (host, guest, public), text}], in page order.
    """
    has_guest = "嘉宾" in around or "嘉宾" in text[:HEAD]
    if text.count("\n") < MIN_TURNS - 1:
        return None
    is_talk = TALK.search(around) is not None or TALK.search(text[:HEAD]) is not None
    if not (has_guest or is_talk or ASKER.search(text)):  # nearly all pages end here, cheaply
        return None
    turns = read_turns(text)
    if has_guest and not any(one["role"] == "guest" for one in turns):
        turns = _questions_and_answers(text)
    turns = _with_host(turns) if is_talk else turns
    roles = Counter(one["role"] for one in turns)
    if len(turns) < MIN_TURNS or roles["host"] + roles["public"] < MIN_HOST or not roles["guest"]:
        return None
    head = HELD.sub("\n访谈时间：", f"{around}\n{text[:HEAD]}")
    named: dict[str, str] = {}
    for one in LABELS.fields(head):
        value = one_line(one.value)
        if value:
            named.setdefault(one.name, value)
    told = named.get("guests")
    guests = re.split(r"[、，,；;]\s*", _until_blank(told)) if told else _guests(turns)
    return {
        "type": "interview",
        "guests": guests,
        "host": _host(named.get("host", ""), turns),
        "held_at": read_date(named.get("held_at", "")) or _held(around, text, turns),
        "subject": named.get("subject"),
        "turns": turns,
    }


def _with_host(turns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Turns of which none is a host's by its name → the same with the one speaker who asks as the host: two turns in
    three of theirs are questions, and of nobody else's half.

    >>> said = [("小澜", "几户？"), ("林川", "九百户。"), ("小澜", "何时完工？"), ("林川", "十月。")]
    >>> [one["role"] for one in _with_host([{"speaker": who, "role": "guest", "text": text} for who, text in said])]
    ['host', 'guest', 'host', 'guest']
    """
    if any(one["role"] != "guest" for one in turns) or len({one["speaker"] for one in turns}) < 2:
        return turns
    said: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for one in turns:
        said[one["speaker"]] += 1
        asked[one["speaker"]] += bool(QUESTION.search(one["text"]))
    askers = [who for who, count in asked.items() if count >= MIN_HOST and count * 3 >= said[who] * 2]
    is_only = len(askers) == 1 and not any(asked[who] * 2 >= said[who] for who in said if who not in askers)
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
    """A node that is, or stands in, one of several turns of a talk, each a block with a name above what is said → the
    block of them all; None for any other.

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
        alike = [one for one in above.iterchildren(block.tag) if one.get("class") == block.get("class")]
        if len(alike) < MIN_TURNS:
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


def _questions_and_answers(text: str) -> list[dict[str, str]]:
    """Text of a talk with a guest → its questions and answers as turns.

    >>> [one["role"] for one in _questions_and_answers("问：几家？\\n答：三十家。\\n问：收费吗？\\n答：成本价。")]
    ['host', 'guest', 'host', 'guest']
    """
    turns: list[dict[str, str]] = []
    for line in text.split("\n"):
        match = ASKED.match(line)
        if match:
            turns.append({"speaker": match[1], "role": "host" if match[1] == "问" else "guest", "text": match[2]})
        elif turns:
            turns[-1]["text"] += f"\n{line}"
    return turns


def _until_blank(text: str) -> str:
    return re.split(r"\s{2,}|\s(?=\S{2,4}[:：])", text)[0]


def _host(told: str, turns: list[dict[str, str]]) -> str | None:
    """The host's name where a label tells it, else what the turns call the host; None where they only ask: 问."""
    if PERSON.fullmatch(told):
        return told
    return next((one["speaker"] for one in turns if one["role"] == "host" and one["speaker"] != "问"), None)


def _guests(turns: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(one["speaker"] for one in turns if one["role"] == "guest"))


def read_turns(text: str) -> list[dict[str, str]]:
    """Text → who said what; paragraphs without a speaker go on with the turn before them."""
    lines = _with_speakers(text.split("\n"))
    form = SPEAKER if sum(1 for line in lines if _speaker(line, SPEAKER)) >= MIN_TURNS else APART
    speakers = Counter(name for line in lines if (name := _speaker(line, form)))
    turns: list[dict[str, str]] = []
    for line in lines:
        name = _speaker(line, form)
        if name and (speakers[name] >= 2 or _role(name) != "guest" or HONORIFIC.search(name)):
            match = form.match(line)
            said = (match and match["said"]) or ""
            if turns or not (_role(name) == "host" and PERSON.fullmatch(said)):  # a label above the talk: 主持人：林川
                turns.append({"speaker": name, "role": _role(name), "text": said})
        elif turns:
            turns[-1]["text"] = f"{turns[-1]['text']}\n{line}".strip()
    return [one for one in turns if one["text"]]


def _with_speakers(lines: list[str]) -> list[str]:
    """Lines of a talk whose speakers stand on lines of their own, above a time or right above what they say → the same
    with each before their words; other lines stay.

    >>> _with_speakers(["主持人", "10:00", "您好。", "林川", "大家好。", "主持人", "雨情怎样？", "林川", "偏多一成。"])[:2]
    ['[主持人]您好。', '[林川]大家好。']
    >>> _with_speakers(["甲", "一。", "乙", "二。"])  # nobody speaks twice
    ['甲', '一。', '乙', '二。']
    """
    spoken = [CLOCK_AHEAD.sub("", one) for one in lines if one.strip() and not CLOCK_ALONE.fullmatch(one)]
    alone = Counter(one.strip() for one, said in pairwise(spoken) if ALONE.match(one) and not ALONE.match(said))
    names = {one for one, count in alone.items() if count >= 2 or (count and _role(one) != "guest")}
    named = sum(alone[one] for one in names)
    is_talk = any(_role(one) != "guest" for one in names) or 2 <= len(names) <= MOST_SPEAKERS
    if named < MIN_TURNS or not is_talk or any(map(LABEL_WORDS.search, names)):
        return lines
    made: list[str] = []
    for at, line in enumerate(spoken):
        if made and spoken[at - 1].strip() in names and not ALONE.match(line):
            made[-1] = f"[{made[-1].strip()}]{line.strip()}"
        else:
            made.append(line)
    return made


def _speaker(line: str, form: re.Pattern[str]) -> str | None:
    match = form.match(line)
    name = (match.groupdict().get("marked") or match["plain"] or "").strip() if match else ""
    return (
        name if name and not LABEL_WORDS.search(name) and not re.match(r"^[\d一二三四五六七八九十答]+$", name) else None
    )


def _role(name: str) -> str:
    return "host" if name == "问" or HOST.search(name) else "public" if PUBLIC.search(name) else "guest"
