"""Letters told by their structure, whatever their labels: what one of the public wrote, above what an office answered.

True of pages in general because an answered letter says who answered and when at its two halves' heads or at their ends,
and one of the two speaks to the other: a masked writer, a kind of letter, a question, 您. A notice has an office and a day
at its foot, but nobody who asked; news quotes both in its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from guiyi.dates import read_date
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.letterstems import CAME_BACK
from guiyi.markup.tree import Node, unspaced

DAY = r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
OFFICE = (
    r"局|委|办|室|府|会|心|院|处|科|部|队|站|所|社|馆|组|镇|乡|道|联|协|司"  # what AGENCY ends in, for a cheap look
)
VERB = rf"(?:作出|做出|给出|的)?(?:{CAME_BACK}|官方回复)"
PUBLIC = "网友|网民|市民|居民|群众|读者|家长|村民|业主|匿名|先生|女士|百姓"
HEAD = re.compile(  # 区园林处于2019-11-02作出答复： or 区环卫所 2019-11-12, alone on its line
    rf"[\[【(（]?(?P<who>[^\d\s:：，。、；！？\[\]【】()（）]{{2,24}}?)[)）】\]]?\s*(?P<early>{VERB})?\s*(?:于|在)?\s*(?P<day>{DAY})?\s*(?P<verb>{VERB})?(?:如下|说|道)?\s*[:：]?"
)
BEHIND = re.compile(rf"(?P<day>{DAY})\s*(?P<who>[^\d\s:：，。、；！？]{{2,24}}?)\s*(?P<verb>{VERB})?(?:如下)?\s*[:：]?")
TAIL = re.compile(  # （区体育中心 2022-01-12）, or without brackets behind the end of a sentence
    rf"\s*(?:[（(]|(?<=[。？！?!])(?=[^（(\n]*{DAY}))(?P<who>[^\d（）()。？！?!]{{0,20}}?)[\s,，]*(?P<day>{DAY})?\s*[)）]?\s*$"
)
SIGNED = re.compile(rf"(?P<who>[^\d\n。；！？]{{0,20}}?)\s*(?P<day>{DAY})\s*")
HAS_DAY = re.compile(DAY)
MAY_BE = (  # two, each with a first character that is fast to find
    re.compile(
        rf"(?:{OFFICE})[】\]）)]?[ \t\u3000]*(?:{VERB})?[ \t\u3000]*(?:\n|于|在)?[ \t\u3000]*(?:{DAY}[ \t]*(?=\n|$|[:：)）]|如下|{VERB})|(?<=[复答应信理置结])[^\n]{{0,4}}(?=\n)|[）)](?=\n|$))"
    ),
    re.compile(rf"{DAY}[ \t]*\n?[\u4e00-\u9fff]{{2,20}}(?:{OFFICE})(?:{VERB})?(?=\n)"),
)
HEADED_PART = re.compile(
    rf"\n[【\[]?[\u4e00-\u9fff]{{0,6}}(?:{CAME_BACK}|回答|解答|答)[\u4e00-\u9fff]{{0,2}}[】\]]?[:：]?(?:[ \u3000（(]*{DAY}[)）]?)?\n"
)  # the office's part
VOICE = re.compile(r"您|\*(?<=[\u4e00-\u9fff\d]\*)|\?|？|吗|呢|来信|" + PUBLIC)
KIND = re.compile(r"(?:(?:^|[:：\s])(?:咨询|投诉|建议|求助|举报|表扬|感谢|意见)类?)(?=\s|$)", re.MULTILINE)
ADDRESSED = re.compile(
    rf"您|(?:^|\n)(?:尊敬的|亲爱的)?[^\n，。]{{0,8}}(?:{PUBLIC}|朋友|同志|同学)[^\n，。]{{0,6}}[:：,，!！]"
)
ASKS = re.compile(
    r"[?？]|[吗呢]|请问|能否|能不能|可否|希望|建议|(?<![\u4e00-\u9fff])我(?![局市县区省校院国镇乡街委办厅中公司们])"
)
MASKED = re.compile(rf"[\u4e00-\u9fff]{{1,2}}[*＊×某]{{1,3}}|\d{{2,3}}[*＊]{{3,8}}|{PUBLIC}")
SALUTED = re.compile(rf"[^\n。]{{0,16}}(?:您|尊敬|同志|朋友|同学|{PUBLIC})[^\n。]{{0,6}}[:：!！]")
OF_PAGE = re.compile(r"发布|更新|来源|浏览|点击|阅读|作者|编辑|责编|发文|印发|成文|字号|打印")
OF_FOOT = re.compile(r"附\s*件|抄送|联系|（此|\(此|电话|主送|\d+[.、]")  # what follows a signature, and is no answer
RULE = re.compile(r"[-—－–=_*·~\s]{3,}")
MARK = re.compile(r"^\s*(?:[\[【(（]\s*[问答QAqa]\s*[\]】)）]\s*[:：.、]?|[问答QAqa]\s*[:：.、]|[问答]$)\s*")
SHORT_FACT = re.compile(r"[^\s:：。]{2,8}[:：]\s*[^。？?！]{0,24}")
LABELLED_WRITER = re.compile(r"[\u4e00-\u9fff][人者]\s*[:：]\s*([^\s:：]{2,12})")
WAITS = re.compile(  # where an answer would stand
    r"(?:部门|承办单位|有关部门)?(?:正在|尚未|暂未|还未|暂无|等待)[^\n。]{0,10}(?:研究|办理|处理|受理|回复|答复|中)[^\n]{0,12}"
)
NUMBER = re.compile(r"(?:编号|受理号|单号)\s*[:：]?\s*([A-Za-z]{0,6}[\d-]{5,24})")
LONGEST_WRITER = 20
LONGEST, LEAST_WORDS = 60, 4  # characters of a line of who and when; of what was asked and answered
PIECES, MOST_ELEMENTS, LEVELS = 8, 1500, 8  # of a line's text; looked at for it; blocks around it
ENDED = "。！？!? \u3000"  # what an answer that its office ends in brackets has before these
MOST_SIGNS = 5  # offices beside days that are looked at
MOST = 400  # lines of a page that may be one exchange

Exchange = dict[str, Any]  # what a letter's labels would have told: question, asked_at, reply, …; further: more answers


def may_be_exchange(text: str, around: str) -> bool:
    """Whether an office stands beside a day or a word of answers, and somebody is spoken to: a cheap look.

    >>> may_be_exchange("雨** 2019-11-08\\n路灯不亮。\\n区环卫所 2019-11-12\\n已修好。", "")
    True
    >>> may_be_exchange("各单位：\\n请报送材料。\\n县水利局\\n2018年3月5日", "")
    False
    >>> may_be_exchange("请居民报送材料。\\n县水利局\\n2018年3月5日", "来源：县水利局 2018-03-05")
    False
    """
    both = f"{around}\n{text}".rstrip()
    if not (VOICE.search(both) or KIND.search(both)):
        return False
    if HEADED_PART.search(f"\n{text}\n"):
        return True
    return any(_tells(both, found) for one in MAY_BE for found in islice(one.finditer(both), MOST_SIGNS))


def _tells(both: str, found: re.Match[str]) -> bool:
    """Whether an office that is named is more than a line of the page's own facts or the signature of a text: above it
    somebody says when he asked, or it ends an answer in brackets."""
    if OF_PAGE.search(both, both.rfind("\n", 0, found.start()) + 1, found.end()):
        return False
    if found[0][-1] in ")）":
        begin = max(both.rfind(one, 0, found.start() + 1) for one in "(（")
        return begin > 0 and both[begin - 1] in ENDED
    return any(_says_when(both, day) for day in HAS_DAY.finditer(both, 0, found.start()))


def _says_when(both: str, day: re.Match[str]) -> bool:
    """Whether the line of a day is one that tells when somebody asked."""
    end = both.find("\n", day.start())
    line = both[both.rfind("\n", 0, day.start()) + 1 : end if end >= 0 else len(both)]
    return is_asker(line) or bool((tail := tail_of(line)) and tail["day"])


def exchange_in(node: Node, text: str, around: str, is_of_letters: bool = False) -> Exchange | None:
    """A body, its text, the text around it → the letter that its structure tells, as labelled values, or None.

    Heads of who and when above each half, ends in brackets, or two signed letters. is_of_letters: the column says so.
    """
    lines = text.split("\n")
    if len(lines) > MOST:
        return None
    for found in (_headed(node, lines, around), _ended(lines), _signed(lines)):
        if found and (is_of_letters or is_spoken(found, f"{around}\n{text}")):
            return found
    return None


# --- heads --------------------------------------------------------------------------------------------------------


def _headed(node: Node, lines: list[str], around: str) -> Exchange | None:
    """Lines of who and when above what was asked and what an office answered → the exchange."""
    for at, line in enumerate(lines):
        end, head = _office_at(lines, at)
        if head is None or end >= len(lines) or OF_FOOT.match(lines[end]):
            continue
        reply, asked = words_of(lines[end:]), _asked_above(lines, at, around)
        if asked is None or len(reply) < LEAST_WORDS:
            continue
        is_told = MASKED.search(asked.get("writer", "")) or ADDRESSED.search(reply)
        if not (is_told if not head["day"] else head["verb"] or _heads_own_block(node, line, asked["question"])):
            continue
        return _dated(asked | _replies(lines, end, head), head["day"] or _last_day(lines))
    return None


def _replies(lines: list[str], start: int, head: dict[str, str]) -> Exchange:
    """The answer from a line on, below its head, and those that further heads of offices begin."""
    heads = [(at, *_office_at(lines, at)) for at in range(start, len(lines))]
    bounds = [(at, end, one) for at, end, one in heads if one and one["day"] and end < len(lines)]
    ends = [at for at, _end, _one in bounds] + [len(lines)]
    said = [words_of(lines[start : ends[0]])]
    said += [words_of(lines[end:until]) for (_at, end, _one), until in zip(bounds, ends[1:], strict=True)]
    if not head["day"] and _last_day(lines):
        said[-1] = said[-1].rpartition("\n")[0] or said[-1]
    further = [
        {"reply_agency": one["who"], "replied_at": one["day"], "reply": words}
        for (_at, _end, one), words in zip(bounds, said[1:], strict=True)
    ]
    return {"reply_agency": head["who"], "reply": said[0]} | ({"further": further} if further else {})


def _last_day(lines: list[str]) -> str:
    """The last line of a text, if it is no more than a day."""
    return lines[-1] if HAS_DAY.fullmatch(lines[-1].strip()) else ""


def _office_at(lines: list[str], at: int) -> tuple[int, dict[str, str] | None]:
    """A line that names an office with a day, or with a word of answers, or with its day on the next → where its words
    begin, and who, day and verb; None for any other.

    >>> _office_at(["区园林处于2019-11-02作出答复："], 0)
    (1, {'who': '区园林处', 'day': '2019-11-02', 'verb': '作出答复'})
    >>> _office_at(["区水务局", "2019年11月2日", "已修。"], 0)[0], _office_at(["区水务局", "已修。"], 0)[1]
    (2, None)
    """
    line = lines[at].replace("\t", " ").strip()
    found = (HEAD.fullmatch(line) or BEHIND.fullmatch(line)) if len(line) <= LONGEST else None
    if found is None or not AGENCY.match(found["who"]):
        return at + 1, None
    end, day, verb = at + 1, found["day"] or "", found["verb"] or found.groupdict().get("early") or ""
    if not day and end < len(lines) and HAS_DAY.fullmatch(lines[end].strip()):
        end, day = end + 1, lines[end].strip()
    return end, {"who": found["who"], "day": day, "verb": verb} if day or verb else None


def _asked_above(lines: list[str], before: int, around: str) -> Exchange | None:
    """What stands above an office's answer, below the line of when it was asked → the question, its day and writer."""
    heads = [at for at, one in enumerate(lines[:before]) if is_asker(one)]
    start = heads[0] + 1 if heads else 0
    if heads and heads[0] + 1 in heads:
        start = heads[0] + 2  # 王** above its day
    told = lines[heads[0]] if heads else next((one for one in around.split("\n") if is_asker(one)), "")
    steps = [
        at for at in heads if at > start and BEHIND.fullmatch(lines[at].strip())
    ]  # what was done before the answer
    question = words_of(one for one in lines[start : steps[0] if steps else before] if not SHORT_FACT.fullmatch(one))
    day = HAS_DAY.search(told)
    if day is None or len(question) < LEAST_WORDS:
        return None
    return named_by({"question": question, "asked_at": day[0]}, told, "\n".join(lines[: start or 1]))


