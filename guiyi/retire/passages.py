"""How much of a resource's text an archived page shows, told by passages of it."""

from __future__ import annotations

import re

from guiyi.crawl.fetching.fetch import Response
from guiyi.dedupe.signatures import normalise
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html

WINDOW = 12  # characters of a passage that is looked for
PASSAGES = 20
MASKED = re.compile(r"\*+")


def texts_of(response: Response, charset: str | None) -> list[str]:
    """An archived page → its visible texts, as they stand in it."""
    root = parse_html(decode_html(response.body, None, charset).text)
    for node in root.iter("script", "style"):
        node.text = None
    return [str(text) for text in root.itertext()]


def share_found(text: str, shown: str) -> float:
    """Share of the passages of a text that stand in a normalised page, 0–1; masked ones are not looked for.

    >>> share_found("赵小满的号码229904**********15，12元", "赵小满的号码22990419611224951512元")
    1.0
    """
    pieces = pieces_of(text)
    step = max(1, sum(map(len, pieces)) // PASSAGES)
    passages = [said[at : at + WINDOW] for said in pieces for at in range(0, max(1, len(said) - WINDOW), step)]
    passages = passages[:: max(1, len(passages) // PASSAGES)]  # a long list of people has a piece a row
    return sum(passage in shown for passage in passages) / len(passages) if passages else 1.0


def pieces_of(text: str) -> list[str]:
    """A text → what stands between its masks, normalised; one of them where nothing is masked."""
    return [said for piece in MASKED.split(text) if (said := normalise(piece))]
