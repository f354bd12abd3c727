"""The text of a page as the crawl weighs it: what runs, what is visible, what tells of one article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import lxml.html
from lxml import etree

from guiyi.dates import LOOSE_DAY, find_date
from guiyi.markup.tree import raw_text, text_of

PUNCTUATION = re.compile(r"[，。；！？]")
MIN_LINE = 25
BEFORE, AFTER = re.compile(r"[上前]一?[篇条则]"), re.compile(r"[下后]一?[篇条则]")
TELLS = (  # what the line below an article's title tells of it
    re.compile(r"(?:来\s*源|稿\s*源|出\s*处|供稿(?:单位)?|发布(?:单位|机构|部门))\s*[:：]"),
    re.compile(rf"(?:发布|发表|录入|公布|发稿)(?:时间|日期)\s*[:：]|{LOOSE_DAY}"),
    re.compile(r"(?:作\s*者|责任编辑|编\s*辑)\s*[:：]"),
    re.compile(r"(?:点\s*击|浏\s*览|阅\s*读|访\s*问|人\s*气)(?:次\s*数|率|量|数)?\s*[:：(（]"),
)
PUBLISHED = re.compile(r"(?:发布|发表|公布|发稿)(?:时间|日期)\s*[:：]\s*(?:19|20)\d{2}\s*[-/.年]")
LONGEST_TELLING = 160
SAID = re.compile(  # a whole sentence
    r"[\u4e00-\u9fff，、《》〔〕“”（）\d]{12,400}[。！；]|(?:\b[A-Za-z'’-]{1,20},?\s+){5,60}[A-Za-z'’-]{1,20}\.(?:\s|$)"
)
LONGEST_INTRO = 240  # characters of sentences
LEADS_AWAY = re.compile(  # what a page says that is there to send its reader elsewhere
    r"跳转|重定向|迁移[到至]|[已搬]迁[到至移]|[更变]换[到至为]|新(?:网站|网址|域名|版)|\d\s*秒|点击(?:这里|此处)|正在(?:进入|打开|加载)"
    r"|redirect|\bmoved\b|new (?:web)?(?:site|address|location|home)|click here|\d seconds",
    re.IGNORECASE,
)
TITLED = ("h1", "h2", "h3", "title")
LEAST_TITLE = 6  # letters of a document's title
UNREAD = frozenset(("script", "style", "noscript"))
LEAST_LINK = 10  # characters of a link that is left out of a page's unlinked text
EVENTS = ("start", "end", "comment", "pi")


def running_text(root: lxml.html.HtmlElement) -> int:
    """Tree → how many characters stand in punctuated, unlinked lines: what an article has and a list has not."""
    total = 0
    for element in root.iter("p", "div", "td", "span", "section", "font", "br"):
        parts = (
            [element.text or "", *((child.tail or "") for child in element)]
            if element.tag != "br"
            else [element.tail or ""]
        )
        text = "".join(parts).strip()
        if len(text) >= MIN_LINE and PUNCTUATION.search(text):
            total += len(text)
    return total


def runs_in_english(root: lxml.html.HtmlElement, first: str, last: str) -> bool:
    """Whether a page has more English sentences than introduce a list before the words of its first row and behind
    those of the last one: summaries between them are the rows'.

    >>> said = "<p>The board will hold a hearing on the plan next month, and residents may attend and speak.</p>"
    >>> page = "<div>%s<a>Plan</a>%s<a>Map</a></div>"
    >>> [runs_in_english(lxml.html.fromstring(page % one), "Plan", "Map") for one in ((said * 4, ""), ("", said * 4))]
    [True, False]
    """
    text = text_of(root)
    return _runs((*text[: text.find(first)].split("\n"), *text[text.rfind(last) :].split("\n")))


def says_much(root: lxml.html.HtmlElement) -> bool:
    """Whether a page has more whole sentences than introduce a list, or lead on to another page: an article's.

    >>> said = "<p>The board will hold a hearing on the plan next month, and residents may attend and speak.</p>"
    >>> [says_much(lxml.html.fromstring(f"<div>{said * n}<p>© 2009. All rights reserved.</p></div>")) for n in (4, 1)]
    [True, False]
    """
    return _runs(text_of(root).split("\n"))


def _runs(lines: Iterable[str]) -> bool:
    return sum(len(line) for line in lines if SAID.search(line)) > LONGEST_INTRO


def tells_of_one_article(root: lxml.html.HtmlElement, rows: Iterable[lxml.html.HtmlElement]) -> bool:
    """Whether a page with rows is the page of one article with a box of others: it links the article before and the one
    after it, or has, outside the rows, just one line of date, source and the like.
    """
    text = text_of(root)
    if (before := BEFORE.search(text)) and AFTER.search(text, before.end()):
        return True
    within = {line for row in rows for line in text_of(row).split("\n")}
    lines = [line for line in text.split("\n") if len(line) <= LONGEST_TELLING and line not in within]
    return sum(sum(bool(one.search(line)) for one in TELLS) > 1 for line in lines) == 1


def says_when(root: lxml.html.HtmlElement) -> bool:
    """Whether a page says once when it was published: beside a pager alone, an article's last page of a few words.

    >>> page = "<p>发布时间：2018-03-05</p><p>现予公布。</p>"
    >>> [says_when(lxml.html.fromstring(f"<div>{one}</div>")) for one in (page, page * 2, "<p>2018-03-05</p>")]
    [True, False, False]
    """
    return len(PUBLISHED.findall(text_of(root))) == 1


def tells_itself(root: lxml.html.HtmlElement) -> bool:
    """Whether a page of few words is a document all the same: it has a title of its own, and beside that a day or a
    whole sentence, none of which is about going elsewhere.

    >>> page = "<h1>关于闭馆的通知</h1><p>2018-03-05</p>", "<h1>县图书馆网站</h1><p>本站已迁移至新网址，请收藏。"
    >>> [tells_itself(lxml.html.document_fromstring(one)) for one in page]
    [True, False]
    """
    text = text_of(root)
    said = {"".join(raw_text(one).split()) for one in root.iter(*TITLED)}
    titles = {one for one in said if len(one) >= LEAST_TITLE and not one.startswith(("http", "www."))}
    if not titles or LEADS_AWAY.search(f"{text} {' '.join(said)}"):
        return False
    rest = [line for line in text.split("\n") if "".join(line.split()) not in titles]
    return any(SAID.search(line) or find_date(line) for line in rest)


def visible_text(root: lxml.html.HtmlElement) -> str:
    """Tree → its text without scripts and styles, as totals are printed in it."""
    return "".join(_texts(root, lambda _link: False))


def unlinked_text(root: lxml.html.HtmlElement) -> str:
    """Tree → its text outside of links, scripts and styles."""
    return "".join(_texts(root, lambda link: len(raw_text(link)) >= LEAST_LINK))


def _texts(root: lxml.html.HtmlElement, is_left_out: Callable[[Any], bool]) -> Iterator[str]:
    """The texts of a whole page but those of scripts and of some links.

    XPath puts its results in order by walking over siblings: a page of 6,600 <br> took 8 s.
    """
    walk = etree.iterwalk(root.getroottree().getroot(), events=EVENTS)
    for event, node in walk:
        if event != "start":
            if node.tail and (above := node.getparent()) is not None and above.tag not in UNREAD:
                yield node.tail
        elif node.tag == "a" and is_left_out(node):
            walk.skip_subtree()
        elif node.text and node.tag not in UNREAD:
            yield node.text
