"""What resources are found by beside the fields of the catalogue: each value a word of the full-text index.

What is not published has no words there: for a delta and for other states the same is asked of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, select

from guiyi.database import as_json
from guiyi.library.tables import catalogue, letters, resource_assets, resources

OF_RESOURCE = ("title", "content_sha256", "version")
DAYS = {"letter_asked_on": "asked_at", "letter_accepted_on": "accepted_at", "letter_replied_on": "replied_at"}
OF_LETTER = {"letter_status": "status", "letter_reply_agency": "reply_agency"}
FILES = {"attachment": "attachment", "image": "image"}
HAS = {"has_attachments": "attachment", "has_images": "image"}
FURTHER = (*OF_RESOURCE, "keyword", "first_loaded_on", *FILES, *HAS, *OF_LETTER, *DAYS)
DAY = len("2018-03-20")


def further_values(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A whole state → name and value of everything it is found by here."""
    resource, letter, assets = state["resource"], state.get("letter") or {}, state["assets"]
    for name in OF_RESOURCE:
        yield name, str(resource[name])
    for word in resource["keywords"] or ():
        yield "keyword", str(word)
    yield "first_loaded_on", str(resource["first_loaded_at"])[:DAY]
    for name, role in FILES.items():
        mine = [one for one in assets if one["role"] == role]
        yield f"has_{name}s", "true" if mine else "false"
        yield from ((name, str(said)) for one in mine for said in (one["sha256"], one["name"]) if said)
    for name, field in OF_LETTER.items():
        if letter.get(field):
            yield name, str(letter[field])
    for name, field in DAYS.items():
        if letter.get(field):
            yield name, str(letter[field])[:DAY]


def further_condition(name: str, value: str) -> ColumnElement[bool]:
    """A name of FURTHER and its value → the condition on a row of the catalogue."""
    if name in HAS:
        found = exists(select(1).where(_same(resource_assets), resource_assets.c.role == HAS[name]))
        return found if value == "true" else ~found
    if name in FILES:
        said = (resource_assets.c.sha256 == value) | (resource_assets.c.name == value)
        return exists(select(1).where(_same(resource_assets), resource_assets.c.role == FILES[name], said))
    if name in OF_LETTER:
        return exists(select(1).where(_same(letters), letters.c[OF_LETTER[name]] == value))
    if name in DAYS:
        return exists(select(1).where(_same(letters), letters.c[DAYS[name]].startswith(value, autoescape=True)))
    return exists(select(1).where(_same(resources), _of_resource(name, value)))


def _same(table: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = table.c.resource_id == catalogue.c.resource_id
    return same


def _of_resource(name: str, value: str) -> ColumnElement[bool]:
    if name == "keyword":
        return cast(resources.c.keywords, String).contains(as_json(value), autoescape=True)
    if name == "first_loaded_on":
        return resources.c.first_loaded_at.startswith(value, autoescape=True)
    return cast(resources.c[name], String) == value
