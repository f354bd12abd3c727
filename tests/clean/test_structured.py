from __future__ import annotations

import json
from collections import Counter

from guiyi.clean.structured import mask_details


def test_personal_data_in_details_is_masked_and_the_writers_of_letters_are_left_out() -> None:
    letters = [{"writer": "赵小满", "question": "我是赵小满，手机13812345678", "reply": "赵小满您好"}]
    counts: Counter[str] = Counter()
    masked = json.loads(mask_details(json.dumps({"type": "letter", "letters": letters}), counts) or "")
    assert masked["letters"] == [{"question": "我是赵**，手机138****5678", "reply": "赵**您好"}]
    assert counts["phone"] == 1


def test_addresses_in_details_stay_as_they_are() -> None:
    said = json.dumps({"pictures": [{"caption": "图", "legacy_url": "http://o.example.test/13812345678.jpg"}]})
    assert json.loads(mask_details(said, Counter()) or "") == json.loads(said)


def test_a_page_without_details_has_none_after_cleaning() -> None:
    assert mask_details(None, Counter()) is None
