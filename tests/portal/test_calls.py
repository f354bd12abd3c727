from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from guiyi.database import writing
from guiyi.library.edit import hold_resource
from guiyi.library.export import FIELDS
from guiyi.library.people import api_keys
from guiyi.library.states import read_states, write_states
from guiyi.portal.api.models import Asked
from guiyi.portal.audit import entries
from guiyi.portal.keys import create_key, revoke_key
from tests.portal.conftest import Browser
from tests.portal.records import put_resources, state_of

Call = Callable[..., Any]


@pytest.fixture
def call(app: FastAPI, anonymous: Browser) -> Call:
    """Forty resources, and a caller: path and parameters → the answer."""
    put_resources(app.state.portal.engine, 40)
    return lambda path, **asked: anonymous.get(f"/api/v1{path}", params=asked)


def key(app: FastAPI, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_key(app.state.portal.engine, '公开平台', list(scopes), 5, 'command:me')}"}


def ids_of(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["resource_id"] for one in answer.json()["items"]]


def test_a_list_goes_newest_first_and_its_cursor_gives_each_once(call: Call) -> None:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = call("/resources", limit=7, **cursor)
        seen += ids_of(answer)
        if answer.json()["next_cursor"] is None:
            break
        cursor = {"cursor": answer.json()["next_cursor"]}
    assert len(seen) == len(set(seen)) == 40
    dates = [call(f"/resources/{one}").json()["published_at"] for one in seen[:5]]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"content_type": "document"}, 20), ({"column": "info.policy"}, 20), ({"column": "info.policy.regulations"}, 10),
        ({"issuing_agency": "市文化局"}, 20), ({"legacy_site": "wh-old"}, 40), ({"version": "1"}, 40), ({"has_images": "false"}, 40), ({"legacy_site": "none"}, 0),
        ({"document_number": "云文〔2018〕3号"}, 1), ({"published_from": "2018-02"}, 9), ({"published_to": "2018-01-05"}, 5),
        ({"q": "补贴"}, 20), ({"q": "税"}, 20), ({"q": "补贴 办法"}, 20), ({"q": "云文"}, 40), ({"q": "贴补"}, 0),
        ({"q": "补贴", "in_title": "true"}, 20), ({"q": "正文", "in_title": "true"}, 0), ({"q": "﹡"}, 0),
        ({"q": "２０１８"}, 40), ({"q": "补贴", "column": "info.policy.regulations"}, 10), ({"q": "' OR 1=1 --"}, 0),
        ({"legacy_url": "http://wh.example.test/7.html"}, 1), ({"source": "100%"}, 0),
    ],
)  # fmt: skip
def test_lists_are_filtered_by_every_field_and_word(call: Call, asked: dict[str, str], count: int) -> None:
    assert len(ids_of(call("/resources", limit=200, **asked))) == count


def letter_state() -> dict[str, Any]:
    files = (("attachment", "表.xlsx", "a" * 64), ("image", "图", "b" * 64))
    assets = [
        {"role": role, "position": 0, "key": f"/{name}", "legacy_url": f"http://wh.example.test/{name}", "name": name, "sha256": sha}
        for role, name, sha in files
    ]  # fmt: skip
    letter = {
        "subject": "路灯", "question": "路灯不亮", "asked_at": "2018-03-01T08:00:00+08:00", "accepted_at": "2018-03-02",
        "replied_at": "2018-03-05", "reply_agency": "市城管局", "reply": "已修", "status": "已办结",
    }  # fmt: skip
    return state_of(99, keywords=["路灯", '市政 "设施"'], version=3) | {"assets": assets, "letter": letter}


