"""What a page says of a mailbox's letters in a period: received, answered, published, mean days; some by agency.

All is one thing: a figure with its word. The word stands before its figure in a sentence, beside it in a row, above or
below it on a card, or at the head of its column.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from guiyi.extract.fields.signature import AGENCY

TITLE = re.compile(
    r"(?:信件|来信|来信来访|信访|留言|诉求|信箱|热线|咨询|投诉|互动|意见|办件|12345).{0,20}(?:统计|情况|通报|数据|月报|季报|年报)"
)
MAILBOX = re.compile(r"信件|来信|留言|诉求|信箱|热线")
KIND = "群众|网民|网友|各类|有效|公众|网上|市民|办理"
LETTERS = rf"(?:{KIND}){{0,3}}(?:来信|来访|来件|信件|信访件|留言|诉求|咨询|投诉|意见(?:建议)?|建议|办件|工单|来电)"
COUNT = r"(?:了)?(?:总数?量?|数量?|件数|量)?"
WORDS = {  # the end of a figure's word → what it tells
    "mean_days": re.compile(r"平均(?:办理|答复|回复|处理|办结){0,2}(?:时间|时长|时限|用时|天数|周期)?$"),
    "published": re.compile(rf"(?:公开|公布)(?:答复|回复|发布)?(?:了)?(?:{LETTERS})?{COUNT}$"),
    "answered": re.compile(rf"(?:(?:办结|回复|答复|办复|办理完毕|已办)(?:了)?(?:{LETTERS}){{0,2}}|^办理?|^回){COUNT}$"),
    "received": re.compile(
        rf"(?:(?:收到|受理|接收|接到|交办|收件)(?:了)?(?:{LETTERS}){{0,2}}|(?:^|累计|总|共)(?:{LETTERS})){COUNT}$"
    ),
}  # fmt: skip
FIGURES = tuple(reversed(WORDS))
AGENCY_HEAD = re.compile(r"(?:承办|办理|受理|答复|回复|责任)?(?:单位|部门|机关|科室|处室|乡镇|街道)(?:名称)?")
OF_OTHER = re.compile(r"去年|上年|上月|上季|同期|同比|环比|率|[未不待超逾]|正在")  # words of another figure
CLAUSE, BEFORE = re.compile(r"[，。；;\t\n]|,(?!\d{3})"), 20  # characters before a figure that say of what it is
BRACKETS = re.compile(r"[（(][^）)]*[)）]")
FIGURE = re.compile(
    r"(?<![\d.,-])(\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,2})?)\s*(?:个?工作日|[件封条个宗份天日]|人?次)?(?![\d.,%％年月:：-])"
)
WHOLE, ORDER = re.compile(r"\d{1,6}"), re.compile(r"序\s*号|排\s*[名序]|编\s*号")
LEAST_CELLS, LEAST_ROWS = 3, 2  # of a table of agencies whose head does not say what was received
OF_AGENCY = ("received", "answered", "mean_days")
ALL = re.compile(r"合\s*计|总\s*计|共\s*计")


def read_statistics(title: str, text: str) -> dict[str, Any] | None:
    """Title, body text → its figures of letters, or None if it tells none. Numbers, or null where it says nothing.

    >>> said = "3月共收到来信156件，办结148件，平均办理时间3.6天。\\n单位\\t收到\\t办结\\n县水利局\\t56\\t53\\n合计\\t156\\t148"
    >>> read_statistics("3月信件办理情况统计", said)["agencies"]
    [{'agency': '县水利局', 'received': 56, 'answered': 53, 'mean_days': None}]
    >>> {name: read_statistics("3月信件办理情况统计", said)[name] for name in ("received", "answered", "mean_days")}
    {'received': 156, 'answered': 148, 'mean_days': 3.6}
    >>> read_statistics("留言9月份数据", "收到留言：88条\\n办复留言：85条\\n平均答复用时：3.1个工作日")["answered"]
    85
    >>> read_statistics("关于信件办理情况的通报", "请各单位按期办结。") is None, read_statistics("停水通知", said) is None
    (True, True)
    """
    if not TITLE.search(title) and not (MAILBOX.search(title) and "\t" in text):
        return None
    agencies, totals, rest = _table(text.split("\n"))
    said = totals | _figures("\n".join(rest))
    received, answered = said.get("received"), said.get("answered")
    if received is None or not (answered is not None or agencies):
        return None
    if not TITLE.search(title) and not (agencies and answered is not None):  # a title says less, figures say more
        return None
    return {"type": "statistics", **{name: said.get(name) for name in FIGURES}, "agencies": agencies}


def _name_of(word: str) -> str | None:
    """The word of a figure → what it tells; None where it is of another thing, or another period's."""
    word = BRACKETS.sub("", word).strip().rstrip(" :：为是约共有达")[-BEFORE:]
    return None if OF_OTHER.search(word) else next((name for name, one in WORDS.items() if one.search(word)), None)


