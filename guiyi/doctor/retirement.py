"""The logs of retirements against their anchors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Engine

from guiyi.doctor.findings import Finding
from guiyi.retire.audit import verify_log
from guiyi.retire.events import anchor
from guiyi.store import Store


def examine_logs(engine: Engine, store: Store) -> Iterator[Finding]:
    """Every log: not changed since it was written, and written down outside the database to its end."""
    for one in verify_log(engine, store):
        for fault in one.faults:
            yield Finding("log", one.site, fault, "find out who had access; restore library and store from a backup")
        if one.unanchored and not one.faults:
            what = f"{one.unanchored} of its {one.events} events are not anchored: a process was killed, or a disk full"
            yield Finding("anchor", one.site, what, "anchored", _anchor(engine, store, one.site))


def _anchor(engine: Engine, store: Store, site: str) -> Callable[[], None]:
    return lambda: anchor(engine, store, site)
