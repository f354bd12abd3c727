"""Text of attachments in the library, by content: read once for all resources that hold the file, and masked.

It is masked by the policy of the document that holds it: where a letter does, names and homes go, too, whatever else
holds the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from guiyi.clean.masking import KINDS, Masker
from guiyi.clean.privacy import ID_SAID
from guiyi.clean.writers import find_names
from guiyi.config.models import NUMBERS, Privacy
from guiyi.database import reading
from guiyi.extract.filetext import MAX_FILE, TOO_LARGE, UNSUPPORTED, FileText, has_reader, read_apart
from guiyi.extract.filetext import REVISION as READERS_REVISION
from guiyi.library.assets import asset_key
from guiyi.library.tables import asset_texts, assets, resource_assets
from guiyi.prints import print_of
from guiyi.run import Run

CHUNK = 400
SHOWN = re.compile(r"(?:image|audio|video)/")  # such files say nothing to read
REVISION = print_of(READERS_REVISION, "masked", 3)[:13]  # a text made otherwise is read again
PRIVATE = f"{REVISION}+p"  # of a text that is masked as a citizen's
WORDY = frozenset(KINDS) - frozenset(NUMBERS)  # kinds that a text tells in words


def read_texts(
    run: Run, digests: Iterable[str], new_assets: Sequence[Mapping[str, Any]], private: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Digests of files in the store, rows of those not in `assets` yet → rows for `asset_texts` that are missing.

    private: digests of files that citizens sent. Each file is read in a child process with limits; what can't be read
    has its reason. Personal data is masked, and how many of each kind stands in `note`.
    """
    mine = set(private)
    due = {row["sha256"]: row for row in new_assets}
    with reading(run.engine) as connection:
        due |= _without_text(connection, sorted(set(digests) - due.keys()), mine)
    shown = [digest for digest in sorted(due) if not SHOWN.match(due[digest]["media_type"])]
    return [_row(run, due[digest], digest in mine) for digest in shown]


def private_files(privacy: Privacy, records: Iterable[Mapping[str, Any]], digests: Mapping[str, str]) -> Iterator[str]:
    """RECORDS rows, and the digests of files by their key → digests of the files that citizens' documents hold."""
    for record in records:
        kind = "letter" if record["letter"] else record["content_type"]
        sections = [one["legacy_column"] for one in record["placements"] or () if one["legacy_column"]] or [None]
        policies = [privacy.policy_for(kind, section, record["title"]) for section in sections]
        if any(not WORDY.isdisjoint(privacy.policies[policy]) for policy in policies):
            yield from (digests[one["key"]] for one in record["attachments"] or () if one["key"] in digests)


def _without_text(connection: Connection, digests: Sequence[str], private: set[str]) -> dict[str, dict[str, Any]]:
    joined = assets.outerjoin(asset_texts, asset_texts.c.sha256 == assets.c.sha256)
    revision = asset_texts.c.revision
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(digests), CHUNK):
        some = digests[start : start + CHUNK]
        is_due = or_(
            revision.is_(None),
            revision.not_in((REVISION, PRIVATE)),
            (revision == REVISION) & assets.c.sha256.in_([one for one in some if one in private]),
        )
        wanted = select(assets).select_from(joined).where(assets.c.sha256.in_(some), is_due)
        found |= {row["sha256"]: dict(row) for row in connection.execute(wanted).mappings()}
    return found


def _row(run: Run, asset: Mapping[str, Any], is_private: bool) -> dict[str, Any]:
    if not has_reader(asset["media_type"]):
        found = FileText(UNSUPPORTED, note=f"no text is read from {asset['media_type']}")
    elif asset["bytes"] > MAX_FILE:
        found = FileText(TOO_LARGE, note=f"{asset['bytes']:,} bytes, more than the {MAX_FILE:,} that are read")
    else:
        found = read_apart(asset["media_type"], run.store.read(asset_key(asset["sha256"])))
    text, told = _masked(found.text, is_private)
    return {
        "sha256": asset["sha256"], "status": found.status, "text": text, "note": found.note or told,
        "revision": PRIVATE if is_private else REVISION,
    }  # fmt: skip


def _masked(text: str, is_private: bool) -> tuple[str, str | None]:
    """Text of a file → itself masked, and how many of which kind were."""
    masker = Masker(
        KINDS if is_private else NUMBERS, "letter" if is_private else "default", "", lambda _mask: False,
        names=find_names(text) if is_private else (), private=[text] if is_private else (),
        is_id_said=ID_SAID.search(text) is not None,
    )  # fmt: skip
    masked = masker.text("text", text) or ""
    counts = ", ".join(f"{kind} {number}" for kind, number in sorted(masker.counts.items()))
    return masked, f"masked: {counts}" if counts else None


def texts_of(connection: Connection, resource_id: str) -> dict[str, str]:
    """Resource → the texts of its attachments, by digest."""
    joined = resource_assets.join(asset_texts, asset_texts.c.sha256 == resource_assets.c.sha256)
    query = select(asset_texts.c.sha256, asset_texts.c.text).select_from(joined)
    query = query.where(resource_assets.c.resource_id == resource_id, asset_texts.c.text != "")
    return {digest: text for digest, text in connection.execute(query)}
