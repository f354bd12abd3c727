"""Which platform an old site moves to: one district one site, one department one site (一区一网、一部门一网)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guiyi.config.load import list_sites, load_platform, load_site_file
from guiyi.config.models import SiteIdentity
from guiyi.config.platform import Platform, TargetPlatform
from guiyi.errors import ConfigError


def target_of(platform: Platform, site: SiteIdentity) -> TargetPlatform | None:
    """A site's platform: its district's where it is a district's, else the municipal one. None: none is declared.

    ConfigError: the district is not said, or is none of the declared ones.
    """
    if not platform.platforms:
        return None
    if site.tier != "district" and not site.district:
        return next((one for one in platform.platforms if one.is_municipal), None)
    found = [one for one in platform.platforms if not one.is_municipal and site.district in (one.id, one.name)]
    if not found:
        known = ", ".join(one.name for one in platform.platforms if not one.is_municipal)
        raise ConfigError(f"{site.id}: the district {site.district or '(not said)'} has no platform; one of {known}")
    return found[0]


@dataclass(frozen=True)
class PlatformSites:
    """A platform, and the old sites that move to it, by department."""

    id: str
    name: str
    is_municipal: bool
    departments: Mapping[str, list[str]]

    @property
    def sites(self) -> int:
        """How many old sites."""
        return sum(map(len, self.departments.values()))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self) | {"sites": self.sites}


def platform_sites(configs: Path) -> list[PlatformSites]:
    """Every declared platform with the sites that move to it. ConfigError."""
    platform = load_platform(configs)
    found: dict[str, dict[str, list[str]]] = {one.id: {} for one in platform.platforms}
    for site in list_sites(configs):
        identity = load_site_file(configs, site).site
        target = target_of(platform, identity)
        if target is not None:
            found[target.id].setdefault(identity.department, []).append(site)
    return [PlatformSites(one.id, one.name, one.is_municipal, found[one.id]) for one in platform.platforms]


def target_problems(platform: Platform, site: SiteIdentity) -> Iterator[str]:
    """Why a site has no platform to move to."""
    try:
        target_of(platform, site)
    except ConfigError as error:
        yield str(error)
