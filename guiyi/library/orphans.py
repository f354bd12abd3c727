"""Copies on other sites whose resource no longer says what they say: they speak for themselves again.

A site's run may change, withdraw or give up a resource that speaks for copies on other sites. Those copies come back at
their own site's next run; but a site that is off has none, and its document would be gone with another site's page. So
the run that leaves copies behind gives them the last text that they were copies of, as a resource of their own site;
the one of best authority speaks for the others. What a person holds is left as it is: its copies are out of sight with
it. So is what our own rules alone read or mask otherwise: where the page's bytes are the same, its copies' are. What is
given is masked anew, as it may have been loaded by earlier rules.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from guiyi.clean.personal import CODES, TEXTS, mask_document
from guiyi.database import chunks
from guiyi.dedupe.alike import is_copy, titles_agree
from guiyi.dedupe.authority import Agencies
from guiyi.dedupe.index import SHORT, near_texts, same_texts
from guiyi.dedupe.numbers import numbers_of, numbers_of_all
from guiyi.dedupe.signatures import normalise, sign, text_print
from guiyi.ledger import HELD, LOADED, MERGED, items
from guiyi.library.copies import lead_addresses
from guiyi.library.protection import place
from guiyi.library.records import State
from guiyi.library.states import (
    PUBLISHED,
    WITHDRAWN,
    append_versions,
    changed_by,
    first_made,
    last_sequences,
    read_states,
    write_states,
)
from guiyi.library.tables import copies, resource_versions, resources, undo_rows
from guiyi.library.undo import by_site, existing, put, take_out
from guiyi.mapping.record import content_sha256
from guiyi.prints import print_of, resource_id
from guiyi.runs.run import Run

JOINED = "joined"
Row = dict[str, Any]
Place = tuple[str, str]  # site and page key


def restore_orphans(run: Run, connection: Connection) -> int:
    """Run, at the end of its publication → how many resources other sites' copies became again."""
    led_on = _led_on(run, connection)
    count = 0
    for some in chunks(sorted({*changed_by(connection, run.run_id), *led_on.values(), *_silent(run, connection)}), 200):
        count += _restore_some(run, connection, some, led_on)
    return count


def _silent(run: Run, connection: Connection) -> list[str]:
    """The site's resources that are not public, and speak for other sites' copies: held once, and gone meanwhile."""
    spoken = select(copies.c.resource_id).join(resources, resources.c.resource_id == copies.c.resource_id).distinct()
    silent = spoken.where(resources.c.site == run.site, resources.c.status != PUBLISHED, copies.c.site != run.site)
    return list(connection.execute(silent).scalars())


def _led_on(run: Run, connection: Connection) -> dict[Place, str]:
    """Other sites' copies that this run led on from one resource to another, by site and page key → the first one."""
    noted = select(undo_rows.c.row_key, undo_rows.c.before).where(
        undo_rows.c.run_id == run.run_id, undo_rows.c.table_name == copies.name
    )
    rows = ((tuple(row.row_key), row.before) for row in connection.execute(noted.order_by(undo_rows.c.id.desc())))
    return {key: before["resource_id"] for key, before in rows if before is not None and key[0] != run.site}


def _restore_some(run: Run, connection: Connection, ids: Sequence[str], led_on: Mapping[Place, str]) -> int:
    """Resources that this run changed or led copies away from → how many copies became resources again."""
    mine = _copies_of(run, connection, ids, led_on)
    if not mine:
        return 0
    firsts = [led_on.get((row["site"], row["page_key"]), row["resource_id"]) for row in mine]
    before = _before(run, connection, sorted(set(firsts)))
    same = _same_pages(run, connection, before)
    now = read_states(connection, sorted({row["resource_id"] for row in mine}))
    left: dict[str, list[Row]] = defaultdict(list)
    for row, first in zip(mine, firsts, strict=True):
        target = row["resource_id"]
        is_same = target == first and first in same
        if first in before and not _speaks_for(row, before[first], now.get(target), is_same):
            left[first].append(row)
    for first, some in sorted(left.items()):
        _speak(run, connection, some, before[first])
    return len(left)


