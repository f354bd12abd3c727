"""What of a body is a tool of its page or leads to other articles: by name, by words, by what it links."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from guiyi.caching import kept
from guiyi.extract.bodies.edges import FURTHER, is_linked
from guiyi.extract.bodies.furniture import is_answer
from guiyi.extract.bodies.headed_lists import is_headed_list, offers_papers
from guiyi.extract.fields.remarks import is_remark
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, hides, is_pane, raw_text, squeezed

DROPPED = (
    "script", "style", "noscript", "template", "link", "meta", "select", "button", "textarea", "title", "input",
    "map",
)  # fmt: skip
LEAST_TOLD = 20  # characters of a line that tells where other texts are found
SAID = re.compile(r"[^。]{12}。")
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|bshare|count-?down|buttonheading|bdshare\w*|jiathis\w*|social|pagination|pagers?|pages?(?![\s_-]*(?:title|tit|head|con|body|main|wrap|inner|text|art|sect|box|detail|desc|sub))|prev|next|prenext"
    r"|related|relate|xgxx|recommend|qr(?:-?code)?|ewm|erweima|comment\w*|breadcrumb|crumbs?|editor-info|copyright|licen[cs]e|hot\w*|subscri(?:be|ption)|newsletter|advert\w*|ads?|ad-?box|promo\w*|sponsor\w*|sign-?up|author-(?:box|card)"
    r"|sharedaddy|(?:jp-)?relatedposts|donat(?:e|ion)|vote|poll"
    r"|feedback|links inline|statistics_counter)(?:$|[\s_-])",
    re.IGNORECASE,
)
POLL, VOTED = (
    re.compile(r"vote|poll", re.IGNORECASE),
    re.compile(r"\d\s*票.{1,60}\d\s*票"),
)  # what came of a poll is a text
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # shareBar is named as share-bar is
PAINTED = re.compile(r"share|qrcode|ewm|erweima|advert|buttonheading|print|close", re.IGNORECASE)
TOOLS = re.compile(r"(?:^|[\s_-])(?:print\w*|toolbar|font-?size(?!-?\d)|dayin|guanbi|close)(?:$|[\s_-])", re.IGNORECASE)
TOOL_LINE = re.compile(
    r"^[\s【\[（(|｜]*(?:(?:打印|打印本页|打印此页|关闭|关闭窗口|关闭本页|[回返]上一?[页頁]|回首[页頁]|回頂端|TOP|收藏|分享到?|返回|返回顶部|返回列表|字号|字体|大|中|小"
    r"|上一[篇条页]|下一[篇条页]|展开(?:全文|阅读)?|(?:阅读|查看)(?:全文|原文)|收起|听全文|点?赞|举报"
    r"|下载APP|扫码下载.{0,8}|打开.{0,12}(?:APP|客户端)\S{0,14}|发表评论|告诉好友|推荐给?好友|(?:新浪|腾讯)微博|微信好友|QQ好友|朋友圈"
    r"|人人网|开心网|百度贴吧|收藏本[页站]|加入收藏|设为首页|打印此文|我要纠错|纠错|扫一扫.*|微信|微博|QQ空间|更多|复制链接"
    r"|_(?:ueditor|baidu)_page_break_tag_|\[(?:NextPage|page)\]"  # where an editor cut an article into pages
    r"|保护视力色|朗读|播放|暂停|语速|倍速|浏览次数|阅读次数|点击数"
    r"|[你您]的浏览器.{0,6}不支持.{0,30}|Your browser does not support .{0,60}"
    r"|点击次数|浏览量|(?:在线|网上|立即)(?:申请|办理|申报|咨询|预约)|我要(?:咨询|办理|申报|收藏|投诉)"
    r"|Back to .{1,30}|Print(?: this page)?|Was this (?:page|article|information) (?:helpful|useful)\?(?: Yes No)?"
    r"|Previous(?: post| article)?|Next(?: post| article)?"
    r"|Request an accessible format\."
    r"|Share(?: this(?: page| post)?)?)[\s:：【】\[\]（）()|｜>＞》»\d大中小次]*)+$"
)
PAGER = re.compile(  # 上一页 1 2 下一页, below a part of an article
    r"^(?=.*(?:[上下]一?页|第 ?[1一] ?页.*第 ?[2二] ?页|1 2\b.{0,80}\bNext))"
    r"(?:Next|Prev(?:ious)?|First|Last|[\s\d|…/\[\]【】()（）«»<>]|[:：,，.]|首页|[上下]一?页"
    r"|[尾末]页|共|[页条篇]|记录|信息|总数|页次|每页|转到|跳转|当前|第[一二三四五六七八九十]*|最后一)+$"
)
TURNS_TO = re.compile(
    r"^(?:余下全文|转到|跳转到?|跳到|转至|选择页码?)\s*第?\s*页?\s*[:：]?$"
)  # before a choice of the pages
OF_PAGES = re.compile(
    r"(?:\.(?:[sj]?html?|aspx?|jspx?|php)|[?&]\w*(?:page\w*|pn?)=\d+)$", re.IGNORECASE
)  # addresses of parts
NEIGHBOURS = re.compile(
    r"^[\s【\[]*(?:[上下前后]一?(?:[篇条](?:文章|新闻|信息)?|图集|组图?|视频)|相关(?:链接|文章|阅读|信息|新闻)|点击进入(?:专题)?)\s*[:：】\]]"
)
LEADS_ON = re.compile(r"[上下前后]一?[篇条]")
FILED = re.compile(
    r"^(?:Posted in|Filed under|Posted under|Tagged(?: as| with)?)\b[^\d.]{1,80}\d{0,3}[^\d.]{0,20}$"
)  # … Notices | No Comments »
MAY_BE_TOOLS = re.compile(  # what a tool line, a link to a neighbour or a list of other articles begins with, and more
    r"[\s【\[（(|｜。！？](?:打印|关闭|收藏|分享|返回|回[上首頂]|字号|字体|[大中小][\s|】]|[上下前后]一?[篇条页图组视]|我要|纠错|扫一扫|微信|微博|QQ"
    r"|(?:在线|网上|立即)[申办咨预]"
    r"|[你您]的浏|展开|查看|收起|听全文|点?赞|举报|下载|扫码|打开|1 2|更多|复制|保护|浏览|阅读|点击"
    r"|朗读|播放|共 ?\d+ ?页|第 ?[1一] ?页|余下全文|转[到至]|跳[转到]|选择页"
    r"|相关|热门|推荐|延伸|猜你|你可能|您可能|大家|热点|标签"
    r"|_ueditor|_baidu|NextPage|page\]"
    r"|网友|为[你您]|精[彩选]|最新|全部|评论"
    r"|Your browser|Was this|Previous|Next|Related|Back to|Print|Share|Read more|You may|More|Tag|Posted|Filed)",
    re.IGNORECASE,
)
LINE_TAGS = ("p", "div", "span", "td", "li", "a", "h1", "h2", "h3", "ul", "dl", "dd", "font", "strong", "b", "center")


def drop_tools(body: Node) -> bool:
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

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>相关阅读：</p><p><a href=1.html>甲</a></p><p><a href=2.html>乙</a></p><p>丙。")
    >>> [raw_text(one) for one in _others_below(page.find(".//p"))]
    ['甲', '乙']
    """
    if not FURTHER.fullmatch(squeezed(raw_text(heading))):
        return []
    below = (one for one in heading.itersiblings() if isinstance(one.tag, str) and raw_text(one).strip())
    return list(takewhile(lambda one: is_linked(one, squeezed(raw_text(one))), below))


