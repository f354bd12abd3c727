"""Text of attachments in the library, by content: read once for all resources that hold the file, and masked.

It is masked by the policy of the document that holds it: where a letter does, names and homes go, too, whatever else
holds the same file. A mask's id (`phone:file:1:3fa2c19d0b1e`) tells kind, number and file; lifted by a reviewer of one
site, it is lifted wherever the file is, until a letter holds the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, select

from guiyi.clean.labelled_numbers import accounts_in, figures_in
from guiyi.clean.masking import KINDS, Masker
from guiyi.clean.names import find_names
from guiyi.clean.privacy import ID_SAID
from guiyi.config.platform import NUMBERS, Privacy
from guiyi.database import chunks, reading
from guiyi.decisions.read import platform_decisions
from guiyi.extract.files.text import MAX_FILE, TOO_LARGE, UNSUPPORTED, FileText, has_reader, read_apart
from guiyi.extract.files.text import REVISION as READERS_REVISION
from guiyi.library.assets import asset_key
from guiyi.library.tables import asset_texts, assets, resource_assets, resources
from guiyi.prints import print_of
from guiyi.runs.run import Run

SHOWN = re.compile(r"(?:image|audio|video)/")  # such files say nothing to read
REVISION = print_of(READERS_REVISION, "masked", 11)[:9]  # a text made otherwise is read again
FIELD = "file"  # in the ids of masks
TOLD = re.compile(r"(\w+) (\d+)(?: \(([\d ]+)\))?")  # of a note: kind, how many, which where some were lifted
WORDY = frozenset(KINDS) - frozenset(NUMBERS)  # kinds that a text tells in words


def read_texts(
    run: Run, digests: Iterable[str], new_assets: Sequence[Mapping[str, Any]],
    private: Mapping[str, Sequence[str]] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Digests of files in the store, rows of those not in `assets` yet → rows for `asset_texts` that are missing.

    private: digests of files that citizens sent, and whom their letters name. Each file is read in a child process with
    limits; what can't be read has its reason. Personal data is masked, and how many of each kind stands in `note`.
    """
    mine, lifted = private or {}, lifted_masks(run.engine)
    due = {row["sha256"]: (row, row["sha256"] in mine) for row in new_assets}
    with reading(run.engine) as connection:
        due |= _remade(connection, sorted(set(digests) - due.keys()), mine, lifted)
    shown = [due[digest] for digest in sorted(due) if not SHOWN.match(due[digest][0]["media_type"])]
    return [_row(run, asset, is_private, mine.get(asset["sha256"], ()), lifted) for asset, is_private in shown]


