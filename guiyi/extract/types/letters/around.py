"""The block around a part of a letter that holds it whole, and what its pieces tell: one letter, several, or one that waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise, takewhile

from guiyi.extract.fields.printed import OF_SITE
from guiyi.extract.types.letters.parties import exchange_of
from guiyi.extract.types.letters.pieces import Piece, office_in, pieces_of
from guiyi.extract.types.letters.runs import LEVELS, NUMBERED, Run, runs_of
from guiyi.extract.types.letters.waiting import WAITS, asked_in
from guiyi.extract.types.letters.words import HAS_DAY, Exchange
from guiyi.markup.tree import Node, text_of

SAYS_WAITS = re.compile(r"(?:状[态况]|进[度展]|环节)[\s:：]{1,3}(?:[未待正暂尚在][^\n]{1,6}|[^\n]{1,6}中)(?:\n|$)")
WORKS = ("question", "reply", "reply_agency", "replied_at")


def letters_around(node: Node, is_of_letters: bool) -> tuple[Node, list[Exchange]] | None:
    """A node that holds a part of a letter → the smallest block with both its parts, and the exchange, or those of several
    writers; None if it has none.

    is_of_letters: the page's column says so.
    """
    best: tuple[Node, list[Exchange]] | None = None
    read: dict[Node, list[Piece]] = {}
    for block in _blocks_around(node, LEVELS):
        if block is not node and _wraps(block):
            continue  # the same pieces once more
        if block is not node and OF_SITE.search(text_of(block)):
            break  # the page with its foot
        pieces = pieces_of(block, read)
        if not pieces:
            break  # too large to be one; so are those around it
        found = _exchanges_of(pieces, is_of_letters)
        if found and (best is None or _told(found[0]) > _told(best[1][0])):
            best = block, found
        if found and _told(found[0]) == len(WORKS):
            break
    return best


def asked_around(node: Node, is_of_letters: bool, state: str | None, text: str = "") -> Exchange | None:
    """A node that holds what was asked, or a part of it, and its text → what was asked and waits; None for any other."""
    if not is_of_letters and not (state and WAITS.search(state)) and not SAYS_WAITS.search(text):
        return None
    read: dict[Node, list[Piece]] = {}
    for block in _blocks_around(node, LEVELS // 2):
        if found := asked_in(pieces_of(block, read), is_of_letters, state):
            return found
    return None


def is_card(node: Node) -> bool:
    """Whether a text stands with one day in a block beside another built alike, as each part of a letter may.

    >>> from guiyi.markup.parsing import parse_html
    >>> card = "<div class=card><div><p>路灯坏了。</p></div><i>2021-01-03</i></div>"
    >>> [is_card(parse_html(html).find(".//p")) for html in (card * 2, card)]
    [True, False]
    """
    block = next((one for one in islice(node.iterancestors(), LEVELS) if not _wraps(one)), None)
    beside = (block.getprevious(), block.getnext()) if block is not None else ()
    if block is None or all(one is None or _build_of(one) != _build_of(block) for one in beside):
        return False
    return len(HAS_DAY.findall(text_of(block))) == 1


def _build_of(block: Node) -> tuple[object, str | None]:
    return block.tag, block.get("class")


def _blocks_around(node: Node, most: int) -> Iterator[Node]:
    yield node
    yield from takewhile(lambda one: one.tag not in ("body", "html"), islice(node.iterancestors(), most))


def _wraps(block: Node) -> bool:
    """Whether a block holds one other and no words beside it."""
    return len(block) == 1 and not (block.text or "").strip() and not (block[0].tail or "").strip()


def _exchanges_of(pieces: list[Piece], is_of_letters: bool) -> list[Exchange]:
    """Pieces of a block → the letter that they are, or each of several, where each begins with another writer or has another office."""
    kinds = {one.kind for one in pieces}
    if "office" not in kinds and not any(office_in(one.label) for one in pieces):
        return []  # what each exchange has
    if "day" not in kinds and (several := _several(runs_of(pieces))):
        return several
    writers = [at for at, one in enumerate(pieces) if one.kind == "writer"]
    offices = [{one.text for one in pieces[at:end] if one.kind == "office"} for at, end in pairwise([*writers, None])]
    told = zip(pairwise(writers), pairwise(offices), strict=True)
    cuts = [
        at for (before, at), (one, other) in told if pieces[before].text[:2] != pieces[at].text[:2] or not one & other
    ]
    if not cuts:
        return [found] if (found := exchange_of(pieces, is_of_letters)) else []
    parts = [pieces[begin:end] for begin, end in pairwise([0, *cuts, len(pieces)])]
    made = [found for one in parts if (found := exchange_of(one, is_of_letters))]
    return made if len(made) == len(parts) else []


def _told(found: Exchange) -> int:
    return sum(name in found for name in WORKS)


def _several(runs: list[Run]) -> list[Exchange]:
    """What was said without a day, an office's words below each question of the public → each; none of a single one."""
    made: list[Exchange] = []
    asked = ""
    for run in runs:
        first, _break, rest = run.text.partition("\n")
        if not run.office:
            asked = run.text
        elif asked or (rest and first.endswith(("？", "?"))):
            question, reply = (asked, run.text) if asked else (first, rest)
            question = NUMBERED.sub("", question, count=1).strip() if NUMBERED.match(question) else question
            made.append({"question": question, "reply": reply, "reply_agency": run.office})
            asked = ""
        else:
            return []
    return made if len(made) > 1 else []
