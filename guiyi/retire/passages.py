"""How much of a resource's text an archived page shows, told by passages of it."""

from __future__ import annotations

from guiyi.crawl.fetching.fetch import Response
from guiyi.dedupe.signatures import normalise
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html

WINDOW = 12  # characters of a passage that is looked for
PASSAGES = 20


def texts_of(response: Response, charset: str | None) -> list[str]:
    """An archived page → its visible texts, as they stand in it."""
    root = parse_html(decode_html(response.body, None, charset).text)
    for node in root.iter("script", "style"):
        node.text = None
    return [str(text) for text in root.itertext()]


def share_found(text: str, shown: str) -> float:
    """Share of the passages of a text that stand in a normalised page, 0–1; masked ones are not looked for."""
    said = normalise(text)
    starts = range(0, max(1, len(said) - WINDOW), max(1, len(said) // PASSAGES))
    passages = [said[at : at + WINDOW] for at in starts if said[at : at + WINDOW]]
    if not passages:
        return 1.0
    return sum(passage in shown for passage in passages) / len(passages)
