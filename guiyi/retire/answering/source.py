"""From the library to the redirect map: which sites are answered for, and what each of their addresses gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, func, select

from guiyi.config.load import load_platform, load_site
from guiyi.config.models import SiteConfig
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.library.implied import implied_keys
from guiyi.library.redirects import REDIRECT, UNRESOLVED, target_path, thing_of
from guiyi.library.register import SEALED, retirement_events
from guiyi.library.tables import redirect_revisions, redirects
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.answering.map import Answer, RedirectMap, SiteEntry, build_map
from guiyi.retire.events import last_events
from guiyi.settings import Settings, now

STREAM = 10_000
NOT_ASCII = re.compile(r"[^\x21-\x7e]+")


def answered_sites(connection: Connection) -> list[str]:
    """Sites whose old addresses are answered: approved ones too, so that they can be verified before DNS moves."""
    return sorted(site for site, event in last_events(connection).items() if event.to_state in SEALED)


def load_map(settings: Settings, engine: Engine, sites: list[str] | None = None) -> RedirectMap:
    """The library → the map of the answered sites (or of those named). LibraryError, TransientLibrary."""
    platform_url = load_platform(settings.configs).retirement.platform_url
    with reading(engine) as connection:
        wanted = answered_sites(connection) if sites is None else sites
        configs = [config for site in wanted if (config := _config(settings, site)) is not None]
        rows = (row for config in configs for row in _rows(connection, config, platform_url))
        return build_map([entry_of(config) for config in configs], rows, now().isoformat())


def entry_of(config: SiteConfig) -> SiteEntry:
    """A site's configuration → its entry in the map."""
    return SiteEntry(
        config.site.id, config.site.name, config.model_dump_json(by_alias=True), config.redirects.permanent
    )


def _config(settings: Settings, site: str) -> SiteConfig | None:
    try:
        return load_site(settings.configs, site)
    except ConfigError:  # its file was taken away; its last saved map does not go with it, but no new one is made
        return None


def _rows(connection: Connection, config: SiteConfig, platform_url: str) -> Iterator[tuple[str, str, Answer]]:
    rules, site = AddressRules(config), config.site.id
    fields = [redirects.c[name] for name in ("key", "kind", "resource_id", "asset", "target", "reason")]
    query = select(*fields).where(redirects.c.site == site, redirects.c.kind != UNRESOLVED)
    programs: dict[str, Answer] = {}
    for row in connection.execution_options(stream_results=True, yield_per=STREAM).execute(query):
        location = ""
        if row.kind == REDIRECT:
            path = target_path(row.resource_id, row.asset, row.target) or "/"
            whole = f"{platform_url}{path}" if path.startswith("/") else path
            location = NOT_ASCII.sub(lambda part: quote(part[0]), whole)
        answer = Answer(row.kind, location, row.reason or "")
        if "?" in row.key:
            programs[row.key] = answer
        yield site, rules.served(row.key), answer
    things = ((key, thing_of(one.location.removeprefix(platform_url))) for key, one in programs.items())
    for key, other in implied_keys(things):
        yield site, rules.served(key), programs[other]


def revision_of(engine: Engine) -> tuple[Any, ...]:
    """What changes whenever the map may have changed: events (they say which sites are answered), redirects."""
    queries = (
        select(func.count()).select_from(retirement_events),
        select(func.count(), func.sum(redirect_revisions.c.number)).select_from(redirect_revisions),
    )
    with reading(engine) as connection:
        return tuple(value for query in queries for value in connection.execute(query).one())
