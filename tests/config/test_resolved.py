"""Each value of a resolved site names its origin."""

from __future__ import annotations

from guiyi.config.resolved import show_resolved
from tests.config.conftest import PLATFORM, Folder
from tests.config.test_load import FAMILY, OWN


def test_every_value_names_the_layer_it_comes_from(folder: Folder) -> None:
    folder.write("families/trs.yaml", FAMILY)
    folder.site("old", OWN + "load: {protect: [title]}", top="extends: trs")
    origins = {key: (value, origin) for key, value, origin in show_resolved(folder.path, "old")}
    own, family = "sites/old.yaml", "families/trs.yaml"
    assert origins["crawl.delay"] == (1.0, own)
    assert origins["crawl.seeds"] == (["/index.html"], family)
    assert origins["crawl.max_depth"] == (20, "default")
    assert origins["crawl.exclude./gate/"] == ("/gate/", family)
    assert origins["crawl.exclude./search"] == ("/search", own)
    assert origins["assertions.fill_rate.title.stop_below"] == (0.9, family)
    assert origins["assertions.fill_rate.body.stop_below"] == (0.8, own)
    assert origins["family"] == ("trs", own)
    assert origins["mapping.unmatched"] == ("fail", family)
    assert origins["templates.article"][1] == own
    assert origins["templates.letter"][1] == family
    assert origins["mapping.columns.rules"][1] == own
    assert origins["mapping.columns.notices"][1] == family
    assert origins["site.charset"] == (None, "default")


def test_rules_of_the_platform_are_named_too(folder: Folder) -> None:
    rule = "{id: all, when: {section_contains: [公告]}, then: {column: info.notices}}"
    folder.write("platform.yaml", PLATFORM + f"mapping: {{columns: [{rule}]}}\n")
    folder.site("old")
    rows = show_resolved(folder.path, "old")
    assert [(key, origin) for key, _value, origin in rows if key.startswith("mapping.columns.")] == [
        ("mapping.columns.all", "platform.yaml")
    ]


def test_hosts_with_dots_keep_their_origin(folder: Folder) -> None:
    folder.site("old", 'crawl: {connect_to: {a.example.test: "127.0.0.1:80"}}')
    rows = {key: origin for key, _value, origin in show_resolved(folder.path, "old")}
    assert rows["crawl.connect_to.a.example.test"] == "sites/old.yaml"
