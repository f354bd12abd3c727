"""How well a site comes over by what its survey alone wrote: items recalled, junk, fields right, a line a site.

`python -m tests.survey.figures [SITE …]` prints the figures of the sample city.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from guiyi.database import reading
from guiyi.library.migrate import open_library
from guiyi.library.tables import refused_records
from guiyi.settings import Settings
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.findings import Findings
from guiyi.survey.survey import Request, survey_site
from tests.city import City, gold, serve
from tests.pipeline import exported, migrate
from tests.place import fresh_settings

FIELDS = ("title", "body_text", "source", "document_number", "published_at")
WAITING = ("unmapped",)  # held for a person's word on its column: brought over, not lost


@dataclass
class Figures:
    """What came of one site. wanted: items that a perfect migration loads or merges; waiting: of them, held for a column."""

    site: str
    wanted: int = 0
    loaded: int = 0
    waiting: int = 0
    junk: int = 0
    records: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: dict[str, list[tuple[str, Any, Any]]] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)

    @property
    def recall(self) -> float:
        """Share of the wanted items that are in the library, or wait there for the word on their column."""
        return (self.loaded + self.waiting) / max(1, self.wanted)

    @property
    def junk_rate(self) -> float:
        """Share of the site's records that are no items."""
        return self.junk / max(1, self.records)

    def line(self) -> str:
        """One line to print."""
        shares = " ".join(f"{name} {self.share(name):.3f}" for name in FIELDS)
        return (
            f"{self.site:10} {self.wanted:4} items: recall {self.recall:.3f} ({self.waiting} wait for a column), "
            f"junk {self.junk_rate:.3f}; {shares}"
        )

    def share(self, name: str) -> float:
        """Share of the items with a field for which it is right."""
        total = self.right.get(name, 0) + len(self.wrong.get(name, ()))
        return self.right.get(name, 0) / total if total else 1.0


def survey_city_site(settings: Settings, city: City, host: str, site: str, force: bool = False) -> Findings:
    """Surveys one site of the city as a person would, and writes its file."""
    request = Request(
        f"http://{host}/", site, allow_private=True, connect_to=((host, f"127.0.0.1:{city.port}"),), delay=0.0
    )
    found = survey_site(settings.configs, request)
    write_file(settings.configs, site, draft_file(found, request), force)
    return found


def measure(settings: Settings, site: str, items: Iterable[dict[str, Any]]) -> Figures:
    """The library after a migration, and what a perfect one gives → the figures."""
    records = exported(settings)
    by_url = {folded(url): record for record in records for url in record["legacy_urls"]}
    held = _held(settings, site)
    made, known = Figures(site), set[str]()
    for one in items:
        known |= {folded(url) for url in one["urls"]}
        if one["outcome"] in ("loaded", "merged"):
            _count(made, one, by_url.get(folded(one["url"])), held.get(folded(one["url"])))
    own = [record for record in records if record["legacy_site"] == site]
    strangers = [record for record in own if not known & {folded(url) for url in record["legacy_urls"]}]
    made.records, made.junk = len(own), len(strangers)
    made.missed += [f"junk: {record['legacy_urls'][0]} {record['title']}" for record in strangers]
    return made


def _held(settings: Settings, site: str) -> dict[str, str]:
    wanted = select(refused_records.c.url, refused_records.c.code).where(refused_records.c.site == site)
    with reading(open_library(settings.library)) as connection:
        return {folded(row.url): row.code for row in connection.execute(wanted)}


def _count(made: Figures, one: dict[str, Any], record: dict[str, Any] | None, code: str | None) -> None:
    made.wanted += 1
    if record is None:
        if code in WAITING or (code or "").startswith("copy-of"):
            made.waiting += 1
        else:
            made.missed.append(f"{code or 'not seen'}: {one['url']} {one['title']}")
        return
    made.loaded += 1
    if one["outcome"] != "loaded" or one["copy_of"]:
        return
    for name in FIELDS:
        wanted = one["published"] if name == "published_at" else one[name]
        if wanted and not (name == "body_text" and record["letter"]):  # names and numbers in letters are masked
            _compare(made, name, one["url"], wanted, record[name])


def _compare(made: Figures, name: str, url: str, wanted: str, found: str | None) -> None:
    is_right = (found or "").startswith(wanted[:10]) if name == "published_at" else plain(found) == plain(wanted)
    if is_right:
        made.right[name] = made.right.get(name, 0) + 1
    else:
        made.wrong.setdefault(name, []).append((url, found, wanted))


def folded(url: str) -> str:
    """A page's URL without the name of its folder's default page and without a session."""
    return re.sub(r"/(?:index\.html)?$", "", re.sub(r"[&;](?:PHPSESSID|jsessionid)=\w+", "", url))


def plain(text: str | None) -> str:
    """Text without white space."""
    return re.sub(r"\s+", "", text or "")


def main(wanted: Sequence[str]) -> None:
    """Surveys and migrates sites of the city, and prints a line each."""
    with tempfile.TemporaryDirectory() as folder, serve(port=0) as city:
        settings = fresh_settings(Path(folder))
        hosts = {place.profile.id: host for host, place in city.sites.items()}
        for site in sorted(wanted or hosts):
            found = survey_city_site(settings, city, hosts[site], site)
            migrate(settings, site)
            made = measure(settings, site, gold(site))
            print(f"{made.line()} [{found.family}, {found.requests} requests]", flush=True)
            for line in made.missed:
                print(f"    {line}")
            for name, wrong in made.wrong.items():
                print(f"    {name}: {len(wrong)} wrong, such as {str(wrong[0])[:400]}")


if __name__ == "__main__":
    main(sys.argv[1:])
