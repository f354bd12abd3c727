"""The clean stage: documents → tidy documents; a table in, a new table out, and what each rule did on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from guiyi.clean.markup import sanitise
from guiyi.clean.personal import CODES, TEXTS, mask_document
from guiyi.clean.rules import RULES, apply_rules
from guiyi.clean.verdicts import judge, refused_for, removed_flags, without_spam
from guiyi.config.platform import Privacy
from guiyi.decisions.decision import NO_DECISIONS, Decisions
from guiyi.extract.given import was_released
from guiyi.prints import print_of
from guiyi.repair.characters import PRIVATE_RUN
from guiyi.runs.handover import (
    DOCUMENTS,
    REFUSED,
    count_rows,
    frame_of,
    read_frame,
    read_rows,
    stream,
    table_of_frame,
    write_rows,
    writing_rows,
)
from guiyi.runs.manifest import Manifest, part_key, refused_key
from guiyi.runs.run import Run

REVISION = 25
Cleaned = tuple[pd.DataFrame, list[dict[str, Any]]]  # documents, and the rows of those that are held
DECISIONS = ("unmask", "release")  # kinds that this stage applies
RULE_FIELDS = tuple(dict.fromkeys(field for _name, fields, _rule in RULES for field in fields))
MASKED_FIELDS = (*TEXTS, *CODES, "body_html", "keywords", "attachments", "images", "letter", "details", "people")


def clean_batch(run: Run, extracted: Manifest) -> Manifest:
    """Cleans the documents of one batch → manifest of the clean part; an existing part is taken as it is.

    Decisions clean only the documents they are about; the others are taken from the part made without them.
    """
    privacy = run.platform.privacy
    keys = _decided_keys(run, extracted)
    decided = run.decisions.print_of(*DECISIONS, source_keys=keys)
    print_ = _part_print(extracted, privacy, decided)
    part = part_key(run.site, "clean", extracted.batch, print_)
    is_there = run.store.exists(part) and run.store.exists(refused_key(part))
    if not is_there:
        plain = part_key(run.site, "clean", extracted.batch, _part_print(extracted, privacy, ""))
        is_known = bool(keys) and run.store.exists(plain) and run.store.exists(refused_key(plain))
        cleaning = _with_known(run, extracted, plain, keys) if is_known else _clean(run, extracted)
        refused: list[dict[str, Any]] = []
        with writing_rows(run.store, part, DOCUMENTS) as keep:
            for cleaned, some in cleaning:
                keep(table_of_frame(cleaned, DOCUMENTS))
                refused += some
        write_rows(run.store, refused_key(part), refused, REFUSED)
    held = count_rows(run.store, refused_key(part))
    return Manifest(
        "clean", run.site, run.run_id, extracted.batch, part, refused_key(part), extracted.rows_out,
        extracted.rows_out - held, held=held, print=print_, reused=is_there,
    )  # fmt: skip


def _part_print(extracted: Manifest, privacy: Privacy, decided: str) -> str:
    return print_of("clean", REVISION, extracted.print, privacy.model_dump(mode="json"), decided)


def _decided_keys(run: Run, extracted: Manifest) -> set[str]:
    """Source keys of the batch's documents that a decision of this stage is about."""
    keys = {one.subject["source_key"] for one in run.decisions.of_kind(*DECISIONS)}
    return keys & set(read_frame(run.store, extracted.path or "", ["source_key"])["source_key"]) if keys else keys


def _clean(run: Run, extracted: Manifest) -> Iterator[Cleaned]:
    for documents in map(frame_of, stream(run.store, extracted.path or "")):
        yield clean_documents(documents, run.platform.privacy, run.decisions)


def _with_known(run: Run, extracted: Manifest, plain: str, keys: set[str]) -> Iterator[Cleaned]:
    """What is cleaned anew, and the rest of the part that was made without decisions, in the order of that part."""
    documents = read_frame(run.store, extracted.path or "")
    documents = documents[documents["source_key"].isin(keys)]
    cleaned, refused = clean_documents(documents, run.platform.privacy, run.decisions)
    known = read_frame(run.store, plain)
    both = [one for one in (known[~known["source_key"].isin(keys)], cleaned) if not one.empty]
    whole = pd.concat(both, ignore_index=True).sort_values("page_key") if both else known.iloc[:0]
    kept = [one for one in read_rows(run.store, refused_key(plain)) if one["source_key"] not in keys]
    yield whole, sorted([*kept, *refused], key=lambda one: str(one["page_key"]))


