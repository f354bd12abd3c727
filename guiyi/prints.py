"""Prints: short stable hashes that decide what work is due."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

SHA256 = re.compile(r"[0-9a-f]{64}")


# made once: to make an encoder costs more than most of what it writes
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def print_of(*parts: Any) -> str:
    """JSON-able parts → 16 hex digits, the same on every machine.

    >>> print_of("a", 1) == print_of("a", 1), print_of("a", 1) == print_of("a", "1")
    (True, False)
    """
    text = _encode(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sha256_of(data: bytes) -> str:
    """Bytes → full SHA-256 in hex, as used for content addresses."""
    return hashlib.sha256(data).hexdigest()


def is_sha256(text: str) -> bool:
    """Whether a text has the form of what `sha256_of` gives."""
    return SHA256.fullmatch(text) is not None


def resource_id(site: str, source_key: str) -> str:
    """Site and source key → the resource's id, the same over reruns and machines."""
    return hashlib.sha256(f"{site}\n{source_key}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
