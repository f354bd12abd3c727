"""How a value of bare data is shown to a reader, and which value tells nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape, unescape
from typing import Any

from guiyi.beijing import BEIJING
from guiyi.records.names import is_day_name, is_of_machine

ADDRESS = re.compile(r"^(?:https?://|//|/|\./|\.\./)\S+$|^[\w./-]+\.(?:s?html?|jsp|aspx?|php|jhtml)(?:\?\S*)?$")
CODE = re.compile(r"^[!-~]+$")  # an id rather than words
LONG_CODE = 32  # characters of an id that no reader is shown
WORDS = re.compile(r"[^\W\d_]")
IS_MARKUP = re.compile(r"</?(?:p|br|div|table|section|span|ul|ol|li|img|a|b|strong|em|font|h[1-6])\b", re.IGNORECASE)
BLOCK = re.compile(r"<(?:p|br|div|table|span|section)\b", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
PROMPT = re.compile(r"请?(?:输入|填写|选择)")  # what a form's empty fields say
MOST = 100  # of several that are shown
NAMES = ("name", "title", "materialName", "material_name", "text", "label", "content")  # of one of several


def stamp_day(stamp: int) -> str:
    """Milliseconds or seconds since 1970 → the day in Beijing; empty for what is no day of a site.

    >>> stamp_day(1520215680000), stamp_day(1520215680), stamp_day(-467596800000), stamp_day(7)
    ('2018-03-05', '2018-03-05', '1955-03-09', '')
    """
    seconds = stamp // 1000 if abs(stamp) > 10**11 else stamp
    return datetime.fromtimestamp(seconds, BEIJING).date().isoformat() if 10**8 < abs(seconds) < 10**10 else ""


def has_words(value: Any) -> bool:
    """Whether a value is a text with a letter in it."""
    return isinstance(value, str) and WORDS.search(value) is not None


def is_fact(name: str, value: Any) -> bool:
    """Whether a field tells a reader something: words, a day, a number; not what only the machine needs."""
    if isinstance(value, bool) or is_of_machine(name):
        return False
    if isinstance(value, str):
        return bool(value.strip()) and (not CODE.match(value.strip()) or len(value) < LONG_CODE)
    return isinstance(value, int | float) and value not in (0, 1)


def shown(name: str, value: Any) -> str:
    """A field → its value as a reader sees it, as HTML: a stamp as its day, several a line each, markup as it is.

    >>> shown("fbSj", 1520215680000), shown("no", 7), shown("a", "1 < 2"), shown("a", "<p>x</p>")
    ('2018-03-05', '7', '1 &lt; 2', '<p>x</p>')
    >>> shown("materials", [{"name": "申请书"}, "身份证", {"id": 3}]), shown("a", None)
    ('申请书<br>身份证', '')
    """
    if isinstance(value, list):
        return "<br>".join(escape(one, quote=False) for one in map(_name, value[:MOST]) if one)
    if isinstance(value, int) and is_day_name(name) and (day := stamp_day(value)):
        return day
    if not isinstance(value, str | int | float):
        return ""
    text = str(value).strip()
    return text if IS_MARKUP.search(text) else escape(text, quote=False).replace("\n", "<br>")


def as_html(text: str) -> str:
    """A text of data → HTML: markup as it is, words escaped."""
    return text if IS_MARKUP.search(text) else escape(text, quote=False)


def _name(one: Any) -> str:
    """One of several: its words, or its name."""
    named = next((one[name] for name in NAMES if name in one), "") if isinstance(one, Mapping) else one
    return named if isinstance(named, str) else ""


def without_tags(text: str) -> str:
    """HTML, such as a title with the marks of a search → its words.

    >>> without_tags("<em>防汛</em> &ldquo;三定&rdquo;")
    '防汛 “三定”'
    """
    return unescape(TAG.sub("", text)).strip()
