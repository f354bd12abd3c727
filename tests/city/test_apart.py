"""The four sites apart from the eight: what they hold, and that forms, split texts and listed files arrive from them."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from guiyi.config.check import check_configs
from guiyi.settings import Settings
from tests.city.cast import BY_ID
from tests.city.gold import GoldItem, gold, site_of
from tests.city.heldout import APART, bare_configs, serve_apart
from tests.pipeline import exported, migrate

SITES = sorted(APART)


@pytest.mark.parametrize("site", SITES)
def test_a_site_holds_60_to_120_items_and_none_of_the_eight_is_named_like_it(site: str) -> None:
    assert 60 <= len(gold(site)) <= 120
    assert site not in BY_ID


@pytest.mark.parametrize("site", SITES)
def test_a_site_is_the_same_whenever_it_is_made(site: str) -> None:
    place, again = site_of(site), type(site_of(site))(APART[site], APART[site].size, 20180330)
    item = place.contents.base[7]
    assert place.render_item(item, item.columns[0]) == again.render_item(again.contents.base[7], item.columns[0])


def test_together_they_have_letters_guides_tables_pictures_files_split_texts_and_copies() -> None:
    found = [one for site in SITES for one in gold(site)]
    types = {one["content_type"] for one in found}
    assert {"letter", "guide", "interview", "survey", "gallery", "profile", "document"} <= types
    assert sum(len(one["urls"]) > 1 for one in found) >= 10
    assert sum(one["copy_of"] is not None for one in found) >= 10
    assert sum(bool(one["attachments"]) for one in found) > 40
    assert sum(bool(one["images"]) for one in found) > 20
    assert any(url.endswith(".doc") for one in found for url in one["urls"])


def test_every_gold_address_is_answered() -> None:
    with serve_apart() as city:
        for site in SITES:
            for one in gold(site)[::9]:
                for url in one["urls"]:
                    host, _, path = url.removeprefix("http://").partition("/")
                    asked = urllib.request.Request(f"http://127.0.0.1:{city.port}/{path}", headers={"Host": host})
                    with urllib.request.urlopen(asked, timeout=10) as answer:
                        assert answer.status == 200


@pytest.fixture(scope="module")
def arrived(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Old URL → exported record, of two sites with nothing in their files but name and address."""
    folder: Path = tmp_path_factory.mktemp("apart")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve_apart() as city:
        bare_configs(settings.configs, city.port)
        assert [str(one) for one in check_configs(settings.configs)] == []
        for site in ("anjian", "lvyou"):
            migrate(settings, site)
    records = exported(settings)
    return {url: record for record in records for url in record["legacy_urls"]}


def loaded(*sites: str) -> list[GoldItem]:
    return [one for site in sites for one in gold(site) if one["outcome"] == "loaded"]


def test_the_pages_of_a_split_text_arrive_as_one_resource_with_all_of_it(arrived: dict[str, Any]) -> None:
    split = [one for one in loaded("anjian", "lvyou") if len(one["urls"]) > 1]
    assert len(split) > 5
    for one in split:
        records = [arrived[url] for url in one["urls"]]
        assert {record["resource_id"] for record in records} == {records[0]["resource_id"]}
        assert "".join(records[0]["body_text"].split()) == "".join(one["body_text"].split())


def test_files_that_a_list_links_arrive_with_the_list_s_title_and_date(arrived: dict[str, Any]) -> None:
    listed = [one for one in loaded("lvyou") if one["url"].endswith(".doc")]
    assert len(listed) > 5
    for one in listed:
        record = arrived[one["url"]]
        assert (record["title"], record["published_at"]) == (one["title"], one["published"])
        assert [file["sha256"] for file in record["attachments"]] == list(one["files"].values())


def test_files_of_a_handler_have_the_names_that_their_addresses_tell_in_gbk(arrived: dict[str, Any]) -> None:
    own = [one for one in loaded("anjian") if arrived[one["url"]]["legacy_site"] == "anjian"]  # no notice of another's
    with_files = [one for one in own if one["attachments"]]
    assert len(with_files) > 5
    for one in with_files:
        told = [(file["name"], file["legacy_url"]) for file in arrived[one["url"]]["attachments"]]
        assert told == one["attachments"]


def test_letters_and_guides_are_known_in_lines_and_headings_too(arrived: dict[str, Any]) -> None:
    for one in loaded("anjian", "lvyou"):
        if one["content_type"] in ("letter", "guide"):
            assert arrived[one["url"]]["content_type"] == one["content_type"]
        if one["letter"]:
            letter = arrived[one["url"]]["letter"]
            assert (letter["asked_at"], letter["replied_at"]) == (
                one["letter"]["asked_at"],
                one["letter"]["replied_at"],
            )
