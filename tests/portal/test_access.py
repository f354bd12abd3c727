from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from argon2 import Type
from fastapi import FastAPI
from sqlalchemy import delete, insert, select, update
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from guiyi.database import reading, writing
from guiyi.errors import ConfigError
from guiyi.library.migrate import open_library
from guiyi.library.people import accounts, audit_log, sessions
from guiyi.portal import accounts as account_module
from guiyi.portal.access import MOST_FORM
from guiyi.portal.accounts import FAILURES, SignInRefused, _is_locked, accept_invitation, has_admin, invite, sign_in
from guiyi.portal.audit import broken_at, entries, note
from guiyi.portal.middleware import BodyLimit
from guiyi.settings import Settings, now
from tests.portal.conftest import DEAR, PASSWORD, Browser

SignedIn = Callable[[str], Browser]


def test_there_is_no_account_until_someone_uses_the_one_time_link(app: FastAPI, anonymous: Browser) -> None:
    engine = app.state.portal.engine
    assert not has_admin(engine)
    token = invite(engine, "admin", "serve")
    values = {"name": "wang", "password": PASSWORD}
    assert anonymous.submit(f"/welcome/{token}", values).status_code == 303
    assert has_admin(engine)
    assert anonymous.submit(f"/welcome/{token}", values | {"name": "li"}).status_code == 410


