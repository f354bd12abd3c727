"""Names that are no title: the site's own and its columns', in a <title> or a heading."""

from __future__ import annotations

import re

from guiyi.caching import kept
from guiyi.crawl.reading.addresses import HOME
from guiyi.dates import find_date
from guiyi.extract.fields.lines import PLACE
from guiyi.markup.tree import Node, raw_text, squeezed, unspaced

TITLE_SPLIT = re.compile(  # not within 2017-08
    r"\s*(?:(?!(?<=\d)-\d)[-–—_|｜»>]{1,2}|::)\s*"
)
SITE_WORDS = re.compile(  # …执法网, but not 管网, 交通网, 互联网
    r"(?:人民政府|政府网|门户网站|官方网站|信息网|政务网|首页|网站"
    r"|(?:门户|执法|新闻|资讯|公众|普法|法治|教育|民政|农业|旅游|文明|人才|招商|采购|招标|审计|统计|水利|水务|林业|环保|气象|档案|党建|纪检"
    r"|监察|廉政|先锋|工会|青年|残联|公安|城管|财政|税务|司法|科技|文化|体育|卫生|卫健|人社|住建|国土|商务|史志|地震)网"
    r"|局|委员会|厅|办公室|中心|法院|检察院|学院|大学|医院|协会|学会|联合会|图书馆|博物馆"
    r"|資訊網|入口網|網站|公所|委員會|辦公室|協會|學會|學院|大學|醫院|圖書館|博物館)$"
)
SITE_GREETING = re.compile(r"^欢迎|欢迎您|欢迎光临|^Welcome", re.IGNORECASE)
SITE_NAME = 16  # characters that a site's own name has at most
LONGEST_TITLE = 600  # characters of a <title> that are read
COLUMN_NAME = 8  # characters that a column's name has at most
COLUMN = re.compile(r"[\u4e00-\u9fff]{2}(?:公开|动态|要闻|公告|通知|新闻|资讯|公示|之窗|园地|专栏|详情)")
ENGLISH_COLUMN = re.compile(
    r"(?:[A-Z]\w+ ){0,2}(?:News(?: Flash| Highlights| Releases?| Room| & Events| and Events)?|Newsroom"
    r"|(?:Press|Media) (?:Releases?|Cent(?:er|re))"
    r"|Announcements?|Alerts?|Notices?|Events?|Blogs?|Stories|Publications|Updates)"
)
OWNER = re.compile(r"(?:版权所有|主办(?:单位)?|承办(?:单位)?|Copyright|©|&copy;)[^\n]{0,24}$", re.IGNORECASE)
RELEASE = re.compile(  # what heads a release or an issue of a gazette, not its title
    r"(?:19|20)\d\d年?\s*第?\s*\d{1,3}\s*[期号](?:\s*[（(]?\s*总第?\s*\d{1,4}\s*期\s*[）)]?)?|"
    r"(?:News|Media|Press) (?:Release|Advisory|Alert|Statement)s?|For Immediate(?: Release)?",
    re.IGNORECASE,
)
MOST_BESIDE = 40  # characters of source and day beside an article's link
LEAST_LINK, LINKED = 8, 0.5  # characters of an article's link, and the share of a box of links that they are
FOOT = 1500  # characters at a page's end among which its owner is named


def page_title_of(root: Node) -> str:
    """What a page's <title> says on one line, cut where it says more than any title does."""
    return squeezed((root.findtext(".//title") or "")[:LONGEST_TITLE])


def is_own(part: str) -> bool:
    """Whether a part of a <title> is neither the name of a site nor its greeting, nor that of an issue of a gazette.

    >>> [is_own(one) for one in ("汀州区城市管理执法网", "我县织密农村交通网", "县里升级供水管网")]
    [False, True, True]
    """
    return not RELEASE.fullmatch(part) and not SITE_WORDS.search(part) and not SITE_GREETING.search(part)


def without_site(root: Node, page_title: str) -> str:
    """The <title> without the site's own name: what its link to the home page says, or its foot of the page's owner.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<a href='/'><img alt='云川县商务局'></a><p>正文</p><p>版权所有：云川县总工会</p>")
    >>> [without_site(page, one) for one in ("关于防汛的通知-云川县商务局", "云川县商务局-防汛", "云川县总工会")]
    ['关于防汛的通知', '防汛', '']
    """
    parts = TITLE_SPLIT.split(page_title)
    homes = {unspaced(name) for one in root.iter("a") if _is_home(one.get("href") or "none") for name in _said(one)}
    if len(parts) == 1:
        is_sites = unspaced(page_title) in homes or (page_title and is_owner(root, page_title))
        return "" if is_sites else page_title
    while len(parts) > 1 and unspaced(parts[-1]) in homes:
        page_title = page_title[: page_title.rindex(parts.pop())].rstrip(" -–—_|｜»>:")
    while len(parts) > 1 and unspaced(parts[0]) in homes:
        page_title = page_title[len(parts.pop(0)) :].lstrip(" -–—_|｜»>:")
    return page_title


