"""The clean stage: documents → tidy documents; a table in, a new table out, and what each rule did on record."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from guiyi.clean.markup import mask_markup, sanitise
from guiyi.clean.privacy import mask_name, mask_text
from guiyi.clean.rules import RULES, apply_rules
from guiyi.clean.structured import mask_details
from guiyi.clean.verdicts import judge, refused_for, removed_flags, without_spam
from guiyi.handover import DOCUMENTS, REFUSED, Manifest, part_key, read_frame, refused_key, write_frame, write_rows
from guiyi.prints import print_of
from guiyi.run import Run

REVISION = 3
RULE_FIELDS = tuple(dict.fromkeys(field for _name, fields, _rule in RULES for field in fields))
MASKED_FIELDS = ("title", "summary", "body_text")
LETTER_TEXTS = ("subject", "question", "reply")
PUA = ("\ue000", "\uf8ff")


def clean_batch(run: Run, extracted: Manifest) -> Manifest:
    """Cleans the documents of one batch → manifest of the clean part; an existing part is taken as it is."""
    print_ = print_of("clean", REVISION, extracted.print)
    part = part_key(run.site, "clean", extracted.batch, print_)
    is_there = run.store.exists(part) and run.store.exists(refused_key(part))
    if not is_there:
        documents = read_frame(run.store, extracted.path or "")
        cleaned, refused = clean_documents(documents)
        write_rows(run.store, refused_key(part), refused, REFUSED)
        write_frame(run.store, part, cleaned, DOCUMENTS)
        held = len(refused)
    else:
        held = len(read_frame(run.store, refused_key(part), ["source_key"]))
    return Manifest(
        "clean", run.site, run.run_id, extracted.batch, part, refused_key(part), extracted.rows_out,
        extracted.rows_out - held, held=held, print=print_, reused=is_there,
    )  # fmt: skip


def clean_documents(documents: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Documents → (clean documents, refused rows). The input is left as it is."""
    tidy = documents.copy()
    if tidy.empty:
        return tidy, []
    fired: list[list[str]] = [list(repairs or ()) for repairs in tidy["repairs"]]
    for field in RULE_FIELDS:
        tidy[field] = objects(_apply(field, tidy[field], fired), tidy)
    tidy["body_html"] = objects([sanitise(markup or "") for markup in tidy["body_html"]], tidy)
    masks = _mask(tidy)
    tidy["repairs"] = objects([names + _told(counts) for names, counts in zip(fired, masks, strict=True)], tidy)
    tidy["flags"] = objects([_flags(row) for row in tidy.itertuples()], tidy)
    tidy["keywords"] = objects([without_spam(words) for words in tidy["keywords"]], tidy)
    refused = [_refusal(row) for row in tidy.itertuples()]
    is_refused = pd.Series([one is not None for one in refused], index=tidy.index, dtype=bool)
    return tidy[~is_refused], [one for one in refused if one is not None]


def _refusal(row: Any) -> dict[str, Any] | None:
    """Why a clean document may not go on, as a REFUSED row; None if it may."""
    held = judge(row)
    if held:
        return refused_for(row, held)
    return _emptied(row) if _is_empty(row) else None


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


def _mask(tidy: pd.DataFrame) -> list[Counter[str]]:
    """Masks in place all fields that are shown → counts by kind, one a document."""
    counts: list[Counter[str]] = [Counter() for _ in range(len(tidy))]
    for field in MASKED_FIELDS:
        tidy[field] = objects([_masked(value, count) for value, count in zip(tidy[field], counts, strict=True)], tidy)
    tidy["body_html"] = objects([mask_markup(value)[0] for value in tidy["body_html"]], tidy)  # counted in body_text
    pairs = zip(tidy["attachments"], counts, strict=True)
    tidy["attachments"] = objects([_names(files, count) for files, count in pairs], tidy)
    writers = [(letter or {}).get("writer") for letter in tidy["letter"]]
    letters = [_letter(letter, count) for letter, count in zip(tidy["letter"], counts, strict=True)]
    tidy["letter"] = objects(letters, tidy)
    details = zip(tidy["details"], writers, strict=True)  # counted in body_text
    tidy["details"] = objects([mask_details(one, Counter(), writer) for one, writer in details], tidy)
    for field in ("title", "summary", "body_text", "body_html"):
        tidy[field] = objects([_without(one, writer) for one, writer in zip(tidy[field], writers, strict=True)], tidy)
    return counts


def _masked(value: str | None, count: Counter[str]) -> str | None:
    if not value:
        return value
    masked, found = mask_text(value)
    count.update(found)
    return masked


def _names(files: Any, count: Counter[str]) -> list[dict[str, Any]]:
    return [{**one, "name": _masked(one["name"], count)} for one in files] if files is not None else []


def _letter(letter: dict[str, Any] | None, count: Counter[str]) -> dict[str, Any] | None:
    """A letter with its texts masked and its writer's name reduced, in the texts too."""
    if not letter:
        return None
    masked = {name: _masked(value, count) if name in LETTER_TEXTS else value for name, value in letter.items()}
    writer = (letter.get("writer") or "").strip()
    if writer and "*" not in writer:
        count["name"] += 1
        masked["writer"] = mask_name(writer)
        masked |= {name: _without(masked.get(name), writer) for name in LETTER_TEXTS}
    return masked


def _without(text: str | None, writer: str | None) -> str | None:
    """A text with a letter writer's name reduced; names that are no names (long, one character) are left."""
    if not text or not writer or not 2 <= len(writer) <= 6 or "*" in writer:
        return text
    return text.replace(writer, mask_name(writer))


def _told(counts: Counter[str]) -> list[str]:
    return [f"masked:{kind}:{number}" for kind, number in sorted(counts.items())]


# --- doubts ---------------------------------------------------------------------------------------------------------


def _flags(row: Any) -> list[str]:
    found = list(row.flags) if row.flags is not None else []
    both = f"{row.title or ''}{row.body_text or ''}"
    if any(PUA[0] <= character <= PUA[1] for character in both):
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
