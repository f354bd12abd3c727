"""Letters in forms whose labels nobody knows: two headed parts, or labels and values of which the values tell what they are."""

from __future__ import annotations

import re
from itertools import takewhile

from guiyi.dates import read_date
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.letters.speakers import (
    HAS_DAY,
    KIND,
    LEAST_WORDS,
    LONGEST,
    MARK,
    MASKED,
    NUMBER,
    SHORT_FACT,
    SIGNED,
    Exchange,
    is_asker,
    named_by,
    tail_of,
    words_of,
)
from guiyi.extract.types.letters.stems import CAME_BACK, DAY, WROTE
from guiyi.extract.types.shaped import pairs_of
from guiyi.markup.tree import Node

ASK_PART = re.compile(
    rf"[一、【\[\s]*(?=[^\n]{{0,8}}(?:网友|网民|市民|居民|群众|百姓|{WROTE}|[问诉盼求]))[\u4e00-\u9fff]{{2,8}}[】\]]?[:：]?"
)
ANSWER_PART = re.compile(  # what came back, or its half by who speaks: 部门回音
    rf"[二、【\[\s]*(?=[^\n]{{0,8}}(?:{CAME_BACK}|[答复])|(?:部门|单位|官方|政府)[^\n职工行]{{2}}[】\]:：]*(?:\n|$))[\u4e00-\u9fff]{{2,8}}[】\]]?[:：]?"
)
DATED_FACT = re.compile(rf"[\u4e00-\u9fff]{{2,6}}\s*[:：]?\s*(?P<day>{DAY})")
OFFICE_SAYS = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,20})[:：]\s*(?P<said>\S.*)")
PUBLIC_SAYS = re.compile(r"(?:网友|网民|市民|居民|群众|村民|读者)[^\n，。：:]{0,8}[:：]\s*(?P<said>\S.*)")
OF_ANSWER = re.compile(CAME_BACK)
PUNCTUATED = re.compile(r"[。，！？?!：:\d]")
DATED_HEAD = re.compile(
    rf"(?P<head>[\u4e00-\u9fff]{{2,8}})(?:[ \u3000\t]+(?P<who>[\u4e00-\u9fff]{{2,20}}))?[ \u3000\t]*[（(]?(?P<day>{DAY})[)）]?[:：]?"
)
OFFICE_HEAD = re.compile(rf"(?P<who>[\u4e00-\u9fff]{{2,7}}?)[来的]?(?:{CAME_BACK}|回?答)")
WHO_AND_DAY = re.compile(rf"(?P<who>[^\n，。；：:！？?!]{{2,20}}?)\s*(?P<day>{DAY})")
ONLY_ASKS = re.compile(rf"[【\[]?(?:{WROTE})(?:内容|正文)?[】\]]?[:：]?")  # a head that stands alone
ONLY_DAY = re.compile(DAY)
LEAST_TEXT, LEAST_PAIRS, MOST_PAIRS = 8, 5, 40  # characters of a value that may be what was said; pairs of a form
LONGEST_WRITER, LONGEST_HEAD = 8, 6  # characters of who wrote; of a head that ends a part


