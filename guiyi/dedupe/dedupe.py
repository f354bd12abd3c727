"""The dedupe stage: which documents are copies of which, inside the site and against the whole library.

The rule, from sure to less sure:

1. same-key: two pages with one source key are one document.
2. exact: equal title and text, white space, punctuation and width apart. Bodies under 30 characters also need equal day
   and equal files, since short forms say the same of different things.
3. near: true Jaccard similarity of at least 0.70, and nothing that differs tells two documents apart: equal titles (a
   word of the site's own aside), the same numbers in order, no word replaced by another, hardly anything added
   (`guiyi.dedupe.alike`). Differing document numbers never merge; letters never merge nearly.
4. What stands in the place of pages is no copy: it is held, each address by itself (`guiyi.dedupe.instead`).
5. What people split is never one document; what they joined always is.

A wrong merge loses a document, a missed one only keeps a copy: in doubt both stay. Every copy keeps its URL, column and
source. Of copies on several sites the one with the best authority speaks (`guiyi.dedupe.authority`), whichever site
came first: a better one takes the others over. What a person holds comes before all: its copies are out of sight with
it. A part of another document is linked to it, not merged.

A copy is like the one that speaks for it, not only like another copy. Where a better document takes one over, the
copies of that one go along; those that are not like the better one come back at their own site's next run. So the
clusters are the same in any order of the sites, once each ran again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from guiyi.database import chunks, reading
from guiyi.dedupe.alike import AGREEING, NEAR, is_copy, may_be_excerpt, overlaps, titles_agree
from guiyi.dedupe.authority import Agencies, Rank
from guiyi.dedupe.clusters import (
    Parted,
    Row,
    copy_row,
    find_copies,
    find_excerpts,
    is_compared,
    is_part_of,
    relation_row,
)
from guiyi.dedupe.index import near_texts, same_texts, same_titles, title_print
from guiyi.dedupe.instead import CODE, Instead
from guiyi.dedupe.numbers import numbers_of
from guiyi.dedupe.papers import Paper, Texts, read_papers
from guiyi.dedupe.signatures import Signatures, normalise, text_print
from guiyi.ledger import HELD, LOADED, items
from guiyi.library.tables import copies as copies_table
from guiyi.library.tables import resources
from guiyi.memory import give_back
from guiyi.prints import print_of
from guiyi.runs.handover import CLUSTERS, KEYS, RELATIONS, write_rows
from guiyi.runs.manifest import Manifest, keys_key, part_key, relations_key
from guiyi.runs.run import Run

REVISION = 8
PAPERS_AT_ONCE = 2_000  # papers that are compared with the library together
READ_AT_ONCE = 500  # resources in one question
SUPERSEDES = "supersedes"


def dedupe_site(run: Run, cleaned: list[Manifest]) -> Manifest:
    """Manifests of all clean documents → manifest of the copies (one row a copy). Depends on no order.

    The part is named by what was found, so that another site's load makes nothing anew here unless it changes that.
    """
    standing = Instead(lambda key: run.decisions.is_released(key, CODE), run.config.site.name)
    every, marks = read_papers(run, cleaned, _loaded_keys(run), _edited_keys(run), standing.look)
    give_back()
    instead = standing.found(lambda keys: _titles_before(run, keys))
    papers, texts = [one for one in every if one.page_key not in instead], Texts(run)
    copies = find_copies(papers, marks, texts, run.decisions)
    papers = [one for one in papers if one.page_key not in copies]
    texts.keep(())
    give_back()
    relations = list(find_excerpts(papers, marks, texts))
    relations += Library(run, texts).compare(papers, marks, copies)
    rows = [copies[key] for key in sorted(copies)]
    relations.sort(key=lambda row: (row["relation"], row["resource_id"], row["other_id"]))
    ordered = sorted(every, key=lambda one: (one.source_key, one.page_key))
    keys = [
        {"page_key": one.page_key, "source_key": one.source_key, "instead": instead.get(one.page_key)}
        for one in ordered
    ]
    print_ = print_of("dedupe", REVISION, [one.print for one in cleaned], rows, relations, instead)
    part = part_key(run.site, "dedupe", "all", print_)
    is_there = all(run.store.exists(one) for one in (keys_key(part), relations_key(part), part))
    if not is_there:
        write_rows(run.store, keys_key(part), keys, KEYS)
        write_rows(run.store, relations_key(part), relations, RELATIONS)
        write_rows(run.store, part, rows, CLUSTERS)
    rows_in = sum(one.rows_out for one in cleaned)
    return Manifest("dedupe", run.site, run.run_id, "all", part, None, rows_in, rows_in, print=print_, reused=is_there)


def _loaded_keys(run: Run) -> set[str]:
    with reading(run.engine) as connection:
        wanted = select(items.c.source_key).where(items.c.site == run.site, items.c.state == LOADED)
        return set(connection.execute(wanted).scalars())


def _edited_keys(run: Run) -> set[str]:
    """Source keys of the site's resources that editors worked on."""
    with reading(run.engine) as connection:
        wanted = select(resources.c.source_key, resources.c.protected).where(resources.c.site == run.site)
        return {row.source_key for row in connection.execute(wanted) if row.protected}


