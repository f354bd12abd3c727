"""A letter told by its two parties alone: what one wrote with its day, and what an office said later, in any words.

True of pages in general because an answered letter is two texts that stand apart, each with the facts of who and when: the
second has an office and the later day. A notice has one text and its signature; records of permits, works and fines look
alike, and their labels say what they are. One of the two must speak as people do: ask, or be addressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise, takewhile

from guiyi.extract.types.letters.pieces import Piece, office_in, pieces_of
from guiyi.extract.types.letters.runs import LEVELS, NUMBERED, OF_RATING, WAITING, Run, days_of, runs_of
from guiyi.extract.types.letters.speakers import ADDRESSED, HAS_DAY, LONGEST, OF_PAGE, PUBLIC, Exchange
from guiyi.extract.types.letters.stems import CAME_BACK, WROTE
from guiyi.markup.tree import CELLS, Node

MOST_RUNS = 12  # of what was said
LARGEST = 8000  # characters of a page that is one letter
OF_RECORDS = re.compile(  # labels of records that are no letters
    r"鉴定|委托|检测|监测|评定|概况|面积|招标|投标|中标|采购|拍卖|出让|会议|项目|工程|建设|培训|招聘|考试|报名|处罚|许可|违法|当事人|案由|验收|执法|检查|审批|行政"
    r"|法定代表|信用|文号|主题词|嘉宾|访谈|征集|活动|展览|主持|公示|公告|产品|企业|法人|合同|标的|建议人|提案|议案|代表|依据|材料|收费|流程|时限|(?:开始|结束)(?:时间|日期)|截止"
)
ASKING = re.compile(
    r"[?？]|[吗呢](?=[，。！!]|$)|请问|能否|能不能|可否|是否可以|凭什么|怎么办|为什么|没人管|无人管|没有?地方|盼|您好"
    r"|(?<![\u4e00-\u9fff])我(?![局市县区省校院国镇乡街委办厅中处站])|我们[村家小想]|[，。]我(?:家|想|们|的|在|是|住)"
)
ANSWERING = re.compile(
    r"您(?!现在|当前|的位置|所在)|收悉|如下|感谢|经[^，。经]{0,6}(?:核|查|调|协商|了解|研究|沟通|督促)|[已将][^，。]{0,10}|责[令成]|预计|计划|安排|我[局委办厅镇街处站中]"
    r"|工作人员|[可请](?:在|以|到|携|持|拨|向|您)|届时|(?:均|现)已|以[^，。]{1,8}为准"
)
WAITS = re.compile(r"[办处受推进理复转审核查]中$|^[未待正暂尚在]|^已?(?:受理|转[办交]|交办|派)|^暂无")
GREETS = re.compile(r"(?:尊敬的)?[^\n，。]{0,10}(?:您好|你好|同志|朋友|网友)[^\n，。]{0,4}[!！:：,，]")
OFFICE_END = "[局委办府会心院处科部队站所镇乡道]"
SIGNS = re.compile(  # an office in brackets behind its words, or before them, below somebody's
    rf"[。！？!?][（(][^（()）\d\n]{{1,19}}{OFFICE_END}[)）]\n"
    rf"|(?:{PUBLIC})[^\n，。：:]{{0,8}}[:：][^\n]+\n[\u4e00-\u9fff]{{2,18}}{OFFICE_END}[:：]"
)
SENDS = re.compile(rf"{PUBLIC}|{WROTE}")  # labels of what one of the public does, and of what comes back
BACK = re.compile(rf"{CAME_BACK}|回音|(?:部门|单位|官方|政府)[^职工]")
OF_FOOT = re.compile(r"附\s*件|抄送|联系|（此|\(此|电话|主送")  # what follows a signature, and is no answer
SENDS_LABEL, BACK_LABEL = (  # a word that ends a line, a cell or what stands before a colon
    re.compile(rf"(?:{words})[\u4e00-\u9fff]{{0,6}}[ \u3000]?(?:[:：】\]\n\t]|$)")
    for words in (f"{PUBLIC}|{WROTE}", CAME_BACK)
)
SPOKEN_TO = re.compile(
    rf"您(?!现在|当前|的位置|所在|的浏)|(?:^|[\n\t:：])[^\n，。]{{0,12}}(?:{PUBLIC}|朋友|同志|同学)(?!政)[^\n，。]{{0,6}}[:：,，!！]"
)
WRITES = re.compile(  # what a writer is called by
    rf"[*＊×某]|(?:先生|女士|同学)(?=\s|$)|(?:^|(?<=\s))(?:{PUBLIC})[\s:：“\"「]|读者|匿名|一[位名]|游客"
)
STATE_LABEL = re.compile(r"状[态况]$|进度$|进展$|环节$|现状$")
QUOTED = re.compile(r"[说问道答][，：:]?[“\"][^”\"\n]*[”\"]")  # who asks within is not who writes
NAMED = {
    name: re.compile(words)
    for name, words in (("subject", "(?:主题|标题|题目)$"), ("number", "(?:编号|单号)$"), ("kind", "(?:类型|类别)$"))
}
RE = re.compile(r"^(?:Re|RE|re|回复|答复)\s*[:：]\s*")  # before the subject of what is answered by mail
DONE = re.compile(r"已(?:办[结理]|回复|答复|反馈|结案|归档)")
STATE = re.compile(r"(?:已|待|未|正在)(?:办结|办理|处理|回复|答复|受理|反馈|结案)|(?:办理|处理|转办)(?:中|完毕)")
SAYS_WAITS = re.compile(r"(?:状[态况]|进[度展]|环节)[\s:：]{1,3}(?:[未待正暂尚在][^\n]{1,6}|[^\n]{1,6}中)(?:\n|$)")
LONGEST_STATE = 10
LEAST_REPLY, LEAST_QUESTION = 4, 6
PUBLIC_WORDS = 2  # marks of speech that tell a question without an answer
WORKS = ("question", "reply", "reply_agency", "replied_at")


def may_be_two(text: str, around: str) -> bool:
    """Whether a page may be what two parties wrote: two short lines that end in days and are none of its own facts, and
    somebody who answers or asks. A cheap look.

    >>> may_be_two("2018-03-02\\n我家门口路灯不亮。\\n县城管局 2018-03-05\\n已修好。", ""), may_be_two("已修好。\\n2018-03-05", "")
    (True, False)
    """
    if len(text) > LARGEST:
        return False
    both, days = f"{around}\n{text}", 0
    for found in islice(HAS_DAY.finditer(both), MOST_RUNS):
        begin, end = both.rfind("\n", 0, found.start()) + 1, both.find("\n", found.start())
        line_end = end if end >= 0 else len(both)
        is_short = line_end - begin <= LONGEST or both[line_end - 1 : line_end] in ("）", ")")
        days += is_short and not OF_PAGE.search(both, begin, line_end)
    is_told = days > 1 or (SENDS_LABEL.search(text) and BACK_LABEL.search(text)) or SIGNS.search(text)
    return bool(is_told) and bool(ASKING.search(both) or ANSWERING.search(both))


def may_speak(text: str, around: str) -> bool:
    """Whether the two texts of a page may speak as a letter's do, or its labels or ratings may say that they are one's: what
    `exchange_of` asks for where no column says so. A cheap look.

    >>> may_speak("我家门口路灯不亮。\\n已修好。", ""), may_speak("诉求：路灯不亮。\\n办理：已换。", "")
    (True, True)
    >>> may_speak("各单位已报送计划。\\n县水利局", "您现在的位置：首页")
    False
    """
    both = f"{around}\n{text}"
    if ANSWERING.search(both) and (ASKING.search(both) or SPOKEN_TO.search(both) or WRITES.search(both)):
        return True
    return "满意" in both or bool(SIGNS.search(text) or SENDS_LABEL.search(both) and BACK_LABEL.search(both))


def is_of_record(labels: Iterable[str]) -> bool:
    """Whether labels are those of a record that is no letter: of works, permits, fines, interviews.

    >>> is_of_record(["投件日", "诉说"]), is_of_record(["申请日期", "建设内容"])
    (False, True)
    """
    return any(map(OF_RECORDS.search, labels))


def letters_around(node: Node, is_of_letters: bool) -> tuple[Node, list[Exchange]] | None:
    """A node that holds a part of a letter → the smallest block with both its parts, and the exchange, or those of several
    writers; None if it has none.

    is_of_letters: the page's column says so.
    """
    best: tuple[Node, list[Exchange]] | None = None
    for block in _blocks_around(node, LEVELS):
        if block is not node and _wraps(block):
            continue  # the same pieces once more
        pieces = pieces_of(block)
        if not pieces:
            break  # too large to be one; so are those around it
        found = _exchanges_of(pieces, is_of_letters)
        if found and (best is None or _told(found[0]) > _told(best[1][0])):
            best = block, found
        if found and _told(found[0]) == len(WORKS):
            break
    return best


def _blocks_around(node: Node, most: int) -> Iterator[Node]:
    yield node
    yield from takewhile(lambda one: one.tag not in ("body", "html"), islice(node.iterancestors(), most))


def _wraps(block: Node) -> bool:
    """Whether a block holds one other and no words beside it."""
    return len(block) == 1 and not (block.text or "").strip() and not (block[0].tail or "").strip()


def _exchanges_of(pieces: list[Piece], is_of_letters: bool) -> list[Exchange]:
    """Pieces of a block → the letter that they are, or each of several, where each begins with another writer or has another office."""
    kinds = {one.kind for one in pieces}
    if "office" not in kinds and not any(office_in(one.label) for one in pieces):
        return []  # what each exchange has
    if "day" not in kinds and (several := _several(runs_of(pieces))):
        return several
    writers = [at for at, one in enumerate(pieces) if one.kind == "writer"]
    offices = [{one.text for one in pieces[at:end] if one.kind == "office"} for at, end in pairwise([*writers, None])]
    told = zip(pairwise(writers), pairwise(offices), strict=True)
    cuts = [
        at for (before, at), (one, other) in told if pieces[before].text[:2] != pieces[at].text[:2] or not one & other
    ]
    if not cuts:
        return [found] if (found := exchange_of(pieces, is_of_letters)) else []
    parts = [pieces[begin:end] for begin, end in pairwise([0, *cuts, len(pieces)])]
    made = [found for one in parts if (found := exchange_of(one, is_of_letters))]
    return made if len(made) == len(parts) else []


def _told(found: Exchange) -> int:
    return sum(name in found for name in WORKS)


def _several(runs: list[Run]) -> list[Exchange]:
    """What was said without a day, an office's words below each question of the public → each; none of a single one."""
    made: list[Exchange] = []
    asked = ""
    for run in runs:
        first, _break, rest = run.text.partition("\n")
        if not run.office:
            asked = run.text
        elif asked or (rest and first.endswith(("？", "?"))):
            question, reply = (asked, run.text) if asked else (first, rest)
            question = NUMBERED.sub("", question, count=1).strip() if NUMBERED.match(question) else question
            made.append({"question": question, "reply": reply, "reply_agency": run.office})
            asked = ""
        else:
            return []
    return made if len(made) > 1 else []