def _copies_of(run: Run, connection: Connection, ids: Sequence[str], led_on: Mapping[Place, str]) -> list[Row]:
    """Copies on other sites of resources, or led away from them; not those that this run found to be like them."""
    foreign = select(copies).where(copies.c.site != run.site)
    found = foreign.where(copies.c.resource_id.in_(ids), copies.c.run_id != run.run_id)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    firsts = frozenset(ids)
    for some in chunks([key for key, first in led_on.items() if first in firsts]):
        here = foreign.where(tuple_(copies.c.site, copies.c.page_key).in_(some))
        rows += [dict(row) for row in connection.execute(here).mappings()]
    return rows


def _before(run: Run, connection: Connection, ids: Sequence[str]) -> dict[str, State]:
    """Resources → what each was before this run, if it has not changed them what they are; not those that were not
    there.
    """
    versions = resource_versions.c
    mine = (versions.resource_id.in_(ids)) & (versions.run_id == run.run_id)
    first = select(versions.resource_id, func.min(versions.sequence)).where(mine).group_by(versions.resource_id)
    wanted = last_sequences(connection, ids) | {ident: at - 1 for ident, at in connection.execute(first)}
    found: dict[str, State] = {}
    for some in chunks(sorted(wanted.items())):
        here = tuple_(versions.resource_id, versions.sequence).in_(some)
        for ident, record in connection.execute(select(versions.resource_id, versions.record).where(here)):
            if record:
                found[ident] = record
    return found


def _same_pages(run: Run, connection: Connection, before: Mapping[str, State]) -> set[str]:
    """Resources as they were → those whose pages have the same bytes as before this run."""
    mine = {str(state["resource"]["source_key"]): ident for ident, state in before.items()}
    now = existing(connection, items, run.site, list(mine))
    changed: set[str] = set()
    for some in chunks([print_of(items.name, run.site, key) for key in sorted(mine)]):
        notes = select(undo_rows.c.row_key, undo_rows.c.before).where(
            undo_rows.c.run_id == run.run_id, undo_rows.c.row_print.in_(some)
        )
        for (_site, key), was in connection.execute(notes):
            if was is None or key not in now or was["raw_print"] != now[key]["raw_print"]:
                changed.add(mine[key])
    return set(before) - changed


def _speaks_for(copy: Row, before: State, now: State | None, is_same_page: bool) -> bool:
    """Whether a resource as it is now says what a copy says, which is what its resource said before, or is held."""
    if now is None or now["resource"]["status"] == WITHDRAWN:
        return False
    return (
        now["resource"]["status"] == HELD
        or is_same_page
        or copy["kind"] == JOINED
        or is_one(before["resource"], now["resource"])
    )


def is_one(one: Row, other: Row) -> bool:
    """Whether two records of resources are one document by what differs between them (`guiyi.dedupe.alike`)."""
    texts = [normalise(some["body_text"] or "") for some in (one, other)]
    numbers = [normalise(some["document_number"] or "") for some in (one, other)]
    if not titles_agree(normalise(one["title"] or ""), normalise(other["title"] or "")):
        return False
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    return texts[0] == texts[1] or (
        "letter" not in (one["content_type"], other["content_type"])
        and numbers_of(texts[0]) == numbers_of(texts[1])
        and is_copy(*texts)
    )


# --- who speaks for them ---------------------------------------------------------------------------------------------


def _speak(run: Run, connection: Connection, left: Sequence[Row], before: State) -> None:
    """Copies left behind, and what they were copies of: another live document that says the same speaks for them, else
    the best of them, as a resource of its own.
    """
    found = _items_of(connection, left)
    ident, others = same_document(connection, before["resource"]), list(left)
    if ident is None:
        agencies, said = Agencies(run.platform, run.settings.configs), before["resource"]
        best = min(left, key=lambda row: _rank(agencies, row, said, (row["site"], row["source_key"]) in found))
        ident = str(best["copy_id"])
        state = _state(run, connection, best, before)
        write_states(connection, [state])
        append_versions(connection, {ident: state}, {ident: "revived"}, run.started_at, run_id=run.run_id)
        take_out(connection, run.run_id, copies, [best])
        others.remove(best)
    led = {"resource_id": ident, "run_id": run.run_id}
    own = {"state": LOADED, "reason": None, "resource_id": ident}
    merged = own | {"state": MERGED, "reason": f"copy of {ident}, which has the better authority"}
    changed = [item | (own if resource_id(*key) == ident else merged) for key, item in found.items()]
    put(connection, run.run_id, copies, [row | led for row in others])
    put(connection, run.run_id, items, changed)
    for site, rows in by_site(left).items():
        lead_addresses(run, connection, site, dict.fromkeys((row["page_key"] for row in rows), ident))


