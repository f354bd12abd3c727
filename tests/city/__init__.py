"""The sample legacy city: eight invented old sites, each in the manner of another CMS, with what a migration should find.

`serve()` puts it on loopback, `install_configs()` writes the configuration to migrate it, `gold()` says what should
arrive, `expected_changes()` what the later state changes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.city.gold import GoldItem, expected_changes, gold
from tests.city.server import City, Seen, serve
from tests.place import CONFIGS, install_platform

HERE = Path(__file__).parent
CONFIGURED_PORT = ":18600"

__all__ = ["City", "GoldItem", "Seen", "expected_changes", "gold", "gold_of", "install_configs", "seeds_of", "serve"]


def install_configs(target: Path, port: int) -> None:
    """A folder and the city's port → platform, families and waves of this project there, and the eight sites' files."""
    install_platform(target)
    shutil.copy(CONFIGS / "waves.yaml", target)
    for file in sorted((HERE / "configs" / "sites").glob("*.yaml")):
        text = file.read_text(encoding="utf-8").replace(CONFIGURED_PORT, f":{port}")
        (target / "sites" / file.name).write_text(text, encoding="utf-8")


def seeds_of(city: City) -> list[str]:
    """The running city → the URLs to start from: homes and lists of all sites."""
    homes = [f"http://{host}/" for host in city.sites]
    return homes + [site.url(site.list_path(column)) for site in city.sites.values() for column in site.profile.columns]


def gold_of(city: City) -> list[str]:
    """The running city → the URLs of all its content pages in its first state."""
    found = [one for profile in city.profiles for one in gold(profile.id, "base", city.pages, city.seed)]
    return sorted(url for one in found for url in one["urls"])
