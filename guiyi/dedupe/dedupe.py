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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import BindParameter, bindparam, select

from guiyi.database import reading
from guiyi.dedupe.signatures import Signatures, bands, normalise, sign, similarity, text_print
from guiyi.handover import CLUSTERS, KEYS, Manifest, keys_key, part_key, read_rows, write_rows
from guiyi.ledger import LOADED, items
from guiyi.library.tables import resources, signature_bands, signatures
from guiyi.prints import print_of
from guiyi.run import Run

REVISION = 3
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
    "attachments",
    "images",
)
LOOKED_UP = 200  # papers a query to the library
READ_AT_ONCE = 5_000  # papers whose texts are in memory together
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
    is_part: bool = False  # a further page of an article that is joined in its first page's document


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
    """Texts of documents, read again from their parts when some are compared."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.kept: dict[tuple[str, int], str] = {}

    def of(self, paper: Paper) -> str:
        """A paper → its text; `keep` was told of it."""
        return self.kept[paper.place]

    def keep(self, papers: Iterable[Paper]) -> None:
        """Reads the texts of these papers, each part once, and lets go of those kept before."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for paper in papers:
            wanted[paper.place[0]].append(paper.place[1])
        self.kept = {}
        for key, numbers in wanted.items():
            rows = read_rows(self.run.store, key, ["body_text"])
            self.kept |= {(key, at): rows[at]["body_text"] or "" for at in numbers}


def read_papers(run: Run, cleaned: Iterable[Manifest], loaded: set[str]) -> tuple[list[Paper], Signatures]:
    """Clean parts → papers by source key and page key, and their signatures (one row a paper)."""
    papers: list[Paper] = []
    marks = [sign([])]
    for manifest in cleaned:
        path = manifest.path or ""
        rows = read_rows(run.store, path, FIELDS)
        papers += [_paper(row, (path, at), loaded) for at, row in enumerate(rows)]
        marks.append(sign([normalise(row["body_text"] or "") for row in rows]))
    order = sorted(range(len(papers)), key=lambda at: (papers[at].source_key, papers[at].page_key))
    return [papers[at] for at in order], np.concatenate(marks)[order]


def _paper(row: dict[str, Any], place: tuple[str, int], loaded: set[str]) -> Paper:
    text = row["body_text"] or ""
    files = sorted(one["key"] or one["legacy_url"] for one in [*(row["attachments"] or ()), *(row["images"] or ())])
    return Paper(
        row["source_key"], row["page_key"], row["url"], row["section"], normalise(row["title"] or ""),
        (row["published_at"] or "")[:10], normalise(row["document_number"] or ""), row["verdict"] == "letter",
        row["source_key"] in loaded, text_print(row["title"], text), len(normalise(text)),
        hash_numbers(text), tail_of(text), print_of(files), place, row["verdict"] == "part",
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


def find_copies(papers: Sequence[Paper], marks: Signatures, texts: Texts) -> dict[str, dict[str, Any]]:
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


def rank(paper: Paper) -> tuple[bool, bool, str, bool, str, str]:
    """Order of preference for the canonical paper: whole, loaded already, earliest, numbered, smallest key."""
    day = paper.day or "9999"
    return (paper.is_part, not paper.is_loaded, day, not paper.number, paper.source_key, paper.page_key)


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


def _near_groups(papers: Sequence[Paper], marks: Signatures, alive: list[int], texts: Texts) -> Iterator[list[int]]:
    """Papers that are nearly alike, each group by its best paper: copies are compared with it, not chained."""
    families = _families(papers, alive)
    for some in _some_of(families):
        texts.keep(papers[at] for family in some for at in family)
        for family in some:
            yield from _alike_in(family, papers, marks, texts)


def _families(papers: Sequence[Paper], alive: list[int]) -> list[list[int]]:
    """Papers that rule 3 lets meet at all, by title, numbers and end; alone is no family."""
    families: dict[Any, list[int]] = defaultdict(list)
    for at in alive:
        paper = papers[at]
        if paper.length >= SHORT and not paper.is_letter:
            families[paper.title, paper.numbers, paper.tail].append(at)
    return [family for family in families.values() if len(family) > 1]


def _some_of(families: list[list[int]]) -> Iterator[list[list[int]]]:
    """Families, so many at a time that their texts fit into memory."""
    some: list[list[int]] = []
    for family in families:
        some.append(family)
        if sum(map(len, some)) >= READ_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _alike_in(family: list[int], papers: Sequence[Paper], marks: Signatures, texts: Texts) -> Iterator[list[int]]:
    pairs: dict[int, set[int]] = defaultdict(set)
    for members in _buckets(family, marks):
        for at in members:
            pairs[at].update(members)
    taken: set[int] = set()
    for at in sorted(pairs, key=lambda one: rank(papers[one])):
        if at in taken:
            continue
        others = (other for other in sorted(pairs[at] - taken - {at}) if may_be_copy(papers[at], papers[other]))
        alike = [other for other in others if similarity(texts.of(papers[at]), texts.of(papers[other])) >= NEAR]
        taken.update([at, *alike])
        if alike:
            yield [at, *alike]


def _buckets(family: list[int], marks: Signatures) -> Iterator[list[int]]:
    """Members of a family that share a band; a band that very many share tells nothing."""
    buckets: dict[int, list[int]] = defaultdict(list)
    for at, its_bands in zip(family, bands(marks[family]).tolist(), strict=True):
        for band in its_bands:
            buckets[band].append(at)
    return (members for members in buckets.values() if 1 < len(members) <= MANY)


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
    run: Run, papers: Sequence[Paper], marks: Signatures, copies: dict[str, dict[str, Any]], texts: Texts
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
        asked = _library_candidates(run, papers, marks, left[start : start + LOOKED_UP])
        texts.keep(papers[at] for at in asked)
        for at, candidates in asked.items():
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
    run: Run, papers: Sequence[Paper], marks: Signatures, chosen: Sequence[int]
) -> dict[int, list[str]]:
    """Numbers of papers → other sites' resources that share a band with them and have their title."""
    asked: dict[int, list[int]] = defaultdict(list)
    for at, its_bands in zip(chosen, bands(marks[list(chosen)]).tolist(), strict=True):
        for band in its_bands:
            asked[band].append(at)
    # written into the statement: naming thousands of parameters costs more than the query
    wanted: BindParameter[list[int]] = bindparam("bands", list(asked), expanding=True, literal_execute=True)
    shared = (
        select(signature_bands.c.band, resources.c.resource_id, resources.c.title)
        .join(resources, resources.c.resource_id == signature_bands.c.resource_id)
        .where(signature_bands.c.band.in_(wanted), resources.c.site != run.site)
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
