"""What a person does to one resource on the platform, each a version of its own: an edit, protected from what later
runs bring, and a hold that takes it out of the public's sight at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine

from guiyi.clean.markup import made_safe
from guiyi.database import writing
from guiyi.errors import ConfigError, LibraryError
from guiyi.ledger import HELD
from guiyi.library.answers import addresses_of, answer_addresses
from guiyi.library.protection import place
from guiyi.library.records import CONTENT_FIELDS, State, storable
from guiyi.library.states import PUBLISHED, append_versions, states_to_change, write_states
from guiyi.settings import now


def edit_resource(
    engine: Engine | Connection, resource_id: str, changes: dict[str, Any], by: str, expected: int | None = None
) -> int:
    """Resource, its changed fields, who changed them → the new version's number. The fields are protected from now on.

    expected: the version that the editor has seen. ConfigError: no such field. LibraryError: no such resource, or
    another version.
    """
    if unknown := sorted(set(changes) - set(CONTENT_FIELDS)):
        raise ConfigError(f"an editor can't change {', '.join(unknown)}; only {', '.join(CONTENT_FIELDS)}")
    if changes.get("body_html"):
        changes = changes | {"body_html": made_safe(changes["body_html"])}
    made_at = now().isoformat()
    with writing(engine) as connection:
        state = _live(connection, resource_id)
        seen = state["resource"]["version"]
        if expected is not None and seen != expected:
            raise LibraryError(f"{resource_id} is at version {seen}, not {expected}: read it again, then change it")
        edited = _edited(state, storable(changes), made_at)
        write_states(connection, [edited])
        append_versions(connection, {resource_id: edited}, {resource_id: "edited"}, made_at, edited_by=by)
        if "column" in changes:  # lists of the old site lead to the columns that their items are in
            answer_addresses(connection, addresses_of(connection, [resource_id]), edited["resource"]["run_id"])
    version: int = edited["resource"]["version"]
    return version


def hold_resource(engine: Engine | Connection, resource_id: str, by: str) -> bool:
    """Holds a published resource → whether that changed anything. LibraryError: there is no such resource."""
    made_at = now().isoformat()
    with writing(engine) as connection:
        state = _live(connection, resource_id)
        if state["resource"]["status"] != PUBLISHED:
            return False
        version = state["resource"]["version"] + 1
        held = state | {"resource": state["resource"] | {"status": HELD, "version": version, "updated_at": made_at}}
        write_states(connection, [held])
        append_versions(connection, {resource_id: held}, {resource_id: HELD}, made_at, edited_by=by)
        answer_addresses(connection, addresses_of(connection, [resource_id]), held["resource"]["run_id"])
    return True


def _live(connection: Connection, resource_id: str) -> State:
    state = states_to_change(connection, [resource_id]).get(resource_id)
    if state is None:
        raise LibraryError(f"there is no resource {resource_id} in the library")
    return state


def _edited(state: State, changes: dict[str, Any], made_at: str) -> State:
    before = state["resource"]
    base = {name: before[name] for name in changes} | before["base"]  # the pipeline's value, not an earlier edit
    changed = {
        **changes,
        "protected": sorted(set(before["protected"]) | set(changes)),
        "base": base,
        "version": before["version"] + 1,
        "updated_at": made_at,
    }
    resource = before | changed
    return state | {"resource": resource, "placements": place(state["placements"], resource["column"])}