def parted(lines: list[str]) -> Exchange | None:
    """Lines with one short head of the public's part and, below it, one of the office's → the exchange.

    >>> parted(["群众所盼", "盼着通燃气。", "部门回应", "区住建局：六月底前通气。", "回应时间：2021-12-20"])
    {'question': '盼着通燃气。', 'reply': '六月底前通气。', 'replied_at': '2021-12-20', 'reply_agency': '区住建局'}
    >>> parted(["群众所盼", "盼着通燃气。", "工作打算", "六月底前通气。"])
    >>> parted(["群众呼声", "盼着通燃气。", "部门回音", "六月底前通气。", "区住建局", "2021-12-20"])["reply_agency"]
    '区住建局'
    """
    lines = [piece for one in lines for piece in _unfolded(one)]
    answers = [at for at, one in enumerate(lines) if len(one) <= 12 and ANSWER_PART.fullmatch(one)]
    last = answers[0] if len(answers) == 1 else 0
    asks = [at for at, one in enumerate(lines[:last]) if len(one) <= 12 and ASK_PART.fullmatch(one)]
    if not asks or answers[0] < asks[-1] + 2:
        return None
    asked, reply = lines[asks[-1] + 1 : answers[0]], lines[answers[0] + 1 :]
    asked = asked[:1] + list(takewhile(lambda one: len(one) > LONGEST_HEAD or PUNCTUATED.search(one), asked[1:]))
    made: Exchange = {}
    if len(reply) > 2 and AGENCY.match(reply[-2]) and ONLY_DAY.fullmatch(reply[-1].strip()):  # signed at its foot
        made, reply = {"reply_agency": reply[-2], "replied_at": reply[-1]}, reply[:-2]
    if len(reply) > 1 and (signed := SIGNED.fullmatch(reply[-1].strip())) and AGENCY.match(signed["who"].strip()):
        made, reply = {"reply_agency": signed["who"].strip(), "replied_at": signed["day"]}, reply[:-1]
    asked, made = _without_head(asked, made, "asked_at", "writer")
    reply, made = _without_head(reply, made, "replied_at", "reply_agency")
    for name, part in (("asked_at", asked), ("replied_at", reply)):
        days = [found["day"] for one in part if (found := DATED_FACT.fullmatch(one.strip()))]
        days += [one for one in part if ONLY_DAY.fullmatch(one.strip())]
        made = {name: days[0]} | made if days else made
    above = next((one for one in lines[: asks[-1]] if ONLY_DAY.fullmatch(one.strip())), "")  # the page's own is later
    if "asked_at" not in made and above and (read_date(above) or "") < (read_date(made.get("replied_at", "")) or ""):
        made = {"asked_at": above} | made
    question, reply = _said(asked), _said(reply)
    told = OFFICE_SAYS.match(reply[0]) if reply else None
    if told and AGENCY.match(told["who"]):
        made["reply_agency"], reply = told["who"], [told["said"], *reply[1:]]
    both = {"question": words_of(question), "reply": words_of(reply)}
    return both | made if all(len(one) >= LEAST_WORDS for one in both.values()) else None


def _unfolded(line: str) -> list[str]:
    """A line of a part's head with its day, and its office → the head, and a line of who and when.

    >>> [_unfolded(one) for one in ("部门答　县城管局　2022-04-09", "教育局来答（2022-04-22）", "已修好。 2022-04-09")]
    [['部门答', '县城管局 2022-04-09'], ['教育局来答', '教育局 2022-04-22'], ['已修好。 2022-04-09']]
    """
    found = DATED_HEAD.fullmatch(line.strip()) if len(line) <= LONGEST else None
    if found is None or not (ASK_PART.fullmatch(found["head"]) or ANSWER_PART.fullmatch(found["head"])):
        return [line]
    who = found["who"] or (said["who"] if (said := OFFICE_HEAD.fullmatch(found["head"])) else "")
    return [found["head"], f"{who if AGENCY.match(who or '') else ''} {found['day']}".strip()]


def _without_head(lines: list[str], made: Exchange, day: str, who: str) -> tuple[list[str], Exchange]:
    """A part without its first line, if that is no more than who and when, and what it tells.

    >>> _without_head(["县交通局2020-05-12", "六月动工。"], {}, "replied_at", "reply_agency")
    (['六月动工。'], {'replied_at': '2020-05-12', 'reply_agency': '县交通局'})
    >>> _without_head(["时间：2020-05-12", "六月动工。"], {}, "replied_at", "reply_agency")
    (['时间：2020-05-12', '六月动工。'], {})
    """
    told = WHO_AND_DAY.fullmatch(lines[0].strip()) if len(lines) > 1 else None
    name = told["who"].strip() if told else ""
    if told is None or (AGENCY.match(name) is not None) != (who != "writer"):
        return lines, made
    return lines[1:], {day: told["day"], who: name} | made


