"""Links of an article that stands in its page's data alone: what Nuxt printed it from, a hidden field, an object."""

from __future__ import annotations

from guiyi.crawl.reading.links import PageLinks, read_links
from guiyi.crawl.shells.filled import filled, may_hold_data
from guiyi.markup.parsing import parse_html

LONGEST = 1_000_000  # characters of a page whose data are put in place
OPEN = ("{{", "${", "<%")  # of an address that a template has yet to fill


def links_in_data(url: str, text: str, found: PageLinks) -> tuple[list[str], list[str]]:
    """URL, HTML and links of a page → the links, and the pictures and the like, that its data add to it.

    A document is made of the page with its data in their places; its files are lost where nobody asks for them.

    >>> OLD = "http://o.example.test/"
    >>> article = "<p>" + "各单位要做好防汛。" * 5 + "<a href=/u/1.doc>表</a><img src=/u/2.jpg></p>"
    >>> page = '<div id=app></div><script>var state={"d":{"title":"防汛","text":"%s"}}</script>' % article
    >>> links_in_data(OLD, page, read_links(parse_html(page), OLD, page))
    (['http://o.example.test/u/1.doc'], ['http://o.example.test/u/2.jpg'])
    """
    made = filled(text) if len(text) <= LONGEST and may_hold_data(text, found.lowered) else text
    if made == text:
        return [], []
    whole = read_links(parse_html(made), url, made)
    return _added(whole.urls, {*found.urls}), _added(whole.requisites, {*found.requisites})


def _added(all_: list[str], known: set[str]) -> list[str]:
    """The addresses that are not known, without those that a template leaves open."""
    return [one for one in dict.fromkeys(all_) if one not in known and not any(mark in one for mark in OPEN)]
