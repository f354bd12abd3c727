"""办事指南: the key elements that inspections ask for (国办秘函〔2019〕19号, 服务不实用), by their labels.

A guide names its elements and fills them in; a notice that speaks of materials to hand in does not have its own item
name, legal basis or time limit beside labels, so it stays running text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import islice
from typing import Any

from guiyi.extract.types.english import GUIDE, LineLabels, is_english
from guiyi.extract.types.labels import STOP, Field, Labels, joined
from guiyi.extract.types.shaped import shaped_labels, with_colons
from guiyi.markup.tree import Node, text_of

# A label is what is done before what it takes (申办+材料), or the question that the element answers (到哪里办).
DO = "申请|申报|申办|经办|办理|受理|许可|审批|审核|办事|办证|登记|报名"
BODY = "机构|机关|部门|单位|主体"
LIMIT = "(?:的)?(?:办结|办理|完成|审批|工作|受理)?(?:时限|期限|时间)"
ELEMENTS = {
    "item_name": r"(?:行政许可|审批|服务|办理|办事)?事项(?:名称|全称)|项目名称(?=\s*[:：\t\n]|$)|许可项目(?:名称)?|服务名称",
    "item_code": r"(?:事项|项目|实施|基本)编码|事项编号",
    "item_kind": r"(?:事项|办件|服务|权力)类[型别]",
    "legal_basis": rf"(?:设定|设立|法律|法规|实施|政策|{DO})依据|法定依据|依据文件|依[ \u3000]+据",
    "conditions": rf"(?:{DO})(?:条件|资格)|受理范围|适用范围|准予批准的条件|(?:谁|哪些人|什么人)(?:可以|能|可)(?:申请|办理?)",
    "materials": rf"(?:{DO}|提交|所需|需要|应提交的?|需提交的?)(?:的)?(?:材料|要件)(?:目录|清单|名称)?|(?:提交|所需|准备|{DO})资料|准备材料|材料清单|(?:需要?|应当?|须|所)?(?:提供|携带|带|备)的?(?:材料|资料|证件)|需?要?(?:准备|提交|带)(?:什么|哪些)(?:材料|资料)?",
    "process": rf"(?:{DO}|工作|服务)(?:流程|程序|步骤|环节)|流程图|(?:怎么|如何|怎样)(?:办理?|申请)",
    "time_limit": rf"(?:{DO}|办结|审查|办件)(?:时限|期限)|办结时间|办理时间期限|(?:需要?|要)?(?:多久|多长时间|几天)(?:能|可以)?(?:办好|办完|办结|拿到|办理)|要(?:多久|多长时间)",
    "legal_limit": rf"(?:法定|法律规定){LIMIT}",
    "promised_limit": rf"承诺{LIMIT}",
    "fee": r"(?:是否)?收费(?:标准|依据|情况|项目)?(?:(?:及|和|与|、)?(?:依据|标准))?|办理费用|收不收费|(?:要|需要)?收费吗|(?:要不要|需不需要)(?:收费|交费|缴费)|收多少钱",
    "result": r"(?:办理|审批|办事)结果(?:名称|样本)?|结果(?:送达|领取)(?:方式)?|许可证件(?:名称)?",
    "place": rf"(?:{DO}|收件)(?:地点|地址|窗口|场所)|(?:到|在|去)(?:哪里|哪儿|哪)(?:办理?|申请)",
    "hours": r"(?:办公|办理|受理|工作|接待|(?:对外)?服务)时间",
    "telephone": r"(?:咨询|联系|办公|服务)(?:电话|方式|热线)|咨询途径|咨询(?:和|与|及|、)投诉(?:电话|方式)?",
    "complaints": r"(?:监督|投诉)(?:投诉)?(?:电话|渠道|方式)|监督部门",
    "agency": rf"(?:实施|承办|主管|责任|决定|{DO})(?:{BODY})|办理处室",
    "applicants": r"(?:服务|办理|申请|适用)对象|申请人(?=\s*[:：\t\n]|$)|申请主体",
    "online": r"(?:网上办理|在线办理|网上申报)(?:网址|地址|链接|入口)?|办理(?:方式|形式)",
    STOP: r"其他(?:说明|事项)?|备注|注意事项|常见问题|附件",
}
# In what is a guide, a label with a colon may be told by what its element is alone, whatever stands before: 便民+热线.
TAILS = {
    "legal_basis": "依据",
    "conditions": "条件",
    "time_limit": "时限|期限",
    "place": "地点|地址|窗口",
    "telephone": "热线|电话",
    "agency": "机构|机关|部门|单位|主体",
}
LAST = TAILS | {
    "materials": "材料|资料|要件",
    "process": "流程|程序|步骤|环节",
    "fee": "费用?|收费",
    "place": "地点|地址|窗口|[理收办]点",
}
LAST |= {"agency": "机构|机关|部门|单位|主体|科室"}
WORD_OF = {
    "legal_basis": "设定依据", "conditions": "申请条件", "time_limit": "办理时限", "place": "办理地点", "telephone": "咨询电话",
    "agency": "实施机构", "materials": "申请材料", "process": "办理流程", "fee": "收费标准",
}  # fmt: skip
NUMBERED_ROW = re.compile(r"(?m)^\d{1,2}\t(?=\S)")  # the cell of a row's number
NUMBER = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．]\s?"
NUMBERED_HEAD = re.compile(rf"(?m)^{NUMBER}([^\s。，；：:、？?]{{2,12}})[？?]?$")
FEE_SAID = r"(?:[不免]?收?费|无偿|免费|不收费|不收取|\d+\s?元)"
NO_TAIL = r"(?<!\t)(?!监督|投诉|发布|来源|法定|承诺|收费|其他|相关)"
LOOSE = Labels(
    {name: one for name, one in ELEMENTS.items() if name != STOP}
    | {STOP: ELEMENTS[STOP]}
    | {
        f"{name}_": rf"{NO_TAIL}[\u4e00-\u9fff]{{2,4}}(?:{tail})(?=\s{{0,2}}[:：\t】\]])"
        for name, tail in TAILS.items()
    }
)
LABELS, ENGLISH = Labels(ELEMENTS), LineLabels(GUIDE)
HOW = re.compile(r"(?:^|\n)(?:\d{1,2}[.)] )?(?:Who |What |How |Eligib|Fee|Cost|Requi|Doc)")  # heads of an English guide
NUMBERED_LINE = re.compile(  # 3.受理条件　法人, its label set off by its type and a blank
    rf"(?m)^((?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[、.．]\s?(?:{'|'.join(one for name, one in ELEMENTS.items() if name != STOP)}))[ \u3000]+(?=\S)"
)
KEY = frozenset(("item_name", "legal_basis", "conditions", "materials", "process", "fee"))
LIMITS = frozenset(("time_limit", "legal_limit", "promised_limit"))
LEAST, LEAST_IN_COLUMN = 4, 3
LEAST_NAMED, MOST_BEHIND = 2, 24  # words of elements in a body; blocks behind it among which further heads may stand
MOST_CELLS = 400
# Each key element and time limit is named with one of these, a colon or the end of its cell, line or brackets near.
WORDS = ("名称", "依据", "条件", "范围", "材料", "资料", "流程", "程序", "步骤", "收费", "费用", "时限", "期限", "要件",
    "可以申请", "哪些", "什么材料", "准备什么", "哪里办", "怎么办", "办好")  # fmt: skip
NAMED = re.compile(rf"({'|'.join(WORDS)}|许可项目)(?=[^\s:：，。]{{0,5}} *(?:[:：】\]\t\n]|$))")
COLUMN = re.compile(r"办事|指南|办理流程|办事流程|行政许可|服务事项|便民")
SHORT = ("telephone", "complaints", "hours", "place")  # what is told in a line, or in a few with figures
SHORT_LINE = re.compile(r"\d{2}|[号楼层室]|窗口|热线|网址|http")
RUNS = re.compile(r"[。！？]|(?:提示|说明|备注|注意|如有)[^\d]{0,12}")
DAYS = re.compile(r"(\d{1,3})\s*个?\s*(工作日|自然日|日|天)")
NAMED_DAYS = re.compile(r"(法定|承诺)[^\d]{0,12}?(\d{1,3})\s*个?\s*(工作日|自然日|日|天)")
WITHIN = re.compile(r"\d\s*个?\s*(?:工作日|自然日|日|天)(?:之|以)?(?:内|办结|办理)")  # a limit, where hours could stand
AT_ONCE = re.compile(r"即时|当场|即办|立等可取|当日")
NAMES = {"法定": "legal_limit", "承诺": "promised_limit"}
SUMMED = re.compile(r"\s+")


def read_guide(text: str, path: str, body: Node) -> dict[str, Any] | None:
    """Body text, names of the page's columns, the body → the guide's elements, or None if it is no guide.

    Four different elements make a guide, three of them key elements or time limits; three do in a column of guides.
    limits: in days, with their unit, where they are told (0 for 当场).
    """
    if is_english(text):
        return _made(ENGLISH.fields(text), LEAST) if HOW.search(text) else None
    least = LEAST_IN_COLUMN if COLUMN.search(path) else LEAST
    text = _with_pictured(text, body)
    if sum([word in text for word in WORDS]) < least - 1:  # nearly all pages end here, cheaply
        return None
    text = NUMBERED_LINE.sub(r"\1：", with_colons(body, _with_labels_beside(text, body)))
    if len(set(NAMED.findall(text))) < least - 1:
        return None
    if not (plain := _made(LABELS.fields(text), least)):
        return None
    shaped, printed = _with_shaped(text, body)
    fields = [Field(one.name, printed.get(one.label, one.label), one.value) for one in LOOSE.fields(shaped)]
    made = _made(fields, least)
    return made if made and _names(plain) <= _names(made) else plain  # else a cell of a value was taken for a label


def _with_pictured(text: str, body: Node) -> str:
    """The text of a body with the heads that are pictures, by their alt texts, if there are several.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div><p><img alt='办理条件'><p>年满六十。<p><img alt='办理流程'><p>社区初审。<p><img alt='图片'></div>")
    >>> _with_pictured(text_of(page), page)
    '办理条件\\n年满六十。\\n办理流程\\n社区初审。'
    """
    if len([one for one in body.iter("img") if LABELS.name_of(one.get("alt") or "")]) < LEAST_NAMED:
        return text
    body = deepcopy(body)
    for one in body.iter("img"):
        if LABELS.name_of(alt := one.get("alt") or ""):
            one.tail = f"{alt}{one.tail or ''}"
    return text_of(body)


def guide_beside(node: Node, text: str, around: str) -> tuple[Node, tuple[Node, ...]] | None:
    """A body that names two elements of a guide, and behind which heads of further ones stand → the block of them all,
    and what else stands in it; None for any other.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<main><p>首页</p><div>法定期限20天，不收费。</div><h4>申请材料</h4><ul><li>甲</ul><h4>办理流程</h4><p>乙</p></main>")
    >>> block, outside = guide_beside(page.find(".//div"), "法定期限\\t20天\\n收费标准\\t无", "申请材料\\n甲")
    >>> block.tag, [one.text for one in outside]
    ('main', ['首页'])
    """
    if not any(word in around for word in WORDS) or sum(word in text for word in WORDS) < LEAST_NAMED:
        return None
    while (above := node.getparent()) is not None and len(above) == 1 and above.tag not in ("body", "html"):
        node = above  # a body that is all of its block
    behind = [one for one in islice(node.itersiblings(), MOST_BEHIND) if isinstance(one.tag, str)]
    heads = [at for at, one in enumerate(behind) if LABELS.name_of(text_of(one)) is not None]
    if above is None or above.tag in ("body", "html") or not heads:
        return None
    kept = {node, *behind[: heads[-1] + 2]}
    return above, tuple(one for one in above.iterchildren() if one not in kept)


def _names(guide: dict[str, Any]) -> set[str]:
    return {one["name"] for one in guide["fields"]}


def _with_shaped(text: str, body: Node) -> tuple[str, dict[str, str]]:
    """A guide's text, its body → the text with labels of the known ones' shape in words that are known, and how each was
    printed. One whose last word tells nothing ends the value before it.
    """
    names = {one.name for one in LABELS.fields(text)}
    printed: dict[str, str] = {}
    text = NUMBERED_ROW.sub("", text)
    for head, label in _heads_of_rows(body):
        text = text.replace(f"{head}\t{label}\t", f"{label}\t")
    labels = shaped_labels(body, lambda one: LABELS.name_of(one) is not None) or _numbered_labels(text)
    for label in labels:
        name = next((name for name, tail in LAST.items() if re.search(rf"(?:{tail})$", label)), None)
        name = name or (
            "fee" if re.search(rf"(?m)(?:^|\t|、){re.escape(label)}[：:？?]?[\t\n]+{FEE_SAID}", text) else None
        )
        word = "其他说明" if name is None or name in names else WORD_OF[name]
        names |= {name or ""}
        text = re.sub(rf"(?m)(^|\t)(?:{NUMBER})?{re.escape(label)} *(?:[:：] ?|[？?]?(?=[\t\n]))", rf"\1{word}：", text)
        printed[word] = label
    return text, printed


def _heads_of_rows(body: Node) -> list[tuple[str, str]]:
    """The cells of a body that head several rows, each with the label beside it."""
    cells = (one for one in islice(body.iter("td", "th"), MOST_CELLS) if one.get("rowspan", "1") != "1")
    pairs = ((one, label) for one in cells if (label := one.getnext()) is not None)
    beside = ((text_of(one), text_of(label)) for one, label in pairs if len(one) < 2 and len(label) < 2)
    return [(head, label) for head, label in beside if LABELS.name_of(label) is not None]


def _numbered_labels(text: str) -> list[str]:
    """The unknown ones of a guide's numbered heads, of which three are known and two in three.

    >>> _numbered_labels("一、谁可以申请\\n老人。\\n二、带什么材料\\n身份证。\\n三、怎么办\\n社区初审。\\n四、要不要钱\\n不收费。")
    ['要不要钱']
    """
    heads = [one[1] for one in NUMBERED_HEAD.finditer(text)]
    unknown = [one for one in heads if LABELS.name_of(one) is None]
    return unknown if len(heads) - len(unknown) >= 3 and len(heads) >= 3 * len(unknown) else []


def _made(found: list[Field], least: int) -> dict[str, Any] | None:
    """Labelled fields → the guide, if there are enough."""
    fields = [one for one in _once(_told(found)) if one.name != STOP]
    names = {one.name for one in fields}
    if len(names) < least or len(names & KEY) + bool(names & LIMITS) < least - 1:
        return None
    return {
        "type": "guide",
        "fields": [{"name": one.name, "label": one.label, "value": joined(_own(one))} for one in fields],
        "limits": _limits(fields),
    }


def _with_labels_beside(text: str, body: Node) -> str:
    """The text, each label beside its value where a table's head or a bar of tabs has all labels before all values."""
    for heads in body.iter("tr", "ul", "div", "p", "dl"):
        labels = [text_of(one) for one in heads] if 3 <= len(heads) <= 20 else []
        if not labels or sum(LABELS.name_of(one) is None for one in labels) > len(labels) // 3:
            continue
        values = _values_under(heads)
        pieces = [f"{label}：\n{value}" for label, value in zip(labels, map(text_of, values), strict=False)]
        if len(values) != len(labels):
            continue
        if heads.tag == "tr":
            return text.replace(text_of(values[0].getparent()), "\n".join(pieces), 1)
        at = 0
        for label, value, piece in zip(labels, map(text_of, values), pieces, strict=True):
            start = text.find(f"\n{value}", at)
            if value and start >= 0 and LABELS.name_of(label) and not value.startswith(label):
                text = f"{text[:start]}\n{piece}{text[start + 1 + len(value) :]}"
            at = max(start, at)
        return text
    return text


