"""Documents as far as copies are told by them; their texts are read again only where some are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from sys import intern
from typing import Any

import numpy as np

from guiyi.dedupe.authority import Agencies, Rank
from guiyi.dedupe.numbers import numbers_of_all
from guiyi.dedupe.signatures import BINS, Signatures, normalise, sign, text_print
from guiyi.prints import print_of, resource_id
from guiyi.runs.handover import count_rows, stream, stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run

FIELDS = (
    "source_key", "page_key", "url", "section", "title", "body_text", "published_at", "document_number", "verdict",
    "attachments", "images", "issuing_agency", "source", "flags",
)  # fmt: skip


@dataclass(slots=True)
class Paper:
    """One document. title is normalised, said_title as the page says it; rank: the smallest of copies speaks."""

    source_key: str
    page_key: str
    url: str
    section: str | None
    title: str
    said_title: str | None
    published_at: str | None
    number: str
    agency: str | None
    source: str | None
    is_letter: bool
    is_loaded: bool  # or held: it stays a resource of its own
    is_part: bool  # a further page of an article that is joined in its first page's document
    print: str
    length: int
    numbers: int
    files: str
    place: tuple[str, int, int]  # its part and row there; the row of its signature
    resource_id: str
    rank: Rank

    @property
    def mark(self) -> int:
        """Which row its signature is."""
        return self.place[2]

    @property
    def day(self) -> str:
        """Day of publication, YYYY-MM-DD; empty where unknown."""
        return (self.published_at or "")[:10]

    @property
    def order(self) -> tuple[bool, bool, Rank, str]:
        """Order of preference inside the site: whole, loaded already, then by rank."""
        return (self.is_part, not self.is_loaded, self.rank, self.page_key)


class Texts:
    """Normalised texts of papers, read again from their parts when some are compared."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.kept: dict[tuple[str, int], str] = {}  # by part and row

    def of(self, paper: Paper) -> str:
        """A paper → its normalised text; `keep` was told of it."""
        return self.kept[paper.place[:2]]

    def keep(self, papers: Iterable[Paper]) -> None:
        """Reads the texts of these papers, each part once, and lets go of those kept before."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for paper in papers:
            wanted[paper.place[0]].append(paper.place[1])
        self.kept = {}
        for key, numbers in wanted.items():
            mine = set(numbers)
            rows = enumerate(stream_rows(self.run.store, key, ["body_text"]))
            self.kept |= {(key, at): normalise(row["body_text"] or "") for at, row in rows if at in mine}


def read_papers(
    run: Run, cleaned: Iterable[Manifest], loaded: set[str], edited: set[str], look: Callable[[dict[str, Any]], None]
) -> tuple[list[Paper], Signatures]:
    """Clean parts, keys that are loaded and that were edited → papers in order of preference, all signatures.

    The signatures stay as they were read: of a huge site they are in memory once. look: is shown every document on the
    way.
    """
    agencies = Agencies(run.platform, run.settings.configs)
    held = {one.subject["source_key"] for one in run.decisions.of_kind("hold")}
    papers: list[Paper] = []
    marks = np.empty((sum(count_rows(run.store, one.path or "") for one in cleaned), BINS), dtype=np.uint32)
    for manifest in cleaned:
        path = manifest.path or ""
        at = 0
        for rows in (some.to_pylist() for some in stream(run.store, path, FIELDS)):
            texts = [normalise(row["body_text"] or "") for row in rows]
            for row, plain, numbers in zip(rows, texts, numbers_of_all(texts), strict=True):
                look(row)
                place = (path, at, len(papers))
                papers.append(paper_of(run.site, agencies, row, (plain, numbers), place, loaded, edited, held))
                at += 1
            marks[len(papers) - len(rows) : len(papers)] = sign(texts)
    return sorted(papers, key=lambda one: one.order), marks


def paper_of(
    site: str, agencies: Agencies, row: dict[str, Any], said: tuple[str, int], place: tuple[str, int, int],
    loaded: set[str], edited: set[str], held: set[str],
) -> Paper:  # fmt: skip
    """A clean document, its normalised text with the text's numbers, and where it stands → its paper."""
    plain, numbers = said
    files = sorted(one["key"] or one["legacy_url"] for one in [*(row["attachments"] or ()), *(row["images"] or ())])
    number, agency = normalise(row["document_number"] or ""), _shared(row["issuing_agency"] or row["source"])
    title = normalise(row["title"] or "")
    key, ident, published = row["source_key"], resource_id(site, row["source_key"]), _shared(row["published_at"])
    page_key, said_title = (
        known if known == one else one for known, one in ((key, row["page_key"]), (title, row["title"]))
    )
    rank = agencies.rank(site, agency, number, published or "", len(plain), ident, key in edited, key in held)
    return Paper(
        key, page_key, row["url"], _shared(row["section"]), title, said_title, published, number, agency,
        _shared(row["source"]), row["verdict"] == "letter", key in loaded or key in held, row["verdict"] == "part",
        text_print(title, plain), len(plain), numbers, intern(print_of(files)), place, ident, rank,
    )  # fmt: skip


def _shared(name: str | None) -> str | None:
    """A name or a day that many documents have, in memory once."""
    return intern(name) if name else name
