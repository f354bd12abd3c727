from __future__ import annotations

import json
from typing import Any

from guiyi.clean.personal import mask_document
from guiyi.config.platform import Privacy
from guiyi.decisions.decision import NO_DECISIONS
from guiyi.runs.handover import DOCUMENTS


def details_of(said: dict[str, Any] | None) -> Any:
    row: dict[str, Any] = dict.fromkeys(DOCUMENTS.names)
    row |= {"source_key": "k", "attachments": [], "images": [], "details": json.dumps(said) if said else None}
    masked, _masker = mask_document(row, Privacy(), NO_DECISIONS)
    return json.loads(masked["details"]) if masked["details"] else None


def test_personal_data_in_details_is_masked_and_the_writers_of_letters_are_left_out() -> None:
    letters = [{"writer": "赵小满", "question": "我是赵小满，手机13812345678", "reply": "赵小满您好"}]
    found = details_of({"type": "letter", "letters": letters})
    assert found["letters"] == [{"question": "我是赵**，手机138****5678", "reply": "赵**您好"}]


def test_addresses_in_details_stay_as_they_are() -> None:
    said = {"pictures": [{"caption": "图", "legacy_url": "http://o.example.test/13812345678.jpg"}]}
    assert details_of(said) == said


def test_a_page_without_details_has_none_after_cleaning() -> None:
    assert details_of(None) is None