def lifted_masks(engine: Engine) -> dict[str, set[str]]:
    """Of each version of a file's text: the ids of its masks that reviewers of any site lifted."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in platform_decisions(engine, "unmask"):
        mask = str(one.subject["mask"])
        if mask.split(":")[1:2] == [FIELD]:
            found[mask.rsplit(":", 1)[1]].add(mask)
    return found


def _version(digest: str, is_private: bool) -> str:
    return digest[:12] + ("p" if is_private else "")


def _revision(digest: str, is_private: bool, lifted: Mapping[str, set[str]]) -> str:
    known = lifted.get(_version(digest, is_private))
    return f"{REVISION}{'+p' if is_private else ''}{'~' + print_of(sorted(known))[:4] if known else ''}"


def private_files(
    privacy: Privacy, records: Iterable[Mapping[str, Any]], digests: Mapping[str, str]
) -> dict[str, list[str]]:
    """RECORDS rows, and the digests of files by their key → digests of the files that citizens' documents hold, with
    the people whom these name."""
    found: dict[str, list[str]] = {}
    for record in records:
        kind = "letter" if record["letter"] else record["content_type"]
        sections = [one["legacy_column"] for one in record["placements"] or () if one["legacy_column"]] or [None]
        policies = [privacy.policy_for(kind, section, record["title"]) for section in sections]
        if any(not WORDY.isdisjoint(privacy.policies[policy]) for policy in policies):
            for digest in (digests[one["key"]] for one in record["attachments"] or () if one["key"] in digests):
                found.setdefault(digest, []).extend(record.get("people") or ())
    return found


def _remade(
    connection: Connection, digests: Sequence[str], private: Container[str], lifted: Mapping[str, set[str]]
) -> dict[str, tuple[dict[str, Any], bool]]:
    """Digests of files in the library → those whose text is missing or was made otherwise, and whether it is private.

    What was masked as a citizen's once stays so.
    """
    joined = assets.outerjoin(asset_texts, asset_texts.c.sha256 == assets.c.sha256)
    found: dict[str, tuple[dict[str, Any], bool]] = {}
    for some in chunks(digests):
        wanted = select(assets, asset_texts.c.revision).select_from(joined).where(assets.c.sha256.in_(some))
        for row in connection.execute(wanted).mappings():
            digest, known = row["sha256"], row["revision"] or ""
            is_private = digest in private or "+p" in known
            if known != _revision(digest, is_private, lifted):
                found[digest] = (dict(row), is_private)
    return found


def _row(
    run: Run, asset: Mapping[str, Any], is_private: bool, people: Sequence[str], lifted: Mapping[str, set[str]]
) -> dict[str, Any]:
    if not has_reader(asset["media_type"]):
        found = FileText(UNSUPPORTED, note=f"no text is read from {asset['media_type']}")
    elif asset["bytes"] > MAX_FILE:
        found = FileText(TOO_LARGE, note=f"{asset['bytes']:,} bytes, more than the {MAX_FILE:,} that are read")
    else:
        found = read_apart(asset["media_type"], run.store.read(asset_key(asset["sha256"])))
    version = _version(asset["sha256"], is_private)
    text, told = _masked(found.text, is_private, people, version, lifted.get(version, set()))
    return {
        "sha256": asset["sha256"], "status": found.status, "text": text, "note": found.note or told,
        "revision": _revision(asset["sha256"], is_private, lifted),
    }  # fmt: skip


def _masked(
    text: str, is_private: bool, people: Sequence[str], version: str, lifted: set[str]
) -> tuple[str, str | None]:
    """Text of a file, and whom the letter with it names → itself masked, and how many of which kind were."""
    masker = Masker(
        KINDS if is_private else NUMBERS, "letter" if is_private else "default", version, lifted.__contains__,
        names=dict.fromkeys([*people, *find_names(text)]) if is_private else (), private=[text] if is_private else (),
        is_id_said=ID_SAID.search(text) is not None, accounts=accounts_in(text), figures=figures_in(text),
    )  # fmt: skip
    masked = masker.text(FIELD, text) or ""
    which: dict[str, list[int]] = defaultdict(list)
    for mask in masker.masks:
        which[mask["kind"]].append(int(mask["mask"].split(":")[2]))
    told = ", ".join(_told(kind, which[kind]) for kind in sorted(which))
    return masked, f"masked: {told}" if told else None


def _told(kind: str, which: list[int]) -> str:
    """A kind and the numbers of what is masked of it, as a note says them."""
    is_whole = which == list(range(1, len(which) + 1))
    return f"{kind} {len(which)}" + ("" if is_whole else f" ({' '.join(map(str, which))})")


def masks_in_files(connection: Connection, site: str) -> Iterator[tuple[str, str, list[str]]]:
    """A site's live resources → source key, kind of what is masked in a file of theirs, the ids that lift it."""
    joined = resources.join(resource_assets, resource_assets.c.resource_id == resources.c.resource_id)
    joined = joined.join(asset_texts, asset_texts.c.sha256 == resource_assets.c.sha256)
    told = (resources.c.source_key, asset_texts.c.sha256, asset_texts.c.note, asset_texts.c.revision)
    mine = (resources.c.site == site) & asset_texts.c.note.like("masked: %")
    for key, digest, note, revision in connection.execute(select(*told).select_from(joined).where(mine).distinct()):
        version = _version(digest, "+p" in revision)
        for kind, number, which in TOLD.findall(note):
            places = which.split() or range(1, int(number) + 1)
            yield key, kind, [f"{kind}:{FIELD}:{at}:{version}" for at in places]


def holders_of(connection: Connection, digests: Sequence[str]) -> list[str]:
    """Digests of files → the resources that hold them as attachments."""
    held = resource_assets.c.sha256.in_(digests) & (resource_assets.c.role == "attachment")
    return sorted(connection.execute(select(resource_assets.c.resource_id).where(held).distinct()).scalars())
