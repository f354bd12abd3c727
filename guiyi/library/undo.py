"""What ledger rows, legacy URLs and refused records were before a run's publication, and putting them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from guiyi.database import chunks, upsert
from guiyi.ledger import items
from guiyi.library.tables import copies, legacy_urls, refused_records, undo_rows
from guiyi.prints import print_of

# Tables whose rows a publication replaces, all keyed by (site, …), and the fields that say only when they were touched.
ITS_RUN = ("run_id",)
TOUCHED = {"items": ("last_run", "first_run"), "legacy_urls": ITS_RUN, "refused_records": ITS_RUN, "copies": ITS_RUN}
TABLES = {"items": items, "legacy_urls": legacy_urls, "refused_records": refused_records, "copies": copies}

Row = dict[str, Any]


def existing(connection: Connection, table: Table, site: str, keys: Sequence[str]) -> dict[str, Row]:
    """The second key fields of a site's rows → the rows that there are."""
    site_field, key_field = table.primary_key.columns
    found: dict[str, Row] = {}
    for some in chunks(list(keys)):
        rows = connection.execute(select(table).where(site_field == site, key_field.in_(some))).mappings()
        found |= {row[key_field.name]: dict(row) for row in rows}
    return found


def put(connection: Connection, run_id: str, table: Table, rows: Sequence[Row], keep: Sequence[str] = ()) -> None:
    """Upserts rows, first noting what they were. keep: fields that an existing row keeps."""
    site_field, key_field = (field.name for field in table.primary_key.columns)
    for site, mine in by_site(rows, site_field).items():
        before = existing(connection, table, site, [row[key_field] for row in mine])
        note(connection, run_id, table, [(site, row[key_field], before.get(row[key_field]), row) for row in mine])
        fields = [name for name in mine[0] if name not in (site_field, key_field, *keep)]
        for some in chunks(mine):
            upsert(connection, table, some, update=fields)


def by_site(rows: Sequence[Row], field: str = "site") -> dict[str, list[Row]]:
    """Rows → those of each site."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[field]].append(row)
    return grouped


def take_out(connection: Connection, run_id: str, table: Table, rows: Sequence[Row]) -> None:
    """Deletes rows, first noting what they were."""
    site_field, key_field = table.primary_key.columns
    note(connection, run_id, table, [(row[site_field.name], row[key_field.name], row, None) for row in rows])
    for some in chunks(rows):
        keys = [row[key_field.name] for row in some]
        connection.execute(delete(table).where(site_field == some[0][site_field.name], key_field.in_(keys)))


def note(
    connection: Connection, run_id: str, table: Table, changes: Sequence[tuple[str, str, Row | None, Row | None]]
) -> None:
    """(site, key, before, after) of rows → `undo_rows`, of those that change in more than when they were touched."""
    touched = TOUCHED[table.name]
    notes = [
        {
            "run_id": run_id,
            "table_name": table.name,
            "row_key": [site, key],
            "row_print": print_of(table.name, site, key),
            "before": before,
        }
        for site, key, before, after in changes
        if _differ(before, after, touched)
    ]
    if notes:
        connection.execute(undo_rows.insert(), notes)


def _differ(before: Row | None, after: Row | None, touched: Sequence[str]) -> bool:
    if before is None or after is None:
        return before is not after
    return any(before.get(name) != value for name, value in after.items() if name not in touched)


def undo(connection: Connection, run_id: str, is_kept: Callable[[Row], bool]) -> int:
    """Puts rows back to what they were before the run → how many. is_kept: of a present row, whether it is to stay.

    A row that a later run changed again stays, as does what is noted of it.
    """
    mine = select(undo_rows).where(undo_rows.c.run_id == run_id).order_by(undo_rows.c.id)
    notes = [dict(row) for row in connection.execute(mine).mappings()]
    later = changed_later(connection, run_id, {one["row_print"]: one["id"] for one in notes})
    first = {one["row_print"]: one for one in reversed(notes)}  # a run may have changed a row more than once
    done: list[str] = []
    for name, table in TABLES.items():
        rows = [one for one in first.values() if one["table_name"] == name and one["row_print"] not in later]
        for site in sorted({one["row_key"][0] for one in rows}):
            for some in chunks([one for one in rows if one["row_key"][0] == site]):
                done += _put_back(connection, table, some, is_kept)
    for some in chunks(done):
        connection.execute(delete(undo_rows).where(undo_rows.c.run_id == run_id, undo_rows.c.row_print.in_(some)))
    return len(done)


def changed_later(connection: Connection, run_id: str, newest: dict[str, int]) -> set[str]:
    """Prints of rows with ids of notes → those that another run changed after these."""
    found: set[str] = set()
    for some in chunks(list(newest)):
        rows = select(undo_rows.c.row_print, undo_rows.c.id).where(
            undo_rows.c.row_print.in_(some), undo_rows.c.run_id != run_id
        )
        found |= {row.row_print for row in connection.execute(rows) if row.id > newest[row.row_print]}
    return found


def _put_back(connection: Connection, table: Table, notes: Sequence[Row], is_kept: Callable[[Row], bool]) -> list[str]:
    """Notes of one site's rows → the prints of those that are what they were again."""
    site_field, key_field = table.primary_key.columns
    site = notes[0]["row_key"][0]
    before = {one["row_key"][1]: one["before"] for one in notes}
    present = existing(connection, table, site, list(before))
    keys = [key for key in before if not (key in present and is_kept(present[key]))]
    connection.execute(delete(table).where(site_field == site, key_field.in_(keys)))
    rows = [before[key] for key in keys if before[key] is not None]
    if rows:
        connection.execute(table.insert(), rows)
    back = set(keys)
    return [one["row_print"] for one in notes if one["row_key"][1] in back]
