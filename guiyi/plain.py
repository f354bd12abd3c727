"""What a command or an interface tells, as plain JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast


class Plain:
    """A dataclass all of whose fields can be told as they are."""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(cast(Any, self))
