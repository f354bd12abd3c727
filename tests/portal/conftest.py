"""A portal on a fresh library, spoken to without a network, and people who are signed in; for a browser, a moved city."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client would like another HTTP library
    from fastapi.testclient import TestClient

from guiyi.portal.accounts import accept_invitation, invite, sign_in
from guiyi.portal.app import create_app
from guiyi.settings import Settings
from tests.city import City, install_configs, serve
from tests.pipeline import migrate
from tests.portal.live import Live, browser, find_chromium, live_portal

PASSWORD = "a long enough password"
ARCHIVE = "http://archive.example.test"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
SITES = ("guotu", "zhujian")


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
    return create_app(settings, ARCHIVE, calls_a_minute=1_000_000)


@pytest.fixture
def anonymous(app: FastAPI) -> Browser:
    return Browser(app)


def make_account(app: FastAPI, role: str, name: str | None = None, department: str | None = None) -> str:
    """An account → a session's token."""
    engine, name = app.state.portal.engine, name or role
    accept_invitation(engine, invite(engine, role, "serve", department), name, name.title(), PASSWORD)
    return sign_in(engine, name, PASSWORD)


@pytest.fixture
def signed_in(app: FastAPI) -> Callable[[str], Browser]:
    """Role → a browser of a person who has it."""

    def signed(role: str) -> Browser:
        client = Browser(app)
        client.cookies.set("guiyi_session", make_account(app, role))
        return client

    return signed


@dataclass(frozen=True)
class Moved:
    """Two old sites after their migration, still running, and the portal on them."""

    city: City
    settings: Settings
    live: Live


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    """Two old sites moved into a library, with a portal at work."""
    folder: Path = tmp_path_factory.mktemp("portal")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(port=0) as city:
        install_configs(settings.configs, city.port)
        for site in SITES:
            migrate(settings, site)
        with live_portal(settings) as live:
            yield Moved(city, settings, live)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless Chromium."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine; `make system` installs it")
    with browser() as found:
        yield found


@pytest.fixture(scope="session")
def admin_token(moved: Moved) -> str:
    return make_account(moved.live.app, "admin", "wangmin")