def _titles_before(run: Run, keys: list[str]) -> dict[str, list[str]]:
    """Source keys of the site → the titles that their resources have, and had before editors changed them."""
    told: dict[str, list[str]] = {}
    with reading(run.engine) as connection:
        for some in chunks(keys, READ_AT_ONCE):
            wanted = select(resources.c.source_key, resources.c.title, resources.c.base)
            wanted = wanted.where(resources.c.site == run.site, resources.c.source_key.in_(some))
            for row in connection.execute(wanted):
                told.setdefault(row.source_key, []).extend((row.title, row.base.get("title") or row.title))
    return told


@dataclass
class Meeting:
    """A paper, and the other sites' resources that it may be one with, or a part of."""

    paper: Paper
    joined: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)

    @property
    def resources(self) -> list[str]:
        """All of them."""
        return [*self.joined, *self.exact, *self.near, *self.longer]


@dataclass(frozen=True)
class Match:
    """A live document of another site that a paper is a copy of, or the other way round."""

    resource_id: str
    rank: Rank
    kind: str
    alike: float
    is_edited: bool
    print: str


@dataclass(frozen=True)
class Live:
    """A live document of another site, or one that is held, with its text, normalised."""

    resource_id: str
    title: str
    number: str
    text: str
    rank: Rank
    is_edited: bool
    is_held: bool


