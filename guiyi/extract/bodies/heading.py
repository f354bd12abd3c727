"""The heading that a body repeats: its title, the line of date and source below it, fields with their labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from guiyi.dates import find_date, read_date, same_day
from guiyi.extract.bodies.tables import DAYS, data_table_of, tells_matter
from guiyi.extract.fields.labelled import BARE_OFFICE, OUTLET, TIME, headed_label
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LABELS, LONGEST_LABEL, NOT_OF_PAGE, OF_EVENT
from guiyi.extract.fields.published import OWN_NOTE
from guiyi.extract.fields.remarks import LONGEST_REMARK, is_remark
from guiyi.extract.fields.signature import number_in
from guiyi.markup.parsing import drop
from guiyi.markup.tree import BLOCKS, CELLS, Node, plain_of, raw_text, squeezed

HEAD_PIECES = 16
ABOVE = 120  # characters above the title, inside a body chosen by its text, that may be the page's
RUNNING = 40  # characters: a longer text is the body's own
SENTENCE = re.compile(r"[，。；！？]")
_days_of_page = "|".join(LABELS[name] for name in ("published_at", "_updated", "written_on"))
LABELLED_DAY = re.compile(  # 首次公告日期：2018年3月5日, of which no label of the page's is known
    rf"(?!{_days_of_page})[\u4e00-\u9fff]{{2,6}}(?:日期|时间)\s*[:：]"
)
TOOLS_LINE = re.compile(  # among the facts above a text
    r"[【\[(（]?\s*(?:(?:阅读|浏览|点击|访问|查看|點閱|瀏覽|點擊|閱讀)(?:次数|次數|人数|人數|[量数率數])?|人气|字\s*[体号]|(?:责任)?编\s*辑|责编)\s*[:：]\s*[^。，；]{0,14}"
)
LINES_BELOW = ("p", "div", "tr", "ul", "table", "section", "span")
FULL_DAY = re.compile(r"(?:信息|文章)?(?:发布|发表|上传|添加)(?:时间|日期)\s*[:：]")
LONG_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")  # as documents are dated
NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]\s*[\u4e00-\u9fff]{2,10}[:：]?"
)  # 一、事项名称
OF_ANOTHER = re.compile(rf"(?:{NOT_OF_PAGE}|留言|反映|投诉|诉求|提交|登记)(?:时\s*间|日\s*期)\s*[:：]?")


def drop_heading(
    body: Node, title: str | None, is_guessed: bool, values: Iterable[str] = (), day: str | None = None
) -> bool:
    """Removes from the top of a clean body the title it repeats and the line of date and source below it.

    is_guessed: the node was chosen by its text; else a date above the text goes only where the title stood above it.
    values: the page's other fields, which may stand below their labels. day: when it was published; a line that tells
    another day (时间：) is of what the text is about. Gives whether anything was removed.
    """
    plain = plain_of(title or "")
    is_changed = bool(plain) and _drop_headings(body, plain, is_guessed)
    has_title = is_guessed or is_changed
    first = list(_first_texts(body))
    titled = _repeated_title(first, plain, is_guessed)
    if not titled and not has_title:
        return is_changed
    remarks = [len(text) <= LONGEST_REMARK and _is_of_remark(holder, part, body) for holder, part, text in first]
    known = {plain_of(one) for one in (*values, title or "", *_minguo(day))}
    label: tuple[Node, str] | None = None
    above = 0
    for at, (holder, part, text) in enumerate(first):
        above_it = first[at - 1][2] if at else ""
        if OF_ANOTHER.fullmatch(above_it) or NUMBERED.fullmatch(above_it):  # a letter's own day, an element's value
            continue
        is_above = bool(titled) and at <= titled[-1] and (is_guessed or at in titled)
        if is_above and at not in titled:
            above += len(text)
            is_above = above <= ABOVE
        has_title = has_title or is_above
        is_value = label is not None and (find_date(text) is not None or plain_of(text) in known)
        is_told = (
            is_remark(text) or is_value or _tells_one_of(text, known) or headed_label(text) is not None or remarks[at]
        )
        is_told = (
            is_told
            or _tells_own_day(text, day)
            or (_is_number_of(text, known) and any(is_remark(one) for _holder, _part, one in first[at + 1 : at + 2]))
        )
        if is_told and at not in titled and _is_of_text(holder, part, text, day):
            continue
        if is_above or (has_title and is_told):
            setattr(holder, part, None)
            is_changed = True
            if is_value and label is not None:
                setattr(*label, None)
            label = (holder, part) if is_told and text.endswith((":", "：")) else None
        elif titled and has_title and len(text) <= LONGEST_LABEL and BARE_LABEL.fullmatch(text):
            label = holder, part
        elif len(text) > RUNNING or SENTENCE.search(text):
            break
    return is_changed


def drop_facts_below(body: Node, text: str, day: str | None, source: str | None) -> bool:
    """From the end of a clean body, whose text is given, goes the line of labels that tells the page's day and source.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>正文。</p><p>发布时间：2018-03-05 来源：县水利局</p>")
    >>> drop_facts_below(page, "正文。\\n发布时间：2018-03-05 来源：县水利局", "2018-03-05", "县水利局"), raw_text(page)
    (True, '正文。')
    """
    last = text[text.rfind("\n") + 1 :].strip()
    if (
        not day
        or len(last) > LONGEST_REMARK
        or not ANY_LABEL.match(last)
        or not is_remark(last)
        or OF_EVENT.search(last)
    ):
        return False
    is_own = same_day(read_date(last), day) and (FULL_DAY.match(last) or (source or day) in last)
    found = [one for one in body.iter(*LINES_BELOW) if squeezed(raw_text(one)) == squeezed(last)] if is_own else []
    for one in found[:1]:
        drop(one)
    return bool(found)


def _minguo(day: str | None) -> list[str]:
    """A day as pages in traditional characters print it, counted from 1912.

    >>> _minguo("2018-03-05T10:08"), _minguo(None)
    (['107-03-05', '107-3-5'], [])
    """
    if not day or int(day[:4]) < 1912:
        return []
    year, month, date = int(day[:4]) - 1911, day[5:7], day[8:10]
    return [f"{year}-{month}-{date}", f"{year}-{int(month)}-{int(date)}"]


def _tells_one_of(text: str, values: set[str]) -> bool:
    """Whether a text is no more than a label and one of the page's fields: 来源：云川日报; a person's office is none.

    >>> [_tells_one_of(one, {"云川日报", "急诊科"}) for one in ("来源：云川日报", "来源：地下水", "科室：急诊科")]
    [True, False, False]
    >>> [_tells_one_of(one, {"云川日报"}) for one in ("[来源：云川日报]", "【主题分类：政务】", "[说明：本表由乡镇填]")]
    [True, True, False]
    """
    is_closed = text.startswith(("[", "【")) and text.endswith(("]", "】"))  # [信息提供：县水利局] [主题分类：综合政务]
    text = text[1:-1].strip() if is_closed else text
    label = ANY_LABEL.match(text)
    if is_closed and label is not None and label.lastgroup in ("_stop", "topic_category", "genre_category"):
        return not SENTENCE.search(text)
    if OUTLET.match(text) and plain_of(text) in values:
        return True  # the office alone, beside the line of the day
    pieces = re.split(r"\s*[|｜]\s*", text) if len(text) <= LONGEST_REMARK else []
    if len(pieces) > 1:  # 10月23日 2018 | 分类：要闻 | 来源：县水利局
        return any(_tells_one_of(one, values) for one in pieces) and not SENTENCE.search(text)
    if label is None or BARE_OFFICE.match(text):
        return False
    return plain_of(text[label.end() :]) in values or (
        label.lastgroup == "document_number" and _is_number_of(text, values)
    )


def _tells_own_day(text: str, day: str | None) -> bool:
    """Whether a short line without a sentence tells when the page was published, whatever it tells before.

    >>> told = "公示时间：3月2日—9日　发布时间：2018-03-01", "公示期自3月2日起，发布时间：2018-03-01"
    >>> [_tells_own_day(one, "2018-03-01") for one in told]
    [True, False]
    """
    own = FULL_DAY.search(text) if len(text) <= LONGEST_REMARK else None
    return own is not None and same_day(read_date(text[own.end() :]), day) and not SENTENCE.search(text)


def _is_number_of(text: str, values: set[str]) -> bool:
    """Whether a text is no more than the document's number, in brackets of any style, with its label or without.

    >>> told = "（云水[2018]5号）", "文号:云水〈2018〉5号", "见云水[2018]5号文件"
    >>> [_is_number_of(one, {"云水〔2018〕5号"}) for one in told]
    [True, True, False]
    """
    number = number_in(text) if "号" in text else None
    rest = ANY_LABEL.sub("", text).strip(" :：()（）")
    return number is not None and plain_of(number) in values and len(rest) <= len(number) + 1


def _is_of_event(text: str, day: str | None) -> bool:
    """Whether a line tells the time of what the text is about: not of which, it says, or of another thing, and not the
    day of publication.

    >>> told = ("时间：2018年3月5日下午", "时间：2018-03-01", "2018-03-05", "活动时间：2018-03-05 14:00")
    >>> [_is_of_event(one, "2018-03-01T10:00") for one in told]
    [True, False, False, True]
    >>> _is_of_event("公示时间：2018年3月2日—9日　发布时间：2018-03-01", "2018-03-01")
    False
    >>> told = ("（县统计局　2018年2月27日）", "（2018年3月1日）", "（发布时间：2018年2月27日）")
    >>> [_is_of_event(one, "2018-03-01T10:00") for one in told]
    [True, False, False]
    """
    is_other = TIME.match(text) or OF_ANOTHER.match(text) or LABELLED_DAY.match(text) or LONG_DAY.fullmatch(text)
    is_note = text[0] in "（(" and OWN_NOTE.fullmatch(text) is not None and not ANY_LABEL.search(text)
    own = FULL_DAY.search(text) if is_other else None  # 公示时间：…　发布时间：2018-03-05
    return bool(is_other or is_note) and not same_day(read_date(text[own.end() :] if own else text), day)


def _repeated_title(first: list[tuple[Node, str, str]], plain: str, is_guessed: bool) -> list[int]:
    """Positions of those of a body's first texts that repeat the page's title; none where they are the text's own."""
    titled = _title_pieces([plain_of(text) for _holder, _part, text in _up_to_text(first)], plain)
    titled = [at for at in titled if not _answers_a_label(first[at][0]) and data_table_of(first[at][0]) is None]
    if not titled or NUMBERED.fullmatch(first[titled[0] - 1][2] if titled[0] else ""):
        return []
    if len(titled) > 1 and not is_guessed and not _tells_fields(first[titled[-1] + 1 :]):
        return []  # a document's own title, broken over lines, in its CMS's container
    if any(len(text) > RUNNING and text.endswith("。") for _holder, _part, text in first[: titled[0]]):
        return []  # below an order that makes it known stands the document itself
    if titled[0] > 0 and titled[-1] == len(first) - 1 and len(first) < HEAD_PIECES:
        return []  # nothing stands below it: a line of the text, not a heading above one
    return titled


