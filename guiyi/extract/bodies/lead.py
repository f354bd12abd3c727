"""What stands apart from a body and is part of it: the paragraph that leads into an English article."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed

LEAD = re.compile(r"(?:^|[\s_-])(?:lead|lede|standfirst|intro(?:duction)?|deck?)(?:$|[\s_-])", re.IGNORECASE)
SENTENCE = re.compile(r"[A-Za-z].{40,600}[.!?]$")
OF_SITE = re.compile(r"cookie|newsletter|subscri|sign[- ]?up|\bwelcome to\b|\bwebsite\b|^related\b", re.IGNORECASE)
LEVELS, MOST = 3, 8  # blocks around a body, and elements before each, among which it may stand


def with_lead(node: Node) -> Node:
    """A body → the same with the paragraph that leads into it, which stands between the title and its facts.

    >>> from guiyi.markup.parsing import parse_html
    >>> lead = "<p class=lead>A fund of four million pounds will pay for rural transport.</p>"
    >>> page = parse_html(f"<h1>Fund</h1>{lead}<dl><dt>From<dd>Council</dl><div><p>It opens in May.</div>")
    >>> raw_text(with_lead(page.find(".//div")))
    'A fund of four million pounds will pay for rural transport.It opens in May.'
    >>> lead = "<p class=lead>Subscribe to the news of the council and get it every morning.</p>5 March 2018"
    >>> page = parse_html(f"<h1>Fund</h1>{lead}<div><p>It opens in May.</div>")
    >>> raw_text(with_lead(page.find(".//div")))
    'It opens in May.'
    """
    lead = _lead_of(node) if _is_latin(node) else None
    if lead is not None:
        drop(lead)
        node.insert(0, lead)
        lead.tail, node.text = node.text, None
    return node


def _is_latin(node: Node) -> bool:
    """Whether the first words of a body are in Latin letters: other pages have no such paragraph that is theirs."""
    words = next((one for text in node.itertext() if len(one := text.strip()) > 1), "")
    return bool(words) and words[:8].isascii()


def _lead_of(node: Node) -> Node | None:
    """The paragraph among the few elements above a body that is named as a lead; none that the body says again."""
    at = node
    for _level in range(LEVELS):
        for one in islice(at.itersiblings(preceding=True), MOST):
            if one.tag == "h1":
                return None
            for some in (one, *islice(one, MOST)) if isinstance(one.tag, str) else ():
                named = some.get("class") or ""
                if not LEAD.search(named) or not SENTENCE.fullmatch(said := squeezed(raw_text(some))):
                    continue
                if not OF_SITE.search(f"{said}\n{named}"):
                    return some if plain_of(said) not in plain_of(raw_text(node)) else None
        at = at.getparent()
        if at is None or at.tag in ("body", "html"):
            break
    return None
