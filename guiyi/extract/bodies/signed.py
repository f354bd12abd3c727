"""The signature of a short body, an office and a day below it: no line of facts that stands above a text."""

from __future__ import annotations

import re

from guiyi.extract.bodies.agreement import DAY_LINE
from guiyi.markup.tree import Node, raw_text, squeezed, text_of

HEAD_LINES = 6  # lines at the head of a body
ENDS = ("。", "；", ".")  # of running text
NOTE = re.compile(r"[（(【\[]\s*此[件文].{0,16}[)）】\]]")  # 此件公开发布, below a signature
ATTACHED = re.compile(r"^\s*附\s*件")
RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)


def unsigned(text: str, clean: Node | None = None) -> int | None:
    """How many lines of a short body stand above its signature, an office and a day below running text, or what no
    line of facts looks like: the day in Chinese numerals, or both set to the right (the second part of a notice).

    >>> unsigned("各单位：\\n请于本月报送材料。\\n云川市水务局\\n2018年3月5日\\n附件1：申请表.doc")
    2
    >>> unsigned("各单位：\\n请于本月报送材料。\\n云川市水务局\\n2018年3月5日\\n（此件公开发布）")
    2
    >>> unsigned("2018年3月5日"), unsigned("通知\\n云川市水务局\\n2018年3月5日\\n附件：名单")
    (None, None)
    >>> unsigned("通知\\n云川市水务局\\n二〇一八年三月五日\\n附件：名单")
    1
    """
    lines = text.split("\n")
    while len(lines) > 1 and (ATTACHED.match(lines[-1]) or NOTE.fullmatch(lines[-1])):
        lines.pop()
    if len(lines) > HEAD_LINES or not DAY_LINE.fullmatch(lines[-1]):
        return None
    runs = any(one.endswith(ENDS) for one in lines[:-2])
    may_be = len(lines) > 1 and "：" not in lines[-2] and ":" not in lines[-2]
    is_written = len(lines) > 2 and not lines[-1][0].isdigit()
    is_signed = runs or (may_be and (is_written or _are_set_right(lines[-2:], clean)))
    return len(lines) - 2 if is_signed else None


def texts_above_signature(body: Node, first: list[tuple[Node, str, str]]) -> list[tuple[Node, str, str]]:
    """A body and its first pieces of text, each with its place → those above its signature, where it is as short as
    `unsigned` says and says nothing else; all of any other.
    """
    texts = [text for _holder, _part, text in first]
    if not any(map(DAY_LINE.fullmatch, texts)) or any(one.endswith(ENDS) for one in texts):
        return first
    lines = text_of(body).split("\n")
    at = unsigned("\n".join(lines), body)
    office = squeezed(lines[at]) if at is not None else None
    return first[: texts.index(office)] if office in texts else first


def _are_set_right(lines: list[str], clean: Node | None) -> bool:
    """Whether an office and a day stand at the right edge: heads of pages are set in the middle or to the left.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p align=right>县水务局<p style='text-align: right'>2018年3月5日<p align=center>县农业局")
    >>> _are_set_right(["县水务局", "2018年3月5日"], page), _are_set_right(["县农业局", "2018年3月5日"], page)
    (True, False)
    """
    right = [
        squeezed(raw_text(one))
        for one in (clean.iter() if clean is not None else ())
        if (one.get("align") or "").lower() == "right" or RIGHT.search(one.get("style") or "")
    ]
    said = [squeezed(one) for one in lines]
    return "".join(said) in right or all(one in right for one in said)
