from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlalchemy import insert

from guiyi.config.load import load_platform
from guiyi.database import reading, writing
from guiyi.decisions.read import decision_log
from guiyi.errors import ConfigError
from guiyi.library.reading import read_resource
from guiyi.library.states import write_states
from guiyi.library.supervision import supervise
from guiyi.library.tables import refused_records
from guiyi.portal.audit import entries
from guiyi.portal.reviews import progress_of, say, sign_off
from guiyi.prints import sha256_of
from guiyi.review.worklist import work_list
from guiyi.settings import Settings
from tests.portal.conftest import Browser, make_account
from tests.portal.records import put_resources, state_of

SignedIn = Callable[[str], Browser]
SITE_FILE = """\
version: 1
site: {id: wh-old, name: 示例市文化局（旧站）, department: culture, base_url: "http://wh.example.test/"}
"""


@pytest.fixture
def waiting(app: FastAPI, settings: Settings) -> FastAPI:
    """A site with thirty resources and three records that no rule places."""
    (settings.configs / "sites" / "wh-old.yaml").write_text(SITE_FILE, encoding="utf-8")
    put_resources(app.state.portal.engine, 30)
    rows = [
        {"site": "wh-old", "source_key": f"u{n}", "outcome": "held", "stage": "map", "code": "unmapped", "reason": "no rule",
         "url": f"http://wh.example.test/u/{n}.html", "payload": {}, "run_id": "wh-old-0001", "about": "文苑漫步",
         "title": f"<b>漫步</b>{n}"}
        for n in range(3)
    ]  # fmt: skip
    with writing(app.state.portal.engine) as connection:
        connection.execute(insert(refused_records), rows)
    return app


def group_id(app: FastAPI) -> str:
    portal = app.state.portal
    (group,) = work_list(portal.engine, load_platform(portal.settings.configs), kinds=["unmapped"])
    return group.id


def test_a_decision_is_previewed_first_and_recorded_when_confirmed(waiting: FastAPI, signed_in: SignedIn) -> None:
    reviewer, path = signed_in("reviewer"), f"/worklist/{group_id(waiting)}"
    values = {"action": "map", "value": "info.news", "why": "动态"}
    shown = reviewer.post(path, data={**values, "csrf": reviewer.token(path)})
    assert "将使 3 条" in shown.text
    assert decision_log(waiting.state.portal.engine) == []
    done = reviewer.post(
        path, data={**values, "confirmed": "yes", "csrf": reviewer.token(path)}, follow_redirects=False
    )
    assert done.status_code == 303
    (made,) = decision_log(waiting.state.portal.engine)
    assert (made.kind, made.by, made.why) == ("map", "account:reviewer", "动态")


