"""Every mistake of every file, at once, with its file, key and reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from guiyi.config.check import check_configs
from guiyi.config.load import load_site
from guiyi.errors import ConfigError
from guiyi.settings import Settings
from tests.city import install_configs
from tests.config.conftest import PLATFORM, Folder

RULE = "{{id: {id}, when: {{section: [{section}]}}, then: {{column: {column}}}}}"


def rule(id: str, section: str, column: str = "info.notices") -> str:
    return RULE.format(id=id, section=section, column=column)


def rules(*said: str) -> str:
    return "mapping: {columns: [" + ", ".join(said) + "]}"


def test_the_projects_configuration_has_no_mistake() -> None:
    assert check_configs(Settings().configs) == []


def test_what_the_demo_sets_up_has_no_mistake(tmp_path: Path) -> None:
    install_configs(tmp_path, 18600)
    assert check_configs(tmp_path) == []


def test_all_mistakes_of_all_files_are_told_at_once(folder: Folder) -> None:
    folder.write("families/a.yaml", "version: 1\nname: A\ncrawl: {delay: fast}\n")
    folder.write("waves.yaml", "version: 1\nwaves: [{name: w, deadline: 2027-01-01, sites: [nobody]}]\n")
    folder.site("one", "crawl: {max_pages: 0, include: ['(']}\ntemplates: [{name: a, url: '['}]\ntypo: 1")
    folder.site("two", rules(rule("r", "甲", "info.nowhere")), top="extends: b")
    assert {(file, key) for file, key, _reason in folder.problems()} == {
        ("families/a.yaml", "crawl.delay"),
        ("sites/one.yaml", "typo"),
        ("sites/one.yaml", "templates.0.url"),
        ("sites/one.yaml", "crawl.max_pages"),
        ("sites/one.yaml", "crawl.include.0"),
        ("sites/two.yaml", "extends"),
        ("sites/two.yaml", "mapping.columns.0.then.column"),
        ("waves.yaml", "waves.0.sites"),
    }


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("version: 1\nsite: {", "line 3, column 1", "did not find"),
        ("version: 1\nversion: 1\n", "line 2, column 1", "the key 'version' is said twice"),
        ("a:\n\t- b\n", "line 2, column 1", "found character that cannot start any token"),
        ("- 1\n- 2\n", "", "valid dictionary"),
        ("", "", "valid dictionary"),
        ("? [a, b]\n: 1\n", "line 1, column 3", "unhashable"),
        ("day: 2018-02-30\n", "", "put it in quotes"),
        ("on: 1\n", "True", "YAML reads True"),
        ("a: &x [*x]\n", "a", "unknown key"),
    ],
)
def test_broken_yaml_is_told_with_its_place(folder: Folder, text: str, key: str, reason: str) -> None:
    folder.write("sites/old.yaml", text)
    found = [(one_key, one_reason) for _file, one_key, one_reason in folder.problems()]
    assert any(one_key == key and reason in one_reason for one_key, one_reason in found), found


def test_files_that_are_not_utf_8_are_told(folder: Folder) -> None:
    (folder.path / "sites" / "old.yaml").write_bytes("site: 旧站".encode("gb18030"))
    assert "save it as UTF-8" in folder.problems()[0][2]


@pytest.mark.parametrize(
    ("rest", "more", "key", "reason"),
    [
        ("", ", id_code: 0100000211", "site.id_code", "YAML reads"),
        ("", ", district: no", "site.district", "YAML reads False; put it in quotes"),
        ("", ", charset: 2018-01-01", "site.charset", "put it in quotes"),
        ("", ', id_code: "12345"', "site.id_code", "match pattern"),
        ("", ", tier: village", "site.tier", "'portal', 'department'"),
        ("crawl: {exclude: /search}", "", "crawl.exclude", "tuple"),
        ("crawl: {source: warc}", "", "crawl.path", "needs the path"),
        ("crawl: {delay: 50}", "", "crawl.delay", "more than max_delay"),
        ("crawl: {allow_addresses: [10.0.0.0/99]}", "", "crawl.allow_addresses.0", "10.0.0.0/99"),
        ("crawl: {connect_to: {a.example.test: 127.0.0.1}}", "", "crawl.connect_to.a.example.test", "address:port"),
        ("templates: [{name: a, source_key: n, url: '/x'}]", "", "templates.0.source_key", "no group named n"),
        ("templates: [{name: a}, {name: a}]", "", "templates.1.name", "two templates"),
        (
            "templates: [{name: a, fields: {title: {first_of: [{meta: T}, {css: 'div..'}]}}}]",
            "",
            "templates.0.fields.title.first_of.1.css",
            "not a CSS selector",
        ),
        (
            "templates: [{name: a, fields: {title: {first_of: [{meta: T, css: h1}]}}}]",
            "",
            "templates.0.fields.title.first_of.0",
            "exactly one",
        ),
        (rules(rule("r", "甲"), rule("r", "乙")), "", "mapping.columns.1.id", "two rules"),
        (rules(rule("a", "甲 乙"), rule("b", "甲乙", "info.policy")), "", "mapping.columns", "goes to both"),
        (rules(rule("r", "' '")), "", "mapping.columns.0.when", "without a name"),
        ("mapping: {columns: [{id: r, when: {}, then: {drop: x}}]}", "", "mapping.columns.0.when", "when the rule"),
        (
            "mapping: {columns: [{id: r, when: {title: x}, then: {drop: x, column: info.policy}}]}",
            "",
            "mapping.columns.0.then",
            "exactly one of column, drop",
        ),
        (
            "mapping: {columns: [{id: r, when: {title: x}, then: {column: info.policy, topic: 无}}]}",
            "",
            "mapping.columns.0.then.topic",
            "no topic 无",
        ),
        (
            "mapping: {columns: [{id: r, when: {title: x}, then: {column: info.policy, genre: 无}}]}",
            "",
            "mapping.columns.0.then.genre",
            "no genre 无",
        ),
        ("mapping: {unmatched: info.nowhere}", "", "mapping.unmatched", "neither review, fail"),
        ("assertions: {held_rate: {stop_above: 5}}", "", "assertions.held_rate", "from 0 to 1"),
        ("assertions: {records: {stop_below: 9, warn_below: 3}}", "", "assertions.records", "warn_below"),
        ("assertions: {records: {stop_above: 3, warn_above: 9}}", "", "assertions.records", "warn_above"),
        ("assertions: {records: {stop_below: 9, stop_above: 3}}", "", "assertions.records", "nothing could pass"),
        ("assertions: {fill_rate: {body: {stop_below: 2}}}", "", "assertions.fill_rate.body", "from 0 to 1"),
        ("load: {protect: [titel]}", "", "load.protect", "no field titel"),
        ("crawl: {seed: [/]}", "", "crawl.seed", "unknown key; did you mean seeds?"),
        (
            rules(rule("r", "甲", "info.nwes")),
            "",
            "mapping.columns.0.then.column",
            "rule r: the platform has no column",
        ),
        ("", ", charset: gb18030x", "site.charset", "no charset gb18030x"),
        ("load: {gone_ceiling: 2}", "", "load.gone_ceiling", "less than or equal to 1"),
    ],
)
def test_a_mistake_in_a_site_is_told_with_its_key(folder: Folder, rest: str, more: str, key: str, reason: str) -> None:
    folder.site("old", rest, more)
    found = folder.problems()
    assert len(found) == 1, found
    assert (found[0][0], found[0][1]) == ("sites/old.yaml", key)
    assert reason in found[0][2]


def test_an_unknown_key_does_not_hide_the_other_mistakes_of_its_file(folder: Folder) -> None:
    folder.site("one", "crawl: {dely: 3}\nmapping: {colums: [], columns: [" + rule("r", "甲", "info.nowhere") + "]}")
    keys = {key for _file, key, _reason in folder.problems()}
    assert keys == {"crawl.dely", "mapping.colums", "mapping.columns.0.then.column"}


def test_one_section_may_go_to_one_column_by_two_rules(folder: Folder) -> None:
    folder.site("old", rules(rule("a", "甲"), rule("b", "甲")))
    assert folder.problems() == []


def test_sites_may_not_share_an_address_or_a_code(folder: Folder) -> None:
    folder.site("a", more=', aliases: ["http://shared.example.test"], id_code: "1100000211"')
    folder.site("b", more=', aliases: ["https://www.shared.example.test:443/"], id_code: "1100000211"')
    folder.site("c", more=', aliases: ["http://shared.example.test/c/"]')
    keys = [(file, key, reason) for file, key, reason in folder.problems()]
    assert [(file, key) for file, key, _reason in keys] == [
        ("sites/b.yaml", "site.aliases"),
        ("sites/b.yaml", "site.id_code"),
    ]
    assert all("belongs to a already" in reason for _file, _key, reason in keys)


def test_an_address_that_is_none_is_told(folder: Folder) -> None:
    folder.write("sites/old.yaml", "version: 1\nsite: {id: old, name: 旧, department: d, base_url: old.example.test}\n")
    assert [key for _file, key, _reason in folder.problems()] == ["site.base_url"]


def test_departments_are_checked_once_agencies_are_declared(folder: Folder) -> None:
    folder.site("old")
    assert folder.problems() == []
    folder.write("platform.yaml", PLATFORM + "agencies: [{id: culture, name: 文化局}]\n")
    assert [key for _file, key, _reason in folder.problems()] == ["site.department"]


def test_a_site_may_be_in_one_wave_only(folder: Folder) -> None:
    folder.site("a")
    waves = "[{name: w, deadline: 2027-01-01, sites: [a]}, {name: v, deadline: 2027-02-01, sites: [a]}]"
    folder.write("waves.yaml", f"version: 1\nwaves: {waves}\n")
    assert [reason for _file, _key, reason in folder.problems()] == ["a is in wave w already"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("names: [公告]", "names: [政策 文件]", "functions"),
        ("info.policy.rules", "info.notices", "functions"),
        ("[{name: 通知}]", "[{name: 通知}, {name: 通知}]", "genres"),
        ("children: [信访]", "children: [信访, 信访]", "topics.0.children"),
        ("label_en: title}", "label_en: title, pattern: '('}", "metadata.0.pattern"),
        ("metadata: [", "metadata: [{name: title, label: a, label_en: b}, ", "metadata"),
        ("function: 信息发布", "function: 其他", "functions.0.function"),
    ],
)
def test_mistakes_of_the_platform_are_told(folder: Folder, old: str, new: str, key: str) -> None:
    folder.write("platform.yaml", PLATFORM.replace(old, new))
    assert [(file, one) for file, one, _reason in folder.problems()] == [("platform.yaml", key)]


def test_a_mistake_of_a_family_is_told_once_and_not_of_its_sites(folder: Folder) -> None:
    folder.write("families/trs.yaml", "version: 1\nname: T\ncrawl: {exclude: ['[']}\n")
    for site in ("a", "b"):
        folder.site(site, top="extends: trs")
    assert [(file, key) for file, key, _reason in folder.problems()] == [("families/trs.yaml", "crawl.exclude.0")]
    with pytest.raises(ConfigError, match="families"):
        load_site(folder.path, "a")


def test_files_that_would_not_be_read_are_told(folder: Folder) -> None:
    folder.write("sites/old.yml", "version: 1\n")
    folder.write("sites/Alt Stadt.yaml", "version: 1\n")
    folder.write("sites/README.md", "# no\n")
    files = {file for file, _key, _reason in folder.problems()}
    assert files == {"sites/old.yml", "sites/Alt Stadt.yaml"}


def test_a_thousand_site_files_are_checked_in_time_that_grows_with_their_number(folder: Folder) -> None:
    example = (Settings().configs / "sites" / "README.md").read_text(encoding="utf-8")
    text = example.split("```yaml\n")[1].split("```")[0].replace("aliases: [http://wh.example.test/]", "aliases: []")
    folder.write("families/trs.yaml", "version: 1\nname: TRS\ncrawl: {exclude: ['/gate/big5/']}\n")
    folder.write("platform.yaml", (Settings().configs / "platform.yaml").read_text(encoding="utf-8"))
    took = []
    for first, last in ((0, 200), (200, 1000)):
        for number in range(first, last):
            own = text.replace("culture-bureau-old", f"site-{number}").replace("old-culture", f"old-{number}")
            folder.write(f"sites/site-{number}.yaml", own.replace("1100000211", f"110000{number:04d}"))
        began = time.process_time()
        assert check_configs(folder.path) == []
        took.append(time.process_time() - began)
    assert took[1] < 10 * took[0]  # five times as many
