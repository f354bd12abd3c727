"""Which column a page belongs to: its place line, what it is filed under, its title beside what navigation says."""

from __future__ import annotations

import re
from itertools import islice

import lxml.html

from guiyi.caching import kept
from guiyi.crawl.reading.addresses import HOME
from guiyi.crawl.reading.candidates import SKIP_TEXT
from guiyi.crawl.reading.placeline import is_issue, plain_place

CRUMB = re.compile(
    r"(?:crumb|\bbread|position|location|\bloc\b|\bmbx|weizhi|dqwz|\bwz\b|path|nav_?here|place|lujing)", re.IGNORECASE
)
NO_COLUMN = re.compile(  # what a breadcrumb says of a page that is no name of a column
    r"(?:网站|本站|栏目|频道)?(?:首页|主页)|(?:信息|文章|新闻|详细|具体|查看|浏览|阅读)?(?:正文|内容|详情|详细|信息|文章|全文)(?:页|页面)?|详情页"
    r"|(?:查看|浏览|阅读|播放|观看|显示)(?:图片|照片|视频|影片|新闻|公告|通知|资料|帖子|贴子|主题|话题)?|帖子(?:内容|主题)?"
    r"|(?:信件|来信|留言|咨询|问题|公告|通知|文件|事项)(?:内容|详情|详细|查看)|查看(?:信件|来信|留言|咨询|文件)"
    r"|(?:信息|文章|新闻|图片|内容|栏目)?列表(?:页|页面)?"
    r"|(?i:(?:full )?text|content|(?:main )?body|article|details?)"
)
LONGEST_LINE, MOST_CHILDREN = 300, 200  # characters and elements of a place line
MIN_PATH = 2  # links of a place line
HOME_SAID = re.compile(r"\s*(?:home(?: ?page)?|(?:网站|本站)?[首主]页)\s*$", re.IGNORECASE)  # whatever its address
BREADCRUMB = re.compile(r"bread-?_?crumb", re.IGNORECASE)
BY_DASH = re.compile(r"\s*(?:网站|本站)?(?:首页|主页)\s*[-—–]")
BY_MARK = re.compile(r"\s*(?:网站|本站)?(?:首页|主页)\s*(::|：：|\||｜|·|/|／)")
CRUMB_WORDS = re.compile("位置|栏目|当前页面|您在这里")  # each label holds one
CRUMB_LABEL = re.compile(  # 专题栏目 above a menu is none
    r"(?:您?(?:现在|当前|目前)?(?:的|所在)?位置|您?(?:现在|当前|目前|所在)(?:的|所在)?栏目"
    r"|(?<![\u4e00-\u9fff])栏目(?=\s*[:：])|当前页面|您在这里)\s*[:：]?"
)
YEARS = re.compile(r"(?<=[\u4e00-\u9fff])(?:[\s|]*(?:19|20)\d{2}年度?){2,}$")  # links of years behind a column's name
FILED = re.compile(
    r"(?:^|[\s|｜·])(?:所属栏目|文章分类|分类|栏目|Posted in|Filed under|Category)\s*[:：]?\s*$", re.IGNORECASE
)
EDITORS_TITLE = re.compile(  # what editing programs call a page until somebody names it
    r"^(?:目\s*录|new page|untitled(?: document| page)?|document|无标题(?:文档|页|网页)?"
    r"|新建(?:网页|文档|页面|文本文档)|未命名(?:文档)?)\s*[-_]?\s*\d{0,3}$|^(?:top|left|right|main|banner|bottom|header?|footer?|menu|contents?)\d?$",
    re.IGNORECASE,
)
MOST_PARTS = 2  # of a title behind the first
HEADINGS = ("h1", "h2", "h3", "h4", "img", "td", "th", "div", "p", "span", "b", "strong", "font", "dt")
BELOW = ("table", "hr", "form", "h1", "h2", "h3")  # what begins below a place line
LARGE = re.compile(r"^\s*(?:[4-7]|\+[1-4])\s*$")  # sizes of <font>
SHORT_NAME = 12  # characters of a name in large letters
LONGEST_NAME = 45  # characters of a column's name; names in Latin letters are long


@kept(20_000, longest=200)
def _names_crumb(names: str) -> bool:
    """Whether a class or id may be a breadcrumb's; kept, since pages share them."""
    return CRUMB.search(names) is not None


def _labels_crumb(text: str) -> bool:
    return bool(CRUMB_WORDS.search(text) and CRUMB_LABEL.search(text))


