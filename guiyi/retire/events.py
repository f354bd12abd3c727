"""The log of retirements: one append-only hash chain a site; the head of each is anchored outside the database.

The hash of an event covers all its fields and the hash of the event before it. A chain alone does not show that its end
was cut off, or that it was written anew as a whole: the anchor in the store, and every head that was printed (in
evidence packs, in artifacts), do. The log outlives the site's file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from guiyi.database import as_json, reading, writing
from guiyi.errors import RunBusy
from guiyi.library.register import retirement_events
from guiyi.plain import Plain
from guiyi.prints import sha256_of
from guiyi.retire.states import ACTIVE
from guiyi.settings import now
from guiyi.store import Store

FIRST = "0" * 64  # what the first event names as the one before
ANCHORS = "retirement/anchors"
MOVE, REFUSED = "move", "refused"


@dataclass(frozen=True)
class Event(Plain):
    """One entry of a site's log. detail: facts as JSON text; exactly as it was hashed."""

    site: str
    number: int
    at: str
    kind: str
    name: str
    by: str
    from_state: str
    to_state: str
    detail: str
    previous: str
    hash: str

    @property
    def facts(self) -> dict[str, Any]:
        """What the detail says."""
        found: dict[str, Any] = json.loads(self.detail)
        return found

    @property
    def expected_hash(self) -> str:
        """The hash that its fields should have."""
        fields = [value for name, value in asdict(self).items() if name != "hash"]
        return sha256_of(as_json(fields).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Entry:
    """What is to be appended; `to_state` None: the state stays."""

    kind: str
    name: str
    by: str
    facts: Mapping[str, Any]
    to_state: str | None = None


def read_events(connection: Connection, site: str) -> list[Event]:
    """A site's log, in order."""
    wanted = select(retirement_events).where(retirement_events.c.site == site).order_by(retirement_events.c.number)
    return [Event(**row) for row in connection.execute(wanted).mappings()]


def events_of(engine: Engine, site: str) -> list[Event]:
    """A site's log, in order."""
    with reading(engine) as connection:
        return read_events(connection, site)


def state_of(events: Iterable[Event]) -> str:
    """The state after these events of one site."""
    state = ACTIVE
    for event in events:
        state = event.to_state
    return state


def last_events(connection: Connection) -> dict[str, Event]:
    """Site → the last event of its log, for every site that has one."""
    newest: dict[str, Event] = {}
    for row in connection.execute(select(retirement_events).order_by(retirement_events.c.number)).mappings():
        newest[row["site"]] = Event(**row)
    return newest


def append(engine: Engine, store: Store, site: str, entry: Entry, after: int | None = None) -> Event:
    """Appends one event, durably, and anchors it. after: number of the last event that the caller knows.

    RunBusy: somebody else appended meanwhile; nothing was written.
    """
    try:
        with writing(engine) as connection:
            event = append_to(connection, site, entry, after)
    except IntegrityError as error:
        raise RunBusy(f"{site}: another step was recorded just now; look again before you go on") from error
    anchor(engine, store, site)
    return event


def append_to(connection: Connection, site: str, entry: Entry, after: int | None = None) -> Event:
    """As `append`, in the caller's transaction; the caller anchors it after the commit."""
    known = read_events(connection, site)
    if after is not None and len(known) != after:
        raise RunBusy(f"{site}: another step was recorded just now; look again before you go on")
    state = state_of(known)
    event = Event(
        site=site, number=len(known) + 1, at=now().isoformat(), kind=entry.kind, name=entry.name, by=entry.by,
        from_state=state, to_state=entry.to_state or state, detail=as_json(dict(entry.facts)),
        previous=known[-1].hash if known else FIRST, hash="",
    )  # fmt: skip
    event = Event(**{**asdict(event), "hash": event.expected_hash})
    connection.execute(insert(retirement_events).values(asdict(event)))
    return event


# --- anchors ------------------------------------------------------------------------------------------------------


def anchor_key(site: str) -> str:
    """Site → store key of the heads that its log has had."""
    return f"{ANCHORS}/{site}.jsonl"


def anchor(engine: Engine, store: Store, site: str) -> None:
    """Writes every head of a site's log down outside the database that is not there yet. StoreError.

    Not only the newest: whoever appended one may have been killed after the commit, or its disk was full. What was
    once written down of a number stays, so that a log which was cut off and continued does not pass for whole.
    """
    key, events = anchor_key(site), events_of(engine, site)
    before = store.read(key) if store.exists(key) else b""
    try:
        known = set(anchored_heads(store, site))
    except (ValueError, KeyError):  # the audit tells of it
        known = {event.number for event in events[:-1]}
    told = [
        as_json({"site": event.site, "number": event.number, "hash": event.hash, "at": event.at})
        for event in events
        if event.number not in known
    ]
    if told:
        store.write(key, before + "".join(f"{line}\n" for line in told).encode())


def anchored_heads(store: Store, site: str) -> dict[int, str]:
    """Number → hash of every head of a site that was anchored. StoreError, ValueError (not a list of heads)."""
    key = anchor_key(site)
    if not store.exists(key):
        return {}
    lines = [json.loads(line) for line in store.read(key).decode().splitlines() if line]
    return {int(line["number"]): str(line["hash"]) for line in lines}