def _figures(text: str) -> dict[str, float | int]:
    """The first figure of each name, in sentences, rows and cards.

    >>> _figures("去年同期收到来信90件；3月收到来信156件，答复率98%")
    {'received': 156}
    >>> _figures("1,526\\n收到留言（条）\\n1,498\\n办结留言（条）\\n6.3\\n平均办理时间（天）")
    {'received': 1526, 'answered': 1498, 'mean_days': 6.3}
    """
    pieces = [one.strip() for one in CLAUSE.split(text) if one.strip()]
    alone = {at: figure for at, one in enumerate(pieces) if (figure := _figure(one)) is not None}
    above, below = ([(at + step, figure) for at, figure in alone.items()] for step in (-1, 1))
    sides = [[(pieces[at], one) for at, one in side if 0 <= at < len(pieces)] for side in (above, below)]
    told = [(one[: found.start()], _number(found[1])) for one in pieces for found in FIGURE.finditer(one)]
    made = [{name: one for word, one in reversed(side) if (name := _name_of(word))} for side in (told, *sides)]
    named = max(made[1:], key=len) | made[0]
    return {name: named[name] for name in FIGURES if name in named}


def _table(lines: list[str]) -> tuple[list[dict[str, Any]], dict[str, float | int], list[str]]:
    """Lines → the agencies of the first table whose head names what was received and answered, the figures of all (its
    last row, or its only one where it names no agency), and the lines outside of it.

    >>> _table("责任主体\\t来件\\t回复\\t回复率\\n市公安局\\t30\\t28\\t93%\\n合计\\t50\\t46\\t92%".split("\\n"))[:2]
    ([{'agency': '市公安局', 'received': 30, 'answered': 28, 'mean_days': None}], {'received': 50, 'answered': 46})
    >>> _table(["总受理量\\t已答复\\t平均办理时长", "2310件\\t2275件\\t2.8天", "排名"])[1:]
    ({'received': 2310, 'answered': 2275, 'mean_days': 2.8}, ['排名'])
    >>> _table(["序号\\t单位\\t来件\\t回复", "1\\t市公安局\\t30\\t28", "合计\\t30\\t28"])[1]
    {'received': 30, 'answered': 28}
    >>> _table(["受理量\\t已答复", "12\\t11", "9\\t8"])[:2], _table(["单位\\t人数", "市公安局\\t30"])[:2]
    (([], {}), ([], {}))
    """
    table = [[one.strip() for one in line.split("\t")] for line in lines]
    for at, heads in enumerate(table):
        rows = _rows_below(table, at)
        single = [one for one in rows if not any(map(ALL.search, one[:2]))]
        columns = _columns(heads, single) if rows and len(heads) > 1 else {}
        if "received" not in columns:
            continue
        agency = columns.pop("agency", None)
        of_all = [one for one in rows if one not in single] or (rows if agency is None and len(rows) == 1 else [])
        said = {name: _figure(of_all[-1][n]) for name, n in columns.items()} if of_all else {}
        made = [
            {"agency": one[agency]}
            | {name: _figure(one[columns[name]]) if name in columns else None for name in OF_AGENCY}
            for one in single
            if agency is not None and one[agency]
        ]
        totals = {name: one for name, one in said.items() if one is not None}
        return made, totals, lines[:at] + lines[at + 1 + len(rows) :]
    return [], {}, lines


def _rows_below(table: list[list[str]], at: int) -> list[list[str]]:
    """The lines below a table's head that have as many cells as it; the word of the row of all may take several."""
    width = len(table[at])
    filled = (
        [*one[:1], *[""] * (width - len(one)), *one[1:]] if 1 < len(one) < width and ALL.match(one[0]) else one
        for one in table[at + 1 :]
    )
    return list(takewhile(lambda one: len(one) == width, filled))


def _columns(heads: list[str], rows: list[list[str]]) -> dict[str, int]:
    """A table's heads, its rows of single agencies → which column tells what; none of a row that is no head of figures.

    A column of agencies may have any head, and what was received too: the column of numbers that no other exceeds.
    """
    named_by = {name: n for n, one in list(enumerate(heads))[::-1] if (name := _name_of(one))}  # the first of two
    columns = {name: named_by[name] for name in FIGURES if name in named_by}
    if not columns or any(_figure(one) is not None for one in heads):
        return {}
    named = (n for n, one in enumerate(heads) if AGENCY_HEAD.fullmatch(one))
    told = (n for n in range(len(heads)) if rows and all(AGENCY.match(one[n]) for one in rows))
    if (agency := next(named, next(told, None))) is not None:
        columns["agency"] = agency
    bound = _bound(heads, rows, columns["answered"]) if "answered" in columns and "received" not in columns else None
    return columns | ({"received": bound} if bound is not None else {})


def _bound(heads: list[str], rows: list[list[str]], answered: int) -> int | None:
    """The column of numbers that no other exceeds: what was received, whatever its head calls it."""
    if len(heads) < LEAST_CELLS or len(rows) < LEAST_ROWS:
        return None
    numbers = [
        n for n, head in enumerate(heads) if not ORDER.fullmatch(head) and all(WHOLE.fullmatch(one[n]) for one in rows)
    ]
    bounds = (n for n in numbers if n != answered and all(int(one[n]) >= int(one[m]) for one in rows for m in numbers))
    return next(bounds, None) if answered in numbers else None


def _figure(cell: str) -> float | int | None:
    """A cell → its number; None where it holds another thing."""
    figure = FIGURE.fullmatch(cell)
    return _number(figure[1]) if figure else None


def _number(digits: str) -> float | int:
    digits = digits.replace(",", "")
    return float(digits) if "." in digits else int(digits)
