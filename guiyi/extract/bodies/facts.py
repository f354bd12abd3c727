"""The facts of a document's own table (索引号, 文号, …) where it stands below the text: none of the text, and read."""

from __future__ import annotations

import re

from guiyi.extract.fields.labelled import labelled_values
from guiyi.extract.fields.labels import ANY_LABEL
from guiyi.extract.pages.tree import Node, text_of
from guiyi.parsing import drop

INDEX = re.compile(r"(?:^|\n)[^\n]{0,40}索\s*引\s*号")
FOOT = 1200  # characters at a text's end among which such a table stands
MOST = 60  # blocks at a body's end that may be it
LEAST = 3  # fields that it tells


def take_facts(body: Node, text: str) -> str:
    """A clean body and its text → the text of the table of facts at its end, which goes; empty where there is none.

    >>> from guiyi.parsing import parse_html
    >>> cells = "<td>索引号：<td>6299/2018-1<td>文号：<td>云水〔2018〕5号<tr><td>发布日期：<td>2018-03-05"
    >>> facts = f"<table><tr>{cells}</table>"
    >>> page = parse_html(f"<div><p>各乡镇要做好防汛。{facts}</div>").find(".//div")
    >>> take_facts(page, text_of(page)), text_of(page)
    ('索引号：\\t6299/2018-1\\t文号：\\t云水〔2018〕5号\\n发布日期：\\t2018-03-05', '各乡镇要做好防汛。')
    >>> page = parse_html(f"<div><p>各乡镇要做好防汛。<p>索引号：见附件</div>").find(".//div")
    >>> take_facts(page, text_of(page))
    ''
    """
    start = INDEX.search(text, max(0, len(text) - FOOT)) if "索" in text[-FOOT:] else None
    facts = text[start.start() :].strip("\n") if start else ""
    told = labelled_values(facts) if facts and not _lists(facts) else {}
    if len(told) < LEAST or "index_number" not in told or len(facts) >= len(text.strip()):
        return ""
    last = list(body.iterdescendants("table", "dl", "ul", "div", "p"))[-MOST:]
    blocks = (one for one in last if facts.endswith(_last_of(one)))
    block = next((one for one in blocks if text_of(one).strip() == facts), None)
    if block is None:
        return ""
    drop(block)
    return facts


def _lists(facts: str) -> bool:
    """Whether a table has more rows of values than of labels: it lists documents.

    >>> rows = "索引号\\t文号\\t发布日期", "1\\t云政〔2018〕1号\\t2018-03-05", "2\\t云政〔2018〕2号\\t2018-03-06"
    >>> _lists("\\n".join(rows[:2])), _lists("\\n".join(rows))
    (False, True)
    """
    labelled = [ANY_LABEL.search(line) is not None for line in facts.split("\n")]
    return labelled.count(False) > labelled.count(True)


def _last_of(block: Node) -> str:
    """The last words of a block, quickly: what can't end the facts needs no whole look."""
    return next((said for said in reversed([str(one).strip() for one in block.itertext()]) if said), "\n")
