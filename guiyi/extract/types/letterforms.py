"""Letters in forms whose labels nobody knows: two headed parts, or labels and values of which the values tell what they are."""

from __future__ import annotations

import re

from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.exchanges import DAY, LEAST_WORDS, MASKED, SHORT_FACT, Exchange, words_of
from guiyi.extract.types.letterstems import CAME_BACK, WROTE
from guiyi.extract.types.shaped import pairs_of
from guiyi.markup.tree import Node

ASK_PART = re.compile(
    rf"[一、【\[\s]*(?=[^\n]{{0,8}}(?:网友|网民|市民|居民|群众|百姓|{WROTE}|[问诉盼求]))[\u4e00-\u9fff]{{2,8}}[】\]]?[:：]?"
)
ANSWER_PART = re.compile(rf"[二、【\[\s]*(?=[^\n]{{0,8}}(?:{CAME_BACK}|[答复]))[\u4e00-\u9fff]{{2,8}}[】\]]?[:：]?")
DATED_FACT = re.compile(rf"[\u4e00-\u9fff]{{2,6}}\s*[:：]?\s*(?P<day>{DAY})")
OFFICE_SAYS = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,20})[:：]\s*(?P<said>\S.*)")
OF_ANSWER = re.compile(CAME_BACK)
ONLY_DAY = re.compile(DAY)
LEAST_TEXT, LEAST_PAIRS, MOST_PAIRS = 8, 5, 40  # characters of a value that may be what was said; pairs of a form


def parted(lines: list[str]) -> Exchange | None:
    """Lines with one short head of the public's part and, below it, one of the office's → the exchange.

    >>> parted(["群众所盼", "盼着通燃气。", "部门回应", "区住建局：六月底前通气。", "回应时间：2021-12-20"])
    {'question': '盼着通燃气。', 'reply': '六月底前通气。', 'replied_at': '2021-12-20', 'reply_agency': '区住建局'}
    >>> parted(["群众所盼", "盼着通燃气。", "工作打算", "六月底前通气。"])
    """
    answers = [at for at, one in enumerate(lines) if len(one) <= 12 and ANSWER_PART.fullmatch(one)]
    asks = [at for at, one in enumerate(lines) if len(one) <= 12 and ASK_PART.fullmatch(one) and at not in answers]
    if len(asks) != 1 or len(answers) != 1 or answers[0] < asks[0] + 2:
        return None
    asked, reply = lines[asks[0] + 1 : answers[0]], lines[answers[0] + 1 :]
    made: Exchange = {}
    for name, part in (("asked_at", asked), ("replied_at", reply)):
        days = [found["day"] for one in part if (found := DATED_FACT.fullmatch(one.strip()))]
        made |= {name: days[0]} if days else {}
    question, reply = _said(asked), _said(reply)
    told = OFFICE_SAYS.match(reply[0]) if reply else None
    if told and AGENCY.match(told["who"]):
        made["reply_agency"], reply = told["who"], [told["said"], *reply[1:]]
    both = {"question": words_of(question), "reply": words_of(reply)}
    return both | made if all(len(one) >= LEAST_WORDS for one in both.values()) else None


def _said(lines: list[str]) -> list[str]:
    return [one for one in lines if not DATED_FACT.fullmatch(one.strip()) and not SHORT_FACT.fullmatch(one)]


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
    asked, answered = ([value for _label, value in some] for some in (pairs[:start], pairs[start:]))
    question, reply = _longest(asked), _longest(answered)
    days = [[one for one in some if ONLY_DAY.fullmatch(one)] for some in (asked, answered)]
    office = next((one for one in answered if AGENCY.match(one)), None)
    if not question or not reply or not all(days) or office is None:
        return None
    made = {
        "question": question,
        "asked_at": days[0][0],
        "reply_agency": office,
        "reply": reply,
        "replied_at": days[1][-1],
    }
    writer = next((one for one in asked if len(one) <= 8 and MASKED.search(one)), None)
    return made | ({"writer": writer} if writer else {})


def _longest(values: list[str]) -> str | None:
    """The longest of values that may be what was said."""
    texts = [one for one in values if len(one) >= LEAST_TEXT and not ONLY_DAY.fullmatch(one) and not AGENCY.match(one)]
    return max(texts, key=len, default=None)
