"""A guide's elements under heads in any words, told by what stands under them: a limit in days, a fee, a window, papers.

True of pages in general because a guide answers the same questions whatever they are called, and days to decide beside what
it costs stand on no other page in heads of one kind.
"""

from __future__ import annotations

import re
from itertools import islice

from guiyi.extract.types.guides.labels import LABELS, LAST
from guiyi.extract.types.labels import Field
from guiyi.extract.types.shaped import pairs_of
from guiyi.markup.tree import Node, text_of

HEADS = ("h2", "h3", "h4", "h5", "h6", "summary")
NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?|\d{1,2})[、.．)）]?\s*")
LIMIT = re.compile(r"\d\s*[（(]?\s*个?\s*(?:工作日|自然日|日|天)|即时|当场|立等可取|当日办结")
DECIDED = re.compile(r"\d\s*[（(]?\s*个?\s*工作日|即时办|当场办|当日办|法定\s*\d")
FEE = re.compile(r"(?:[不免零]\S{0,4}(?:费|钱)|无偿|\d[\d.]*\s*元|按.{0,12}收费)")
PLACE = re.compile(r"窗口|大厅|(?:政务|服务)中心|[\d一二三四五六七八九十][楼层]|\d号$|派出所")
PAPERS = re.compile(
    r"《[^》]{2,20}》|申请[书表]|复印件|执照|身份证|户口[本簿]|图纸|证明|照片|合同|免疫证|[^\n]{2}证(?:[、,，\n]|$)"
)
OF_PAPERS, OF_PEOPLE, OF_STEPS = (
    re.compile(r"材|料|资|交|带|备"),
    re.compile(r"谁|人|条件|资格|对象"),
    re.compile(r"流程|步骤|程序|怎[么样]"),
)
MOST_HEADS, MOST_BEHIND, LONGEST_HEAD = 40, 20, 16
LONGEST_LIMIT, LONGEST_FEE, LONGEST_PLACE = 60, 30, 60  # characters of what tells one thing


def may_be_valued(text: str) -> bool:
    """Whether a text speaks of days to decide and of what it costs: a cheap look."""
    return ("费" in text or "钱" in text) and DECIDED.search(text) is not None


def valued_fields(body: Node) -> list[Field]:
    """A body → the elements of a guide that its heads and labels tell by their words or by what stands under them, if the
    days to decide and the fee are among them; else none.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = (("申办资格", "经营者。"), ("交啥", "申请表、身份证"), ("多长时间", "承诺4个工作日"), ("要不要钱", "零收费"), ("哪个台子", "大厅3号窗口"))
    >>> page = parse_html("<div>" + "".join(f"<h5>{head}</h5><p>{value}</p>" for head, value in rows) + "</div>")
    >>> [(one.name, one.label) for one in valued_fields(page)]
    [('conditions', '申办资格'), ('materials', '交啥'), ('time_limit', '多长时间'), ('fee', '要不要钱'), ('place', '哪个台子')]
    >>> valued_fields(parse_html("<h5>背景</h5><p>经营者。</p><h5>时间</h5><p>3天</p><h5>费用</h5><p>零收费</p>"))
    []
    """
    told = [(NUMBER.sub("", head).rstrip("：:？?"), value) for head, value in (_headed(body) or pairs_of(body))]
    made: dict[str, Field] = {}
    for head, value in told:
        name = _name_of(head, value)
        if name and name not in made:
            made[name] = Field(name, head, value)
    limits = {one for one in made if one.endswith("limit")}
    return list(made.values()) if len(made) > 3 and limits and "fee" in made else []


def _headed(body: Node) -> list[tuple[str, str]]:
    """Heads of one level with what stands between each and the next."""
    kinds = [list(islice(body.iter(tag), MOST_HEADS)) for tag in HEADS]
    heads = max(kinds, key=len)
    if len(heads) < 3:
        return []
    made = []
    for one in heads:
        value: list[str] = []
        for behind in islice(one.itersiblings(), MOST_BEHIND):
            if behind.tag == one.tag:
                break
            value.append(text_of(behind) if isinstance(behind.tag, str) else "")
        made.append((text_of(one), "\n".join(filter(None, value))))
    return [(head, value) for head, value in made if value and len(head) <= LONGEST_HEAD]


def _name_of(head: str, value: str) -> str | None:
    """A head and what stands under it → which element of a guide it is."""
    if name := LABELS.name_of(head):
        return None if name.startswith("_") else name
    if LIMIT.search(value) and len(value) <= LONGEST_LIMIT:
        return "time_limit"
    if FEE.match(value) and len(value) <= LONGEST_FEE:
        return "fee"
    if PLACE.search(value) and len(value) <= LONGEST_PLACE:
        return "place"
    if len(PAPERS.findall(value)) > 1 or (OF_PAPERS.search(head) and PAPERS.search(value)):
        return "materials"
    if OF_STEPS.search(head):
        return "process"
    return (
        "conditions"
        if OF_PEOPLE.search(head)
        else next((name for name, tail in LAST.items() if re.search(rf"(?:{tail})$", head)), None)
    )
