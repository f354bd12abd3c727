"""Topic, genre, index number and language: given where sure, null where not."""

from __future__ import annotations

import pytest

from guiyi.config.load import load_platform
from guiyi.mapping.classify import Classifier, Told, classes_json, index_number, language_of
from guiyi.settings import Settings

CLASSES = Classifier(load_platform(Settings().configs))


def topic(title: str, agency: str | None = None, said: str | None = None, text: str = "") -> str | None:
    return CLASSES.given(CLASSES.topic(title, agency, said, text))


def genre(title: str, number: str | None = None, said: str | None = None, text: str = "") -> str | None:
    return CLASSES.given(CLASSES.genre(title, number, said, text))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于做好防汛工作的通知", "通知"),
        ("关于做好防汛工作的通知（第二号）", "通知"),
        ("关于印发《某某办法》的通知（某政办发〔2019〕3号）", "通知"),
        ("关于核准某项目的批复", "批复"),
        ("关于某建议的复函", "函"),
        ("关于进一步加强管理的实施意见", "意见"),
        ("某市2019年国民经济统计公报", "公报"),
        ("某市人民政府令第280号", "命令（令）"),
        ("第三次常务会议纪要", "纪要"),
        ("关于设备采购结果的公告", "公告"),
        ("办公设备采购公告", None),
        ("公开招聘公告", None),
        ("政府信息公开工作年度报告", None),
        ("局长走访敬老院", None),
        ("夏令营开营", None),
        ("请您提出宝贵意见", None),
        ("", None),
    ],
)
def test_a_genre_is_told_by_the_title_of_an_official_document_only(title: str, kind: str | None) -> None:
    assert genre(title) == kind


def test_a_number_of_an_order_tells_its_genre() -> None:
    assert genre("某市停车管理办法", "某市人民政府令第12号") == "命令（令）"
    assert genre("某市停车管理办法", "某政发〔2019〕3号") is None


@pytest.mark.parametrize(
    ("title", "agency", "expected"),
    [
        ("关于2019年义务教育阶段入学工作的意见", None, "科技、教育"),
        ("关于食品安全抽检情况的公告", "市市场监督管理局", "市场监管、安全生产监管"),
        ("关于开展植树活动的通知", "市教育局", None),
        ("关于召开会议的通知", None, None),
        ("博物馆举办文物修复展", "市文化局", "文化、广电、新闻出版"),
        ("对生育二孩、三孩的户籍家庭发放育儿津贴", None, "人口与计划生育、妇女儿童工作"),
        ("学校食品安全检查与教师培训", None, None),
        ("Measles vaccination clinics open", "Department of Health", "卫生、体育"),
        ("Sea fishing quotas", "Fisheries Board", "农业、林业、水利"),
        ("Bus fares frozen", None, None),  # one word is no more than a proposal
        ("Taxidermy of the grey seal", "Budgetary Office", None),  # whole words
        ("School traffic and hospital parking", None, None),
    ],
)
def test_a_topic_is_given_only_where_one_leads_clearly(title: str, agency: str | None, expected: str | None) -> None:
    assert topic(title, agency) == expected


