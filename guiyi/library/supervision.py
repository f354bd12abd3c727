"""统一监管: checks over the whole library, as the national inspections ask; thresholds from platform.yaml.

A finding says how it stands, what the rule is, and examples to go to. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, func, or_, select

from guiyi.clean.privacy import mask_text
from guiyi.config.platform import Column, Platform, walk_columns
from guiyi.database import reading
from guiyi.library.calls import column_counts
from guiyi.library.links import DEAD, GOOD, INSIDE, OUTSIDE
from guiyi.library.tables import catalogue, catalogue_columns, letters, links, resource_assets, resources
from guiyi.plain import Plain

PUBLISHED = "published"
EXAMPLES = 10
LABELS = {
    "home": "首页更新 front page", "stale": "栏目不更新 stale columns", "empty": "空白栏目 empty columns",
    "unanswered": "来信未答复 unanswered letters", "files": "附件、图片失效 dead files",
    "links_inside": "死链（库内、旧站） dead links inside", "links_outside": "死链（外站） dead links outside",
    "metadata": "元数据缺失 missing metadata", "privacy": "个人隐私 personal data",
}  # fmt: skip
Level = Literal["good", "warn", "bad", "unknown"]


@dataclass(frozen=True)
class Example:
    """One thing that a finding is about: what it is called, the resource or column to go to, why it is here."""

    text: str
    resource_id: str | None = None
    column: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Finding:
    """One check. name: home, stale, empty, unanswered, files, links_inside, links_outside, metadata, privacy.

    about: a field, else empty. count of whole: how many it concerns. limit: the threshold that was applied. looked_at:
    of what is looked at now and then, when it last was. untold: how many can't be told. level unknown: never looked.
    """

    name: str
    level: Level
    count: int
    whole: int
    limit: float
    examples: tuple[Example, ...] = ()
    about: str = ""
    looked_at: str = ""
    untold: int = 0


@dataclass(frozen=True)
class Supervision(Plain):
    """All findings of one day."""

    as_of: str
    resources: int
    findings: tuple[Finding, ...]


def supervise(engine: Engine, platform: Platform, as_of: date) -> Supervision:
    """Library, platform with its thresholds, the day that counts as today → every finding."""
    with reading(engine) as connection:
        total = _count(connection, catalogue.c.status == PUBLISHED)
        newest, counts = _newest(connection), column_counts(connection)
        found = (
            _home(platform, newest, as_of), _stale(platform, newest, as_of), _empty(platform, counts),
            _unanswered(connection, platform, as_of), _files(connection), _links(connection, platform, INSIDE),
            _links(connection, platform, OUTSIDE), *_metadata(connection, platform, total),
            _privacy(connection, platform),
        )  # fmt: skip
    return Supervision(as_of.isoformat(), total, found)


def _count(connection: Connection, which: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(catalogue).where(which)).scalar_one())


def _newest(connection: Connection) -> dict[str, str]:
    """Column → the day of what was published in it last."""
    last = select(catalogue_columns.c.column, func.max(catalogue_columns.c.docid).label("docid")).group_by(
        catalogue_columns.c.column
    )
    of = last.subquery()
    query = (
        select(of.c.column, resources.c.published_at)
        .join(catalogue, catalogue.c.docid == of.c.docid)
        .join(resources, resources.c.resource_id == catalogue.c.resource_id)
    )
    return {column: (published or "")[:10] for column, published in connection.execute(query)}


def _is_before(day: str, limit: date) -> bool:
    return day < limit.isoformat()[: len(day)] if day else True


def _home(platform: Platform, newest: dict[str, str], as_of: date) -> Finding:
    days = platform.supervision.home_days
    last = max(newest.values(), default="")
    is_old = _is_before(last, as_of - timedelta(days=days))
    examples = (Example(last),) if last else ()
    return Finding("home", "bad" if is_old else "good", int(is_old), 1, days, examples)


def _stale(platform: Platform, newest: dict[str, str], as_of: date) -> Finding:
    rules = platform.supervision
    found = []
    for _function, column in walk_columns(platform):
        days = rules.column_days.get(column.id, rules.stale_days)
        if column.id in newest and _is_before(newest[column.id], as_of - timedelta(days=days)):
            found.append(Example(f"{column.name} {newest[column.id]} ({days})", column=column.id))
    level: Level = "bad" if len(found) >= rules.empty_columns else "warn" if found else "good"
    return Finding("stale", level, len(found), len(newest), rules.stale_days, tuple(found))


def _empty(platform: Platform, counts: dict[str, int]) -> Finding:
    rules = platform.supervision
    columns = [column for _function, column in walk_columns(platform)]
    found = [Example(one.name, column=one.id) for one in columns if not _held(one, counts)]
    level: Level = "bad" if len(found) >= rules.empty_columns else "warn" if found else "good"
    return Finding("empty", level, len(found), len(columns), rules.empty_columns, tuple(found))


def _held(column: Column, counts: dict[str, int]) -> int:
    return counts.get(column.id, 0) + sum(_held(one, counts) for one in column.columns)


def _unanswered(connection: Connection, platform: Platform, as_of: date) -> Finding:
    days = platform.supervision.unanswered_days
    limit = (as_of - timedelta(days=days)).isoformat()
    asked = func.coalesce(letters.c.accepted_at, letters.c.asked_at)
    joined = letters.join(resources, resources.c.resource_id == letters.c.resource_id)
    live = resources.c.status == PUBLISHED
    silent = and_(live, letters.c.replied_at.is_(None), func.coalesce(letters.c.reply, "") == "", asked < limit)
    whole = connection.execute(select(func.count()).select_from(joined).where(live)).scalar_one()
    count = connection.execute(select(func.count()).select_from(joined).where(silent)).scalar_one()
    some = select(resources.c.title, resources.c.resource_id, asked).select_from(joined).where(silent)
    rows = connection.execute(some.order_by(asked, resources.c.resource_id).limit(EXAMPLES))
    examples = tuple(Example(f"{title} {(day or '')[:10]}", resource_id=ident) for title, ident, day in rows)
    return Finding("unanswered", "bad" if count else "good", count, whole, days, examples)


def _files(connection: Connection) -> Finding:
    """Attachments and images that resources name and the library has not: links that lead nowhere."""
    joined = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
    live = resources.c.status == PUBLISHED
    lost = and_(live, resource_assets.c.sha256.is_(None))
    whole = connection.execute(select(func.count()).select_from(joined).where(live)).scalar_one()
    count = connection.execute(select(func.count()).select_from(joined).where(lost)).scalar_one()
    some = select(resources.c.title, resources.c.resource_id, resource_assets.c.legacy_url).select_from(joined)
    rows = connection.execute(some.where(lost).order_by(resources.c.resource_id).limit(EXAMPLES))
    examples = tuple(Example(f"{title}: {url}", resource_id=ident) for title, ident, url in rows)
    return Finding("files", "warn" if count else "good", count, whole, 0, examples)


def _links(connection: Connection, platform: Platform, kind: str) -> Finding:
    """Links in published texts that lead nowhere, as they were last looked at (`guiyi.library.links`)."""
    limit = platform.supervision.dead_links
    looked_at = connection.execute(select(func.max(links.c.looked_at))).scalar() or ""
    grouped = select(links.c.verdict, func.count()).where(links.c.kind == kind).group_by(links.c.verdict)
    counts: dict[str, int] = dict(connection.execute(grouped).all())
    dead, told = counts.get(DEAD, 0), counts.get(DEAD, 0) + counts.get(GOOD, 0)
    untold = sum(counts.values()) - told
    level: Level = "unknown" if not looked_at or (untold and not told) else "good"
    if dead:
        level = "bad" if dead / told > limit else "warn"
    some = select(links).where(links.c.kind == kind, links.c.verdict == DEAD)
    rows = connection.execute(some.order_by(links.c.resource_id, links.c.url).limit(EXAMPLES))
    examples = tuple(Example(row.url, resource_id=row.resource_id, note=row.reason) for row in rows)
    return Finding(f"links_{kind}", level, dead, told, limit, examples, looked_at=looked_at[:10], untold=untold)


def _metadata(connection: Connection, platform: Platform, total: int) -> Iterator[Finding]:
    rules = platform.supervision
    for name in rules.fields:
        column = resources.c[name]
        lacking = and_(resources.c.status == PUBLISHED, or_(column.is_(None), column == ""))
        count = connection.execute(select(func.count()).select_from(resources).where(lacking)).scalar_one()
        some = select(resources.c.title, resources.c.resource_id).where(lacking)
        rows = connection.execute(some.order_by(resources.c.resource_id).limit(EXAMPLES))
        examples = tuple(Example(title, resource_id=ident) for title, ident in rows)
        level: Level = "warn" if total and 1 - count / total < rules.metadata_fill else "good"
        yield Finding("metadata", level, count, total, rules.metadata_fill, examples, about=name)


def _privacy(connection: Connection, platform: Platform) -> Finding:
    """Personal numbers in what was published last: every one should have been masked before load."""
    size = platform.supervision.privacy_sample
    newest = select(catalogue.c.resource_id).where(catalogue.c.status == PUBLISHED)
    some = newest.order_by(catalogue.c.docid.desc()).limit(size).subquery()
    fields = (resources.c.title, resources.c.resource_id, resources.c.body_text)
    rows = connection.execute(select(*fields).join(some, some.c.resource_id == resources.c.resource_id)).all()
    found = [Example(row.title, resource_id=row.resource_id) for row in rows if mask_text(row.body_text)[1]]
    return Finding("privacy", "bad" if found else "good", len(found), len(rows), size, tuple(found[:EXAMPLES]))
