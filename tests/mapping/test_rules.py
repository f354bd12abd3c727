"""Precedence, ties and names: what the rules say of one section of one page."""

from __future__ import annotations

from typing import Any

import pytest

from guiyi.config.load import load_platform
from guiyi.config.models import ColumnRule, Mapping, SiteConfig
from guiyi.config.platform import Platform
from guiyi.mapping.placing import Placing, Section, place, sections_of
from guiyi.mapping.rules import Page, Rules
from guiyi.settings import Settings

PLATFORM = load_platform(Settings().configs)
PAGE = Page("/zcfg/t1.html", "关于印发办法的通知", "article", "plain")
NEWS, NOTICES, POLICY = "info.news", "info.notices", "info.policy"


def rule(id: str, column: str = NEWS, weight: int = 0, drop: str | None = None, **when: Any) -> ColumnRule:
    then = {"drop": drop} if drop else {"column": column}
    return ColumnRule.model_validate({"id": id, "when": when, "then": then, "weight": weight})


def rules(*site: ColumnRule, family: tuple[ColumnRule, ...] = (), platform: tuple[ColumnRule, ...] = ()) -> Rules:
    layers = dict.fromkeys((one.id for one in family), "family") | dict.fromkeys((one.id for one in site), "site")
    said = {
        "site": {"id": "old", "name": "旧站", "department": "d", "base_url": "http://old.example.test/"},
        "family": None, "crawl": {}, "templates": (), "assertions": {}, "load": {},
        "mapping": Mapping(columns=(*site, *family)), "rule_layers": layers,
    }  # fmt: skip
    upper: Platform = PLATFORM.model_copy(update={"mapping": Mapping(columns=platform)})
    return Rules(SiteConfig.model_validate(said), upper)


def sections(*names: str) -> list[Section]:
    return [Section(name, own=at == 0) for at, name in enumerate(names)]


def decided(placing: Placing) -> str | None:
    then = placing.decided[0][1].then if placing.decided else None
    return (then.column or then.drop) if then else None


EXACT = rule("exact", NEWS, section=["法规选编"])
CONTAINS = rule("contains", NOTICES, section_contains=["法规"])
URL = rule("url", POLICY, url="^/zcfg/")
TITLE = rule("title", "info.plans", title="通知$")
TYPE = rule("type", "info.budget", content_type="article")
TEMPLATE = rule("template", "info.budget", template="plain")


@pytest.mark.parametrize(
    ("said", "winner"),
    [
        ([TYPE, TITLE, URL, CONTAINS, EXACT], "exact"),
        ([TYPE, TITLE, URL, CONTAINS], "contains"),
        ([TYPE, TITLE, URL], "url"),
        ([TYPE, TITLE], "title"),
        ([TYPE], "type"),
        ([TEMPLATE], "template"),
        ([EXACT, rule("heavy", POLICY, 1000, section_contains=["法规"])], "exact"),
        ([CONTAINS, rule("heavy", POLICY, 1, section_contains=["选编"])], "heavy"),
        ([CONTAINS, rule("light", POLICY, -1, section_contains=["选编"])], "contains"),
        ([URL, rule("both", NEWS, url="^/zcfg/", section_contains=["法规"])], "both"),
        ([URL, rule("not-this", NEWS, url="^/other/", section=["法规选编"])], "url"),
        ([EXACT, rule("not-this-title", POLICY, 5, section=["法规选编"], title="决定$")], "exact"),
    ],
)
def test_the_strongest_rule_wins_in_whatever_order_they_stand(said: list[ColumnRule], winner: str) -> None:
    for order in (said, said[::-1]):
        placing = place(rules(*order), PAGE, sections("法规选编"))
        assert placing.decided[0][1].rules == (winner,)


def test_of_equal_rules_the_site_goes_before_the_family_before_the_platform() -> None:
    one, two, three = (rule(id, column, section=["甲"]) for id, column in (("s", NEWS), ("f", NOTICES), ("p", POLICY)))
    everywhere = rules(one, family=(two,), platform=(three,))
    assert decided(place(everywhere, PAGE, sections("甲"))) == NEWS
    assert decided(place(rules(family=(two,), platform=(three,)), PAGE, sections("甲"))) == NOTICES
    assert decided(place(rules(platform=(three,)), PAGE, sections("甲"))) == POLICY


def test_weight_goes_before_layer() -> None:
    heavy = rule("f", NOTICES, 1, section=["甲"])
    assert decided(place(rules(rule("s", NEWS, section=["甲"]), family=(heavy,)), PAGE, sections("甲"))) == NOTICES


def test_rules_of_one_rank_that_disagree_are_a_tie_with_all_their_ids() -> None:
    said = [rule("b", NEWS, section_contains=["公"]), rule("a", NOTICES, section_contains=["示"])]
    placing = place(rules(*said), PAGE, sections("公示"))
    assert placing.tie is not None
    assert placing.tie.rules == ("a", "b")
    assert placing.decided == ()


def test_rules_of_one_rank_that_agree_are_no_tie() -> None:
    said = [rule("b", NEWS, section_contains=["公"]), rule("a", NEWS, section_contains=["示"])]
    assert decided(place(rules(*said), PAGE, sections("公示"))) == NEWS


