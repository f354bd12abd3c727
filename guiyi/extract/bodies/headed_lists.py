"""Lists of other articles within a page, by the words above them: 相关新闻, 推荐阅读, Related."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dates import DAY_ALONE
from guiyi.extract.bodies.extents import LINKED, UNREAD
from guiyi.markup.tree import Node, raw_text, squeezed

HEADING = re.compile(
    r"^[\s【\[|]*(?:相关(?:链接|文章|阅读|信息|新闻|稿件|报道|内容|推荐)|(?:热门|推荐|延伸|更多|猜你|你可能|您可能|大家都在).{0,6}|推荐|热点.{0,4}|标签|(?:栏目|网站|站内|本站|快速|分类)导航|友情链接|网友评论"
    r"|为[你您]推荐|精[彩选](?:推荐|图集|阅读|内容)|网友(?:点评|留言)|(?:最新|精选|全部)评论|评论\s*[（(]\d+"
    r"|Related(?: \w+)?|Read more"
    r"|You (?:may|might) (?:also )?(?:like|be interested)|More from.{0,20}|More news|Tags)\s*[:：】\]]?",
    re.IGNORECASE,
)
LEAST_ITEMS, ITEMS = 3, 0.8  # blocks with a link each, and their share of the text of a headed list
LONGEST_LIST = 4000  # characters


def is_headed_list(element: Node) -> bool:
    """Whether a block says it is a list of other articles (相关新闻, 推荐阅读, Related) and holds little but links, or
    blocks that have a link each.

    >>> from guiyi.markup.parsing import parse_html
    >>> items = "<li><a href=1.html>甲</a><p>%s说的是一件事，说了很久。</p></li>" * 3
    >>> page = parse_html(f"<div><h4>猜你喜欢</h4><ul>{items}</ul></div><div><h4>三件事</h4><ul>{items}</ul></div>")
    >>> [is_headed_list(one) for one in page.iter("div")]
    [True, False]
    >>> html = "<dl><dt>相关新闻<dd><a href=1.html>县里通车</a>（2018.09.28）<dd><a href=2.html>开会</a>%s</dl>"
    >>> [is_headed_list(parse_html(html % one).find(".//dl")) for one in ("（2018-5-12）", "说的是一件旧事。")]
    [True, False]
    """
    if not isinstance(element.tag, str) or element.tag in ("body", "html") or not HEADING.match(first_words(element)):
        return False
    text = squeezed(raw_text(element))
    heading = HEADING.match(text)
    if heading is None or len(text) > LONGEST_LIST:
        return False
    linked = sum(len(squeezed(raw_text(one))) for one in element.iter("a"))
    if "elated" in heading[0] and offers_papers(element):
        return False  # Related documents
    least = max(1, len(text) - heading.end() - sum(len(one[0]) for one in DAY_ALONE.finditer(text)))
    return (linked >= LINKED * least and linked > 0) or _linked_items(element) >= ITEMS * least


def first_words(element: Node) -> str:
    """The first text of an element and the two behind it."""
    pieces = (str(one).strip() for one in element.itertext())
    return "".join(islice((one for one in pieces if one), 3))


def _linked_items(element: Node) -> int:
    """The characters of the like blocks, side by side, that an element holds for the most part, each with a link."""
    most = 0
    for holder in element.iter("div", "ul", "ol", "section", "tbody"):
        items = [one for one in holder if isinstance(one.tag, str) and one.tag not in UNREAD]
        items = items[1:] if items and items[0].tag in ("h2", "h3", "h4", "h5", "p") else items
        alike = len(items) >= LEAST_ITEMS and len({(one.tag, one.get("class")) for one in items}) == 1
        if alike and all(_links_page(one) for one in items):
            most = max(most, sum(len(squeezed(raw_text(one))) for one in items))
    return most


def _links_page(item: Node) -> bool:
    links = [one.get("href") or "" for one in item.iter("a")]
    return bool(links) and not any(ATTACHMENT.search(one) for one in links)


def offers_papers(block: Node) -> bool:
    """Whether a block that is called related holds links to files alone: the article's papers, not other articles.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<ul class=related><li><a href=%s>Specification (PDF)</a></ul>"
    >>> [offers_papers(parse_html(html % one).find(".//ul")) for one in ("/files/spec.pdf", "/news/fire-station")]
    [True, False]
    """
    links = [one.get("href") or "" for one in islice(block.iter("a"), LEAST_ITEMS * 8)]
    return bool(links) and all(ATTACHMENT.search(one.strip()) for one in links)
