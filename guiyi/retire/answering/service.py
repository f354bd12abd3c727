"""The redirect service: one ASGI application that answers for the old sites by Host header, from the map in memory.

A request costs no database: the map is renewed, and visits are written, by a thread beside it. While the database is
away, the last good map goes on answering; it is also kept in the store, for a service that starts just then.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite

from guiyi.beijing import today
from guiyi.config.models import SiteConfig
from guiyi.database import writing
from guiyi.errors import GuiyiError, LibraryError, StoreError
from guiyi.library.migrate import open_library
from guiyi.library.redirects import ARCHIVED, AWAITING, REDIRECT
from guiyi.library.register import redirect_hits
from guiyi.retire.addresses.hits import add_hits
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.answering.map import Answer, RedirectMap, build_map
from guiyi.retire.answering.pages import render_answer
from guiyi.retire.answering.source import load_map, revision_of
from guiyi.settings import Settings
from guiyi.store import Store

MAP_KEY = "retirement/redirects.npz"
SERVICE = "service"  # as a source of visits: addresses that the map does not know
MOST_UNKNOWN = 10_000
MOST_SHOWN = 500  # characters of an address, in a page
SECONDS = 10.0
SWITCH = 0.0005  # seconds that a request waits while the other thread computes; Python's own 5 ms were the p99
RETRY_AFTER = b"86400"
RAW_BYTE = re.compile(rb"[\x80-\xff]")
HTML = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"),
    (b"referrer-policy", b"no-referrer"),
]

logger = logging.getLogger(__name__)


@dataclass
class _Known:
    """The map, with what is made from it once: the rules and the name of each host's site."""

    map: RedirectMap
    hosts: dict[str, tuple[AddressRules, str, str, int]] = field(default_factory=dict)
    asked: deque[int] = field(default_factory=deque)  # places, since the last count; appending needs no lock
    visits: Counter[int] = field(default_factory=Counter)  # counted and not yet written
    parameters: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.map.sites:
            self.parameters[entry.site] = entry.parameters
            rules = AddressRules(SiteConfig.model_validate_json(entry.rules))
            for host in rules.hosts:
                self.hosts[host] = (rules, entry.site, entry.name, entry.permanent)

    def place_of(self, site: str, rules: AddressRules, asked: str) -> int | None:
        """The place of an address as asked for, or else of what its page may be known as; None if there is none."""
        keys = rules.every(asked, self.parameters[site])
        return next((place for key in keys if (place := self.map.find(site, key)) is not None), None)

    def count(self) -> Counter[int]:
        """Counts what was asked for since the last time → all that is not yet written."""
        while self.asked:
            self.visits[self.asked.popleft()] += 1
        return self.visits


