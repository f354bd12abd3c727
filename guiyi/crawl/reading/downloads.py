"""Rows of a list whose only links say what kind of file they lead to: 申请表 | 2009-03-05 | 点击下载, or Word, PDF; or
no more than what a reader does with them: 失业登记 | 就业股 | [办事指南] | [表格].
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.days import find_date
from guiyi.crawl.reading.links import Link, words_in
from guiyi.crawl.reading.tablerows import words_of_row

KIND = re.compile(
    r"^\W*(?:(?:点击|附件|文件|表格|立即|本地)?下载(?:附件|文件|表格|地址)?|点击此处下载|download"
    r"|(?:word|excel|pdf|docx?|xlsx?|wps|rar|zip|ofd|ceb)(?:版|格式|文档|文件)?(?:下载)?|表格|样[表本]|示范文本)\W*$",
    re.IGNORECASE,
)
OPENS = re.compile(
    r"^\W*(?:(?:点击|在线)?(?:查看|浏览|阅读)(?:详[情细](?:信息|内容)?|内容|全文|信件|来信|回复|答复|指南)?|详[情细](?:信息|内容)?"
    r"|(?:办事|服务|办理)?(?:指南|流程图?))\W*$"
)
NO_NAME = re.compile(
    r"^(?:文件)?(?:大小|格式|类型|更新|上传|发布|添加|日期|时间|下载|点击|浏览|人气|来源|作者|发布者|语言|授权)\S{0,4}\s*[:：]|^[\W\d年月日]*$|^[\d.,\s]+(?:[KMG]?B|字节|次|条|页)$",
    re.IGNORECASE,
)
UNLINKED: Any = etree.XPath(".//text()[not(ancestor::a)]", smart_strings=False)
LEAST, LONGEST = 4, 120  # characters of a name
LONGEST_ROW = 400  # characters of a row


def file_rows(links: Iterable[Link]) -> Iterator[tuple[Link, Any, str | None]]:
    """The links of a page → of each that says only 下载 or a kind of file: the link with the name that its row gives,
    the row, and the day there. None where another link of the row has words of its own: that one is the item. Where one
    says 查看 or 指南, the first of them alone is the item, by the first name of its row.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<tr><td>1<td>开业登记表<td>2009-03-05<td><a>下载</a><tr><td><a>登记表样本</a><a>下载</a>"
    >>> told = file_rows(Link("/f?7", one.text, one) for one in parse_html(rows).iter("a"))
    >>> [(link.text, row.tag, day) for link, row, day in told]
    [('开业登记表', 'tr', '2009-03-05')]
    >>> row = "<tr><td>1<td>失业登记<td>县就业服务股<td><a href=/z?7>[办事指南]</a><td><a href=/b.doc>[表格]</a>"
    >>> told = file_rows(Link(one.get("href"), one.text, one) for one in parse_html(row).iter("a"))
    >>> [(link.url, link.text) for link, _row, _day in told]
    [('/z?7', '失业登记')]
    """
    known: dict[Any, tuple[Any, str, str | None] | None] = {}
    for link in links:
        row = _row_of(link.element) if link.element is not None and _says_kind(link) else None
        if row is None:
            continue
        if row not in known:
            known[row] = _named(row)
        if (told := known[row]) is not None and told[0] in (None, link.element):
            yield replace(link, text=told[1]), row, told[2]


def _named(row: Any) -> tuple[Any, str, str | None] | None:
    """A row whose links name no item → its first link that says to open it, if one does, its name and its day; None for
    any other."""
    anchors = list(row.iter("a"))
    if not anchors or not all(_says_nothing(one) for one in anchors):
        return None
    opening = next((one for one in anchors if says_to_open(one)), None)
    pieces = [" ".join(one.split()) for one in _pieces(row)]
    own = " ".join(words_of_row(row)[1].split())  # without the day of a closing
    days = (day for one in pieces if one in own and (day := find_date(one)))
    names = [one for one in pieces if LEAST <= len(one) <= LONGEST and not NO_NAME.match(one) and not KIND.match(one)]
    if not names or sum(map(len, pieces)) > LONGEST_ROW:
        return None
    return opening, names[0] if opening is not None else max(names, key=len), next(days, None)


def says_to_open(anchor: Any) -> bool:
    """Whether a link says no more than that it opens what its row names: 查看, [办事指南]."""
    return OPENS.match(words_in(anchor).strip()) is not None


def _says_nothing(anchor: Any) -> bool:
    """Whether a link of a row names no item: it shows a picture, or says what kind of file it is or what to do."""
    said = words_in(anchor).strip() or "下载"
    return bool(KIND.match(said) or OPENS.match(said))


def _says_kind(link: Link) -> bool:
    """Whether a link says only what kind of file it leads to, or what to do; a picture says what stands for that."""
    if link.text or link.element is None:
        return bool(KIND.match(link.text) or OPENS.match(link.text))
    said = next((one.get("alt") or one.get("title") or "" for one in link.element.iter("img")), "")
    return KIND.match(said) is not None if said else is_file(link.url)


def _row_of(element: Any) -> Any:
    return next((one for one in element.iterancestors() if one.tag in ("tr", "li", "dl")), None)


def _pieces(row: Any) -> Iterator[str]:
    """The texts of a row outside of its links: a cell's whole, else what stands between its tags."""
    cells = [one for one in row if one.tag in ("td", "th")]
    return ("".join(UNLINKED(one)) for one in cells) if len(cells) > 1 else iter(UNLINKED(row))
