"""Three sites live beside one that is off: pages come, change, go, are copied and exchanged, runs cross and are rolled
back; after each run the library has each page's text under its address, once, and a second run changes nothing. What the
site that is off said is there at any moment, right after a rollback, too.

`GUIYI_LIVES=40 pytest tests/dedupe/test_lives.py` tries as many lives, of 25 steps each.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.ledger import ROLLED_BACK, runs
from guiyi.library.edit import edit_resource
from guiyi.library.export import export
from guiyi.library.redirects import read_redirects
from guiyi.library.rollback import rollback
from guiyi.library.tables import refused_records
from tests.review.conftest import Dump, body_of

LIVES, STEPS = int(os.environ.get("GUIYI_LIVES", "2")), 25 if "GUIYI_LIVES" in os.environ else 6
ASSERTIONS = "assertions: {drop_vs_last_good: {stop_above: 1.0}, empty_bodies: {stop_above: 1.0}}"
ALIKE, PLACES = 20, ("中心", "学校", "车站", "医院", "码头")  # texts that many apart differ by their numbers alone
Page = dict[str, Any]


class Life:
    """Three sites with the pages that they have now, and those that each had at its last run."""

    def __init__(self, seed: int, make_dump: Callable[..., Dump]) -> None:
        self.chance, self.told = Random(seed), 0
        self.dumps = [make_dump(site, more=ASSERTIONS) for site in ("early", "late", "latest")]
        self.pages: dict[str, dict[int, Page]] = {one.site: {} for one in self.dumps}
        self.seen: dict[str, dict[int, Page]] = {}
        self.keywords: dict[str, list[str]] = {}  # that an editor gave to a resource
        for dump in self.dumps:
            for _ in range(4):
                self.come(dump)
        self.off = make_dump("retired", more=ASSERTIONS)  # runs once; its pages are copied by the others
        self.pages["retired"] = {}
        for _ in range(3):
            self.come(self.off)
        for dump in (*self.dumps, self.off):
            self.run(dump)

    def new(self) -> Page:
        self.told += 1
        day = f"2018-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d} 09:00"
        body = body_of(self.told).replace("中心", PLACES[self.told // ALIKE % len(PLACES)])
        return {"title": f"关于第{self.told}处服务点调整的告知", "body": body, "day": day}

    # --- what happens ---------------------------------------------------------------------------------------------

    def come(self, dump: Dump) -> None:
        page = self.new()
        self.pages[dump.site][self.told] = page

    def change(self, dump: Dump) -> None:
        self.pages[dump.site][self.one_of(dump)] = self.new()

    def retitle(self, dump: Dump) -> None:
        self.pages[dump.site][self.one_of(dump)]["title"] = self.new()["title"]

    def go(self, dump: Dump) -> None:
        self.pages[dump.site].pop(self.one_of(dump))

    def copy(self, dump: Dump) -> None:
        """A page of any site, of which this one has one at most: what many pages show stands in their place."""
        had = [page["body"] for page in self.pages[dump.site].values()]
        every = [page for pages in self.pages.values() for page in pages.values()]
        page = self.chance.choice([one for one in every if had.count(one["body"]) < 2] or [self.new()])
        self.told += 1
        self.pages[dump.site][self.told] = dict(page)

    def exchange(self, dump: Dump) -> None:
        mine = self.pages[dump.site]
        one, other = self.one_of(dump), self.one_of(dump)
        mine[one], mine[other] = mine[other], mine[one]

    def roll_back(self, dump: Dump) -> None:
        good = select(runs.c.run_id).where(runs.c.site == dump.site, runs.c.status != ROLLED_BACK)
        with dump.engine.connect() as connection:
            last = connection.execute(good.order_by(runs.c.number.desc())).scalars().first()
        if last:
            rollback(dump.engine, last)
            assert self.faults(self.off) == [], f"after the rollback of {last}"
            for one in (dump, *self.dumps, dump):
                self.run(one)

    def cross(self, dump: Dump) -> None:
        """Another site goes on while this one's run is compared with the library and not yet published."""
        other = self.chance.choice([one for one in self.dumps if one is not dump])
        waiting = [other]

        def meanwhile(stage: str, work: Callable[[], Any]) -> Any:
            if stage == "reconcile" and waiting:
                self.chance.choice([self.change, self.retitle, self.copy, self.exchange])(waiting.pop())
                self.run(other)
            return work()

        self.run(dump, timed=meanwhile)
        with dump.engine.connect() as connection:
            held = set(connection.execute(select(refused_records.c.url)).scalars())
        assert [one for one in self.faults() if one.split(": ")[0] not in held] == [], "runs crossed"
        self.run(dump)

    def edit(self, dump: Dump) -> None:
        one = self.chance.choice([one for one in exported(dump) if one["status"] == "published"])
        self.keywords[one["resource_id"]] = [self.new()["title"]]
        edit_resource(dump.engine, one["resource_id"], {"keywords": self.keywords[one["resource_id"]]}, "王丽")

    def one_of(self, dump: Dump) -> int:
        return self.chance.choice(sorted(self.pages[dump.site]))

    def step(self) -> None:
        happens = [
            self.come,
            self.change,
            self.retitle,
            self.go,
            self.copy,
            self.copy,
            self.exchange,
            self.cross,
            self.cross,
            self.roll_back,
            self.edit,
        ]
        dump = self.chance.choice(self.dumps)
        if len(self.pages[dump.site]) < 3:
            self.come(dump)
        self.chance.choice(happens)(dump)

    def run(self, dump: Dump, **options: Any) -> None:
        for path in dump.folder.rglob("*.html"):
            path.unlink()
        dump.pages.clear()
        for number, page in self.pages[dump.site].items():
            dump.add(number, "通知公告", **page)
        dump.write().migrate(**options)
        self.seen[dump.site] = {number: dict(page) for number, page in self.pages[dump.site].items()}

    # --- what holds -----------------------------------------------------------------------------------------------

    def faults(self, *dumps: Dump) -> list[str]:
        """Pages, of all sites or some, whose address does not lead to one live record with their text, and editors' words
        that are lost.
        """
        records = [one for one in exported(self.dumps[0]) if one["status"] == "published"]
        found = [
            f"{one['resource_id']}: the editor's keywords are lost"
            for one in records
            if self.keywords.get(one["resource_id"], one["keywords"]) != one["keywords"]
        ]
        for dump in dumps or (*self.dumps, self.off):
            led = {one.url: one.target for one in read_redirects(dump.engine, dump.site)}
            for number, page in self.seen.get(dump.site, {}).items():
                url = f"http://{dump.site}.example.test/a/t{number}.html"
                mine = [one for one in records if url in one["legacy_urls"]]
                if len(mine) != 1:
                    found.append(f"{url}: {len(mine)} records")
                elif page["body"] not in mine[0]["body_html"]:
                    found.append(f"{url}: another text")
                elif led.get(url) != f"/resources/{mine[0]['resource_id']}":
                    found.append(f"{url}: leads to {led.get(url)}")
        return found


def exported(dump: Dump) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(dump.engine, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("library_url", ["sqlite"], indirect=True)  # the rules are the same on both
@pytest.mark.parametrize("seed", range(LIVES))
def test_after_each_run_each_page_is_in_the_library_once(seed: int, make_dump: Callable[..., Dump]) -> None:
    life = Life(seed, make_dump)
    for at in range(STEPS):
        life.step()
        dump = life.chance.choice(life.dumps)
        life.run(dump)
        assert life.faults() == [], f"after step {at}"
        said = exported(dump)
        life.run(dump)
        assert exported(dump) == said, f"twice is not once, after step {at}"