def find_breadcrumb(root: lxml.html.HtmlElement) -> list[str]:
    """Tree → names from the site's top to this page's column, without the home page; empty if there is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> lines = "首页-政府文件 <a>2011年</a> <a>2010年</a>", "首页-年报 2011年"
    >>> [find_breadcrumb(parse_html(f"<div>您的位置：{one}</div>")) for one in lines]
    [['政府文件'], ['年报 2011年']]
    >>> find_breadcrumb(parse_html("<div class=pos>Location: <a>Home</a> > <a>News</a> > Text</div>"))
    ['News']
    """
    for element in root.iter("div", "p", "td", "span", "font", "ul", "ol", "nav"):
        name, said = element.get("class"), element.get("id")
        is_marked = (name and _names_crumb(name)) or (said and _names_crumb(said))
        if not is_marked and not (element.text and _labels_crumb(element.text)):
            continue
        text = _line_of(element)
        if not (0 < len(text) < LONGEST_LINE) or not (
            CRUMB_LABEL.search(text) or (is_marked and (">" in text or BY_MARK.match(text) or BY_DASH.match(text)))
        ):
            if not (is_marked and len(text) < LONGEST_LINE and (names := _pictured_path(element))):
                continue
        else:
            label = CRUMB_LABEL.search(text)
            if label and not text[label.end() :].strip():
                continue  # 土地位置, at the head of a table
            names = [part.strip() for part in _crumbs(CRUMB_LABEL.sub("", text)) if part.strip()]
            names = names if len(names) > 1 else _linked_path(element) or names
        names = [YEARS.sub("", " ".join(name.split())) for name in names if _may_name(name.strip())]
        names = names[1:] if names and HOME_SAID.match(names[0]) else names
        if names and not any("。" in name for name in names):  # a sentence that speaks of 当前位置
            return names
    return list(filter(_may_name, plain_place(root)))


def _may_name(name: str) -> bool:
    """Whether a name of a place line may be a column's: neither 正文 and the like, nor a mark, nor a gazette's issue.

    >>> [_may_name(one) for one in ("News", "/", "正文")]
    [True, False, False]
    """
    return not NO_COLUMN.fullmatch(name) and not is_issue(name) and any(map(str.isalnum, name))


def _line_of(element: lxml.html.HtmlElement) -> str:
    """An element's text up to the first table or the like behind its words; all of it where its label stands alone.

    >>> from guiyi.markup.parsing import parse_html
    >>> _line_of(parse_html("<td>位置：<a>首页</a>→校园风光<table><tr><td>晨曦</td></tr></table></td>").find(".//td"))
    '位置：首页→校园风光'
    """
    line = element.text or ""
    for child in islice(element, MOST_CHILDREN):
        said = line.strip()
        if len(said) > LONGEST_LINE or (child.tag in BELOW and said and not said.endswith((":", "："))):
            return line
        line += ("".join(child.itertext()) if isinstance(child.tag, str) else "") + (child.tail or "")
    return line


def filed_under(root: lxml.html.HtmlElement) -> list[str]:
    """Tree of an article → the column that it says it is filed under, by a link behind that word; empty if none.

    >>> from guiyi.markup.parsing import parse_html
    >>> filed_under(parse_html("<p>村委会 | 分类:<a href=/c?2>村里新事</a></p><p>主题分类：<a href=/z>农业</a></p>"))
    ['村里新事']
    """
    for link in root.iter("a"):
        previous, parent = link.getprevious(), link.getparent()
        before = previous.tail if previous is not None else parent.text if parent is not None else ""
        name = "".join(link.itertext()).strip()
        if before and FILED.search(before) and 1 < len(name) <= LONGEST_NAME:
            return [name]
    return []


def section_name(root: lxml.html.HtmlElement) -> tuple[str | None, list[str]]:
    """Tree of a list page → its column's name and path: ColumnName meta, else breadcrumb, else title; where navigation
    does not know the title, the one heading that it knows.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = "<title>县工会</title><a href='/a'><img alt='公告'></a><a href='/b'>动态</a><p><img alt='动态'></p>"
    >>> section_name(parse_html(page)), section_name(parse_html(page.replace("县工会", "公告 - 县工会")))
    (('动态', ['动态']), ('公告', ['公告']))
    """
    path = find_breadcrumb(root)
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "columnname" and (meta.get("content") or "").strip():
            name = str(meta.get("content")).strip()
            return name, path or [name]
    if path:
        path = [*path, *_below_crumbs(root, path)]
        return path[-1], path
    first = re.split(r"[-_|—–]", (root.findtext(".//title") or "").strip(), maxsplit=1)[0].strip()
    name = (
        _part_of_navigation(root)
        or _heading_of_navigation(root, first)
        or ("" if EDITORS_TITLE.match(first) else first)
        or _large_heading(root)
        or ""
    )
    return (name or None), [name] if name else []


def _pictured_path(element: lxml.html.HtmlElement) -> list[str]:
    """Names of a place line whose parts are pictures or items of a list apart: links from the home page on, and what
    stands behind the last.
    """
    links = list(element.iter("a"))
    rows = list(islice(element.iter("li"), MOST_CHILDREN))
    is_parted = element.find(".//img") is not None or len(element.findall("li")) > len(links)  # the last is no link
    is_parted = is_parted or (len(rows) == len(links) and _is_called_crumb(element))
    return _linked_path(element, MIN_PATH - (element.tag in ("ol", "ul"))) if is_parted else []


