"""How good suggestions are: names that the platform declares, each left out; and names of old sites with titles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guiyi.config.load import load_platform
from guiyi.config.platform import Platform, walk_columns
from guiyi.mapping.suggest import suggest

PLATFORM = load_platform(Path("configs"))
OLD_NAMES: tuple[tuple[str, str, str], ...] = (
    ("局内新闻", "我局召开安全生产工作会议|局长赴基层调研|我局组织开展志愿服务活动", "info.news"),
    ("工作简报", "我市推进老旧小区改造|全市交通工作会议召开", "info.news"),
    ("媒体关注", "北青报：本市新增停车位两万个|市电视台报道我局便民举措", "info.news"),
    ("系统要闻", "市局召开党风廉政建设大会|区局开展专项检查", "info.news"),
    ("局务公告", "关于举办培训班的公告|关于网站维护的公告", "info.notices"),
    ("最新通知", "关于报送材料的通知|关于召开年会的通知", "info.notices"),
    ("停水停电公告", "关于城东片区停水的公告|关于线路检修停电的公告", "info.notices"),
    ("局发文件", "关于印发工作方案的通知|关于加强管理的意见", "info.policy"),
    ("行业政策", "关于促进旅游业发展的若干意见|旅游发展资金管理办法", "info.policy"),
    ("政策法规库", "城市绿化条例|关于贯彻执行条例的通知", "info.policy"),
    ("地方法规", "北京市城市绿化条例|北京市物业管理条例", "info.policy.regulations"),
    ("法律法规库", "中华人民共和国食品安全法|食品安全法实施条例", "info.policy.regulations"),
    ("领导班子简介", "张某某 局长|李某某 副局长", "info.leaders"),
    ("局长之窗", "王某某简历|王某某讲话", "info.leaders"),
    ("处室介绍", "办公室|法制处|财务处", "info.organization"),
    ("内设处室", "人事处主要职责|办公室主要职责", "info.organization"),
    ("单位职责", "主要职责|内设机构", "info.organization"),
    ("十三五规划", "市文化发展“十三五”规划|体育事业发展规划", "info.plans"),
    ("年度计划", "2017年工作计划|2016年工作总结", "info.plans"),
    ("统计月报", "2017年9月主要经济指标|2017年三季度统计公报", "info.statistics"),
    ("数据统计分析", "2016年全市人口数据|一季度经济运行分析", "info.statistics"),
    ("部门预决算", "2017年部门预算|2016年部门决算", "info.budget"),
    ("三公经费公开", "2016年“三公”经费决算|2017年“三公”经费预算", "info.budget"),
    ("干部任免", "关于张某某同志任职的通知|关于李某某免职的通知", "info.personnel"),
    ("考录信息", "2017年公务员招考面试公告|事业单位公开招聘工作人员公告", "info.personnel"),
    ("招标信息", "办公楼维修工程招标公告|信息系统中标公示", "info.procurement"),
    ("采购中标", "车辆采购中标公告|物业服务采购公告", "info.procurement"),
    ("公开年度报告", "2016年政府信息公开年度报告|2015年政府信息公开年度报告", "info.disclosure.reports"),
    ("公开申请", "依申请公开流程|申请表下载", "info.disclosure.requests"),
    ("热点专栏", "两学一做专题|创城专题", "info.topics"),
    ("政策图解", "一图读懂新办法|图解：居住证制度", "response.interpretation"),
    ("法规释义", "《绿化条例》解读|专家解读新规", "response.interpretation"),
    ("新闻发布", "市政府召开新闻发布会|新闻发布会实录", "response.concerns"),
    ("办事大厅", "营业执照办理指南|户外广告审批办事指南", "service.guides"),
    ("审批事项", "行政许可事项办理流程|建设工程审批办理指南", "service.guides"),
    ("表格下载区", "申请表|登记表", "service.forms"),
    ("行政处罚", "行政处罚决定书（2017）1号|行政处罚信息公示", "service.results"),
    ("常见问题解答库", "怎样办理居住证？|如何申请公租房？", "service.faq"),
    ("局长信箱回复", "关于路灯不亮的回复|反映噪音扰民", "interact.letters"),
    ("民意调查", "关于公交满意度的问卷调查|网上问卷", "interact.surveys"),
    ("在线直播访谈", "局长做客访谈间|嘉宾访谈实录", "interact.interviews"),
    ("意见反馈征集", "关于《办法》公开征求意见的公告|征集意见结果", "interact.surveys"),
)


def without(name: str) -> Platform:
    """The platform whose columns do not have this other name."""

    def left(columns: list[dict[str, Any]]) -> None:
        for column in columns:
            column["names"] = tuple(one for one in column["names"] if one != name)
            left(column["columns"])

    said = PLATFORM.model_dump()
    for function in said["functions"]:
        left(function["columns"])
    return Platform.model_validate(said)


def test_a_name_that_the_platform_does_not_know_comes_back_from_those_it_knows() -> None:
    names = [(name, column.id) for _function, column in walk_columns(PLATFORM) for name in column.names]
    known = [(name, column) for name, column in names if not name.isascii()]  # letters of an English word tell nothing
    found = [([one for one, _score in suggest(without(name), name)], column) for name, column in known]
    first = sum(got[:1] == [column] for got, column in found)
    among = sum(column in got for got, column in found)
    assert first / len(known) >= 0.8
    assert among / len(known) >= 0.95


def test_names_of_old_sites_find_their_column_by_name_and_titles() -> None:
    found = [
        ([one for one, _score in suggest(PLATFORM, name, titles.split("|"))], column)
        for name, titles, column in OLD_NAMES
    ]
    assert sum(got[:1] == [column] for got, column in found) >= 0.9 * len(OLD_NAMES)
    assert sum(column in got for got, column in found) >= 0.93 * len(OLD_NAMES)


@pytest.mark.parametrize("name", ["通知", "公告"])
def test_what_stands_in_titles_of_all_columns_tells_little(name: str) -> None:
    assert suggest(PLATFORM, "干部任免", [f"关于某同志任职的{name}"])[0][0] == "info.personnel"


def test_an_english_name_is_like_those_it_shares_words_with_and_no_other() -> None:
    assert suggest(PLATFORM, "Contracts register")[0][0] == "info.procurement"
    assert suggest(PLATFORM, "Job vacancy list")[0][0] == "info.personnel"
    assert suggest(PLATFORM, "Terms") == suggest(PLATFORM, "Bulletins") == []
    assert suggest(PLATFORM, "Bulletins", earlier=[("Bulletin", "info.news")]) == [("info.news", 0.95)]