def _values_under(heads: Node) -> list[Node]:
    """What stands under a row of labels: the one row below it, or as many blocks of a kind behind it."""
    parent, following = heads.getparent(), list(islice(heads.itersiblings(), MOST_BEHIND))
    if parent is None:
        return []
    if heads.tag == "tr":
        rows = following or list(parent.itersiblings("tbody"))[:1]
        rows = list(rows[0]) if rows and rows[0].tag == "tbody" else rows
        return list(rows[0]) if len(rows) == 1 else []
    following = following or list(islice(parent.itersiblings(), MOST_BEHIND))  # the labels may have a bar of their own
    panes = (list(following[0]) if len(following) == 1 else following)[: len(heads)]
    return panes if len({one.tag for one in panes}) == 1 else []


def _own(one: Field) -> str:
    """A field's value without the paragraphs that follow a short one: a telephone is a line, not what stands below it.

    >>> _own(Field("telephone", "咨询电话", "0871-60000000\\n投诉：12345\\n温馨提示：以窗口告知为准。"))
    '0871-60000000\\n投诉：12345'
    """
    if one.name not in SHORT:
        return one.value
    lines = one.value.split("\n")
    end = next(
        (at for at, line in enumerate(lines[1:], 1) if not SHORT_LINE.search(line) or RUNS.search(line)), len(lines)
    )
    return "\n".join(lines[:end])