def is_unwanted(element: Node) -> bool:
    """Whether an element is no part of a body, whatever it holds: by its tag, its name, its picture map.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div class=feedback>%s</div>"
    >>> [is_unwanted(parse_html(html % one).find(".//div")) for one in ("区民政局答复：已换新牌。", "网页有误？请反馈")]
    [False, True]
    >>> html = "<details><summary>%s</summary><p>Write to the council.</details>"
    >>> [is_unwanted(parse_html(html % one).find(".//details")) for one in ("Share this page", "How to object")]
    [True, False]
    """
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        return element.tag != "input" or (element.get("type") or "").lower() != "image"
    if element.tag == "details" and TOOL_LINE.match(squeezed(element.findtext("summary") or "") or "-"):
        return True
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
    named = marks.lower()
    if ("feedback" in named and is_answer(element)) or ("related" in named and offers_papers(element)):
        return False
    if VOTED.search(text) and POLL.search(marks):
        return False
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
    found = [one for one in root.iter() if isinstance(one.tag, str) and one is not shown and is_unwanted(one)]
    found += [one for one in root.iter(*LINE_TAGS) if _is_tool_line(one)]
    return {element for one in found for element in one.iter()}


def _is_tool_line(element: Node) -> bool:
    if is_headed_list(element):
        return True
    text = squeezed(raw_text(element))
    if not text or len(text) > 120 or next(element.iterdescendants("img"), None) is not None:
        return False
    if TOOL_LINE.match(text):
        return not _is_cell_of_data(element)
    if NEIGHBOURS.match(text):
        return not _tells_of(element, text)
    if TURNS_TO.match(text) or _is_neighbour(element, text):
        return True
    return bool(PAGER.match(text) or FILED.match(text)) or _counts_pages(element, text)


def _is_neighbour(element: Node, text: str) -> bool:
    """Whether a line is the words 上一条 or 下一条 in an element of their own, and beside them a link, or none.

    >>> from guiyi.markup.parsing import parse_html
    >>> lines = "<b>上一条</b><a href=1.html>县里通车</a>", "<b>下一条</b>没有了", "<b>上一条</b>街走到头，右转。"
    >>> [_is_neighbour(one, raw_text(one)) for one in (parse_html(f"<li>{one}").find(".//li") for one in lines)]
    [True, True, False]
    """
    if not LEADS_ON.match(text) or not len(element) or not LEADS_ON.fullmatch(squeezed(raw_text(element[0]))):
        return False
    rest = LEADS_ON.sub("", text, count=1).strip()
    return rest == squeezed("".join(map(raw_text, element.iter("a")))) or rest.rstrip("。") in ("没有了", "没有", "无")


def _tells_of(element: Node, text: str) -> bool:
    """Whether a line with the heading of other articles links none of them, and says where to find them.

    >>> from guiyi.markup.parsing import parse_html
    >>> said = "相关信息：%s请到县图书馆二楼的阅览室借阅。"
    >>> [_tells_of(parse_html(f"<p>{one}").find(".//p"), one) for one in (said % "县志", "上一篇：没有了。")]
    [True, False]
    >>> _tells_of(parse_html("<p>" + said % "<a href=1.html>县志</a>").find(".//p"), said % "县志")
    False
    """
    return text.endswith("。") and len(text) > LEAST_TOLD and element.find(".//a") is None


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
    return row is not None and any(one is not cell and one.getparent() is row for one in _cells_of_data(row))


@lru_cache(maxsize=4)  # all that stands in a row asks for it, one after the other, and rows may stand within rows
def _cells_of_data(row: Node) -> list[Node]:
    """The cells of a row that say what no tool says."""
    said = ((one, squeezed(raw_text(one))) for one in row)
    return [one for one, text in said if text and not _is_of_tools(text)]


def _is_of_tools(text: str) -> bool:
    return bool(TOOL_LINE.match(text) or NEIGHBOURS.match(text) or is_remark(text))