ONE_OF_FORTY: tuple[dict[str, str], ...] = (
        {"resource_id": "r99"}, {"title": "关于补贴办法的通知第99号"}, {"keyword": "路灯"}, {"keyword": '市政 "设施"'},
        {"content_sha256": f"{99:064d}"}, {"attachment": "a" * 64}, {"attachment": "表.xlsx"},
        {"has_attachments": "true"}, {"image": "图"}, {"has_images": "true"}, {"letter_status": "已办结"},
        {"letter_reply_agency": "市城管局"}, {"letter_asked_on": "2018-03-01"}, {"letter_accepted_on": "2018-03-02"},
        {"letter_replied_on": "2018-03-05"}, {"first_loaded_on": "2018-07-01", "resource_id": "r99"},
)  # fmt: skip


def test_one_of_forty_is_found_by_any_field_in_lists_deltas_and_what_is_held(
    app: FastAPI, call: Call, anonymous: Browser
) -> None:
    engine = app.state.portal.engine
    with writing(engine) as connection:
        write_states(connection, [letter_state()])
    for asked in ONE_OF_FORTY:
        assert ids_of(call("/resources", **asked)) == ["r99"], asked
        assert ids_of(call("/resources", updated_since="2018-01-01", **asked)) == ["r99"], asked
    hold_resource(engine, "r99", "account:li")
    headers = key(app, "library:read")
    for asked in ONE_OF_FORTY:
        assert ids_of(call("/resources", **asked)) == [], asked
        sent = anonymous.get("/api/v1/resources", params={"status": "held", **asked}, headers=headers)
        assert ids_of(sent) == ["r99"], asked


def test_every_field_of_the_export_can_be_asked_for(app: FastAPI) -> None:
    names = set(Asked.model_fields)
    others = {  # field of the export → what asks for it
        "published_at": "published_from", "updated_at": "updated_since", "first_loaded_at": "first_loaded_on",
        "summary": "q", "body_html": "q", "body_text": "q", "keywords": "keyword", "legacy_urls": "legacy_url",
        "attachments": "attachment", "images": "image", "letter": "letter_reply_agency",
    }  # fmt: skip
    assert {others.get(field, field) for field in FIELDS} <= names


def test_unknown_parameters_and_bad_cursors_are_refused(call: Call) -> None:
    for asked in ({"colum": "x"}, {"limit": "0"}, {"limit": "201"}, {"cursor": "x"}, {"published_from": "2018-1"}):
        answer = call("/resources", **asked)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_delta_gives_what_changed_since_and_tombstones_of_what_left(app: FastAPI, call: Call) -> None:
    engine = app.state.portal.engine
    since = "2026-01-01T00:00:00Z"
    assert ids_of(call("/resources", updated_since=since)) == []
    hold_resource(engine, "r07", "account:li")
    answer = call("/resources", updated_since=since)
    (found,) = answer.json()["items"]
    assert (found["resource_id"], found["status"], found["title"]) == ("r07", "held", None)
    assert "r07" not in ids_of(call("/resources", limit=200))


def test_what_is_not_public_is_only_for_keys_with_the_scope(app: FastAPI, call: Call, anonymous: Browser) -> None:
    engine = app.state.portal.engine
    hold_resource(engine, "r07", "account:li")
    assert call("/resources/r07").status_code == 404
    assert anonymous.get("/resources/r07").status_code == 404
    assert ids_of(call("/resources", q="第7号")) == []
    assert call("/resources", status="held").status_code == 401
    assert (
        anonymous.get("/api/v1/resources", params={"status": "held"}, headers=key(app, "library:bulk")).status_code
        == 403
    )
    may = key(app, "library:read")
    assert ids_of(anonymous.get("/api/v1/resources", params={"status": "held"}, headers=may)) == ["r07"]
    assert anonymous.get("/api/v1/resources/r07", headers=may).json()["status"] == "held"


