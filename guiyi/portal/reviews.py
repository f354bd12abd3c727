"""Sign-off beside the old page: which resources a reviewer looks at, what was said of each, and how far it is.

The sample is drawn by risk: whatever is doubtful first (flags, disagreement, masks, what is missing), then some of
every column. It is the same for everybody, and changes only when the site's content does.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select

from guiyi.clean.verdicts import REMOVED_FLAG
from guiyi.database import reading, upsert, writing
from guiyi.decisions.decision import SITE, Decision
from guiyi.decisions.record import record_decisions
from guiyi.errors import ConfigError
from guiyi.library.edit import hold_resource
from guiyi.library.people import reviews, sign_offs
from guiyi.library.tables import doubts, legacy_urls, refused_records, resource_assets, resources
from guiyi.portal.access import Portal
from guiyi.portal.audit import note
from guiyi.settings import now

PUBLISHED = "published"
LEAST = 12  # resources of a sample, where the site has as many
OF_COLUMN = 2  # at least so many of each column
RISKY = 3  # from this weight on a resource is in the sample, up to MOST_RISKY of them
MOST_RISKY = 60
WEIGHTS = {
    "field": 3, "date": 3, "mask": 2, "injected": 2, "no_date": 3, "no_text": 3, "file_missing": 2, "copies": 1,
}  # fmt: skip
COPIES = 3  # addresses from which on a resource is told to have many copies
KEPT = 50  # samples in memory
OPEN = ("unmapped", "tie", "conflict")  # refusals that people must decide before a site is signed off


@dataclass(frozen=True)
class Sampled:
    """One resource to be looked at, why, and what was said of it (null: nothing yet)."""

    resource_id: str
    title: str
    column: str
    risks: tuple[str, ...]
    weight: int
    verdict: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Progress:
    """How far a site's sign-off is. columns: column → (looked at, to look at). waiting: records to decide."""

    site: str
    sample: tuple[Sampled, ...]
    columns: Mapping[str, tuple[int, int]]
    waiting: int
    signed: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Resources of the sample that were looked at."""
        return sum(1 for one in self.sample if one.verdict)

    @property
    def is_ready(self) -> bool:
        """Whether the site may be signed off."""
        return bool(self.sample) and self.done == len(self.sample) and not self.waiting


_samples: OrderedDict[tuple[str, str, str], list[Sampled]] = OrderedDict()
_lock = Lock()


def sample_of(connection: Connection, site: str, library: str) -> list[Sampled]:
    """Site → its sample, the most doubtful first."""
    state = _state_of(connection, site)
    key = (library, site, state)
    with _lock:
        if key in _samples:
            return _samples[key]
    made = _draw(connection, site)
    with _lock:
        _samples[key] = made
        while len(_samples) > KEPT:
            _samples.popitem(last=False)
    return made


def _state_of(connection: Connection, site: str) -> str:
    """A text that changes when what the sample is drawn from does."""
    mine = resources.c.site == site
    row = connection.execute(select(func.count(), func.max(resources.c.updated_at)).where(mine)).one()
    count = connection.execute(select(func.count(), func.max(doubts.c.run_id)).where(doubts.c.site == site)).one()
    return f"{tuple(row)} {tuple(count)}"


def _draw(connection: Connection, site: str) -> list[Sampled]:
    fields = ("resource_id", "title", "column", "published_at", "content_sha256")
    query = select(*(resources.c[name] for name in fields), func.length(resources.c.body_text).label("length"))
    rows = connection.execute(query.where(resources.c.site == site, resources.c.status == PUBLISHED)).all()
    risks = _risks(connection, site, rows)
    every = [
        Sampled(row.resource_id, row.title, row.column or "", tuple(found), sum(WEIGHTS[name] for name in found))
        for row in rows
        for found in [sorted(risks.get(row.resource_id, ()))]
    ]
    every.sort(key=lambda one: (-one.weight, _shuffled(one.resource_id)))
    risky = [one for one in every if one.weight >= RISKY][:MOST_RISKY]
    return risky + _spread(every, risky)


def _shuffled(resource_id: str) -> str:
    return hashlib.sha256(f"sample {resource_id}".encode()).hexdigest()


def _spread(every: Sequence[Sampled], risky: Sequence[Sampled]) -> list[Sampled]:
    """Beside the risky ones: some of each column, and some more of a large site."""
    taken = {one.resource_id for one in risky}
    per_column = Counter(one.column for one in risky)
    wanted = max(LEAST, math.isqrt(len(every)))
    found: list[Sampled] = []
    for one in sorted(every, key=lambda one: _shuffled(one.resource_id)):
        if one.resource_id not in taken and (per_column[one.column] < OF_COLUMN or len(found) + len(risky) < wanted):
            per_column[one.column] += 1
            found.append(one)
    return found


def _risks(connection: Connection, site: str, rows: Sequence[Any]) -> dict[str, set[str]]:
    """Resource → names of its risks."""
    found: dict[str, set[str]] = defaultdict(set)
    told = select(doubts.c.resource_id, doubts.c.kind, doubts.c.about).where(
        doubts.c.site == site, doubts.c.kind.in_(WEIGHTS)
    )
    for resource_id, kind, about in connection.execute(told):
        found[resource_id].add("injected" if about == REMOVED_FLAG else kind)
    mine = select(resources.c.resource_id).where(resources.c.site == site, resources.c.status == PUBLISHED)
    lost = select(resource_assets.c.resource_id).where(
        resource_assets.c.resource_id.in_(mine), resource_assets.c.sha256.is_(None)
    )
    for resource_id in connection.execute(lost.distinct()).scalars():
        found[resource_id].add("file_missing")
    copied = (
        select(legacy_urls.c.resource_id).where(legacy_urls.c.resource_id.in_(mine)).group_by(legacy_urls.c.resource_id)
    )
    for resource_id in connection.execute(copied.having(func.count(legacy_urls.c.key.distinct()) >= COPIES)).scalars():
        found[resource_id].add("copies")
    with_files = set(connection.execute(
        select(resource_assets.c.resource_id).where(resource_assets.c.resource_id.in_(mine)).distinct()
    ).scalars())  # fmt: skip
    for row in rows:
        if not row.published_at:
            found[row.resource_id].add("no_date")
        if not row.length and row.resource_id not in with_files:
            found[row.resource_id].add("no_text")
    return found


def progress_of(portal: Portal, site: str) -> Progress:
    """How far the sign-off of a site is."""
    with reading(portal.engine) as connection:
        return _progress(connection, portal, site)


def _progress(connection: Connection, portal: Portal, site: str) -> Progress:
    sample = sample_of(connection, site, portal.settings.library)
    said = _verdicts(connection, site)
    seen = [
        Sampled(one.resource_id, one.title, one.column, one.risks, one.weight, *said.get(one.resource_id, (None, None)))
        for one in sample
    ]
    whole, done = Counter(one.column for one in seen), Counter(one.column for one in seen if one.verdict)
    columns = {name: (done[name], whole[name]) for name in sorted(whole)}
    waits = (refused_records.c.site == site) & refused_records.c.code.in_(OPEN)
    waiting = connection.execute(select(func.count()).select_from(refused_records).where(waits)).scalar_one()
    signed = connection.execute(select(sign_offs).where(sign_offs.c.site == site)).mappings()
    return Progress(site, tuple(seen), columns, int(waiting), {row["column"]: dict(row) for row in signed})


def _verdicts(connection: Connection, site: str) -> dict[str, tuple[str, str]]:
    """Resource → verdict on its present content, and whose."""
    same = (reviews.c.resource_id == resources.c.resource_id) & (reviews.c.content_sha256 == resources.c.content_sha256)
    query = select(reviews.c.resource_id, reviews.c.verdict, reviews.c.by).join(resources, same)
    rows = connection.execute(query.where(reviews.c.site == site))
    return {row.resource_id: (row.verdict, row.by) for row in rows}


def progress_of_sites(portal: Portal) -> dict[str, tuple[int, bool]]:
    """Site → resources looked at, and whether it is signed off; for all sites at once."""
    counted = select(reviews.c.site, func.count()).group_by(reviews.c.site)
    whole = select(sign_offs.c.site).where(sign_offs.c.column == "")
    with reading(portal.engine) as connection:
        counts = {row[0]: int(row[1]) for row in connection.execute(counted)}
        signed = set(connection.execute(whole).scalars())
    return {site: (counts.get(site, 0), site in signed) for site in {*counts, *signed}}


def say(
    engine: Engine | Connection, resource: Mapping[str, Any], verdict: str, by: str, remark: str, version_print: str
) -> None:
    """A verdict (accepted, corrected, held) on a resource as it was seen. ConfigError: it has changed since.

    Accepting answers its doubts; holding takes it out of sight, and every later run leaves it there.
    """
    if resource["content_sha256"] != version_print:
        raise ConfigError("this resource has changed since it was shown; look at it again")
    site, resource_id = resource["site"], resource["resource_id"]
    if verdict == "held" and len(remark.strip()) < 2:
        raise ConfigError("say why it is held")
    row = {
        "resource_id": resource_id, "content_sha256": version_print, "site": site, "verdict": verdict, "by": by,
        "at": now().isoformat(), "note": remark.strip() or None,
    }  # fmt: skip
    with writing(engine) as connection:  # the verdict and all that follows from it
        if verdict == "held":
            _decide(connection, [("hold", {"source_key": resource["source_key"]})], site, by, remark)
            hold_resource(connection, resource_id, by)
        elif verdict == "accepted":
            why = remark.strip() or "looked at beside the old page"
            _decide(connection, _doubts(connection, resource), site, by, why)
        upsert(connection, reviews, [row])
        note(connection, by, f"review-{verdict}", f"{site}/{resource_id}", {"note": row["note"]})


def _doubts(connection: Connection, resource: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    mine = (doubts.c.site == resource["site"]) & (doubts.c.source_key == resource["source_key"])
    found = connection.execute(select(doubts.c.doubt).where(mine).order_by(doubts.c.doubt)).scalars().all()
    return [("accept", {"source_key": resource["source_key"], "doubt": doubt}) for doubt in found]


def _decide(connection: Connection, wanted: Sequence[tuple[str, dict[str, Any]]], site: str, by: str, why: str) -> None:
    record_decisions(connection, [Decision(kind, subject, {}, SITE, site, by, why) for kind, subject in wanted])


def sign_off(portal: Portal, site: str, column: str, by: str, remark: str) -> None:
    """Signs off a site (column empty) or one column of it. ConfigError: something is not looked at yet."""
    progress = progress_of(portal, site)
    if column:
        done, whole = progress.columns.get(column, (0, 0))
        if not whole or done < whole:
            raise ConfigError(f"{whole - done} of {whole} are not looked at in this column yet")
    elif not progress.is_ready:
        left = len(progress.sample) - progress.done
        raise ConfigError(
            f"not ready: {left} of the sample are not looked at, {progress.waiting} records wait for a decision"
        )
    figures = {"sample": len(progress.sample), "looked_at": progress.done, "waiting": progress.waiting}
    row = {
        "site": site, "column": column, "by": by, "at": now().isoformat(), "note": remark.strip() or None,
        "figures": figures, "run_id": None,
    }  # fmt: skip
    with writing(portal.engine) as connection:
        upsert(connection, sign_offs, [row])
        note(connection, by, "sign-off", f"{site}/{column}" if column else site, figures)


def take_back(portal: Portal, site: str, column: str, by: str) -> None:
    """Takes a sign-off back."""
    with writing(portal.engine) as connection:
        connection.execute(delete(sign_offs).where(sign_offs.c.site == site, sign_offs.c.column == column))
        note(connection, by, "sign-off-taken-back", f"{site}/{column}" if column else site)