def named_by(asked: Exchange, told: str, head: str) -> Exchange:
    """A question with its writer and number, where its line and the lines above it tell them."""
    who = HEAD.fullmatch(told.strip()) or re.match(rf"(?P<who>{MASKED.pattern})\s", told)
    number = NUMBER.search(head)
    named = LABELLED_WRITER.search(told)
    writer = named[1] if named else who["who"] if who and MASKED.search(who["who"]) else ""
    if not writer and (day := HAS_DAY.search(told)) and MASKED.search(lead := told[: day.start()].strip()):
        writer = lead if len(lead) <= LONGEST_WRITER else ""  # 用户138****4567 before its day
    asked |= {"writer": writer} if writer else {}
    return asked | ({"number": number[1]} if number else {})


def is_asker(line: str) -> bool:
    """Whether a line tells when somebody wrote who is no office: no sentence, and no line of the page's own facts.

    >>> [is_asker(one) for one in ("雨** 2019-11-08", "编号：W3 提交于 2022-03-15", "发布时间：2022-03-15", "县水利局 2022-03-15")]
    [True, True, False, False]
    """
    if len(line) > LONGEST or not HAS_DAY.search(line) or re.search(r"[。；！？]", line) or OF_PAGE.search(line):
        return False
    head = HEAD.fullmatch(line.strip())
    return head is None or not AGENCY.match(head["who"])