def exchange_of(pieces: list[Piece], is_of_letters: bool = False) -> Exchange | None:
    """Pieces of a block → the letter that they are, as labelled values; None for any other.

    >>> from guiyi.markup.parsing import parse_html
    >>> card = "<div class=card><p>{}</p><p>{}</p><div>{}</div></div>"
    >>> asked = card.format("2020-02-03", "第4100号", "小区大门外的路灯坏了，我家老人摔过两回。")
    >>> page = parse_html(asked + card.format("2020-02-13", "县城管局", "经查系短路，已更换电缆。"))
    >>> [exchange_of(pieces_of(page))[one] for one in ("asked_at", "reply_agency", "replied_at", "reply")]
    ['2020-02-03', '县城管局', '2020-02-13', '经查系短路，已更换电缆。']
    >>> page = parse_html("<p>2020-02-03<p>全县开展清雪。<h3>要求</h3><p>各单位已上街清雪。<p>县城管局<p>2020-02-13")
    >>> exchange_of(pieces_of(page))
    """
    if is_of_record(one.label for one in pieces):
        return None
    runs = runs_of(pieces)
    if is_of_letters and len(runs) == 1:
        runs = runs_of(_with_question(pieces))
    places = _places(runs) if 2 <= len(runs) <= MOST_RUNS else None
    if places is None:
        return None
    asked, answer = (runs[at] for at in places)
    made = _dated(runs, asked, answer)
    if made is None and is_of_letters and office_in(answer.label):
        made = {}  # an office's name says it
    office = answer.office or asked.office
    if (
        made is None
        or office is None
        or OF_FOOT.match(answer.text)
        or len(answer.text) < LEAST_REPLY
        or len(asked.text) < LEAST_QUESTION
    ):
        return None
    made |= {"question": asked.text, "reply": answer.text, "reply_agency": office}
    writer = _writer_of(asked)
    made |= {name: one for name, one in (("writer", writer), ("status", _state_of(pieces))) if one} | _named_in(pieces)
    if further := _further(runs[places[1] + 1 :]):
        made["further"] = further
        made["question"] += "".join(f"\n追问：{run.text}" for run in runs[places[1] + 1 :] if _asks_again(run))
    if office_in(office) is None:
        made.pop("reply_agency")
    labels = [one.label for one in pieces]
    is_told = is_of_letters or _is_rated(pieces) or (any(map(SENDS.search, labels)) and any(map(BACK.search, labels)))
    return made if _speak(made, is_told) else None


