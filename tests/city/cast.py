"""The eight old sites of the invented city of 云川, and the columns they keep."""

from __future__ import annotations

from tests.city.model import Column, Profile

NEWS, NOTICES, POLICY, TOPICS = "info.news", "info.notices", "info.policy", "info.topics"
READING, GUIDES, FORMS, RESULTS = "response.interpretation", "service.guides", "service.forms", "service.results"
LETTERS, SURVEYS, TALKS = "interact.letters", "interact.surveys", "interact.interviews"

PROFILES: tuple[Profile, ...] = (
    Profile(
        "guotu", "hanweb", "guotu.example.test", "云川国土资源网", "云川市国土资源局", "云国土发", "land",
        "9999000102", "00999002X", 130,
        (
            Column("1201", "要闻动态", NEWS, "news", 8),
            Column("1202", "公示公告", NOTICES, "notice", 7),
            Column("1205", "法规文件", POLICY, "document", 4),
            Column("1206", "文件解读", READING, "interpretation", 3),
            Column("1310", "办事流程", GUIDES, "guide", 3),
            Column("1311", "统计数据", "info.statistics", "statistics", 3),
            Column("1320", "土地出让信息", "info.procurement", "notice", 3),
            Column("1333", "表格下载", FORMS, "forms", 2),
            Column("1401", "领导信箱", LETTERS, "letter", 6),
        ),
        precision="second",
    ),
    Profile(
        "jiaoyu", "vsb", "jiaoyu.example.test", "云川教育信息网", "云川市教育局", "云教发", "education",
        "9999000103", "009990038", 100,
        (
            Column("xwdt", "新闻动态", NEWS, "news", 8),
            Column("tz", "通知", NOTICES, "notice", 6),
            Column("zcfg", "政策法规", POLICY, "document", 4),
            Column("tjzc", "图解政策", READING, "interpretation", 2),
            Column("zlxz", "资料下载", FORMS, "forms", 3),
            Column("zkly", "招考录用", "info.personnel", "personnel", 3),
            Column("xyfc", "校园风采", TOPICS, "gallery", 3),
        ),
        charset="gb2312", precision="day",
    ),
    Profile(
        "minzheng", "aspnet", "minzheng.example.test", "云川民政", "云川市民政局", "云民发", "civil",
        "9999000106", "009990062", 100,
        (
            Column("3", "政务动态", NEWS, "news", 7),
            Column("5", "公告公示", NOTICES, "notice", 5),
            Column("8", "法律法规", "info.policy.regulations", "law", 3),
            Column("9", "政策解读", READING, "interpretation", 3),
            Column("12", "办事指南", GUIDES, "guide", 3),
            Column("14", "社会组织评估公示", RESULTS, "notice", 2),
            Column("17", "网上调查", SURVEYS, "survey", 2),
            Column("21", "局长信箱", LETTERS, "letter", 7),
        ),
        precision="day",
    ),
    Profile(
        "nongye", "tables", "nongye.example.test", "青山区农业信息网", "云川市青山区农业局", "青农字", "farming",
        "9999010008", "009991087", 70,
        (
            Column("1", "工作要闻", NEWS, "news", 6),
            Column("2", "公告栏", NOTICES, "notice", 4),
            Column("3", "文件通知", POLICY, "document", 3),
            Column("4", "农技推广", TOPICS, "news", 3),
            Column("5", "农产品价格", "info.statistics", "statistics", 3),
            Column("6", "公众来信", LETTERS, "letter", 4),
            Column("7", "领导介绍", "info.leaders", "profile", 2),
        ),
        charset="gb2312", precision="day",
    ),
    Profile(
        "tiyu", "phpcms", "tiyu.example.test", "云川体育网", "云川市体育局", "云体字", "sports",
        "9999000105", "009990054", 90,
        (
            Column("6", "新闻中心", NEWS, "news", 8),
            Column("7", "公告", NOTICES, "notice", 5),
            Column("9", "法规文件", POLICY, "document", 3),
            Column("10", "热点回应", "response.concerns", "interpretation", 2),
            Column("13", "赛事活动", NEWS, "news", 4),
            Column("15", "政府采购", "info.procurement", "notice", 3),
            Column("18", "服务指南", GUIDES, "guide", 2),
            Column("22", "热点专题", TOPICS, "gallery", 2),
        ),
        precision="second",
    ),
    Profile(
        "weijian", "gkmlpt", "weijian.example.test", "云川市卫生和计划生育委员会", "云川市卫生和计划生育委员会", "云卫发", "health",
        "9999000107", "11999900007280420Y", 150,
        (
            Column("1021", "工作动态", NEWS, "news", 8),
            Column("1022", "通知公告", NOTICES, "notice", 6),
            Column("1025", "政策文件", POLICY, "document", 5),
            Column("1026", "政策解读", READING, "interpretation", 3),
            Column("1030", "规划计划", "info.plans", "document", 2),
            Column("1033", "卫生监督公示", RESULTS, "notice", 3),
            Column("1040", "常见问题", "service.faq", "question", 3),
            Column("1045", "在线访谈", TALKS, "interview", 2),
            Column("1050", "咨询投诉", LETTERS, "letter", 6),
        ),
        precision="minute",
    ),
    Profile(
        "wenhua", "trs", "wenhua.example.test", "云川市文化局", "云川市文化局", "云文发", "culture",
        "9999000101", "000999014", 120,
        (
            Column("zwdt", "工作动态", NEWS, "news", 8),
            Column("tzgg", "通知公告", NOTICES, "notice", 7),
            Column("zwgk/gfxwj", "规范性文件", POLICY, "document", 4),
            Column("zwgk/zcjd", "政策解读", READING, "interpretation", 3),
            Column("zwgk/ldzc", "领导之窗", "info.leaders", "profile", 1),
            Column("bsfw/bszn", "办事指南", GUIDES, "guide", 3),
            Column("bsfw/xkgs", "行政许可公示", RESULTS, "notice", 2),
            Column("hdjl/myzj", "民意征集", SURVEYS, "survey", 2),
            Column("hdjl/zxft", "在线访谈", TALKS, "interview", 2),
            Column("fybh", "非遗保护", TOPICS, "news", 3),
        ),
    ),
    Profile(
        "zhujian", "easysite", "zhujian.example.test", "云川住房城乡建设网", "云川市住房和城乡建设委员会", "云建发", "housing",
        "9999000104", "009990046", 100,
        (
            Column("xwzx/bmdt", "部门动态", NEWS, "news", 7),
            Column("xxgk/gggs", "公告公示", NOTICES, "notice", 6),
            Column("xxgk/gfxwj", "规范性文件", POLICY, "document", 4),
            Column("xxgk/zcjd", "政策解读", READING, "interpretation", 3),
            Column("xxgk/rsrm", "人事任免", "info.personnel", "personnel", 2),
            Column("bsdt/fwzn", "服务指南", GUIDES, "guide", 3),
            Column("bsdt/spjg", "审批结果", RESULTS, "notice", 3),
            Column("ztzl/wygl", "物业管理专区", TOPICS, "news", 3),
            Column("dqgz/ksyz", "处室驿站", None, "news", 1),
        ),
    ),
)  # fmt: skip

BY_ID = {profile.id: profile for profile in PROFILES}