def test_a_tie_of_a_weaker_kind_does_not_matter() -> None:
    said = [rule("a", NEWS, url="/zcfg/"), rule("b", NOTICES, url="zcfg"), rule("c", POLICY, section=["甲"])]
    assert decided(place(rules(*said), PAGE, sections("甲"))) == POLICY
    assert place(rules(*said), PAGE, sections("乙")).tie is not None


@pytest.mark.parametrize("name", ["通知 公告", "　通知公告", "通知\u200b公告", "通知公告\n"])
def test_a_column_named_as_on_the_platform_maps_by_itself_over_white_space(name: str) -> None:
    assert decided(place(rules(), PAGE, sections(name))) == NOTICES


def test_widths_and_case_are_folded_and_nothing_else() -> None:
    said = rules(rule("ppp", NEWS, section=["PPP项目(试点)"]))
    assert decided(place(said, PAGE, sections("ＰＰＰ项目（试点）"))) == NEWS
    assert decided(place(said, PAGE, sections("ppp项目（试点）"))) == NEWS
    assert decided(place(rules(), PAGE, sections("市民茶座"))) is None
    assert decided(place(rules(), PAGE, sections("通知公吿"))) is None


def test_names_are_weaker_than_every_rule() -> None:
    assert decided(place(rules(TYPE), PAGE, sections("通知公告"))) == "info.budget"


def test_an_item_in_several_columns_is_placed_in_each_and_its_own_section_comes_first() -> None:
    said = rules(rule("strong", NEWS, section=["要闻集锦"]))
    placing = place(said, PAGE, [Section("通知公告", own=True), Section("要闻集锦"), Section("首页推荐")])
    assert placing.columns == [(NOTICES, "通知公告"), (NEWS, "要闻集锦")]
    assert placing.unmapped == ("首页推荐",)


def test_without_a_section_of_its_own_the_strongest_decision_comes_first() -> None:
    said = rules(rule("weak", NOTICES, section_contains=["集"]), rule("strong", NEWS, section=["要闻"]))
    assert place(said, PAGE, [Section("图集"), Section("要闻")]).columns == [(NEWS, "要闻"), (NOTICES, "图集")]
    assert place(said, PAGE, [Section("政策文件"), Section("图集")]).columns == [
        (NOTICES, "图集"),
        (POLICY, "政策文件"),
    ]


def test_two_sections_of_one_column_are_one_placement() -> None:
    placing = place(rules(), PAGE, sections("公告栏", "通知公告"))
    assert placing.columns == [(NOTICES, "公告栏")]


def test_a_rule_for_pages_decides_once_and_lists_still_place_by_name() -> None:
    placing = place(rules(URL), PAGE, [Section("公告栏", own=True), Section("工作动态")])
    assert placing.columns == [(POLICY, "公告栏"), (NEWS, "工作动态")]


def test_a_rule_for_pages_does_not_add_to_what_sections_decide() -> None:
    assert place(rules(EXACT, URL), PAGE, sections("法规选编", "杂项")).columns == [(NEWS, "法规选编")]


def test_what_no_section_places_the_section_above_it_does() -> None:
    own = [Section("市级文件", above=("政策文件", "信息公开"), own=True)]
    assert place(rules(), PAGE, own).columns == [(POLICY, "市级文件")]
    assert place(rules(rule("r", NEWS, section=["信息公开"])), PAGE, own).columns == [(NEWS, "市级文件")]


def test_a_page_of_no_section_is_placed_by_rules_for_pages_only() -> None:
    assert place(rules(URL), PAGE, []).columns == [(POLICY, None)]
    assert place(rules(EXACT), PAGE, []) == Placing()


def test_sections_are_taken_once_each_the_pages_own_first() -> None:
    found = sections_of("通知公告", ["政务公开", "通知公告"], [Section("通知 公告"), Section("工作动态"), Section(" ")])
    assert found == [Section("通知公告", ("政务公开",), own=True), Section("工作动态")]
    assert sections_of(None, ["政务公开", "公示"], []) == [Section("公示", ("政务公开",), own=True)]
    assert sections_of(None, [], []) == []


def test_a_page_whose_place_line_ends_above_its_list_is_in_the_list() -> None:
    listed = [Section("规范性文件", ("信息公开", "政务")), Section("首页推荐")]
    assert sections_of("信息公开", ["信息公开"], listed)[0] == Section("规范性文件", ("信息公开", "政务"), own=True)
    several = [*listed, Section("人事任免", ("信息公开",))]
    assert sections_of("信息公开", ["信息公开"], several)[0].name == "信息公开", "which of two, nobody knows"


def test_a_sentence_is_no_section() -> None:
    assert sections_of("一句话" * 30, ["要闻", "一句话" * 30], [Section("一句话" * 30)]) == [Section("要闻", own=True)]


def test_a_rule_of_the_site_replaces_the_platforms_of_the_same_id() -> None:
    upper, lower = rule("one", NEWS, section=["甲"]), rule("one", POLICY, 9, section=["甲", "乙"])
    both = rules(upper, platform=(lower,))
    assert decided(place(both, PAGE, sections("甲"))) == NEWS
    assert decided(place(both, PAGE, sections("乙"))) is None
