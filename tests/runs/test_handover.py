"""Part files: written and read some rows at a time, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from guiyi.runs.handover import (
    REFUSED,
    ROWS,
    count_rows,
    read_rows,
    rows_at,
    stream,
    stream_rows,
    table_of,
    write_rows,
    writing_rows,
)
from guiyi.store import Store

COUNT = 2 * ROWS + 7


def row(number: int) -> dict[str, str]:
    return {"source_key": f"k{number:04d}", "reason": f"第{number}条"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(str(tmp_path))
    with writing_rows(store, "part", REFUSED) as add:
        for start in range(0, COUNT, ROWS):
            add(table_of([row(number) for number in range(start, min(COUNT, start + ROWS))], REFUSED))
            add(table_of([], REFUSED))  # nothing of these rows was refused
    return store


def test_what_was_written_piece_by_piece_is_one_file(store: Store) -> None:
    rows = [one["reason"] for one in read_rows(store, "part")]
    assert rows == [one["reason"] for one in stream_rows(store, "part")] == [row(at)["reason"] for at in range(COUNT)]
    assert count_rows(store, "part") == COUNT
    assert max(some.num_rows for some in stream(store, "part", ("reason",))) == ROWS


@pytest.mark.parametrize("is_in_pieces", [True, False])
def test_rows_are_found_by_their_numbers_in_parts_of_any_release(store: Store, is_in_pieces: bool) -> None:
    if not is_in_pieces:  # as they were written before
        write_rows(store, "part", [row(number) for number in range(COUNT)], REFUSED)
    wanted = (COUNT - 1, 3, ROWS, 3, 0)
    assert {at: found["source_key"] for at, found in rows_at(store, "part", wanted)} == {
        at: f"k{at:04d}" for at in wanted
    }


def test_a_part_that_was_broken_off_is_not_there(store: Store) -> None:
    def break_off() -> None:
        with writing_rows(store, "other", REFUSED) as add:
            add(table_of([row(1)], REFUSED))
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert not store.exists("other")
    with writing_rows(store, "none", REFUSED):
        pass
    assert read_rows(store, "none") == []
