"""Numbers of people that only a word before them tells: parted by any sign, with letters for digits, an account of one.

A comma, a colon or dots between figures mean much else, so that they count behind 手机, 身份证 or 卡号 alone, and where
the same sign stands between all parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guiyi.clean.numbers import MOBILE, is_bank_card, is_id_number

Span = tuple[str, int, int]  # kind, where it starts and ends
_PHONE = r"(?:电话|手机|联系方式|微信|号码|[Tt][Ee][Ll]|[Mm]ob(?:ile)?|[Pp]hone)"
_ID = "(?:身份证|证件号|证号)"
_SIGN = r"[^\w\n*]{1,3}|_"
PHONE = re.compile(
    rf"{_PHONE}[^0-9\n]{{0,6}}(1[3-9]\d(?P<sign>{_SIGN})\d{{4}}(?P=sign)\d{{4}}"
    rf"|1(?P<each>{_SIGN})[3-9](?:(?P=each)\d){{9}})(?!\d)"
)
CARD = re.compile(
    rf"(?:卡号|账号|帐号|[行蓄用资]卡|存折)[^0-9\n]{{0,8}}(\d{{4}}(?P<sign>{_SIGN})\d{{4}}(?P=sign)\d{{4}}(?:(?P=sign)\d{{1,7}}){{1,2}})(?!\d)"
)
# 户名：赵小满，开户行：农商行，账号：1234567890123456789. Who has an account may be an office, whose accounts are public.
ACCOUNT = re.compile(
    r"(?:户\s?名|开户人|收款人|持卡人|户主|姓\s?名)[:：\s]{0,3}[\u4e00-\u9fff]{1,3}[^\s局院司厂店校园会社部处科所站队厅委办联库行村镇乡县市区署团校]"
    r"(?=[，,。；;、\s])[^\n]{0,60}?(?:账号|帐号|卡号|账户|帐户)[:：\s]{0,3}(\d(?:[ -]?\d){11,24})(?!\d)"
)
# A zero written as O, a one as l or I.
CONFUSED = re.compile(
    rf"(?:{_PHONE}|{_ID})[^0-9A-Za-z\n]{{0,8}}([0-9OoIl]{{17}}[0-9OoIlXx]|[0-9OoIl]{{11}})(?![A-Za-z0-9])"
)
DIGITS = str.maketrans("OoIlx", "0011X")
FILED = re.compile(r"(?<=[\u4e00-\u9fff]_)1[3-9]\d_(?!19|20)\d{4}_\d{4}(?![\d_])")  # in the name of a file: 赵三_138_1234_5678
NO_DIGIT = re.compile(r"\D")


def find_said(text: str) -> Iterator[Span]:
    """Text, its digits plain → kind and place of what a word tells to be somebody's number; the caller joins overlaps.

    >>> list(find_said("手机138，1234，5678")), list(find_said("产值138，1234，5678"))
    ([('phone', 2, 15)], [])
    """
    yield from (("phone", *at.span(1)) for at in PHONE.finditer(text))
    yield from (("phone", *at.span()) for at in FILED.finditer(text))
    for at in CONFUSED.finditer(text):
        digits = at[1].translate(DIGITS)
        if at[1] != digits and (MOBILE.match(digits) if len(digits) == 11 else is_id_number(digits, is_checked=False)):
            yield "phone" if len(digits) == 11 else "id", *at.span(1)
    if "卡" in text or "号" in text:
        yield from (("card", *at.span(1)) for at in CARD.finditer(text) if is_bank_card(NO_DIGIT.sub("", at[1])))
        yield from (("card", *at.span(1)) for at in ACCOUNT.finditer(text))
