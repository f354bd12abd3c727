"""People's decisions for old addresses: checked together, written all or none, undone together, each on record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from guiyi.database import chunks, reading, upsert, writing
from guiyi.errors import ConfigError, GuiyiError, LibraryError, Problem
from guiyi.ledger import pages
from guiyi.library.answers import answer_addresses
from guiyi.library.redirects import ARCHIVED, AWAITING, GONE, REDIRECT
from guiyi.library.register import decision_batches, decision_changes, url_decisions
from guiyi.prints import print_of
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.addresses.targets import Targets, find_targets
from guiyi.retire.case import Case
from guiyi.retire.events import Entry, anchor, append_to
from guiyi.settings import now
from guiyi.urls import UrlSpace

DECIDABLE = (REDIRECT, ARCHIVED, GONE, AWAITING)
DECIDED = ("url", "kind", "target", "reason", "spellings")
MOST_HOPS = 10
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What is to become of one old address. target: of a redirect. reason: needed where it is gone."""

    url: str
    kind: str
    target: str | None = None
    reason: str = ""


class Undecidable(GuiyiError):
    """Decisions that can't be taken; every one of them is in `problems`, and nothing was written."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        shown = "\n".join(map(str, self.problems[:50]))
        more = f"\n… and {len(self.problems) - 50} more" if len(self.problems) > 50 else ""
        super().__init__(f"nothing was written; {len(self.problems)} decisions can't be taken:\n{shown}{more}")


@dataclass(frozen=True)
class Batch:
    """Decisions as they will be written. rows: of url_decisions, by key. changed: keys whose decision is new."""

    rows: dict[str, dict[str, Any]]
    before: dict[str, dict[str, Any]]
    folded: int

    @property
    def changed(self) -> list[str]:
        """Keys whose decision differs from what was decided before."""
        return [key for key, row in self.rows.items() if self.before.get(key) != row]


def preview(case: Case, decisions: Sequence[Decision]) -> Batch:
    """Checks decisions against each other and the library → what would be written; writes nothing. Undecidable."""
    with reading(case.engine) as connection:
        return _prepare(connection, case, decisions)


def decide(case: Case, decisions: Sequence[Decision], by: str, how: str) -> str | None:
    """Writes decisions in one transaction → the batch's id, by which they can be undone; None: nothing new.

    Undecidable: nothing was written. how: singly, by pattern …, from file …
    """
    with writing(case.engine) as connection:
        batch = _prepare(connection, case, decisions)
        if not batch.changed:
            return None
        changed = [(key, batch.before.get(key), batch.rows[key]) for key in batch.changed]
        event_facts = {"how": how, "count": len(changed), "changes": print_of(changed)}
        event = append_to(connection, case.site, Entry("decided", "addresses", by, event_facts))
        name = f"{case.site}-d{event.number:05d}"
        stamp = {"by": by, "at": event.at, "batch": name}
        connection.execute(insert(decision_batches).values(
            batch=name, site=case.site, how=how, count=len(changed), by=by, at=event.at))  # fmt: skip
        rows = [{"site": case.site, "key": key, **after, **stamp} for key, _, after in changed]
        connection.execute(insert(decision_changes), [
            {"batch": name, "key": key, "before": before, "after": after} for key, before, after in changed
        ])  # fmt: skip
        upsert(connection, url_decisions, rows)
        answer_addresses(connection, {case.site: set(batch.changed)}, name)
    anchor(case.engine, case.store, case.site)
    return name


def undo(case: Case, name: str, by: str) -> int:
    """Takes one batch back → how many addresses changed. LibraryError: no such batch, undone before, or built upon."""
    with writing(case.engine) as connection:
        batch = connection.execute(select(decision_batches).where(decision_batches.c.batch == name)).one_or_none()
        if batch is None or batch.site != case.site:
            raise LibraryError(f"{case.site} has no batch of decisions {name}")
        if batch.undone_at:
            raise LibraryError(f"{name} was undone at {batch.undone_at} by {batch.undone_by}")
        changes = connection.execute(select(decision_changes).where(decision_changes.c.batch == name)).all()
        _refuse_if_built_upon(connection, case.site, name, len(changes))
        event = append_to(connection, case.site, Entry("decided", "undone", by, {"batch": name, "count": len(changes)}))
        _restore(connection, case.site, changes, by, event.at)
        undone = {"undone_at": now().isoformat(), "undone_by": by}
        connection.execute(update(decision_batches).where(decision_batches.c.batch == name).values(undone))
        answer_addresses(connection, {case.site: {one.key for one in changes}}, name)
    anchor(case.engine, case.store, case.site)
    return len(changes)


def _refuse_if_built_upon(connection: Connection, site: str, name: str, count: int) -> None:
    mine = (url_decisions.c.site == site) & (url_decisions.c.batch == name)
    left = len(connection.execute(select(url_decisions.c.key).where(mine)).all())
    if left != count:
        raise LibraryError(f"{count - left} of the {count} decisions of {name} were changed later; undo those first")


def _restore(connection: Connection, site: str, changes: Sequence[Any], by: str, at: str) -> None:
    back = [
        {"site": site, "key": one.key, "spellings": [], **one.before, "by": by, "at": at, "batch": ""}
        for one in changes
        if one.before
    ]
    upsert(connection, url_decisions, back)
    for one in changes:
        if not one.before:
            mine = (url_decisions.c.site == site) & (url_decisions.c.key == one.key)
            connection.execute(delete(url_decisions).where(mine))


def require_pattern(said: str) -> re.Pattern[str]:
    """What somebody gave as a regular expression → it. ConfigError: it is none, or empty."""
    try:
        found = re.compile(said)
    except re.error as error:
        raise ConfigError(f"{said} is not a regular expression: {error}") from error
    if not said:
        raise ConfigError("say a regular expression")
    return found


def end_dead_ends(case: Case, decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions → the same, where redirects that end at an old address without one of its own say that it is gone.

    For tables of other systems, where pages went away later than what leads to them.
    """
    with reading(case.engine) as connection:
        before = _decided(connection, case.site)
    folder = _Folder(case, AddressRules(case.config), decisions, before)
    return [_ended(folder, one) for one in decisions]


