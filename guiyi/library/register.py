"""Tables of the retirement register: what was decided about old sites and their addresses, by whom, and how often
an address was asked for.

retirement_events  append-only, hash-chained log of each site's retirement; it outlives the site
hit_imports        one row a log or export that was counted, so that none counts twice
url_hits           how often an address was asked for, by the source that says so
url_decisions      what a person decided for an address; it goes before what the library knows
decision_batches   decisions made together: who, when, how; undone together
decision_changes   each change of a batch, with what was there before
redirect_hits      how often the redirect service answered an address, by day
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Connection, Index, Integer, String, Table, Text, func, select

from guiyi.database import metadata

# States of a retirement (guiyi.retire.states) from which on a site's archive may not change.
SEALED = ("approved", "announced", "redirecting", "verified", "deregistered", "retired")

retirement_events = Table(
    "retirement_events", metadata,
    Column("site", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),  # 1, 2, … without gaps
    Column("at", String(32), nullable=False),  # UTC, ISO 8601
    Column("kind", String(20), nullable=False),  # move, refused, decided, imported, verified, evidence …
    Column("name", String(40), nullable=False),  # of the move, or what the event is about
    Column("by", Text, nullable=False),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("detail", Text, nullable=False),  # JSON, as it was hashed
    Column("previous", String(64), nullable=False),  # hash of the event before; of the first, 64 zeros
    Column("hash", String(64), nullable=False),
)  # fmt: skip

hit_imports = Table(
    "hit_imports", metadata,
    Column("site", String(100), primary_key=True),
    Column("source", String(64), primary_key=True),  # sha256 of the file
    Column("name", Text, nullable=False),
    Column("format", String(20), nullable=False),  # common, w3c, search
    Column("lines", BigInteger, nullable=False),
    Column("counted", BigInteger, nullable=False),
    Column("unread", BigInteger, nullable=False),
    Column("first_on", String(10)),
    Column("last_on", String(10)),
    Column("imported_at", String(32), nullable=False),
    Column("by", Text, nullable=False),
)  # fmt: skip

url_hits = Table(
    "url_hits", metadata,
    Column("site", String(100), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("source", String(64), primary_key=True),
    Column("url", Text, nullable=False),  # one spelling, as asked for
    Column("hits", BigInteger, nullable=False),
    Column("missing", BigInteger, nullable=False),  # of them answered 404 or 410 by the old site
    Column("first_on", String(10)),
    Column("last_on", String(10)),
)  # fmt: skip

url_decisions = Table(
    "url_decisions", metadata,
    Column("site", String(100), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(12), nullable=False),  # redirect, archived, gone, awaiting
    Column("target", Text),  # resource:<id>, file:<sha256>, column:<id>, or a URL on an allowed host
    Column("reason", Text, nullable=False, default=""),
    Column("spellings", JSON, nullable=False, default=list),  # other URLs of the key that were decided with it
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("batch", String(40), nullable=False, index=True),
)  # fmt: skip

decision_batches = Table(
    "decision_batches", metadata,
    Column("batch", String(40), primary_key=True),
    Column("site", String(100), nullable=False, index=True),
    Column("how", Text, nullable=False),  # singly, by pattern …, from file …
    Column("count", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("undone_at", String(32)),
    Column("undone_by", Text),
)  # fmt: skip

decision_changes = Table(
    "decision_changes", metadata,
    Column("batch", String(40), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("before", JSON),  # the decision as it was; null where there was none
    Column("after", JSON, nullable=False),
)  # fmt: skip

redirect_hits = Table(
    "redirect_hits", metadata,
    Column("site", String(100), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("hits", BigInteger, nullable=False),
    Index("ix_redirect_hits_site_day", "site", "day"),
)  # fmt: skip


def states_of(connection: Connection) -> dict[str, str]:
    """Site → the state that its retirement is in, for every site that has a log."""
    newest = select(retirement_events.c.site, func.max(retirement_events.c.number).label("number"))
    last = newest.group_by(retirement_events.c.site).subquery()
    joined = retirement_events.join(
        last, (last.c.site == retirement_events.c.site) & (last.c.number == retirement_events.c.number)
    )
    rows = connection.execute(select(retirement_events.c.site, retirement_events.c.to_state).select_from(joined))
    return {site: state for site, state in rows}