def _heads_own_block(node: Node, line: str, question: str) -> bool:
    """Whether the words below a bare line of office and day stand in one block with it, and the question in another: a
    signature stands in the block of what it signs."""
    wanted, first = unspaced(line), unspaced(question.split("\n", 1)[0])
    texts = ((one, unspaced("".join(islice(one.itertext(), PIECES)))) for one in islice(node.iter("*"), MOST_ELEMENTS))
    begins = [one for one, text in texts if text.startswith(wanted) and one is not node][:LEVELS]
    wholes = [unspaced("".join(one.itertext())) for one in begins]
    if any(text != wanted for text in wholes):
        return any(text != wanted and first not in text for text in wholes)
    own = begins[0] if begins else node
    for block in islice(own.iterancestors(), LEVELS) if own is not node else ():
        text = unspaced("".join(block.itertext()))
        if text != wanted:
            return first not in text and text.startswith(wanted[:2])
        if block is node:
            break
    return False


def tail_of(line: str) -> re.Match[str] | None:
    """Who and when at the end of a line, in its last characters."""
    return TAIL.search(line, max(0, len(line) - LONGEST))


# --- ends ---------------------------------------------------------------------------------------------------------


def _ended(lines: list[str]) -> Exchange | None:
    """Two paragraphs, each with who and when in brackets at its end, the second an office → the exchange.

    >>> _ended(["[问] 怎么预约？（小楼 2022-01-10）", "[答] 请在网上预约。（区体育中心 2022-01-12）"])["reply"]
    '请在网上预约。'
    """
    ends = [(at, found) for at, line in enumerate(lines) if (found := tail_of(line)) and found["day"]]
    if len(ends) != 2 or not AGENCY.match(ends[1][1]["who"]) or AGENCY.match(ends[0][1]["who"]):
        return None
    (first, asked), (last, answered) = ends
    start = next((at for at in range(first, -1, -1) if MARK.match(lines[at])), first)
    question = words_of([*lines[start:first], lines[first][: asked.start()]])
    reply = words_of([*lines[first + 1 : last], lines[last][: answered.start()]])
    made = {"question": question, "asked_at": asked["day"], "writer": asked["who"], "reply": reply}
    return _dated(made | {"reply_agency": answered["who"]}, answered["day"])


