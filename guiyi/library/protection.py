"""What an editor changed on the platform, against what the old site says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guiyi.library.records import State


@dataclass(frozen=True)
class Clash:
    """One field that both sides changed: the old site's value before, the editor's, the old site's now."""

    field: str
    before: Any
    edited: Any
    incoming: Any

    def __str__(self) -> str:
        return f"{self.field}: an editor made it {_short(self.edited)}, the old site now says {_short(self.incoming)}"


def _short(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else f"{text[:60]}…")


def clashes(current: Mapping[str, Any], incoming: Mapping[str, Any]) -> list[Clash]:
    """The live resource's fields and the incoming ones → those that editor and old site changed differently."""
    found = []
    for name in current["protected"]:
        before, edited, new = current["base"].get(name), current[name], incoming[name]
        if new not in (before, edited):
            found.append(Clash(name, before, edited, new))
    return found


def protect(current: Mapping[str, Any], state: State) -> State:
    """The live resource's fields and an incoming state → that state with the editor's values, which stay protected."""
    names = list(current["protected"])
    resource = state["resource"] | {name: current[name] for name in names}
    resource |= {"protected": names, "base": {name: state["resource"][name] for name in names}}
    return state | {"resource": resource, "placements": place(state["placements"], resource["column"])}


def place(placements: list[dict[str, Any]], column: str | None) -> list[dict[str, Any]]:
    """Placements with another primary column; the other columns stay."""
    if not column or any(one["is_primary"] and one["column"] == column for one in placements):
        return placements
    primary = next((one for one in placements if one["is_primary"]), {"legacy_column": None})
    others = [one for one in placements if not one["is_primary"] and one["column"] != column]
    return [{"column": column, "legacy_column": primary["legacy_column"], "is_primary": True}, *others]
