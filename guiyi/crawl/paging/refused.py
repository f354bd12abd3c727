"""Replies of list interfaces that hold no list, and why: refused for want of a signature or a sign-in, or enciphered.

They come with status 200: taken for empty lists, their columns would be lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from guiyi.records.data import json_of

CODES = ("code", "status", "errcode", "errorcode", "resultcode", "retcode", "state", "statuscode")
WORDS = ("msg", "message", "errmsg", "errormsg", "error", "resultmsg")
SUCCESS = ("success", "issuccess", "ok")
REFUSES = re.compile(
    r"签名|验签|鉴权|认证|授权|无权|权限|未登[录陆]|请.{0,4}登[录陆]|非法|令牌|token|过期|参数|失败|错误|异常|拒绝|sign|denied|forbid|unauthori|illegal|invalid|expired|error",
    re.IGNORECASE,
)
FAILED = re.compile(r"^(?:[45]\d\d|[45]\d{3,5}|-\d+)$")
CIPHER = re.compile(r"^={0,2}[A-Za-z0-9+/_\-\s]{64,}={0,2}$")  # base64, turned around at times, or hexadecimal
LONGEST_REPLY = 2_000_000  # characters
LONGEST, MOST = 200, 200  # characters of its words; values that are looked at
PLAIN = re.compile(r"^\s*(?:[\w.$]+\(\s*)?(\{.*\})\s*\)?\s*;?\s*$", re.DOTALL)


def why_no_list(text: str) -> str | None:
    """A reply without records → why it has none, in words; None of one that merely has no rows, or is no such reply.

    >>> why_no_list('{"code": 401, "msg": "签名校验失败", "data": null}')
    'its answer is a refusal: 签名校验失败'
    >>> why_no_list('{"Success": true, "Data": "' + "aGVsbG8gd29ybGQ" * 9 + '=="}')
    'its answer is enciphered'
    >>> why_no_list('"' + "U2FsdGVkX1" * 9 + '"'), why_no_list('{"data": "==' + "QmF5ZXJu" * 9 + '"}')
    ('its answer is enciphered', 'its answer is enciphered')
    >>> why_no_list('{"code": 200, "msg": "成功", "rows": []}'), why_no_list('{"code": 500, "msg": "", "data": [1]}')
    (None, None)
    >>> why_no_list('{"code": 0, "msg": "暂无数据", "data": null}'), why_no_list("<p>无权</p>")
    (None, None)
    """
    if len(text) > LONGEST_REPLY:
        return None
    match = PLAIN.match(text)
    data = json_of(match[1]) if match else text.strip().strip("\"'")
    data = {"": data} if isinstance(data, str) else data
    if not isinstance(data, dict):
        return None
    values = [*_values(data, 0)]
    if any(isinstance(value, list) for _name, value in values):
        return None
    if any(isinstance(value, str) and CIPHER.match(value) for _name, value in values):
        return "its answer is enciphered"
    words = next((value for name, value in values if name in WORDS and isinstance(value, str) and value.strip()), "")
    fails = any(name in CODES and FAILED.match(str(value)) for name, value in values)
    fails = fails or any(name in SUCCESS and value is False for name, value in values)
    if words and (fails or REFUSES.search(words)) and len(words) <= LONGEST:
        return f"its answer is a refusal: {words.strip()}"
    return None


def _values(data: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """What stands in a reply by lower-case names, in itself and the mappings just within it."""
    for name, value in list(data.items())[:MOST]:
        if isinstance(value, dict) and depth < 2:
            yield from _values(value, depth + 1)
        else:
            yield name.lower(), value
