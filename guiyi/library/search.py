"""The catalogue and the full-text index: kept in the transaction that changes a resource, the same on both databases.

Words are cut here, not in the database: Chinese into single characters and pairs of neighbours (so that a query of one
or two characters finds what a longer one finds), everything else into words. Values of fields, columns and the time of
publication are words, too, so that one index answers any combination (see guiyi.library.newest). The number of a row of
the catalogue (`docid`) orders resources by their time of publication.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import add
from typing import Any

from sqlalchemy import BigInteger, Connection, column, delete, func, select, table, text

from guiyi.database import chunks, upsert
from guiyi.library.further import further_values
from guiyi.library.tables import (
    FACETS,
    asset_texts,
    catalogue,
    catalogue_columns,
    letters,
    placements,
    resource_assets,
    resources,
)
from guiyi.repair.characters import narrow

PUBLISHED = "published"
FILTERS = tuple(name for name in FACETS if name not in ("updated_at", "status"))
HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
WORD = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[^\\W_]+")
DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d))?")
TITLE = "\ue000"  # before a word of the title; a private character, which no text that is cut here holds
FIELD, TIME = "\ue001", "\ue002"  # before what stands for a field's value, and for a month or a year
MONTH, MONTHS = 32 * 1440, 13  # minutes of a month, months of a year; with one before the first, for dates without it
LAST_MINUTE = 2**31 - 2  # in the year 3584; with 32 bits below it a number still fits the databases
MOST_WORDS = 60  # of one query
CHUNK = 500
# typed: a list that begins with a small number would be taken for 32-bit ones by PostgreSQL
search_words = table("search_words", column("rowid", BigInteger), column("docid", BigInteger), column("words"))


def cut_words(content: str) -> list[str]:
    """Text → its words, as they are indexed and asked for, in its order, some of them many times.

    >>> cut_words("《节能》２０１８ PDF")
    ['节', '能', '节能', '2018', 'pdf']
    """
    found: list[str] = []
    for run in WORD.findall(narrow(content).casefold()):
        if HAN_RUN.match(run):
            found += run
            found += map(add, run, run[1:])
        else:
            found.append(run[:40])
    return found


def query_words(query: str) -> list[str]:
    """What a person asks → the words that all must be there; pairs where there are any, for they tell more.

    >>> query_words("节能 税")
    ['节能', '税']
    """
    found: list[str] = []
    for run in WORD.findall(narrow(query).casefold()):
        if HAN_RUN.match(run) and len(run) > 1:
            found += [one + other for one, other in pairwise(run)]
        else:
            found.append(run[:40])
    return list(dict.fromkeys(found))[:MOST_WORDS]


def minute_of(published_at: str | None) -> int:
    """ISO 8601 in any precision → minutes since the year 0 in months of 31 days; 0 where there is none.

    >>> minute_of("2018-03-20T09:30") > minute_of("2018-03-20") > minute_of("2018") > minute_of("2017-12-31")
    True
    >>> minute_of(None)
    0
    >>> minute_of("9999-12-31") < 2**31
    True
    """
    found = DATE.match(published_at or "")
    if found is None:
        return 0
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    return min((year * MONTHS + month) * MONTH + day * 1440 + hour * 60 + minute, LAST_MINUTE)


def month_of(docid: int) -> int:
    """Number of a resource → the month of its publication, counted from the year 0."""
    return (docid >> 32) // MONTH


def month_word(month: int) -> str:
    """What stands for a month in the index."""
    return f"{TIME}{month}"


def year_word(month: int) -> str:
    """What stands for the year of a month in the index."""
    return f"{TIME}y{month // MONTHS}"


def field_word(name: str, value: str) -> str:
    """What stands for a field's value in the index, as short as a hash."""
    return FIELD + hashlib.blake2b(f"{name}={value}".encode(), digest_size=8).hexdigest()


def docid_of(resource_id: str, published_at: str | None) -> int:
    """Resource and its time of publication → the number it should have: the time above 32 bits of the id's hash."""
    return minute_of(published_at) << 32 | int(hashlib.sha256(resource_id.encode()).hexdigest()[:8], 16)


def index_states(connection: Connection, states: Sequence[Mapping[str, Any]]) -> None:
    """Whole states of resources, in place of what the catalogue and the index say of them."""
    if not states:
        return
    forget(connection, [state["resource"]["resource_id"] for state in states])
    numbers = _numbers(connection, [state["resource"] for state in states])
    rows, columns, words = [], [], []
    texts = _file_texts(connection, states)
    # in the order of their numbers: FTS5 writes a segment of its own for each row with a lower one than the last
    for state in sorted(states, key=lambda state: numbers[state["resource"]["resource_id"]]):
        resource = state["resource"]
        docid = numbers[resource["resource_id"]]
        facets = {name: resource[name] for name in FACETS}
        rows.append({"docid": docid, "resource_id": resource["resource_id"], **facets})
        if resource["status"] != PUBLISHED:
            continue  # what is not public is found by nobody
        placed = [one["column"] for one in state["placements"] if one["column"]]
        columns += [{"column": one, "docid": docid} for one in placed]
        said = _words(resource, texts.get(resource["resource_id"], "")) + _field_words(facets, placed, month_of(docid))
        said += (field_word(name, value) for name, value in further_values(state))
        words.append({"docid": docid, "words": list(dict.fromkeys(said))})
    upsert(connection, catalogue, rows)
    upsert(connection, catalogue_columns, columns, update=())
    _write_words(connection, words)


