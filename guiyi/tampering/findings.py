"""What was found on a page: its kind, how grave it is, what was done about it, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HIGH, MEDIUM, LOW = "high", "medium", "low"
REMOVED, HELD, NOTED = "removed", "held", "noted"
OPEN, CLOSE = "⟦", "⟧"  # around the words that gave the injection away
AROUND = 40  # characters of an excerpt on both sides
MAX_EXCERPT = 240


@dataclass(frozen=True)
class Kind:
    """One form of tampering: its name for operators, and what the site's owner should do."""

    label: str
    label_en: str
    advice: str


KINDS = {
    name: Kind(**said)
    for name, said in yaml.safe_load((Path(__file__).parent / "kinds.yaml").read_text(encoding="utf-8")).items()
}


@dataclass(frozen=True)
class Finding:
    """One injection. place: title, meta, head, body, script, document. target: host it leads to, if any."""

    kind: str
    severity: str
    action: str
    place: str
    excerpt: str
    target: str | None = None
    words: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for the hand-over and for evidence."""
        return {**vars(self), "words": list(self.words)}


def excerpt_of(text: str, words: Sequence[str]) -> str:
    """A text around the first of some words, these marked ⟦so⟧; white space squeezed.

    >>> excerpt_of("欢迎  来到金沙娱乐城。", ["金沙", "娱乐城"])
    '欢迎 来到⟦金沙⟧⟦娱乐城⟧。'
    """
    squeezed = " ".join(text.split())
    lower = squeezed.lower()
    first = min((at for word in words if (at := lower.find(word.lower())) >= 0), default=0)
    start = max(0, first - AROUND)
    cut = squeezed[start : start + MAX_EXCERPT]
    for word in sorted(dict.fromkeys(words), key=len, reverse=True)[:8]:
        at = cut.lower().find(word.lower())
        if at >= 0 and word:
            cut = f"{cut[:at]}{OPEN}{cut[at : at + len(word)]}{CLOSE}{cut[at + len(word) :]}"
    return ("…" if start else "") + cut


def worst(severities: Iterable[str]) -> str:
    """The gravest of some severities."""
    found = set(severities)
    return next((one for one in (HIGH, MEDIUM) if one in found), LOW)
