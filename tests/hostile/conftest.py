"""Collects how each behaviour was borne, and prints the table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hostile.run import Verdict

_verdicts: list[Verdict] = []


@pytest.fixture(scope="session")
def verdicts() -> list[Verdict]:
    return _verdicts


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line a behaviour: number, name, promise, kept or what is broken."""
    if not _verdicts:
        return
    terminalreporter.write_sep("-", "hostile sites: behaviour, promise, verdict")
    for one in _verdicts:
        kind = one.behaviour
        form = f" [{kind.variant}]" if kind.variant else ""
        verdict = "kept" if not one.broken else "BROKEN: " + "; ".join(one.broken)
        terminalreporter.write_line(
            f"{kind.number:2d} {kind.name}{form} · {kind.promise} · {verdict} · "
            f"{one.seconds:.1f} s, {one.cpu:.1f} CPU-s, {one.megabytes:.0f} MB"
        )
