"""One resource as people read it: its state, its files, its versions, where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from guiyi.library.states import read_states
from guiyi.library.tables import assets, resource_versions

PUBLISHED = "published"
Row = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """resource: the fields. attachments and images: with media type and bytes. legacy_urls: of all merged copies."""

    resource: Row
    placements: list[Row]
    attachments: list[Row]
    images: list[Row]
    letter: Row | None
    legacy_urls: list[Row]
    versions: list[Row] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it."""
        return bool(self.resource["status"] == PUBLISHED)


def read_resource(connection: Connection, resource_id: str) -> Reading | None:
    """A resource id → the resource with all its parts, or None."""
    state = read_states(connection, [resource_id]).get(resource_id)
    if state is None:
        return None
    files = _files(connection, [one["sha256"] for one in state["assets"] if one["sha256"]])
    in_order = sorted(state["assets"], key=lambda one: (one["role"], one["position"]))
    parts = [{**one, **files.get(one["sha256"] or "", {})} for one in in_order]
    return Reading(
        resource=state["resource"],
        placements=sorted(state["placements"], key=lambda one: (not one["is_primary"], one["column"])),
        attachments=[one for one in parts if one["role"] == "attachment"],
        images=[one for one in parts if one["role"] == "image"],
        letter=state["letter"],
        legacy_urls=sorted(state["legacy_urls"], key=lambda one: str(one["url"])),
        versions=read_versions(connection, resource_id),
    )


def _files(connection: Connection, digests: list[str]) -> dict[str, Row]:
    rows = connection.execute(select(assets).where(assets.c.sha256.in_(digests))).mappings()
    return {row["sha256"]: {"media_type": row["media_type"], "bytes": row["bytes"]} for row in rows}


def read_versions(connection: Connection, resource_id: str) -> list[Row]:
    """All versions of a resource, the newest first, without their content."""
    fields = [column for column in resource_versions.c if column.name != "record"]
    mine = select(*fields).where(resource_versions.c.resource_id == resource_id)
    return [dict(row) for row in connection.execute(mine.order_by(resource_versions.c.sequence.desc())).mappings()]


def read_version(connection: Connection, resource_id: str, sequence: int) -> Row | None:
    """The whole state of one version; None where there is none, {} where the resource was taken out."""
    versions = resource_versions.c
    wanted = select(versions.record).where(versions.resource_id == resource_id, versions.sequence == sequence)
    record: Row | None = connection.execute(wanted).scalar_one_or_none()
    return record
