"""Taking a body out of its page: a copy without scripts, share bars, tool lines and neighbours; its inner HTML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from itertools import islice, takewhile
from typing import Any

from lxml import etree

from guiyi.caching import kept
from guiyi.extract.dates import find_date, read_date, same_day
from guiyi.extract.edges import FURTHER, is_linked
from guiyi.extract.furniture import is_headed_list
from guiyi.extract.labelled import (
    ANY_LABEL,
    BARE_LABEL,
    LONGEST_LABEL,
    LONGEST_REMARK,
    NOT_OF_PAGE,
    TIME,
    headed_label,
    is_remark,
)
from guiyi.extract.page import BLOCKS, CELLS, Node, hides, is_pane, plain_of, raw_text, squeezed, text_of
from guiyi.extract.tables import DAYS, data_table_of, tabulates, tells_matter
from guiyi.parsing import drop

FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|bshare|count-?down|buttonheading|bdshare\w*|jiathis\w*|social|pagination|pager?s?|prev|next|prenext"
    r"|related|relate|xgxx|recommend|qrcode|ewm|erweima|comment\w*|breadcrumb|crumbs?|editor-info|copyright|licen[cs]e|hot\w*|subscri(?:be|ption)|newsletter|advert\w*|ads?|ad-?box|promo\w*|sponsor\w*|sign-?up|author-(?:box|card)"
    r"|sharedaddy|(?:jp-)?relatedposts|donat(?:e|ion)|vote|poll"
    r"|feedback)(?:$|[\s_-])",
    re.IGNORECASE,
)
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # shareBar is named as share-bar is
PAINTED = re.compile(r"share|qrcode|ewm|erweima|advert|buttonheading|print|close", re.IGNORECASE)
TOOLS = re.compile(r"(?:^|[\s_-])(?:print\w*|toolbar|font-?size(?!-?\d)|dayin|guanbi|close)(?:$|[\s_-])", re.IGNORECASE)
TOOL_LINE = re.compile(
    r"^[\s【\[（(|｜]*(?:(?:打印|打印本页|打印此页|关闭|关闭窗口|关闭本页|收藏|分享到?|返回|返回顶部|返回列表|字号|字体|大|中|小"
    r"|上一[篇条页]|下一[篇条页]|展开(?:全文|阅读)?|(?:阅读|查看)(?:全文|原文)|收起|听全文|点?赞|举报"
    r"|下载APP|扫码下载.{0,8}|打开.{0,12}(?:APP|客户端)\S{0,14}|发表评论|告诉好友|推荐给?好友|打印此文|我要纠错|纠错|扫一扫.*|微信|微博|QQ空间|更多|复制链接|保护视力色|浏览次数|阅读次数|点击数"
    r"|点击次数|浏览量|(?:在线|网上|立即)(?:申请|办理|申报|咨询|预约)|我要(?:咨询|办理|申报|收藏|投诉)"
    r"|Back to .{1,30}|Print(?: this page)?"
    r"|Share(?: this(?: page| post)?)?)[\s:：【】\[\]（）()|｜>＞》»\d大中小]*)+$"
)
PAGER = re.compile(  # 上一页 1 2 下一页, below a part of an article
    r"^(?=.*[上下]一?页)(?:[\s\d|…/\[\]【】()（）«»<>]|[:：,，.]|首页|[上下]一?页|[尾末]页|共|[页条篇]|记录|信息|总数|页次|每页|转到|跳转|当前|第一?|最后一)+$"
)
OF_PAGES = re.compile(
    r"(?:\.(?:[sj]?html?|aspx?|jspx?|php)|[?&]\w*(?:page\w*|pn?)=\d+)$", re.IGNORECASE
)  # addresses of parts
NEIGHBOURS = re.compile(
    r"^[\s【\[]*(?:[上下前后]一?[篇条](?:文章|新闻|信息)?|相关(?:链接|文章|阅读|信息|新闻)|点击进入(?:专题)?)\s*[:：】\]]"
)
FILED = re.compile(
    r"^(?:Posted in|Filed under|Posted under|Tagged(?: as| with)?)\b[^\d.]{1,80}\d{0,3}[^\d.]{0,20}$"
)  # … Notices | No Comments »
DROPPED = (
    "script", "style", "noscript", "template", "link", "meta", "select", "button", "textarea", "title", "input",
    "map",
)  # fmt: skip
MAY_BE_TOOLS = re.compile(  # what a tool line, a link to a neighbour or a list of other articles begins with, and more
    r"[\s【\[（(|｜。！？](?:打印|关闭|收藏|分享|返回|字号|字体|[大中小][\s|】]|[上下前后]一?[篇条页]|我要|纠错|扫一扫|微信|微博|QQ"
    r"|(?:在线|网上|立即)[申办咨预]"
    r"|展开|查看|收起|听全文|点?赞|举报|下载|扫码|打开|1 2|更多|复制|保护|浏览|阅读|点击"
    r"|相关|热门|推荐|延伸|猜你|你可能|您可能|大家|热点|标签"
    r"|网友|为[你您]|精[彩选]|最新|全部|评论"
    r"|Related|Back to|Print|Share|Read more|You may|More|Tag|Posted|Filed)",
    re.IGNORECASE,
)
BOXES = {"radio": "○", "checkbox": "□"}  # what a reader of a questionnaire sees
_Comment: Any = etree.Comment
PARTS_OF_TABLE = ("table", "tbody", "thead", "tr")
LINE_TAGS = ("p", "div", "span", "td", "li", "a", "h1", "h2", "h3", "ul", "dd", "font", "strong", "b")


def clean_body(node: Node, outside: Collection[Node] = ()) -> tuple[Node, str]:
    """A body's node → (a copy without scripts, hidden parts, share bars, tool lines and links to others, its text).

    outside: elements in the node that are none of the body's, either.
    """
    body = deepcopy(node)
    body.tail = None
    for twin in [twin for one, twin in zip(node.iter(), body.iter(), strict=True) if one in outside] if outside else ():
        drop(twin)
    body = _in_table(body)
    if hides(body.get("style") or ""):
        del body.attrib["style"]  # a script shows it
    _show_boxes(body)
    marked = [one for one in body.iter("*") if one.keys()]  # a third of what XPath takes
    for element in [*body.iter(_Comment, *DROPPED), *marked]:
        if element is not body and element.getparent() is not None and _is_unwanted(element):
            drop(element)
    for one in marked:
        if (style := one.get("style")) and hides(style):
            del one.attrib["style"]  # a pane: its reader has no tab to press
    _unwrap(body)
    text = text_of(body)
    if not (MAY_BE_TOOLS.search(f"\n{text}") and _drop_tools(body)):
        return body, text
    return body, text_of(body)


def _in_table(body: Node) -> Node:
    """A body that is a table of data, or a part of one → a block that holds the table: its cells are none without it.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<table><tbody><tr><td>文号<td>1号</table>")
    >>> html_of(_in_table(deepcopy(page.find(".//tbody"))))
    '<table><tbody><tr><td>文号</td><td>1号</td></tr></tbody></table>'
    """
    if body.tag not in PARTS_OF_TABLE or not tabulates(body):
        return body
    holder: Node = body.makeelement("div")
    at = holder if body.tag == "table" else etree.SubElement(holder, "table")
    at.append(body)
    return holder


def _unwrap(body: Node) -> None:
    """Puts what the only cell of a table without lines holds in the table's place: it lays out, it tabulates nothing.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<table width=100%><tr><td><p>正文</p></td></tr></table>。<table border=1><tr><td>表</table>")
    >>> _unwrap(page)
    >>> etree.tostring(page[0], encoding="unicode")
    '<body><div><p>正文</p></div>。<table border="1"><tr><td>表</td></tr></table></body>'
    """
    for table in list(body.iter("table")):
        cell = _only_cell(table) if table is not body else None
        if cell is not None:
            cell.tag, cell.tail = "div", table.tail
            table.getparent().replace(table, cell)


def _only_cell(table: Node) -> Node | None:
    """The cell of a table that has but one, no lines around it and no words beside it; else None."""
    holder = table[0] if len(table) == 1 and table[0].tag == "tbody" else table
    row = holder[0] if len(holder) == 1 and holder[0].tag == "tr" else None
    cell = row[0] if row is not None and len(row) == 1 and row[0].tag == "td" else None
    if row is None or cell is None:
        return None
    beside = (table.text, holder.text, row.text, cell.tail, row.tail, holder.tail if holder is not table else "")
    styles = "".join(one.get("style") or "" for one in (table, row, cell))
    has_lines = (table.get("border") or "0") != "0" or "border" in styles
    return None if has_lines or "".join(one or "" for one in beside).strip() else cell


def _drop_tools(body: Node) -> bool:
    """Removes tool lines and links to neighbours; gives whether there were any."""
    is_changed = False
    for element in list(body.iter(*LINE_TAGS)):
        if element is not body and element.getparent() is not None and _is_tool_line(element):
            for below in _others_below(element):
                drop(below)
            drop(element)
            is_changed = True
    return is_changed


def _others_below(heading: Node) -> list[Node]:
    """The lines right below a heading of other articles, 相关阅读：, that are links to pages.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<p>相关阅读：</p><p><a href=1.html>甲</a></p><p><a href=2.html>乙</a></p><p>丙。")
    >>> [raw_text(one) for one in _others_below(page.find(".//p"))]
    ['甲', '乙']
    """
    if not FURTHER.fullmatch(squeezed(raw_text(heading))):
        return []
    below = (one for one in heading.itersiblings() if isinstance(one.tag, str) and raw_text(one).strip())
    return list(takewhile(lambda one: is_linked(one, squeezed(raw_text(one))), below))


def _show_boxes(body: Node) -> None:
    """Puts a mark before what a questionnaire lets its reader tick; the boxes themselves go."""
    for box in body.iter("input"):
        if mark := BOXES.get((box.get("type") or "").lower()):
            box.tail = f"{mark}{box.tail or ''}"


def drop_lines(body: Node, text: str, lines: frozenset[str]) -> bool:
    """Removes from a clean body, whose text is given, what stands in lines of these words (without blanks).

    Gives whether anything was removed.
    """
    if not lines or not any(plain_of(line) in lines for line in text.split("\n")):
        return False
    for element in list(body.iter("*")):
        parent = element.getparent()
        if parent is not None and plain_of(raw_text(element)) in lines:
            drop(element)
    for element in body.iter("*"):
        for part in ("text", "tail") if element is not body else ("text",):
            piece = getattr(element, part)
            if piece and plain_of(piece) in lines:
                setattr(element, part, None)
    return True


def _is_unwanted(element: Node) -> bool:
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        return element.tag != "input" or (element.get("type") or "").lower() != "image"
    if element.get("usemap") is not None:  # a picture that is a menu
        return True
    style = element.get("style")
    if style and hides(style) and not is_pane(element):
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag == "img" and not PAINTED.search(marks):  # rich_pages is WeChat's word for a picture
        return False
    is_tool = len(marks) > 1 and _names_tool(marks)
    if not is_tool and (len(marks) < 2 or not _names_furniture(marks)):
        return False
    text = squeezed(raw_text(element))
    # what is printed or set larger may bear the tool's name: a tool says nothing in sentences
    return len(text) < 400 and not (is_tool and SAID.search(text))


@kept(20_000, longest=200)
def _names_tool(marks: str) -> bool:
    """Whether an element is named as a tool of the page; a size with its number is an editor's (SharePoint).

    >>> _names_tool("fontSize"), _names_tool("ms-rteFontSize-3")
    (True, False)
    """
    return TOOLS.search(HUMP.sub("-", marks)) is not None


@kept(20_000, longest=200)
def _names_furniture(marks: str) -> bool:
    return FURNITURE.search(HUMP.sub("-", marks)) is not None


def unwanted_in(root: Node, shown: Node | None = None) -> set[Node]:
    """Tree → all elements that would be cleaned out of a body, with what they hold. shown: what a script may show."""
    found = [one for one in root.iter() if isinstance(one.tag, str) and one is not shown and _is_unwanted(one)]
    found += [one for one in root.iter(*LINE_TAGS) if _is_tool_line(one)]
    return {element for one in found for element in one.iter()}


HEAD_PIECES = 10
ABOVE = 120  # characters above the title, inside a body chosen by its text, that may be the page's
RUNNING = 40  # characters: a longer text is the body's own
SENTENCE = re.compile(r"[，。；！？]")
OF_ANOTHER = re.compile(rf"(?:{NOT_OF_PAGE}|留言|反映|投诉|诉求|提交|登记)(?:时\s*间|日\s*期)\s*[:：]?")
SAID = re.compile(r"[^。]{12}。")


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
    known = {plain_of(one) for one in values}
    label: tuple[Node, str] | None = None
    above = 0
    for at, (holder, part, text) in enumerate(first):
        if at and OF_ANOTHER.fullmatch(first[at - 1][2]):  # a letter's own day, in the cell behind its label
            continue
        is_above = bool(titled) and at <= titled[-1] and (is_guessed or at in titled)
        if is_above and at not in titled:
            above += len(text)
            is_above = above <= ABOVE
        has_title = has_title or is_above
        is_value = label is not None and (find_date(text) is not None or plain_of(text) in known)
        is_told = is_remark(text) or is_value or headed_label(text) is not None or remarks[at]
        if is_told and at not in titled and _is_of_text(holder, part, text, day):
            continue
        if is_above or (has_title and is_told):
            setattr(holder, part, None)
            is_changed = True
            if is_value and label is not None:
                setattr(*label, None)
            label = None
        elif titled and has_title and len(text) <= LONGEST_LABEL and BARE_LABEL.fullmatch(text):
            label = holder, part
        elif len(text) > RUNNING or SENTENCE.search(text):
            break
    return is_changed


def _is_of_event(text: str, day: str | None) -> bool:
    """Whether a line tells the time of what the text is about: not of which, it says, or of another thing, and not the
    day of publication.

    >>> told = ("时间：2018年3月5日下午", "时间：2018-03-01", "2018-03-05", "活动时间：2018-03-05 14:00")
    >>> [_is_of_event(one, "2018-03-01T10:00") for one in told]
    [True, False, False, True]
    """
    return bool(TIME.match(text) or OF_ANOTHER.match(text)) and not same_day(read_date(text), day)


def _repeated_title(first: list[tuple[Node, str, str]], plain: str, is_guessed: bool) -> list[int]:
    """Positions of those of a body's first texts that repeat the page's title; none where they are the text's own."""
    titled = _title_pieces([plain_of(text) for _holder, _part, text in _up_to_text(first)], plain)
    titled = [at for at in titled if not _answers_a_label(first[at][0]) and data_table_of(first[at][0]) is None]
    if not titled:
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

    >>> from guiyi.parsing import parse_html
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

    >>> from guiyi.parsing import parse_html
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

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<p>时间：2018-03-05 来源：<a>县教育局</a> 点击：3</p><p><a>县教育局</a>通知</p>")
    >>> body = page.find(".//p").getparent()
    >>> [_is_of_remark(one, "text", body) for one in body.iter("a")]
    [True, False]
    """
    at = holder if part == "text" else holder.getparent()
    while at is not None and at is not body and at.tag not in BLOCKS and at.tag not in CELLS:
        at = at.getparent()
    said = squeezed(raw_text(at)) if at is not None and at is not body else ""
    return is_remark(said) and not OF_ANOTHER.search(said)


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

    >>> from guiyi.parsing import parse_html
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


def _is_tool_line(element: Node) -> bool:
    if is_headed_list(element):
        return True
    text = squeezed(raw_text(element))
    if not text or len(text) > 120 or next(element.iterdescendants("img"), None) is not None:
        return False
    if TOOL_LINE.match(text):
        return not _is_cell_of_data(element)
    return bool(PAGER.match(text) or NEIGHBOURS.match(text) or FILED.match(text)) or _counts_pages(element, text)


def _counts_pages(element: Node, text: str) -> bool:
    """Whether an element is the pager of an article's last part: 1 2 3, all but one of them links to pages."""
    if not text.startswith("1 2") or text.split() != [str(at + 1) for at in range(len(text.split()))]:
        return False
    links = [(one.get("href") or "") for one in element.iter("a")]
    return len(links) >= len(text.split()) - 1 and all(OF_PAGES.search(one) for one in links)


def _is_cell_of_data(element: Node) -> bool:
    """Whether an element is, or stands in, a cell beside others that say what no tool says: 微信 | 220票, 规模 | 大."""
    cell = next((one for one in (element, *element.iterancestors()) if one.tag in ("td", "th")), None)
    row = cell.getparent() if cell is not None else None
    said = [squeezed(raw_text(one)) for one in row if one is not cell] if row is not None else []
    return any(one and not (TOOL_LINE.match(one) or NEIGHBOURS.match(one) or is_remark(one)) for one in said)


def html_of(node: Node) -> str:
    """A body's node → its inner HTML."""
    inner = [etree.tostring(child, encoding="unicode", method="html") for child in node]
    return ((_escape(node.text) if node.text else "") + "".join(inner)).strip()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
