"""The dedupe stage: which documents are copies of which, inside the site and against the whole library.

The rule, from sure to less sure:

1. same-key: two pages with one source key are one document.
2. exact: equal title and text, white space, punctuation and width apart. Bodies under 30 characters also need equal day
   and equal files, since short forms say the same of different things.
3. near: shingle similarity of at least 0.90, equal titles (their digits and names tell formula notices apart),
   the same numbers in the text and the same end of it (the agency that signs); differing document numbers never
   merge; letters never merge nearly.

A wrong merge loses a document, a missed one only keeps a copy: in doubt both stay. Every copy keeps its URL.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

from guiyi.database import reading
from guiyi.dedupe.signatures import bands, minhash, normalise, similarity, text_print
from guiyi.handover import CLUSTERS, KEYS, Manifest, keys_key, part_key, read_rows, write_rows
from guiyi.ledger import LOADED, items
from guiyi.library.tables import resources, signature_bands, signatures
from guiyi.prints import print_of
from guiyi.run import Run

REVISION = 1
NEAR = 0.90
SHORT = 30
TAIL = 24  # characters
NUMBERS = re.compile(r"\d+(?:\.\d+)?")
FIELDS = (
    "source_key",
    "page_key",
    "url",
    "section",
    "title",
    "body_text",
    "published_at",
    "document_number",
    "verdict",
)
LOOKED_UP = 200  # papers a query to the library
MANY = 400  # candidates of one band beyond which it tells nothing


@dataclass
class Paper:
    """One document as far as copies are told by it. The text is kept only where candidates need it."""

    source_key: str
    page_key: str
    url: str
    section: str | None
    title: str
    day: str
    number: str
    is_letter: bool
    is_loaded: bool
    print: str
    length: int
    numbers: int
    tail: str
    files: str
    place: tuple[str, int]


def dedupe_site(run: Run, cleaned: list[Manifest]) -> Manifest:
    """Manifests of all clean documents → manifest of the copies (one row a copy). Depends on no order."""
    loaded = _loaded_keys(run)
    others = _library_print(run)
    print_ = print_of("dedupe", REVISION, [one.print for one in cleaned], sorted(loaded), others)
    part = part_key(run.site, "dedupe", "all", print_)
    rows_in = sum(one.rows_out for one in cleaned)
    is_there = run.store.exists(part)
    if not is_there:
        papers, marks = read_papers(run, cleaned, loaded)
        texts = Texts(run)
        copies = find_copies(papers, marks, texts)
        copies |= _copies_of_library(run, papers, marks, copies, texts)
        rows = [copies[key] for key in sorted(copies)]
        keys = [{"page_key": paper.page_key, "source_key": paper.source_key} for paper in papers]
        write_rows(run.store, keys_key(part), keys, KEYS)
        write_rows(run.store, part, rows, CLUSTERS)
    return Manifest("dedupe", run.site, run.run_id, "all", part, None, rows_in, rows_in, print=print_, reused=is_there)


def _loaded_keys(run: Run) -> set[str]:
    with reading(run.engine) as connection:
        wanted = select(items.c.source_key).where(items.c.site == run.site, items.c.state == LOADED)
        return set(connection.execute(wanted).scalars())


def _library_print(run: Run) -> str:
    """Print of the other sites' documents, which decide what is a copy of them."""
    wanted = select(signatures.c.resource_id, signatures.c.text_print).where(signatures.c.site != run.site)
    with reading(run.engine) as connection:
        return print_of([list(row) for row in connection.execute(wanted.order_by(signatures.c.resource_id))])


