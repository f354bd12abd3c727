"""The newest resources that hold all of some words, read off the full-text index: the same question on both databases.

SQLite's index gives what it finds from the newest on, and stops where a page is full. PostgreSQL's gives all it finds,
in no order: 700 ms for a word that is everywhere in a million resources. So it is asked for the newest few thousand of
all resources first, then for as many more as should hold what is still wanted, and for all of them only where the words
are rare: each resource is indexed with the month and the year of its publication as words, too, and the index skips
from one to the next that has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, text

from guiyi.library.search import MONTHS as YEAR
from guiyi.library.search import month_of, month_word, search_words, year_word

LARGEST = 2**63 - 1  # number that the databases hold
WINDOW, WIDEST = 4_000, 100_000  # newest resources that are looked at first; more than the widest are looked at as all
FEW = 20  # found in the first window; with fewer the words are rare, and all that hold them are quickly read
MARGIN = 1.5  # more resources than should hold what is wanted, since words come in swarms
MONTHS = 24  # a longer window is told in years
FROM_SQLITE = text(
    "SELECT rowid FROM search_words WHERE search_words MATCH :query AND rowid < :below AND rowid >= :above "
    "ORDER BY rowid DESC LIMIT :limit"
)
FROM_POSTGRES = text(  # docid + 0: the order must not tempt the planner to walk the rows and look into each one's words
    "SELECT docid FROM search_words WHERE words @@ CAST(:query AS tsquery) AND docid + 0 < :below "
    "AND docid + 0 >= :above ORDER BY docid + 0 DESC LIMIT :limit"
)
Asked = Sequence[Sequence[str]]  # of each of these, any word


def newest(connection: Connection, asked: Asked, limit: int, below: int = LARGEST, above: int = 0) -> list[int]:
    """Words → numbers of the newest published resources that hold them, the newest first. above is inclusive."""
    if connection.dialect.name != "postgresql":
        return _match(connection, asked, limit, below, above)
    # its planner does not know what it costs to read the words of a row, and would read a million of them
    connection.execute(text("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"))
    found: list[int] = []
    size, seen = WINDOW, 0
    while size <= WIDEST:
        bounds = connection.execute(BOUNDS, {"below": below, "above": above, "size": size}).one_or_none()
        if bounds is None:
            break
        window = _time_words(month_of(bounds.first), month_of(bounds.last))
        found += _match(connection, [*asked, window], limit - len(found), below, bounds.last)
        below, seen = bounds.last, seen + size
        if len(found) == limit:
            return found
        if len(found) < FEW:
            break
        size = max(WINDOW, int(MARGIN * (limit - len(found)) * seen / len(found)))
    if above:
        last = connection.execute(text("SELECT max(docid) FROM search_words WHERE docid < :below"), {"below": below})
        if (first := last.scalar() or 0) < above:
            return found
        asked = [*asked, _time_words(month_of(first), month_of(above))]
    return found + _match(connection, asked, limit - len(found), below, above)


# none where fewer resources than that are left: then all of them are asked for at once
BOUNDS = text(
    "SELECT last.docid AS last, (SELECT max(docid) FROM search_words WHERE docid < :below) AS first FROM "
    "(SELECT docid FROM search_words WHERE docid < :below AND docid >= :above "
    "ORDER BY docid DESC OFFSET :size LIMIT 1) last"
)


def _time_words(first: int, last: int) -> list[str]:
    """Months, the later one first → the words of all months between, or of their years."""
    if first - last <= MONTHS:
        return [month_word(month) for month in range(last, first + 1)]
    return [year_word(month) for month in range(last - last % YEAR, first + 1, YEAR)]


def holding(connection: Connection, asked: Asked) -> Any:
    """Words → a selection of the numbers of all that hold them, in no order."""
    if connection.dialect.name == "postgresql":
        condition = text("words @@ CAST(:query AS tsquery)").bindparams(query=_tsquery(asked))
        return select(search_words.c.docid).where(condition)
    return select(search_words.c.rowid).where(text("search_words MATCH :query").bindparams(query=_fts5_query(asked)))


def _match(connection: Connection, asked: Asked, limit: int, below: int, above: int) -> list[int]:
    is_postgres = connection.dialect.name == "postgresql"
    query = _tsquery(asked) if is_postgres else _fts5_query(asked)
    values = {"query": query, "below": below, "above": above, "limit": limit}
    return list(connection.execute(FROM_POSTGRES if is_postgres else FROM_SQLITE, values).scalars())


def _fts5_query(asked: Asked) -> str:
    return " AND ".join("(" + " OR ".join(f'"{word}"' for word in some) + ")" for some in asked)


def _tsquery(asked: Asked) -> str:
    quoted = ([word.replace("'", "''") for word in some] for some in asked)
    return " & ".join("(" + " | ".join(f"'{word}'" for word in some) + ")" for some in quoted)
