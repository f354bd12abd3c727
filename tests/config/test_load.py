"""Layering default → family → site, and reading one site only."""

from __future__ import annotations

import pytest

from guiyi.config.load import list_sites, load_platform, load_site, load_waves
from guiyi.config.models import SiteConfig
from guiyi.config.platform import walk_columns
from guiyi.errors import ConfigError
from guiyi.library.export import FIELDS
from guiyi.settings import Settings
from tests.config.conftest import Folder

FAMILY = """\
version: 1
name: TRS
crawl: {delay: 2.0, exclude: ['/gate/'], seeds: [/index.html]}
templates:
  - {name: article, url: '/t(?P<n>\\d+)\\.html', source_key: n}
  - {name: letter, url: '/letter/'}
mapping:
  columns:
    - {id: notices, when: {section: [公告栏]}, then: {column: info.notices}}
    - {id: rules, when: {section: [规章]}, then: {column: info.policy.rules}}
  unmatched: fail
assertions: {fill_rate: {title: {stop_below: 0.9}}, held_rate: {warn_above: 0.1}}
"""
OWN = """\
crawl: {delay: 1.0, exclude: ['/search']}
templates: [{name: article, url: '/a/'}]
mapping: {columns: [{id: rules, when: {section: [规章]}, then: {column: info.policy}}]}
assertions: {fill_rate: {body: {stop_below: 0.8}}}
"""


def test_the_site_wins_over_the_family_which_wins_over_the_default(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", OWN, top="extends: trs")
    config = load_site(folder.path, "old")
    assert (config.crawl.delay, config.crawl.seeds, config.crawl.max_depth) == (1.0, ("/index.html",), 20)
    assert config.mapping.unmatched == "fail"


def test_what_family_or_site_exclude_is_excluded(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", OWN, top="extends: trs")
    assert load_site(folder.path, "old").crawl.exclude == ("/gate/", "/search")


def test_mappings_merge_deeply(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", OWN, top="extends: trs")
    assertions = load_site(folder.path, "old").assertions
    assert {name: limit.stop_below for name, limit in assertions.fill_rate.items()} == {"title": 0.9, "body": 0.8}
    assert (assertions.held_rate.warn_above, assertions.drop_vs_last_good.stop_above) == (0.1, 0.2)


def test_templates_and_rules_of_the_site_come_first_and_replace_those_of_the_same_name(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", OWN, top="extends: trs")
    config = load_site(folder.path, "old")
    assert [(one.name, one.url) for one in config.templates] == [("article", "/a/"), ("letter", "/letter/")]
    rules = [(rule.id, rule.then.column, config.rule_layers[rule.id]) for rule in config.mapping.columns]
    assert rules == [("rules", "info.policy", "site"), ("notices", "info.notices", "family")]


def test_a_resolved_site_survives_json(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", OWN, top="extends: trs")
    config = load_site(folder.path, "old")
    assert SiteConfig.model_validate_json(config.model_dump_json(by_alias=True)) == config


def test_reading_one_site_reads_no_other(folder: Folder) -> None:
    folder.site("old")
    folder.write("sites/broken.yaml", "version: [1")
    folder.write("families/broken.yaml", "\x00")
    assert load_site(folder.path, "old").site.name == "旧站"
    assert list_sites(folder.path) == ["broken", "old"]


def test_an_unknown_site_is_told_with_those_that_are_near(folder: Folder) -> None:
    folder.site("culture-bureau")
    with pytest.raises(ConfigError, match="did you mean culture-bureau"):
        load_site(folder.path, "culture-buro")


def test_a_site_that_says_another_id_is_refused(folder: Folder) -> None:
    folder.site("old")
    (folder.path / "sites" / "old.yaml").rename(folder.path / "sites" / "new.yaml")
    with pytest.raises(ConfigError, match="must be the file's name, new, not old"):
        load_site(folder.path, "new")


def test_a_changed_family_is_read_again(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", top="extends: trs")
    assert load_site(folder.path, "old").crawl.delay == 2.0
    folder.write("families/trs.yaml", FAMILY.replace("delay: 2.0", "delay: 3.25"))
    assert load_site(folder.path, "old").crawl.delay == 3.25


def test_a_byte_order_mark_does_no_harm(folder: Folder) -> None:
    folder.site("old")
    path = folder.path / "sites" / "old.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_site(folder.path, "old").site.id == "old"


def test_waves_are_none_where_there_is_no_file(folder: Folder) -> None:
    assert load_waves(folder.path).waves == ()


def test_the_projects_platform_holds_what_the_contract_names() -> None:
    platform = load_platform(Settings().configs)
    assert tuple(field.name for field in platform.metadata) == FIELDS
    assert [part.function for part in platform.functions] == ["信息发布", "解读回应", "办事服务", "互动交流"]
    assert len(platform.topics) == 22
    assert len(platform.genres) == 16
    assert all(topic.children for topic in platform.topics if topic.name != "其他")


def test_words_of_the_projects_topics_tell_classes_apart() -> None:
    words = [word for topic in load_platform(Settings().configs).topics for word in topic.words]
    assert len(words) == len(set(words))
    assert min(len(word) for word in words) >= 2


def test_walking_the_columns_goes_top_first(folder: Folder) -> None:
    walked = [(function, column.id) for function, column in walk_columns(load_platform(folder.path))]
    assert walked == [("信息发布", "info.notices"), ("信息发布", "info.policy"), ("信息发布", "info.policy.rules")]
