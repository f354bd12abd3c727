"""The 42 behaviours of hostile old sites, by area."""

from __future__ import annotations

from tests.hostile.behaviours import content, hosts, redirects, text, transport, traps
from tests.hostile.site import Behaviour

AREAS = (transport, redirects, hosts, text, traps, content)
BEHAVIOURS: tuple[type[Behaviour], ...] = tuple(
    sorted((kind for area in AREAS for kind in area.BEHAVIOURS), key=lambda kind: kind.number)
)