class Library:
    """The other sites' documents, as far as papers of this site meet them."""

    def __init__(self, run: Run, texts: Texts) -> None:
        self.run, self.texts = run, texts
        self.agencies = Agencies(run.platform, run.settings.configs)
        self.parted = Parted.of(run.decisions)

    def compare(self, papers: Sequence[Paper], marks: Signatures, copies: dict[str, Row]) -> list[Row]:
        """Papers that are no copies inside the site, and their signatures → RELATIONS rows; adds to the copies."""
        relations: list[Row] = []
        with reading(self.run.engine) as connection:
            for some in chunks(papers, PAPERS_AT_ONCE):
                relations += self._compare_some(connection, some, marks[[one.mark for one in some]], copies)
        _hand_on(copies)
        return relations

    def _compare_some(
        self, connection: Connection, papers: Sequence[Paper], marks: Signatures, copies: dict[str, Row]
    ) -> list[Row]:
        met = self._meet(connection, papers, marks)
        live = self._read(connection, sorted({one for some in met for one in some.resources}))
        self.texts.keep([one.paper for one in met if one.resources and is_compared(one.paper)])
        relations: list[Row] = []
        for one in met:
            relations += self._settle(one.paper, self._matches(one, live), copies)
            if one.paper.page_key not in copies:
                relations += self._excerpts(one.paper, [live[other] for other in one.longer if other in live])
        return relations

    def _meet(self, connection: Connection, papers: Sequence[Paper], marks: Signatures) -> list[Meeting]:
        """Papers and their signatures → what each meets in the library."""
        site, long = self.run.site, [at for at, paper in enumerate(papers) if is_compared(paper)]
        met = [Meeting(paper, joined=self._joined(connection, paper)) for paper in papers]
        exact = same_texts(connection, site, [papers[at].print for at in long])
        near = near_texts(connection, site, marks[long], [papers[at].numbers for at in long])
        titles = {at: title_print(papers[at].title) for at in long}
        titled = same_titles(connection, site, list(titles.values()))
        for at, some in zip(long, near, strict=True):
            met[at].exact = exact.get(papers[at].print, [])
            met[at].near = [one.resource_id for one in some if (marks[at] == one.mark[0]).mean() >= AGREEING]
            others = titled.get(titles[at], [])
            met[at].longer = [
                one.resource_id for one in others if may_be_excerpt(*sorted((papers[at].length, one.length)))
            ]
        return met

    def _joined(self, connection: Connection, paper: Paper) -> list[str]:
        """Resources that people joined with a paper; in place of a copy what it is a copy of."""
        found = sorted(self.parted.joined.get(paper.resource_id, ()))
        if not found:
            return []
        wanted = select(copies_table.c.copy_id, copies_table.c.resource_id).where(copies_table.c.copy_id.in_(found))
        canonical = {row.copy_id: row.resource_id for row in connection.execute(wanted)}
        return sorted({canonical.get(one, one) for one in found} - {paper.resource_id})

    def _read(self, connection: Connection, ids: Sequence[str]) -> dict[str, Live]:
        table = resources.c
        fields = (
            table.resource_id, table.site, table.title, table.body_text, table.document_number, table.issuing_agency,
            table.source, table.published_at, table.protected, table.status,
        )  # fmt: skip
        found: dict[str, Live] = {}
        for some in chunks(ids, READ_AT_ONCE):
            mine = table.resource_id.in_(some) & table.status.in_(("published", HELD))
            for row in connection.execute(select(*fields).where(mine, table.site != self.run.site)):
                found[row.resource_id] = self._live(row)
        return found

    def _live(self, row: Any) -> Live:
        text, number = normalise(row.body_text), normalise(row.document_number or "")
        agency, published = row.issuing_agency or row.source, row.published_at or ""
        states = bool(row.protected), row.status == HELD
        rank = self.agencies.rank(row.site, agency, number, published, len(text), row.resource_id, *states)
        return Live(row.resource_id, normalise(row.title), number, text, rank, *states)

    def _matches(self, met: Meeting, live: dict[str, Live]) -> list[Match]:
        """Documents that a paper is one with: joined by people, by text, or nearly (rules 2 to 4)."""
        found = {one: _match(live[one], "joined", 1.0) for one in met.joined if one in live}
        for one in met.exact:
            if one in live and one not in found and not self._is_split(met.paper, one):
                found[one] = _match(live[one], "exact", 1.0)
        for one in met.near:
            if one in live and one not in found and not self._is_split(met.paper, one):
                alike = self._near(met.paper, live[one])
                if alike is not None:
                    found[one] = _match(live[one], "near", alike)
        return list(found.values())

    def _is_split(self, paper: Paper, other: str) -> bool:
        return self.parted.is_split(paper.resource_id, other)

    def _near(self, paper: Paper, other: Live) -> float | None:
        if paper.numbers != numbers_of(other.text) or not titles_agree(paper.title, other.title):
            return None
        if paper.number and other.number and paper.number != other.number:
            return None
        alike = _measure(self.texts.of(paper), other.text)[0]
        return alike if alike >= NEAR and is_copy(self.texts.of(paper), other.text) else None

    def _settle(self, paper: Paper, matches: Sequence[Match], copies: dict[str, Row]) -> list[Row]:
        """The best of a paper and its matches speaks: the paper becomes its copy, or takes the others over."""
        if not matches:
            return []
        best = min(matches, key=lambda one: one.rank)
        if best.rank < paper.rank:
            copies[paper.page_key] = copy_row(paper, None, best.resource_id, best.kind, best.alike, best.print)
            return []
        return [
            relation_row(SUPERSEDES, paper.resource_id, one.resource_id, one.kind, one.alike, one.print)
            for one in matches
            if not one.is_edited
        ]

    def _excerpts(self, paper: Paper, others: Sequence[Live]) -> list[Row]:
        found = []
        for other in (one for one in others if not one.is_held):
            mine = self.texts.of(paper)
            alike, contained = _measure(mine, other.text)
            if len(mine) < len(other.text) and is_part_of(mine, other.text, contained):
                found.append(relation_row("excerpt_of", paper.resource_id, other.resource_id, "near", alike))
            elif is_part_of(other.text, mine, contained):
                found.append(relation_row("excerpt_of", other.resource_id, paper.resource_id, "near", alike))
        return found


def _match(live: Live, kind: str, alike: float) -> Match:
    return Match(live.resource_id, live.rank, kind, alike, live.is_edited, text_print(live.title, live.text))


def _measure(one: str, other: str) -> tuple[float, float]:
    alike, contained = overlaps([one, other], np.array([[0, 1]], dtype=np.int64))[0].tolist()
    return alike, contained


def _hand_on(copies: dict[str, Row]) -> None:
    """Copies of a paper that became a copy of another site's document are copies of that one."""
    moved = {row["source_key"]: row for row in copies.values() if row["canonical_resource"]}
    for row in copies.values():
        above = moved.get(row["canonical_key"])
        if above is not None:
            row |= {"canonical_key": None} | {name: above[name] for name in ("canonical_resource", "canonical_print")}