def test_a_decision_and_its_entry_in_the_audit_log_are_one(
    waiting: FastAPI, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portal may be killed between the two: then neither is there, and the person decides again."""

    def killed(*_: Any) -> None:
        raise RuntimeError("killed")

    engine, reviewer, path = waiting.state.portal.engine, signed_in("reviewer"), f"/worklist/{group_id(waiting)}"
    values = {"action": "map", "value": "info.news", "why": "动态", "confirmed": "yes", "csrf": reviewer.token(path)}
    with monkeypatch.context() as patch:
        patch.setattr("guiyi.portal.pages.work.note", killed)
        patch.setattr("guiyi.portal.reviews.note", killed)
        with pytest.raises(RuntimeError, match="killed"):
            reviewer.post(path, data=values)
        with pytest.raises(RuntimeError, match="killed"):
            say(engine, state_of(1)["resource"], "held", "account:li", "看不清", f"{1:064d}")
    assert decision_log(engine) == []
    with reading(engine) as connection:
        found = read_resource(connection, "r01")
    assert found is not None
    assert found.resource["status"] == "published"
    reviewer.post(path, data=values)
    say(engine, state_of(1)["resource"], "held", "account:li", "看不清", f"{1:064d}")
    assert [one.kind for one in decision_log(engine)] == ["hold", "map"]
    assert {"decide-map", "review-held"} <= {row["action"] for row in entries(engine)}


def test_a_decision_that_makes_no_sense_is_told_and_not_recorded(waiting: FastAPI, signed_in: SignedIn) -> None:
    reviewer, path = signed_in("reviewer"), f"/worklist/{group_id(waiting)}"
    answer = reviewer.post(path, data={"action": "map", "value": "no.such", "why": "x", "csrf": reviewer.token(path)})
    assert answer.status_code == 422
    assert "平台没有栏目“no.such”" in answer.text
    assert decision_log(waiting.state.portal.engine) == []


def test_what_wants_no_decision_is_shown_when_it_is_asked_for(waiting: FastAPI, signed_in: SignedIn) -> None:
    row = {
        "site": "wh-old", "source_key": "l1", "outcome": "dropped", "stage": "extract", "code": "list-page", "reason": "a list",
        "url": "http://wh.example.test/l/", "payload": {}, "run_id": "wh-old-0001", "about": "/l/", "title": None,
    }  # fmt: skip
    with writing(waiting.state.portal.engine) as connection:
        connection.execute(insert(refused_records), [row])
    viewer = signed_in("viewer")
    shown = viewer.get("/worklist").text
    assert "另有 1 组、1 条不需要决定" in shown
    assert "http://wh.example.test/l/" not in shown
    assert "http://wh.example.test/l/" in viewer.get("/worklist?kind=dropped").text


def test_viewers_see_the_work_list_and_decide_nothing(waiting: FastAPI, signed_in: SignedIn) -> None:
    viewer, path = signed_in("viewer"), f"/worklist/{group_id(waiting)}"
    assert "文苑漫步" in viewer.get(path).text
    assert "&lt;b&gt;漫步" in viewer.get(path).text
    answer = viewer.post(path, data={"action": "map", "value": "info.news", "csrf": viewer.token("/worklist")})
    assert answer.status_code == 403


def test_the_work_list_goes_out_as_a_workbook_and_decisions_come_in(waiting: FastAPI, signed_in: SignedIn) -> None:
    reviewer = signed_in("reviewer")
    book = load_workbook(io.BytesIO(reviewer.get("/worklist.xlsx").content))
    sheet = book.worksheets[0]
    at = {str(cell.value).split(" ")[-1]: cell.column for cell in sheet[1]}
    (row,) = [one[0].row for one in sheet.iter_rows(min_row=2) if one[at["about"] - 1].value == "文苑漫步"]
    for name, value in (("decision", "map"), ("value", "info.news"), ("why", "动态")):
        sheet.cell(row, at[name], value)
    good = io.BytesIO()
    book.save(good)
    sheet.cell(row, at["value"], "no.such")
    bad = io.BytesIO()
    book.save(bad)
    shown = upload(reviewer, bad.getvalue())
    assert "1 行有误" in shown.text
    shown = upload(reviewer, good.getvalue())
    assert "1 行可以生效" in shown.text
    assert decision_log(waiting.state.portal.engine) == []
    digest = shown.text.split('name="digest" value="')[1][:64]
    assert reviewer.submit("/worklist/import/apply", {"digest": digest}).status_code == 303
    assert [one.kind for one in decision_log(waiting.state.portal.engine)] == ["map"]


def upload(reviewer: Browser, data: bytes) -> Any:
    return reviewer.post(
        "/worklist/import", data={"csrf": reviewer.token("/worklist")}, files={"workbook": ("a.xlsx", data)}
    )


def test_a_site_is_signed_off_only_when_all_is_looked_at_and_nothing_waits(waiting: FastAPI) -> None:
    portal = waiting.state.portal
    for one in progress_of(portal, "wh-old").sample:
        number = int(one.resource_id[1:])
        say(portal.engine, state_of(number)["resource"], "accepted", "account:li", "", f"{number:064d}")
    with pytest.raises(ConfigError, match="3 records wait"):
        sign_off(portal, "wh-old", "", "account:li", "")
    sign_off(portal, "wh-old", "info.news", "account:li", "")
    assert set(progress_of(portal, "wh-old").signed) == {"info.news"}


def test_a_verdict_counts_for_what_was_seen_only(waiting: FastAPI) -> None:
    portal = waiting.state.portal
    with pytest.raises(ConfigError, match="has changed since"):
        say(portal.engine, state_of(1)["resource"], "accepted", "account:li", "", "0" * 64)


def test_a_class_that_is_but_proposed_is_shown_as_such_and_only_a_reviewer_fills_it_in(
    app: FastAPI, settings: Settings, signed_in: SignedIn
) -> None:
    (settings.configs / "sites" / "wh-old.yaml").write_text(SITE_FILE, encoding="utf-8")
    said = {"value": "卫生、体育", "confidence": 0.7, "by": "rule", "evidence": ["agency: 卫生局"]}
    put_resources(app.state.portal.engine, 1, classes={"topic_category": said})
    reviewer, path = signed_in("reviewer"), "/review/wh-old/r00"
    shown = reviewer.get(path).text
    assert "建议：卫生、体育（0.7），未填入 · 机构：卫生局</small>" in shown
    assert "</select><small>建议：卫生、体育（0.7），未填入</small>" in shown
    assert "agency: 卫生局</small>" in reviewer.get(f"{path}?lang=en").text
    reviewer.get(f"{path}?lang=zh")
    assert "卫生、体育 (建议 0.7)</option>" in shown
    given = {"seen": "0" * 64, "version": "1", "csrf": reviewer.token(path)}
    assert reviewer.post(f"{path}/correct", data={**given, "topic_category": "菜谱"}).status_code == 422
    reviewer.post(f"{path}/correct", data={**given, "topic_category": "卫生、体育"})
    with reading(app.state.portal.engine) as connection:
        found = read_resource(connection, "r00")
    assert found is not None
    assert found.resource["topic_category"] == "卫生、体育"
    assert "未填入" not in reviewer.get(path).text


def test_a_department_changes_its_own_sites_only(waiting: FastAPI) -> None:
    mine, other = Browser(waiting), Browser(waiting)
    mine.cookies.set("guiyi_session", make_account(waiting, "operator", "mine", "culture"))
    other.cookies.set("guiyi_session", make_account(waiting, "operator", "other", "land"))
    group, engine = f"/worklist/{group_id(waiting)}", waiting.state.portal.engine
    placed = {"action": "map", "value": "info.news", "why": "动态", "confirmed": "yes"}
    everywhere = placed | {"scope": "platform"}
    changes = {
        "/sign-off/wh-old": {}, group: placed, "/review/wh-old/r01": {"verdict": "held", "seen": f"{1:064d}"},
        "/review/wh-old/r01/correct": {"title": "题", "version": "1", "seen": f"{1:064d}"},
        "/sites/wh-old/retirement/freeze": {"remark": "停止更新"},
        "/sites/wh-old/unresolved": {"kind": "gone", "url": "http://wh.example.test/"},
        "/sites/wh-old/copies": {"urls": "http://wh.example.test/"},
    }  # fmt: skip
    for path, values in changes.items():
        assert other.post(path, data={**values, "csrf": other.token("/worklist")}).status_code == 403, path
    table = {"file": ("a.csv", b"url,decision\nhttp://wh.example.test/,gone\n")}
    token = {"csrf": other.token("/worklist")}
    assert other.post("/sites/wh-old/unresolved.xlsx", data=token, files=table).status_code == 403
    token = {"csrf": mine.token("/worklist")}
    assert mine.post("/sign-off/wh-old", data=token).status_code == 422  # not ready
    assert mine.post(group, data={**everywhere, **token}).status_code == 403
    assert mine.post("/promotions", data={"section": "文苑漫步", "scope": "platform", **token}).status_code == 403
    assert decision_log(engine) == []
    assert mine.post(group, data={**placed, **token}, follow_redirects=False).status_code == 303
    (made,) = decision_log(engine)
    undo = f"/decisions/{made.id}/undo"
    assert other.post(undo, data={"csrf": other.token("/worklist")}).status_code == 403
    assert mine.post(undo, data=token, follow_redirects=False).status_code == 303


def test_a_workbook_of_a_department_decides_on_its_own_sites_only(waiting: FastAPI) -> None:
    portal, shown = waiting.state.portal, {}
    for name, department in (("mine", "culture"), ("other", "land")):
        client = Browser(waiting)
        client.cookies.set("guiyi_session", make_account(waiting, "reviewer", name, department))
        book = load_workbook(io.BytesIO(client.get("/worklist.xlsx").content))
        sheet, filled = book.worksheets[0], io.BytesIO()
        places = {str(cell.value).split(" ")[-1]: cell.column for cell in sheet[1]}
        for field, value in (("decision", "map"), ("value", "info.news"), ("why", "动态")):
            sheet.cell(2, places[field], value)
        book.save(filled)
        token = {"csrf": client.token("/worklist")}
        read = client.post("/worklist/import", data=token, files={"workbook": ("a.xlsx", filled.getvalue())})
        digest = sha256_of(filled.getvalue())
        assert digest in read.text
        done = client.post("/worklist/import/apply", data={**token, "digest": digest}, follow_redirects=False)
        shown[name] = done.status_code
    assert shown == {"mine": 303, "other": 403}
    assert [one.by for one in decision_log(portal.engine)] == ["account:mine"]


def test_what_three_sites_decided_alike_is_made_a_rule_for_all(waiting: FastAPI, signed_in: SignedIn) -> None:
    configs = waiting.state.portal.settings.configs
    for name in ("a", "b", "c"):
        rule = "mapping: {columns: [{id: walk, when: {section: [文苑漫步]}, then: {column: info.news}}]}"
        site = SITE_FILE.replace("wh-old", name).replace("wh.example", f"{name}.example")
        (configs / "sites" / f"{name}.yaml").write_text(f"{site}{rule}\n", encoding="utf-8")
    assert "文苑漫步" in signed_in("viewer").get("/promotions").text
    reviewer = signed_in("reviewer")
    values = {"section": "文苑漫步", "scope": "platform", "scope_id": ""}
    token = reviewer.token("/promotions")
    assert reviewer.post("/promotions", data={**values, "csrf": token}, follow_redirects=False).status_code == 303
    (made,) = decision_log(waiting.state.portal.engine)
    assert (made.scope, made.value, made.by) == ("platform", {"column": "info.news"}, "account:reviewer")
    assert "文苑漫步" not in reviewer.get("/promotions").text
    assert reviewer.post("/promotions", data={**values, "csrf": token}).status_code == 404


def test_supervision_finds_what_is_old_empty_lacking_and_private(waiting: FastAPI) -> None:
    portal = waiting.state.portal
    with writing(portal.engine) as connection:
        state = state_of(40)
        state["resource"] |= {"body_text": "联系电话13812345678", "source": None}
        write_states(connection, [state])
    found = supervise(portal.engine, load_platform(portal.settings.configs), date(2018, 2, 20))
    levels = {(one.name, one.about): (one.level, one.count) for one in found.findings}
    assert levels["home", ""] == ("good", 0)
    assert levels["stale", ""][1] == 1  # 动态: two weeks
    assert levels["empty", ""][0] == "bad"
    assert levels["privacy", ""] == ("bad", 1)
    assert levels["metadata", "source"][1] == 31
    later = supervise(portal.engine, load_platform(portal.settings.configs), date(2026, 1, 1))
    assert {one.name for one in later.findings if one.level == "bad"} >= {"home", "empty", "privacy"}