def _said(lines: list[str]) -> list[str]:
    told = (DATED_FACT, SHORT_FACT, ONLY_DAY)
    return [one for one in lines if not any(fact.fullmatch(one.strip()) for fact in told)]


def valued(node: Node) -> Exchange | None:
    """A form of labels and values, one label of it an answer's → the exchange that its values tell: the longest text on
    each side of that label, the days, the office, the masked writer.

    >>> from guiyi.markup.parsing import parse_html
    >>> form = (("网友", "山**"), ("发帖", "2019-11-14"), ("详述", "老屋墙体开裂，该找哪个单位？"), ("办理部门", "区住建局"))
    >>> form += (("办结", "2019-11-20"), ("结论", "可委托有资质的机构鉴定。"))
    >>> page = parse_html("<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in form) + "</dl>")
    >>> [valued(page)[one] for one in ("writer", "asked_at", "reply_agency", "replied_at", "reply")]
    ['山**', '2019-11-14', '区住建局', '2019-11-20', '可委托有资质的机构鉴定。']
    """
    pairs = pairs_of(node)
    start = next((at for at, (label, _value) in enumerate(pairs) if OF_ANSWER.match(label)), None)
    if start is None or not LEAST_PAIRS <= len(pairs) <= MOST_PAIRS:
        return None
    asked, back = ([value for _label, value in some] for some in (pairs[:start], pairs[start:]))
    question, reply = _longest(asked), _longest(back)
    days = [[one for one in some if ONLY_DAY.fullmatch(one)] for some in (asked, back)]
    office = next((one for one in back if AGENCY.match(one)), None)
    if not question or not reply or not days[0] or office is None:
        return None
    writer = next((one for one in asked if len(one) <= LONGEST_WRITER and MASKED.search(one)), None)
    status = next((value for label, value in pairs if label.endswith(("状态", "进度"))), None)
    made = {"question": question, "asked_at": days[0][0], "reply_agency": office, "reply": reply}
    more = {"replied_at": days[1][-1] if days[1] else None, "writer": writer, "status": status}
    return made | {name: one for name, one in more.items() if one}


def formed(node: Node) -> Exchange | None:
    """A form of labels and values in a column of letters → the exchange, whatever its labels are: somebody's words with a
    day, and further down an office with its own words; the later day is the answer's.

    >>> from guiyi.markup.parsing import parse_html
    >>> form = (("事由", "收费"), ("具体情况", "驾校另收练车费三百元。"), ("提出", "2021-05-01"), ("主办", "市驾管所"), ("结论", "责成驾校退还。"))
    >>> page = parse_html("<ul>" + "".join(f"<li><b>{label}</b>{value}</li>" for label, value in form) + "</ul>")
    >>> [formed(page)[one] for one in ("question", "asked_at", "reply_agency", "reply")]
    ['驾校另收练车费三百元。', '2021-05-01', '市驾管所', '责成驾校退还。']
    """
    pairs = pairs_of(node)
    if not LEAST_PAIRS <= len(pairs) <= MOST_PAIRS:
        return None
    for at, (_label, office) in enumerate(pairs):
        if not AGENCY.match(office):
            continue
        asked, back = ([value for _label, value in some] for some in (pairs[:at], pairs[at:]))
        question, reply = _longest(asked), _longest(back, LEAST_WORDS)
        days = [[one for one in some if ONLY_DAY.fullmatch(one)] for some in (asked, back)]
        if question and reply and days[0]:
            made = {"question": question, "asked_at": days[0][0], "reply_agency": office, "reply": reply}
            return made | ({"replied_at": days[1][-1]} if days[1] else {})
    return None


