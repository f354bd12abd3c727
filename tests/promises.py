"""Which promises were kept against hostile sites and faults of machines: collected from all processes, told at the end."""

from __future__ import annotations

from typing import Any

import pytest

FAULTS = (
    "kill -9 at random", "kill at every durable step", "disk full", "disk low", "database lost", "lost COMMIT reply",
    "database locked", "bit rot", "torn WARC", "clock jumps", "worker lost", "two runs of one site",
    "orchestrator lost", "redirect service without its database", "host down in mid-crawl",
    "backup while workers write", "clock set back",
)  # fmt: skip
BEHAVIOURS = 42

_faults: dict[str, tuple[str, str]] = {}
_verdicts: list[dict[str, Any]] = []


def pytest_configure(config: Any) -> None:
    config.addinivalue_line("markers", "fault(name, promise): a fault of a machine, and what is promised against it")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: Any) -> Any:
    """Where the test ran: what it says of a fault goes with its report."""
    report = (yield).get_result()
    mark = item.get_closest_marker("fault")
    if mark is not None and (report.when == "call" or not report.passed):
        verdict = {"passed": "kept", "skipped": "not tried"}.get(report.outcome, "BROKEN")
        report.user_properties.append(("fault", [*mark.args, verdict]))


def pytest_runtest_logreport(report: Any) -> None:
    """Where the tables are printed: reports of all processes."""
    for name, value in report.user_properties:
        if name == "fault":
            fault, promise, verdict = value
            before = _faults.get(fault, (promise, "kept"))[1]
            _faults[fault] = (promise, verdict if before == "kept" else before)
        elif name == "hostile" and report.when == "call":
            _verdicts.append(value)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line a behaviour and one a fault: its promise, and whether it was kept."""
    if _verdicts:
        terminalreporter.write_sep("-", "hostile sites: behaviour, promise, verdict")
    for one in sorted(_verdicts, key=lambda one: (one["number"], one["form"])):
        verdict = "; ".join(["BROKEN", *one["broken"]]) if one["broken"] else "kept"
        terminalreporter.write_line(
            f"{one['number']:2d} {one['name']}{one['form']} · {one['promise']} · {verdict} · {one['figures']}"
        )
    if _verdicts:
        bad = {one["number"] for one in _verdicts if one["broken"]}
        kept = len({one["number"] for one in _verdicts} - bad)
        terminalreporter.write_line(f"{kept} of {BEHAVIOURS} hostile behaviours: promise kept")
    if _faults:
        terminalreporter.write_sep("-", "faults of machines: promise, verdict")
        for name in dict.fromkeys([*FAULTS, *_faults]):
            promise, verdict = _faults.get(name, ("", "not tried in this run"))
            terminalreporter.write_line(" · ".join(filter(None, [name, promise, verdict])))
        kept = sum(verdict == "kept" for _promise, verdict in _faults.values())
        terminalreporter.write_line(f"{kept} of {len(FAULTS)} faults of machines: promise kept")