def _with_question(pieces: list[Piece]) -> list[Piece]:
    """Pieces in a column of letters → the same with a line right below who asked and when as what was asked, though it is
    no sentence."""
    told = zip([None, *pieces], pieces, strict=False)
    return [
        replace(one, kind="said")
        if before
        and before.kind in ("day", "writer")
        and (one.kind, one.label) == ("other", "")
        and len(one.text) >= LEAST_QUESTION
        else one
        for before, one in told
    ]


def asked_around(node: Node, is_of_letters: bool, state: str | None, text: str = "") -> Exchange | None:
    """A node that holds what was asked, or a part of it, and its text → what was asked and waits; None for any other."""
    if not is_of_letters and not (state and WAITS.search(state)) and not SAYS_WAITS.search(text):
        return None
    for block in _blocks_around(node, LEVELS // 2):
        if found := asked_in(pieces_of(block), is_of_letters, state):
            return found
    return None


def asked_in(pieces: list[Piece], is_of_letters: bool, state: str | None = None) -> Exchange | None:
    """Pieces of a block with one text of one day, of which the block or a list (state) says that it waits → what was asked.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><b>投件日</b><i>2021-02-12</i><p><b>诉说</b><i>村里的垃圾三天才清一次。</i><p><b>进度</b><i>已转办</i>")
    >>> asked_in(pieces_of(page), True)
    {'question': '村里的垃圾三天才清一次。', 'asked_at': '2021-02-12', 'status': '已转办'}
    """
    runs = runs_of(pieces)
    told = next(
        (
            one.text
            for one in pieces
            if one.kind == "other" and len(one.text) <= LEAST_QUESTION + 2 and WAITS.search(one.text)
        ),
        None,
    )
    told = None if any(DONE.fullmatch(one.text) for one in pieces) else told  # a bar of all steps tells none
    waits = told or any(WAITING.fullmatch(one.text.rstrip("。")) for one in pieces) or (state and WAITS.search(state))
    waits = waits or (is_of_letters and (_named_in(pieces) or any("*" in one.text for one in pieces)))
    if len(runs) != 1 or not waits or is_of_record(one.label for one in pieces) or runs[0].office:
        return None
    days, writer = days_of(runs[0].facts), _writer_of(runs[0])
    is_told = (
        is_of_letters
        or (state and "*" in (writer or ""))
        or _asks(runs[0].text) >= PUBLIC_WORDS
        or SENDS.search(runs[0].label)
    )
    if not days or not is_told or len(runs[0].text) < LEAST_QUESTION:
        return None
    made = {"question": runs[0].text, "asked_at": min(days)}
    return made | {name: one for name, one in (("writer", writer), ("status", told)) if one} | _named_in(pieces)


def answer_in(pieces: list[Piece]) -> Exchange | None:
    """Pieces of a page of which its list says that it is answered: the one text below an office and its day → the answer;
    what was asked may stand in the list alone.

    >>> from guiyi.markup.parsing import parse_html
    >>> answer_in(pieces_of(parse_html("<p>县水利局 2020-03-05<p>您好，水管已修好。")))["reply"]
    '您好，水管已修好。'
    >>> answer_in(pieces_of(parse_html("<p>信箱升级三天，请稍后来信。<p>县水利局 2020-03-05")))
    """
    runs = runs_of(pieces)
    days = days_of(runs[0].ahead) if len(runs) == 1 and _is_headed(runs[0]) else []
    told = {"reply_agency": runs[0].office, "replied_at": days[0], "reply": runs[0].text} if days else None
    return told if told and not is_of_record(one.label for one in pieces) else None


def _writer_of(asked: Run) -> str | None:
    told = {one.kind: one.text for one in reversed(asked.facts) if one.kind in ("writer", "name")}
    return told.get("writer") or told.get("name")


def _beside(pieces: list[Piece], label: re.Pattern[str]) -> Iterator[str]:
    """What stands beside labels of a kind."""
    told = ((one.label or (before.text if before else ""), one.text) for before, one in pairwise([None, *pieces]))
    return (text for beside, text in told if label.search(beside))


def _named_in(pieces: list[Piece]) -> Exchange:
    """A letter's subject, number and kind, beside labels that end in that word."""
    told = {name: found for name, label in NAMED.items() if (found := next(_beside(pieces, label), None))}
    return told | ({"subject": RE.sub("", told["subject"])} if "subject" in told else {})


def _state_of(pieces: list[Piece]) -> str | None:
    """How far a letter has come, beside a label that says so, or in a word of its own that only states have."""
    told = [one for one in pieces if one.kind == "other"]
    named = (text for text in _beside(pieces, STATE_LABEL) if 1 < len(text) <= LONGEST_STATE)
    return next(named, None) or next((one.text for one in told if STATE.fullmatch(one.text)), None)


def _places(runs: list[Run]) -> tuple[int, int] | None:
    """Where the question and its answer are among what was said; None where no office says which is which."""
    told = [at for at, run in enumerate(runs) if run.office and not OF_RATING.search(run.label)]
    later = [at for at in told if at > 0]
    if not told:
        return None
    if told[0] == 0:  # the office stands in the head of all, or answers above what was asked
        days = [days_of(run.facts) for run in runs[:2]]
        if len(runs) == 2 and all(days) and max(days[1]) < max(days[0]):
            return 1, 0
        unnamed = [one.text for one in runs[0].ahead if one.kind == "office" and not one.label]
        if later and unnamed and runs[later[0]].office not in unnamed:
            return None  # notes of two offices
        is_head = later or (all(days) and min(days[1]) >= min(days[0])) or len(set(days[0])) > 1
        return (0, 1) if is_head and (not later or later[0] == 1) else None
    at = later[0]
    if not _is_headed(runs[at]) and not _are_apart(runs, at):
        return None  # one text in parts, and its signature
    is_apart = _is_elsewhere(runs, at) or (
        runs[at].ahead
        or runs[at].label
        or runs[at].holder.tag in CELLS
        or runs[at - 1].behind
        or GREETS.match(runs[at].text)
    )
    return (_question_before(runs, at), at) if is_apart else None


def _is_headed(run: Run) -> bool:
    return any(one.kind == "office" for one in run.ahead) or office_in(run.label) is not None


def _are_apart(runs: list[Run], at: int) -> bool:
    """Whether an answer that is signed below stands apart from what was asked: in a block of its own, behind a day, or
    behind what asks."""
    asked, answer = runs[at - 1], runs[at]
    is_labelled = SENDS.search(asked.label) and BACK.search(answer.label)
    is_dated = days_of(answer.ahead) or days_of(asked.behind)
    return _is_elsewhere(runs, at) or bool(is_labelled or is_dated) or _asks(asked.text) > 0


def _is_elsewhere(runs: list[Run], at: int) -> bool:
    before, own = runs[at - 1].holder, runs[at].holder
    return before.getparent() is not own.getparent() or own.tag in CELLS


def _question_before(runs: list[Run], at: int) -> int:
    """Of the texts before an answer the one that asks, else the first."""
    return max(range(at), key=lambda one: (min(_asks(runs[one].text), 1), -one))


def _dated(runs: list[Run], asked: Run, answer: Run) -> Exchange | None:
    """When it was asked, and when answered, which is not before; None where no day tells either."""
    days = [day for run in runs for day in days_of(run.facts)]
    if not days:
        return None
    if len(days) == 1 and days == days_of(answer.facts):
        return {"replied_at": days[0]}
    first, own = min(days), days_of(answer.ahead) or days_of(answer.behind)
    if answer.behind and not days_of(asked.ahead) and answer is not runs[0]:  # each day stands below its words
        own = days_of(answer.behind) or own
    replied = max(own or days)
    return {"asked_at": first} | ({"replied_at": replied} if len(days) > 1 and replied >= first else {})


def _further(runs: list[Run]) -> list[dict[str, str]]:
    """Later answers of offices."""
    told = [(run, days_of(run.ahead) or days_of(run.behind)) for run in runs if not OF_RATING.search(run.label)]
    return [
        {"reply_agency": run.office, "replied_at": max(days), "reply": run.text}
        for run, days in told
        if run.office and days
    ]


def _asks_again(run: Run) -> bool:
    return not run.office and not OF_RATING.search(run.label) and _asks(run.text) > 0


def _asks(text: str) -> int:
    return len(ASKING.findall(text))


def _speak(made: Exchange, is_of_letters: bool) -> bool:
    """Whether the two texts speak as a letter's do, and neither as the other's."""
    asks, answers = _asks(QUOTED.sub("", made["question"])), len(ANSWERING.findall(made["reply"]))
    if _asks(made["reply"]) > answers and asks == 0:
        return False
    if is_of_letters:
        return True
    return answers > 0 and bool(asks or made.get("writer") or ADDRESSED.search(made["reply"]))


def _is_rated(pieces: list[Piece]) -> bool:
    """Whether somebody says how content he is with the answer, as of nothing else."""
    return any("满意" in f"{one.label}{one.text}" and len(one.text) < 20 for one in pieces)
