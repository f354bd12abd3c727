"""One document's personal data masked in all its fields, by what the platform's policy says of its kind of content."""

from __future__ import annotations

import json
from typing import Any

from guiyi.clean.labelled_numbers import accounts_in, figures_in
from guiyi.clean.masking import Masker
from guiyi.clean.names import find_labelled, find_names, find_saluted, names_of
from guiyi.clean.privacy import ID_SAID, mask_name
from guiyi.config.platform import Privacy
from guiyi.decisions.decision import Decisions

TEXTS = (
    "title", "summary", "source", "author", "issuing_agency", "effective_status", "topic_category", "genre_category",
    "body_text",
)  # fmt: skip
CODES = ("document_number", "index_number")
LETTER_TEXTS = ("subject", "question", "reply")
UNSHOWN = ("legacy_url", "poster", "key", "url")  # addresses within details
Row = dict[str, Any]


def mask_document(row: Row, privacy: Privacy, decisions: Decisions) -> tuple[Row, Masker]:
    """A document, the platform's policy and what reviewers decided → the document masked, and its masks."""
    details = json.loads(row["details"]) if row.get("details") else {}
    letters = [one for one in [row["letter"], *details.get("letters", ())] if one]
    policy = privacy.policy_for("letter" if letters else row["content_type"], row["section"], row["title"])
    masker = _masker(row, policy, privacy, letters, decisions)
    masked = row | {name: masker.text(name, row[name]) for name in TEXTS}
    masked |= {name: masker.code(name, row[name]) for name in CODES}
    masked["body_html"] = masker.markup(row["body_html"])
    masked["keywords"] = [masker.text("keywords", word) for word in row["keywords"] or ()]
    for name in ("attachments", "images"):
        masked[name] = [_file(masker, name, one) for one in row[name] if one] if row[name] is not None else []
    masked["letter"] = _letter(masker, row["letter"])
    masked["details"] = _details(masker, details) if details else row.get("details")
    masked["people"] = masker.names if "name" in masker.kinds else []
    return masked, masker


def _masker(row: Row, policy: str, privacy: Privacy, letters: list[Row], decisions: Decisions) -> Masker:
    kinds = privacy.policies[policy]
    private = [one[name] for one in letters for name in ("subject", "question") if one.get(name)]
    names = [name for one in letters for name in _names_in(one)]
    names += [*_saluted(row["title"], row["body_text"]), *find_labelled(row["body_text"] or "")] if letters else []
    if "name" in kinds and not letters:  # a letter that was not recognised as one: its text is what a citizen wrote
        private = [row["body_text"] or ""]
        names = [*find_names(private[0]), *_saluted(row["title"], private[0])]
    key, version = row["source_key"], (row["raw_print"] or "")[:6]
    return Masker(
        kinds, policy, version, lambda mask: decisions.is_unmasked(key, mask),
        names=dict.fromkeys(names), private=private, is_id_said=ID_SAID.search(row["body_text"] or "") is not None,
        accounts=accounts_in(row["body_text"] or ""), figures=figures_in(row["body_text"] or ""),
    )  # fmt: skip


def _names_in(letter: Row) -> list[str]:
    """A letter's writers by name, the names that its text gives, and those that the answer greets."""
    told = find_names("\n".join(letter.get(name) or "" for name in ("subject", "question")))
    return [*names_of(letter.get("writer") or ""), *told, *_saluted(letter.get("subject"), letter.get("reply"))]


def _saluted(*texts: str | None) -> list[str]:
    """Whom texts call by name, each for itself: a title does not greet with the first words of the text below it."""
    return [name for text in texts if text for name in find_saluted(text)]


def _file(masker: Masker, name: str, file: Row) -> Row:
    """An attachment or image: its name masked, and an ID number that its old address tells."""
    shown = "name" if name == "attachments" else "alt"
    address = masker.address(f"{name}.legacy_url", file.get("legacy_url") or "")
    told = {shown: masker.text(name, file.get(shown))}
    return file | told | ({"legacy_url": address} if address else {})


def _letter(masker: Masker, letter: Row | None) -> Row | None:
    """A letter with its texts masked and its writer's name reduced."""
    if not letter:
        return None
    masked = letter | {name: masker.text(f"letter.{name}", letter[name]) for name in LETTER_TEXTS}
    writer = (letter.get("writer") or "").strip()
    if writer and "*" not in writer:
        masker.counts["name"] += 1
        masked["writer"] = mask_name(writer)
    return masked


def _details(masker: Masker, details: Row) -> str:
    """Details of structured content as JSON, every text masked; writers of letters are left out."""
    for letter in details.get("letters", ()):
        letter.pop("writer", None)
    quiet = Masker(
        masker.kinds,
        masker.policy,
        masker.version,
        masker.is_lifted,
        names=masker.names,
        is_id_said=masker.is_id_said,
        accounts=masker.accounts,
    )  # what stands in details stands in the text, too, and is counted there
    quiet.allowed, quiet.citizen = masker.allowed, masker.citizen
    return json.dumps(_masked(quiet, details), ensure_ascii=False, sort_keys=True)


def _masked(masker: Masker, value: Any) -> Any:
    if isinstance(value, str):
        return masker.text("details", value)
    if isinstance(value, list):
        return [_masked(masker, one) for one in value]
    if isinstance(value, dict):
        return {
            key: _address(masker, key, one) if key in UNSHOWN else _masked(masker, one) for key, one in value.items()
        }
    return value


def _address(masker: Masker, key: str, value: Any) -> Any:
    """An address within details; a file's key stays, by which it is found."""
    return masker.address("details", value) if isinstance(value, str) and key != "key" else value
