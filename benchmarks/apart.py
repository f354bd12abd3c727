"""The four sites apart from the eight, by `guiyi survey` alone: each is surveyed, its file left as drafted, migrated, judged.

python -m benchmarks.apart [SITE…]

Figures: items found, items too many, exact title, date, source and number, mean 5-gram F1 of the body and its lowest,
attachments and images kept, split texts joined. There is no peer: no other tool takes a site from its address alone.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from click.testing import CliRunner
from rich.console import Console
from rich.table import Table

from benchmarks.quality.measure import body_f1
from guiyi.cli import main as guiyi
from guiyi.settings import Settings
from tests.city.gold import GoldItem, gold
from tests.city.heldout import APART, bare_configs, serve_apart
from tests.pipeline import exported, migrate

FIELDS = {"title": "title", "date": "published", "source": "source", "number": "document_number"}
TITLE = "survey → migrate, file unedited"
Record = dict[str, Any]
Row = list[float | int | str]


COLUMNS = ("items", "missing", "too many", *FIELDS, "body F1", "lowest", "files", "images", "split")


def main() -> None:
    """Prints one row a site."""
    measured, table = measure(sys.argv[1:]), Table("site", *COLUMNS, title=TITLE)
    for site, row in measured.items():
        table.add_row(site, *(shown(one) for one in row))
    Console(width=140).print(table)


def measure(names: Sequence[str] = ()) -> dict[str, Row]:
    """Sites (all four if none is named), each surveyed, migrated and judged → its row."""
    with tempfile.TemporaryDirectory() as folder, serve_apart() as city:
        settings = Settings(f"sqlite:///{folder}/library.db", f"{folder}/store", Path(folder) / "configs")
        bare_configs(settings.configs, city.port)
        return {site: _measured(settings, site, city.port) for site in names or sorted(APART)}


def _measured(settings: Settings, site: str, port: int) -> Row:
    survey(settings, site, port)
    migrate(settings, site)
    return figures(site, records_of(settings))


def survey(settings: Settings, site: str, port: int) -> None:
    """Writes the site's file as `guiyi survey` drafts it. SystemExit with its words if it can't."""
    host, file = APART[site].host, settings.configs / "sites" / f"{site}.yaml"
    file.unlink()
    places = ["--library", settings.library, "--store", settings.store, "--configs", str(settings.configs)]
    options = ["--id", site, "--write", "--allow-private", "--delay", "0", "--connect-to", f"{host}=127.0.0.1:{port}"]
    done = CliRunner().invoke(guiyi, [*places, "survey", f"http://{host}/", *options])
    if done.exit_code:
        raise SystemExit(f"{site}: {done.output}")


def records_of(settings: Settings) -> dict[str, Record]:
    """Old URL → exported record."""
    return {url: one for one in exported(settings) for url in one["legacy_urls"]}


def figures(site: str, records: dict[str, Record]) -> Row:
    """A site's gold and what arrived → its row."""
    wanted = [one for one in gold(site) if one["outcome"] in ("loaded", "merged")]
    known = {url for one in gold(site) for url in one["urls"]}
    own = {one["resource_id"]: one for one in records.values() if one["legacy_site"] == site}
    pairs = [(one, records[one["url"]]) for one in wanted if one["url"] in records]
    own_pairs = [(one, record) for one, record in pairs if record["legacy_site"] == site]  # not another site's copy
    judged = [(one, record) for one, record in own_pairs if one["outcome"] == "loaded" and not one["private"]]
    bodies = [body_f1(record["body_text"], one["body_text"]) for one, record in judged if not one["letter"]]
    split = [(one, record) for one, record in judged if len(one["urls"]) > 1]
    joined = sum(set(one["urls"]) <= set(record["legacy_urls"]) for one, record in split)
    return [
        len(wanted), len(wanted) - len(pairs), sum(not known & set(one["legacy_urls"]) for one in own.values()),
        *(_exact(judged, theirs, ours) for ours, theirs in _names()), fmean(bodies), min(bodies),
        _kept(judged, "attachments"), _kept(judged, "images"), f"{joined}/{len(split)}",
    ]  # fmt: skip


def _names() -> list[tuple[str, str]]:
    return [("published_at" if name == "published" else name, name) for name in FIELDS.values()]


def _exact(pairs: list[tuple[GoldItem, Record]], theirs: str, ours: str) -> float:
    told = [_plain(one[theirs]) == _plain(record[ours]) for one, record in pairs if one[theirs]]
    return sum(told) / len(told) if told else 1.0


def _plain(text: str | None) -> str:
    return "".join((text or "").split())


def _kept(pairs: list[tuple[GoldItem, Record]], name: str) -> float:
    wanted = [(url, record) for one, record in pairs for _name, url in one[name]]
    kept = sum(any(file["legacy_url"] == url for file in record[name]) for url, record in wanted)
    return kept / len(wanted) if wanted else 1.0


def shown(value: float | int | str) -> str:
    """A figure as the table prints it."""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