def test_an_answer_that_is_known_is_not_sent_again(call: Call, anonymous: Browser) -> None:
    tag = call("/resources").headers["etag"]
    again = anonymous.get("/api/v1/resources", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_bulk_gives_the_published_records_as_the_export_has_them(app: FastAPI, call: Call, anonymous: Browser) -> None:
    assert call("/bulk").status_code == 401
    hold_resource(app.state.portal.engine, "r07", "account:li")
    may = key(app, "library:bulk")
    table = pq.read_table(io.BytesIO(anonymous.get("/api/v1/bulk", headers=may).content))
    assert table.num_rows == 39
    lines = anonymous.get("/api/v1/bulk", params={"format": "jsonl"}, headers=may).text.splitlines()
    assert json.loads(lines[0]) == call(f"/resources/{json.loads(lines[0])['resource_id']}").json()


def test_feeds_are_well_formed(call: Call) -> None:
    rss = ElementTree.fromstring(call("/columns/info.policy/rss").content)
    assert len(rss.findall("channel/item")) == 20
    assert call("/columns/none/rss").status_code == 404
    catalogue = call("/dcat").json()
    assert catalogue["@type"] == "dcat:Catalog"
    assert len(call("/dcat/resources", column="info.policy").json()["@graph"]) == 20


def test_a_change_by_key_makes_a_version_is_audited_and_refused_when_stale(
    app: FastAPI, call: Call, anonymous: Browser
) -> None:
    may, body = key(app, "library:write"), {"version": 1, "title": "新标题"}
    assert anonymous.patch("/api/v1/resources/r01", json=body).status_code == 401
    assert anonymous.patch("/api/v1/resources/r01", json=body, headers=key(app, "library:read")).status_code == 403
    assert anonymous.patch("/api/v1/resources/r01", json=body, headers=may).json() == {
        "resource_id": "r01",
        "version": 2,
    }
    assert anonymous.patch("/api/v1/resources/r01", json=body, headers=may).status_code == 409
    assert ids_of(call("/resources", q="新标题")) == ["r01"]
    assert [one["action"] for one in entries(app.state.portal.engine, 1)] == ["edit"]


def test_keys_expire_and_are_revoked(app: FastAPI, call: Call, anonymous: Browser) -> None:
    engine, may = app.state.portal.engine, key(app, "library:read")
    assert anonymous.get("/api/v1/me", headers=may).json()["scopes"] == ["library:read"]
    revoke_key(engine, may["Authorization"].split("_")[1], "command:me")
    assert anonymous.get("/api/v1/me", headers=may).status_code == 401
    late = key(app, "library:read")
    with writing(engine) as connection:
        connection.execute(update(api_keys).values(expires_at="2001-01-01T00:00:00+00:00"))
    assert anonymous.get("/api/v1/me", headers=late).status_code == 401
    assert anonymous.get("/api/v1/me", headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_the_index_follows_what_is_written(app: FastAPI, call: Call) -> None:
    engine = app.state.portal.engine
    with writing(engine) as connection:
        state = read_states(connection, ["r03"])["r03"]
        state["resource"] |= {"title": "关于龙舟竞渡的公告", "published_at": None}
        write_states(connection, [state])
    assert ids_of(call("/resources", q="龙舟竞渡")) == ["r03"]
    assert ids_of(call("/resources", limit=200))[-1] == "r03", "what has no date comes last"


def test_one_caller_can_not_ask_without_end(settings: Any) -> None:
    from guiyi.portal.app import create_app

    client = Browser(create_app(settings, calls_a_minute=5))
    codes = [client.get("/api/v1/columns").status_code for _ in range(8)]
    assert (codes[0], codes[-1]) == (200, 429)
    refused = client.get("/api/v1/columns")
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["content-type"] == "application/problem+json"
    page = client.get("/search?q=x")
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert "访问过于频繁" in page.text


def test_the_page_on_the_calls_tells_the_fields_of_a_change(anonymous: Browser) -> None:
    text = anonymous.get("/api?lang=en").text
    assert "Body (JSON): 10 fields" in text
    assert "string ≤ 500" in text
    assert "[string ≤ 500] ≤ 50" in text
