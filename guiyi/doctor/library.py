"""The library against its own versions, its files, its search index, and the answers of every old address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, text

from guiyi.crawl.archiving.archive import read_response
from guiyi.database import chunks, reading, writing
from guiyi.doctor.findings import Finding
from guiyi.errors import LibraryError, StoreError
from guiyi.ledger import pages, runs
from guiyi.library.answers import answer_site
from guiyi.library.assets import asset_key
from guiyi.library.search import reindex, search_words
from guiyi.library.states import PUBLISHED, read_states, write_states
from guiyi.library.tables import assets, catalogue, redirects, resource_assets, resource_versions, resources
from guiyi.prints import sha256_of
from guiyi.retire.audit import verify_log
from guiyi.retire.events import anchor
from guiyi.runs.run import Run
from guiyi.store import Store

CHUNK = 200
COMPARED = ("placements", "assets", "letter")
ENDS = (pages.c.key, pages.c.disposition, pages.c.reason, pages.c.resource_id)
ANSWERS = tuple(column for column in redirects.c if column.name not in ("run_id", "site"))


class _Rehearsed(Exception):
    """Takes back a transaction that was only to show what it would do."""


def examine_space(store: Store) -> Iterator[Finding]:
    """A local store's disk has the room that a crawl asks for."""
    try:
        store.require_space()
    except StoreError as error:
        yield Finding("space", store.url, str(error), "free some space")


def examine_database(engine: Engine) -> Iterator[Finding]:
    """The database file itself; a PostgreSQL server looks after its own."""
    if engine.dialect.name != "sqlite":
        return
    try:
        with reading(engine) as connection:
            said = list(connection.execute(text("PRAGMA integrity_check(20)")).scalars())
    except LibraryError as error:
        said = [str(error)]
    for one in said if said != ["ok"] else ():
        yield Finding(
            "database",
            str(engine.url.database),
            one,
            "restore it from a backup; the archive and the files are whole apart",
        )


def examine_resources(engine: Engine) -> Iterator[Finding]:
    """Live resources against the newest version of each."""
    versions = resource_versions.c
    newest = select(versions.resource_id, func.max(versions.sequence).label("sequence")).group_by(versions.resource_id)
    with reading(engine) as connection:
        last = {row.resource_id: row.sequence for row in connection.execute(newest)}
        live = set(connection.execute(select(resources.c.resource_id)).scalars())
    for some in chunks(sorted(last), CHUNK):
        yield from _compare(engine, some, last)
    for resource_id in sorted(live - last.keys()):
        yield Finding("resource", resource_id, "it is live, but no version of it is kept", "a person looks at it")


def _compare(engine: Engine, ids: Sequence[str], last: dict[str, int]) -> Iterator[Finding]:
    versions = resource_versions.c
    with reading(engine) as connection:
        rows = connection.execute(select(resource_versions).where(versions.resource_id.in_(ids))).all()
        live = read_states(connection, ids)
    for row in sorted((row for row in rows if row.sequence == last[row.resource_id]), key=lambda row: row.resource_id):
        wanted, state = row.record, live.get(row.resource_id)
        what = _difference(wanted, state)
        if what:
            restore = _restore(engine, wanted) if wanted else None
            yield Finding("resource", row.resource_id, what, "put back from its newest version", restore)


def _difference(wanted: dict[str, Any], state: dict[str, Any] | None) -> str:
    if not wanted:
        return "it was taken out, but is live" if state else ""
    if state is None:
        return "it is not live, but its newest version is"
    kept = {name: value for name, value in wanted["resource"].items() if name in state["resource"]}
    names = [name for name, value in kept.items() if state["resource"][name] != value]
    names += [name for name in COMPARED if name in wanted and _in_order(state[name]) != _in_order(wanted[name])]
    return f"not as its newest version says: {', '.join(names)}" if names else ""


def _in_order(part: Any) -> Any:
    """Rows in an order of their own: versions keep them as they were mapped, tables by key."""
    return sorted((sorted(row.items(), key=repr) for row in part), key=repr) if isinstance(part, list) else part


def _restore(engine: Engine, state: dict[str, Any]) -> Any:
    def repair() -> None:
        with writing(engine) as connection:
            write_states(connection, [state])

    return repair


def examine_search(engine: Engine) -> Iterator[Finding]:
    """The catalogue and the full-text index against what is live."""
    with reading(engine) as connection:
        there = connection.execute(select(catalogue.c.resource_id, catalogue.c.status, catalogue.c.docid)).all()
        live = connection.execute(select(resources.c.resource_id, resources.c.status)).all()
        key = search_words.c.docid if engine.dialect.name == "postgresql" else search_words.c.rowid
        found = set(connection.execute(select(key)).scalars())
    listed, wanted = {(row[0], row[1]) for row in there}, {(row[0], row[1]) for row in live}
    public = {row.docid for row in there if row.status == PUBLISHED}
    if listed != wanted or found != public:
        what = f"{len(listed ^ wanted)} entries of the catalogue, {len(found ^ public)} of the index are not as is live"
        yield Finding("search", "catalogue", what, "made anew", _reindex(engine))


