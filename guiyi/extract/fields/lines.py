"""What one line of a page is: a fact told, a place line, a button, or nothing that could be a title."""

from __future__ import annotations

import re

from guiyi.dates import DATE_TIME, SHORT_YEAR
from guiyi.extract.fields.labelled import BRACKETS, SEPARATOR, headed_label
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, ENDS_OF_OFFICES, LONGEST_LABEL
from guiyi.extract.fields.remarks import is_remark

PLACE = re.compile(r"位置[:：]|首页|[>»]")
PLACE_LINE = re.compile(r"位置\s*[:：]|(?:首页|\bHome)\s*(?:>|»|›|＞|-|/|→)")
NO_TITLE = re.compile(
    r"^(?:今天|今日|现在)是?[:：]?\s*(?:19|20)\d\d|^(?:联系)?(?:电话|地址|邮编|传真|邮箱|网址)\s*[:：]|首页|^Home$|^\W*大\s*中\s*小\W*$|当前位置|>|»|https?://|[。；：]$|：“|^附件?\s*\d*\s*[:：]|\.(?:docx?|pdf|xlsx?|pptx?|zip|rar|wps|et|ofd)$|^[（(]?[一二三四五六七八九十]{1,3}[、）)]|^[—－-]{1,2}\S"
    r"|(?:[省市县区州乡镇]长|主席|主任|局长|院长|检察长|书记)\s+[\u4e00-\u9fff·]{2,4}$"  # who gives a report
    r"|^(?:公告|新闻|信息|通知|文章|政策|资讯|内容|公示|动态)*(?:详情|详细信息|详细内容|正文)$"
    r"|图片来源|摄\s*[)）]$|^(?:本报|本网|本刊)?(?:见习|特约)?(?:记者|通讯员)\s|文[/／]图"
    r"|^(?:[\u4e00-\u9fff]{2,4}(?:单位|部门|时间|日期|状态|编号|地点|对象|方式|类型|类别)"
    r"|(?:来信|信件|写信|咨询|留言|提问|诉求|投诉|受理|承办|办理|处理|回复|答复|反馈)(?:人|内容|结果|意见|情况))\s*[:：]"
    r"|^By\s+[A-Z]|^(?:姓\s*名|性\s*别|现?任?职\s*务|(?:技术)?职\s*称|科\s*室|民\s*族|出生(?:年月|日期)|学\s*历|籍\s*贯)\s*[:：]"
    r"|^[〔\[（(]?(?:(?:19|20)\d\d)?[〕\]）)年]*第?\d+号$"
    r"|^[\u4e00-\u9fff]{2,4}(?:地址|电话|时间|地点|编码|编号|职责|负责人|对象)\s*[:：]"
    r"|^(?:负责人|地\s*点|地\s*址|电\s*话|传\s*真|邮\s*编|邮政编码|网\s*址|邮\s*箱|联系(?:人|电话|方式|地址))\s*[:：]",
    re.IGNORECASE,
)
RUN_ON = re.compile(  # a catalogue's label and value without a mark between them
    r"(?:发文字号|文\s*号|索\s*引\s*号)[^:：]*\d号?(?:\s|$)|(?:成文|发文|发布|公开)日期\s?\d"
    r"|(?:(?:Issued|Published|Posted|Released|Updated)(?: by| on)?|By|Agency|Source|From|Topic|Category|Contact|Views"
    r"|Reading time)(?=[A-Z\d])"
    r"|(?:Date(?: published| posted)?|(?:Release|Publication) date)"
    r"(?=\d{1,2}[ ./-]|(?:19|20)\d\d\b|[A-Z][a-z]{2,8}[., ])"
    rf"|(?:(?:新闻|信息|文章|稿件)?来\s*源|发布(?:单位|部门))\s?[\u4e00-\u9fff]{{2,14}}(?:{ENDS_OF_OFFICES})$"
    r"|(?:阅读|浏览|点击)(?:次数|量|数|率)?\d+次?$|(?:作者|责任编辑)[\u4e00-\u9fff]{2,3}$"
    r"|(?:主题|体裁)分类(?!目录|.*(?:通知|公告|方案|办法)$)[\u4e00-\u9fff、]{2,20}$|(?:编辑|责编|审核|校对)(?![部器室组]|出版|通过|结果|情况|意见|标准|办法|流程|工作|公示)[\u4e00-\u9fff]{2,3}$"
    r"|(?:发布机构|发文机关|公开主体)\s*[\u4e00-\u9fff]{2,16}(?:局|委|厅|办|办公[室厅]|政府|委员会|中心)$"
)
LEAST_BEFORE, SHORTEST_NAME = 4, 2  # characters before a label or a day; before a day with its time, as a name has
OPENING, CLOSING = " \u3000[(（【〔", " \u3000])）】〕"


def without_remarks(text: str) -> str:
    """A heading without the date and source that some CMSes print inside it.

    >>> without_remarks("关于防汛的通知[2018-03-05]"), without_remarks("关于防汛的通知 来源：云川日报")
    ('关于防汛的通知', '关于防汛的通知')
    >>> without_remarks("周正2014-01-06 09:36:19"), without_remarks("截至2014年1月6日")
    ('周正', '截至2014年1月6日')
    """
    label = ANY_LABEL.search(text) if SEPARATOR.search(text) else None
    cut = text[: label.start()].strip().rstrip(OPENING) if label and label.start() >= LEAST_BEFORE else text
    end = len(cut.rstrip(CLOSING))
    dates = [match for match in DATE_TIME.finditer(cut) if match.end() == end]
    dates = [match for match in dates if match.start() >= (SHORTEST_NAME if match[5] else LEAST_BEFORE)]
    return cut[: dates[0].start()].rstrip(OPENING) if dates else cut


def is_told(line: str) -> bool:
    """Whether a line tells date, source or another field, or is the label of one.

    >>> [is_told(one) for one in ("来源：云川日报", "发布机构云川县人民政府办公室", "文号云府发〔2018〕12号")]
    [True, True, True]
    >>> [is_told(one) for one in ("发布机构改革方案的通知", "文号管理办法（2018年修订）", "来源不明财产的处理")]
    [False, False, False]
    >>> [is_told(one) for one in ("编辑周舟", "审核郑一鸣", "编辑部成立", "审核流程图")]
    [True, True, False, False]
    >>> [is_told(one) for one in ("来 源县水利局", "阅读9574", "作者林川", "阅读推广月启动")]
    [True, True, True, False]
    >>> [is_told(one) for one in ("Date4 May 2018", "DateMay 4, 2018", "Date741\\tRoute640")]
    [True, True, False]
    """
    if RUN_ON.match(line):
        return True
    label = ANY_LABEL.match(line.lstrip(BRACKETS)) or BARE_LABEL.fullmatch(line[:LONGEST_LABEL]) or headed_label(line)
    return label is not None or is_remark(line) or SHORT_YEAR.fullmatch(line) is not None


def is_button(line: str) -> bool:
    """Whether a line is the bare label of something that is no field: 评论, 字号, 分享.

    >>> is_button("评论"), is_button("来源"), is_button("评论：3 来源：云川日报")
    (True, False, False)
    """
    match = BARE_LABEL.fullmatch(line[:LONGEST_LABEL]) if len(line) <= LONGEST_LABEL else None
    return match is not None and match.lastgroup == "_stop"
