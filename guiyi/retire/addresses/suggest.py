"""Where should an address without an answer lead? Scored suggestions: by content, by the address itself, by title.

Content: the page as archived, against the texts of the library that share a clause with it. Address: the same document
id, or the same end of the path, as an address that has a resource. Title: as an old list or an export says it. A person
decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from guiyi.crawl.archiving.archive import read_response
from guiyi.database import reading
from guiyi.dedupe.signatures import normalise
from guiyi.errors import StoreError
from guiyi.ledger import listings, pages
from guiyi.library.newest import holding
from guiyi.library.search import query_words
from guiyi.library.tables import catalogue, legacy_urls, resources
from guiyi.plain import Plain
from guiyi.retire.addresses.acceptance import Unresolved, list_unresolved
from guiyi.retire.case import Case
from guiyi.retire.passages import share_found, texts_of

MOST = 3  # suggestions an address
LEAST = 0.3  # of the score; below, nothing is suggested
BY_NUMBER, BY_END, BY_TITLE = 0.85, 0.7, 0.9  # at most, for what an address or a title alone tells
CLAUSES, MANY, SHORT = 6, 30, 40  # of a page; resources a clause; characters of a text that tells enough
CLAUSE = re.compile(r"[\u3400-\u9fffA-Za-z0-9]{8,40}")
NUMBER = re.compile(r"\d{4,}")
DAY = re.compile(r"(?:19|20)\d{2}(?:\d{2}){0,2}")  # a year, with its month, with its day
IN_YEAR = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")  # month and day, below a year or by a leading zero


@dataclass(frozen=True)
class Suggestion:
    """A resource that an address may lead to. score: 0–1. why: what speaks for it, in words."""

    resource_id: str
    title: str
    score: float
    why: str


@dataclass(frozen=True)
class Suggested(Plain):
    """An address without an answer, its visits, and the suggestions, the best first."""

    url: str
    key: str
    hits: int
    reason: str
    suggestions: list[Suggestion]


def suggest(case: Case, limit: int | None = None) -> list[Suggested]:
    """A case → its addresses without an answer, the most visited first, each with up to three suggestions."""
    with reading(case.engine) as connection:
        asked = list_unresolved(connection, case.site, limit)
        found = _Evidence(case, connection)
        return [
            Suggested(one.url, one.key, one.hits, one.reason, found.for_address(one)) for one in asked
        ]  # fmt: skip


class _Evidence:
    """What the library, the old lists and the archive tell."""

    def __init__(self, case: Case, connection: Connection) -> None:
        self.case, self.connection = case, connection
        self.titles = _titles(connection)
        self.by_title: dict[str, list[str]] = defaultdict(list)
        for ident, title in self.titles.items():
            self.by_title[normalise(title)].append(ident)
        self.by_number, self.by_end = _addresses(connection, case.site)
        listed = select(listings.c.key, listings.c.title).where(listings.c.site == case.site)
        self.listed = {key: title for key, title in connection.execute(listed) if title}

    def for_address(self, one: Unresolved) -> list[Suggestion]:
        """One address → its suggestions."""
        scores: dict[str, tuple[float, str]] = {}
        for ident, score, why in [*self._by_content(one), *self._by_address(one), *self._by_title(one)]:
            if ident in self.titles and score > scores.get(ident, (0.0, ""))[0]:
                scores[ident] = (score, why)
        best = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))[:MOST]
        return [
            Suggestion(ident, self.titles[ident], round(score, 2), why) for ident, (score, why) in best if score > LEAST
        ]

    def _by_content(self, one: Unresolved) -> list[tuple[str, float, str]]:
        row = self.connection.execute(
            select(pages.c.warc, pages.c.warc_offset, pages.c.warc_length)
            .where(pages.c.site == self.case.site, pages.c.key == one.key, pages.c.warc.is_not(None))
        ).one_or_none()  # fmt: skip
        if row is None:
            return []
        try:
            response = read_response(self.case.store, row.warc, row.warc_offset, row.warc_length)
        except StoreError:  # the archive gate tells it
            return []
        shown = " ".join(texts_of(response, self.case.config.site.charset))
        compared = normalise(shown)
        shares = [(ident, share_found(text, compared)) for ident, text in self._sharing(_clauses(shown))]
        return [(ident, share, f"内容相似 {share:.0%} of its text is on the old page") for ident, share in shares]

    def _sharing(self, clauses: Sequence[str]) -> list[tuple[str, str]]:
        """Clauses of an old page → (id, text) of the live resources that hold the words of one of them."""
        found: dict[str, str] = {}
        for clause in clauses:
            numbers = holding(self.connection, [[word] for word in query_words(clause)]).limit(MANY)
            wanted = (
                select(resources.c.resource_id, resources.c.body_text)
                .join(catalogue, catalogue.c.resource_id == resources.c.resource_id)
                .where(catalogue.c.docid.in_(numbers), resources.c.status == "published")
            )
            found |= {ident: text for ident, text in self.connection.execute(wanted) if len(text) >= SHORT}
        return sorted(found.items())

    def _by_address(self, one: Unresolved) -> Iterable[tuple[str, float, str]]:
        for number in _numbers(one.key):
            idents = self.by_number.get(number, set())
            for ident in idents:
                yield ident, BY_NUMBER / len(idents), f"网址含同一编号 the address has the same number {number}"
        idents = self.by_end.get(_end(one.key), set())
        for ident in idents:
            yield ident, BY_END / len(idents), f"网址结尾相同 the address ends alike: {_end(one.key)}"

    def _by_title(self, one: Unresolved) -> Iterable[tuple[str, float, str]]:
        title = self.listed.get(one.key)
        idents = self.by_title.get(normalise(title), []) if title else []
        for ident in idents:
            yield ident, BY_TITLE / len(idents), f"标题相同 the same title: {title}"


def _clauses(shown: str) -> list[str]:
    """Text of a page → its longest clauses, which tell it from others best."""
    return sorted(set(CLAUSE.findall(shown)), key=lambda one: (-len(one), one))[:CLAUSES]


def _numbers(key: str) -> list[str]:
    """The document ids that an address may hold: the last number of its path, and of its query, if that is no date.

    >>> _numbers("/zwgk/201803/t20180320_71522.html?page=2"), _numbers("/show.asp?id=10452")
    (['71522'], ['10452'])
    >>> _numbers("/art/2018/0312/a.html"), _numbers("/2018-1205/7.html"), _numbers("/a/1205.html")
    ([], [], ['1205'])
    >>> _numbers("/a/t0312.html")
    []
    """
    path, _, query = key.partition("?")
    told = [numbers for part in (path, query) if (numbers := NUMBER.findall(part))]
    return [numbers[-1] for numbers in told if not _is_date(numbers)]


def _is_date(numbers: Sequence[str]) -> bool:
    """Whether the last of an address's numbers is a date, or the rest of one that the number before it begins."""
    last = numbers[-1]
    is_below_year = len(numbers) > 1 and len(numbers[-2]) == len("2018") and DAY.fullmatch(numbers[-2])
    return bool(DAY.fullmatch(last) or (IN_YEAR.fullmatch(last) and (last[0] == "0" or is_below_year)))


