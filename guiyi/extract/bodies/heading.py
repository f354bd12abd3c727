"""The heading that a body repeats: its title, the line of date and source below it, fields with their labels."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.crawl.reading.placeline import FIRST
from guiyi.dateparts import same_day
from guiyi.dates import find_date, read_date
from guiyi.extract.bodies.foot import texts_above_signature
from guiyi.extract.bodies.own_lines import (
    FULL_DAY,
    OF_ANOTHER,
    SENTENCE,
    is_number_of,
    is_of_event,
    minguo_days,
    tells_one_of,
    tells_own_day,
)
from guiyi.extract.bodies.repeated import (
    ABOVE,
    NUMBERED,
    RUNNING,
    answers_a_label,
    drop_headings,
    first_texts,
    repeated_title,
)
from guiyi.extract.fields.labelled import headed_label
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL, OF_EVENT
from guiyi.extract.fields.remarks import LONGEST_REMARK, is_remark
from guiyi.markup.parsing import drop
from guiyi.markup.tree import BLOCKS, CELLS, Node, plain_of, raw_text, squeezed

TOOLS_LINE = re.compile(  # among the facts above a text
    r"[【\[(（]?\s*(?:(?:阅读|浏览|点击|访问|查看|點閱|瀏覽|點擊|閱讀)(?:次数|次數|人数|人數|[量数率數])?|人气|字\s*[体号]|(?:责任)?编\s*辑|责编)\s*[:：]\s*[^。，；]{0,14}"
)
SPAN = re.compile(  # 2023-04-03 至 2023-05-03, of a consultation or an offer: no day of the page
    r"\d{1,2}[-/.月]\d{1,2}日?\s*(?:至|到|—{1,2}|-{1,2}|－|～|~)\s*(?:(?:19|20)\d\d\s?[-/.年]\s?)?\d{1,2}[-/.月]\d{1,2}"
)
ASKED = re.compile(r"\S{6}[？?]")  # a question, however short, is a text's own
LINES_BELOW = ("p", "div", "tr", "ul", "table", "section", "span")


def drop_heading(
    body: Node, title: str | None, is_guessed: bool, values: Iterable[str] = (), day: str | None = None
) -> bool:
    """Removes from the top of a clean body the title it repeats and the line of date and source below it.

    is_guessed: the node was chosen by its text; else a date above the text goes only where the title stood above it.
    values: the page's other fields, which may stand below their labels. day: when it was published; a line that tells
    another day (时间：) is of what the text is about. Gives whether anything was removed.
    """
    plain = plain_of(title or "")
    is_changed = bool(plain) and drop_headings(body, plain, is_guessed)
    has_title = is_guessed or is_changed
    first = list(first_texts(body))
    titled = repeated_title(first, plain, is_guessed)
    if not titled and not has_title:
        return is_changed
    first = texts_above_signature(body, first)
    remarks = [len(text) <= LONGEST_REMARK and _is_of_remark(holder, part, body) for holder, part, text in first]
    known = {plain_of(one) for one in (*values, title or "", *minguo_days(day))}
    label: tuple[Node, str] | None = None
    above = 0
    for at, (holder, part, text) in enumerate(first):
        above_it = first[at - 1][2] if at else ""
        if OF_ANOTHER.fullmatch(above_it) or NUMBERED.fullmatch(above_it):  # a letter's own day, an element's value
            continue
        is_above = bool(titled) and at <= titled[-1] and (is_guessed or at in titled or _is_of_place(holder))
        if is_above and at not in titled:
            above += len(text)
            is_above = above <= ABOVE
        has_title = has_title or is_above
        is_value = label is not None and (find_date(text) is not None or plain_of(text) in known)
        is_told = (
            is_remark(text) or is_value or tells_one_of(text, known) or headed_label(text) is not None or remarks[at]
        )
        is_told = (
            is_told
            or tells_own_day(text, day)
            or (is_number_of(text, known) and any(is_remark(one) for _holder, _part, one in first[at + 1 : at + 2]))
        )
        if is_told and at not in titled and _is_of_text(holder, part, text, day):
            continue
        if is_above or (has_title and is_told):
            setattr(holder, part, None)
            is_changed = True
            own = label if is_value else first[at - 1][:2] if _is_of_day(above_it) else None
            if own is not None:
                setattr(*own, None)
            label = (holder, part) if is_told and text.endswith((":", "：")) else None
        elif titled and has_title and len(text) <= LONGEST_LABEL and BARE_LABEL.fullmatch(text):
            label = holder, part
        elif len(text) > RUNNING or SENTENCE.search(text):
            break
    return is_changed


def _is_of_place(holder: Node) -> bool:
    """Whether a text is of a place line: a link that a mark follows, or that mark and the name behind it.

    >>> from guiyi.markup.parsing import parse_html
    >>> links = [*parse_html("<p><a>2007年第3期</a> &gt; 人事任免</p><p><a>见附表</a>，请查收</p>").iter("a")]
    >>> [_is_of_place(one) for one in links]
    [True, False]
    """
    return holder.tag == "a" and FIRST.match(holder.tail or "") is not None


def _is_of_day(text: str) -> bool:
    """Whether a text is the label alone of the page's own day, which says nothing without it.

    >>> [_is_of_day(one) for one in ("Date of issue", "发布时间：", "Effective date", "2018-03-05")]
    [True, True, False, False]
    """
    label = BARE_LABEL.fullmatch(text) if len(text) <= LONGEST_LABEL else None
    return label is not None and label.lastgroup in ("published_at", "_updated")


def drop_facts_below(body: Node, text: str, day: str | None, source: str | None) -> bool:
    """From the end of a clean body, whose text is given, goes the line of labels that tells the page's day and source.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>正文。</p><p>发布时间：2018-03-05 来源：县水利局</p>")
    >>> drop_facts_below(page, "正文。\\n发布时间：2018-03-05 来源：县水利局", "2018-03-05", "县水利局"), raw_text(page)
    (True, '正文。')
    >>> last = [f"{one} May 5, 2018" for one in ("Published", "Dated")]
    >>> [drop_facts_below(parse_html(f"<p>A<p>{one}"), one, "2018-05-05", None) for one in last]
    [True, False]
    """
    last = text[text.rfind("\n") + 1 :].strip()
    if (
        not day
        or len(last) > LONGEST_REMARK
        or not (ANY_LABEL.match(last) or FULL_DAY.match(last))
        or not is_remark(last)
        or OF_EVENT.search(last)
    ):
        return False
    is_own = same_day(read_date(last), day) and (FULL_DAY.match(last) or (source or day) in last)
    found = [one for one in body.iter(*LINES_BELOW) if squeezed(raw_text(one)) == squeezed(last)] if is_own else []
    for one in found[:1]:
        drop(one)
    return bool(found)


def _is_of_text(holder: Node, part: str, text: str, day: str | None) -> bool:
    """Whether a day is the text's own: a record's (开标时间 | 2018-03-05), an event's, of the place it reports from."""
    return (
        answers_a_label(holder)
        or is_of_event(text, day)
        or SPAN.search(text) is not None
        or ASKED.search(text) is not None
        or (part == "text" and _runs_on(holder))
    )