def _ended(folder: _Folder, one: Decision) -> Decision:
    target, fault = folder.fold(one.target) if one.kind == REDIRECT else (None, "")
    if fault is not None or not target or not target.startswith("http") or not folder.space.is_own(target):
        return one
    why = f"目标已失效 it led to {target}, which leads nowhere"
    return Decision(one.url, GONE, None, f"{why}. {one.reason}" if one.reason else why)


# --- checks -------------------------------------------------------------------------------------------------------


def _prepare(connection: Connection, case: Case, decisions: Sequence[Decision]) -> Batch:
    rules = AddressRules(case.config)
    targets = find_targets(connection, case.platform, [one.target for one in decisions])
    before = _decided(connection, case.site)
    rows: dict[str, dict[str, Any]] = {}
    served: dict[str, int] = {}
    problems: list[Problem] = []
    folder = _Folder(case, rules, decisions, before)
    for number, one in enumerate(decisions, 1):
        target, fault = folder.fold(one.target) if one.kind == REDIRECT else (None, None)
        key = rules.decided(one.url)
        fault = fault or _fault(one, target, key, targets, rules)
        row: Row = {"url": one.url, "kind": one.kind, "target": target, "reason": one.reason, "spellings": []}
        if key is not None and not fault:
            other = served.setdefault(rules.served(key), number)
            if other != number and _answer(decisions[other - 1]) != _answer(one):
                fault = f"is one address with row {other} by the site's rules, which decides otherwise (a shadow)"
        if fault or key is None:
            problems.append(Problem(f"row {number}", one.url, fault or "not a URL"))
        else:
            rows[key] = {**row, "spellings": _spellings(row, rows.get(key), before.get(key))}
    if problems:
        raise Undecidable(problems)
    rows |= _of_folded(connection, case.site, rules, rows, before)
    return Batch(rows, before, folder.folded)


