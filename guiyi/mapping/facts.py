"""What mapping must know beyond a batch's documents: copies, sections, spellings of URLs, files, targets of links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from guiyi.config.names import folded
from guiyi.database import chunks, reading
from guiyi.ledger import ASSET, GONE, LOADED, MERGED, PAGE, items, listed_pages, listings, pages, sections, seen_urls
from guiyi.library.assets import archived_files
from guiyi.mapping.placing import Section
from guiyi.prints import resource_id
from guiyi.runs.handover import read_rows
from guiyi.runs.manifest import Manifest, keys_key
from guiyi.runs.run import Run

CHUNK = 5000  # keys in one question to the ledger
LISTS = 3  # in so many an article may well stand
HOME = "/"  # key of the home page
HOPS = 10  # redirects followed from a link to its page
Row = dict[str, Any]


class SiteIndex:
    """All documents of a site, and which of them are copies."""

    def __init__(self, run: Run, clusters: Manifest) -> None:
        self.site = run.site
        self.sources: dict[str, str] = {}
        self.instead: dict[str, str] = {}  # page key → what stands there in the place of the page
        self.copies: dict[str, Row] = {}
        self.copies_of: dict[str, list[Row]] = defaultdict(list)
        if not clusters.path:
            return
        for row in read_rows(run.store, keys_key(clusters.path)):
            self.sources[row["page_key"]] = row["source_key"]
            if row.get("instead"):  # a part of an earlier version has no such field
                self.instead[row["page_key"]] = row["instead"]
        for row in read_rows(run.store, clusters.path):
            self.copies[row["page_key"]] = row
            if row["canonical_key"]:
                self.copies_of[row["canonical_key"]].append(row)

    def target(self, key: str) -> str | None:
        """Page key → the resource that holds its content; None if the page is no document."""
        copy = self.copies.get(key)
        if copy is not None:
            return str(copy["canonical_resource"] or resource_id(self.site, copy["canonical_key"]))
        is_own = key in self.sources and key not in self.instead
        return resource_id(self.site, self.sources[key]) if is_own else None


_kept: dict[tuple[str, str | None], SiteIndex] = {}


def site_index(run: Run, clusters: Manifest) -> SiteIndex:
    """The index of a clusters part, read once in this process; its path names its content."""
    mark = (run.store.url, clusters.path)
    if mark not in _kept:
        _kept.clear()
        _kept[mark] = SiteIndex(run, clusters)
    return _kept[mark]


@dataclass
class Facts:
    """Look-ups for one batch.

    copies: source key → its copies. sections: page key → those that list it. spellings: page key → (URL, its own key),
    of pages that redirect to it too. files: file key → digest. targets: key of a linked page → resource. everywhere:
    keys of pages that most lists of the site have, as a box of the newest articles beside each list makes them. linked:
    keys of files to which bodies lead, though no address or word says that they are files. instead: page key → what
    stands there in the place of the page.
    """

    copies: dict[str, list[Row]] = field(default_factory=dict)
    sections: dict[str, list[Section]] = field(default_factory=dict)
    spellings: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    instead: dict[str, str] = field(default_factory=dict)

    def keys_of(self, document: Row) -> list[str]:
        """A document → the keys of its page and of its copies' pages."""
        return [document["page_key"], *(copy["page_key"] for copy in self.copies.get(document["source_key"], ()))]

    def to_json(self) -> list[Any]:
        """All facts, in order, for a print."""
        named = {key: [(one.name, one.above) for one in some] for key, some in self.sections.items()}
        return [self.copies, named, self.spellings, self.files, self.targets, sorted(self.everywhere), self.instead]


def read_facts(run: Run, documents: Sequence[Row], links: Iterable[str], index: SiteIndex) -> Facts:
    """The canonical documents of a batch and the addresses in their bodies → all that their records depend on."""
    copies = {one["source_key"]: index.copies_of.get(one["source_key"], []) for one in documents}
    instead = {key: index.instead[key] for one in documents if (key := one["page_key"]) in index.instead}
    facts = Facts(copies={key: rows for key, rows in copies.items() if rows}, instead=instead)
    keys = sorted({key for one in documents for key in facts.keys_of(one)})
    with reading(run.engine) as connection:
        redirects = _redirects(connection, run.site)
        facts.sections = _sections(connection, run.site, run.config.site.name, keys)
        facts.everywhere = _everywhere(connection, run.site, facts.sections)
        facts.spellings = _spellings(connection, run.site, keys, redirects)
        files = {one["key"] for row in documents for one in [*row["attachments"], *row["images"]] if one["key"]}
        linked = {key for url in links if (key := run.urls.key(url)) and key not in files}
        facts.linked = _assets(connection, run.site, sorted(linked))
        found = archived_files(connection, run.site, files | facts.linked)
        settled = _settled(connection, run.site)
    facts.targets = _targets(run, links, lambda key: index.target(key) or settled.get(key), redirects)
    own = {key for key, row in found.items() if row.role == PAGE and key in facts.targets}  # a page at a file's address
    facts.files = {key: str(row.digest) for key, row in found.items() if key not in own}
    return facts


