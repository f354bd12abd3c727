"""Documents shown within a page, by a frame or by a viewer in one → links to them, where the frames stood."""

from __future__ import annotations

import re

from lxml import etree

from guiyi.crawl.reading.frames import FRAMES, framed_paper, players_in
from guiyi.extract.files.names import name_in_url
from guiyi.extract.pages.view import PageView
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node

SAID_NAME = re.compile(r"[\"']title[\"']\s*:\s*[\"']([^\"']+\.\w{2,5})[\"']")


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
