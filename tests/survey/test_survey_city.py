"""Sites of the sample city come over by what their survey alone wrote: whole, without junk, fields right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guiyi.config.check import check_configs
from guiyi.settings import Settings
from guiyi.survey.findings import Findings
from tests.city import City, gold, serve
from tests.pipeline import migrate
from tests.place import fresh_settings
from tests.survey.figures import Figures, measure, survey_city_site

FAMILIES = {
    "guotu": "hanweb", "jiaoyu": "vsb", "minzheng": "aspnet", "nongye": None, "tiyu": "phpcms", "weijian": "gkmlpt",
    "wenhua": "trs", "zhujian": "easysite",
}  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with serve(port=0) as running:
        yield running


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return fresh_settings(tmp_path_factory.mktemp("surveyed"))


@pytest.fixture(scope="module")
def surveyed(city: City, settings: Settings) -> dict[str, Findings]:
    hosts = {place.profile.id: host for host, place in city.sites.items()}
    return {site: survey_city_site(settings, city, hosts[site], site) for site in sorted(FAMILIES)}


@pytest.fixture(scope="module")
def figures(settings: Settings, surveyed: dict[str, Findings]) -> dict[str, Figures]:
    made = {}
    for site in surveyed:
        migrate(settings, site)
        made[site] = measure(settings, site, gold(site))
        print(made[site].line())
    return made


def test_the_family_is_told_and_a_hand_made_site_has_none(surveyed: dict[str, Findings]) -> None:
    assert {site: found.family for site, found in surveyed.items()} == FAMILIES


def test_the_written_files_have_no_mistakes(surveyed: dict[str, Findings], settings: Settings) -> None:
    assert not check_configs(settings.configs)


def test_a_survey_keeps_to_its_limit_of_requests(surveyed: dict[str, Findings], city: City) -> None:
    assert all(found.requests <= 300 for found in surveyed.values())


def test_every_column_of_the_old_sites_is_found(surveyed: dict[str, Findings], city: City) -> None:
    for place in city.sites.values():
        found = {name for column in surveyed[place.profile.id].columns for name in column.names}
        assert {column.name for column in place.profile.columns} <= found, place.profile.id


@pytest.mark.parametrize("site", sorted(FAMILIES))
def test_the_site_comes_over_whole_by_its_survey(figures: dict[str, Figures], site: str) -> None:
    made = figures[site]
    assert made.recall >= 0.995, made.missed
    assert made.junk_rate <= 0.005, made.missed
    for name in ("body_text", "source", "published_at"):
        assert made.share(name) >= 0.98, made.wrong[name][:3]


def test_surveying_again_gives_the_same_file(
    city: City, settings: Settings, surveyed: dict[str, Findings], tmp_path: Path
) -> None:
    before = (settings.configs / "sites" / "nongye.yaml").read_text(encoding="utf-8")
    again = fresh_settings(tmp_path)
    survey_city_site(again, city, "nongye.example.test", "nongye")
    assert (again.configs / "sites" / "nongye.yaml").read_text(encoding="utf-8") == before
