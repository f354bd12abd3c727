"""Which of several copies speaks: by declared authority, the same from whichever site one looks.

In this order: a person holds it; an editor worked on it; the issuing agency's own site; the site of the agency whose
document number it has; the earliest day of publication; it says where it is from; the more complete text; the smaller
resource id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from sys import intern

from guiyi.config.load import load_site_file
from guiyi.config.platform import Platform
from guiyi.dedupe.signatures import normalise
from guiyi.errors import ConfigError

Rank = tuple[bool, bool, bool, bool, str, bool, int, str]
OLD = re.compile(r"(旧站|旧网站|原网站|政府网站|门户网站|官方网站|网站|门户|官网)")
LEAST = 4  # characters of a name that must be in the other


class Agencies:
    """Whose site a site is, and which names and document numbers are its own."""

    def __init__(self, platform: Platform, configs: Path) -> None:
        self.configs = configs
        self.known = {one.id: one for one in platform.agencies}

    def names_of(self, site: str) -> tuple[str, ...]:
        """Site → normalised names of its agency: those that the platform declares, and the site's own."""
        department, name = _who(self.configs, site)
        agency = self.known.get(department or "")
        told = [agency.name, *agency.aliases] if agency else []
        return tuple(normalise(OLD.sub("", one)) for one in (*told, name or "") if one)

    def is_own(self, site: str, said: str | None) -> bool:
        """Whether an agency's name, as a document says it, is that of the site's own."""
        return bool(said) and _names_meet(normalise(said or ""), self.names_of(site))

    def owns_number(self, site: str, number: str | None) -> bool:
        """Whether a document number begins as those of the site's agency do."""
        agency = self.known.get(_who(self.configs, site)[0] or "")
        return bool(number and agency) and any(normalise(number or "").startswith(one) for one in _prefixes(agency))

    def rank(
        self, site: str, agency: str | None, number: str | None, published_at: str, length: int, resource: str,
        edited: bool, held: bool = False,
    ) -> Rank:  # fmt: skip
        """A copy's place among its like: the smallest speaks. published_at: empty where unknown."""
        own, owner = self.is_own(site, agency), self.owns_number(site, number)
        day = intern(published_at[:10] or "9999")  # many documents have one day
        return (not held, not edited, not own, not owner, day, not agency, -length, resource)


def _prefixes(agency: object) -> Iterable[str]:
    return [normalise(one) for one in getattr(agency, "numbers", ())]


def _names_meet(said: str, names: Iterable[str]) -> bool:
    return any(said == one or (min(len(said), len(one)) >= LEAST and (one in said or said in one)) for one in names)


@lru_cache(maxsize=4096)
def _who(configs: Path, site: str) -> tuple[str | None, str | None]:
    """Site → its department and name; nothing is known of a site of another library."""
    try:
        written = load_site_file(configs, site)
    except ConfigError:
        return None, None
    return written.site.department, written.site.name
