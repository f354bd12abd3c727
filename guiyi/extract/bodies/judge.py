"""The judge: on a sample of the pages that templates read, what general extractors take for the body, beside it."""

from __future__ import annotations

from guiyi.extract.bodies.references import Readers
from guiyi.markup.tree import Node, plain_of
from guiyi.prints import sha256_of

ONE_IN = 40  # pages, chosen by the hash of their key: the same in every run
LEAST = 120  # characters of a body from which extractors can be trusted with it
DISAGREES = 0.5  # agreement below which a page is flagged


def is_judged(key: str) -> bool:
    """Whether a page belongs to the judged sample: by other digits than those that choose its batch (`batch_of`)."""
    return int(sha256_of(key.encode("utf-8", "surrogatepass"))[-8:], 16) % ONE_IN == 0


def judge(root: Node, text: str) -> float | None:
    """Tree and the body text a template gave → the best agreement of an extractor with it (F1, 0–1).

    None where the text is too short for extractors to be judges of.
    """
    own = [plain for line in text.replace("\t", "\n").split("\n") if (plain := plain_of(line))]
    size = sum(map(len, own))
    if size < LEAST:
        return None
    scores = []
    for lines in Readers(root).lines:
        joined = "".join(lines)
        hit = sum(len(line) for line in own if line in joined)
        scores.append(2 * min(hit, len(joined)) / (size + len(joined)))
    return round(max(scores), 3) if scores else None