def _below_crumbs(root: lxml.html.HtmlElement, path: list[str]) -> list[str]:
    """The name of an English list page whose place line ends with the link of the page above: its only <h1>, which its
    <title> begins with; else nothing.

    >>> from guiyi.markup.parsing import parse_html
    >>> crumbs = "<ol class=breadcrumbs><li><a href=/>Home</a><li><a href=/p>Police</a></ol><h1>Appeals</h1>"
    >>> section_name(parse_html(f"<title>Appeals | Police</title>{crumbs}"))
    ('Appeals', ['Police', 'Appeals'])
    >>> section_name(parse_html(f"<title>Police</title>{crumbs}"))
    ('Police', ['Police'])
    """
    headings = [" ".join("".join(one.itertext()).split()) for one in islice(root.iter("h1"), MIN_PATH)]
    name = headings[0] if len(headings) == 1 and path[-1].isascii() else ""
    is_own = 0 < len(name) <= LONGEST_NAME and (root.findtext(".//title") or "").strip().startswith(name)
    is_linked = any(_words_of(one) == path[-1] for one in root.iter("a"))
    return [name] if is_own and is_linked and name not in path else []


def _is_called_crumb(element: lxml.html.HtmlElement) -> bool:
    """Whether a list, or its holder, is called a breadcrumb: then all of its items may be links, the page left out."""
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
    return BREADCRUMB.search(names) is not None


def _linked_path(element: lxml.html.HtmlElement, least: int = MIN_PATH) -> list[str]:
    """Names of a place line whose parts only blanks part: links from the home page on, and what stands behind."""
    links = list(element.iter("a"))
    if len(links) < least or not (HOME.match(links[0].get("href") or "none") or HOME_SAID.match(_words_of(links[0]))):
        return []
    return [name for part in element.itertext() if (name := CRUMB_LABEL.sub("", part).strip())]


def _crumbs(text: str) -> list[str]:
    """A breadcrumb's text → its parts; a dash parts them only where it stands behind the home page.

    >>> _crumbs("首页-公告公示-正文"), _crumbs("首页 > 2018-2019年度"), _crumbs("首页 :: 公告")
    (['首页', '公告公示', '正文'], ['首页', '2018-2019年度'], ['首页', '公告'])
    >>> _crumbs("首页->公告->正文"), _crumbs("首页-->公告")
    (['首页', '公告', '正文'], ['首页', '公告'])
    """
    if (mark := BY_MARK.match(text)) is not None and ">" not in text:
        return [part.strip() for part in text.split(mark[1])]
    parts = re.split(r"\s*(?:[-—=]{0,2}>+|»|/|→|＞|››?|\\)\s*", text)
    return re.split(r"\s*[-—–]+\s*", text) if len(parts) == 1 and BY_DASH.match(text) else parts


def _part_of_navigation(root: lxml.html.HtmlElement) -> str | None:
    """The part of a title behind the site's name that a link of the page says, too: 枫树坪村 - 村务公开."""
    first, *others = [
        part.strip() for part in re.split(r"[-_|—–]", root.findtext(".//title") or "") if part.strip()
    ] or [""]
    if not others or len(others) > MOST_PARTS:
        return None
    known = {_words_of(one) for one in root.iter("a") if not HOME.match(one.get("href") or "none")}
    found = [part for part in others if part in known and not NO_COLUMN.fullmatch(part)]
    return found[0] if len(found) == 1 and first not in known else None


def _heading_of_navigation(root: lxml.html.HtmlElement, title: str) -> str | None:
    """The one text or picture outside links that says what a link of the page says, too; None if the title does."""
    links = list(root.iter("a"))
    linked = {one for link in links for one in link.iter()}
    known = {_words_of(link) for link in links if not HOME.match(link.get("href") or "none")}
    if title in known:
        return None
    found = {
        name
        for one in root.iter(*HEADINGS)
        if one not in linked
        and one.find(".//a") is None
        and (name := _words_of(one)) in known
        and 1 < len(name) <= LONGEST_NAME
    }
    found = {name for name in found if not NO_COLUMN.fullmatch(name) and not SKIP_TEXT.match(name)}
    return found.pop() if len(found) == 1 else None


def _large_heading(root: lxml.html.HtmlElement) -> str | None:
    """The one short text in large letters of a page that has no title, outside links: <font size=5>农场文件</font>."""
    found = {
        name
        for one in root.iter("h1", "h2", "h3", "font")
        if (one.tag != "font" or LARGE.match(one.get("size") or ""))
        and one.find(".//a") is None
        and not any(above.tag == "a" for above in one.iterancestors())
        and 1 < len(name := "".join("".join(one.itertext()).split())) <= SHORT_NAME
        and not NO_COLUMN.fullmatch(name)
    }
    return found.pop() if len(found) == 1 else None


def _words_of(element: lxml.html.HtmlElement) -> str:
    """What an element says in few words, or the picture that it is or holds."""
    if element.tag != "img" and len(element) > 2:
        return ""
    text = " ".join("".join(element.itertext()).split())
    image = element if element.tag == "img" else element.find("img")
    return text or (" ".join((image.get("alt") or "").split()) if image is not None else "")
