"""A reviewer takes a resource out of the public's sight at once, or gives it back; its history says so."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from guiyi.database import writing
from guiyi.errors import LibraryError
from guiyi.library.answers import addresses_of, answer_addresses
from guiyi.library.states import PUBLISHED, append_versions, states_to_change, write_states
from guiyi.settings import now

HELD = "held"


def set_held(engine: Engine | Connection, resource_id: str, is_held: bool, by: str) -> bool:
    """Holds or releases a resource → whether that changed anything. LibraryError: there is no such resource."""
    wanted, only = (HELD, PUBLISHED) if is_held else (PUBLISHED, HELD)
    made_at = now().isoformat()
    with writing(engine) as connection:
        state = states_to_change(connection, [resource_id]).get(resource_id)
        if state is None:
            raise LibraryError(f"there is no resource {resource_id} in the library")
        if state["resource"]["status"] != only:
            return False
        version = state["resource"]["version"] + 1
        changed = state["resource"] | {"status": wanted, "version": version, "updated_at": made_at}
        held = state | {"resource": changed}
        write_states(connection, [held])
        action = "held" if is_held else "released"
        append_versions(connection, {resource_id: held}, {resource_id: action}, made_at, edited_by=by)
        answer_addresses(connection, addresses_of(connection, [resource_id]), held["resource"]["run_id"])
    return True
