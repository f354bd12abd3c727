"""Who the four sites are, and the columns they keep."""

from __future__ import annotations

from tests.city.cast import FORMS, GUIDES, LETTERS, NEWS, NOTICES, POLICY, READING, RESULTS, SURVEYS, TALKS, TOPICS
from tests.city.model import Column, Profile

PEERS = ("anjian", "jingxin", "lvyou", "shuiwu")

APART_PROFILES: tuple[Profile, ...] = (
    Profile(
        "anjian", "sitefactory", "anjian.example.test", "云川安全监管", "云川市安全生产监督管理局", "云安监发", "housing",
        "9999000109", "009990098", 80,
        (
            Column("3", "工作动态", NEWS, "news", 8),
            Column("4", "通知公告", NOTICES, "notice", 6),
            Column("7", "政策法规", POLICY, "document", 4),
            Column("9", "政策解读", READING, "interpretation", 3),
            Column("12", "办事指南", GUIDES, "guide", 4),
            Column("15", "许可公示", RESULTS, "notice", 2),
            Column("21", "局长信箱", LETTERS, "letter", 6),
        ),
        precision="minute", peers=PEERS,
    ),
    Profile(
        "jingxin", "component", "jingxin.example.test", "云川市经济和信息化局", "云川市经济和信息化局", "云经信发", "culture",
        "9999000110", "009990110", 70,
        (
            Column("644", "要闻动态", NEWS, "news", 7),
            Column("645", "公告公示", NOTICES, "notice", 5),
            Column("651", "文件通知", POLICY, "document", 4),
            Column("652", "文件解读", READING, "interpretation", 2),
            Column("660", "领导之窗", "info.leaders", "profile", 1),
            Column("671", "公众来信", LETTERS, "letter", 5),
            Column("680", "专题专栏", TOPICS, "gallery", 2),
        ),
        precision="day", peers=PEERS,
    ),
    Profile(
        "lvyou", "dede", "lvyou.example.test", "云川旅游资讯网", "云川市旅游发展委员会", "云旅发", "sports",
        "9999000111", "009990118", 80,
        (
            Column("xinwen", "新闻动态", NEWS, "news", 8),
            Column("gonggao", "通知公告", NOTICES, "notice", 5),
            Column("fagui", "法规文件", POLICY, "document", 3),
            Column("zhinan", "办事指南", GUIDES, "guide", 3),
            Column("xiazai", "下载中心", FORMS, "files", 4),
            Column("tupian", "热点专题", TOPICS, "gallery", 2),
        ),
        charset="gb2312", precision="day", peers=PEERS,
    ),
    Profile(
        "shuiwu", "ucap", "shuiwu.example.test", "云川市水务局", "云川市水务局", "云水发", "land",
        "9999000108", "009990089", 90,
        (
            Column("zwdt", "工作动态", NEWS, "news", 8),
            Column("tzgg", "通知公告", NOTICES, "notice", 6),
            Column("zcwj", "政策文件", POLICY, "document", 4),
            Column("zcjd", "政策解读", READING, "interpretation", 3),
            Column("bszn", "办事指南", GUIDES, "guide", 3),
            Column("myzj", "民意征集", SURVEYS, "survey", 3),
            Column("zxft", "在线访谈", TALKS, "interview", 2),
        ),
        precision="minute", peers=PEERS,
    ),
)  # fmt: skip
