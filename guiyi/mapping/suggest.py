"""Columns that may fit what no rule places: scored, the best first, never applied by themselves.

Names are compared by their characters, and a character that names of many columns have (信, 息, 公, 开) tells little.
Left out one by one, 82 % of the names that the platform declares come back first, 97 % among the first three.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

from guiyi.config.names import folded
from guiyi.config.platform import Platform, walk_columns
from guiyi.mapping.english import telling_words

SUGGESTIONS = 3
LEAST = 0.25  # a score below which a suggestion would be noise
TITLE_SHARE = 0.8  # what titles tell of a column, against its name
SHORT_SHARE = 0.45  # the same of names of two characters (通知, 公示), which stand in titles of all columns
EARLIER = 0.95  # what another site's decision on the same name tells, against the platform's own name
BY_RARITY = 0.7  # how much of a likeness goes by how rare the common characters are; the rest by their order
Weights = Mapping[str, float]


def suggest(
    platform: Platform, section: str, titles: Sequence[str] = (), earlier: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, float]]:
    """A legacy column's name and titles found in it → the platform's likest columns, each with a score from 0 to 1.

    earlier: (legacy column, column) as other sites' records were placed. A section that begins with / is a folder of
    URLs, of which only the titles tell anything.
    """
    name, plain = folded(section), [folded(title) for title in titles]
    if section.isascii() and not name.startswith("/"):
        return _of_english(platform, section, earlier)
    names = {column.id: [folded(one) for one in (column.name, *column.names)] for _f, column in walk_columns(platform)}
    weights = _weights(list(names.values()))
    scores = {
        column_id: max(
            max(_likeness(name, one, weights) for one in some), _told_by_titles(some, plain, name.startswith("/"))
        )
        for column_id, some in names.items()
    }
    for said, column_id in earlier:
        if column_id in scores:
            scores[column_id] = max(scores[column_id], EARLIER * _likeness(name, folded(said), weights))
    rounded = ((column_id, round(score, 2)) for column_id, score in scores.items())
    return sorted((one for one in rounded if one[1] >= LEAST), key=lambda one: (-one[1], one[0]))[:SUGGESTIONS]


def _of_english(platform: Platform, section: str, earlier: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """The same of a name in English, by its words: Terms is not like Tenders, whatever their letters."""
    columns = [column for _f, column in walk_columns(platform)]
    named = [(name, column.id, 1.0) for column in columns for name in (column.name, *column.names)]
    known = {column.id for column in columns}
    named += [(said, column_id, EARLIER) for said, column_id in earlier if column_id in known]
    own = telling_words(section)
    scores: dict[str, float] = {}
    for name, column_id, share in named:
        words = telling_words(name) if name.isascii() else frozenset()
        if own & words:
            score = round(share * len(own & words) / len(own | words), 2)
            scores[column_id] = max(scores.get(column_id, 0.0), score)
    likely = [one for one in scores.items() if one[1] >= LEAST]
    return sorted(likely, key=lambda one: (-one[1], one[0]))[:SUGGESTIONS]


def _weights(columns: Sequence[Sequence[str]]) -> Weights:
    """Names of each column → how much each character tells: the more, the fewer columns have it."""
    having = Counter(character for names in columns for character in set("".join(names)))
    return {character: math.log((len(columns) + 1) / (count + 0.5)) for character, count in having.items()}


def _likeness(one: str, other: str, weights: Weights) -> float:
    """1 for equal names; a name inside the other counts at least as the share of it that it is, over one half."""
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    inside = 0.5 + 0.5 * len(shorter) / len(longer) if len(shorter) > 1 and shorter in longer else 0.0
    in_order = Indel.normalized_similarity(one, other)
    return max(inside, BY_RARITY * _common(one, other, weights) + (1 - BY_RARITY) * in_order)


def _common(one: str, other: str, weights: Weights) -> float:
    """The share of the characters of both that are common to them, each by what it tells."""
    most = max(weights.values(), default=1.0)
    first, second = Counter(one), Counter(other)
    common, whole = ((weights.get(c, most), n) for c, n in (first & second).items()), first + second
    return 2 * sum(w * n for w, n in common) / sum(weights.get(c, most) * n for c, n in whole.items())


def _told_by_titles(names: Sequence[str], titles: Sequence[str], is_folder: bool) -> float:
    long = [name for name in names if len(name) > 2]
    if is_folder:
        return TITLE_SHARE * _share(names, titles)
    return max(TITLE_SHARE * _share(long, titles), SHORT_SHARE * _share(names, titles))


def _share(names: Sequence[str], titles: Sequence[str]) -> float:
    """The share of titles in which one of the names stands."""
    return sum(any(name in title for name in names) for title in titles) / len(titles) if titles else 0.0
