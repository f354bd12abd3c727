"""What is deleted after how long (`retention:` in platform.yaml), and what never is.

Never: the archive of what the old sites said (WARC), attachments and images, evidence, the ledger, the library and its
logs. Whatever else is deleted can be derived from these again, or is history that nobody asks for any more.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from guiyi.config.load import load_platform
from guiyi.config.platform import Retention
from guiyi.database import reading
from guiyi.errors import RunBusy
from guiyi.ledger import site_states
from guiyi.library.migrate import open_library
from guiyi.plain import Plain
from guiyi.runs.lease import lease
from guiyi.runs.manifest import STAGES
from guiyi.settings import Settings, now
from guiyi.store import Store

PART = re.compile(r"^(?P<batch>.+)-(?P<print>[0-9a-f]{8,64})(?P<rest>\..+)$")


@dataclass
class Pruned(Plain):
    """What was deleted. busy: sites that were at work, and are left for the next time."""

    parts: int = 0
    reports: int = 0
    bytes: int = 0
    busy: int = 0


def policy_of(settings: Settings) -> Retention:
    """The city's policy."""
    return load_platform(settings.configs).retention


def prune_store(settings: Settings) -> Pruned:
    """Deletes superseded parts and old reports of every site, each under its lease → what was deleted."""
    store, policy, pruned = Store(settings.store), policy_of(settings), Pruned()
    with reading(open_library(settings.library)) as connection:
        good = {row.site: row.last_good_run for row in connection.execute(select(site_states))}
    for key in store.list("sites"):
        site = key.rsplit("/", 1)[-1]
        try:
            with lease(settings, site):
                for part in superseded_parts(store, site, now() - timedelta(days=policy.parts_days)):
                    pruned.bytes += _delete(store, part)
                    pruned.parts += 1
                for report in old_reports(store, site, policy.reports_kept, good.get(site)):
                    pruned.bytes += sum(_delete(store, file) for file in store.list(report))
                    pruned.reports += 1
        except RunBusy:
            pruned.busy += 1
    return pruned


def old_reports(store: Store, site: str, kept: int, good: str | None) -> list[str]:
    """Keys of a site's report folders beyond the newest; that of the last good run stays."""
    return [key for key in store.list(f"sites/{site}/runs")[:-kept] if not key.endswith(f"/{good}")]


def superseded_parts(store: Store, site: str, before: datetime) -> Iterator[str]:
    """Keys of a site's part files that are older than `before` and not the newest of their batch.

    A part is named by the print of what made it: an older one would be made again by the same configuration only. What
    the last run's report speaks of stays, however old.
    """
    in_use = parts_in_use(store, site)
    for stage in STAGES:
        folder = f"sites/{site}/{stage}"
        ages: dict[str, dict[str, datetime]] = defaultdict(dict)  # batch → print → when its newest file was written
        files: list[tuple[str, str, str]] = []
        for key in store.list(folder):
            if found := PART.match(key.rsplit("/", 1)[-1]):
                batch, print_ = found["batch"], found["print"]
                written = store.written_at(key)
                ages[batch][print_] = max(written, ages[batch].get(print_, written))
                files.append((key, batch, print_))
        newest = {batch: max(prints, key=lambda one: (prints[one], one)) for batch, prints in ages.items()}
        limit = before.astimezone(UTC)
        for key, batch, print_ in files:
            is_current = print_ == newest[batch] or any(
                part.startswith(f"{folder}/{batch}-{print_}.") for part in in_use
            )
            if not is_current and ages[batch][print_] < limit:
                yield key


def parts_in_use(store: Store, site: str) -> set[str]:
    """Keys of the part files that the site's last run ended with."""
    reports = [f"{key}/manifests.json" for key in store.list(f"sites/{site}/runs")]
    last = next((key for key in reversed(reports) if store.exists(key)), None)
    return {str(one["path"]) for one in json.loads(store.read(last)) if one["path"]} if last else set()


def _delete(store: Store, key: str) -> int:
    size = store.size(key)
    store.delete(key)
    return size
