"""The library's signatures: a new site is compared with all that is loaded, by look-ups of its own bands only.

`signatures` has one row a live document, `signature_bands` 25 small ones: (hash, number of the document). Both are read
by key, so what it costs grows with the new site and hardly with the library.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import BindParameter, Connection, bindparam, delete, select

from guiyi.database import chunks, upsert
from guiyi.dedupe.alike import copy_bands
from guiyi.dedupe.numbers import numbers_of_all
from guiyi.dedupe.signatures import BINS, Signatures, normalise, sign, text_print
from guiyi.library.tables import signature_bands, signatures

SHORT = 30  # characters below which a text is compared only exactly
AT_ONCE = 1_000  # keys in one question
MANY = 64  # documents of one title or band that are looked at


@dataclass(frozen=True)
class Known:
    """A live document of the library, as far as its signature tells."""

    resource_id: str
    site: str
    length: int
    mark: Signatures  # one row


def document_number(resource_id: str) -> int:
    """Resource id → the signed 64-bit number under which its bands are kept."""
    return int.from_bytes(hashlib.sha256(resource_id.encode()).digest()[:8], "big", signed=True)


def title_print(title: str) -> int:
    """Normalised title → a signed 64-bit number that equal titles share."""
    return document_number(f"title\n{title}")


def sign_documents(connection: Connection, live: Sequence[Mapping[str, Any]]) -> None:
    """Rows of `resources` → their signatures and bands, in place of those they had."""
    forget_documents(connection, [one["resource_id"] for one in live])
    texts, titles = ([normalise(one[name]) for one in live] for name in ("body_text", "title"))
    marks, numbers = sign(texts), numbers_of_all(texts)
    rows = [
        {
            "resource_id": one["resource_id"], "site": one["site"], "number": document_number(one["resource_id"]),
            "text_print": text_print(title, text), "title_print": title_print(title),
            "numbers": said, "length": len(text), "minhash": mark.astype("<u4").tobytes(),
        }
        for one, title, text, said, mark in zip(live, titles, texts, numbers, marks, strict=True)
    ]  # fmt: skip
    upsert(connection, signatures, rows)
    banded = [row["number"] for row in rows if row["length"] >= SHORT]
    long = [at for at, row in enumerate(rows) if row["length"] >= SHORT]
    if long:
        its_bands = copy_bands(marks[long], [numbers[at] for at in long]).tolist()
        upsert(connection, signature_bands, _band_rows(banded, its_bands))


def _band_rows(numbers: Sequence[int], its_bands: Sequence[Sequence[int]]) -> list[dict[str, int]]:
    """Sorted, as the table is: neighbours are written together."""
    pairs = {(band, number) for number, some in zip(numbers, its_bands, strict=True) for band in some}
    return [{"band": band, "number": number} for band, number in sorted(pairs)]


def forget_documents(connection: Connection, ids: Sequence[str]) -> None:
    """Takes out the signatures of documents, and their bands, which are found by what the signatures say."""
    mine = signatures.c.resource_id.in_(ids)
    rows = connection.execute(select(signatures.c.number, signatures.c.numbers, signatures.c.minhash).where(mine)).all()
    if not rows:
        return
    its_bands = copy_bands(_marks([row.minhash for row in rows]), [row.numbers for row in rows]).tolist()
    gone = _band_rows([row.number for row in rows], its_bands)
    table = signature_bands.c
    wanted = delete(signature_bands).where(table.band == bindparam("one"), table.number == bindparam("of"))
    connection.execute(wanted, [{"one": row["band"], "of": row["number"]} for row in gone])
    connection.execute(delete(signatures).where(mine))


def _marks(stored: Sequence[bytes]) -> Signatures:
    return np.frombuffer(b"".join(stored), dtype="<u4").astype(np.uint32).reshape(len(stored), BINS)


# --- asking ----------------------------------------------------------------------------------------------------------


def same_texts(connection: Connection, site: str, prints: Sequence[str]) -> dict[str, list[str]]:
    """Prints of titles and texts → other sites' live documents that have them."""
    found: dict[str, list[str]] = defaultdict(list)
    for some in chunks(sorted(set(prints)), 500):
        wanted = select(signatures.c.text_print, signatures.c.resource_id).where(
            signatures.c.site != site, signatures.c.text_print.in_(some)
        )
        for print_, resource in connection.execute(wanted.order_by(signatures.c.resource_id)):
            found[print_].append(resource)
    return found


def changed_since(connection: Connection, said: Mapping[str, str | None]) -> set[str]:
    """Resources with the prints that they had once → those that say something else now, or are not live."""
    known = {ident: print_ for ident, print_ in said.items() if print_}
    found: dict[str, str] = {}
    for some in chunks(sorted(known), 500):
        wanted = select(signatures.c.resource_id, signatures.c.text_print).where(signatures.c.resource_id.in_(some))
        found |= {ident: print_ for ident, print_ in connection.execute(wanted)}
    return {ident for ident, print_ in known.items() if found.get(ident) != print_}


def near_texts(
    connection: Connection, site: str, marks: Signatures, numbers: Sequence[int]
) -> list[list[Known]]:  # fmt: skip
    """Signatures of new texts and their numbers → of each the other sites' documents that share a band and numbers."""
    asked: dict[int, list[int]] = defaultdict(list)
    for at, some in enumerate(copy_bands(marks, numbers).tolist()):
        for band in some:
            asked[band].append(at)
    found: list[set[int]] = [set() for _ in numbers]
    for some in chunks(sorted(asked), AT_ONCE):
        wanted = select(signature_bands.c.band, signature_bands.c.number).where(_among(signature_bands.c.band, some))
        for band, number in connection.execute(wanted):
            for at in asked[band]:
                found[at].add(number)
    known = _known(connection, site, sorted({number for some in found for number in some}))
    return [[known[number] for number in sorted(some) if number in known][:MANY] for some in found]


def same_titles(connection: Connection, site: str, titles: Sequence[int]) -> dict[int, list[Known]]:
    """Prints of titles → the other sites' documents that have them; a title that very many have tells nothing."""
    found: dict[int, list[Known]] = defaultdict(list)
    for some in chunks(sorted(set(titles)), AT_ONCE):
        wanted = _fields(signatures.c.title_print).where(
            _among(signatures.c.title_print, some), signatures.c.site != site
        )
        for row in connection.execute(wanted.order_by(signatures.c.resource_id)):
            found[row.title_print].append(_of_row(row))
    return {title: known for title, known in found.items() if len(known) <= MANY}


def _known(connection: Connection, site: str, numbers: Sequence[int]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    for some in chunks(numbers, AT_ONCE):
        wanted = _fields(signatures.c.number).where(_among(signatures.c.number, some), signatures.c.site != site)
        found |= {row.number: _of_row(row) for row in connection.execute(wanted)}
    return found


def _fields(key: Any) -> Any:
    return select(key, signatures.c.resource_id, signatures.c.site, signatures.c.length, signatures.c.minhash)


def _of_row(row: Any) -> Known:
    return Known(row.resource_id, row.site, row.length, _marks([row.minhash]))


def _among(field: Any, values: Sequence[int]) -> Any:
    # written into the statement: naming thousands of parameters costs more than the query
    chosen: BindParameter[list[int]] = bindparam("chosen", list(values), expanding=True, literal_execute=True)
    return field.in_(chosen)
