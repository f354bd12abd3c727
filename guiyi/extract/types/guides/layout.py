"""Where a guide's labels stand apart from their values, are pictures or the page's own words → the text with each beside its."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import islice

from guiyi.extract.types.guides.labels import LABELS, LAST, WORD_OF, WORDS
from guiyi.extract.types.shaped import shaped_labels
from guiyi.markup.tree import Node, text_of

NUMBERED_ROW = re.compile(r"(?m)^\d{1,2}\t(?=\S)")  # the cell of a row's number
NUMBER = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．]\s?"
NUMBERED_HEAD = re.compile(rf"(?m)^{NUMBER}([^\s。，；：:、？?]{{2,12}})[？?]?$")
FEE_SAID = r"(?:[不免]?收?费|无偿|免费|不收费|不收取|\d+\s?元)"
LEAST_NAMED, MOST_BEHIND = 2, 24  # words of elements in a body; blocks behind it among which further heads may stand
MOST_CELLS = 400


def with_pictured(text: str, body: Node) -> str:
    """The text of a body with the heads that are pictures, by their alt texts, if there are several.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div><p><img alt='办理条件'><p>年满六十。<p><img alt='办理流程'><p>社区初审。<p><img alt='图片'></div>")
    >>> with_pictured(text_of(page), page)
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


def with_shaped(text: str, body: Node) -> tuple[str, dict[str, str]]:
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


def with_labels_beside(text: str, body: Node) -> str:
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
