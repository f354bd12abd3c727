"""The shape of a resource's whole state, as plain JSON: staged, published, kept as a version, rolled back to.

{"resource": fields of `resources`, "placements": […], "legacy_urls": […], "assets": […], "letter": {…} or null}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from guiyi.prints import print_of

State = dict[str, Any]

# Fields that the pipeline maps. An editor may change them, except the body's print.
CONTENT_FIELDS = (
    "index_number", "title", "content_type", "function", "column", "topic_category", "genre_category",
    "issuing_agency", "document_number", "written_on", "published_at", "effective_status", "source", "author",
    "summary", "keywords", "body_html", "body_text", "language", "legacy_column", "details",
)  # fmt: skip
LETTER_FIELDS = (
    "subject", "question", "asked_at", "accepted_at", "replied_at", "reply_agency", "reply", "status",
)  # fmt: skip
# PostgreSQL stores no NUL, and neither database a lone surrogate.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """JSON-able value → the same without characters that a database can't store (each becomes U+FFFD).

    >>> storable({"title": "a\\x00b", "keywords": ["c"]})
    {'title': 'a�b', 'keywords': ['c']}
    """
    if isinstance(value, str):
        return value if _is_storable(value) else UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: storable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [storable(part) for part in value]
    return value


def _is_storable(text: str) -> bool:
    """Whether a text can be stored as it is; to encode it tells sooner than a pattern."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def page_key_of(record: Mapping[str, Any]) -> str:
    """RECORDS row → key of its own page: the first of its legacy URLs."""
    urls = record["legacy_urls"] or []
    return str(urls[0]["key"]) if urls else str(record["source_key"])


def state_of(record: Mapping[str, Any], site: str, digests: Mapping[str, str]) -> State:
    """RECORDS row, and the digest of each file that is to be had, by its key → what is staged."""
    resource = {name: record.get(name) for name in CONTENT_FIELDS}
    for name in ("body_html", "body_text"):
        resource[name] = resource[name] or ""
    resource["keywords"] = list(resource["keywords"] or [])
    resource["classes"] = json.loads(record["classes"]) if record.get("classes") else None
    resource["details"] = json.loads(resource["details"]) if resource["details"] else None
    resource |= {"resource_id": record["resource_id"], "site": site, "source_key": record["source_key"]}
    resource["content_sha256"] = record["content_sha256"]
    assets = _assets(record, digests)
    resource["record_print"] = print_of(record["record_print"], [(asset["sha256"], asset["name"]) for asset in assets])
    return {
        "resource": resource,
        "placements": _placements(record),
        "legacy_urls": [{"url": one["url"], "key": one["key"]} for one in record["legacy_urls"] or []],
        "assets": assets,
        "letter": _letter(record.get("letter")),
    }


def _placements(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All columns once, the primary first."""
    primary = record["column"]
    legacy: dict[str, str | None] = {primary: record["legacy_column"]} if primary else {}
    for one in record["placements"] or []:
        if one["column"]:
            legacy.setdefault(one["column"], one["legacy_column"])
    return [{"column": name, "legacy_column": legacy[name], "is_primary": name == primary} for name in legacy]


def _assets(record: Mapping[str, Any], digests: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for role, name_field in (("attachment", "name"), ("image", "alt")):
        for position, one in enumerate(record[f"{role}s"] or []):
            rows.append(
                {
                    "role": role,
                    "position": position,
                    "key": one["key"],
                    "legacy_url": one["legacy_url"] or "",
                    "name": one[name_field],
                    "sha256": digests.get(one["key"]),
                }
            )
    return rows


def _letter(letter: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if letter is None else {name: letter[name] for name in LETTER_FIELDS}
