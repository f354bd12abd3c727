"""Taking in another library's export: the same contract, the same bytes out again, the origin kept.

A district's library and the municipal one exchange this way. What this library loaded itself, or has from elsewhere, is
never overwritten; an older state never replaces a newer one. A file is taken whole or not at all, and twice is once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from guiyi.clean.markup import sanitise
from guiyi.config.models import CONTENT_TYPES
from guiyi.database import chunks, upsert, writing
from guiyi.errors import ConfigError
from guiyi.library.answers import addresses_of, answer_addresses
from guiyi.library.export import FIELDS, records_of
from guiyi.library.records import LETTER_FIELDS, State, storable
from guiyi.library.states import PUBLISHED, WITHDRAWN, append_versions, write_states
from guiyi.library.tables import assets, imports, legacy_urls, resources
from guiyi.plain import Plain
from guiyi.prints import is_sha256, print_of
from guiyi.settings import now

AT_ONCE = 200
SHOWN = 20  # faults that a message names
ID = re.compile(r"^[0-9A-Za-z_-]{1,40}$")
NEEDED = ("resource_id", "title", "content_type", "status", "legacy_site", "content_sha256", "run_id", "updated_at")
NOT_OURS = ("legacy_site", "legacy_urls", "attachments", "images", "letter")
Row = dict[str, Any]


@dataclass
class ImportReport(Plain):
    """How many records were new, changed, the same as here, older than here; those refused, each with its reason."""

    origin: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def import_records(engine: Engine, lines: Iterable[bytes], origin: str, take_theirs: bool = False) -> ImportReport:
    """JSONL lines of another library's export, and whose it is → what was done, in one transaction.

    What an editor here and the other library both changed is left as it is and told; with take_theirs it is replaced.

    ConfigError names the lines that are no records of the contract; then nothing is taken in.
    """
    if not re.match(r"^[a-z0-9][a-z0-9._-]*$", origin):
        raise ConfigError(f"{origin!r} is no name of a library; use small letters, digits, dots and hyphens")
    report = ImportReport(origin)
    records = _checked(lines)
    with writing(engine) as connection:
        for some in chunks(records, AT_ONCE):
            _take_in(connection, some, origin, report, take_theirs)
    return report


def _checked(lines: Iterable[bytes]) -> list[Row]:
    records, faults, seen = [], [], set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            faults.append(f"line {number}: not JSON: {error}")
            continue
        wrong = list(_faults_of(record))
        if not wrong and record["resource_id"] in seen:
            wrong = [f"resource {record['resource_id']} stands in the file twice"]
        faults += [f"line {number}: {one}" for one in wrong]
        if not wrong:
            seen.add(record["resource_id"])
            records.append(storable(record))
    if faults:
        more = f"\n… and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise ConfigError("nothing was taken in:\n" + "\n".join(faults[:SHOWN]) + more)
    return records


def _faults_of(record: Any) -> Iterator[str]:
    """What is wrong with a record; it comes from outside, so nothing of it is taken on trust."""
    if not isinstance(record, dict) or set(record) != set(FIELDS):
        yield "not a record of the export's fields"
        return
    yield from (f"{name} is empty" for name in NEEDED if not isinstance(record[name], str) or not record[name])
    if not ID.match(str(record["resource_id"])):
        yield "resource_id is not one"
    if record["status"] not in (PUBLISHED, WITHDRAWN):
        yield f"status is {record['status']!r}"
    if record["content_type"] not in CONTENT_TYPES:
        yield f"content_type is {record['content_type']!r}"
    if not isinstance(record["version"], int):
        yield "version is no number"
    yield from _list_faults(record)
    body = record["body_html"]
    if not isinstance(body, str) or sanitise(body) != body:
        yield "body_html is not safe markup as this library makes it"


def _list_faults(record: Row) -> Iterator[str]:
    for name in ("keywords", "legacy_urls"):
        if not isinstance(record[name], list) or not all(isinstance(one, str) for one in record[name]):
            yield f"{name} is no list of texts"
    for name in ("attachments", "images"):
        files = record[name]
        if not isinstance(files, list) or not all(isinstance(one, dict) for one in files):
            yield f"{name} is no list of files"
        elif any(one.get("sha256") and not is_sha256(str(one["sha256"])) for one in files):
            yield f"{name} has a sha256 that is none"
    letter = record["letter"]
    if letter is not None and (not isinstance(letter, dict) or set(letter) != set(LETTER_FIELDS)):
        yield "letter is none"


def _take_in(
    connection: Connection, records: Sequence[Row], origin: str, report: ImportReport, take_theirs: bool
) -> None:
    ids = [record["resource_id"] for record in records]
    here = {
        row.resource_id: row for row in connection.execute(select(resources).where(resources.c.resource_id.in_(ids)))
    }
    known = {
        row.resource_id: row.origin for row in connection.execute(select(imports).where(imports.c.resource_id.in_(ids)))
    }
    theirs = {ident for ident, row in here.items() if known.get(ident) == origin and _is_as_taken_in(row)}
    ours = records_of(connection, sorted(here.keys() - theirs)) if here.keys() - theirs else {}
    states: dict[str, State] = {}
    actions: dict[str, str] = {}
    for record in records:
        ident, state = record["resource_id"], _state_of(record)
        live = here.get(ident)
        if ours.get(ident) == record:  # what went out from here comes back
            report.unchanged += 1
        elif live is not None and ident not in theirs:
            whose = known.get(ident) if _is_as_taken_in(live) else None
            report.refused.append((ident, f"this library has it {f'from {whose}' if whose else 'of its own'}"))
        elif live is not None and live.record_print == state["resource"]["record_print"]:
            report.unchanged += 1
        elif live is not None and live.protected and not take_theirs:
            edited = ", ".join(live.protected)
            report.refused.append(
                (ident, f"both changed it: an editor here {edited}, {origin} since; see --take-theirs")
            )
        elif live is not None and not live.protected and (live.version, live.updated_at) > _age(record):
            report.older += 1
        else:
            states[ident], actions[ident] = state, "imported"
            report.created += live is None
            report.updated += live is not None
    if states:
        _write(connection, states, actions, records, origin)


def _is_as_taken_in(row: Any) -> bool:
    """Whether a row is what an import wrote; a run of this library that loads the resource has its source key."""
    return bool(row.source_key == row.resource_id)


def _age(record: Row) -> tuple[int, str]:
    return record["version"], record["updated_at"]


def _write(
    connection: Connection, states: Mapping[str, State], actions: Mapping[str, str], records: Sequence[Row], origin: str
) -> None:
    ids, made_at = list(states), now().isoformat()
    before = addresses_of(connection, ids)
    write_states(connection, list(states.values()))
    connection.execute(delete(legacy_urls).where(legacy_urls.c.resource_id.in_(ids)))
    upsert(connection, legacy_urls, [_address(state, one) for state in states.values() for one in state["legacy_urls"]])
    upsert(connection, assets, _files(record for record in records if record["resource_id"] in states), update=())
    noted = [{"resource_id": ident, "origin": origin, "imported_at": made_at} for ident in ids]
    upsert(connection, imports, noted)
    append_versions(connection, states, actions, made_at, edited_by=f"import:{origin}")
    for touched in (before, addresses_of(connection, ids)):
        answer_addresses(connection, touched, f"import:{origin}")


def _address(state: State, one: Row) -> Row:
    resource = state["resource"]
    return {
        "site": resource["site"], "url": one["url"], "key": one["url"], "resource_id": resource["resource_id"],
        "run_id": resource["run_id"],
    }  # fmt: skip


def _files(records: Iterable[Row]) -> list[Row]:
    found = {
        one["sha256"]: {"sha256": one["sha256"], "bytes": one["bytes"], "media_type": one["media_type"]}
        for record in records
        for one in record["attachments"]
        if one["sha256"] and one["media_type"] is not None
    }
    return [found[digest] for digest in sorted(found)]


def _state_of(record: Row) -> State:
    """An export record → the state that exports as the same record again."""
    plain = {name: record[name] for name in FIELDS if name not in NOT_OURS}
    resource = plain | {
        "site": record["legacy_site"], "source_key": record["resource_id"], "details": None, "classes": None,
        "protected": [], "base": {}, "record_print": print_of("imported", record),
    }  # fmt: skip
    column = {"column": record["column"], "legacy_column": record["legacy_column"], "is_primary": True}
    return {
        "resource": resource,
        "placements": [column] if record["column"] else [],
        "legacy_urls": [{"url": url, "key": url} for url in record["legacy_urls"]],
        "assets": [*_assets(record, "attachment", "name"), *_assets(record, "image", "alt")],
        "letter": record["letter"],
    }


def _assets(record: Row, role: str, label: str) -> list[Row]:
    return [
        {
            "role": role, "position": position, "key": None, "legacy_url": one["legacy_url"], "name": one[label],
            "sha256": one["sha256"],
        }
        for position, one in enumerate(record[f"{role}s"])
    ]  # fmt: skip
