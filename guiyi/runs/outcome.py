"""How one site's run ended, for those who started it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """How one site's flow run ended: done, held or failed; why; and what the flow gave."""

    site: str
    status: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 done, 1 failed, 3 held."""
        return {"done": 0, "held": 3}.get(self.status, 1)