def same_document(connection: Connection, said: Row, but: str = "") -> str | None:
    """What a resource said → a document of any site, live or held, that says the same; not the one that is named."""
    title, text = normalise(said["title"] or ""), normalise(said["body_text"] or "")
    if len(text) < SHORT:  # short forms say the same of different things
        return None
    exact = same_texts(connection, "", [text_print(title, text)]).values()
    (near,) = near_texts(connection, "", sign([text]), numbers_of_all([text]))
    ids = [*(ident for some in exact for ident in some), *(one.resource_id for one in near)]
    live = read_states(connection, ids)
    return next((one for one in ids if one in live and one != but and is_one(said, live[one]["resource"])), None)


def _rank(agencies: Agencies, copy: Row, said: Row, has_item: bool) -> tuple[Any, ...]:
    """A copy's place among those left behind: the smallest speaks. said: what it was a copy of."""
    agency, number = said["issuing_agency"] or copy["source"], normalise(said["document_number"] or "")
    day = copy["published_at"] or ""
    rank = agencies.rank(copy["site"], agency, number, day, 0, copy["copy_id"], False)
    return not has_item, rank, copy["page_key"]


def _state(run: Run, connection: Connection, copy: Row, before: State) -> State:
    """A copy and what it was a copy of → the state of its own resource: as it was before it was merged, if that is the
    same document, else that of the other with what the copy says of itself.
    """
    ident = copy["copy_id"]
    versions = resource_versions.c
    mine = select(versions.record).where(versions.resource_id == ident).order_by(versions.sequence.desc())
    own = next((record for record in connection.execute(mine).scalars() if record), None)
    if own is None or not is_one(own["resource"], before["resource"]):
        said = {name: copy[name] for name in ("site", "source_key", "title", "source", "published_at", "legacy_column")}
        own = before | {"resource": before["resource"] | said | {"protected": [], "base": {}}}
    own = _masked(run, own)
    resource = own["resource"] | {
        "resource_id": ident, "status": PUBLISHED, "run_id": run.run_id, "updated_at": run.started_at,
        "version": last_sequences(connection, [ident]).get(ident, 0) + 1,
        "first_loaded_at": first_made(connection, [ident]).get(ident, run.started_at),
    }  # fmt: skip
    resource["content_sha256"] = content_sha256(
        resource | {"letter": own["letter"]}, [asset["sha256"] for asset in own["assets"]]
    )
    return own | {"resource": resource, "legacy_urls": [], "placements": place(own["placements"], resource["column"])}


def _masked(run: Run, state: State) -> State:
    """A state by the privacy rules of today: it may have been loaded by earlier ones."""
    was, details = state["resource"], state["resource"]["details"]
    row = {
        "section": was["legacy_column"],
        "letter": state["letter"],
        "raw_print": None,
        "attachments": state["assets"],
    }
    row |= {"details": json.dumps(details) if details else None, "images": None}
    masked, _masker = mask_document(was | row, run.platform.privacy, run.decisions)
    said = {name: masked[name] for name in (*TEXTS, *CODES, "body_html", "keywords")}
    said["details"] = json.loads(masked["details"]) if details else None
    return state | {"resource": was | said, "letter": masked["letter"], "assets": masked["attachments"]}


def _items_of(connection: Connection, rows: Sequence[Row]) -> dict[tuple[str, str], Row]:
    """Copies → their items in the ledger, by site and source key."""
    return {
        (site, key): item
        for site, some in by_site(rows).items()
        for key, item in existing(connection, items, site, [row["source_key"] for row in some]).items()
    }
