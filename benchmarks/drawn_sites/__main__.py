"""Sites drawn by chance, moved by `guiyi survey` and a migration with nothing written by hand: what came, what not, and why.

python -m benchmarks.drawn_sites --seed N --sites K     sites of the seeds N … N + K - 1; details in var/drawn_sites/
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.drawn_sites.site import Item, Site
from benchmarks.quality.measure import Found, faults, score
from benchmarks.quality.ours import found_of
from guiyi.database import reading
from guiyi.errors import GateHeld
from guiyi.library.migrate import open_library
from guiyi.library.tables import refused_records
from guiyi.settings import Settings
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.survey import Request, survey_site
from tests.pipeline import exported, migrate
from tests.place import fresh_settings
from tests.serving import Quiet, serving

ROOT = Path(__file__).parent.parent.parent
OUT = ROOT / "var" / "drawn_sites"
SESSION = re.compile(r";jsessionid=\w+|[?&]PHPSESSID=\w+")
COUNTS = ("documents", "recalled", "waiting", "junk", "columns", "requests")


def main() -> None:
    """Prints a line a site and one of all."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.drawn_sites", description=__doc__)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--sites", type=int, default=6)
    args = wanted.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    total: Counter[str] = Counter()
    pairs: list[tuple[Item, Found]] = []
    for seed in range(args.seed, args.seed + args.sites):
        counts, found, said = measure_site(seed)
        (OUT / f"{seed}.txt").write_text("\n".join(said), encoding="utf-8")
        print(line(f"site {seed}", counts, found), flush=True)
        total += counts
        pairs += found
    print(line("all", total, pairs))


def line(name: str, counts: Counter[str], pairs: list[tuple[Item, Found]]) -> str:
    """Counts, and each document that came with what came of it → the figures of one line."""
    made = score([(item.case, found) for item, found in pairs])
    kept = {**made.exact, **made.kept}
    shares = " ".join(f"{one} {share:.3f}" for one, share in kept.items())
    judged = max(1, counts["recalled"] - counts["waiting"])
    return (
        f"{name:8} {counts['documents']:4} documents: recall {counts['recalled'] / max(1, counts['documents']):.3f} ({counts['waiting']} wait), "
        f"junk {counts['junk']}, column {counts['columns'] / judged:.3f}, {shares}, body {made.f1:.4f}, requests {counts['requests']}"
    )


def measure_site(seed: int) -> tuple[Counter[str], list[tuple[Item, Found]], list[str]]:
    """Draws, serves, surveys and moves one site → counts, what came of each document, what went wrong."""
    site, said = Site(seed), []
    with tempfile.TemporaryDirectory() as folder:
        settings = fresh_settings(Path(folder))
        with serving(answers_of(site)) as port:
            here = ((site.host, f"127.0.0.1:{port}"),)
            request = Request(f"http://{site.host}/", "old", allow_private=True, connect_to=here, delay=0.0)
            findings = survey_site(settings.configs, request)
            written = draft_file(findings, request)
            write_file(settings.configs, "old", written, False)
            asked = findings.requests
            with suppress(GateHeld):  # the run's gate keeps all of it from the library: nothing has come
                migrate(settings, "old")
        said += [site.said, *(f"{one.names} {one.url} {one.paging} {one.expected}" for one in findings.columns)]
        said.append((settings.configs / "sites" / "old.yaml").read_text(encoding="utf-8"))
        counts, pairs = compare(settings, site, said)
        counts["requests"] = asked
        return counts, pairs, said


def compare(settings: Settings, site: Site, said: list[str]) -> tuple[Counter[str], list[tuple[Item, Found]]]:
    """The library beside the truth; what failed is added to said."""
    records = exported(settings)
    by_url = {plain(url): record for record in records for url in record["legacy_urls"]}
    with reading(open_library(settings.library)) as connection:
        refused = connection.execute(select(refused_records.c.url, refused_records.c.code))
        held = {plain(row.url): row.code for row in refused}
    counts, pairs, known = Counter[str](), [], set[str]()
    for item in site.items:
        known |= {plain(url) for url in item.urls}
        counts["documents"] += 1
        record = next((by_url[plain(url)] for url in item.urls if plain(url) in by_url), None)
        if record is None:
            code = next((held[plain(url)] for url in item.urls if plain(url) in held), "not seen")
            counts.update({"recalled": code == "unmapped", "waiting": code == "unmapped"})
            said.append(f"{code}: {item.urls[0]} {item.columns} {item.case.title}")
            continue
        counts["recalled"] += 1
        pairs.append((item, found_of(record)))
        said += judge(item, record, pairs[-1][1], counts)
    strangers = [record for record in records if not known & {plain(url) for url in record["legacy_urls"]}]
    counts["junk"] = len(strangers)
    said += [f"junk: {record['legacy_urls']} {record['title']}" for record in strangers]
    return counts, pairs


def judge(item: Item, record: dict[str, Any], found: Found, counts: Counter[str]) -> list[str]:
    """What is wrong with one record; counts its column."""
    said = faults(found, item.case)
    is_right = (record["legacy_column"] or "").split("/")[-1].strip() in item.columns
    counts["columns"] += is_right
    said += [] if is_right else [f"column: {item.columns} is read as {record['legacy_column']!r}"]
    return [f"{item.urls[0]}", *(f"    {one}" for one in said)] if said else []


def plain(url: str) -> str:
    """An address without a session."""
    return SESSION.sub("", url)


def answers_of(site: Site) -> type[Quiet]:
    """How the site answers, by its own host name only."""

    class Handler(Quiet):
        def answer(self) -> None:
            form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("latin-1")
            is_own = (self.headers.get("Host") or "").split(":")[0] == site.host
            status, kind, body = site.answer(self.path, form) if is_own else (404, "text/plain", b"no such host")
            self.give(status, {"Content-Type": kind}, body)

    return Handler


if __name__ == "__main__":
    main()
