"""One vocabulary of field names for lists, articles, letters and records that a layer shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guiyi.crawl.paging.record import read_record
from guiyi.records.articles import shown_of
from guiyi.records.layers import layer_page
from guiyi.records.letters import letter_page

TEXT = "<p>" + "各单位要做好防汛准备工作。" * 5 + "</p>"
STAMP = 1520215680000  # 2018-03-05
LETTER = {"letterTitle": "路灯", "askTime": STAMP, "letterContent": "路灯不亮。", "replyContent": "已经修好。"}


@pytest.mark.parametrize("name", ["docRelTime", "publishTime", "posted_on", "fbsj", "xx_gsrq", "infoDate"])
def test_a_day_of_publication_is_one_whoever_asks(name: str) -> None:
    value: Any = STAMP if name.lower().endswith(("time", "sj", "date", "rq")) else "2018-03-05"
    said = {"createTime": "2018-03-01", name: value, "xmmc": "防汛通知"}
    item = read_record(said | {"url": "/1.html"}, "http://old.example.test/")
    assert item is not None
    assert (item.title, item.listed_on) == ("防汛通知", "2018-03-05")
    assert "<h1>防汛通知</h1><p>发布时间：2018-03-05</p>" in (shown_of(said | {"body": TEXT}) or "")
    layer = layer_page(json.dumps(said | {"dw": "县水利局", "nr": "全县"})) or ""
    assert "<td>发布时间</td><td>2018-03-05</td>" in layer


def test_what_only_sounds_like_a_field_is_none() -> None:
    said = {
        "siteTitle": "云川网", "subTitle": "附件", "title": "防汛", "publishEndTime": "2018-03-12", "createTime": STAMP,
        "publicityDays": 7, "resourceId": "8a7f", "sourceType": "1", "isOriginal": "是", "fabuRen": "李某2",
    }  # fmt: skip
    assert (shown_of(said | {"body": TEXT}) or "").startswith("<h1>防汛</h1><div><p>")
    row = read_record({"title": "防汛", "url": "/1.html", **said}, "http://old.example.test/")
    assert row is not None
    assert row.listed_on == "2018-03-05"


def test_a_letter_says_the_same_in_a_reply_and_in_a_page_s_state() -> None:
    secret = LETTER | {"isOpen": False, "status": 3}
    shown = shown_of(secret) or ""
    assert shown == (letter_page(json.dumps({"data": secret})) or "").partition("<body>")[2].partition("</body>")[0]
    facts = (
        "来信时间</td><td>2018-03-05",
        "来信内容</td><td>路灯不亮。",
        "回复内容</td><td>已经修好。",
        "是否公开</td><td>否",
    )
    assert all(f"<td>{one}</td>" in shown for one in facts)
    assert "办理状态" not in shown


def test_words_of_a_menu_are_no_letter() -> None:
    menu = {"content": "信件内容", "feedback": "意见反馈", "title": "信箱"}
    assert shown_of(menu) is None
    assert shown_of({"content": "请输入内容", "reply": "请输入回复"}) is None
