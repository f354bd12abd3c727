"""A title that was cut short, or is broken over lines, made whole from what else the page prints."""

from __future__ import annotations

import re

from guiyi.dateparts import read_day_apart
from guiyi.extract.fields.lines import NO_TITLE, is_told, without_remarks
from guiyi.markup.decode import HAN
from guiyi.markup.tree import Node, raw_text, squeezed, text_of, unspaced

CUT = ("…", "...", "..")
TITLE_PLACES = ("td", "p", "div", "h1", "h2", "h3", "h4", "font", "span", "strong", "b", "center", "th")
NO_REST = re.compile(r"[:：]|^[。；，,]|(?:19|20)\d\d[-./年]\d")  # of a title: a label, a sentence, a day
LEAST_CUT = 8  # characters of a title that may be a longer one cut short
LONGEST_BROKEN, MOST_LINES = 160, 3  # characters and lines of a title that is broken over lines


def uncut(meta: str, before: str, hint: str | None) -> str:
    """A meta title that was cut short → the whole one, if the page or the list prints it."""
    if not meta.endswith(CUT):
        return meta
    start = unspaced(meta.rstrip(".…"))
    for candidate in (*before.split("\n"), hint or ""):
        if candidate and unspaced(candidate).startswith(start) and len(candidate) < 200:
            return candidate.strip()
    return meta


def said_in_full(title: str | None, text: str, before: str = "") -> str | None:
    """A title, and the text of the body → the text's first line where that begins with the title: a <title> cut short.
    before: what stands above the body; a title that is all of a line there is whole, and names its files at most.

    >>> said_in_full("关于农村饮水安全检", "关于农村饮水安全检查情况的公示\\n各村：")
    '关于农村饮水安全检查情况的公示'
    >>> said_in_full("停水的通知", "停水的通知：因检修，今日停水。"), said_in_full("停水", "停水的通知\\n各户")
    ('停水的通知', '停水')
    >>> said_in_full("关于社区食堂的公告", "关于社区食堂的公告日期：2018-05-04 来源：区政府办\\n各户")
    '关于社区食堂的公告'
    >>> said_in_full("停水检修的通知", "停水检修的通知日期：2018-03-05　来源：县供水公司\\n各户：")
    '停水检修的通知'
    >>> said_in_full("县水利局2024年预算", "县水利局2024年预算说明\\n附表", "首页\\n县水利局2024年预算")
    '县水利局2024年预算'
    """
    line = without_remarks(text[: text.find("\n")].strip()) if "\n" in text[:LONGEST_BROKEN] else ""
    start, own = unspaced(title or ""), unspaced(line)
    is_more = len(start) >= LEAST_CUT and len(own) > len(start) and own.startswith(start)
    if not is_more or own[-1] in "。；，," or NO_REST.search(own[len(start) :]):
        return title
    return title if any(unspaced(one) == start for one in before.split("\n")) else line


def whole(root: Node, line: str) -> str:
    """A line of a title → the whole title, where it is broken over lines of one small element or over like siblings.

    >>> from guiyi.markup.parsing import parse_html
    >>> whole(parse_html("<td>关于做好二〇一八年<br>防汛工作的通知</td>"), "防汛工作的通知")
    '关于做好二〇一八年防汛工作的通知'
    """
    wanted = unspaced(line)
    for element in root.iter(*TITLE_PLACES):
        if wanted not in unspaced(raw_text(element)) or len(raw_text(element)) > LONGEST_BROKEN:
            continue
        lines = text_of(element).split("\n")
        if len(lines) == 1 and unspaced(lines[0]) == wanted:
            lines = _like_siblings(element, lines)
            if len(lines) == 1:
                return line  # as it stands first; a document below may say it with the offices that issue it
        elif _names_each(element):
            continue
        at = next((at for at, one in enumerate(lines) if unspaced(one) == wanted), None)
        if at is None or not 1 < len(lines) <= MOST_LINES or any(not _is_piece(one) for one in lines):
            continue
        return ("" if HAN.search(line) else " ").join(lines)
    return line


def _names_each(element: Node) -> bool:
    """Whether the blocks of an element bear names of their own: 引题, 主题 and 副题, not one title broken over lines.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div><p class=yt>聚焦民生</p><p class=%s>改造管网六十公里</p></div>"
    >>> [_names_each(parse_html(html % one).find(".//div")) for one in ("zt", "yt")]
    [True, False]
    """
    names = [one.get("class") for one in element.iterchildren("p", "div", "h1", "h2", "h3", "h4")]
    return len(names) > 1 and None not in names and len(set(names)) == len(names)


def _like_siblings(element: Node, lines: list[str]) -> list[str]:
    """The lines of the elements of the same tag and class beside one that has a class, few of them."""
    name = element.get("class")
    if not name:
        return lines
    for is_before in (True, False):
        for one in element.itersiblings(preceding=is_before):
            if one.tag != element.tag or one.get("class") != name or len(lines) > MOST_LINES:
                break
            lines = [squeezed(raw_text(one)), *lines] if is_before else [*lines, squeezed(raw_text(one))]
    return lines


def _is_piece(line: str) -> bool:
    is_other = is_told(line) or NO_TITLE.search(line) or read_day_apart(line)
    return 2 <= len(line) <= 60 and not is_other and line[0] not in "—-－（("
