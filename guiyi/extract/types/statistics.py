"""What a page says of a mailbox's letters in a period: received, answered, published, mean days; some by agency."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import Any

from guiyi.extract.fields.signature import AGENCY

TITLE = re.compile(
    r"(?:信件|来信|来信来访|留言|诉求|信箱|热线|咨询|投诉|互动|意见|办件|12345).{0,20}(?:统计|情况|通报|数据|月报|季报|年报)"
)
LETTERS = r"(?:群众|网民|各类|有效|公众|网上|市民){0,3}(?:来信|来访|信件|留言|诉求|咨询|投诉|意见(?:建议)?|建议|办件|工单|来电)"
MAILBOX = re.compile(r"信件|来信|留言|诉求|信箱|热线")
RECEIVED = re.compile(rf"(?:收到|受理|接收|接到)(?:了)?(?:{LETTERS}){{0,2}}\s*[:：]?\s*(\d{{1,7}})\s*[件条封个]")
ANSWERED = re.compile(
    rf"(?:按期|按时)?(?:办结|回复|答复|办复|办理完毕|已办)(?:了)?(?:{LETTERS}){{0,2}}\s*[:：]?\s*(\d{{1,7}})\s*[件条封个]"
)
DAYS = re.compile(
    r"平均(?:办理|答复|回复|处理|办结)?(?:时间|时长|时限|用时|天数|周期)\s*(?:为|是|约|[:：])?\s*(\d{1,3}(?:\.\d{1,2})?)\s*(?:个)?(?:工作日|天|日)"
)
PUBLISHED = re.compile(r"公开(?:答复|回复|发布)(?:了)?\s*(\d{1,7})\s*[件条封个]")
HEADS = {
    "agency": re.compile(r"(?:承办|办理|受理|答复|回复|责任)?(?:单位|部门|机关|科室|处室|乡镇|街道)(?:名称)?"),
    "received": re.compile(r"(?:总|累计)?(?:收到|交办|受理|来信|信件|留言|接收|办件|收件)(?:总)?(?:数量?|件数?|量|总数)?"),
    "answered": re.compile(r"(?:按期|按时|已)?(?:办结|答复|回复|办理|办复|办|回)(?:数量?|件数?|量|总数)?"),
    "mean_days": re.compile(r"平均(?:办理|答复|回复|办结|处理)?(?:时间|时长|天数|用时|周期|时限)?(?:[（(](?:工作日|天)[)）])?"),
}  # fmt: skip
OF_OTHER = re.compile(r"去年|上年|上月|上季|同期|同比|环比")
CLAUSE, BEFORE = re.compile(r"[，。；：\s]"), 20  # characters before a figure that say of what it is
FIGURE = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)\s*(?:件|封|条|个|天|日|个?工作日)?")
WHOLE, ORDER = re.compile(r"\d{1,6}"), re.compile(r"序\s*号|排\s*[名序]|编\s*号")
LEAST_CELLS, LEAST_ROWS = 3, 2  # of a table of agencies
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
    received, answered, published, days = (_first(one, text) for one in (RECEIVED, ANSWERED, PUBLISHED, DAYS))
    agencies = _agencies(text)
    told = _totals(text) if received is None else {}
    received, answered, days = (
        told.get(name, said) for name, said in (("received", received), ("answered", answered), ("mean_days", days))
    )
    if received is None or not (answered is not None or agencies):
        return None
    if not TITLE.search(title) and not (
        agencies and answered is not None
    ):  # a title that says less, figures that say more
        return None
    figures = {"received": received, "answered": answered, "published": published, "mean_days": days}
    return {"type": "statistics", **figures, "agencies": agencies}


def _first(figure: re.Pattern[str], text: str) -> float | int | None:
    """The first figure that is the period's: not another period's, which it is compared with.

    >>> _first(RECEIVED, "去年同期收到来信90件；3月收到来信156件")
    156
    """
    for found in figure.finditer(text):
        before = CLAUSE.split(text[max(0, found.start() - BEFORE) : found.start()])[-1]
        if not OF_OTHER.search(before):
            return _figure(found[1])
    return None


def _totals(text: str) -> dict[str, float | int | None]:
    """The figures of a table of one row below heads that name what was received and answered, no agency.

    >>> _totals("总受理量\\t已答复\\t答复率\\t平均办理时长\\n2310件\\t2275件\\t98%\\t2.8天\\n排名")
    {'received': 2310, 'answered': 2275, 'mean_days': 2.8}
    >>> _totals("受理量\\t已答复\\n12\\t11\\n9\\t8"), _totals("单位\\t受理量\\n水利局\\t9")
    ({}, {})
    """
    lines = [[one.strip() for one in line.split("\t")] for line in text.split("\n")]
    for at, (cells, values) in enumerate(pairwise(lines)):
        names = [next((name for name, one in HEADS.items() if one.fullmatch(cell)), None) for cell in cells]
        is_one = len(values) == len(cells) > 1 and (at + 2 == len(lines) or len(lines[at + 2]) != len(cells))
        if is_one and {"received", "answered"} <= set(names) and "agency" not in names:
            pairs = zip(names, values, strict=True)
            return {name: figure for name, cell in pairs if name and (figure := _figure(cell)) is not None}
    return {}


def _agencies(text: str) -> list[dict[str, Any]]:
    """The rows of the first table whose head names agencies and what they received."""
    head: list[str | None] = []
    made: list[dict[str, Any]] = []
    for line in text.split("\n"):
        cells = [one.strip() for one in line.split("\t")]
        if head and len(cells) == len(head):
            row = {name: cell for name, cell in list(zip(head, cells, strict=True))[::-1] if name}  # the first of two
            if row["agency"] and not ALL.search(row["agency"]):
                made.append({"agency": row["agency"], **{name: _figure(row.get(name)) for name in list(HEADS)[1:]}})
            continue
        if made:
            break
        named = [next((name for name, one in HEADS.items() if one.fullmatch(cell)), None) for cell in cells]
        head = named if {"agency", "received"} <= set(named) else []
    return made or _by_values(text)


def _by_values(text: str) -> list[dict[str, Any]]:
    """The rows of a table whose head names what was answered, whatever it calls the rest: of the columns of numbers the
    one that no other exceeds is what was received, and the first column is agencies.

    >>> table = "责任主体\\t来件\\t回复\\t回复率\\n市公安局\\t30\\t28\\t93%\\n市教育局\\t20\\t18\\t90%"
    >>> [(one["agency"], one["received"], one["answered"]) for one in _by_values(table)]
    [('市公安局', 30, 28), ('市教育局', 20, 18)]
    >>> _by_values("单位\\t人数\\t经费\\n市公安局\\t30\\t28\\n市教育局\\t20\\t18")
    []
    """
    lines = [[one.strip() for one in line.split("\t")] for line in text.split("\n")]
    for at, head in enumerate(lines):
        answered = next((n for n, cell in enumerate(head) if HEADS["answered"].fullmatch(cell)), None)
        if answered is None or len(head) < LEAST_CELLS:
            continue
        rows = [one for one in _rows_below(lines, at) if not ALL.search(one[0])]
        if made := _named_by_values(head, rows, answered):
            return made
    return []


def _rows_below(lines: list[list[str]], at: int) -> list[list[str]]:
    """The lines below a table's head that have as many cells as it."""
    return list(takewhile(lambda one: len(one) == len(lines[at]), lines[at + 1 :]))


def _named_by_values(head: list[str], rows: list[list[str]], answered: int) -> list[dict[str, Any]]:
    """The rows below a head, where a cell of each is an agency and one column of numbers bounds the others."""
    agencies = [next((cell for cell in one if AGENCY.match(cell)), None) for one in rows]
    figures = [
        n for n in range(len(head)) if all(WHOLE.fullmatch(one[n]) for one in rows) and not ORDER.fullmatch(head[n])
    ]
    bounds = (n for n in figures if n != answered and all(int(one[n]) >= int(one[m]) for one in rows for m in figures))
    received = next(bounds, None)
    if len(rows) < LEAST_ROWS or None in agencies or answered not in figures or received is None:
        return []
    return [
        {"agency": agency, "received": int(one[received]), "answered": int(one[answered]), "mean_days": None}
        for agency, one in zip(agencies, rows, strict=True)
    ]


def _figure(cell: str | None) -> float | int | None:
    """A cell → its number; None where it holds another thing."""
    figure = FIGURE.fullmatch(cell) if cell else None
    if figure is None:
        return None
    return float(figure[1]) if "." in figure[1] else int(figure[1])
