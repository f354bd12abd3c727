"""A portal on a fresh library, spoken to without a network, and people who are signed in; for a browser, a moved city."""

from __future__ import annotations

import re
import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client would like another HTTP library
    from fastapi.testclient import TestClient

from guiyi.crawl.browsing.browser import find_chromium
from guiyi.database import reading
from guiyi.library.edit import edit_resource
from guiyi.library.links import look_at_links
from guiyi.library.migrate import open_library
from guiyi.library.tables import legacy_urls
from guiyi.portal import accounts
from guiyi.portal.accounts import accept_invitation, invite, sign_in
from guiyi.portal.app import create_app
from guiyi.retire.addresses.hits import import_hits
from guiyi.retire.case import open_case
from guiyi.settings import Settings
from tests.city import City, expected_changes, install_configs, serve
from tests.pipeline import migrate
from tests.portal.live import Live, browser, live_portal

PASSWORD = "a long enough password"
DEAR = accounts.HASHER  # what the portal hashes passwords with; the tests use a quicker one
ARCHIVE = "http://archive.example.test"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
SITES = ("guotu", "zhujian")
WAVES = "version: 1\nwaves:\n  - {name: spring, deadline: 2027-06-30, sites: [guotu, zhujian]}\n"


class Browser(TestClient):
    """A client that fills in forms as a browser would: with the page's token."""

    def token(self, path: str = "/me") -> str:
        found = TOKEN.search(self.get("/sign-in" if path == "/me" else path).text)
        assert found is not None
        return found[1]

    def submit(self, path: str, values: dict[str, Any] | None = None) -> Any:
        return self.post(path, data={**(values or {}), "csrf": self.token()}, follow_redirects=False)


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Passwords hashed as always, with a cost that a test can bear."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "HASHER", quick := PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(accounts, "NOBODY", quick.hash("nobody's password"))
        yield


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
    conflict: str  # the resource that an editor and its old site both changed


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    """Two old sites moved into a library, one of them again after it changed, with a portal at work."""
    folder: Path = tmp_path_factory.mktemp("portal")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(port=0) as city:
        install_configs(settings.configs, city.port)
        (settings.configs / "waves.yaml").write_text(WAVES, encoding="utf-8")
        for site in SITES:
            migrate(settings, site)
        conflict = _edit_what_will_change(settings)
        city.state = "later"
        migrate(settings, SITES[0], fetch="always")
        _import_visits(settings, folder / "access.log")
        look_at_links(open_library(settings.library), settings.configs)
        with live_portal(settings) as live:
            yield Moved(city, settings, live, conflict)


def _import_visits(settings: Settings, path: Path) -> None:
    """What people still ask the first site for, and nothing on it leads to: its articles under older addresses."""
    with reading(open_library(settings.library)) as connection:
        wanted = select(legacy_urls.c.url).where(legacy_urls.c.site == SITES[0], legacy_urls.c.url.contains("/art_"))
        urls = list(connection.execute(wanted.order_by(legacy_urls.c.url).limit(6)).scalars())
    asked = [f"/info/{url.rsplit('_', 1)[-1]}" for url in urls] + ["/bbs/1.html"]
    line = '192.0.2.1 - - [05/Mar/2018:10:00:00 +0800] "GET {} HTTP/1.1" 200 100 "-" "Mozilla/5.0"\n'
    path.write_text("".join(line.format(one) * (50 - 7 * n) for n, one in enumerate(asked)), encoding="utf-8")
    import_hits(open_case(settings, SITES[0]), path, "王经办")


def _edit_what_will_change(settings: Settings) -> str:
    engine = open_library(settings.library)
    told = expected_changes(SITES[0])["updated"]
    with reading(engine) as connection:
        wanted = select(legacy_urls.c.resource_id, legacy_urls.c.url).where(legacy_urls.c.site == SITES[0])
        found = {str(url).split("/art/")[-1]: ident for ident, url in connection.execute(wanted)}
    chosen = found[told[1].split("/art/")[-1]]  # of every other one the title changes, too
    edit_resource(engine, chosen, {"title": "平台编辑改过的标题"}, "account:li")
    return str(chosen)


def copy_of(moved: Moved, folder: Path) -> Settings:
    """The moved city's library and store once more, to be changed; the configuration is the same."""
    shutil.copytree(moved.settings.store, folder / "store")
    files = (moved.settings.library.removeprefix("sqlite:///"), folder / "library.db")
    with sqlite3.connect(files[0]) as one, sqlite3.connect(files[1]) as other:
        one.backup(other)
    return Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), moved.settings.configs)


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
