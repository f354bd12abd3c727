"""Are the redirects of a site sound? No dead target, no loop, no two answers for one address."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from guiyi.checks import Check
from guiyi.database import reading
from guiyi.ledger import pages
from guiyi.library.redirects import ARCHIVED, REDIRECT, UNRESOLVED
from guiyi.library.tables import assets, redirects, resources
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.addresses.targets import find_targets
from guiyi.retire.case import Case
from guiyi.urls import UrlSpace

EXAMPLES = 3


def check_redirects(case: Case) -> list[Check]:
    """A case → the checks of its redirect map."""
    with reading(case.engine) as connection:
        dead = _dead(connection, case)
        shadows = _shadows(connection, case)
        unheld = _unheld(connection, case)
    return [
        Check("archived-held", "仅归档的网址归档里都有 what is answered as archived is in the archive", True,
              not unheld, _say(unheld), f"`guiyi archive retry {case.site} URL`, or decide that they are gone"),
        Check("redirects-alive", "跳转目标都存在且允许 every target is there, and allowed", True, not dead,
              _say(dead), "decide those addresses anew"),
        Check("redirects-distinct", "每个地址只有一个答复 no address has two answers", True, not shadows,
              _say(shadows), "change `redirects:` in the site's file, or decide them alike"),
    ]  # fmt: skip


def _say(found: list[str]) -> str:
    return f"{len(found)} are not: " + "; ".join(found[:EXAMPLES]) if found else "all"


def _dead(connection: Connection, case: Case) -> list[str]:
    mine = (redirects.c.site == case.site) & (redirects.c.kind == REDIRECT)
    lost = select(redirects.c.url, redirects.c.resource_id).outerjoin(
        resources, (resources.c.resource_id == redirects.c.resource_id) & (resources.c.status == "published")
    ).where(mine, redirects.c.resource_id.is_not(None), resources.c.resource_id.is_(None))  # fmt: skip
    found = [f"{url} → resource {ident}" for url, ident in connection.execute(lost)]
    files = select(redirects.c.url, redirects.c.asset).outerjoin(assets, assets.c.sha256 == redirects.c.asset).where(
        mine, redirects.c.asset.is_not(None), assets.c.sha256.is_(None))  # fmt: skip
    found += [f"{url} → file {digest[:12]}…" for url, digest in connection.execute(files)]
    return found + _wrong(connection, case)


def _wrong(connection: Connection, case: Case) -> list[str]:
    """Other targets that may not be led to, and targets that lead back into the old site."""
    space = UrlSpace(case.config)
    mine = (redirects.c.site == case.site) & redirects.c.target.is_not(None) & (redirects.c.kind == REDIRECT)
    query = select(redirects.c.target, func.min(redirects.c.url)).where(mine).group_by(redirects.c.target)
    by_target = {target: url for target, url in connection.execute(query)}
    targets = find_targets(connection, case.platform, by_target)
    found = []
    for target, url in by_target.items():
        fault = targets.fault(target)
        if target.startswith("http") and space.is_own(target):
            fault = "leads back into the old site"
        if fault:
            found.append(f"{url}: {fault}")
    return found


def _unheld(connection: Connection, case: Case) -> list[str]:
    """Addresses that are answered by their archived copy, and have none."""
    space, mine = UrlSpace(case.config), (redirects.c.site == case.site) & (redirects.c.kind == ARCHIVED)
    held = select(pages.c.key).where(
        pages.c.site == case.site, pages.c.warc.is_not(None) | pages.c.redirect_to.is_not(None)
    )
    lost = connection.execute(select(redirects.c.url).where(mine, redirects.c.key.not_in(held))).scalars().all()
    keys = {space.key(url): url for url in lost}
    known = connection.execute(held.where(pages.c.key.in_([key for key in keys if key]))).scalars()
    return sorted(set(lost) - {keys[key] for key in known})


def _shadows(connection: Connection, case: Case) -> list[str]:
    """Addresses that are one by the site's rules and have several answers."""
    if case.config.redirects.query != "drop" and case.config.redirects.case != "fold":
        return []
    rules = AddressRules(case.config)
    fields = [redirects.c[name] for name in ("key", "kind", "resource_id", "asset", "target")]
    query = select(*fields).where(redirects.c.site == case.site, redirects.c.kind != UNRESOLVED)
    answers: dict[str, set[tuple[str | None, ...]]] = {}
    for key, *answer in connection.execute(query):
        answers.setdefault(rules.served(key), set()).add(tuple(answer))
    counts = Counter({key: len(found) for key, found in answers.items() if len(found) > 1})
    return [f"{key} has {count} answers" for key, count in sorted(counts.items())]