def _runs_on(element: Node) -> bool:
    """Whether running text follows an element on its line: <b>Port Ellis, March 5, 2018</b> – The council has …

    >>> from guiyi.markup.parsing import parse_html
    >>> text = "The council has set aside money for the repair of the wall."
    >>> page = parse_html(f"<p><b>March 5, 2018</b> – {text}</p><p><b>March 5, 2018</b><br>{text}</p>")
    >>> [_runs_on(one) for one in page.iter("b")]
    [True, False]
    """
    if ANY_LABEL.search(element.text or ""):
        return False
    while element.tag not in BLOCKS and element.tag not in CELLS and element.getparent() is not None:
        behind = squeezed(element.tail or "")
        if behind or element.getnext() is not None:
            return len(behind) > RUNNING
        element = element.getparent()
    return False


def _is_of_remark(holder: Node, part: str, body: Node) -> bool:
    """Whether a text is part of a line of date and source whose pieces stand in elements of their own.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>时间：2018-03-05 来源：<a>县教育局</a> 点击：3</p><p><a>县教育局</a>通知</p>")
    >>> body = page.find(".//p").getparent()
    >>> [_is_of_remark(one, "text", body) for one in body.iter("a")]
    [True, False]
    """
    at = holder if part == "text" else holder.getparent()
    while at is not None and at is not body and at.tag not in BLOCKS and at.tag not in CELLS:
        at = at.getparent()
    said = squeezed(raw_text(at)) if at is not None and at is not body else ""
    return TOOLS_LINE.fullmatch(said) is not None or (is_remark(said) and not OF_ANOTHER.search(said))
