"""What the fields of bare data are called: which names mean a title, a day, a source, a question, an answer.

Products name them by English words joined in any manner (publishTime, PUBLISH_TIME) or by the first letters of the
Chinese ones (bt 标题, fbsj 发布时间, xmmc 项目名称). Names are compared in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

TITLES = tuple(
    "title doctitle name bt infotitle articletitle subject newstitle headline at topic caption biaoti".split()
)
TITLE_LIKE = re.compile(  # where no name is a title's own: noticeTitle, tenderName, xmmc (项目名称), gyggBt (公告标题)
    r"^(?!sub|sec|short|site|col|chan|web|page|parent|cat(?!a_))\w*title(?:_?(?:name|text|str|cn|zh))?$"
    r"|^\w*(?:project|notice|bulletin|info|article|news|tender|document|file|policy|item|matter|content|task|service)_?name$"
    r"|^(?:\w*_)?(?!(?:bm|dw|jg|lx|lm|qy|dq|fl)mc)[a-z]{1,3}mc$|^[a-z]{0,6}(?:aj|xm|sx)mc$|^[a-z]{0,6}bt$"
    r"|^\w+(?:subject|headline|biaoti)$|^案件名称$"
)
NUMBER_ALONE = re.compile(  # of a document: 云CF决字〔2018〕第32号
    r"^\s*[\w\-－·（）()]{0,30}[〔\[［【(（]?\s*(?:19|20)\d\d\s*年?\s*[〕\]］】)）]?\s*第?\s*[\d-]{1,9}\s*号\s*$"
)
URLS = tuple(
    "url post_url link href docurl docpuburl linkurl puburl htmlurl path au infourl detailurl articleurl".split()
)
PUBLISHED = tuple(
    "display_publish_time publish_time publishtime pubdate publishdate pubtime docpubtime docreltime date releasedate "
    "docrelpubtime infodate publishedat".split()
)
PUBLISHED_LIKE = re.compile(  # publishStartTime, deployTime, PUBLISHED_TIME, posted_on, fbsj (发布时间); no last day
    r"^(?!\w*(?:(?<!s)end_?(?:time|date|day)|stop|expir|dead|clos))"
    r"(?:\w*(?:pub_?(?=time|date|day)|publi|releas|deploy|issue|post|send|show|notice)\w*(?:time|date|day)\w*"
    r"|\w*(?:publish|releas|issu|post|send)ed_?(?:at|on)|\w*fabu(?:_?(?:shijian|riqi|time|date|sj|rq))?|time"
    r"|(?:\w*_)?(?:fb|gs)(?:sj|rq))$"
)
CREATED = tuple("created_at create_time createtime createdate time apd adddate addtime".split())
CREATED_LIKE = re.compile(r"^\w*(?:check|creat|insert|input)\w*(?:time|date|day)\w*$|^(?:\w*_)?(?:sl|cj)(?:sj|rq)$")
OF_DAY = re.compile(r"(?:time|date|rq|sj)$")
SOURCE = re.compile(
    r"^(?!re|is)\w*sources?(?:_?(?:name|text|title|dept|unit|org))?$|^\w*from(?:_?name)?$|^(?!is)\w*origin(?:_?name)?$"
    r"|^\w*media(?:_?name)?$|laiyuan"
)
AUTHOR = re.compile(r"^author(?:_?name)?$|zuozhe")
NUMBER = re.compile(r"(?:doc|file|document|issue)_?(?:no|num|number|code)$|wenhao")
OF_LETTER = (  # its fields, without their prefix, and the labels that a mailbox prints
    ("信件编号", r"code|number|no|bh|serial\w*|letterno"),
    ("来信主题", r"title|subject|theme|bt|zt"),
    ("来信人", r"writer|username|realname|name|xm|lxr|author"),
    ("来信时间", r"(?:create|submit|write|ask|send|letter|add|lx|publish)?_?(?:time|date|sj)"),
    ("来信内容", r"(?:question|letter|ask)?_?content|question|body|nr|detail"),
    ("受理单位", r"(?:accept|receive|sl)_?(?:dept|unit|org|dw)(?:_?name)?"),
    ("回复单位", r"(?:reply|answer|hf|deal|handle)?_?(?:dept|department|unit|org|organ|agency|dw)(?:_?name)?"),
    ("回复时间", r"(?:reply|answer|hf|deal|feedback)_?(?:time|date|sj)"),
    ("回复内容", r"(?:reply|answer|hf|feedback|deal)(?:_?(?:content|text|info|nr|result))?"),
    ("办理状态", r"status|state|zt_?name|status_?name"),
    ("是否公开", r"is_?open|is_?public|open|public|sfgk|gk"),
)
PREFIX = re.compile(r"^(?:letter|mail|msg|message|xj|ly|consult)_?(?=[a-z])")  # letterTitle, xj_title
OF_GUIDE = (  # the elements of a guide to a service
    ("事项名称", r"^(?:item|service|matter|task|event)_?name$"),
    ("实施机关", r"^(?:implement|impl|handle|accept|exec)\w*?(?:org|dept|department|unit|agency)\w*$"),
    ("设定依据", r"(?:legal|law|set|setting)_?(?:basis|according)$|^basis$|^according$"),
    ("申请条件", r"^(?:(?:accept|apply|handle)_?)?conditions?$"),
    ("办理材料", r"^(?:(?:apply|accept)_?)?materials?(?:_?list)?$"),
    ("办理流程", r"^(?:(?:handle|accept|work)_?)?(?:process|procedure|flow|steps?)$"),
    ("办理时限", r"^(?:limit|promise|legal|law|handle)_?(?:time|days?|limit|period)$|^time_?limit$"),
    ("收费标准", r"^(?:is_?)?(?:charge|fee)s?(?:_?(?:standard|info|desc))?$"),
    ("办理地点", r"^(?:handle_?|accept_?|work_?)?(?:address|addr|place|window)$"),
    ("办理时间", r"^(?:work|office|handle|accept)_?(?:time|hours)$"),
    ("联系电话", r"^(?:(?:link|contact|consult)_?)?(?:phone|tel|telephone|way)$"),
    ("监督电话", r"^(?:supervise|supervision|complaint|complain)_?(?:phone|tel|telephone|way)$"),
    ("服务对象", r"^(?:service_?object|serve_?object|object_?type)$"),
)
LETTER = tuple((label, re.compile(f"^(?:{pattern})$")) for label, pattern in OF_LETTER)
GUIDE = tuple((label, re.compile(pattern)) for label, pattern in OF_GUIDE)
STANDARD = {  # fields of permits and penalties as the State's standard for their publication names them
    "xk_xdr_mc": "行政相对人名称",
    "cf_xdr_mc": "行政相对人名称", "xk_wsh": "许可决定书文号", "xk_xmmc": "许可项目名称", "xk_xkws": "许可决定文书名称",
    "xk_xklb": "许可类别", "xk_nr": "许可内容", "xk_jdrq": "许可决定日期", "xk_yxqz": "有效期自", "xk_xkjg": "许可机关",
    "cf_wsh": "处罚决定书文号", "cf_wfxw": "违法行为类型", "cf_wfss": "违法事实", "cf_cfyj": "处罚依据",
    "cf_cflb": "处罚类别", "cf_nr": "处罚内容", "cf_jdrq": "处罚决定日期", "cf_cfjg": "处罚机关", "cf_ajmc": "案件名称",
}  # fmt: skip
OF_PUBLICATION = "发布时间"
FACTS = (("来源", SOURCE), ("作者", AUTHOR), ("文号", NUMBER))  # what else is told of any record, as pages label it
OF_MACHINE = re.compile(
    r"(?:^|_)(?:id|pid|uuid|guid|pk|sort|order|version|flag|del\w*|is_\w+)$|(?:[a-z]I[dD]|ID)$|^xkid$", re.I
)


def lowered(said: Mapping[Any, Any]) -> dict[str, Any]:
    """An object → the same with its names in small letters."""
    return {str(name).lower(): value for name, value in said.items()}


def title_in(fields: Mapping[str, Any], is_title: Callable[[Any], object]) -> Any:
    """Fields by their names in small letters → the first value that is named as a title and may be one; else None.

    The number of a document is one only where no other field is named so.

    >>> title_in({"subtitle": "附件", "noticetitle": "通知", "name": ""}, bool), title_in({"sitetitle": "网"}, bool)
    ('通知', None)
    >>> title_in({"name": "〔2018〕32号", "cfajmc": "某厂处罚案"}, bool), title_in({"name": "〔2018〕32号"}, bool)
    ('某厂处罚案', '〔2018〕32号')
    """
    named = (*TITLES, *filter(TITLE_LIKE.match, fields))
    worded = _first(fields, named, lambda value: is_title(value) and not is_number_alone(value))
    return worded if worded is not None else _first(fields, named, is_title)


def is_number_alone(value: Any) -> bool:
    """Whether a value is the number of a document and nothing else.

    >>> [is_number_alone(one) for one in ("云CF决字〔2018〕第32号", "国发〔2018〕5号文的通知", "迁建2018年32号楼")]
    [True, False, False]
    """
    return isinstance(value, str) and len(value) <= 60 and NUMBER_ALONE.match(value) is not None


def published_in(fields: Mapping[str, Any], is_day: Callable[[Any], object]) -> Any:
    """Fields by their names in small letters → the first value named as the day of publication that is one; or None.

    >>> published_in({"createtime": "2018-03-01", "docreltime": "2018-03-05"}, bool)
    '2018-03-05'
    >>> published_in({"updatetime": "2019-01-01", "publishendtime": "2018-03-12"}, bool)
    """
    return _first(fields, (*PUBLISHED, *filter(PUBLISHED_LIKE.match, fields)), is_day)


def created_in(fields: Mapping[str, Any], is_day: Callable[[Any], object]) -> Any:
    """As `published_in`, the day on which it was made: of publication where nothing else is told."""
    return _first(fields, (*CREATED, *filter(CREATED_LIKE.match, fields)), is_day)


def named_in(fields: Mapping[str, Any], pattern: re.Pattern[str], is_wanted: Callable[[Any], object]) -> Any:
    """Fields by their names in small letters → the first wanted value whose name a pattern finds; or None."""
    return _first(fields, filter(pattern.search, fields), is_wanted)


def _first(fields: Mapping[str, Any], named: Iterable[str], is_wanted: Callable[[Any], object]) -> Any:
    return next((fields[name] for name in named if name in fields and is_wanted(fields[name])), None)


def is_day_name(name: str) -> bool:
    """Whether a field is called as a day or a time is.

    >>> is_day_name("fbSj"), is_day_name("publishedAt"), is_day_name("count")
    (True, True, False)
    """
    low = name.lower()
    return low in PUBLISHED or low in CREATED or any(one.search(low) for one in (OF_DAY, PUBLISHED_LIKE, CREATED_LIKE))


def label_of(name: str) -> str | None:
    """The label of a field that is called alike everywhere, or by the State's standard: publishTime, docNo, cf_wsh."""
    low = name.lower()
    if low in PUBLISHED or PUBLISHED_LIKE.match(low):
        return OF_PUBLICATION
    return STANDARD.get(low) or next((label for label, pattern in FACTS if pattern.search(low)), None)


def is_of_machine(name: str) -> bool:
    """Whether a field is for the machine alone: an id, an order, a flag.

    >>> is_of_machine("pid"), is_of_machine("newsId"), is_of_machine("is_top"), is_of_machine("title")
    (True, True, True, False)
    """
    return OF_MACHINE.search(name) is not None


@lru_cache(maxsize=4096)  # a state's objects have the same names
def letter_label(name: str) -> str | None:
    """The label that a mailbox prints of a field; None for a field of no letter.

    >>> letter_label("letterTitle"), letter_label("xj_bt"), letter_label("replyDeptName"), letter_label("replyCount")
    ('来信主题', '来信主题', '回复单位', None)
    """
    low = name.lower()
    names = (low, PREFIX.sub("", low))
    return next((label for one in names for label, pattern in LETTER if pattern.match(one)), None)


@lru_cache(maxsize=4096)
def guide_labels(name: str) -> tuple[str, ...]:
    """The elements of a guide to a service that a field may be.

    >>> guide_labels("acceptConditions"), guide_labels("handleTime"), guide_labels("title")
    (('申请条件',), ('办理时限', '办理时间'), ())
    """
    return tuple(label for label, pattern in GUIDE if pattern.search(name.lower()))
