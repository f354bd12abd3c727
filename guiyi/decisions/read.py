"""Reading decisions. A run counts those that were there when it began, and applies them by mapping again: no fetch."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select

from guiyi.database import reading
from guiyi.decisions.decision import FAMILY, PLATFORM, SITE, Decision, Decisions
from guiyi.decisions.table import active, decisions, of_row, selected


def decisions_for(engine: Engine, site: str, family: str | None = None, up_to: int | None = None) -> Decisions:
    """Site and its CMS family → the decisions that count for it; up_to: only those recorded as or before this id."""
    wanted = active(up_to).where(_is_for(site, family)).order_by(decisions.c.id)
    with reading(engine) as connection:
        return Decisions([of_row(row) for row in connection.execute(wanted).mappings()])


def _is_for(site: str, family: str | None) -> ColumnElement[bool]:
    of_site = and_(decisions.c.scope == SITE, decisions.c.scope_id == site)
    of_family = and_(decisions.c.scope == FAMILY, decisions.c.scope_id == (family or ""))
    return or_(of_site, of_family, decisions.c.scope == PLATFORM)


def is_decided_since(connection: Connection, site: str, family: str | None, after: int) -> bool:
    """Whether anything was decided or undone for a site after the decision with this id."""
    wanted = select(decisions.c.id).where(decisions.c.id > after, _is_for(site, family)).limit(1)
    return connection.execute(wanted).first() is not None


def held_since(connection: Connection, site: str, after: int) -> set[str]:
    """Source keys of a site's records that a person holds by a decision made after the one with this id."""
    of_site = and_(decisions.c.kind == "hold", decisions.c.scope == SITE, decisions.c.scope_id == site)
    rows = connection.execute(active().where(of_site, decisions.c.id > after)).mappings()
    return {str(of_row(row).subject["source_key"]) for row in rows}


def platform_decisions(engine: Engine, *kinds: str) -> list[Decision]:
    """All decisions that count of these kinds, of every site, in the order they were made."""
    with reading(engine) as connection:
        rows = connection.execute(active().where(decisions.c.kind.in_(kinds)).order_by(decisions.c.id)).mappings()
        newest = {(row["scope"], row["scope_id"], row["kind"], row["subject"]): of_row(row) for row in rows}
    return sorted(newest.values(), key=lambda one: one.id)


def decision_log(
    engine: Engine, site: str | None = None, batch: str | None = None, before: int | None = None, limit: int = 200
) -> list[Decision]:
    """Every decision and undo of a site, of a batch, or of all, the newest first; before: with a lower id only."""
    wanted = selected().order_by(decisions.c.id.desc()).limit(limit)
    if site is not None:
        wanted = wanted.where(decisions.c.scope == SITE, decisions.c.scope_id == site)
    if batch is not None:
        wanted = wanted.where(decisions.c.batch == batch)
    if before is not None:
        wanted = wanted.where(decisions.c.id < before)
    with reading(engine) as connection:
        return [of_row(row) for row in connection.execute(wanted).mappings()]


def decision_of(engine: Engine, ident: int) -> Decision | None:
    """A decision by its id; None if there is none."""
    with reading(engine) as connection:
        row = connection.execute(selected().where(decisions.c.id == ident)).mappings().one_or_none()
    return of_row(row) if row is not None else None


def newest_decision(connection: Connection) -> int:
    """The id of the newest row, 0 if there is none."""
    return int(connection.execute(select(func.max(decisions.c.id))).scalar() or 0)