def _answers_a_label(holder: Node) -> bool:
    """Whether a text is the value beside a label of the article's own: 事项名称 | …, which may be the title, too.

    >>> from guiyi.markup.parsing import parse_html
    >>> cells = list(parse_html("<table><tr><td>事项名称<td>甲<tr><td>标题<td>甲<tr><td>甲").iter("td"))
    >>> [_answers_a_label(cells[at]) for at in (1, 3, 4)]
    [True, False, False]
    >>> spans = parse_html("<p><i>许可名称：</i><b>甲</b><p><i>标题：</i><b>甲</b><p><i>问</i><b>甲</b>").iter("b")
    >>> [_answers_a_label(one) for one in spans]
    [True, False, False]
    """
    cell = next((one for one in (holder, *holder.iterancestors()) if one.tag in ("td", "dd")), None)
    before = cell.getprevious() if cell is not None else holder.getprevious()
    if cell is None and (before is None or not squeezed(raw_text(before)).endswith((":", "："))):
        return False
    label = squeezed(raw_text(before)).rstrip("：:") if before is not None else ""
    if label in DAYS:
        return any(tells_matter(one) for one in islice(holder.iterancestors("dl", "table"), 1))
    return 0 < len(label) <= LONGEST_LABEL and not BARE_LABEL.fullmatch(label)