class RedirectService:
    """ASGI: requests to an old site's host are answered; all others go on to `inner`, or get 404."""

    def __init__(self, settings: Settings, archive_url: str = "", inner: Any = None) -> None:
        self.settings, self.archive_url, self.inner = settings, archive_url.rstrip("/"), inner
        self.store = Store(settings.store)
        self.known = _Known(build_map([], [], ""))
        self.unknown: deque[tuple[str, str, str]] = deque(maxlen=MOST_UNKNOWN)
        self.revision: Any = None
        self._unsaved: RedirectMap | None = None  # the map in use, where there was no room for it in the store
        self._earlier: list[_Known] = []  # maps that went, with visits that are not yet written
        self._engine: Engine | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    # --- the map ------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Loads the map (from the store, if the database is away) and keeps it fresh until `stop`."""
        sys.setswitchinterval(SWITCH)
        self.renew()
        if not self.known.map.made_at and self.store.exists(MAP_KEY):
            self.known = _Known(RedirectMap.from_bytes(self.store.read(MAP_KEY)))
            logger.warning("the database is away; redirects as of %s are served", self.known.map.made_at)
        self._thread = threading.Thread(target=self._keep_fresh, name="guiyi-redirects", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Writes the visits that are still in memory."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self.write_visits()

    def _keep_fresh(self) -> None:
        while not self._ended.wait(SECONDS):
            self.write_visits()
            self.renew()

    def renew(self) -> bool:
        """Takes a new map if the library changed → whether the library answered."""
        try:
            revision = revision_of(self._library())
            if revision != self.revision:
                fresh = load_map(self.settings, self._library())
                self.use(fresh)
                self.revision, self._unsaved = revision, fresh
            if self._unsaved is not None:
                self._unsaved.save(self.store, MAP_KEY)
                self._unsaved = None
        except (LibraryError, StoreError) as error:
            logger.warning("the redirect map was not renewed: %s", error)
            return False
        return True

    def use(self, fresh: RedirectMap) -> None:
        """Answers by this map from now on."""
        self._earlier.append(self.known)
        self.known = _Known(fresh)

    def write_visits(self) -> None:
        """Adds the visits since the last time to the register; they are kept if it does not answer."""
        for known in [*self._earlier, self.known]:
            visits = known.count()
            try:
                if visits:
                    self._write(known.map, visits)
            except (GuiyiError, OSError) as error:
                logger.warning("%d visits wait for the database: %s", visits.total(), error)
                return
            visits.clear()
            if known in self._earlier:
                self._earlier.remove(known)
        self._write_unknown()

    def _write(self, found: RedirectMap, visits: Counter[int]) -> None:
        day, rows = today().isoformat(), []
        for place, count in sorted(visits.items()):
            site, key = found.key(place)
            rows.append({"site": site, "key": key, "day": day, "hits": count})
        with writing(self._library()) as connection:
            _add(connection, rows)

    def _write_unknown(self) -> None:
        """Addresses that the map does not know, the newest MOST_UNKNOWN of them, as visits to be decided about."""
        asked: Counter[tuple[str, str, str]] = Counter()
        while self.unknown:
            asked[self.unknown.popleft()] += 1
        day = today().isoformat()
        rows = [
            {"site": site, "key": key, "source": SERVICE, "url": url, "hits": count, "missing": 0,
             "first_on": day, "last_on": day}
            for (site, key, url), count in sorted(asked.items())
        ]  # fmt: skip
        try:
            with writing(self._library()) as connection:
                add_hits(connection, rows)
        except (GuiyiError, OSError) as error:
            logger.warning("%d visits to unknown addresses were not counted: %s", asked.total(), error)

    def _library(self) -> Engine:
        if self._engine is None:
            self._engine = open_library(self.settings.library)
        return self._engine

    # --- requests -----------------------------------------------------------------------------------------------

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] == "lifespan" and self.inner is None:
            await self._live(receive, send)
            return
        site = self._site_of(scope) if scope["type"] == "http" else None
        if site is None:
            if self.inner is not None:
                await self.inner(scope, receive, send)
            elif scope["type"] == "http":
                await _send(send, 404, HTML, render_answer("no-site", "", "", ""))
            return
        status, headers, body = self.respond(site, scope)
        await _send(send, status, headers, b"" if scope["method"] == "HEAD" else body)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _site_of(self, scope: Any) -> tuple[AddressRules, str, str, int] | None:
        """The site of the Host header: only a name that the map knows counts."""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value.decode("latin-1").lower().rsplit(":", 1)[0].rstrip(".")
                return self.known.hosts.get(host.removeprefix("www."))
        return None

    def respond(self, site: tuple[AddressRules, str, str, int], scope: Any) -> tuple[int, list[Any], bytes]:
        """A request to an old site → status, headers, body. Nothing of the request gets into Location."""
        rules, name, title, permanent = site
        query = _escaped(scope["query_string"])
        path = _escaped(scope.get("raw_path") or scope["path"].encode()).partition("?")[0]
        url = rules.space.base.split("/", 3)
        asked = f"{url[0]}//{url[2]}{path}" + (f"?{query}" if query else "")
        known = self.known
        place = known.place_of(name, rules, asked)
        if place is not None:
            known.asked.append(place)
            return self._answer(known.map.answer(place), name, title, permanent, asked)
        if key_asked := rules.key(asked):
            self.unknown.append((name, key_asked, asked[:MOST_SHOWN]))
        return 404, HTML, render_answer("unknown", title, asked[:MOST_SHOWN], "")

    def _answer(
        self, answer: Answer, site: str, title: str, permanent: int, asked: str
    ) -> tuple[int, list[Any], bytes]:
        if answer.kind == REDIRECT:
            headers = [(b"location", answer.location.encode("ascii")), (b"cache-control", b"max-age=3600")]
            return permanent, headers, b""
        copy = (
            f"{self.archive_url}/archived/{site}/{quote(asked, safe='')}"
            if answer.kind == ARCHIVED and self.archive_url
            else ""
        )
        body = render_answer(answer.kind, title, asked[:MOST_SHOWN], answer.reason, copy)
        if answer.kind == AWAITING:
            return 503, [*HTML, (b"retry-after", RETRY_AFTER)], body
        return 410, HTML, body


def _escaped(sent: bytes) -> str:
    """What a client sent; old browsers send bytes of any charset as they are: those are meant, and not letters."""
    return RAW_BYTE.sub(lambda byte: f"%{byte[0][0]:02X}".encode(), sent).decode("ascii")


async def _send(send: Callable[[dict[str, Any]], Any], status: int, headers: list[Any], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


def _add(connection: Any, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    insert: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(redirect_hits)
    total = redirect_hits.c.hits + insert.excluded.hits
    connection.execute(insert.on_conflict_do_update(index_elements=["site", "key", "day"], set_={"hits": total}), rows)
