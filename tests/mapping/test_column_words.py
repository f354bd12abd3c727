"""What the words of a legacy column's name tell, and of those above it; and names that no word may place."""

from __future__ import annotations

import pytest

from guiyi.config.load import load_platform
from guiyi.mapping.column_words import Words
from guiyi.settings import Settings

WORDS = Words(load_platform(Settings().configs))
TOLD = """
县人大领导 info.leaders | 党委领导班子 info.leaders | 人民医院简介 info.organization | 水务资讯 info.news
食品抽检公告 info.notices | 会议通知 info.notices | 惠民政策 info.policy | 上级文件 info.policy
国家法律法规 info.policy.regulations | 水利政策法规 info.policy | 年度工作要点 info.plans | 统计年鉴 info.statistics
区级政府财政预决算 info.budget | 预算信息公开 info.budget | 2023年部门预算（2023） info.budget | 财政信息公开 info.budget
教师招聘公告 info.personnel | 拟录用公示 info.personnel | 中标候选人公示 info.procurement | 采购文件 info.procurement
企事业单位信息公开 info.disclosure | 视频解读 response.interpretation | 住院流程 service.guides | 业务问答 service.faq
住院须知 service.guides | 展览预告 info.notices | 征稿启事 info.notices | 招聘启事 info.personnel | 文书样式 service.forms
行政许可结果公示 service.results | 行政处罚信息公示 service.results | 举报信箱 interact.letters | 往期访谈 interact.interviews
乡镇传真 info.news | 白塘县概况 info.organization | 行政区划 info.organization
"""
NOT_TOLD = (
    "采购政策", "招标动态", "领导动态", "招生专栏", "校长专栏", "专家介绍", "景点介绍", "企业简介", "城市规划", "大数据", "事故调查",
    "教学教研", "公共服务", "旅游指南", "其他", "2023年", "党建工作", "公示牌", "政府公报", "服务公开",
    "投标须知", "报考指南", "市场行情", "检察机关介绍",
)  # fmt: skip


@pytest.mark.parametrize("line", [one.strip() for line in TOLD.strip().splitlines() for one in line.split("|")])
def test_a_name_says_at_its_end_what_it_is(line: str) -> None:
    name, column = line.split()
    told = WORDS.told(name)
    assert told is not None
    assert told.column == column


def test_english_names_are_told_by_whole_words_and_english_titles_tell_nothing() -> None:
    names = {
        "Press Releases": "info.news",
        "Latest news": "info.news",
        "County Job Openings": "info.personnel",
        "Disclosure Log": "info.disclosure.requests",
    }
    for name, column in names.items():
        told = WORDS.told(name)
        assert told is not None
        assert told.column == column
    assert WORDS.told("Platforms") is WORDS.told("Privacy Policy") is WORDS.told("Calendar") is None
    assert WORDS.told_of_item("Mayor shares good News") is None


def test_an_english_name_is_told_by_both_of_its_joined_words_and_whatever_their_case() -> None:
    told = {name: WORDS.told(name) for name in ("Closed consultations", "Jobs and careers", "Tenders & contracts")}
    assert [one.column for one in told.values() if one] == ["interact.surveys", "info.personnel", "info.procurement"]
    assert WORDS.hinted("News and events") == {"info.news"}, "one of the two tells, which is a sign"
    for name, column in (
        ("Press Room", "info.news"), ("Administrative orders", "info.policy"), ("FOI disclosures", "info.disclosure.requests"),
        ("Enforcement actions", "service.results"), ("Council Minutes", "info.policy"), ("Minister's speeches", "info.news"),
        ("NEWS AND COMMUNICATIONS", "info.news"), ("Policies and Plans", "info.policy"), ("Guidance", "service.guides"),
        ("Town by-laws", "info.policy.regulations"),
    ):  # fmt: skip
        found = WORDS.told(name)
        assert found is not None, name
        assert found.column == column
    assert WORDS.told("Purchase orders") is WORDS.told("Board decisions") is WORDS.told("Ministry of Finance") is None
    assert WORDS.told("News and events") is WORDS.told("Roads and travel") is WORDS.told("Newsletters") is None


def test_a_category_of_wordpress_is_the_column_it_names_and_the_default_one_names_none() -> None:
    assert WORDS.told("Category: News") == WORDS.told("News")
    assert WORDS.told("Category: Uncategorized") is WORDS.told("未分类") is None


def test_a_word_within_a_name_is_a_sign_and_keeps_it_from_columns_above_of_another_kind() -> None:
    assert WORDS.hinted("领导风范") == {"info.leaders"}
    assert not WORDS.may_go_with("领导风范", "info.disclosure")
    assert WORDS.may_go_with("权力清单", "info.disclosure")
    assert WORDS.may_go_with("信息公开工作年报", "info.disclosure"), "of one line"


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("我局召开安全生产会议", "info.news"),
        ("关于开展安全生产检查的通知", None),  # a document, whatever it speaks of
        ("安全生产检查方案", None),
        ("请问公积金如何提取", "interact.letters"),
        ("关于停车难的投诉", "interact.letters"),
        ("住房公积金提取所需材料", "service.guides"),
        ("百姓谈节水", None),
    ],
)
def test_a_word_within_an_items_title_is_a_sign_of_its_column(title: str, column: str | None) -> None:
    assert WORDS.signed_by_item(title) == column


@pytest.mark.parametrize("name", NOT_TOLD)
def test_what_an_editor_would_ask_is_not_told(name: str) -> None:
    assert WORDS.told(name) is None


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("财政信息 > 2023年", "info.budget"),  # a name that is none
        ("政策文件 > 其他", "info.policy"),
        ("政府采购 > 延期公告", "info.procurement"),  # kept whole
        ("信息公开年报 > 乡镇年报", "info.disclosure.reports"),
        ("专题专栏 > 扶贫政策", "info.topics"),
        ("政府采购 > 法律法规", "info.policy.regulations"),  # the platform knows the name
        ("政务公开 > 规划公示", "info.notices"),  # not whole: its own words go first
        ("政务公开 > 教育卫生", None),
        ("走进本县 > 其他", None),
    ],
)
def test_the_column_above_tells_of_names_that_are_none_and_of_all_that_it_keeps_whole(
    path: str, column: str | None
) -> None:
    *above, name = path.split(" > ")
    told = WORDS.told(name, above[::-1])
    assert (told.column if told else None) == column


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("某道路改造工程中标候选人公示", "info.procurement"),
        ("关于公开招聘工作人员的公告", "info.personnel"),
        ("关于城东片区停水的通知", "info.notices"),
        ("计划停电公告（第2号）", "info.notices"),
        ("《某办法》政策解读", "response.interpretation"),
        ("关于印发某方案的通知", None),  # policy, or notice
        ("关于招聘采购人员的公告", None),  # words of two columns
        ("我局召开安全生产会议", None),
    ],
)
def test_an_items_title_tells_what_kind_of_column_holds_it(title: str, column: str | None) -> None:
    assert WORDS.told_of_item(title) == column
