"""A check is a value: what was asked, whether it passed, and the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from guiyi.plain import Plain


@dataclass(frozen=True)
class Check(Plain):
    """One check. name: short and stable. meaning: what a passed check tells, in words. required: stops when not passed.

    evidence: figures and examples. advice: what to do when it did not pass.
    """

    name: str
    meaning: str
    required: bool
    passed: bool
    evidence: str = ""
    advice: str = ""


def held_by(checks: list[Check]) -> list[Check]:
    """The required checks that did not pass."""
    return [check for check in checks if check.required and not check.passed]
