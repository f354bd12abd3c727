"""Real redirect decisions of nine departments whose sites moved to GOV.UK (alphagov/redirector, MIT), as data for tests.

They lie outside the repository, in ../shared/data/redirects beside the checkout.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit

import yaml

from guiyi.config.load import load_platform
from guiyi.retire.addresses.decisions import Decision, decide, end_dead_ends
from guiyi.retire.addresses.exchange import read_decisions
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.case import open_case
from guiyi.settings import Settings
from tests.place import install_platform

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "redirects"
PLATFORM = "https://www.example.test"


def tables() -> list[Path]:
    """The tables, one a department; empty where they are not there."""
    return sorted(DATA.glob("*.csv.gz"))


def prepare(folder: Path, files: list[Path]) -> tuple[Settings, dict[str, list[Decision]]]:
    """An empty library and a site for each table; letter case, the whole query and default pages count → settings, decisions by site."""
    configs = folder / "configs"
    install_platform(configs)
    found: dict[str, list[Decision]] = {}
    for file in files:
        site = file.name.removesuffix(".csv.gz")
        found[site] = read_decisions(file)
        host = urlsplit(found[site][0].url).hostname
        text = (
            f'version: 1\nsite: {{id: {site}, name: {site}, department: {site}, base_url: "http://{host}/"}}\n'
            "redirects: {query: keep, case: keep, default_pages: keep}\n"
        )
        (configs / "sites" / f"{site}.yaml").write_text(text, encoding="utf-8")
    hosts = {urlsplit(one.target or "").hostname or "" for rows in found.values() for one in rows} - {""}
    platform = yaml.safe_load((configs / "platform.yaml").read_text(encoding="utf-8"))
    platform.setdefault("retirement", {}).update(platform_url=PLATFORM, allowed_hosts=sorted(hosts))
    (configs / "platform.yaml").write_text(yaml.safe_dump(platform, allow_unicode=True), encoding="utf-8")
    load_platform(configs)
    return Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), configs), found


def import_all(settings: Settings, found: dict[str, list[Decision]]) -> list[Decision]:
    """Decides all rows; nothing may be refused → those that lead to an old address which leads nowhere: they are gone.

    As `guiyi redirects import --dead-as-gone` does it. `found` holds what was decided then.
    """
    dead: list[Decision] = []
    for site, rows in found.items():
        case = open_case(settings, site)
        found[site] = end_dead_ends(case, rows)
        dead += [after for before, after in zip(rows, found[site], strict=True) if before != after]
        decide(case, found[site], "import", "from a table")
    return dead


def address_of(url: str) -> tuple[str, str]:
    """URL → (host, request target as a client sends it)."""
    parts = urlsplit(url)
    plain = "/%:@!$&()*+,;=~-._|[]^`{}<>'"
    query = f"?{quote(parts.query, safe=plain + '?')}" if parts.query else ""
    return parts.hostname or "", quote(parts.path or "/", safe=plain) + query


def expected(settings: Settings, found: dict[str, list[Decision]]) -> list[tuple[str, int, str]]:
    """Every row as decided → (URL, status, Location); chains are followed through the table itself."""
    rows = []
    for site, decisions in found.items():
        keys = AddressRules(open_case(settings, site).config)
        by_key = {key: one for one in decisions for key in reversed(keys.candidates(one.url))}
        by_key |= {keys.key(one.url): one for one in decisions}
        for one in decisions:
            target = one.target
            while target and keys.space.is_own(target) and (following := by_key.get(keys.key(target))) is not None:
                target = following.target
            status = {"redirect": 301, "gone": 410, "archived": 410, "awaiting": 503}[one.kind]
            rows.append((one.url, status, target or ""))
    return rows
