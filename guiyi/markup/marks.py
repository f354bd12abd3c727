"""Words of which several are looked for at once: those without which a dear reader says nothing of a page."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

LONGEST = 2**18  # bytes that are looked through


class Marks:
    """Words of which many are looked for at once, letters in either case.

    >>> [Marks(["v-html", "职称"]).may_stand_in(one) for one in ("<p V-HTML=d>", "<p>职称：教授", "<p>植树")]
    [True, True, False]
    """

    def __init__(self, words: Iterable[str]) -> None:
        lowered = [word.encode().lower() for word in words]
        self._words = BytesAhoCorasick(lowered, matchkind=MatchKind.LeftmostFirst, implementation=Implementation.DFA)

    def may_stand_in(self, text: str) -> bool:
        """Whether any of the words stands in a text; yes of one so long that a flood of them fills the memory."""
        return len(text) > LONGEST or self.may_stand_in_lowered(text.encode("utf-8", "surrogatepass").lower())

    def may_stand_in_lowered(self, lowered: bytes) -> bool:
        """As `may_stand_in`, of a text in UTF-8 and small letters."""
        return len(lowered) > LONGEST or bool(self._words.find_matches_as_indexes(lowered))
