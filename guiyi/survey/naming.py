"""Which words of a link may name a column."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.crawl.reading.links import Link

NAME = re.compile(r"^(?:[\u4e00-\u9fffA-Za-z0-9（）()“”《》、·/&：:—\s-]{2,20}|[A-Z][A-Za-z0-9()’'/&,:\s-]{2,44})$")
MORE = re.compile(r"^\W*(?:更多|more|详细|查看更多|进入|\+|>>?|»)\W*$", re.IGNORECASE)
NOT_A_COLUMN = re.compile(
    r"^(?:日历|万年历|网站首页|首页|主页|设为首页|加入收藏|收藏本站|网站地图|站点地图|登录|登陆|注册|管理|搜索|高级搜索|无障碍\w*|繁[体體]\w*|正體中文|[简簡][体體]\w*"
    r"|返回\w*|[上下前后本今]一?个?[月年周日天]|退出\w*|注销|[上下前后]一?[页篇步个]|尾页|末页|起始|最后(?:一?[页个])?|打印|关闭|刷新|分享|(?:早期|较旧的?|较新|近期|较早的)文章|(?:19|20)\d{2}年\s*\d{1,2}月|(?:(?:文章|评论|内容|条目)的?)?\s*(?:rss|feed)(?:订阅|源)?|wap|手机版|\d+|第\s*\d+\s*页"
    r"|(?:current )?page\s*\d+|(?:next|prev(?:ious)?|first|last)(?: page| month| week| day)?(?:\W{1,3}\d+ of \d+)?"
    r"|log ?in|sign ?in|register|search|site ?map|print|share)$",
    re.IGNORECASE,
)
# What a blog keeps beside its categories, by words above the list or by the address: the same articles once more.
# WordPress writes its archives' titles so: Tag: …, Month: September 2021; Category: … is a column.
OF_BLOG = re.compile(
    r"^(?:标签|作者|[年月]份|[年月]度|(?:按?[年月日]度?)?(?:归档|存档)|tags?|author|archives?|year|month|day)\s*[:：]",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"/(?:tags?|authors?|feed|rss|wp-(?:login\.php|admin|json))(?:/|$|\?)|/(?:rss|feed)\.(?:xml|php|aspx?)$"
    r"|/month/(?:19|20)\d{2}-\d{1,2}/?$"
    r"|[?&](?:tag=|author=|m=(?:19|20)\d{4}|feed=)|/(?:19|20)\d{2}/(?:0?[1-9]|1[0-2])(?:/\d{1,2})?/?$",
    re.IGNORECASE,
)
LINE_LEVELS = 3  # elements around a link that may be the line it stands in


def words_beside(link: Link) -> str:
    """What a box calls itself beside its 更多: the other words of the line they share; empty if they are no name."""
    element = link.element
    if element is not None and element.tag == "area":
        return ""  # beside a map stands what is of all its areas
    linked = set(element.iter()) if element is not None else set()
    for above in islice(element.iterancestors(), LINE_LEVELS) if element is not None else ():
        words = [one.get("alt") or "" for one in above.iter("img") if one not in linked]
        for one in above.iter():
            if one not in linked and isinstance(one.tag, str) and one.tag not in ("script", "style"):
                words.append(one.text or "")
            words.append((one.tail or "") if one is not above and (one not in linked or one is element) else "")
        name = "".join("".join(words).split()).strip("·•>»|[]【】:：")
        if name:
            return name if NAME.match(name) and not NOT_A_COLUMN.match(name) and not MORE.match(name) else ""
    return ""


def picture_words(link: Link) -> str:
    """What the picture of a link without words says of itself; 更多 where it says nothing, as in old navigation."""
    if link.element is not None and link.element.tag == "area":
        return "更多"  # of a map that is the menu
    image = link.element.find(".//img") if link.element is not None else None
    if image is None:
        return ""
    return (image.get("alt") or image.get("title") or "").strip() or "更多"
