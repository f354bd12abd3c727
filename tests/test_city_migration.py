"""The whole sample city through the whole pipeline: everything arrives, twice is once, and later changes are exact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from guiyi.config.load import list_sites
from guiyi.errors import GateHeld
from guiyi.retire.reconcile.balance import Reconciliation
from guiyi.settings import Settings
from tests.city import expected_changes, gold, install_configs, serve
from tests.pipeline import export_bytes, migrate

pytestmark = pytest.mark.slow


@dataclass
class Moved:
    """The city after its first migration, a second one, and one of its later state."""

    settings: Settings
    first: dict[str, Reconciliation] = field(default_factory=dict)
    later: dict[str, Reconciliation] = field(default_factory=dict)
    exports: list[bytes] = field(default_factory=list)
    second_requests: list[Any] = field(default_factory=list)

    def records(self, at: int) -> dict[str, dict[str, Any]]:
        """Old URL (folded) → exported record, of the first (0), second (1) or later (2) state."""
        found = [json.loads(line) for line in self.exports[at].splitlines()]
        return {folded(url): record for record in found for url in record["legacy_urls"]}


def folded(url: str) -> str:
    """A page's URL without the name of its folder's default page."""
    return re.sub(r"/(?:index\.html)?$", "", url)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    folder: Path = tmp_path_factory.mktemp("city")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(port=0) as city:
        install_configs(settings.configs, city.port)
        state = Moved(settings)
        sites = list_sites(settings.configs)
        state.first = {site: migrate(settings, site) for site in sites}
        state.exports.append(export_bytes(settings))
        before = len(city.requests)
        for site in sites:
            migrate(settings, site)
        state.second_requests = list(city.requests[before:])
        state.exports.append(export_bytes(settings))
        city.state = "later"
        state.later = {site: migrate(settings, site) for site in sites}
        state.exports.append(export_bytes(settings))
        yield state


def all_gold(settings: Settings) -> Iterator[tuple[str, dict[str, Any]]]:
    for site in list_sites(settings.configs):
        for one in gold(site):
            yield (
                site,
                {**one, "url": folded(one["url"]), "copy_of": folded(one["copy_of"]) if one["copy_of"] else None},
            )


def plain(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def test_eight_sites_of_eight_families_add_up(moved: Moved) -> None:
    assert len(moved.first) == 8
    faults = {site: [c for c in found.checks if c.required and not c.passed] for site, found in moved.first.items()}
    assert not {site: checks for site, checks in faults.items() if checks}


def test_every_gold_item_is_loaded_merged_or_held_as_expected(moved: Moved) -> None:
    records = moved.records(0)
    missing = [
        (site, one["url"], one["title"])
        for site, one in all_gold(moved.settings)
        if (one["url"] in records) != (one["outcome"] in ("loaded", "merged"))
    ]
    assert not missing, missing


def test_no_item_is_there_that_the_old_sites_did_not_have(moved: Moved) -> None:
    known = {one["url"] for _site, one in all_gold(moved.settings)}
    found = [json.loads(line) for line in moved.exports[0].splitlines()]
    strangers = [one["legacy_urls"] for one in found if not known & {folded(url) for url in one["legacy_urls"]}]
    assert not strangers


def test_copies_are_merged_and_formula_notices_are_not(moved: Moved) -> None:
    records = moved.records(0)
    wrong = []
    for site, one in all_gold(moved.settings):
        record = records.get(one["url"])
        if record is None:
            continue
        if one["copy_of"] and one["copy_of"] in records:
            if record["resource_id"] != records[one["copy_of"]]["resource_id"]:
                wrong.append((site, one["title"], "not merged"))
        elif not one["copy_of"] and plain(record["title"]) != plain(one["title"]):
            wrong.append((site, one["title"], f"is in {record['title']}"))
    assert not wrong


@pytest.mark.parametrize("field_name", ["title", "body_text", "source", "document_number"])
def test_fields_arrive_as_the_pages_say_them(moved: Moved, field_name: str) -> None:
    records = moved.records(0)
    wrong = [
        (one["url"], records[one["url"]][field_name], one[field_name])
        for _site, one in all_gold(moved.settings)
        if one["outcome"] == "loaded" and not one["copy_of"] and one[field_name]
        and not (field_name == "body_text" and records[one["url"]]["letter"])  # their names and numbers are masked
        and plain(records[one["url"]][field_name]) != plain(one[field_name])
    ]  # fmt: skip
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


def test_dates_are_the_originals(moved: Moved) -> None:
    records = moved.records(0)
    wrong = [
        (one["url"], records[one["url"]]["published_at"], one["published"])
        for _site, one in all_gold(moved.settings)
        if one["outcome"] == "loaded" and not one["copy_of"] and one["published"]
        and not (records[one["url"]]["published_at"] or "").startswith(one["published"][:10])
    ]  # fmt: skip
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


def test_columns_are_the_platforms(moved: Moved) -> None:
    records = moved.records(0)
    wrong = [
        (one["url"], records[one["url"]]["column"], one["columns"])
        for _site, one in all_gold(moved.settings)
        if one["outcome"] == "loaded" and not one["copy_of"] and records[one["url"]]["column"] not in one["columns"]
    ]
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


def test_attachments_and_images_arrive(moved: Moved) -> None:
    records = moved.records(0)
    wrong = []
    for site, one in all_gold(moved.settings):
        if one["outcome"] != "loaded" or one["copy_of"]:
            continue
        if records[one["url"]]["legacy_site"] != site:
            continue  # of equal copies another site's speaks, with files of its own
        found = {file["legacy_url"] for file in records[one["url"]]["attachments"]}
        wanted = {url for _name, url in one["attachments"]}
        if not wanted <= found:
            wrong.append((one["url"], sorted(wanted - found)))
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


def test_no_personal_number_reaches_the_export(moved: Moved) -> None:
    fields = ("title", "summary", "body_text", "author", "letter")
    found = [json.loads(line) for line in moved.exports[0].splitlines()]
    text = "\n".join(str(one[name]) for one in found for name in fields)
    text += re.sub(r'(?:href|src)="[^"]*"', "", "".join(one["body_html"] for one in found))
    assert not re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)
    assert not re.findall(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dX](?!\d)", text)


def test_a_second_run_loads_nothing_new(moved: Moved) -> None:
    assert moved.exports[1] == moved.exports[0]


def test_a_second_run_asks_conditionally(moved: Moved) -> None:
    statuses = [status for _method, _host, _path, status in moved.second_requests]
    assert statuses.count(304) > len(statuses) // 2


def test_the_later_state_gives_exactly_the_expected_changes(moved: Moved) -> None:
    before, after = moved.records(1), moved.records(2)
    for site in moved.first:
        wanted = {kind: [folded(url) for url in urls] for kind, urls in expected_changes(site).items()}
        assert {url for url in wanted["created"] if url not in before and url in after} == set(wanted["created"]), site
        gone = {url for url in wanted["gone"] if after[url]["status"] == "withdrawn"}
        assert gone == set(wanted["gone"]), site
        updated = {url for url in wanted["updated"] if after[url]["version"] > before[url]["version"]}
        assert updated == set(wanted["updated"]), site
    told = {folded(url) for site in moved.first for urls in expected_changes(site).values() for url in urls}
    changed = {
        url: [name for name, value in record.items() if name != "legacy_urls" and value != before[url][name]]
        for url, record in after.items()
        if url in before and not told & {folded(one) for one in record["legacy_urls"]}
    }
    assert not {url: names for url, names in changed.items() if names}
    known = {record["resource_id"] for record in before.values()}
    new = [record["legacy_urls"] for record in after.values() if record["resource_id"] not in known]
    assert all(told & {folded(url) for url in urls} for urls in new)


def test_a_site_that_vanishes_is_held_and_the_last_good_state_stays_live(tmp_path: Path) -> None:
    settings = Settings(f"sqlite:///{tmp_path}/library.db", str(tmp_path / "store"), tmp_path / "configs")
    with serve(port=0) as city:
        install_configs(settings.configs, city.port)
        site = list_sites(settings.configs)[0]
        migrate(settings, site)
        before = export_bytes(settings)
        city.state = "empty"
        with pytest.raises(GateHeld):
            migrate(settings, site)
        assert export_bytes(settings) == before