def _assets(connection: Connection, site: str, keys: Sequence[str]) -> frozenset[str]:
    """Those of the keys that are files by what the old site sent for them."""
    found: set[str] = set()
    for some in chunks(keys, CHUNK):
        query = select(pages.c.key).where(pages.c.site == site, pages.c.role == ASSET, pages.c.key.in_(some))
        found.update(connection.execute(query).scalars())
    return frozenset(found)


def _redirects(connection: Connection, site: str) -> dict[str, str]:
    """Key of each redirecting page → where it leads."""
    query = select(pages.c.key, pages.c.redirect_to).where(pages.c.site == site, pages.c.redirect_to.is_not(None))
    return {key: target for key, target in connection.execute(query)}


def _sections(connection: Connection, site: str, site_name: str, keys: Sequence[str]) -> dict[str, list[Section]]:
    """Page keys → the sections that list them, by section key; the home page, which lists of all columns, last."""
    known = {}
    for row in connection.execute(
        select(sections.c.key, sections.c.name, sections.c.path).where(sections.c.site == site)
    ):
        path = [str(one) for one in row.path or [] if one]
        name = row.name or (path[-1] if path else None)
        if name:
            known[row.key] = Section(name, tuple(one for one in reversed(path) if one != name))
    found: dict[str, set[str]] = defaultdict(set)
    listed = listed_pages(site)
    for some in chunks(keys, CHUNK):
        query = select(listed.c.key, listed.c.section).where(listed.c.key.in_(some))
        for key, section in connection.execute(query):
            if section in known:
                found[key].add(section)
    ranked = {key: _ranked(key, names, known, site_name) for key, names in sorted(found.items())}
    return {key: [known[section] for section in some] for key, some in ranked.items()}


def _ranked(page: str, names: set[str], known: Mapping[str, Section], site_name: str = "") -> list[str]:
    """Keys of the lists that name a page, the nearest first: the list in whose folder it lies, the home page (its
    further pages, and what bears the site's own name) last, and a portal page that shows what its columns hold after
    those columns.
    """
    home = {folded(site_name), *([folded(known[HOME].name)] if HOME in known else [])}
    above = {name for one in names for name in known[one].above}

    def rank(one: str) -> tuple[bool, bool, int, str]:
        depth = len(one) if page.startswith(f"{one}/") else 0
        return one == HOME or folded(known[one].name) in home, known[one].name in above, -depth, one

    return sorted(names, key=rank)


def _everywhere(connection: Connection, site: str, listed: Mapping[str, Sequence[Section]]) -> frozenset[str]:
    """Page keys with the sections that list them → those that more than half of the site's lists have."""
    lists = select(func.count(func.distinct(listings.c.section))).where(listings.c.site == site)
    most = max(int(connection.execute(lists).scalar_one()) // 2, LISTS)
    return frozenset(key for key, some in listed.items() if len(some) > most)


def _spellings(
    connection: Connection, site: str, keys: Sequence[str], redirects: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """Page keys → every URL seen of them and of the pages that redirect to them, with its key."""
    sources: dict[str, list[str]] = defaultdict(list)
    for key, target in redirects.items():
        sources[target].append(key)
    reached = {key: _reach(key, sources) for key in keys}
    wanted = sorted({one for some in reached.values() for one in some})
    urls: dict[str, list[str]] = defaultdict(list)
    for some in chunks(wanted, CHUNK):
        query = select(seen_urls.c.key, seen_urls.c.url)
        for key, url in connection.execute(query.where(seen_urls.c.site == site, seen_urls.c.key.in_(some))):
            urls[key].append(url)
    return {key: sorted((url, one) for one in some for url in urls.get(one, ())) for key, some in reached.items()}


def _reach(key: str, sources: Mapping[str, Iterable[str]]) -> list[str]:
    """A key, and all keys that lead to it; loops end."""
    found, due = {key: None}, [key]
    while due:
        for source in sources.get(due.pop(), ()):
            if source not in found:
                found[source] = None
                due.append(source)
    return list(found)


def _settled(connection: Connection, site: str) -> dict[str, str]:
    """Keys of pages that earlier runs brought into the library → their resources; they stay though the page is gone."""
    wanted = select(items.c.page_key, items.c.resource_id).where(
        items.c.site == site, items.c.resource_id.is_not(None), items.c.state.in_((LOADED, MERGED, GONE))
    )
    return {key: resource for key, resource in connection.execute(wanted)}


def _targets(
    run: Run, links: Iterable[str], target_of: Callable[[str], str | None], redirects: Mapping[str, str]
) -> dict[str, str]:
    """Keys of the site's own pages that bodies link to → the resources that hold them."""
    found: dict[str, str] = {}
    for url in sorted(links):
        start = at = run.urls.key(url)
        for _ in range(HOPS):
            target = target_of(at) if at else None
            if at is None or target or at not in redirects:
                break
            at = redirects[at]
        if start and target:
            found[start] = target
    return found
