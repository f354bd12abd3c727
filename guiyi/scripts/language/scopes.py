"""Names of a script and what they hold, and how its functions and loops are left."""

from __future__ import annotations

from typing import Any

from guiyi.scripts.language.values import UNDEFINED


class Leaves(Exception):
    """return, break, continue, throw."""

    def __init__(self, kind: str, value: Any = None) -> None:
        self.kind, self.value = kind, value


class Scope:
    """Names and what they hold, of a function or block; others are looked for around it. is_lazy: one that makes what
    its names hold where it is asked for them.
    """

    is_lazy = False

    def __init__(self, around: Scope | None = None, this: Any = UNDEFINED) -> None:
        self.held: dict[str, Any] = {}
        self.around, self.this = around, this

    def holder(self, name: str) -> Scope | None:
        """The scope that has a name."""
        at: Scope | None = self
        while at is not None and name not in at.held:
            if at.is_lazy:
                return at.holder(name)
            at = at.around
        return at
