"""Copies inside one site, and excerpts: which papers are one document, and which is a part of another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from guiyi.decisions.decision import NO_DECISIONS, Decisions
from guiyi.dedupe.alike import (
    NEAR,
    Pairs,
    agreeing,
    candidate_pairs,
    each_copy_band,
    is_copy,
    is_excerpt,
    may_be_excerpt,
    overlaps,
    titles_agree,
)
from guiyi.dedupe.index import MANY, SHORT
from guiyi.dedupe.numbers import numbers_in
from guiyi.dedupe.papers import Paper
from guiyi.dedupe.signatures import Signatures, each_band

TEXTS_AT_ONCE = 3_000_000  # characters of texts in memory together, twice as many bytes; each time all parts are read
LEAST = 0.2  # share of signature bins that an excerpt shares with its whole, where the titles differ
EXCERPT_ROWS = 2  # a band of two rows lets a text meet a part of it that is a third as long
Row = dict[str, Any]


class TextsOf(Protocol):
    """What gives normalised texts of papers."""

    def of(self, paper: Paper) -> str:
        """The text of a paper that `keep` was told of."""

    def keep(self, papers: Any) -> None:
        """Has these papers' texts ready."""


@dataclass
class Parted:
    """What people decided of copies: pairs of resources that are never, and that are always, one document."""

    split: set[frozenset[str]] = field(default_factory=set)
    joined: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Decisions) -> Parted:
        """From the decisions that count; of a split and a join of one pair the later one."""
        newest: dict[frozenset[str], Any] = {}
        for one in decisions.of_kind("split", "join"):
            pair = frozenset(one.subject["resources"])
            if pair not in newest or newest[pair].id < one.id:
                newest[pair] = one
        found = cls({pair for pair, one in newest.items() if one.kind == "split"})
        for pair, one in newest.items():
            for each in pair if one.kind == "join" else ():
                found.joined.setdefault(each, set()).update(pair - {each})
        return found

    def is_split(self, one: str, other: str) -> bool:
        """Whether two resources were told apart."""
        return frozenset((one, other)) in self.split


def copy_row(
    paper: Paper, key: str | None, resource: str | None, kind: str, alike: float, said: str | None = None
) -> Row:
    """A copy → its CLUSTERS row. said: the print of what another site's resource says."""
    return {
        "source_key": paper.source_key, "page_key": paper.page_key, "url": paper.url, "section": paper.section,
        "canonical_key": key, "canonical_resource": resource, "canonical_print": said, "kind": kind,
        "similarity": round(alike, 4), "title": paper.said_title, "source": paper.source,
        "published_at": paper.published_at,
    }  # fmt: skip


def find_copies(
    papers: Sequence[Paper], marks: Signatures, texts: TextsOf, decisions: Decisions = NO_DECISIONS
) -> dict[str, Row]:
    """Papers in order of preference, and the signatures to which they point → rows for copies, by page key.

    Every copy points to a canonical paper, never to a copy.
    """
    parted, copies = Parted.of(decisions), dict[str, Row]()
    for kind, groups in (("same-key", _by(papers, _same_key)), ("exact", _by(papers, _exact_key))):
        for group in groups:
            _merge([one for one in group if one.page_key not in copies], kind, copies, parted)
    alive = [one for one in papers if one.page_key not in copies and is_compared(one)]
    for canonical, copy, alike in _near(alive, marks, texts, parted):
        if canonical.page_key not in copies and copy.page_key not in copies and not copy.is_loaded:
            copies[copy.page_key] = copy_row(copy, canonical.source_key, None, "near", alike)
    _join(papers, copies, parted)
    _point_to_canonical(papers, copies)
    return copies


def is_compared(paper: Paper) -> bool:
    """Whether a paper is compared by likeness: long enough, no letter, no part of another."""
    return paper.length >= SHORT and not paper.is_letter and not paper.is_part


def _same_key(paper: Paper) -> Any:
    return paper.source_key


def _exact_key(paper: Paper) -> Any:
    if paper.length >= SHORT:
        return (paper.print, paper.is_letter and paper.day)
    return (paper.print, paper.day, paper.files)


def _by(papers: Sequence[Paper], key: Callable[[Paper], Any]) -> list[list[Paper]]:
    groups: dict[Any, list[Paper]] = defaultdict(list)
    for paper in papers:
        groups[key(paper)].append(paper)
    return [group for group in groups.values() if len(group) > 1]


def _merge(group: list[Paper], kind: str, copies: dict[str, Row], parted: Parted) -> None:
    """Makes all but the first of a group its copies; papers loaded as resources of their own stay."""
    left = group
    while len(left) > 1:
        canonical, apart = left[0], []
        for paper in left[1:]:
            if kind != "same-key" and parted.is_split(canonical.resource_id, paper.resource_id):
                apart.append(paper)
            elif kind == "same-key" or not paper.is_loaded:
                copies[paper.page_key] = copy_row(paper, canonical.source_key, None, kind, 1.0)
        left = apart


def _near(
    papers: Sequence[Paper], marks: Signatures, texts: TextsOf, parted: Parted
) -> Iterator[tuple[Paper, Paper, float]]:
    """Pairs that are one document by what differs, in order of preference, with their true Jaccard similarity."""
    rows = _rows_of(papers)
    banded = each_copy_band(marks, [one.numbers for one in papers], rows)
    pairs = candidate_pairs(banded, lambda some: agreeing(marks, rows[some]))
    kept = ((one, other) for one, other in pairs.tolist() if _may_be_copy(papers[one], papers[other], parted))
    for one, other, alike, _contained in compared(papers, kept, texts):
        if alike >= NEAR and is_copy(texts.of(one), texts.of(other)):
            yield one, other, alike


