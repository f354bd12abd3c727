"""Audit: was the log of retirements changed? Every chain against itself, against its anchors, against printed heads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from guiyi.database import reading
from guiyi.errors import ConfigError, GuiyiError, StoreError
from guiyi.library.register import retirement_events
from guiyi.retire.events import ANCHORS, FIRST, Event, anchored_heads, read_events
from guiyi.retire.states import ACTIVE, MOVES
from guiyi.store import Store


class Tampered(GuiyiError):
    """The log of retirements is not what it was; restore it from a backup, and find out who had access."""


@dataclass(frozen=True)
class ChainReport:
    """One site's log: events, its head, and every fault found. unanchored: events newer than the last anchor."""

    site: str
    events: int
    head: str
    faults: list[str] = field(default_factory=list)
    unanchored: int = 0


def verify_log(engine: Engine, store: Store, heads: Mapping[str, tuple[int, str]] | None = None) -> list[ChainReport]:
    """All sites that the log or an anchor knows → what was found of each. heads: site → (number, hash) as printed."""
    with reading(engine) as connection:
        known = set(connection.execute(select(retirement_events.c.site).distinct()).scalars())
        sites = sorted(known | _anchored_sites(store) | set(heads or {}))
        return [verify_chain(site, read_events(connection, site), store, (heads or {}).get(site)) for site in sites]


def parse_head(text: str) -> tuple[str, tuple[int, str]]:
    """A head as printed, `site=12:ab34…` → (site, (number, hash)). ConfigError."""
    site, _, head = text.partition("=")
    number, _, value = head.partition(":")
    if not site or not number.isdigit() or len(value) != len(FIRST):
        raise ConfigError(f"{text} is not a head; write SITE=NUMBER:HASH as it was printed")
    return site, (int(number), value)


def verify_chain(
    site: str, events: Sequence[Event], store: Store, printed: tuple[int, str] | None = None
) -> ChainReport:
    """One site's events → what is wrong with them."""
    faults = list(chain_faults(events))
    anchored: dict[int, str] = {}
    try:
        anchored = anchored_heads(store, site)
    except (StoreError, ValueError, KeyError, json.JSONDecodeError) as error:
        faults.append(f"the anchors can't be read: {error}")
    if len(events) > 1 and not anchored:  # of a single event, its process may have been killed before it was anchored
        faults.append("there is no anchor of this log in the store")
    hashes = {event.number: event.hash for event in events}
    claims = [*sorted(anchored.items()), *([printed] if printed else [])]
    faults += _claim_faults(hashes, claims)
    newest = max(anchored, default=0)
    head = f"{events[-1].number}:{events[-1].hash}" if events else ""
    return ChainReport(site, len(events), head, faults, max(0, len(events) - newest))


def chain_faults(events: Sequence[Event]) -> Iterator[str]:
    """Events of one site, in order → faults of the chain by itself."""
    previous, state = FIRST, ACTIVE
    for place, event in enumerate(events, 1):
        where = f"event {event.number} ({event.kind} {event.name}, {event.at})"
        if event.number != place:
            yield f"{where}: number {place} was expected; an event is missing or was put in"
        if event.previous != previous:
            yield f"{where}: does not follow from the event before it"
        if event.expected_hash != event.hash:
            yield f"{where}: was changed after it was written"
        if event.from_state != state:
            yield f"{where}: starts at {event.from_state}, but the site was {state}"
        if event.kind == "move" and event.from_state not in MOVES[event.name].sources:
            yield f"{where}: is not a legal move"
        previous, state = event.hash, event.to_state


def _claim_faults(hashes: Mapping[int, str], claims: Sequence[tuple[int, str]]) -> Iterator[str]:
    """What was once written down of the log, against the log."""
    for number, value in claims:
        if number not in hashes:
            yield f"event {number} was anchored ({value[:12]}…) and is not in the log: its end was cut off"
        elif hashes[number] != value:
            yield f"event {number} was anchored as {value[:12]}… and is {hashes[number][:12]}…: the log was rewritten"


def _anchored_sites(store: Store) -> set[str]:
    return {key.rsplit("/", 1)[-1].removesuffix(".jsonl") for key in store.list(ANCHORS)}
