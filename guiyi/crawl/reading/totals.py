"""How much a list page says it has: items and pages, in every wording seen."""

from __future__ import annotations

import re
from collections.abc import Iterable

COUNT = r"(\d{1,3}(?:[,，]\d{3})+(?!\d)|\d{1,7}(?![\d,，.]\d))"
ITEMS_TOTAL = re.compile(  # it looks ahead for the first characters of all, as does the other: five times as fast
    rf"(?=[共总合找查检信记文新数来留内tT])(?:(?:[共总]计|总?共有?|合计|总数|总记录数?|记录总数|信息总数|找到|查询到|检索到)\s*[:：]?\s*{COUNT}\s*"
    rf"(?:条|篇|则|封|个?(?:记录|结果)|([项件份个位]))|(?:(?:信息|记录|文章|新闻|数据|来信|信件|留言|内容|(?<![\u4e00-\u9fff]))"
    rf"总(?:条|记录|信息|文章|件|篇)?数|(?<![\u4e00-\u9fff])总记录)(?:为|是)?\s*[:：]?\s*{COUNT}(?!\s*(?:页(?![次码])|[元万亿人户]))"
    rf"|(?<![a-z])total(?: of)?:?\s+{COUNT}\s+(?:items|records|results|entries)"
    rf"|共\s*\d{{1,6}}\s*页\s*[,，/]?\s*{COUNT}\s*[条篇](?!\s*(?:[/／每]\s*)+页))",
    re.IGNORECASE,
)
WIDE_GAP = re.compile(r"\s{31,}")  # where each of thousands of blanks may end what stands before a number
NONE = re.compile(
    r"(?:暂无|暂时没有|目前没有|没有(?:找到)?(?:任何|相关|符合))[^。，\n]{0,6}(?:信息|内容|数据|记录|文章|资料|新闻)"
    r"|(?:栏目|页面)正在?(?:建设|维护)|栏目建设中|(?:本|当|该)[年月周日天](?:尚|暂)?(?:没有|无)"
)
OF_DAY = re.compile(r"^\W*(?:(?:19|20)\d{2}\s*年\s*)?\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?\W*$")
MONTH_WORDS = re.compile(r"[\s\d年月日号上下前后本今天去明个周星期一二三四五六返回历/／|·<>«»‹›《》:：.\[\]()（）-]+")
DAYS_ON_END = re.compile(r"\b13\s+14\s+15\s+16\s+17\b")
OF = r"\s*[/／]\s*"
PAGES_TOTAL = re.compile(
    rf"(?=[共总\d第页当pP])(?:(?:共有?|总共|共计|总页数)\s*[:：]?\s*(\d{{1,6}})\s*页|(?<![\d/])\d{{1,5}}{OF}(\d{{1,5}})\s*页"
    rf"|第\s*\d{{1,5}}{OF}(\d{{1,5}})(?![\d/])|\d\s*(?:条|篇|项|件|则)(?:记录)?[\s,，|]{{0,4}}\d{{1,5}}{OF}(\d{{1,5}})(?![\d/-])"
    rf"|(?:页次|页码|当前页|总页数)\s*[:：]\s*(?:\d{{1,5}}{OF})?(\d{{1,5}})(?![\d/-])|(?<![a-z])page\s+\d{{1,5}}\s+of\s+(\d{{1,5}})\b)",
    re.IGNORECASE,
)
PAGER = re.compile(r"(?<![首主网])页|\bpage\b|[‹«<＜](?:\s*\d{1,4}\b){1,10}\s*[›»>＞]", re.IGNORECASE)  # 共30个 ‹ 1 2 ›
OF_SITE = re.compile(r"(?:全站|本站|本网站?|网站|全部栏目|所有栏目)[^\s，。；,;]{0,6}$")
IN_WORDS = re.compile(r"(?:信息|记录|文章|新闻|数据|评论)?\s*[。；，,]")
REMARKS = re.compile(r"\s*(?:评论|跟帖|网友|回帖)")
PAGER_REACH = 60  # characters from a total within which a pager's words stand


def find_totals(text: str) -> tuple[int | None, int | None]:
    """Visible text of a list page → (items, pages) it says it has, where it says so.

    >>> find_totals("共 128 条记录 第1/7页")
    (128, 7)
    >>> find_totals("共41条  1/3")
    (41, 3)
    >>> find_totals("取消共15项审批 … 总数：1,230 页次：2/62"), find_totals("共5个部门"), find_totals("访问总数：9123")
    ((1230, 62), (None, None), (None, None))
    >>> find_totals("共 3页41条"), find_totals("共3页，15条/页")
    ((41, 3), (None, 3))
    >>> find_totals("共30个　‹ 1 2 ›"), find_totals("首页 › 共5个部门 › 财务")
    ((30, None), (None, None))
    >>> find_totals("全站共有2310条信息"), find_totals("共有3条评论"), find_totals("今年网站发布信息共计1200条。")
    ((None, None), (None, None), (None, None))
    """
    text = WIDE_GAP.sub(" " * 30, text)
    pages = PAGES_TOTAL.search(text)
    return _items_total(text), int(next(filter(None, pages.groups()))) if pages else None


def says_none(text: str, title: str | None = None) -> bool:
    """A page's few words and its title → whether they say that there is nothing: an empty list, a day of a calendar.

    >>> says_none("共有 0 篇文章"), says_none("暂无信息！"), says_none("本月无日程", "2017年11月"), says_none("共 3 条")
    (True, True, True, False)
    >>> says_none("上一月 2010年1月 下一月\\n当月没有活动"), says_none("本月停水三天")
    (True, False)
    """
    is_of_day = title is not None and OF_DAY.match(title) is not None
    return is_of_day or find_totals(text)[0] == 0 or NONE.search(text) is not None


def is_month(text: str, linked: Iterable[str] = ()) -> bool:
    """A page's words → whether they are a month of a calendar and nothing else. linked: what does not count.

    >>> days = " ".join(map(str, range(1, 29)))
    >>> is_month(f"上月 2019年3月 下月 {days}"), is_month(f"开奖号码 {days}")
    (True, False)
    >>> is_month(f"2019年3月 {days}\\n[3月2日] 防火巡查", ["防火巡查"]), is_month(f"2019年3月 {days}\\n防火巡查开始。")
    (True, False)
    """
    if DAYS_ON_END.search(text) is None:
        return False
    for words in linked:
        text = text.replace(words, "", 1)
    return MONTH_WORDS.fullmatch(text) is not None


def _items_total(text: str) -> int | None:
    """The total beside a pager's words, 条 before 项, else the first; 共15项 without a pager may count anything."""
    found = [
        (match, PAGER.search(text[max(0, match.start() - PAGER_REACH) : match.end() + PAGER_REACH]) is not None)
        for match in ITEMS_TOTAL.finditer(text)
    ]
    found.sort(key=lambda one: (not one[1], one[0][2] is not None))
    found = [one for one in found if _is_of_list(text, *one)]
    said = next((match for match, is_paged in found if is_paged or not match[2]), None)
    return int(re.sub(r"[,，]", "", next(filter(None, (said[1], *said.groups()[2:]))))) if said else None


def _is_of_list(text: str, match: re.Match[str], is_paged: bool) -> bool:
    """Whether a total is the list's: not the whole site's, not that of remarks, not one that a sentence tells."""
    if OF_SITE.search(text[max(0, match.start() - 12) : match.start()]) or REMARKS.match(text, match.end()):
        return False
    return is_paged or not IN_WORDS.match(text, match.end())
