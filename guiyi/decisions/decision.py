"""A decision, what it may say, and those that count for one site.

kind      subject                         value
map       section | folder                column | drop       where records of an old column (or URL folder) go
tie       rules                           rule                which of the rules that disagree wins
field     source_key, field               value               a field of one record, corrected
accept    source_key, doubt               –                   a doubt (flag, mask) was looked at; it is right as it is
hold      source_key                      –                   one record is held
release   source_key, code                –                   one held record goes on in spite of the code
unmask    source_key, mask                –                   a mask that hides nothing private is lifted
split     resources (two)                 –                   never one document
join      resources (two)                 –                   one document
conflict  resource_id, field              keep, incoming      editor and old site both changed: ours or theirs
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guiyi.prints import print_of

SITE, FAMILY, PLATFORM = "site", "family", "platform"
SCOPES = (SITE, FAMILY, PLATFORM)
UNDO = "undo"
# kind → what a subject says (one of these sets of names), and what a value says (likewise)
SHAPES: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]] = {
    "map": ((("section",), ("folder",)), (("column",), ("drop",))),
    "tie": ((("rules",),), (("rule",),)),
    "field": ((("source_key", "field"),), (("value",),)),
    "accept": ((("source_key", "doubt"),), ((),)),
    "hold": ((("source_key",),), ((),)),
    "release": ((("source_key", "code"),), ((),)),
    "unmask": ((("source_key", "mask"),), ((),)),
    "split": ((("resources",),), ((),)),
    "join": ((("resources",),), ((),)),
    "conflict": ((("resource_id", "field"),), (("keep", "incoming"),)),
}
LAYERED = ("map", "tie")  # kinds that a family or the platform may decide, too
LIBRARY_WIDE = ("split", "join")  # kinds that only the platform decides
# What no reviewer lets go on: the law holds letters, the others could not be read or have no place of their own.
UNRELEASABLE = ("letter-not-public", "login", "parser-died", "too-slow", "unreadable", "duplicate-key")
LEAST_WHY = 2  # characters


@dataclass(frozen=True)
class Decision:
    """One decision. `id` and `made_at` are given when it is recorded."""

    kind: str
    subject: dict[str, Any]
    value: dict[str, Any]
    scope: str
    scope_id: str
    by: str
    why: str
    batch: str | None = None
    id: int = 0
    made_at: str = ""
    undoes: int | None = None
    undone_by: int | None = None  # id of the undo

    @property
    def key(self) -> tuple[str, str]:
        """What it decides on; a later decision with the same key and scope replaces it."""
        return self.kind, subject_text(self.subject)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return dict(self.__dict__)


def subject_text(subject: Mapping[str, Any]) -> str:
    """A subject as canonical JSON; lists are sets, so they are sorted.

    >>> subject_text({"rules": ["b", "a"]})
    '{"rules":["a","b"]}'
    """
    plain = {name: sorted(value) if isinstance(value, (list, tuple)) else value for name, value in subject.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Decisions:
    """The decisions that count for one site; its own come before its family's, these before the platform's."""

    active: Sequence[Decision] = ()
    _by_key: dict[tuple[str, str], Decision] = field(init=False, default_factory=dict)
    _corrected: dict[str, dict[str, Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        order = {scope: position for position, scope in enumerate(SCOPES)}
        for one in sorted(self.active, key=lambda one: (order[one.scope], -one.id)):
            self._by_key.setdefault(one.key, one)
        for one in self.of_kind("field"):
            self._corrected.setdefault(one.subject["source_key"], {})[one.subject["field"]] = one.value["value"]

    def find(self, kind: str, **subject: Any) -> Decision | None:
        """The decision on a subject, or None: `find("field", source_key=…, field="title")`."""
        return self._by_key.get((kind, subject_text(subject)))

    def of_kind(self, *kinds: str) -> Iterator[Decision]:
        """All that count of some kinds, in a fixed order."""
        return (self._by_key[key] for key in sorted(self._by_key) if key[0] in kinds)

    def is_released(self, source_key: str, code: str) -> bool:
        """Whether a reviewer let a record go on in spite of what would hold it."""
        return code not in UNRELEASABLE and self.find("release", source_key=source_key, code=code) is not None

    def is_unmasked(self, source_key: str, mask: str) -> bool:
        """Whether a reviewer said that a mask (its id, as the clean stage tells it) hides nothing private."""
        return self.find("unmask", source_key=source_key, mask=mask) is not None

    def corrections(self, source_key: str) -> dict[str, Any]:
        """Corrected fields of one record."""
        return dict(self._corrected.get(source_key, {}))

    def print_of(self, *kinds: str, source_keys: Iterable[str] | None = None) -> str:
        """A print of what is decided, of a stage's kinds; of some records only, if their keys are given."""
        wanted = None if source_keys is None else set(source_keys)
        said = [
            [one.kind, one.scope, subject_text(one.subject), one.value]
            for one in self.of_kind(*kinds)
            if wanted is None or "source_key" not in one.subject or one.subject["source_key"] in wanted
        ]
        return print_of("decisions", said) if said else ""


NO_DECISIONS = Decisions()


def faults_of(one: Decision) -> Iterator[str]:
    """What is wrong with a decision, in words."""
    if one.kind == UNDO:
        yield from _unsaid(one)
        return
    if one.kind not in SHAPES:
        yield f"there is no kind {one.kind}; only {', '.join(SHAPES)}"
        return
    subjects, values = SHAPES[one.kind]
    for said, shapes, what in ((one.subject, subjects, "subject"), (one.value, values, "value")):
        if tuple(sorted(said)) not in {tuple(sorted(shape)) for shape in shapes}:
            options = " or ".join(", ".join(shape) or "nothing" for shape in shapes)
            yield f"its {what} must say {options}, not {', '.join(sorted(said)) or 'nothing'}"
    yield from _unsaid(one)
    yield from _scope_faults(one)


def _unsaid(one: Decision) -> Iterator[str]:
    if not one.by.strip():
        yield "say who decides"
    if len(one.why.strip()) < LEAST_WHY:
        yield f"say why, in at least {LEAST_WHY} characters"


def _scope_faults(one: Decision) -> Iterator[str]:
    if one.scope not in SCOPES or (one.scope == PLATFORM) == bool(one.scope_id):
        yield f"its scope must be a site, a family or the platform, not {one.scope} {one.scope_id!r}"
    if one.kind in LIBRARY_WIDE and one.scope != PLATFORM:
        yield "copies are decided for the whole platform"
    if one.kind not in (*LAYERED, *LIBRARY_WIDE) and one.scope != SITE:
        yield "it is about one record, so it is decided for its site"
    if one.kind in LIBRARY_WIDE and len(set(one.subject.get("resources", ()))) != 2:
        yield "name two different resources"
    if one.kind == "release" and one.subject.get("code") in UNRELEASABLE:
        yield f"what is held as {one.subject['code']} is not released by a decision"
