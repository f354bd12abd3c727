"""What becomes of a page that was tampered with: clean after removal, it goes on; else it is held with the evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from guiyi.tampering.findings import HELD, HIGH, KINDS, Finding, excerpt_of, worst
from guiyi.tampering.vocabulary import is_chain, spam_words

SHOWN = ("title", "summary", "source", "author", "issuing_agency", "section")
REMOVED_FLAG = "tampering-removed"
Row = dict[str, Any]


def judge(row: Any) -> list[Row]:
    """A document's row, after its rules → the findings for which it must be held; none if it may go on.

    A last look at the fields that are published: what was not taken out of the page must not get into the library.
    """
    held = [one for one in row.tampering or () if one["action"] == HELD]
    for name in SHOWN:
        value = getattr(row, name)
        words = spam_words(value) if value else []
        if words or (name == "title" and value and is_chain(value)):
            kind = "spam-title" if name == "title" else "spam-in-text"
            held.append(Finding(kind, HIGH, HELD, name, excerpt_of(value, words), None, words).to_json())
    return held


def without_spam(words: Sequence[str] | None) -> list[str]:
    """Keywords → those that are no spam."""
    return [word for word in words or () if not spam_words(word)]


def removed_flags(row: Any) -> list[str]:
    """The flag of a page from which something injected was taken."""
    return [REMOVED_FLAG] if any(one["action"] == "removed" for one in row.tampering or ()) else []


def refused_for(row: Any, held: Sequence[Row]) -> Row:
    """A document and the findings against it → its REFUSED row with the evidence."""
    severity = worst(one["severity"] for one in held)
    kinds = list(dict.fromkeys(one["kind"] for one in held))
    said = "；".join(f"{KINDS[kind].label} {KINDS[kind].label_en}" for kind in kinds)
    payload = {
        "title": row.title, "severity": severity, "evidence": [*held], "removed": [
            one for one in row.tampering or () if one["action"] != HELD
        ],
    }  # fmt: skip
    return {
        "source_key": row.source_key, "page_key": row.page_key, "url": row.url, "outcome": "held", "code": "tampered",
        "reason": f"{said} ({severity}): {held[0]['excerpt']}"[:400],
        "payload": json.dumps(payload, ensure_ascii=False, sort_keys=True),
    }  # fmt: skip