def _signed(lines: list[str]) -> Exchange | None:
    """A letter to a leader and the answer to it, both signed, the second by an office → the exchange.

    >>> said = ["区长您好：", "鱼少了二两。", "一位市民", "2019年11月25日", "尊敬的市民：", "已查处。", "区市场监管局", "2019年12月1日"]
    >>> [_signed(said)[one] for one in ("question", "reply", "reply_agency")]
    ['区长您好：\\n鱼少了二两。', '尊敬的市民：\\n已查处。', '区市场监管局']
    >>> _signed(said[:4])
    """
    signs = [at for at, line in enumerate(lines) if at and SIGNED.fullmatch(line.strip())]
    if len(signs) != 2 or signs[1] - signs[0] < 3 or not _begins_letter(lines[signs[0] + 1]):
        return None
    (who, day, above), (office, answered, end) = (_signature(lines, at) for at in signs)
    start = next((at for at in range(above) if _begins_letter(lines[at])), None)
    if start is None or AGENCY.match(who) or not AGENCY.match(office):
        return None
    made = {"question": words_of(lines[start:above]), "asked_at": day, "reply": words_of(lines[signs[0] + 1 : end])}
    return _dated(made | {"writer": who, "reply_agency": office}, answered)


def _begins_letter(line: str) -> bool:
    """Whether a line greets somebody, or is no more than 问 or 答."""
    return SALUTED.fullmatch(line) is not None or (len(line) < LEAST_WORDS and MARK.fullmatch(line) is not None)