def formed_unanswered(node: Node) -> Exchange | None:
    """A form of labels and values without an office, of what a list says that it is being dealt with → what was asked.

    >>> from guiyi.markup.parsing import parse_html
    >>> form = (("进言者", "周*"), ("进言时间", "2022-02-05"), ("进言内容", "图书馆下午五点就闭馆。"))
    >>> formed_unanswered(parse_html("<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in form) + "</dl>"))
    {'question': '图书馆下午五点就闭馆。', 'asked_at': '2022-02-05', 'writer': '周*'}
    """
    values = [value for _label, value in pairs_of(node)]
    days, question = [one for one in values if ONLY_DAY.fullmatch(one)], _longest(values)
    writer = next((one for one in values if len(one) <= LONGEST_WRITER and MASKED.search(one)), None)
    if len(days) != 1 or question is None or writer is None or len(values) > MOST_PAIRS:
        return None
    return {"question": question, "asked_at": days[0], "writer": writer}


def _longest(values: list[str], least: int = LEAST_TEXT) -> str | None:
    """The longest of values that may be what was said."""
    texts = [one for one in values if len(one) >= least and not ONLY_DAY.fullmatch(one) and not AGENCY.match(one)]
    return max(texts, key=len, default=None)


def waiting(text: str, around: str, is_told: bool = False) -> Exchange | None:
    """The text of a page in a column of letters, the text around it → what was asked, where lines above it tell when and
    its number, its kind or who wrote; None for any other. is_told: a list says of it how far it has come.

    >>> waiting("编号：W220420 类别：建议 提交于 2022-04-20\\n两个充电桩要排队两小时。", "充电桩太少")["question"]
    '两个充电桩要排队两小时。'
    >>> waiting("2022-04-20\\n信箱系统升级，请稍后来信。", "公告")
    """
    lines = text.split("\n")
    first = next((at for at, one in enumerate(lines) if is_asker(one)), None)
    start = 0 if first is None else first + 1
    told = lines[first] if first is not None else next((one for one in around.split("\n") if is_asker(one)), "")
    head = "\n".join([*lines[:start], told])
    question = words_of(one for one in lines[start:] if not SHORT_FACT.fullmatch(one) and not ONLY_ASKS.fullmatch(one))
    day = HAS_DAY.search(told)
    if (
        day is None
        or len(question) < LEAST_WORDS
        or not (is_told or NUMBER.search(head) or KIND.search(head) or MASKED.search(told))
    ):
        return None
    return named_by({"question": question, "asked_at": day[0]}, told, head)


def answered(lines: list[str]) -> list[Exchange]:
    """Several questions on a page, each above an answer that ends with its office in brackets or begins with it → each.

    >>> said = ["1. 老年卡在哪里办？", "各社区均可办理。（区民政局）", "2. 居住证丢了怎么补？", "到派出所补领。（公安分局）"]
    >>> [one["reply"] for one in answered(said)], answered(said[:2])
    (['各社区均可办理。', '到派出所补领。'], [])
    >>> [one["reply_agency"] for one in answered(["网友：没水。", "县水利局：已通水。", "网友：路黑。", "县住建局：已换灯。"])]
    ['县水利局', '县住建局']
    """
    made: list[Exchange] = []
    asked: list[str] = []
    for line in lines:
        end, said = tail_of(line), OFFICE_SAYS.match(line)
        if told := PUBLIC_SAYS.match(line):
            asked = [told["said"]]
        elif asked and said and AGENCY.match(said["who"]):
            made.append({"question": words_of(asked), "reply": said["said"], "reply_agency": said["who"]})
            asked = []
        elif line.rstrip().endswith(("？", "?")) and len(line) <= 2 * LONGEST:
            asked = [line]
        elif asked and end and AGENCY.match(end["who"]):
            question = re.sub(r"^\s*[（(]?[\d一二三四五六七八九十]{1,3}[)）]?[.、．]?\s*", "", MARK.sub("", asked[0]))
            reply = words_of([*asked[1:], line[: end.start()]])
            one = {"subject": question, "question": question, "reply": reply, "reply_agency": end["who"]}
            made.append(one | ({"replied_at": end["day"]} if end["day"] else {}))
            asked = []
        elif asked:
            asked.append(line)
    return made if len(made) > 1 else []
