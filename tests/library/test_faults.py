"""Killing a publication anywhere: nothing is half live, and the next one ends as an undisturbed one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from guiyi.library.publish import publish
from tests.library.conftest import Found, Old, copy_of, record, refused


class Killed(BaseException):
    pass


@contextmanager
def killed_at(engine: Engine, number: int) -> Iterator[list[int]]:
    """Raises at the numbered statement that this thread gives the engine; counts them. The lease's heartbeat has the
    same engine: where a test takes longer than a beat, it was its thread that died, and the publication that lived."""
    count, mine = [0], threading.get_ident()

    def stop(*_: Any) -> None:
        if threading.get_ident() != mine:
            return
        count[0] += 1
        if count[0] == number:
            raise Killed

    event.listen(engine, "before_cursor_execute", stop)
    try:
        yield count
    finally:
        event.remove(engine, "before_cursor_execute", stop)


def first() -> Found:
    return Found([record("old", n) for n in range(6)], [refused("old", "/a")])


def second() -> Found:
    return Found(
        [*(record("old", n) for n in range(4)), record("old", 4, title="改了"), record("old", 6)],
        [refused("old", "/b")],
        [copy_of("old", "/copy", "/t1.html")],
        ["/t5.html"],
    )


def test_a_publication_killed_at_any_statement_leaves_the_last_good_state_and_can_be_repeated(
    old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guiyi.runs.lease.HEARTBEAT_SECONDS", 0.2)  # as on a machine under load
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    old.migrate(first())
    before = old.export()
    each = 1 if old.engine.dialect.name == "sqlite" else 5  # the statements are the same on both
    with old.run() as (run, fence):
        number = 0
        manifests = old.stage(run, second())
        while True:
            number += each
            try:
                with killed_at(old.engine, number):
                    report = publish(run, manifests, fence)
                break
            except Killed:
                assert old.export() == before, f"statement {number}"
    assert number > 40
    assert (report.created, report.updated, report.gone, report.merged) == (1, 1, 1, 1)
    disturbed = old.export()

    from guiyi.library.rollback import rollback

    rollback(old.engine, run.run_id)
    assert old.export() == before
    old.migrate(second())
    assert old.export().replace(b"old-0003", b"old-0002") == disturbed


def test_staging_killed_at_any_statement_can_be_repeated(old: Old) -> None:
    with old.run() as (run, fence):
        number = 0
        while True:
            number += 1
            try:
                with killed_at(old.engine, number):
                    manifests = old.stage(run, first())
                break
            except Killed:
                assert old.export() == b""
        assert publish(run, manifests, fence).created == 6
