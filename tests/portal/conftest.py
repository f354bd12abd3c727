"""A portal on a fresh library, spoken to without a network, and people who are signed in to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from guiyi.portal.accounts import accept_invitation, invite
from guiyi.portal.app import create_app
from guiyi.settings import Settings

PASSWORD = "a long enough password"
ARCHIVE = "http://archive.example.test"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Browser(TestClient):
    """A client that fills in forms as a browser would: with the page's token."""

    def token(self, path: str = "/me") -> str:
        found = TOKEN.search(self.get("/sign-in" if path == "/me" else path).text)
        assert found is not None
        return found[1]

    def submit(self, path: str, values: dict[str, Any] | None = None) -> Any:
        return self.post(path, data={**(values or {}), "csrf": self.token()}, follow_redirects=False)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings, ARCHIVE)


@pytest.fixture
def anonymous(app: FastAPI) -> Browser:
    return Browser(app)


@pytest.fixture
def signed_in(app: FastAPI) -> Callable[[str], Browser]:
    """Role → a browser of a person who has it."""

    def sign_in(role: str) -> Browser:
        engine = app.state.portal.engine
        accept_invitation(engine, invite(engine, role, "serve"), role, role.title(), PASSWORD)
        browser = Browser(app)
        answer = browser.submit("/sign-in", {"name": role, "password": PASSWORD})
        assert answer.status_code == 303
        return browser

    return sign_in
