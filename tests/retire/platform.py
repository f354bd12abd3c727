"""A stand-in for the platform's pages where a test needs one: a resource's title at its path, a file's bytes at its."""

from __future__ import annotations

from html import escape
from typing import Any

from sqlalchemy import select

from guiyi.database import reading
from guiyi.library.assets import asset_key
from guiyi.library.migrate import open_library
from guiyi.library.tables import resources
from guiyi.settings import Settings
from guiyi.store import Store


class Platform:
    """An ASGI application over a library."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        kind, _, name = scope["path"].strip("/").partition("/")
        body = self.file(name) if kind == "assets" else self.page(name) if kind == "resources" else b"ok"
        await send({"type": "http.response.start", "status": 200 if body else 404, "headers": []})
        await send({"type": "http.response.body", "body": body})

    def page(self, name: str) -> bytes:
        with reading(open_library(self.settings.library)) as connection:
            title = connection.execute(select(resources.c.title).where(resources.c.resource_id == name)).scalar()
        return f"<html><h1>{escape(title)}</h1></html>".encode() if title else b""

    def file(self, name: str) -> bytes:
        store = Store(self.settings.store)
        return store.read(asset_key(name)) if store.exists(asset_key(name)) else b""
