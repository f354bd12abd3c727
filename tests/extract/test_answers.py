"""Letters that a script fills in, and mailboxes that stand on another host."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guiyi.extract.within import held_if_elsewhere
from guiyi.records.letters import letter_page
from tests.extract.test_document import extractor, page

LETTER = {
    "letterNo": "C18", "title": "阅览室开放时间", "userName": "赵小满", "createTime": "2018-03-01 10:08:00",
    "content": "请问能否延长两个小时？", "replyDept": "云川市图书馆", "replyTime": "2018-03-06", "replyContent": "您好，可以。", "isOpen": 1,
}  # fmt: skip


def extract(reply: Any) -> dict[str, Any]:
    return extractor().extract(page(), json.dumps(reply, ensure_ascii=False).encode())


@pytest.mark.parametrize("reply", [LETTER, {"code": 200, "data": LETTER}, [LETTER], {"result": {"letter": LETTER}}])
def test_a_letter_is_read_from_the_json_that_fills_its_page(reply: Any) -> None:
    found = extract(reply)
    letter = found["letter"]
    assert (found["content_type"], found["title"]) == ("letter", "阅览室开放时间")
    assert (letter["question"], letter["reply"]) == ("请问能否延长两个小时？", "您好，可以。")
    assert (letter["asked_at"][:10], letter["replied_at"], letter["reply_agency"]) == (
        "2018-03-01", "2018-03-06", "云川市图书馆",
    )  # fmt: skip


def test_a_letter_that_its_json_says_is_not_public_is_held() -> None:
    assert extract({**LETTER, "isOpen": 0})["code"] == "letter-not-public"


@pytest.mark.parametrize(
    "text", ["{}", "[1,2]", "{broken", '{"total": 3, "rows": []}', '{"title": "x", "url": "/1"}', "正文", "[" * 100_000]
)
def test_other_replies_are_no_letters(text: str) -> None:
    assert letter_page(text) is None


FRAMED = """<html><head><title>局长信箱_云川市文化局</title></head><body><div class=nav><a href=/>首页</a><a href=/tz/>通知公告</a></div>
<iframe src="http://mail.city.example.test/list.aspx?org=101" width="100%" height="800"></iframe></body></html>"""


def held(html: str) -> dict[str, Any]:
    data, made = html.encode(), extractor()
    return held_if_elsewhere(made.extract(page(), data), page(), data, made.urls)


def test_a_mailbox_in_a_frame_of_another_host_is_held_with_its_address() -> None:
    found = held(FRAMED)
    assert (found["outcome"], found["code"]) == ("held", "framed-elsewhere")
    assert "http://mail.city.example.test/list.aspx?org=101" in found["reason"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("mail.city.example.test", "old.example.test"), ("局长信箱", "云川概况"), ('height="800"', 'height="60"')],
    ids=["a frame of the site itself", "no page of interaction", "a small widget"],
)
def test_other_frames_hold_no_page(old: str, new: str) -> None:
    assert held(FRAMED.replace(old, new)).get("code") != "framed-elsewhere"
