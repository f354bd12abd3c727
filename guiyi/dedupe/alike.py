"""Whether two texts are one document: candidates by bands, their true Jaccard similarity, and what differs.

A copy on another site differs by typos, punctuation, a line of the site's own. A formula notice differs by year, amount
or unit, and may share nine shingles in ten with its sister. So similarity only proposes; the difference decides:
the same numbers in the same order, no word replaced by another word, no side that says much more than the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from guiyi.database import chunks
from guiyi.dedupe.numbers import HAN
from guiyi.dedupe.signatures import ALL, Signatures, Some, each_band, mixed, shingle_sets

NEAR = 0.70  # true Jaccard similarity from which two texts are compared in what differs
AGREEING = 0.50  # share of equal signature bins below which they are not even compared (5 standard deviations off NEAR)
CHANGED = 0.12  # share of a text that copies may differ in
WORD = 2  # replaced characters from which a word was replaced by another
LIKELY = 31  # characters that copies mostly differ in, or fewer: where to look first; the result is the same
TYPOS = 200  # characters of text for each replaced character
CONTAINED = 0.90  # share of an excerpt's shingles that stand in the whole
EXCERPT = 100  # characters an excerpt has at least
BANDS_AT_ONCE = 4  # whose pairs are in memory before those that came twice, or do not agree, are taken out
AT_ONCE = 500  # pairs whose shingles are in memory together
# Characters that alone tell one unit, rank or side from another: 东区 from 西区, 甲级 from 乙级.
TELLING = frozenset(
    f"0123456789{HAN}东西南北中上下左右前后内外大小高低新旧老甲乙丙丁戊己正副不未无非否增减升降省市县区乡镇村男女"
)
AGENCY = frozenset("局委办厅部院校会所站处科室区县镇乡村省市司")
REACH = 3  # characters before the end of an agency's name, in which one replaced character makes another agency
Pairs = npt.NDArray[np.int64]


def copy_bands(marks: Signatures, numbers: Sequence[int]) -> npt.NDArray[np.int64]:
    """Signatures and the numbers of their texts → 25 hashes a text; copies share one, formula notices do not."""
    return np.stack(list(each_copy_band(marks, numbers)), axis=1)


def each_copy_band(marks: Signatures, numbers: Sequence[int], some: Some = ALL) -> Iterator[npt.NDArray[np.int64]]:
    """As `copy_bands`, a band at a time; of some signatures only, whose numbers are given."""
    keys = mixed(np.array(numbers, dtype=np.int64).view(np.uint64))
    for band in each_band(marks, some=some):
        yield mixed(band.view(np.uint64) ^ keys).view(np.int64)


def candidate_pairs(
    banded: Iterator[npt.NDArray[np.int64]], alike: Callable[[Pairs], npt.NDArray[np.bool_]] | None = None
) -> Pairs:
    """Hashes by text, a band at a time → pairs of texts that share one, each once, smaller number first.

    Of the texts that share a hash the first is paired with each, and each with the next: a hash that thousands share
    costs no more than they are. alike: tells at once which pairs count, so that the others need no memory.
    """
    count, found = 1, np.empty(0, dtype=np.int64)
    while some := list(islice(banded, BANDS_AT_ONCE)):
        count = max(1, len(some[0]))
        fresh = np.unique(np.concatenate([*map(_pairs_of, some)]))
        if alike is not None:
            fresh = fresh[alike(_apart(fresh, count))]
        found = np.union1d(found, fresh)
    return _apart(found, count)


def _apart(pairs: npt.NDArray[np.int64], count: int) -> Pairs:
    return np.stack((pairs // count, pairs % count), axis=1)


def _pairs_of(band: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The hashes of one band → its pairs, smaller number times the count of texts and the other."""
    order = np.argsort(band, kind="stable")
    keys = band[order]
    is_same = np.concatenate(([False], keys[1:] == keys[:-1]))[: len(keys)]
    firsts = np.maximum.accumulate(np.where(is_same, 0, np.arange(len(keys))))
    at = np.flatnonzero(is_same)
    one, other = np.concatenate((order[firsts[at]], order[at - 1])), np.concatenate((order[at], order[at]))
    return np.minimum(one, other) * len(band) + np.maximum(one, other)


