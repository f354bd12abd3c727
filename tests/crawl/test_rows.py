"""Documents that open where they are listed: a layer, or a row that unfolds, shows what the list's own reply holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guiyi.crawl import rows as rows_of_lists
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.paging import read_data, unlinked
from guiyi.crawl.paging.unlinked import is_row
from guiyi.crawl.rows import Rows
from guiyi.errors import SourceError, StoreError
from guiyi.records.layers import LAYER

HOST = "http://old.example.test"
TEXT = "<p>" + "参保人凭身份证到窗口办理补卡手续。" * 5 + "</p>"


def row(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "bt": f"医保卡丢失后怎么补办（{number}）", "fbsj": "2021-03-05 10:00", "nr": TEXT} | more


class Site:
    """A list of two rows a page; what was asked for."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows, self.asked = rows, list[str]()

    def reply(self, page: int) -> str:
        return json.dumps({"total": len(self.rows), "rows": self.rows[2 * page - 2 : 2 * page]})

    def ask(self, url: str) -> Response:
        self.asked.append(url)
        body = self.reply(int(url.split("page=")[1].split("&")[0])).encode()
        kind = (("Content-Type", "application/json"),)
        return Response(url, 200, "OK", "HTTP/1.1", kind, b"", body, "", 0.0, None, ())


def listed(site: Site, url: str) -> list[str]:
    listing = read_data(site.reply(int(url.rsplit("=", 1)[1])), url)
    assert listing is not None
    return [one.url for one in listing.items]


def test_a_row_is_one_document_by_one_address_on_whatever_page_it_stands_and_each_reply_is_asked_once() -> None:
    url = f"{HOST}/faq.do#__post:form:?page="
    site = Site([row(number) for number in range(5)])
    addresses = [one for page in (1, 2, 3) for one in listed(site, f"{url}{page}")]
    assert addresses == [f"{url}1#__row:{number}" for number in range(5)]
    assert all(map(is_row, addresses))
    rows = Rows(site.ask)
    answers = [rows.answer(one) for one in reversed(addresses)]
    assert site.asked == [f"{url}1", f"{url}2", f"{url}3"]
    assert [(one.status, one.flags) for one in answers] == [(200, (LAYER,))] * 5
    assert "<h1>医保卡丢失后怎么补办（4）</h1>" in answers[0].body.decode()
    assert answers[0].body.decode().count("<h1>") == 1
    site.rows.insert(0, row(9))
    assert listed(site, f"{url}2")[0] == addresses[1]
    assert Rows(site.ask).answer(addresses[4]).status == 200


def test_a_row_that_its_list_holds_no_more_is_gone_and_what_the_site_answers_instead_is_handed_on() -> None:
    site = Site([row(number) for number in range(3)])
    rows = Rows(site.ask)
    assert rows.answer(f"{HOST}/faq?page=1#__row:77").status == 404
    off = Rows(lambda url: Response(url, 503, "busy", "HTTP/1.1", (), b"", b"", "", 0.0, None, ()))
    assert off.answer(f"{HOST}/faq?page=1#__row:1").status == 503


def test_a_row_that_may_stand_behind_the_replies_that_are_asked_is_not_called_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows_of_lists, "MOST_PAGES", 2)
    rows = Rows(Site([row(number) for number in range(7)]).ask)
    with pytest.raises(SourceError, match="more than 2 replies"):
        rows.answer(f"{HOST}/faq?page=1#__row:6")
    assert rows.answer(f"{HOST}/faq?page=1#__row:3").status == 200


def test_each_reply_is_asked_and_read_once_however_much_its_rows_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_of_lists, "IN_MEMORY", 1000)
    site = Site([row(number, nr=f"<p>{number}号{TEXT}" + "办理。" * 3000) for number in range(12)])
    read: list[str] = []
    whole = unlinked.data_of
    monkeypatch.setattr(unlinked, "data_of", lambda body: read.append(body[:40]) or whole(body))
    rows = Rows(site.ask)
    answers = [rows.answer(f"{HOST}/faq?page=1#__row:{number}").body.decode() for number in (11, 0, 7, 11, 3)]
    assert (len(site.asked), len(read)) == (6, 6)
    assert [f"<p>{number}号" in body for number, body in zip((11, 0, 7, 11, 3), answers, strict=True)] == [True] * 5


def test_a_full_disk_is_no_fault_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows(Site([row(number) for number in range(2)]).ask)

    def full(_packed: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rows._kept, "write", full)
    with pytest.raises(StoreError, match="free some space"):
        rows.answer(f"{HOST}/faq?page=1#__row:1")
    monkeypatch.undo()
    assert rows.answer(f"{HOST}/faq?page=1#__row:1").status == 200


def test_rows_without_a_text_are_only_told_and_letters_that_are_not_public_are_nothing() -> None:
    bare = Site([row(number, nr="到窗口办理。") for number in range(4)])
    told = read_data(json.dumps({"total": 4, "rows": bare.rows}), f"{HOST}/faq?page=1")
    assert told is not None
    assert (told.items, told.expected_items) == ([], 4)
    letters = [row(number, is_open=number % 2) for number in range(4)]
    found = read_data(json.dumps({"total": 4, "rows": letters}), f"{HOST}/faq?page=1")
    assert found is not None
    assert [one.url.rsplit(":", 1)[1] for one in found.items] == ["1", "3"]
    assert Rows(Site(letters).ask).answer(f"{HOST}/faq?page=1#__row:2").status == 404


def test_rows_without_an_id_are_named_by_their_title_and_day() -> None:
    site = Site([{key: value for key, value in row(number).items() if key != "id"} for number in range(2)])
    addresses = listed(site, f"{HOST}/faq?page=1")
    assert len(set(addresses)) == 2
    assert "补办（1）" in Rows(site.ask).answer(addresses[1]).body.decode()


def test_a_question_is_the_title_of_its_answer() -> None:
    site = Site(
        [
            {"id": number, "question": f"医保卡丢失后怎么补办（{number}）", "createDate": "2021-03-05", "answer": TEXT}
            for number in range(2)
        ]
    )
    listing = read_data(site.reply(1), f"{HOST}/qa?page=1")
    assert listing is not None
    assert [one.title for one in listing.items] == ["医保卡丢失后怎么补办（0）", "医保卡丢失后怎么补办（1）"]
    assert "<h1>医保卡丢失后怎么补办（1）</h1>" in Rows(site.ask).answer(listing.items[1].url).body.decode()
