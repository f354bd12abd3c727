"""What labels say of the values beside them: their words, by field, as patterns."""

from __future__ import annotations

import re

from guiyi.dates import DAY

NOT_OF_PAGE = (
    "截止|到期|开始|起始|结束|有效|施行|实施|生效|废止|失效|会议|活动|报名|受理|回复|答复|办结|来信|写信|提问|咨询"
    "|完成|办理|考试|竣工|举办|举行|召开|开放|营业|集合|培训|公示|拍摄|出生|成立|执行|监测|检测|采样|服务|值班"
    "|打印|下载|导出|查询|访问|登录|演出|展出|开标|投标|评标|开庭|处罚|决定|签订|签署|交地|抽样|出诊|讲座|采集"
    "|播出|上映|面试|笔试|缴费|参观|出发|到达|开工|施工|封闭|预约|领取|投稿|征集|投票|停水|停电|建站|备案|开通|站更新|统更新|据更新"
)
_first_of_other = "".join(sorted({one[0] for one in NOT_OF_PAGE.split("|")})) + "cdehilmnapqswbvyCDEHILMNAPQSWBVY"
OF_OTHER = re.compile(  # a day that is not the page's: 讲座时间 2018-03-09
    rf"(?=[{_first_of_other}])(?:(?:{NOT_OF_PAGE.replace('|公示', '')})(?:时间|日期)\s*[:：]?\s*"
    rf"{DAY}"
    r"(?:\s*\d{1,2}[:：]\d\d)?"
    r"|\b(?i:clos(?:es?|ed|ing)|due|deadline|expir(?:es|y|ation)|hearing|meeting|event|next release"
    r"|effective|adopted|passed|starts?|ends?|begins?|valid|argued|submitted|laid before(?: the)? [a-z]{4,12}"
    r"|interviews?|briefing|site (?:visit|meeting|inspection)"
    r"|(?:week|month|period|quarter|year) (?:end(?:ed|ing)|commencing|beginning)"
    r"|coming into (?:force|operation))\b"
    r"(?i: (?:date|day))?(?i: ?(?:&|and|/) ?time)?(?: on)?(?:\s?[:\t]?\s?|[ .–-]{3,40})"
    r"(?i:(?:12(?:[:.]00)? (?:noon|midday|midnight)|noon|\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?|hours))(?:,| on)? )?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[-/ ][A-Za-z\d]{1,9}[-/ ](?:19|20)\d\d"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20)\d\d)(?:,? \d{1,2}[:.]\d\d)?)"
)
OTHER_ALONE = re.compile(  # the label alone of such a day
    rf"(?:{NOT_OF_PAGE.replace('|公示', '')})(?:时间|日期)\s*[:：]?"
    r"|(?i:(?:(?:applications?|tenders?|bids?|consultation|submissions?) )?"
    r"(?:clos(?:es?|ed|ing)|due|deadline|expir(?:es|y|ation)|hearing|meeting|event|next release|effective|adopted"
    r"|passed|starts?|starting|ends?|begins?|valid|interview|final action|opening|received|review|when)"
    r"(?: (?:date|day))?(?: ?(?:&|and|/) ?time)?\s*:?)"
)
OF_EVENTS = (
    "effective|meeting|event|due|start|end|close|closing|expiry|expiration|hearing|opening|birth|decision|response|received"
    "|revision|revised|modification|modified|update|updated|amended|review|renewal|incident|submission|delivery"
    "|interview|inspection|briefing|visit|exam|examination|auction|sale|election|trial|completion|commencement|award"
)
OF_PICTURES = (  # who made them, a deadline, who decided
    "image|images|photo|photos|picture|pictures|due|shot|action|moved|seconded|sponsored|made|decided|requested"
)
ENDS_OF_OFFICES = (
    "报|网|社|台|刊|融媒|传媒|媒体|客户端|发布|局|委|厅|办|办公室|政府|委员会|中心|处|科|部|院|镇|乡|街道|社区|公司"
    "|学校|[小中大]学|馆|队|站|所|会|股|(?<=[文残妇侨台商科])联|(?<=[科作])协"
)
LABELS = {
    "document_number": r"(?:发文|文件|公文|发布)?文\s*号|(?:发文|文件|公文)(?:字号|编号)|发文文号"
    r"|(?i:\b(?:(?:news |press |media )?release|reference|ref|document|order|ordinance|resolution|notice|bulletin"
    r"|circular|directive|tender|bid|decision|case|rf[pqbi]|i[ft]b|eoi|foi|file|report|publication|atm|docket|opinion|memo(?:randum)?"
    r"|gazette|application|contract|permit|licen[cs]e|incident|crime|project|procedure|proposal|solicitation|advertisement|policy|bill|nit|notification|instrument|judgment|proclamation|by-?law|p\.?c)"
    r"\.? ?(?:number|no\b\.?|id\b|\#)|\bdocket\b(?=\s*(?:[:：\t]|$)))"
    r"|(?i:\b(?:(?:our|job|vacancy|post|case|contract|tender|bid|notice|application|crime|incident|planning|permit"
    r"|licen[cs]e|procurement|procedure|publication|document|file|foi|project|decision) )?(?<!\bmap )(?<!\bgrid )"
    r"ref(?:erence)?\b\.?(?=\s*(?:[:：\t]|$)))",
    "published_at": r"発信(?:時間|日)|掲載日"
    r"|(?:信息|文章)?(?:发布|公布|颁布|(?<![\u4e00-\u9fff])公告|公开|上网|上传|录入|添加|发表|刊发|刊登|发稿|编稿|信息|文章|新闻)(?:时间|日期)"
    r"|(?:刊|发表|发布|原载|写)于|首次发布(?:时间|日期)?|发布(?=\s*[:：]\s*(?:19|20)\d\d[-/.年])"
    rf"|(?=[时日])(?<!{'(?<!'.join(f'{one})' for one in NOT_OF_PAGE.split('|'))}(?:时\s*间|日\s*期)"
    r"|(?i:\b(?:first )?published(?: on)?|\b(?:publication|publish|post|posted) date(?:/time)?|\bposted(?: on)?)"
    r"|(?i:\b(?:document|page|article) (?:first )?published(?: on)?|\badvertised(?: on)?|\bpublished from(?=\s\d))"
    r"|(?i:\bdate (?:published|posted|issued|released|advertised)|\bdate of (?:issue|publication|release))"
    r"|(?i:(?<!news )(?<!press )(?<!media )\breleased?(?: date| on)?|\bissued(?: on)?)"
    rf"|(?i:(?<!{' )(?<!'.join(OF_EVENTS.split('|'))} )\bdate)",
    "_updated": r"(?<!站|统|据)(?:本页|页面|网页)?(?:最后)?(?:更新|创建|修改)(?:时间|日期)"
    r"|(?i:\b(?:(?:document|page|article) )?(?:last )?(?:updated|modified|reviewed)(?: on)?)",
    "source": r"(?<!图片|照片|数据|资金|经费|收入|污染|感染)(?<!水|电|气)"
    r"(?:信息|文章|稿件|新闻|内容|消息|资料|图文)?来\s*源(?:单位|部门|于(?=\s*[:：]))?"
    r"|供稿(?:单位|部门)?"
    r"|稿源|来稿|(?:文章|稿件)?出\s*处|(?:发布|发稿|报送|投稿|来稿|上报)(?:单位|部门|科室|处室)|(?:信息|稿件)提供(?:单位|部门|者)?|提供(?:单位|部门)|转[载贴帖]自|来自|(?:摘|转|选)自"
    rf"|(?<![\u4e00-\u9fff])(?:单位|部门|科室)(?=\s*[:：]\s*[\u4e00-\u9fff]{{2,16}}(?:{ENDS_OF_OFFICES}))"
    r"|(?i:\bsource|(?<!\bdata )(?<!\bwater )\bfrom|\b(?:issued|published|released) by|\bpublisher)"
    r"|(?i:(?<![a-z] )\bagency|\bissuing agency"
    r"|\bresponsible (?:department|section|unit|division|office|directorate)(?=\s*(?:[:：\t]|$))"
    r"|(?:(?<![a-z] )\b(?:department|ministry)|\breport (?:of|by))(?=\s*(?:[:：\t]|$)))",
    "_poster": r"发布[者人]|上传者|发布(?=\s*[:：]\s*[\u4e00-\u9fff])",
    "author": r"(?:信息|文章|稿件)?作\s*者|撰\s*[稿文](?:人)?|供稿人|文\s*/|记者|通讯员"
    r"|文字(?=\s*[:：]\s*[\u4e00-\u9fff·]{2,4}(?![^\s、，,;；|｜）)】\]]))"
    r"|(?<![\u4e00-\u9fff])文(?=\s*[|｜])"
    rf"|(?i:\bauthor|(?<!{' )(?<!'.join(OF_PICTURES.split('|'))} )\bby|\bwritten by)",
    "index_number": r"索\s*引\s*号|信息索引(?:编?号|码)?(?=\s*(?:[:：\t]|$))",
    "issuing_agency": r"(?:发文|发布|制发|公开|制定|公布|颁布)(?:机关|机构)"
    r"|(?:发文|制发|公开|制定|颁布)单位|公开(?:责任)?主体",
    "written_on": r"(?:成文|生成|签发|印发|发文|制发|制作|制定|形成|产生)(?:日期|时间)",
    "effective_status": r"有\s*效\s*性|效力(?:状态|状况)|时\s*效(?:\s*性)?|文件状态",
    "topic_category": r"主\s*题\s*(?:分\s*类|类\s*别)",
    "genre_category": r"体\s*裁(?:\s*分\s*类|\s*类\s*别)?|公文种类|文\s*种(?=\s*[:：\t])",
    "summary": r"内容(?:概述|摘要)|信息(?:概述|摘要)",
    "keywords": r"关\s*键\s*[词字]|主\s*题\s*词",
    "title": r"(?<![\u4e00-\u9fff])(?:(?:信息|文件|文章|公文|信件|来信|留言|法规|公告|通知|新闻|政策|稿件)?"
    r"(?:标\s*题|名\s*称)|主\s*题(?=\s*[:：]))"
    r"|(?i:\b(?:subject|headline|(?:(?:bid|tender|project|document) )?title)(?=\s*[:：]))",
    "_stop": r"浏览(?:次数|量|人数)?|点击(?:次数|数|量|率)?|阅读(?:次数|量)?|访问(?:次数|量)?|字\s*[体号]|打印"
    r"|分享[到至]?|(?:转载|网络|文字)?编\s*辑|责任编辑|审核|分\s*类|公开(?:方式|范围|形式|属性|目录|时限|类别|程序)|(?:公开)?责任(?:部门|单位|[处科]室)|统一(?:登记|编)[号码]|公告编号|(?:信息)?时效期限?|(?:施行|实施|生效|废止|失效)(?:日期|时间)|服务对象|语\s*种|信息格式|我要纠错"
    r"|信息员|[初复终]?审[核稿校]?人?|录入(?:人|员)?|校\s*对|编审|签发人?|摄\s*影|拍摄|监制|责\s*编|评论|字数|人气|热度|收藏"
    r"|(?i:\bviews?|\bhits|\bclicks?|\beditor|\bfont(?: size)?)"
    r"|(?i:\breading time|\b(?:category|topics?|contact|tags?)(?=\s*[:：]))"
    r"|转发|所属(?:栏目|分类)|栏目|信息(?:类别|分类)|文章类型",
}
FIRST = {  # characters that a label of the field may begin with: most places are left after one look
    "published_at": "首编上信公写刊原发录掲文新日时添発颁ADFIPRadfipr",
    "_updated": "修创更最本页网ADLMPRUadlmpru",
    "source": "上供信内出单发图投报提摘文新来消科稿资转选部ADFIMPRSadfimprs",
    "_poster": "上发",
    "author": "作供信撰文稿记通ABWabw",
    "document_number": "公发文ABCDEFGIJLMNOPRSTVabcdefgijlmnoprstv",
    "index_number": "信索",
    "issuing_agency": "公制发颁",
    "written_on": "产制印发形成生签",
    "effective_status": "效文时有",
    "topic_category": "主",
    "genre_category": "体公文",
    "summary": "内信",
    "keywords": "主关",
    "title": "主信公名政文新来标法留稿通BDHPSTbdhpst",
    "_stop": "网统时施实生废失主人体信公内分初复字审录我所打拍摄收文服栏校浏点热监签终编访评语责转阅CEFHRTVcefhrtv",
}
_TWINS = dict(
    zip(
        "发布时间来单机关号编辑资点阅浏览称题讯数责类审录专网页开制订产属无总维护状态语种标处转",
        "發佈時間來單機關號編輯資點閱瀏覽稱題訊數責類審錄專網頁開製訂產屬無總維護狀態語種標處轉",
        strict=True,
    )
)