def clean_documents(
    documents: pd.DataFrame, privacy: Privacy | None = None, decisions: Decisions = NO_DECISIONS
) -> Cleaned:
    """Documents → (clean documents, refused rows). The input is left as it is."""
    tidy = documents.copy()
    if tidy.empty:
        return tidy, []
    fired: list[list[str]] = [list(repairs or ()) for repairs in tidy["repairs"]]
    for field in RULE_FIELDS:
        tidy[field] = objects(_apply(field, tidy[field], fired), tidy)
    tidy["body_html"] = objects([sanitise(markup or "") for markup in tidy["body_html"]], tidy)
    masks = _mask(tidy, privacy or Privacy(), decisions)
    tidy["repairs"] = objects([names + _told(counts) for names, counts in zip(fired, masks, strict=True)], tidy)
    tidy["flags"] = objects([_flags(row) for row in tidy.itertuples()], tidy)
    tidy["keywords"] = objects([without_spam(words) for words in tidy["keywords"]], tidy)
    refused = [_refusal(row, decisions) for row in tidy.itertuples()]
    is_refused = pd.Series([one is not None for one in refused], index=tidy.index, dtype=bool)
    return tidy[~is_refused], [one for one in refused if one is not None]


def _refusal(row: Any, decisions: Decisions) -> dict[str, Any] | None:
    """Why a clean document may not go on, as a REFUSED row; None if it may, or if a reviewer let it go."""
    held = judge(row)
    if held and not decisions.is_released(row.source_key, "tampered"):
        return refused_for(row, held)
    is_let = decisions.is_released(row.source_key, "empty-after-cleaning") or was_released(row.flags)
    return _emptied(row) if _is_empty(row) and not is_let else None


def objects(values: list[Any], frame: pd.DataFrame) -> pd.Series:
    """Values → a series of plain Python objects; pandas would make strings with NaN of texts with None."""
    return pd.Series(values, index=frame.index, dtype=object)


def _apply(field: str, values: pd.Series, fired: list[list[str]]) -> list[str | None]:
    cleaned: list[str | None] = []
    for value, names in zip(values, fired, strict=True):
        if not value:
            cleaned.append(value)
            continue
        text, rules = apply_rules(field, value)
        names.extend(rule for rule in rules if rule not in names)
        cleaned.append(text or None if field not in ("body_html", "body_text") else text)
    return cleaned


# --- personal data --------------------------------------------------------------------------------------------------


def _mask(tidy: pd.DataFrame, privacy: Privacy, decisions: Decisions) -> list[Counter[str]]:
    """Masks in place all fields that are shown, and puts the masks on record → counts by kind, one a document."""
    names = list(tidy.columns)
    rows = [mask_document(dict(zip(names, values, strict=True)), privacy, decisions) for values in _values(tidy)]
    for field in MASKED_FIELDS:
        tidy[field] = objects([row[field] for row, _masker in rows], tidy)
    tidy["masks"] = objects([masker.masks for _row, masker in rows], tidy)
    return [masker.counts for _row, masker in rows]


def _values(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name] for name in frame.columns), strict=True)


def _told(counts: Counter[str]) -> list[str]:
    return [f"masked:{kind}:{number}" for kind, number in sorted(counts.items())]


# --- doubts ---------------------------------------------------------------------------------------------------------


def _flags(row: Any) -> list[str]:
    found = list(row.flags) if row.flags is not None else []
    both = f"{row.title or ''}{row.body_text or ''}"
    if PRIVATE_RUN.search(both):
        found.append("private-characters")
    if "\ufffd" in both and "replacement-characters" not in found:
        found.append("replacement-characters")
    return found + removed_flags(row)


def _is_empty(row: Any) -> bool:
    has_files = len(row.attachments) > 0 or (row.images is not None and len(row.images) > 0)
    return not row.title or not ((row.body_text or "").strip() or has_files or row.letter)


def _emptied(row: Any) -> dict[str, Any]:
    return {
        "source_key": row.source_key, "page_key": row.page_key, "url": row.url, "outcome": "held",
        "code": "empty-after-cleaning", "reason": "cleaning left no title or no content", "payload": "{}",
    }  # fmt: skip
