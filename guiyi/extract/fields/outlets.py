"""Which words name a paper, an account or an office that an article may be from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.dates import find_date
from guiyi.extract.fields.labelled import OUTLET
from guiyi.extract.fields.labels import BARE_LABEL

ENGLISH_OUTLET = re.compile(
    r"^(?!(?:Notice|Bulletin|Message|Job|Score) ?[Bb]oard)"
    r"(?!(?:County|City|Town(?:ship)?|Village|Borough|District|Council|Community|Local|Latest|Recent|Breaking|Featured|Other|All"
    r"|General|Public|Department|Board) (?:News|Media|Press)$)(?:Xinhua|(?:[A-Z][\w.&'’-]* ){1,5}"
    r"(?:Daily|Times|Post|News|Agency|Online|Bureau|Office|Government|Committee"
    r"|Network|Radio|TV|Cent(?:er|re)|Commission|Department|Board|Council|Authority|Constabulary|Directorate"
    r"|Today|Weekly|Press|Media|Journal|Library|University)"
    r"|(?:[A-Z][\w.&'’-]* ){0,3}(?:Office|Ministry|Department|Bureau|Council|Commission|Authority|Division|Secretariat)"
    r" (?:of|for) (?:the )?[A-Z][\w.&'’-]*(?:,? (?:(?:and|of|for|the) ){0,2}[A-Z][\w.&'’-]*){0,6})$"
)
SUPPLIED = re.compile(r"^[（(【\[\s]*([\u4e00-\u9fff]{2,16}?)\s*(?:供稿|报送|提供)\s*[）)】\]]*$")
MAYBE_OUTLET = re.compile(r"[\u4e00-\u9fff]{4,12}")  # 健康云川, 云川文旅: four or more, as persons' names seldom have
NO_OUTLET = re.compile(
    r"^(?:由|本站|原创|转载|已于|字体|扫码|扫一扫|阅读|点击|浏览|分享|字号|打印|关闭|返回|首页|责任|编辑|作者|星期|农历|今日|更多|全文|图片|视频|来源|日期|时间"
    r"|发布|发表|更新|上传|刚刚|已有|共有|第.期|总第|当前|欧阳|上官|司马|诸葛|慕容|皇甫|尉迟|公孙|令狐|长孙|司徒|端木|东方)"
    r"|(?:动态|新闻|要闻|头条|公告|公示|通知|通告|资讯|信息|快讯|专题|解读|报道|活动|建设|工作|公开|服务|指南|法规|文件|政策|管理|之窗"
    r"|天地|园地|论坛|星期.|通过|修订|修正|征集|查看|主任|书记|同志|老师|[长次人岁员]|创作者|已于|时间|日期|内容|状态|标题|部门|有效|失效|废止|提问|咨询|留言|追问|回答|解答|回复|答复)$"
)
OFFICES = ("办公室", "办公厅")  # named by no more
SHORT_OFFICE = re.compile(r"[局委厅府县市区镇乡院]办")  # 局办, as offices call their own office in brackets
IN_BRACKETS = re.compile(r"[【\[]\s*([^【】\[\]]{2,20}?)\s*[】\]]")
VENUE = re.compile(
    r"(?:剧院|剧场|影院|影城|礼堂|会堂|会馆|体育[馆场]|音乐厅|多功能厅|报告厅|会议室|会展中心|会议中心|广场|宾馆|酒店|饭店)(?:$|[大小主分一二三四五\d])"
)


def bracketed_office(line: str) -> str | None:
    """The one office among the brackets that are all of a line, a day in one of them.

    >>> told = "【2018-03-05】 【局办】 【浏览9次】", "【2018-03-05】【林川】", "【局办】通知"
    >>> [bracketed_office(one) for one in told]
    ['局办', None, None]
    """
    held = IN_BRACKETS.findall(line) if line[:1] in "【[" else []
    if len(held) < 2 or IN_BRACKETS.sub("", line).strip() or not any(map(find_date, held)):
        return None
    offices = [one for one in held if not find_date(one) and (SHORT_OFFICE.fullmatch(one) or office_in(one))]
    return offices[0] if len(offices) == 1 else None


def office_in(piece: str) -> str | None:
    """The office or paper that a piece of a line is all of; None where it is a place or a label.

    >>> office_in("云川晚报记者"), office_in("县大剧院"), office_in("县林业局供稿")
    ('云川晚报', None, '县林业局')
    """
    piece = piece.removesuffix("记者").removesuffix("通讯员")
    if VENUE.search(piece) or BARE_LABEL.fullmatch(piece):
        return None  # where something takes place; a label
    return piece if OUTLET.match(piece) else supplied_by([piece])


def is_maybe_outlet(name: str) -> bool:
    """Whether words may name a paper, an account or an office, where nothing but one is looked for."""
    return not (VENUE.search(name) or BARE_LABEL.fullmatch(name)) and (
        OUTLET.match(name) is not None
        or name in OFFICES
        or bool(MAYBE_OUTLET.fullmatch(name) and not NO_OUTLET.search(name))
    )


def is_office(name: str, title: str) -> bool:
    """Whether a line is an office's or a paper's name, and no part of the title: 关于…的通报 is no paper."""
    named = ENGLISH_OUTLET.match(name) or (OUTLET.match(name) and not name.startswith("关于"))
    return bool(named) and name not in title


def supplied_by(lines: Iterable[str]) -> str | None:
    """Who supplied an article, as a line at its head or foot says; None where no line is all of that.

    >>> supplied_by(["会议圆满结束。", "（县林业局 供稿）"]), supplied_by(["材料由县林业局提供", "县林业局供图"])
    ('县林业局', None)
    """
    found = (SUPPLIED.match(line.strip()) for line in lines)
    return next((one[1] for one in found if one and OUTLET.match(one[1]) and "由" not in one[1]), None)
