"""What stands apart from a body and is part of it: the paragraph that leads into an English article."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed

LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|intro(?:duction)?|deck?|teaser|summary|sub-?title|documentDescription)(?:$|[\s_-])",
    re.IGNORECASE,
)
PICTURE = re.compile(r"(?:^|[\s_-])(?:img|image|picture|photo|media|figure)", re.IGNORECASE)
LONGEST_CAPTION = 200  # characters beside a picture between a lead and its body
SENTENCE = re.compile(r"[A-Za-z].{24,600}[.!?]$")
OF_SITE = re.compile(
    r"\bsite[-_]|cookie|newsletter|subscri|sign[- ]?up|\bwelcome to\b|\bwebsite\b|^related\b", re.IGNORECASE
)
LEVELS, MOST = 3, 8  # blocks around a body, and elements before each, among which it may stand


def with_lead(node: Node) -> Node:
    """A body → the same with the paragraph that leads into it, which stands between the title and its facts.

    >>> from guiyi.markup.parsing import parse_html
    >>> lead = "<p class=lead>A fund of four million pounds will pay for rural transport.</p>"
    >>> page = parse_html(f"<h1>Fund</h1>{lead}<dl><dt>From<dd>Council</dl><div><p>It opens in May.</div>")
    >>> raw_text(with_lead(page.find(".//div")))
    'A fund of four million pounds will pay for rural transport.It opens in May.'
    >>> lead = "<div itemprop=description><p>Boats may use the old slipway again from the first of May.</p></div>"
    >>> page = parse_html(f"<h1>Slipway</h1>{lead}<div class=img><img src=a.jpg></div><div id=b><p>It is safe.</div>")
    >>> node = with_lead(page.find(".//*[@id='b']"))
    >>> raw_text(node), len(node.findall(".//img"))
    ('Boats may use the old slipway again from the first of May.It is safe.', 1)
    >>> lead = "<p class=lead>Subscribe to the news of the council and get it every morning.</p>5 March 2018"
    >>> page = parse_html(f"<h1>Fund</h1>{lead}<div><p>It opens in May.</div>")
    >>> raw_text(with_lead(page.find(".//div")))
    'It opens in May.'
    """
    lead = _lead_of(node) if is_latin(node) else None
    for one in reversed([lead, *_pictures_behind(lead, node)] if lead is not None else []):
        drop(one)
        node.insert(0, one)
        one.tail, node.text = node.text, None
    return node


def _pictures_behind(lead: Node, node: Node) -> list[Node]:
    """The pictures between a lead, or what holds it alone, and the body: the article's, as TYPO3 lays it out."""
    while (holder := lead.getparent()) is not None and holder is not node.getparent() and len(holder) == 1:
        lead = holder
    between = (
        [] if holder is not node.getparent() else list(takewhile(lambda one: one is not node, lead.itersiblings()))
    )
    return [one for one in between if _is_picture(one)]


def _is_picture(one: Node) -> bool:
    named = one.tag == "figure" or (isinstance(one.tag, str) and PICTURE.search(one.get("class") or ""))
    return bool(named) and next(one.iter("img"), None) is not None and len(squeezed(raw_text(one))) <= LONGEST_CAPTION


def is_latin(node: Node) -> bool:
    """Whether the first words of a body are in Latin letters: other pages have no such paragraph that is theirs."""
    words = next((one for text in node.itertext() if len(one := text.strip()) > 1), "")
    return bool(words) and words[:8].isascii()


def _lead_of(node: Node) -> Node | None:
    """What among the few elements above a body is named as a lead, or as the description of the page's article; none
    that the body says again.
    """
    at = node
    for _level in range(LEVELS):
        for one in islice(at.itersiblings(preceding=True), MOST):
            if one.tag == "h1":
                return None
            for some in (one, *islice(one, MOST)) if isinstance(one.tag, str) else ():
                named = some.get("class") or ""
                if not (LEAD.search(named) or some.get("itemprop") == "description") or not SENTENCE.fullmatch(
                    said := squeezed(raw_text(some))
                ):
                    continue
                if not OF_SITE.search(f"{said}\n{named}"):
                    return some if plain_of(said) not in plain_of(raw_text(node)) else None
        at = at.getparent()
        if at is None or at.tag in ("body", "html"):
            break
    return None
