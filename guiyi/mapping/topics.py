"""主题分类 of a document by the platform's words in its title and text, and by its agency; with how sure that is.

A word tells as much as it is long, in the title twice. The agency tells by its name (`agencies` of a topic): what the
education bureau writes is mostly of education, and its notice of vacancies is not; so the agency alone is a proposal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

from guiyi.config.platform import Platform
from guiyi.mapping.genres import Found
from guiyi.markup.decode import HAN

TITLE_WEIGHT, AGENCY = 2, 4  # an agency tells as much as a word of two characters in the title
TEXT = 300  # characters of a text that are read
MOST_OF_TEXT = 8  # what a text tells at most, so that a long one does not outweigh its title
SAYS, SAYS_MUCH = 4, 8  # what a title must tell to count; from where on it tells by itself: four characters
JOINT = re.compile(r"[、,，;；\s]+")
# How often a topic is right, by what speaks for it; measured on titles not used while writing, see docs/quality.md.
ALL, TITLE_AGENCY, TITLE_TEXT, AGENCY_TEXT, TITLE_ONLY, AGENCY_ONLY, TEXT_ONLY = 0.97, 0.95, 0.9, 0.88, 0.87, 0.7, 0.5
TITLE_SHORT = 0.75  # a word of two characters in the title, and nothing else
SURE = {
    (True, True, True): ALL, (True, True, False): TITLE_AGENCY, (True, False, True): TITLE_TEXT,
    (False, True, True): AGENCY_TEXT, (True, False, False): TITLE_ONLY, (False, True, False): AGENCY_ONLY,
    (False, False, True): TEXT_ONLY,
}  # fmt: skip
RIVAL = 0.5  # share of the leader's score from which on the next one is a doubt
DISPUTED, DISPUTED_BUT_SIGNED = 0.7, 0.85  # what is left of the confidence then, and where title and agency agree
DISPUTED_BY_TEXT = 0.95  # where they agree, and only the text speaks of something else, too
AGAINST_AGENCY = 0.85  # the same where the agency is of another topic
EVIDENCE = 6  # words that are kept
LONGEST = 100  # characters of an agency


class Topics:
    """The platform's words and agencies of topics, ready to be asked."""

    def __init__(self, platform: Platform) -> None:
        self.words = {word: topic.name for topic in platform.topics for word in topic.words}
        self._listed = list(self.words)
        self._any = AhoCorasick(self._listed, implementation=Implementation.DFA)
        self.agencies = {name: topic.name for topic in platform.topics for name in topic.agencies}
        self.english = _with_plurals({word.lower(): one.name for one in platform.topics for word in one.english})
        self.in_english = _any_of(self.english)
        self._asked: dict[str, tuple[str, str] | None] = {}

    def told(self, title: str, agency: str | None, text: str = "") -> Found | None:
        """Title, agency, text → the topic, how sure (0–1), `rule`, the words that tell it; None where nothing does."""
        in_title, in_text = self._said(title), self._said(text[:TEXT])
        of_agency = self._agency(agency or "")
        scores = _scores(in_title, in_text, of_agency[1] if of_agency else None)
        if not scores:
            return None
        (topic, most), *rest = scores.most_common()
        next_most = rest[0][1] if rest else 0
        sure = _sure(topic, _weighed(in_title, TITLE_WEIGHT), in_text, of_agency[1] if of_agency else None)
        if next_most >= RIVAL * most:
            is_signed = of_agency is not None and of_agency[1] == topic and topic in in_title.values()
            by_text = DISPUTED_BY_TEXT if set(in_title.values()) == {topic} else DISPUTED_BUT_SIGNED
            sure *= by_text if is_signed else DISPUTED
        return topic, round(sure, 2), "rule", _evidence(topic, in_title, in_text, of_agency)

    def _said(self, text: str) -> dict[str, str]:
        """A text → the words it says, in their order, and whose each is; a word within a longer one is none."""
        if self.in_english and not HAN.search(text):
            return self._said_in_english(text)
        found = self._any.find_matches_as_indexes(text, overlapping=True)
        said = {self._listed[which]: None for which, _start, _end in found}
        whole = [word for word in said if not any(word != one and word in one for one in said)]
        return {word: self.words[word] for word in sorted(whole, key=text.index)}

    def _said_in_english(self, text: str) -> dict[str, str]:
        """The same of an English text: whole words, in the singular or the plural, the longest that stand there."""
        found = (one[1].lower() for one in self.in_english.finditer(text)) if self.in_english else ()
        return {word: self.english[word] for word in dict.fromkeys(found)}

    def _agency(self, agency: str) -> tuple[str, str] | None:
        """An agency's name → its word of a topic, and that; of several that sign, the first that has one."""
        if agency not in self._asked:
            parts = ([name for name in self.agencies if name in part] for part in JOINT.split(agency[:LONGEST]))
            name = max(next((names for names in parts if names), []), key=len, default=None)
            told = (name, self.agencies[name]) if name is not None else None
            self._asked[agency] = told or self._agency_in_english(agency[:LONGEST])
        return self._asked[agency]

    def _agency_in_english(self, agency: str) -> tuple[str, str] | None:
        """The same of an English name; None for an office of two topics."""
        said = self._said_in_english(agency)
        return next(iter(said.items())) if len(set(said.values())) == 1 else None


def _sure(topic: str, titles: Counter[str], in_text: dict[str, str], agency: str | None) -> float:
    """How sure a topic is by what speaks for it, whatever others say."""
    is_said = titles[topic] >= SAYS and titles[topic] == max(titles.values())
    sure = SURE.get((is_said, agency == topic, topic in in_text.values()), TEXT_ONLY)
    if sure == TITLE_ONLY and titles[topic] < SAYS_MUCH:
        sure = TITLE_SHORT
    return sure * AGAINST_AGENCY if agency not in (None, topic) else sure


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of some English words in a text, the longer first; None for none."""
    some = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({some})(?:s|es)?(?![\w-])", re.IGNORECASE) if some else None


def _with_plurals(words: dict[str, str]) -> dict[str, str]:
    """Words and whose they are → the same with plurals that are not made by -s alone: library, libraries.

    >>> sorted(_with_plurals({"library": "a", "bus": "b"}))
    ['bus', 'libraries', 'library']
    """
    return words | {f"{word[:-1]}ies": topic for word, topic in words.items() if re.search(r"[^aeiou]y$", word)}


def _length(word: str) -> int:
    """How much a word tells: its characters; an English word counts for two of them, several for three."""
    return len(word) if HAN.match(word) else 3 if " " in word else 2


def _weighed(said: dict[str, str], weight: int, most: int | None = None) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, topic in said.items():
        found[topic] += weight * _length(word)
    return Counter({topic: min(score, most) for topic, score in found.items()}) if most is not None else found


def _scores(in_title: dict[str, str], in_text: dict[str, str], agency: str | None) -> Counter[str]:
    scores = _weighed(in_title, TITLE_WEIGHT) + _weighed(in_text, 1, MOST_OF_TEXT)
    if agency is not None:
        scores[agency] += AGENCY
    return scores


def _evidence(
    topic: str, in_title: dict[str, str], in_text: dict[str, str], agency: tuple[str, str] | None
) -> tuple[str, ...]:
    found = [f"agency: {agency[0]}"] if agency is not None and agency[1] == topic else []
    found += [f"title: {word}" for word, whose in in_title.items() if whose == topic]
    found += [f"text: {word}" for word, whose in in_text.items() if whose == topic]
    return tuple(found[:EVIDENCE])
