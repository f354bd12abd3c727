"""What an editor changed on the platform, against what the old site says now.

An editor's field is protected. Where only the editor changed it, the editor's value stays. Where the old site changed
it too, the record is held as a conflict until somebody decides between ours and theirs; that holds as long as the old
site says what it said then. Fields under `load.protect` of the site's file never come into conflict: the editor's stay.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from guiyi.decisions.decision import Decisions
from guiyi.library.records import State
from guiyi.prints import sha256_of
from guiyi.runs.run import Run

LONG = 300  # characters of a value that a decision still says itself; of a longer one it says the hash
Side = Literal["ours", "theirs"]


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


def value_mark(value: Any) -> str:
    """A value as a conflict's decision names it: as JSON, or its hash where that is long.

    >>> value_mark("新题")
    '"新题"'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONG else f"sha256:{sha256_of(text.encode('utf-8', 'surrogatepass'))}"


@dataclass(frozen=True)
class Policy:
    """How clashes of a site's resources are settled without asking: by the site's file, by decisions."""

    ours_for_good: Collection[str] = ()
    decisions: Decisions = field(default_factory=Decisions)

    @classmethod
    def of(cls, run: Run) -> Policy:
        """The policy of a run."""
        return cls(run.config.load.protect, run.decisions)

    def side(self, resource_id: str, clash: Clash) -> Side | None:
        """Which side a clash is settled for; None: it has to be decided."""
        if clash.field in self.ours_for_good:
            return "ours"
        found = self.decisions.find("conflict", resource_id=resource_id, field=clash.field)
        if found is None or found.value["incoming"] != value_mark(clash.incoming):
            return None
        return "theirs" if found.value["keep"] == "theirs" else "ours"


ASK = Policy()


def clashes(current: Mapping[str, Any], incoming: Mapping[str, Any], policy: Policy = ASK) -> list[Clash]:
    """The live resource's fields and the incoming ones → those that both sides changed differently, not yet settled."""
    found = _all_clashes(current, incoming)
    return [clash for clash in found if policy.side(current["resource_id"], clash) is None]


def _all_clashes(current: Mapping[str, Any], incoming: Mapping[str, Any]) -> list[Clash]:
    found = []
    for name in current["protected"]:
        before, edited, new = current["base"].get(name), current[name], incoming[name]
        if new not in (before, edited):
            found.append(Clash(name, before, edited, new))
    return found


def protect(current: Mapping[str, Any], state: State, policy: Policy = ASK) -> State:
    """The live resource's fields and an incoming state → that state with the editor's values, which stay protected, as
    do others that it has itself.

    Fields that were settled for the old site take its value, and are protected no more.
    """
    incoming = {"protected": [], "base": {}} | state["resource"]
    found = _all_clashes(current, incoming)
    given_up = {one.field for one in found if policy.side(current["resource_id"], one) == "theirs"}
    names = [name for name in current["protected"] if name not in given_up]
    resource = incoming | {name: current[name] for name in names}
    resource["protected"] = sorted({*incoming["protected"], *names})
    resource["base"] = {name: incoming[name] for name in names} | incoming["base"]  # what the pipeline said, no edit
    return state | {"resource": resource, "placements": place(state["placements"], resource["column"])}


def place(placements: list[dict[str, Any]], column: str | None) -> list[dict[str, Any]]:
    """Placements with another primary column; the other columns stay."""
    if not column or any(one["is_primary"] and one["column"] == column for one in placements):
        return placements
    primary = next((one for one in placements if one["is_primary"]), {"legacy_column": None})
    others = [one for one in placements if not one["is_primary"] and one["column"] != column]
    return [{"column": column, "legacy_column": primary["legacy_column"], "is_primary": True}, *others]