def _signature(lines: list[str], at: int) -> tuple[str, str, int]:
    """The line of a day → who signed, on it or on the line above; the day; where the words end."""
    found = SIGNED.fullmatch(lines[at].strip())
    who, day = (found["who"].strip(), found["day"]) if found else ("", "")
    return (who, day, at) if who else (lines[at - 1].strip(), day, at - 1)


# --- what they share -------------------------------------------------------------------------------------------------


def is_spoken(found: Exchange, page: str) -> bool:
    """Whether one of the two speaks to the other: the writer is masked or one of the public, the page names a kind of
    letter, the question asks, or the answer addresses who asked."""
    return bool(
        MASKED.search(found.get("writer", ""))
        or KIND.search(page)
        or ASKS.search(found["question"])
        or ADDRESSED.search(found["reply"])
    )


def _dated(made: Exchange, day: str) -> Exchange | None:
    """The exchange with the day of its answer, unless that lies before its question's."""
    asked, replied = (read_date(one) or "" for one in (made["asked_at"], day))
    if day and replied[:10] < asked[:10]:
        return None
    return made | ({"replied_at": day} if replied else {})


def words_of(lines: Iterable[str]) -> str:
    """Lines of what was said, without marks and rules, as one text."""
    kept = [MARK.sub("", one) if at == 0 else one for at, one in enumerate(lines) if not RULE.fullmatch(one)]
    return "\n".join(one for one in kept if not WAITS.fullmatch(one)).strip()