@pytest.mark.parametrize(
    ("said", "number", "flag"),
    [
        ("000014349/2017-00110", "000014349/2017-00110", None),
        ("11441700007280420Y/2021-00050", "11441700007280420Y/2021-00050", None),
        (" 000014349／2017－00110 ", "000014349/2017-00110", None),
        ("GQ-2018-00123", "GQ-2018-00123", "index-number-shape"),
        ("无", None, "index-number-refused"),
        ("x1<script>", None, "index-number-refused"),
        ("1" * 200, None, "index-number-refused"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_an_index_number_is_kept_flagged_or_refused(said: str | None, number: str | None, flag: str | None) -> None:
    assert index_number(said) == (number, flag)


def test_the_language_is_that_of_the_script() -> None:
    assert language_of("各单位请遵照执行", None) == "zh"
    assert language_of("", "关于停电的通知") == "zh"
    assert language_of("Notice on the opening of the new library") == "en"
    assert language_of("2019-03-05", None) is None


@pytest.mark.parametrize(
    ("said", "expected", "kind"),
    [
        ("综合政务\\政务公开", "政务公开", None),
        ("城乡建设,环境保护 > 节能与资源综合利用", "节能与资源综合利用", None),
        ("农业、林业、水利\\其他", "农业、林业、水利", None),
        ("城乡建设、环境保护、通知", "城乡建设、环境保护", "通知"),
        ("卫生、体育 / 公告", "卫生、体育", "公告"),
        ("复函", None, "函"),
        ("政策文件", None, None),
        ("菜谱", None, None),
    ],
)
def test_a_class_that_the_page_says_is_the_platforms_of_that_name(
    said: str, expected: str | None, kind: str | None
) -> None:
    assert topic("关于某事", None, said) == expected
    assert genre("关于某事", None, said) == kind


def test_what_a_page_says_goes_before_the_rules_and_what_it_does_not_say_is_left_to_them() -> None:
    title = "关于财政局部门预算的通知"
    assert topic(title, None) == "财政、金融、审计"
    assert topic(title, None, "卫生、体育") == "卫生、体育"
    assert topic(title, None, "政策文件") == "财政、金融、审计"
    assert (genre(title, None, "意见"), genre(title, None, "其他")) == ("意见", "通知")


def test_a_topic_is_as_sure_as_title_agency_and_text_agree_and_says_its_words() -> None:
    title, text = "关于做好冬小麦田间管理的通知", "各镇农业服务中心要指导农户及时防治病虫害。"
    whole = CLASSES.topic(title, "区农业局", None, text)
    assert (whole.value, whole.by) == ("农业、林业、水利", "rule")
    assert whole.confidence > 0.95
    assert whole.evidence[:2] == ("agency: 农业局", "title: 小麦")
    title_alone, agency_alone = CLASSES.topic(title, None), CLASSES.topic("机关工会健步走", "区农业局")
    assert agency_alone.confidence < CLASSES.give_from
    assert title_alone.confidence < CLASSES.give_from
    assert agency_alone.value == title_alone.value == "农业、林业、水利"
    assert topic("机关工会健步走", "区农业局") is None


def test_an_agency_is_of_the_topic_of_its_longest_name_and_of_the_first_that_signs() -> None:
    assert CLASSES.topic("某事", "区卫生和计划生育委员会").value == "卫生、体育"  # and not 计划生育
    assert CLASSES.topic("某事", "市民政局、市财政局").value == "民政、扶贫、救灾"
    assert CLASSES.topic("某事", "某某日报") == Told()


def test_two_topics_in_one_title_make_a_proposal_at_most() -> None:
    told = CLASSES.topic("公开招聘小学教师", "区教育局")
    assert told.value == "劳动、人事、监察"
    assert told.confidence < CLASSES.give_from


def test_what_only_the_text_speaks_of_as_well_leaves_what_title_and_agency_agree_on() -> None:
    text = "现场展出图书、非遗作品，放映电影。"
    assert topic("消费者权益日活动", "市场监管局", text=text) == "市场监管、安全生产监管"
    assert topic("消费者权益日活动", None, text=text) is None


def test_the_formula_of_a_text_is_a_proposal_of_its_genre() -> None:
    told = CLASSES.genre("道路命名公示", text="如有意见请来电。特此公告。")
    assert (told.value, told.evidence) == ("公告", ("text: 特此公告",))
    assert told.confidence < CLASSES.give_from
    assert CLASSES.genre("办公设备采购公告").value == "公告"
    assert genre("办公设备采购公告") is None
    assert CLASSES.genre("局长走访敬老院", text="他说，特此感谢。") == Told()


def test_what_is_declared_is_sure_and_nothing_told_is_kept_as_nothing() -> None:
    told = CLASSES.topic("关于某事", None, "卫生、体育")
    assert told == Told("卫生、体育", 1.0, "declared", ("卫生、体育",))
    assert classes_json(Told(), Told()) is None
