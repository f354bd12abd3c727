"""Where a decided redirect may lead: a resource, a file, a column of the platform, or a URL on an allowed host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ada_url import URL
from sqlalchemy import Connection, select

from guiyi.config.platform import Platform, walk_columns
from guiyi.database import chunks
from guiyi.library.tables import assets, resources
from guiyi.urls import host_of

UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
PREFIXES = ("resource:", "file:", "column:")


@dataclass(frozen=True)
class Targets:
    """What may be led to: live resources, kept files, columns, and the hosts of the platform."""

    resources: frozenset[str]
    files: frozenset[str]
    columns: frozenset[str]
    hosts: frozenset[str]

    def fault(self, target: str | None) -> str | None:
        """A target as decided → what is wrong with it, in words; None if it may be led to."""
        if not target:
            return "a redirect needs a target"
        if UNSAFE.search(target):
            return f"the target {target!r} holds white space, a backslash or a control character"
        if target.startswith(PREFIXES):
            return self._unknown(target)
        if target.startswith("/"):
            return "the target must not begin with //" if target.startswith("//") else None
        return self._foreign(target)

    def _unknown(self, target: str) -> str | None:
        kind, _, name = target.partition(":")
        known = {"resource": self.resources, "file": self.files, "column": self.columns}[kind]
        return None if name in known else f"there is no live {kind} {name}"

    def _foreign(self, target: str) -> str | None:
        if not target.startswith(("http://", "https://")):
            return f"the target {target} is none of resource:…, file:…, column:…, /path, http(s)://…"
        host = host_of(target)
        if not host or URL(target).username or URL(target).password:
            return f"the target {target} is not a plain URL"
        if host not in self.hosts:
            return f"the host {host} is not among the allowed ones (retirement.allowed_hosts in platform.yaml)"
        return None


def find_targets(connection: Connection, platform: Platform, named: Iterable[str | None]) -> Targets:
    """The targets that decisions name → which of them there are."""
    said = [target for target in named if target]
    hosts = {host_of(platform.retirement.platform_url), *platform.retirement.allowed_hosts}
    return Targets(
        resources=frozenset(_live(connection, _names(said, "resource:"))),
        files=frozenset(_kept(connection, _names(said, "file:"))),
        columns=frozenset(column.id for _, column in walk_columns(platform)),
        hosts=frozenset(host.lower() for host in hosts),
    )


def _names(said: Iterable[str], prefix: str) -> list[str]:
    return sorted({target.removeprefix(prefix) for target in said if target.startswith(prefix)})


def _live(connection: Connection, names: list[str]) -> Iterable[str]:
    for some in chunks(names):
        live = resources.c.resource_id.in_(some) & (resources.c.status == "published")
        yield from connection.execute(select(resources.c.resource_id).where(live)).scalars()


def _kept(connection: Connection, names: list[str]) -> Iterable[str]:
    for some in chunks(names):
        yield from connection.execute(select(assets.c.sha256).where(assets.c.sha256.in_(some))).scalars()
