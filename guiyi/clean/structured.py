"""Structured details are masked as the body is: every text in them, and the names of letter writers everywhere."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from guiyi.clean.privacy import mask_name, mask_text

ADDRESSES = ("legacy_url", "poster")


def mask_details(details: str | None, counts: Counter[str], writer: str | None = None) -> str | None:
    """Details (JSON) → the same with personal data masked and counted; writers of letters are left out.

    writer: name of the page's letter writer, reduced in every text; each letter's own writer is, too.
    """
    if not details:
        return details
    said = json.loads(details)
    for letter in said.get("letters", ()):
        own = (letter.pop("writer", None) or "").strip()
        letter |= _masked(letter, [own], counts)
    return json.dumps(_masked(said, [writer or ""], counts), ensure_ascii=False, sort_keys=True)


def _masked(value: Any, names: list[str], counts: Counter[str]) -> Any:
    if isinstance(value, str):
        masked, found = mask_text(value)
        counts.update(found)
        return _without(masked, names)
    if isinstance(value, list):
        return [_masked(one, names, counts) for one in value]
    if isinstance(value, dict):
        return {key: one if key in ADDRESSES else _masked(one, names, counts) for key, one in value.items()}
    return value


def _without(text: str, names: list[str]) -> str:
    """A text with names reduced; what is no name (long, one character, masked already) is left."""
    for name in names:
        if 2 <= len(name) <= 6 and "*" not in name:
            text = text.replace(name, mask_name(name))
    return text
