"""Place lines that say not what they are: no class, no 当前位置, only names with marks between them.

One that begins with the home page is one wherever it stands (首页 > 新闻动态 > 正文). Another (水政处 > 工作动态) may
be steps to take (申请 > 受理 > 办结); it counts where the page's title or a link says one of its names, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import lxml.html

HOME_WORDS = frozenset(("首页", "网站首页", "本站首页", "主页", "网站主页", "返回首页", "home", "homepage"))
MARKS = re.compile(r"\s*(?:[-—=]{0,2}>+|＞+|»|››?|→|&gt;)\s*")
FIRST = re.compile(r"^\s*(?:[-—=]{0,2}>|＞|»|›|→)")
NAME = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9（）()“”《》、·&'’\s-]{2,30}$")
PAGER = re.compile("上一?页|下一?页|[尾末]页")
STEPS = re.compile("申请|受理|审核|审查|审批|办结|登录|提交|送达|领取|上一|下一|更多|尾页")
ISSUE = re.compile(  # of a gazette: 政府公报2014年第3期（总第87期）, 第3期
    r"(?:.{0,12}(?:19|20)\d\d\s?年?\s?第?\s?|总?第\s?)[\d一二三四五六七八九十百]{1,4}\s?[期号](?:\s?[（(].{1,10}[）)])?"
)
ARTICLE = "正文"  # the last name above an article, which nothing but a place line ends with
TEXTS = ("td", "div", "p", "span", "font", "li")
INLINE = frozenset(("b", "strong", "font", "span", "em", "u", "i"))
LONGEST, LEAST, MOST_CHILDREN = 120, 2, 20  # characters, names and elements of such a line
SHORTEST_SHARED = 4  # characters that a name and a title's part share, from which one may be within the other


def plain_place(root: lxml.html.HtmlElement) -> list[str]:
    """Tree → the names of its unlabelled place line, without the home page; empty where there is none or several.

    >>> from guiyi.markup.parsing import parse_html
    >>> plain_place(parse_html("<td><a href=/>首页</a> &gt; <a href=/a/>新闻动态</a> &gt; 国内</td>"))
    ['新闻动态', '国内']
    >>> plain_place(parse_html("<span><a href=/>首页</a>-&gt;<a href=/tz>通知公告</a></span>"))
    ['通知公告']
    >>> plain_place(parse_html("<title>工作动态</title><p>水政处 &gt; 工作动态</p>"))
    ['水政处', '工作动态']
    >>> plain_place(parse_html("<td><a href=/zw>政务频道</a>→工商新闻→正文</td>"))
    ['政务频道', '工商新闻', '正文']
    >>> plain_place(parse_html("<td><a href=/zw>网上登记</a>→现场核验→发证</td>"))
    []
    >>> plain_place(parse_html("<p><a href=/gb>2007年第3期</a> &gt; 人事任免</p>"))
    ['2007年第3期', '人事任免']
    >>> plain_place(parse_html("<title>办事</title><p>登记 &gt; 受理 &gt; 办结</p><p>长城 &gt; 黄河</p>"))
    []
    """
    for link in root.iter("a"):
        if (link.text or "").strip().lower() in HOME_WORDS or (len(link) and _is_home(link)):
            line = _line_from(link)
            if line and (names := _names(MARKS.split(line)[1:])):
                return names
    found = set(filter(None, map(_of_text, root.iter(*TEXTS))))
    from_home = {names[1:] for names in found if names[0].lower() in HOME_WORDS}
    if from_home:
        return list(from_home.pop()) if len(from_home) == 1 else []
    told = {names for names in found if len(found) == 1 and _is_said(root, names)}
    return list(told.pop()) if told else _of_links(root)


def is_issue(name: str) -> bool:
    """Whether a name of a place line is that of an issue, below the column of the gazette.

    >>> [is_issue(one) for one in ("2014年第3期", "县公报2009年第十二期（总第87期）", "第3期", "第一期培训班", "公报")]
    [True, True, True, False, False]
    """
    return ISSUE.fullmatch(name) is not None


def leads_up(link: lxml.html.HtmlElement) -> bool:
    """Whether a link is a step of a place line: a mark and a further name follow it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = "<p><a>2010年第2期</a>→任免</p><p><a>公告</a> &gt; <a>防汛</a></p><p><a>通知</a> » </p><a>要闻</a>03-05"
    >>> [leads_up(one) for one in parse_html(page).iter("a")]
    [True, True, False, False, False]
    """
    mark = FIRST.match(link.tail or "")
    behind = link.getnext()
    return mark is not None and bool(
        MARKS.sub("", link.tail or "").strip() or (behind is not None and behind.tag == "a")
    )


def _is_home(link: lxml.html.HtmlElement) -> bool:
    return "".join(link.itertext()).strip().lower() in HOME_WORDS


def _line_from(link: lxml.html.HtmlElement) -> str:
    """A link to the home page → the text of its line from there on; empty where no mark stands behind it."""
    first = link
    while not (first.tail or "").strip() and first.getnext() is None:
        above = first.getparent()
        if above is None or above.tag not in INLINE:
            return ""
        first = above
    if not FIRST.match(first.tail or ""):
        return ""
    line = "home" + (first.tail or "")
    for one in islice(first.itersiblings(), MOST_CHILDREN):
        if not isinstance(one.tag, str) or one.tag not in INLINE | {"a"} or len(line) > LONGEST:
            break
        line += "".join(one.itertext()) + (one.tail or "")
    return line if len(line) <= LONGEST and not PAGER.search(line) else ""


def _of_text(element: lxml.html.HtmlElement) -> tuple[str, ...]:
    """An element that holds nothing but names with marks between them → those; else none."""
    text = element.text or ""
    if len(element) or len(text) > LONGEST or not any(mark in text for mark in ">＞»›→"):
        return ()
    names = tuple(part.strip() for part in MARKS.split(text) if part.strip())
    is_line = len(names) >= LEAST and all(map(NAME.match, names)) and not STEPS.search(text)
    return names if is_line else ()


def _of_links(root: lxml.html.HtmlElement) -> list[str]:
    """Tree → the names of its one place line that begins with a link to another page than the home page.

    It counts where it ends with 正文, begins with the issue of a gazette (2007年第3期 > 人事任免), or the page's title
    or another link says one of its names.
    """
    found = (_beginning_with(link) for link in root.iter("a") if FIRST.match(link.tail or ""))
    lines = list(islice(filter(None, found), 2))
    if len(lines) != 1:
        return []
    names, links = lines[0]
    others = ("".join(one.itertext()).strip() for one in root.iter("a") if one not in links)
    is_place = names[-1] == ARTICLE or is_issue(names[0])
    is_place = is_place or _is_titled(root, names) or any(one in names for one in others)
    return names if is_place else []


def _beginning_with(link: lxml.html.HtmlElement) -> tuple[list[str], list[lxml.html.HtmlElement]] | None:
    """The first link of an element that holds nothing but names with marks between them → those, and its links."""
    above = link.getparent()
    if above is None or above.tag not in TEXTS or link.getprevious() is not None or (above.text or "").strip():
        return None
    if len(above) > MOST_CHILDREN or any(one.tag not in INLINE | {"a"} for one in above):
        return None
    text = "".join(above.itertext())
    names = [part.strip() for part in MARKS.split(text) if part.strip()] if len(text) <= LONGEST else []
    is_line = len(names) >= LEAST and all(map(NAME.match, names)) and not STEPS.search(text)
    return (names, list(above.iter("a"))) if is_line else None


def _names(parts: list[str]) -> list[str]:
    found = [part.strip() for part in parts if part.strip()]
    return found if all(len(part) <= LONGEST // 2 for part in found) else []


def _is_said(root: lxml.html.HtmlElement, names: tuple[str, ...]) -> bool:
    """Whether the page's title or a link says one of the names, or its beginning."""
    return _is_titled(root, names) or any("".join(link.itertext()).strip() in names for link in root.iter("a"))


def _is_titled(root: lxml.html.HtmlElement, names: Sequence[str]) -> bool:
    title = (root.findtext(".//title") or "").strip()
    return any(_are_one(name, part.strip()) for name in names for part in re.split(r"[-_|—–]", title))


def _are_one(name: str, part: str) -> bool:
    return name == part or (len(part) >= SHORTEST_SHARED and name.startswith(part))