def _with_twins(pattern: str) -> str:
    """A pattern that also fits its words in traditional characters.

    >>> _with_twins("来[号体]")
    '[来來][号號体]'
    """
    made, is_class = "", False
    for one in pattern:
        is_class = one == "[" or (is_class and one != "]")
        both = one + _TWINS.get(one, "")
        made += both if is_class or both == one else f"[{both}]"
    return made


LABELS = {name: _with_twins(f"(?=[{FIRST[name]}])(?:{pattern})") for name, pattern in LABELS.items()}
_ONE = "|".join(f"(?P<{name}>{pattern})" for name, pattern in LABELS.items())
IN_ENGLISH = r"(?:[A-Z][A-Za-z]{2,15}(?: [A-Za-z]{2,15})?\s*(?=[:：]))?"  # 发布部门 Department：
NOUNS = "信息|文件|文章|公文|新闻|稿件|内容|政府信息|公开|本文"  # what a label may say it is the label of
_first = {both for some in FIRST.values() for one in some for both in one + _TWINS.get(one, "")}
_first_of_any = "".join(sorted(_first - {"留"}))  # 留言标题 is a label on a line of its own only
ANY_LABEL = re.compile(
    rf"(?=[{_first_of_any}])(?!(?<=[A-Za-z])[A-Za-z])(?:{_ONE})\s*[】\]）)]?\s*{IN_ENGLISH}(?:[:：∶|｜]|(?=\t)|(?<=于)(?=\s*(?:19|20)\d\d)"
    rf"|(?<=\bon)(?=\s(?:[A-Z][a-z]{{2,8}}[.,]? ){{0,2}}\d)|(?<=\bpublished from)(?=\s\d))"
)
_first_nouns = NOUNS.replace("|", "")
BARE_LABEL = re.compile(
    rf"[【\[]?\s*(?=[留{_first_of_any}{_first_nouns}])(?:{NOUNS})??\s*(?:{_ONE})\s*[】\]]?\s*[:：∶|｜]?"
)
BEGINNINGS = frozenset(_first_of_any + _first_nouns)
LONGEST_LABEL = 20  # characters
DATE_ALONE = re.compile(r"^[^\w\n]*(?:Date|When|Day)(?: (?:and|&) time)?\s*[:\t]\s*(.*)$", re.IGNORECASE | re.MULTILINE)
OF_MEETING = re.compile(r"\b(?:Venue|Location|Place|Where)\s*[:\t]", re.IGNORECASE)  # the same in English
OF_EVENT = re.compile(r"(?:地\s*点|主\s*讲\s*人?)\s*[:：]")  # whose time is the event's
