"""Documents shown within a page, by a frame or by a viewer in one → links to them, where the frames stood; what
<noscript> shows of a page without an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from guiyi.crawl.reading.frames import FRAMES, framed_paper, players_in
from guiyi.extract.files.names import name_in_url
from guiyi.extract.pages.view import PageView
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, text_of

SAID_NAME = re.compile(r"[\"']title[\"']\s*:\s*[\"']([^\"']+\.\w{2,5})[\"']")
ASKS = re.compile(r"浏览器|脚本|browser|script", re.IGNORECASE)
SENTENCES = re.compile(r"[。！!.\n]")
LEAST = 60  # characters of a text that is more than a word to switch scripts on


def link_framed_papers(view: PageView) -> None:
    """A page, in place: every frame that shows a PDF or the like becomes a paragraph with a link to it; one whose paper
    is linked beside it goes.

    >>> from lxml.html import tostring
    >>> from guiyi.markup.parsing import parse_html
    >>> page = "<div><iframe src='/view.html?file=/up/a.pdf'></iframe>一<iframe src='/b.html'></iframe></div>"
    >>> page = parse_html(page)
    >>> link_framed_papers(PageView(page, ""))
    >>> tostring(page.find(".//div"), encoding="unicode")
    '<div><p><a href="/up/a.pdf">a.pdf</a></p>一<iframe src="/b.html"></iframe></div>'
    >>> page = parse_html("<div><iframe src='/up/a.pdf'></iframe><p><a href='/up/a.pdf'>规划</a></p></div>")
    >>> link_framed_papers(PageView(page, ""))
    >>> tostring(page.find(".//div"), encoding="unicode")
    '<div><p><a href="/up/a.pdf">规划</a></p></div>'
    >>> page = parse_html("<div><p><iframe src='/up/a.pdf'></iframe></p><p><a href='/up/a.pdf'>规划</a></p></div>")
    >>> link_framed_papers(PageView(page, ""))
    >>> tostring(page.find(".//div"), encoding="unicode")
    '<div><p></p><p><a href="/up/a.pdf">规划</a></p></div>'
    """
    players = players_in(view.root, "") if view.shows("pdfsrc") else []
    for frame in [one for one in (*view.root.iter(*FRAMES), *players) if framed_paper(one)]:
        paper, holder = framed_paper(frame) or "", frame.getparent()
        if holder is None:
            continue
        around = holder.getparent() if holder.tag == "p" else None  # an editor gives the frame a paragraph of its own
        if any(one.get("href") == paper for one in (holder if around is None else around).iter("a")):
            drop(frame)  # named by its link
            continue
        shown = etree.Element("p")
        etree.SubElement(shown, "a", href=paper).text = _said_name(frame) or name_in_url(paper)
        shown.tail = frame.tail
        holder.replace(frame, shown)
        view.papers.append(shown)


def _said_name(player: Node) -> str | None:
    """What a Webplus player says its paper is called: sudyfile-attr="{'title':'通知.pdf'}"."""
    said = SAID_NAME.search(player.get("sudyfile-attr") or "")
    return said[1] if said else None


def show_unscripted(root: Node) -> list[Node]:
    """Turns the <noscript> of a tree that hold a text into plain blocks; gives these.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div id=app></div><noscript><h1>公告</h1><p>" + "馆舍检修，闭馆。" * 10 + "</p></noscript>")
    >>> len(show_unscripted(page)), page.find(".//h1").getparent().tag, show_unscripted(page)
    (1, 'div', [])
    >>> show_unscripted(parse_html(f"<noscript>{'您的浏览器不支持脚本，请换一个浏览器再访问本站。' * 3}</noscript>"))
    []
    """
    found = [one for one in root.iter("noscript") if len(plain_of(_without_asking(raw_text(one)))) >= LEAST]
    for one in found:
        one.tag = "div"
    return found


def hide_unscripted(shown: Iterable[Node]) -> None:
    """Turns the blocks that `show_unscripted` gave back into what they were."""
    for one in shown:
        one.tag = "noscript"


def is_unscripted(node: Node, shown: Iterable[Node]) -> bool:
    """Whether a body lies within one of the blocks that were shown, or is hardly more than it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html(f"<div><h1>停水</h1><noscript><p>{'今日停水，请储水。' * 9}</noscript></div>")
    >>> shown = show_unscripted(page)
    >>> [is_unscripted(page.find(f".//{one}"), shown) for one in ("p", "div", "h1")]
    [True, True, False]
    """
    for one in shown:
        if one is node or any(above is node for above in one.iterancestors()):
            return len(plain_of(raw_text(one))) * 2 > len(plain_of(text_of(node)))
        if any(above is one for above in node.iterancestors()):
            return True
    return False


def _without_asking(text: str) -> str:
    """A text without its sentences that ask for scripts or for another browser."""
    return "".join(one for one in SENTENCES.split(text) if not ASKS.search(one))