def _told(found: list[Field]) -> list[Field]:
    """Fields → the same, those that only their last word tells named as what they are where no other label tells it.

    >>> [one.name for one in _told([Field("fee", "收费", "无"), Field("place_", "取件地点", "一楼")])]
    ['fee', 'place']
    >>> [one.name for one in _told([Field("place", "办理地点", "二楼"), Field("place_", "取件地点", "一楼")])]
    ['place', '_stop']
    """
    names = {one.name for one in found}
    is_free = {name: name not in names for name in TAILS}
    made = []
    for one in found:
        name = one.name.removesuffix("_")
        if name == "hours" and names.isdisjoint(LIMITS) and WITHIN.search(one.value):
            made.append(Field("time_limit", one.label, one.value))
            continue
        made.append(
            one if name == one.name or name == "" else Field(name if is_free[name] else STOP, one.label, one.value)
        )
    return made


def _once(fields: list[Field]) -> list[Field]:
    """The first field of each name; a later one of the same name goes on with it."""
    made: dict[str, Field] = {}
    for one in fields:
        first = made.setdefault(one.name, one)
        if first is not one:
            made[one.name] = Field(first.name, first.label, f"{first.value}\n{one.value}")
    return list(made.values())


def _limits(fields: list[Field]) -> dict[str, dict[str, Any]]:
    """法定 and 承诺 time limits → {name: {days, unit}}."""
    made: dict[str, dict[str, Any]] = {}
    for one in fields:
        if one.name not in LIMITS:
            continue
        value = SUMMED.sub("", one.value)
        for which, days, unit in NAMED_DAYS.findall(value):
            made.setdefault(NAMES[which], {"days": int(days), "unit": unit})
        found = DAYS.search(value)
        if one.name not in made and found and not NAMED_DAYS.search(value):
            made[one.name] = {"days": int(found[1]), "unit": found[2]}
        elif one.name not in made and AT_ONCE.search(value):
            made[one.name] = {"days": 0, "unit": "日"}
    return made