def _is_of_text(holder: Node, part: str, text: str, day: str | None) -> bool:
    """Whether a day is the text's own: a record's (开标时间 | 2018-03-05), an event's, of the place it reports from."""
    return _answers_a_label(holder) or _is_of_event(text, day) or (part == "text" and _runs_on(holder))


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


def _drop_headings(body: Node, plain: str, is_guessed: bool) -> bool:
    """Removes the headings of a body that are its title, and where it is guessed what stands above the first."""
    found = [one for one in body.iter("h1", "h2", "h3") if plain_of(raw_text(one)) == plain]
    if found and is_guessed:
        _drop_above(body, found[0])
    for element in found:
        if element.getparent() is not None:
            drop(element)
    return bool(found)


def _drop_above(body: Node, heading: Node) -> None:
    """Removes the few texts of a body above the heading that is its title: they are the page's."""
    above, inside = [], set(heading.iter())
    for holder, part, text in _first_texts(body):
        if holder in inside:
            break
        above.append((holder, part, text))
    else:
        return
    if sum(len(text) for _holder, _part, text in above) <= ABOVE:
        for holder, part, _text in above:
            setattr(holder, part, None)


def _up_to_text(first: list[tuple[Node, str, str]]) -> list[tuple[Node, str, str]]:
    """The first texts of a body up to the second that runs: what stands below repeats no title, it signs."""
    running = [at for at, (_holder, _part, text) in enumerate(first) if len(text) > RUNNING and SENTENCE.search(text)]
    return first[: running[1]] if len(running) > 1 else first


