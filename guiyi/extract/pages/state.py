"""Records that a script's state holds, as a page would print them: an answered letter, a guide to a service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_any = re.IGNORECASE
LETTER = (  # key → the label that a mailbox prints
    (re.compile(r"^(?:title|subject|theme|(?:letter|mail|msg|message)_?(?:title|subject))$", _any), "来信主题"),
    (re.compile(r"^(?:ask|send|write|submit|create|letter|mail|msg)_?(?:time|date)$", _any), "来信时间"),
    (
        re.compile(r"^(?:content|question|(?:ask|letter|mail|msg|message)_?content|question_?content)$", _any),
        "来信内容",
    ),
    (
        re.compile(r"^(?:reply|answer|deal|handle)_?(?:dept|department|unit|org|organ|agency)(?:_?name)?$", _any),
        "回复单位",
    ),
    (re.compile(r"^(?:reply|answer)_?(?:time|date)$", _any), "回复时间"),
    (re.compile(r"^(?:reply|answer|(?:reply|answer)_?content|reply_?text)$", _any), "回复内容"),
)
GUIDE = (  # key → the element of a guide
    (re.compile(r"^(?:item|service|matter|task|event)_?name$", _any), "事项名称"),
    (
        re.compile(r"^(?:implement|impl|handle|accept|exec)\w*?(?:org|dept|department|unit|agency)\w*$", _any),
        "实施机关",
    ),
    (re.compile(r"(?:legal|law|set|setting)_?(?:basis|according)$|^basis$|^according$", _any), "设定依据"),
    (re.compile(r"^(?:(?:accept|apply|handle)_?)?conditions?$", _any), "申请条件"),
    (re.compile(r"^(?:(?:apply|accept)_?)?materials?(?:_?list)?$", _any), "办理材料"),
    (re.compile(r"^(?:(?:handle|accept|work)_?)?(?:process|procedure|flow|steps?)$", _any), "办理流程"),
    (re.compile(r"^(?:limit|promise|legal|law|handle)_?(?:time|days?|limit|period)$|^time_?limit$", _any), "办理时限"),
    (re.compile(r"^(?:is_?)?(?:charge|fee)s?(?:_?(?:standard|info|desc))?$", _any), "收费标准"),
    (re.compile(r"^(?:handle_?|accept_?|work_?)?(?:address|addr|place|window)$", _any), "办理地点"),
    (re.compile(r"^(?:work|office|handle|accept)_?(?:time|hours)$", _any), "办理时间"),
    (re.compile(r"^(?:(?:link|contact|consult)_?)?(?:phone|tel|telephone|way)$", _any), "联系电话"),
    (re.compile(r"^(?:supervise|supervision|complaint|complain)_?(?:phone|tel|telephone|way)$", _any), "监督电话"),
    (re.compile(r"^(?:service_?object|serve_?object|object_?type)$", _any), "服务对象"),
)
ANSWERED = {"来信内容", "回复内容"}
LEAST_OF_GUIDE, LEAST_SAID = 4, 12  # elements, and characters of what stands below its name
LEAST_OF_LETTER = 3  # characters of a question and of an answer
PROMPT = re.compile(r"请?(?:输入|填写|选择)")  # what a form's empty fields say
MOST = 100  # of several that are shown
NAMES = ("name", "title", "materialName", "material_name", "text", "label", "content")  # of one of several


def record_of(said: Mapping[str, Any]) -> str | None:
    """An object of a state → the letter or guide that it holds, as markup; None for any other.

    >>> record_of({"content": "不亮。", "replyContent": "已修。"})
    '<table><tr><td>来信内容</td><td>不亮。</td></tr><tr><td>回复内容</td><td>已修。</td></tr></table>'
    >>> record_of({"title": "路灯", "content": "不亮。", "replyCount": "3"}) is None
    True
    >>> record_of({"content": "请输入内容", "reply": "回复"})
    >>> record_of({"itemName": "菜单", "flow": "x", "place": "y", "tel": "1"})
    """
    letter = dict(_told(said, LETTER))
    if letter.keys() >= ANSWERED and all(len(letter[one]) >= LEAST_OF_LETTER for one in ANSWERED):
        return _printed(letter.get("来信主题", ""), letter)
    guide = dict(_told(said, GUIDE))
    name = guide.get("事项名称", "")
    is_guide = bool(name) and len(guide) >= LEAST_OF_GUIDE and len("".join(guide.values())) >= LEAST_SAID + len(name)
    return _printed(name, guide) if is_guide else None


def _told(said: Mapping[str, Any], keys: tuple[tuple[re.Pattern[str], str], ...]) -> Iterator[tuple[str, str]]:
    for pattern, label in keys:
        words = next((words for key, value in said.items() if pattern.search(key) and (words := _words(value))), "")
        if words and not PROMPT.match(words):
            yield label, words


def _words(value: Any) -> str:
    """A value as a reader sees it: several of them, a line each; markup stays."""
    if isinstance(value, list):
        named = (_name(one) for one in value[:MOST])
        return "<br>".join(escape(one) for one in named if one)
    if isinstance(value, str) and re.search(r"<(?:p|br|div|span)\b", value):
        return value
    return escape(value.strip(), quote=False) if isinstance(value, str) else ""


def _name(one: Any) -> str:
    """One of several: its words, or its name."""
    named = next((one[name] for name in NAMES if name in one), "") if isinstance(one, dict) else one
    return named if isinstance(named, str) else ""


def _printed(title: str, told: Mapping[str, str]) -> str:
    rows = "".join(f"<tr><td>{label}</td><td>{words}</td></tr>" for label, words in told.items())
    return f"<h1>{title}</h1><table>{rows}</table>" if title else f"<table>{rows}</table>"