def forget(connection: Connection, ids: Sequence[str]) -> None:
    """Takes resources out of the catalogue and the index."""
    known = catalogue.c.resource_id.in_(ids)
    numbers = list(connection.execute(select(catalogue.c.docid).where(known)).scalars())
    if not numbers:
        return
    connection.execute(delete(catalogue).where(known))
    connection.execute(delete(catalogue_columns).where(catalogue_columns.c.docid.in_(numbers)))
    key = search_words.c.docid if connection.dialect.name == "postgresql" else search_words.c.rowid
    connection.execute(delete(search_words).where(key.in_(numbers)))


def _numbers(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Resources → numbers that no other resource has."""
    wanted = {row["resource_id"]: docid_of(row["resource_id"], row["published_at"]) for row in rows}
    taken = set(connection.execute(select(catalogue.c.docid).where(catalogue.c.docid.in_(wanted.values()))).scalars())
    for resource_id, number in wanted.items():
        while number in taken:
            number += 1
        taken.add(number)
        wanted[resource_id] = number
    return wanted


def _file_texts(connection: Connection, states: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Resource ids → names and texts of their files."""
    digests = sorted({one["sha256"] for state in states for one in state["assets"] if one["sha256"]})
    texts: dict[str, str] = {}
    for some in chunks(digests, CHUNK):
        wanted = select(asset_texts.c.sha256, asset_texts.c.text).where(asset_texts.c.sha256.in_(some))
        texts |= {row.sha256: row.text for row in connection.execute(wanted)}
    return {
        state["resource"]["resource_id"]: "\n".join(
            f"{one['name'] or ''}\n{texts.get(one['sha256'] or '', '')}" for one in state["assets"]
        )
        for state in states
    }


def _words(resource: Mapping[str, Any], files: str) -> list[str]:
    title = list(dict.fromkeys(cut_words(resource["title"])))
    fields = ("document_number", "index_number", "issuing_agency", "source", "summary", "body_text")
    rest = "\n".join([*(resource[name] or "" for name in fields), *(resource["keywords"] or []), files])
    return [*title, *(TITLE + word for word in title), *cut_words(rest)]


def _field_words(facets: Mapping[str, Any], placed: Iterable[str], month: int) -> list[str]:
    values = [field_word(name, value) for name in FILTERS if (value := facets[name]) is not None]
    return [*values, *(field_word("column", one) for one in placed), month_word(month), year_word(month)]


def _write_words(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        statement = "INSERT INTO search_words (docid, words) VALUES (:docid, array_to_tsvector(CAST(:words AS text[])))"
        values = [{"docid": row["docid"], "words": row["words"]} for row in rows]
    else:
        statement = "INSERT INTO search_words (rowid, words) VALUES (:docid, :words)"
        values = [{"docid": row["docid"], "words": " ".join(row["words"])} for row in rows]
    connection.execute(text(statement), values)


def reindex(connection: Connection) -> int:
    """Makes the catalogue and the index anew from the live resources → how many there are."""
    count, last = 0, ""
    while ids := _next_ids(connection, last):
        index_again(connection, ids)
        count, last = count + len(ids), ids[-1]
    return count


def begin_reindex(connection: Connection) -> None:
    """Before an empty catalogue is filled: its indexes go, which are made quicker at the end than row by row."""
    for index in catalogue.indexes:
        index.drop(connection, checkfirst=True)
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP INDEX IF EXISTS ix_search_words_words"))


def reindex_some(connection: Connection, most: int) -> tuple[int, int, bool]:
    """Indexes so many of the resources that have no row in the catalogue → rows in it, resources, whether all have."""
    lost = select(resources.c.resource_id).outerjoin(catalogue, catalogue.c.resource_id == resources.c.resource_id)
    lost = lost.where(catalogue.c.resource_id.is_(None)).order_by(resources.c.resource_id).limit(most)
    ids = list(connection.execute(lost).scalars())
    index_again(connection, ids)
    every = int(connection.execute(select(func.count()).select_from(resources)).scalar_one())
    return count_indexed(connection), every, len(ids) < most


def end_reindex(connection: Connection) -> None:
    """After it: the indexes, and what the planner knows of the tables."""
    is_postgres = connection.dialect.name == "postgresql"
    if is_postgres:
        connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    for index in sorted(catalogue.indexes, key=lambda one: str(one.name)):
        index.create(connection, checkfirst=True)
    if is_postgres:
        connection.execute(text(
            "CREATE INDEX IF NOT EXISTS ix_search_words_words ON search_words USING gin (words) WITH (fastupdate = off)"
        ))  # fmt: skip
        connection.execute(text("ANALYZE catalogue, catalogue_columns, search_words"))


def index_again(connection: Connection, ids: Sequence[str]) -> None:
    """Resources whose text in the index is no longer what they or their files say."""
    for some in chunks(ids, CHUNK):
        index_states(connection, list(_states(connection, some)))


def _next_ids(connection: Connection, last: str) -> list[str]:
    some = select(resources.c.resource_id).where(resources.c.resource_id > last)
    return list(connection.execute(some.order_by(resources.c.resource_id).limit(CHUNK)).scalars())


def _states(connection: Connection, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    rows = connection.execute(select(resources).where(resources.c.resource_id.in_(ids))).mappings()
    found: dict[str, dict[str, Any]] = {
        row["resource_id"]: {"resource": dict(row), "placements": [], "assets": [], "letter": None} for row in rows
    }
    for row in connection.execute(select(letters).where(letters.c.resource_id.in_(ids))).mappings():
        found[row["resource_id"]]["letter"] = dict(row)
    for name, source in (("placements", placements), ("assets", resource_assets)):
        for row in connection.execute(select(source).where(source.c.resource_id.in_(ids))).mappings():
            found[row["resource_id"]][name].append(dict(row))
    return iter(found.values())


def count_indexed(connection: Connection) -> int:
    """How many resources the catalogue holds."""
    return int(connection.execute(select(func.count()).select_from(catalogue)).scalar_one())