def _tells_fields(first: list[tuple[Node, str, str]]) -> bool:
    """Whether the first texts go on with a line of date and source, or with a label."""
    return any(is_remark(text) or BARE_LABEL.match(text) for _holder, _part, text in first[:2])


def _title_pieces(first: list[str], title: str) -> list[int]:
    """Positions of the first texts that are the title, whole or in pieces that follow each other."""
    found = [at for at, text in enumerate(first) if title and text == title]
    for start in range(len(first)) if title and not found else ():
        end, joined = start, ""
        while end < len(first) and len(joined) < len(title) and title.startswith(joined + first[end]):
            joined += first[end]
            end += 1
        if joined == title:
            return list(range(start, end))
    return found


def _first_texts(body: Node) -> Iterator[tuple[Node, str, str]]:
    """The first texts of a body, each with the element and the attribute (text or tail) that holds it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div><p>一<b>二</b>三</p>四</div>").find(".//div")
    >>> [text for _holder, _part, text in _first_texts(page)]
    ['一', '二', '三', '四']
    """
    found = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        part = "text" if event == "start" else "tail"
        text = getattr(element, part) if element is not body or part == "text" else None
        if text and not text.isspace():
            yield element, part, squeezed(text)
            found += 1
            if found == HEAD_PIECES:
                return
