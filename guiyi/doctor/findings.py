"""What the doctor finds: where, what is wrong, what to do about it, and the repair where one can be derived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Finding:
    """One thing that is wrong. remedy: what `--repair` does, or what a person does where `repair` is None."""

    check: str
    where: str
    what: str
    remedy: str
    repair: Callable[[], None] | None = field(default=None, repr=False)
    is_repaired: bool = False
