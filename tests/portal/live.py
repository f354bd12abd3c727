"""A portal that listens on ports of its own, for a real browser, and the browser itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from guiyi.crawl.browsing.browser import find_chromium
from guiyi.portal.app import create_app
from guiyi.portal.archive import create_archive_app
from guiyi.settings import Settings
from tests.serving import listening

FLAGS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-sync", "--no-first-run", "--disable-domain-reliability", "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


@dataclass(frozen=True)
class Live:
    """A portal at work: where it and its other origin are."""

    app: FastAPI
    url: str
    archive_url: str


@contextmanager
def live_portal(settings: Settings, calls_a_minute: int = 1_000_000) -> Iterator[Live]:
    """The portal and its other origin, on ports that the system chose."""
    pages, files = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
    url, archive_url = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in (pages, files))
    app = create_app(settings, archive_url, calls_a_minute=calls_a_minute)
    with listening(app, pages), listening(create_archive_app(app.state.portal, calls_a_minute), files):
        yield Live(app, url, archive_url)


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium that resolves no name: what is not on this machine can't be reached."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield chromium
        finally:
            chromium.close()
