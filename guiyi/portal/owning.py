"""Whose site it is: an account with a department changes what is that department's, nothing that counts for others."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import HTTPException

from guiyi.config.load import load_site
from guiyi.decisions.decision import LAYERED, SITE, Decision
from guiyi.errors import ConfigError
from guiyi.portal.access import Portal, Visitor


def owns(portal: Portal, visitor: Visitor, site: str) -> bool:
    """Whether a person may change what is of a site: theirs has no department, or the site is of it."""
    return visitor.department is None or visitor.department == _department_of(portal, site)


def _department_of(portal: Portal, site: str) -> str | None:
    """The agency that owns a site; None where its file is wrong."""
    try:
        return load_site(portal.settings.configs, site).site.department
    except ConfigError:
        return None


def require_owner(portal: Portal, visitor: Visitor, site: str) -> None:
    """403: the site is of another department."""
    if not owns(portal, visitor, site):
        raise HTTPException(403, "this site belongs to another department")


def require_whole(visitor: Visitor) -> None:
    """403: the person is of one department, and this counts for the sites of all."""
    if visitor.department is not None:
        raise HTTPException(
            403, "this counts for sites of other departments, too; ask somebody who is of no one department"
        )


def require_owned(portal: Portal, visitor: Visitor, site: str, decided: Iterable[Decision]) -> None:
    """403: decisions on records of a site that is of another department, or that count for more than this site."""
    require_owner(portal, visitor, site)
    if any(one.scope != SITE and one.kind in LAYERED for one in decided):
        require_whole(visitor)


def require_undoable(portal: Portal, visitor: Visitor, one: Decision) -> None:
    """403: a decision of another department's site, or one that counts for all, unless they made it themselves."""
    if one.scope == SITE:
        require_owner(portal, visitor, one.scope_id)
    elif one.by != visitor.actor:
        require_whole(visitor)