def agreeing(marks: Signatures, pairs: Pairs, least: float = AGREEING) -> npt.NDArray[np.bool_]:
    """Pairs → of each, whether its signatures agree in at least this share of their bins."""
    some = np.split(pairs, range(5_000, len(pairs), 5_000))
    return np.concatenate([(marks[one[:, 0]] == marks[one[:, 1]]).mean(axis=1) >= least for one in some])


def overlaps(texts: Sequence[str], pairs: Pairs) -> npt.NDArray[np.float64]:
    """Normalised texts and pairs of them → of each pair the true Jaccard similarity, and the share of the smaller
    one's shingles that stand in the other."""
    found = np.ones((len(pairs), 2))
    unlike = [at for at, (one, other) in enumerate(pairs.tolist()) if texts[one] != texts[other]]
    for measured in chunks(unlike, AT_ONCE):
        some = pairs[measured]
        numbers = np.unique(some)
        sets = dict(zip(numbers.tolist(), shingle_sets([texts[at] for at in numbers.tolist()]), strict=True))
        found[measured] = [_overlap(sets[one], sets[other]) for one, other in some.tolist()]
    return found


def _overlap(one: npt.NDArray[np.uint64], other: npt.NDArray[np.uint64]) -> tuple[float, float]:
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # two sorted runs are merged, not sorted again
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    smaller = min(len(one), len(other))
    return common / (len(both) - common), common / smaller


@dataclass(frozen=True)
class Difference:
    """What differs between two normalised texts: characters replaced one by one, the longest replaced word on its
    shorter side, the share added or left out, and whether a telling character was touched."""

    replaced: int
    longest_word: int
    added: float
    is_telling: bool


def difference(one: str, other: str) -> Difference:
    """Two normalised texts → what differs between them."""
    replaced = longest = added = 0
    is_telling = False
    for change in Levenshtein.opcodes(one, other, score_hint=LIKELY):
        if change.tag == "equal":
            continue
        before, after = one[change.src_start : change.src_end], other[change.dest_start : change.dest_end]
        shorter = min(len(before), len(after))
        replaced, longest = replaced + shorter, max(longest, shorter)
        added += abs(len(before) - len(after))
        is_telling = is_telling or _tells(before, after, one[change.src_end : change.src_end + REACH])
    return Difference(replaced, longest, added / max(len(one), len(other), 1), is_telling)


def _tells(before: str, after: str, rest: str) -> bool:
    """Whether a small change tells two documents apart: a telling character, or one of an agency's name replaced."""
    is_small = bool(before and after) or len(before + after) <= 2
    is_named = bool(before and after) and not AGENCY.isdisjoint(rest)
    return is_named or (is_small and not TELLING.isdisjoint(before + after))


def is_copy(one: str, other: str) -> bool:
    """Whether two like texts with the same numbers, normalised, are one document by what differs between them."""
    if one == other:
        return True
    found = difference(one, other)
    allowed = max(1, min(len(one), len(other)) // TYPOS)
    return not found.is_telling and found.longest_word < WORD and found.replaced <= allowed and found.added <= CHANGED


def is_excerpt(shorter: str, longer: str, contained: float) -> bool:
    """Whether a text is a part of a longer one, published by itself."""
    return bool(may_be_excerpt(len(shorter), len(longer))) and contained >= CONTAINED


def may_be_excerpt(shorter: Any, longer: Any) -> Any:
    """Whether the lengths of two texts allow that one is an excerpt of the other; of arrays, for each pair."""
    return (shorter >= EXCERPT) & (shorter <= (1 - CHANGED) * longer)


def titles_agree(one: str, other: str) -> bool:
    """Whether two normalised titles may head one document: equal, or one is the other with a word of the site's own.

    >>> titles_agree("转载关于清明期间文明祭扫的通知", "关于清明期间文明祭扫的通知")
    True
    >>> titles_agree("关于清明期间文明祭扫的通知二", "关于清明期间文明祭扫的通知")
    False
    """
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 6 or shorter not in longer:
        return False
    return TELLING.isdisjoint(longer.replace(shorter, "", 1))