class Texts:
    """Texts of documents, read again from their parts when two are compared; the last parts are kept."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.parts: dict[str, list[str]] = {}

    def of(self, paper: Paper) -> str:
        """A paper → its text."""
        key, at = paper.place
        if key not in self.parts:
            if len(self.parts) >= 4:
                self.parts.pop(next(iter(self.parts)))
            self.parts[key] = [row["body_text"] or "" for row in read_rows(self.run.store, key)]
        return self.parts[key][at]


def read_papers(run: Run, cleaned: Iterable[Manifest], loaded: set[str]) -> tuple[list[Paper], np.ndarray[Any, Any]]:
    """Clean parts → papers by source key and page key, and their signatures (one row a paper)."""
    found: list[tuple[Paper, Any]] = []
    for manifest in cleaned:
        for at, row in enumerate(read_rows(run.store, manifest.path or "")):
            found.append((_paper(row, (manifest.path or "", at), loaded), minhash(row["body_text"] or "")))
    found.sort(key=lambda pair: (pair[0].source_key, pair[0].page_key))
    marks = np.array([mark for _paper, mark in found]) if found else np.empty((0, 128), dtype=np.uint32)
    return [paper for paper, _mark in found], marks


def _paper(row: dict[str, Any], place: tuple[str, int], loaded: set[str]) -> Paper:
    text = row["body_text"] or ""
    files = sorted(one["key"] or one["legacy_url"] for one in [*(row["attachments"] or ()), *(row["images"] or ())])
    return Paper(
        row["source_key"], row["page_key"], row["url"], row["section"], normalise(row["title"] or ""),
        (row["published_at"] or "")[:10], normalise(row["document_number"] or ""), row["verdict"] == "letter",
        row["source_key"] in loaded, text_print(row["title"], text), len(normalise(text)),
        hash_numbers(text), tail_of(text), print_of(files), place,
    )  # fmt: skip


def tail_of(text: str) -> str:
    """The end of a normalised text, where the agency that speaks signs."""
    return normalise(text)[-TAIL:]


def hash_numbers(text: str) -> int:
    """Text → a number that two texts share if all numbers in them are the same."""
    return int(print_of(NUMBERS.findall(normalise_numbers(text))), 16)


def normalise_numbers(text: str) -> str:
    """Full-width digits as ASCII."""
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))


# --- inside the site ------------------------------------------------------------------------------------------------


def find_copies(papers: Sequence[Paper], marks: np.ndarray[Any, Any], texts: Texts) -> dict[str, dict[str, Any]]:
    """Papers and signatures → rows for copies, by page key. Every copy points to a canonical paper, never to a copy."""
    copies: dict[str, dict[str, Any]] = {}
    for kind, groups in (("same-key", _by(papers, _same_key)), ("exact", _by(papers, _exact_key))):
        for group in groups:
            alive = [paper for paper in group if paper.page_key not in copies]
            _merge(alive, kind, copies)
    left = [at for at, paper in enumerate(papers) if paper.page_key not in copies]
    for numbers in _near_groups(papers, marks, left, texts):
        _merge([papers[at] for at in numbers], "near", copies, texts)
    _point_to_canonical(papers, copies)
    return copies


def _same_key(paper: Paper) -> Any:
    return paper.source_key


def _exact_key(paper: Paper) -> Any:
    if paper.length >= SHORT:
        return (paper.print, paper.is_letter and paper.day)
    return (paper.print, paper.day, paper.files)


def _by(papers: Sequence[Paper], key: Any) -> list[list[Paper]]:
    groups: dict[Any, list[Paper]] = defaultdict(list)
    for paper in papers:
        groups[key(paper)].append(paper)
    return [group for group in groups.values() if len(group) > 1]


def rank(paper: Paper) -> tuple[bool, str, bool, str, str]:
    """Order of preference for the canonical paper: loaded already, earliest, numbered, smallest key."""
    return (not paper.is_loaded, paper.day or "9999", not paper.number, paper.source_key, paper.page_key)


def _merge(group: list[Paper], kind: str, copies: dict[str, dict[str, Any]], texts: Texts | None = None) -> None:
    """Makes all but the best of a group its copies; papers loaded as resources of their own stay."""
    if len(group) < 2:
        return
    canonical, *rest = sorted(group, key=rank)
    for paper in rest:
        if paper.is_loaded and kind != "same-key":
            continue
        alike = similarity(texts.of(canonical), texts.of(paper)) if texts else 1.0
        copies[paper.page_key] = _row(paper, canonical.source_key, None, kind, alike)


def _row(paper: Paper, key: str | None, resource: str | None, kind: str, alike: float) -> dict[str, Any]:
    return {
        "source_key": paper.source_key, "page_key": paper.page_key, "url": paper.url, "section": paper.section,
        "canonical_key": key, "canonical_resource": resource, "kind": kind, "similarity": round(alike, 4),
    }  # fmt: skip


def _near_groups(
    papers: Sequence[Paper], marks: np.ndarray[Any, Any], alive: list[int], texts: Texts
) -> list[list[int]]:
    """Papers that are nearly alike, each group by its best paper: copies are compared with it, not chained."""
    buckets: dict[Any, list[int]] = defaultdict(list)
    for at in alive:
        paper = papers[at]
        if paper.length >= SHORT and not paper.is_letter:
            for band in bands(marks[at]):  # what can't be copies never meets, however many share a formula
                buckets[band, paper.title, paper.numbers, paper.tail].append(at)
    pairs: dict[int, set[int]] = defaultdict(set)
    for members in buckets.values():
        if 1 < len(members) <= MANY:
            for at in members:
                pairs[at].update(members)
    taken: set[int] = set()
    groups = []
    for at in sorted(pairs, key=lambda one: rank(papers[one])):
        if at in taken:
            continue
        alike = [
            other
            for other in sorted(pairs[at] - taken - {at})
            if may_be_copy(papers[at], papers[other])
            and similarity(texts.of(papers[at]), texts.of(papers[other])) >= NEAR
        ]
        taken.update([at, *alike])
        if alike:
            groups.append([at, *alike])
    return groups


def may_be_copy(one: Paper, other: Paper) -> bool:
    """Whether two papers with like texts may be one document (rule 3)."""
    if one.title != other.title or one.numbers != other.numbers or one.tail != other.tail:
        return False
    return not (one.number and other.number and one.number != other.number)


def _point_to_canonical(papers: Sequence[Paper], copies: dict[str, dict[str, Any]]) -> None:
    """A canonical paper that became a copy itself in a later step hands its copies on."""
    by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
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


# --- across the library ---------------------------------------------------------------------------------------------


def _copies_of_library(
    run: Run, papers: Sequence[Paper], marks: np.ndarray[Any, Any], copies: dict[str, dict[str, Any]], texts: Texts
) -> dict[str, dict[str, Any]]:
    """Papers that other sites have brought into the library already → their rows; those loaded here before stay."""
    found: dict[str, dict[str, Any]] = {}
    by_print = _library_prints(run, [paper.print for paper in papers])
    left: list[int] = []
    for at, paper in enumerate(papers):
        if paper.page_key in copies or paper.is_loaded or paper.length < SHORT or paper.is_letter:
            continue
        resource = by_print.get(paper.print)
        if resource is not None:
            found[paper.page_key] = _row(paper, None, resource, "exact", 1.0)
        else:
            left.append(at)
    for start in range(0, len(left), LOOKED_UP):
        for at, candidates in _library_candidates(run, papers, marks, left[start : start + LOOKED_UP]).items():
            near = _near_in_library(run, papers[at], candidates, texts)
            if near is not None:
                found[papers[at].page_key] = _row(papers[at], None, near[0], "near", near[1])
    moved = {row["source_key"]: row for row in found.values()}
    for row in copies.values():
        above = moved.get(row["canonical_key"])
        if above is not None:
            row["canonical_key"], row["canonical_resource"] = None, above["canonical_resource"]
    return found


def _library_prints(run: Run, prints: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    with reading(run.engine) as connection:
        for at in range(0, len(prints), 500):
            wanted = select(signatures.c.text_print, signatures.c.resource_id).where(
                signatures.c.site != run.site, signatures.c.text_print.in_(prints[at : at + 500])
            )
            for print_, resource in connection.execute(wanted.order_by(signatures.c.resource_id.desc())):
                found[print_] = resource
    return found


def _library_candidates(
    run: Run, papers: Sequence[Paper], marks: np.ndarray[Any, Any], chosen: Sequence[int]
) -> dict[int, list[str]]:
    """Numbers of papers → other sites' resources that share a band with them and have their title."""
    asked: dict[int, list[int]] = defaultdict(list)
    for at in chosen:
        for band in bands(marks[at]):
            asked[band].append(at)
    shared = (
        select(signature_bands.c.band, resources.c.resource_id, resources.c.title)
        .join(resources, resources.c.resource_id == signature_bands.c.resource_id)
        .where(signature_bands.c.band.in_(list(asked)), resources.c.site != run.site)
        .order_by(resources.c.resource_id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    titles: dict[str, str] = {}
    with reading(run.engine) as connection:
        for band, resource, title in connection.execute(shared):
            plain = titles.setdefault(resource, normalise(title))
            for at in asked[band]:
                if papers[at].title == plain and resource not in found[at]:
                    found[at].append(resource)
    return found


def _near_in_library(run: Run, paper: Paper, candidates: list[str], texts: Texts) -> tuple[str, float] | None:
    """The candidate that a paper nearly equals by rule 3, and how nearly; None if there is none."""
    if not candidates:
        return None
    wanted = select(resources.c.resource_id, resources.c.body_text, resources.c.document_number)
    with reading(run.engine) as connection:
        rows = connection.execute(wanted.where(resources.c.resource_id.in_(candidates[:MANY]))).all()
    for resource, text, number in sorted(rows):
        other_number = normalise(number or "")
        is_other = bool(paper.number and other_number and paper.number != other_number)
        if is_other or hash_numbers(text) != paper.numbers or tail_of(text) != paper.tail:
            continue
        alike = similarity(texts.of(paper), text)
        if alike >= NEAR:
            return str(resource), alike
    return None