def _reindex(engine: Engine) -> Any:
    def repair() -> None:
        with writing(engine) as connection:
            connection.execute(catalogue.delete())
            connection.execute(text("DELETE FROM search_words"))
            connection.execute(text("DELETE FROM catalogue_columns"))
            reindex(connection)

    return repair


def examine_files(engine: Engine, store: Store) -> Iterator[Finding]:
    """Every attachment and image: its bytes are in the store, and are those that its name says."""
    with reading(engine) as connection:
        known = connection.execute(select(assets).order_by(assets.c.sha256)).all()
        used = set(connection.execute(select(resource_assets.c.sha256).distinct()).scalars()) - {None}
    for row in known:
        key = asset_key(row.sha256)
        try:
            why = "" if store.sha256(key) == row.sha256 else "its bytes are not those that its name says"
        except StoreError:
            why = "it is missing or can't be read"
        if why:
            source = _source_of(engine, store, row.sha256)
            remedy = "taken from the archive again" if source else "restore the file from a backup"
            yield Finding("file", key, why, remedy, source)
    for digest in sorted(used - {row.sha256 for row in known}):
        yield Finding(
            "file", asset_key(digest), "resources hold it, but the library does not know it", "run the site again"
        )
    for key in store.abandoned(""):
        if not key.startswith("sites/"):  # those are looked at under their site's lease
            yield Finding("temporary", key, "a killed process left it half written", "deleted", _delete(store, key))


def _source_of(engine: Engine, store: Store, digest: str) -> Any:
    """What takes the file out of the archive again; None where no archived page has its bytes."""
    held = select(pages).where(pages.c.digest == digest, pages.c.warc.is_not(None))
    with reading(engine) as connection:
        rows = connection.execute(held).all()
    for row in rows:
        body = _archived(store, row)
        if body is not None and sha256_of(body) == digest:
            return _write(store, asset_key(digest), body)
    return None


def _delete(store: Store, key: str) -> Callable[[], None]:
    return lambda: store.delete(key)


def _write(store: Store, key: str, data: bytes) -> Callable[[], None]:
    return lambda: store.write(key, data)


def _archived(store: Store, row: Row[Any]) -> bytes | None:
    try:
        return read_response(store, row.warc, row.warc_offset, row.warc_length).body
    except StoreError:
        return None


def examine_answers(run: Run) -> Iterator[Finding]:
    """How each old address ended and what is answered for it: one function of the library's state, derived again."""
    with reading(run.engine) as connection:
        good = select(runs.c.run_id).where(runs.c.site == run.site, runs.c.published.is_not(None))
        published = connection.execute(good.order_by(runs.c.number.desc()).limit(1)).scalar()
        newest = select(runs.c.run_id).where(runs.c.site == run.site).order_by(runs.c.number.desc()).limit(1)
        is_settled = published is not None and published == connection.execute(newest).scalar()
    if not is_settled:
        return  # while a run is under way its pages have no ends yet
    differing: list[str] = []
    try:
        with writing(run.engine) as connection:
            before = _answers(connection, run.site)
            answer_site(connection, run.site, str(published))
            after = _answers(connection, run.site)
            differing = sorted({str(one[1]) for one in before ^ after})
            raise _Rehearsed
    except _Rehearsed:
        pass
    if differing:
        what = f"{len(differing)} addresses are not answered as the library says, such as {', '.join(differing[:3])}"
        yield Finding("answers", run.site, what, "derived anew", lambda: _answer(run, str(published)))


def _answers(connection: Connection, site: str) -> set[tuple[Any, ...]]:
    ends = connection.execute(select(*ENDS).where(pages.c.site == site))
    answers = connection.execute(select(*ANSWERS).where(redirects.c.site == site))
    return {("end", *row) for row in ends} | {("answer", *row) for row in answers}


def _answer(run: Run, run_id: str) -> None:
    with writing(run.engine) as connection:
        answer_site(connection, run.site, run_id)


def examine_logs(engine: Engine, store: Store) -> Iterator[Finding]:
    """Every log: not changed since it was written, and written down outside the database to its end."""
    for one in verify_log(engine, store):
        for fault in one.faults:
            yield Finding("log", one.site, fault, "find out who had access; restore library and store from a backup")
        if one.unanchored and not one.faults:
            what = f"{one.unanchored} of its {one.events} events are not anchored: a process was killed, or a disk full"
            yield Finding("anchor", one.site, what, "anchored", partial(anchor, engine, store, one.site))