def _end(key: str) -> str:
    """The last part of an address's path, in lower case; too common ones tell nothing.

    >>> _end("/m/a/t20180320_71522.html"), _end("/a/index.html")
    ('t20180320_71522.html', '')
    """
    end = key.partition("?")[0].rsplit("/", 1)[-1].lower()
    return end if NUMBER.search(end) or len(end) > 16 else ""


def _titles(connection: Connection) -> dict[str, str]:
    live = select(resources.c.resource_id, resources.c.title).where(resources.c.status == "published")
    return {ident: title for ident, title in connection.execute(live)}


def _addresses(connection: Connection, site: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Number → resources whose address has it; end of the path → resources whose address ends so."""
    by_number: dict[str, set[str]] = defaultdict(set)
    by_end: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(select(legacy_urls.c.key, legacy_urls.c.resource_id).where(legacy_urls.c.site == site))
    for key, ident in rows:
        for number in _numbers(key):
            by_number[number].add(ident)
        if end := _end(key):
            by_end[end].add(ident)
    return by_number, by_end


def decisions_of(found: Sequence[Suggested], least: float, pattern: str | None = None) -> list[tuple[str, str, str]]:
    """Suggestions that score at least so much (and whose address fits) → (URL, target, why) of the best of each."""
    wanted = re.compile(pattern) if pattern else None
    return [
        (one.url, f"resource:{one.suggestions[0].resource_id}", one.suggestions[0].why)
        for one in found
        if one.suggestions and one.suggestions[0].score >= least and (wanted is None or wanted.search(one.url))
    ]