def _spellings(row: Row, *others: Row | None) -> list[str]:
    """The other URLs of a key that are decided with this one, or were before."""
    known = {url for other in others if other for url in (other["url"], *other["spellings"])}
    return sorted(known - {row["url"]})


def _of_folded(
    connection: Connection, site: str, rules: AddressRules, rows: Mapping[str, dict[str, Any]],
    before: Mapping[str, Row],
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """A decision speaks for the address as the ledger folds it, too, where nothing else is decided for that.

    It does so where the ledger spells that page exactly as the decision does, or knows no such page, and only the name
    of a default page is folded away.
    """
    exact = {row["url"]: row for row in rows.values()} if rules.is_exact else {}
    folded = {
        url: key for url in exact if (key := rules.space.key(url)) is not None and {key} - rows.keys() - before.keys()
    }
    spelled: dict[str, str] = {}
    for some in chunks(sorted(set(folded.values()))):
        wanted = select(pages.c.key, pages.c.url).where(pages.c.site == site, pages.c.key.in_(some))
        spelled |= {page.key: page.url for page in connection.execute(wanted)}
    return {
        key: exact[url]
        for url, key in folded.items()
        if (spelled[key] == url if key in spelled else rules.is_default_page(url))
    }


def _answer(one: Decision) -> tuple[str, str | None]:
    return one.kind, one.target if one.kind == REDIRECT else None


def _decided(connection: Connection, site: str) -> dict[str, dict[str, Any]]:
    wanted = [url_decisions.c[name] for name in ("key", *DECIDED)]
    rows = connection.execute(select(*wanted).where(url_decisions.c.site == site)).mappings()
    return {row["key"]: {name: row[name] for name in DECIDED} for row in rows}


def _fault(one: Decision, target: str | None, key: str | None, targets: Targets, rules: AddressRules) -> str | None:
    if key is None or key.startswith("//"):
        return "is no address of this site (its hosts are base_url and aliases)"
    if one.kind not in DECIDABLE:
        return f"can't become {one.kind!r}; choose one of {', '.join(DECIDABLE)}"
    if one.kind != REDIRECT and one.target:
        return "a target is only for a redirect"
    if one.kind == GONE and not one.reason.strip():
        return "is to be gone without a reason; say why"
    if one.kind != REDIRECT:
        return None
    if target and target.startswith("http") and rules.space.is_own(target):
        return f"leads back into the old site, which does not redirect {target} itself"
    return targets.fault(target)


class _Folder:
    """Follows targets that are themselves old addresses of the site to where they end."""

    def __init__(
        self, case: Case, rules: AddressRules, decisions: Sequence[Decision], before: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.rules, self.space = rules, UrlSpace(case.config)
        self.folded = 0
        self.next = {key: row["target"] for key, row in before.items() if row["kind"] == REDIRECT}
        keyed = ((rules.key(one.url), one) for one in decisions if one.kind == REDIRECT)
        self.next |= {key: one.target for key, one in keyed if key is not None}
        for one in decisions:
            if one.kind == REDIRECT and rules.is_default_page(one.url):
                self.next.setdefault(str(self.space.key(one.url)), one.target)

    def fold(self, target: str | None) -> tuple[str | None, str | None]:
        """A target → where it ends, or what is wrong: a loop, or a chain longer than MOST_HOPS."""
        seen: list[str] = []
        while target and target.startswith("http") and self.space.is_own(target):
            key = next((key for key in self.rules.candidates(target) if key in self.next), None)
            if key is None:
                return target, None
            if key in seen:
                return target, f"runs in a circle: {' → '.join([*seen, key])}"
            if len(seen) >= MOST_HOPS:
                return target, f"is a chain of more than {MOST_HOPS} redirects"
            seen.append(key)
            target = self.next[key]
        self.folded += bool(seen)
        return target, None
