"""What became of the opinions that were asked for: how many came, how many were adopted, and where a page tells it."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from guiyi.markup.tree import Node, text_of

OF_RESULT = re.compile(
    r"意见.{0,10}(?:采纳|吸收|反馈|处理|汇总).{0,4}情况|意见.{0,6}结果|结果(?:的)?反馈"
)  # beside what became of them
RECEIVED = re.compile(
    r"(?:共?(?:收到|征集到?|征得|收集到?|回收)[^\d\n，。]{0,16}?)(\d{1,7})\s*(?:条|份|件|个|人次)|(\d{1,7})\s*(?:人次?|位网友)参与"
    r"|参[与加][ \t:：]*(?P<took>\d{1,7})\s*人"
)
ADOPTED = re.compile(
    r"(?<![未不])(?:采纳|吸收|采用)(?:了|意见|建议|其中|情况){0,2}[ \t:：]*(\d{1,6})\s*[条个项件份]"
    r"|(\d{1,6})\s*[条个项件份](?:[^\n，。；\d未不]{0,8})(?:采纳|吸收|采用)"
)
ADOPTED_CELL = re.compile(r"(?:是|已|予以|部分|√|采纳|吸收)")
ADOPTED_HEAD = re.compile(r"(?:是否|意见)?(?:被)?采纳(?:与否|情况|结果)?")
OUTCOME = re.compile(r"[^。\n]*(?:收到|征集到?|征得|收集到?)[^。\n]{0,40}\d[^。\n]*(?:采纳|吸收)[^。\n]*。?")
HEADS, LONGEST_HEAD, BESIDE = ("h2", "h3", "h4", "h5"), 16, 12  # of parts; characters of one; blocks behind a body
OUTCOME_HEAD = re.compile(
    r"[一二三四五、]{0,2}(?:公众|征集|征求|意见|建议|调查){0,3}(?:的)?(?:采纳|吸收|反馈|处理)?(?:情况|结果)(?:的)?(?:反馈|公布|公示|说明)?[:：]?"
)


def adopted_rows(text: str) -> tuple[int, int]:
    """A table of opinions of which a column says whether each was adopted → its rows, and how many were; 0 for none.

    >>> adopted_rows("序号\\t意见内容\\t是否采纳\\n1\\t增设车位\\t是\\n2\\t取消菜场\\t否\\n3\\t保留早市\\t部分采纳")
    (3, 2)
    """
    lines = [one.split("\t") for one in text.split("\n")]
    heads = (
        (at, n) for at, one in enumerate(lines) for n, cell in enumerate(one) if ADOPTED_HEAD.fullmatch(cell.strip())
    )
    at, column = next(heads, (len(lines), 0))
    width = len(lines[at]) if at < len(lines) else 0
    rows = (
        [one[column].strip() for one in takewhile(lambda one: len(one) == width, lines[at + 1 :])] if width > 1 else []
    )
    return len(rows), sum(ADOPTED_CELL.match(one) is not None for one in rows)


def is_of_outcome(text: str, around: str) -> bool:
    """Whether a body asks for opinions, and what stands around it may tell what became of them."""
    return ("情况" in around or "结果" in around) and ("意见" in text or "征集" in text or "调查" in text)


def outcome_beside(node: Node) -> tuple[Node, tuple[Node, ...]] | None:
    """A body behind which a head like 采纳情况 stands, and what became of the opinions → the block of both, and what
    else stands in it; None for any other.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<section><div>征集意见</div><div><h3>征集情况反馈</h3><p>采纳2条。</p></div></section>")
    >>> outcome_beside(page.find(".//div"))[1]
    ()
    >>> page = parse_html("<section><p>首页</p><div>征集意见</div><h2>采纳情况</h2><p>采纳18条。</p><h2>相关链接</h2><p>甲</p></section>")
    >>> block, outside = outcome_beside(page.find(".//div"))
    >>> block.tag, [one.text for one in outside]
    ('section', ['首页', '相关链接', '甲'])
    """
    while (above := node.getparent()) is not None and len(above) == 1 and above.tag != "body":
        node = above  # a body that is all of its block
    kept, head, least = {node}, None, 3
    for one in islice(node.itersiblings(), BESIDE):
        is_head = one.tag in HEADS or (len(one) == 0 and len(one.text or "") <= LONGEST_HEAD)
        if is_head and OUTCOME_HEAD.fullmatch((text_of(one) if one.tag in HEADS else one.text or "").strip()):
            head = one
        elif one.tag in HEADS and head is not None:
            break
        elif one.tag in ("div", "section") and OUTCOME_HEAD.fullmatch(text_of(one).partition("\n")[0].strip()):
            head, least = one, 2  # a block of its own, its head within
        if head is not None:
            kept.add(one)
    if above is None or head is None or len(kept) < least:
        return None
    return above, tuple(one for one in above.iterchildren() if one not in kept)