@kept(20_000, longest=300)
def _is_home(href: str) -> bool:
    """Whether an address as written is the home page's; kept, since the pages of a site share their links."""
    return HOME.match(href) is not None


def leads_home(heading: Node) -> bool:
    """Whether all of a heading is a link to the home page: it is the site's name.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1><a href='/'>云川县消防局</a></h1><h2><a href='/'>首页</a> 防溺宣导</h2>")
    >>> leads_home(page.find(".//h1")), leads_home(page.find(".//h2"))
    (True, False)
    """
    links = (one for one in heading.iter("a") if _is_home(one.get("href") or "none"))
    return any(squeezed(raw_text(one)) == squeezed(raw_text(heading)) for one in links)


def heads_links(heading: Node) -> bool:
    """Whether a heading stands above little but links to articles: it names a box of the page.

    >>> from guiyi.markup.parsing import parse_html
    >>> boxes = "<div><h2>News</h2><p><a>Weir repaired</a> May 4</p><a>Path reopened</a></div><h2>Rents</h2>"
    >>> page = parse_html(boxes + "<p>May 5</p><p>Text.</p><a>Weir repaired</a><a>Path reopened</a>")
    >>> [heads_links(one) for one in page.iter("h2")]
    [True, False]
    """
    box = heading.getparent()
    if heading.tag == "h1" or box is None:
        return False
    below = next((one for one in heading.itersiblings() if raw_text(one).strip()), None)
    first = "" if below is None else squeezed(raw_text(next(below.iter("a"), heading)))
    if below is None or len(first) < LEAST_LINK or not squeezed(raw_text(below)).startswith(first):
        return False
    said = [_row_of(one, name) for one in box.iter("a") if len(name := squeezed(raw_text(one))) >= LEAST_LINK]
    return len(said) > 1 and sum(said) > LINKED * (len(raw_text(box)) - len(raw_text(heading)))


def _row_of(link: Node, name: str) -> int:
    """Characters of a link's name, and of what stands beside it in an item of a list where that tells its day.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<ul><li><a>堤防</a><em>来源：甲</em>2018-03-05</li><li><a>堤防</a>的说明</li></ul>")
    >>> [_row_of(one, "堤防") for one in page.iter("a")]
    [16, 2]
    """
    row = link.getparent()
    said = squeezed(raw_text(row)) if row is not None and row.tag == "li" else ""
    is_dated = len(name) < len(said) <= len(name) + MOST_BESIDE and find_date(said.replace(name, "", 1))
    return len(said) if is_dated else len(name)


def is_owner(root: Node, part: str) -> bool:
    """Whether the foot of a page names a part of its <title> as its owner.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>Bridge Lane</p><p>Copyright Marlow Council 2006</p>")
    >>> is_owner(page, "Marlow Council"), is_owner(page, "Bridge Lane")
    (True, False)
    """
    foot = squeezed(raw_text(root))[-FOOT:]
    at = foot.rfind(part)
    return at >= 0 and OWNER.search(foot[:at]) is not None


def _said(link: Node) -> list[str]:
    return [raw_text(link), *(one.get("alt") or "" for one in link.iter("img"))]


def is_site(heading: str, parts: list[str], hint: str | None) -> bool:
    """Whether a heading is the site's own name: it ends as such names do, and all of the <title> is no more."""
    if hint and unspaced(heading) in unspaced(hint):
        return False
    rest = [part for part in parts if unspaced(part) != unspaced(heading) and not SITE_GREETING.search(part)]
    is_name = len(heading) <= SITE_NAME and bool(SITE_WORDS.search(heading))
    return is_name and all(len(one) <= COLUMN_NAME for one in rest)


def is_column(root: Node, heading: str, page_title: str) -> bool:
    """Whether a heading may be a column's name: it is short, and the <title> does not say it or a link does, too."""
    plain = unspaced(heading)
    if RELEASE.fullmatch(heading):
        return True
    if len(heading) > COLUMN_NAME and not ENGLISH_COLUMN.fullmatch(heading):
        return False
    return plain not in unspaced(page_title) or any(unspaced(raw_text(one)) == plain for one in root.iter("a"))


def is_banner(heading: str, before: str) -> bool:
    """Whether a heading stands above the page's place line or its link to the home page: the site's or a column's.

    >>> is_banner("云川县人民政府政府信息公开", "云川县人民政府政府信息公开\\n您的位置：首页>公告\\n关于防汛的公告")
    True
    """
    lines = before.split("\n")
    at = next((at for at, line in enumerate(lines) if unspaced(line) == unspaced(heading)), None)
    return at is not None and any(PLACE.search(line) for line in lines[at + 1 :])
