"""Runs the portal and its other origin in one process, each on its port, until Ctrl-C."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from rich.console import Console

from guiyi.config.load import load_platform
from guiyi.errors import ConfigError
from guiyi.portal.accounts import has_admin, invite
from guiyi.portal.app import create_app
from guiyi.portal.archive import create_archive_app
from guiyi.retire.answering.service import RedirectService
from guiyi.settings import Settings


@dataclass(frozen=True)
class Address:
    """Where to listen, and how browsers get there. Port 0: the system chooses."""

    host: str = "127.0.0.1"
    port: int = 8600
    archive_port: int = 8601
    url: str | None = None
    archive_url: str | None = None
    https: bool = False


class Server(uvicorn.Server):
    """Leaves the signals to the loop that runs both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured here."""
        yield


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        raise ConfigError(f"can't listen on {host}:{port}: {error.strerror}; choose another with --port") from error


def _server(app: Any, https: bool) -> Server:
    return Server(
        uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=https, timeout_graceful_shutdown=3)
    )


def serve_portal(settings: Settings, at: Address, console: Console, calls_a_minute: int = 600) -> None:
    """Serves until Ctrl-C. ConfigError: a port is taken."""
    pages, files = _listen(at.host, at.port), _listen(at.host, at.archive_port)
    shown = "127.0.0.1" if at.host in ("0.0.0.0", "::") else at.host  # noqa: S104 (compared, not bound)
    archive_url = at.archive_url or f"http://{shown}:{files.getsockname()[1]}"
    url = at.url or f"http://{shown}:{pages.getsockname()[1]}"
    app = create_app(settings, archive_url, at.https, calls_a_minute, url)
    portal = app.state.portal
    console.print(f"[bold]门户 Portal: {url}/[/bold]   (archived pages and files: {archive_url})")
    if not has_admin(portal.engine):
        console.print("还没有管理员。打开此一次性链接设立 No administrator yet; this one-time link makes one:")
        console.print(f"  {url}/welcome/{invite(portal.engine, 'admin', 'serve')}", markup=False, soft_wrap=True)
    console.print("Ctrl-C stops it.")
    # one process answers for the old sites by Host header, and is the portal for every other name
    redirects = RedirectService(settings, archive_of(settings) or archive_url, inner=app)
    both = [(_server(redirects, at.https), pages), (_server(create_archive_app(portal), at.https), files)]
    redirects.start()
    try:
        asyncio.run(_run(both))
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        redirects.stop()


def archive_of(settings: Settings) -> str | None:
    """Where the platform's rules say that archived pages are shown."""
    return load_platform(settings.configs).retirement.archive_url


async def _run(servers: list[tuple[Server, socket.socket]]) -> None:
    tasks = [asyncio.create_task(server.serve(sockets=[one])) for server, one in servers]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for server, _socket in servers:
            server.should_exit = True
        await asyncio.gather(*tasks, return_exceptions=True)
