"""What every step of a retirement needs to know: the site, its configuration, the library, the store, its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from guiyi.config.load import load_platform, load_site
from guiyi.config.models import SiteConfig
from guiyi.config.platform import Platform, Retirement
from guiyi.library.migrate import open_library
from guiyi.retire.events import MOVE, Event, events_of, state_of
from guiyi.settings import Settings, now
from guiyi.store import Store


@dataclass(frozen=True)
class Case:
    """One old site on its way out."""

    settings: Settings
    config: SiteConfig
    platform: Platform
    engine: Engine
    store: Store
    events: tuple[Event, ...]

    @property
    def site(self) -> str:
        """The site's id."""
        return self.config.site.id

    @property
    def state(self) -> str:
        """Where it stands, by its log."""
        return state_of(self.events)

    @property
    def rules(self) -> Retirement:
        """The city's rules for retirements."""
        return self.platform.retirement

    def last(self, kind: str, name: str | None = None) -> Event | None:
        """The newest event of a kind (and name)."""
        found = (one for one in reversed(self.events) if one.kind == kind and name in (None, one.name))
        return next(found, None)

    def moved(self, name: str) -> Event | None:
        """The newest move of this name since the site was last active; None if there was none."""
        for event in reversed(self.events):
            if event.kind == MOVE and event.name == name:
                return event
            if event.kind == MOVE and event.to_state == "active":
                return None
        return None

    def days_since(self, event: Event) -> float:
        """Days between an event and now."""
        return (now() - datetime.fromisoformat(event.at)).total_seconds() / 86_400


def open_case(settings: Settings, site: str) -> Case:
    """Site id → its case as it stands now. ConfigError; LibraryError."""
    config, platform = load_site(settings.configs, site), load_platform(settings.configs)
    engine = open_library(settings.library)
    return Case(settings, config, platform, engine, Store(settings.store), tuple(events_of(engine, site)))