def _rows_of(papers: Sequence[Paper]) -> npt.NDArray[np.int64]:
    """Where the signatures of papers stand."""
    return np.array([one.mark for one in papers], dtype=np.int64)


def _may_be_copy(one: Paper, other: Paper, parted: Parted) -> bool:
    """What tells two papers apart before their texts do: titles, numbers in the text, document numbers, people."""
    if one.numbers != other.numbers or not titles_agree(one.title, other.title):
        return False
    if one.number and other.number and one.number != other.number:
        return False
    return not parted.is_split(one.resource_id, other.resource_id)


def compared(
    papers: Sequence[Paper], pairs: Iterable[tuple[int, int]], texts: TextsOf
) -> Iterator[tuple[Paper, Paper, float, float]]:
    """Pairs of papers, with Jaccard similarity and containment; their texts are kept until the next pairs."""
    for some in _some_at_once(papers, pairs):
        numbers = sorted({at for pair in some for at in pair})
        texts.keep([papers[at] for at in numbers])
        place = {at: position for position, at in enumerate(numbers)}
        local: Pairs = np.array([(place[one], place[other]) for one, other in some], dtype=np.int64)
        measured = overlaps([texts.of(papers[at]) for at in numbers], local)
        for (one, other), (alike, contained) in zip(some, measured.tolist(), strict=True):
            yield papers[one], papers[other], alike, contained


def _some_at_once(papers: Sequence[Paper], pairs: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Pairs, as many at a time as their texts may be in memory together."""
    some, lengths = list[tuple[int, int]](), dict[int, int]()
    characters = 0
    for pair in pairs:
        fresh = {at: papers[at].length for at in pair if at not in lengths}
        if some and characters + sum(fresh.values()) > TEXTS_AT_ONCE:
            yield some
            some, lengths, characters = [], {}, 0
            fresh = {at: papers[at].length for at in pair}
        some.append(pair)
        lengths |= fresh
        characters += sum(fresh.values())
    if some:
        yield some


def _join(papers: Sequence[Paper], copies: dict[str, Row], parted: Parted) -> None:
    """Papers that people joined, whatever they say."""
    by_id = {one.resource_id: one for one in reversed(papers)}
    for paper in papers:
        for other_id in sorted(parted.joined.get(paper.resource_id, ())):
            other = by_id.get(other_id)
            if other is not None and paper.order < other.order and other.page_key not in copies:
                copies[other.page_key] = copy_row(other, paper.source_key, None, "joined", 1.0)


def _point_to_canonical(papers: Sequence[Paper], copies: dict[str, Row]) -> None:
    """A canonical paper that became a copy itself in a later step hands its copies on."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in copies.values():
        by_source[row["source_key"]].append(row)
    alive = {paper.source_key for paper in papers if paper.page_key not in copies}
    for row in copies.values():
        steps = 0
        while row["canonical_key"] not in alive and steps < len(copies):
            above = by_source.get(row["canonical_key"], [])
            if not above:
                break
            row["canonical_key"], steps = above[0]["canonical_key"], steps + 1


# --- excerpts ---------------------------------------------------------------------------------------------------------


def find_excerpts(papers: Sequence[Paper], marks: Signatures, texts: TextsOf) -> Iterator[Row]:
    """Canonical papers and signatures → RELATIONS rows of those that are a part of another one of the site."""
    chosen = [one for one in papers if is_compared(one)]
    rows = _rows_of(chosen)
    near = candidate_pairs(each_band(marks, EXCERPT_ROWS, rows), lambda some: agreeing(marks, rows[some], LEAST))
    pairs = np.concatenate((near, _of_one_title(chosen)))
    lengths = np.array([one.length for one in chosen], dtype=np.int64)[pairs]
    pairs = np.unique(np.sort(pairs[may_be_excerpt(lengths.min(axis=1), lengths.max(axis=1))], axis=1), axis=0)
    each = ((int(one), int(other)) for one, other in pairs)
    for one, other, alike, contained in compared(chosen, each, texts):
        part, whole = sorted((one, other), key=lambda paper: paper.length)
        if is_part_of(texts.of(part), texts.of(whole), contained):
            yield relation_row("excerpt_of", part.resource_id, whole.resource_id, "near", alike)


def is_part_of(part: str, whole: str, contained: float) -> bool:
    """Whether a normalised text is an excerpt of another: contained in it, and saying no number that it does not."""
    said, known = Counter(numbers_in(part)), Counter(numbers_in(whole))
    return is_excerpt(part, whole, contained) and not said - known


def _of_one_title(papers: Sequence[Paper]) -> Pairs:
    """The longest paper of each title with each other one; a title that very many have tells nothing."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, paper in enumerate(papers):
        groups[paper.title].append(at)
    found: list[tuple[int, int]] = []
    for group in groups.values():
        if 1 < len(group) <= MANY:
            longest = max(group, key=lambda at: papers[at].length)
            found += [(longest, at) for at in group if at != longest]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def relation_row(relation: str, resource: str, other: str, kind: str, alike: float, said: str | None = None) -> Row:
    """A RELATIONS row. said: the print of what the other says."""
    return {
        "relation": relation, "resource_id": resource, "other_id": other, "other_print": said, "kind": kind,
        "similarity": round(alike, 4),
    }  # fmt: skip