def test_a_link_that_two_use_at_once_makes_one_account(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL both may find it good; on SQLite one waits for the other."""
    engine, together = open_library(postgres_url), threading.Barrier(2, timeout=20)
    token, found = invite(engine, "admin", "serve"), account_module._invitation

    def looked(*arguments: Any) -> Any:
        invitation = found(*arguments)
        together.wait()
        return invitation

    def accept(name: str) -> bool:
        try:
            accept_invitation(engine, token, name, "", PASSWORD)
        except ConfigError as error:
            return "this link was used" not in str(error)
        return True

    monkeypatch.setattr(account_module, "_invitation", looked)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(accept, ("li", "wang"))) == [False, True]


def test_a_newer_first_link_ends_the_older_one(app: FastAPI, anonymous: Browser) -> None:
    engine = app.state.portal.engine
    older, newer = invite(engine, "admin", "serve"), invite(engine, "admin", "serve")
    assert anonymous.get(f"/welcome/{older}").status_code == 410
    assert anonymous.get(f"/welcome/{newer}").status_code == 200


def test_neither_passwords_nor_tokens_are_kept(app: FastAPI, signed_in: SignedIn) -> None:
    browser = signed_in("viewer")
    cookie = browser.cookies["guiyi_session"]
    with writing(app.state.portal.engine) as connection:
        kept = [*connection.execute(select(accounts)), *connection.execute(select(sessions))]
    assert PASSWORD not in str(kept)
    assert cookie not in str(kept)


def test_guessing_a_password_from_its_hash_is_dear() -> None:
    assert (DEAR.type, DEAR.memory_cost >= 2**16, DEAR.time_cost >= 3) == (Type.ID, True, True)


def test_wrong_passwords_that_are_tried_side_by_side_each_count(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, together = open_library(settings.library), threading.Barrier(FAILURES + 2)
    with writing(engine) as connection:
        values = {"name": "li", "display_name": "李", "role": "viewer", "password_hash": ""}
        connection.execute(insert(accounts).values(**values, created_at="2026-01-01T00:00:00+00:00"))
    monkeypatch.setattr("guiyi.portal.accounts._verify", lambda *_: together.wait() < 0)

    def guess(_number: int) -> None:
        with pytest.raises(SignInRefused):
            sign_in(engine, "li", "a guess")

    with ThreadPoolExecutor(FAILURES + 2) as threads:
        list(threads.map(guess, range(FAILURES + 2)))
    with reading(engine) as connection:
        assert _is_locked(connection.execute(select(accounts.c.locked_until)).scalar_one())


@pytest.mark.parametrize(("until", "is_locked"), [(60, True), (-60, False), (365 * 86400, False)])
def test_a_lock_of_before_the_clock_was_set_back_is_none(until: int, is_locked: bool) -> None:
    assert _is_locked((now() + timedelta(seconds=until)).isoformat()) == is_locked


def test_an_account_is_locked_after_wrong_passwords_and_says_no_more_than_before(
    app: FastAPI, signed_in: SignedIn, anonymous: Browser
) -> None:
    signed_in("viewer")
    said = [anonymous.submit("/sign-in", {"name": "viewer", "password": "wrong"}) for _ in range(FAILURES)]
    locked = anonymous.submit("/sign-in", {"name": "viewer", "password": PASSWORD})
    unknown = anonymous.submit("/sign-in", {"name": "nobody", "password": PASSWORD})
    assert {one.status_code for one in (*said, locked, unknown)} == {401}
    with writing(app.state.portal.engine) as connection:
        connection.execute(update(accounts).values(locked_until="2000-01-01"))
    assert anonymous.submit("/sign-in", {"name": "viewer", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("path", ["/admin"])
def test_what_needs_a_role_leads_to_the_sign_in(anonymous: Browser, path: str) -> None:
    answer = anonymous.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"][:13]) == (303, "/sign-in?next")


def test_the_sign_in_speaks_the_language_that_was_asked_for(anonymous: Browser) -> None:
    asked = "/fleet?lang=en&state=held"
    assert anonymous.get(asked, follow_redirects=False).headers["location"].endswith("state%3Dheld&lang=en")
    assert "<h1>Sign in</h1>" in anonymous.get(asked).text
    anonymous.cookies.clear()
    assert "<h1>Sign in</h1>" not in anonymous.get("/fleet?lang=x%26next=//evil.example.test").text


def test_no_link_of_a_page_leads_to_a_host_that_the_asked_for_path_names(anonymous: Browser) -> None:
    answer = anonymous.get("http://testserver//evil.example.test/")
    assert (answer.status_code, '"/evil.example.test/?lang=en"' in answer.text) == (404, True)


def test_a_role_is_not_enough_for_what_is_above_it(signed_in: SignedIn) -> None:
    assert signed_in("approver").get("/admin").status_code == 403


def test_a_form_without_its_token_or_from_another_site_is_refused(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    assert admin.post("/admin/invite", data={"role": "viewer"}).status_code == 403
    token = admin.token()
    sent = admin.post(
        "/admin/invite", data={"role": "viewer", "csrf": token}, headers={"Origin": "http://evil.example.test"}
    )
    assert sent.status_code == 403
    assert admin.post("/admin/invite", data={"role": "viewer", "csrf": token}).status_code == 200


def test_signing_out_ends_the_session_on_the_server_too(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    cookie = admin.cookies["guiyi_session"]
    admin.submit("/sign-out")
    admin.cookies.set("guiyi_session", cookie)
    assert admin.get("/admin", follow_redirects=False).status_code == 303


def test_the_sign_in_leads_nowhere_else(anonymous: Browser, app: FastAPI) -> None:
    engine = app.state.portal.engine
    accept_invitation(engine, invite(engine, "viewer", "serve"), "viewer", "", PASSWORD)
    values = {"name": "viewer", "password": PASSWORD, "next": "//evil.example.test/"}
    assert anonymous.submit("/sign-in", values).headers["location"] == "/"


def test_no_page_may_run_a_script_or_be_framed(anonymous: Browser) -> None:
    headers = anonymous.get("/").headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_last_administrator_stays(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    assert admin.submit("/admin/accounts/admin", {"role": "viewer", "is_active": "yes"}).status_code == 422
    assert admin.submit("/admin/accounts/admin", {"role": "admin"}).status_code == 422


def test_who_saves_the_own_row_unchanged_stays_signed_in_and_a_closed_account_is_out_at_once(
    app: FastAPI, signed_in: SignedIn
) -> None:
    admin, viewer = signed_in("admin"), signed_in("viewer")
    assert admin.submit("/admin/accounts/admin", {"role": "admin", "is_active": "yes"}).status_code == 303
    assert admin.get("/admin").status_code == 200
    of_an_office = {"role": "viewer", "department": "culture-bureau", "is_active": "yes"}
    assert admin.submit("/admin/accounts/viewer", of_an_office).status_code == 303
    assert 'value="culture-bureau"' in admin.get("/admin").text
    assert admin.submit("/admin/accounts/viewer", {"role": "viewer"}).status_code == 303
    assert viewer.get("/fleet").url.path == "/sign-in"


def test_an_administrator_makes_a_key_that_is_shown_once_and_ends_it(app: FastAPI, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    asked = {"name": "信息公开平台", "scopes": ["library:bulk"], "days": "30"}
    shown = admin.submit("/admin/keys", asked)
    key = shown.text.split("<code>guiyi_")[1].split("<")[0]
    caller = Browser(app, headers={"Authorization": f"Bearer guiyi_{key}"})
    assert caller.get("/api/v1/bulk?format=jsonl").status_code == 200
    assert key not in admin.get("/admin").text
    assert admin.submit(f"/admin/keys/{key.split('_')[0]}/revoke").status_code == 303
    assert caller.get("/api/v1/bulk?format=jsonl").status_code == 401
    refused = admin.submit("/admin/keys", {"name": "x", "days": "30"})
    assert (refused.status_code, "请写明密钥给哪个系统用" in refused.text) == (422, True)
    assert signed_in("operator").submit("/admin/keys", asked).status_code == 403


def test_the_audit_log_can_only_grow_and_shows_what_was_changed_behind_its_back(app: FastAPI) -> None:
    engine = app.state.portal.engine
    for target in "abc":
        with writing(engine) as connection:
            note(connection, "account:wang", "tested", target)
    assert broken_at(engine) is None
    assert [one["target"] for one in entries(engine)] == ["c", "b", "a"]
    for statement in (update(audit_log).values(actor="x"), delete(audit_log)):
        with pytest.raises(Exception, match="append-only"), writing(engine) as connection:
            connection.execute(statement)


def test_what_is_sent_without_a_length_is_cut_off_before_it_fills_the_disk(app: FastAPI, anonymous: Browser) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        for _ in range(3):
            sent.append(1)
            yield b"x" * (MOST_FORM // 2)

    sent: list[int] = []
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert anonymous.post("/sign-in", content=endless(), headers=headers).status_code == 413


def test_what_is_sent_drop_by_drop_is_not_waited_for() -> None:
    said: list[Message] = []

    async def slowly() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def read(_scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while (await receive())["more_body"]:
                pass
        except HTTPException as error:
            await send({"type": "http.response.start", "status": error.status_code})

    async def hear(message: Message) -> None:
        said.append(message)

    limit = BodyLimit(read, most=1000, seconds=0.1)
    with ThreadPoolExecutor(1) as thread:  # a browser of tests before this one leaves a loop in the main thread
        thread.submit(lambda: asyncio.run(limit({"type": "http"}, slowly, hear))).result()
    assert said == [{"type": "http.response.start", "status": 408}]
