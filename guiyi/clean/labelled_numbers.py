"""Numbers of people that only a word before them tells: parted by any sign, with letters for digits, an account of one.

A comma, a colon or dots between figures mean much else, so that they count behind 手机, 身份证 or 卡号 alone, and where
the same sign stands between all parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guiyi.clean.numbers import MOBILE, is_bank_card, is_id_number

Span = tuple[str, int, int]  # kind, where it starts and ends
PHONE_WORD = re.compile(r"(?:电话|手机|致电|联系方式|微信|号码|[Tt][Ee][Ll]|[Mm]ob(?:ile)?|[Pp]hone)[^0-9\n]{0,6}$")
CARD_WORD = re.compile(r"(?:卡号|账号|帐号|[行蓄用资]卡|存折)[^0-9\n]{0,8}$")
EITHER_WORD = re.compile(rf"{PHONE_WORD.pattern}|(?:身份证|证件号|证号)[^0-9A-Za-z\n]{{0,8}}$")
BEFORE = 16  # characters before a number in which its word ends
_SIGN = r"[^\w\n]{1,3}|_"
PHONE = re.compile(rf"1(?:[3-9]\d({_SIGN})\d{{4}}\1\d{{4}}|({_SIGN})[3-9](?:\2\d){{9}})(?!\d)")
CARD = re.compile(rf"(?<!\d)\d{{4}}({_SIGN})\d{{4}}\1\d{{4}}(?:\1\d{{1,7}}){{1,2}}(?!\d)")
# 户名：赵小满，开户行：农商行，账号：1234567890123456789. An office may have one too; its accounts are public.
ACCOUNT = re.compile(
    r"(?:户\s?名|开户人|收款人|持卡人|户主|姓\s?名)[:：\s]{0,3}[\u4e00-\u9fff]{1,3}"
    r"[^\s局院司厂店校园会社部处科所站队厅委办联库行村镇乡县市区署团]"
    r"(?=[，,。；;、\s])[^\n]{0,60}?(?:账号|帐号|卡号|账户|帐户)[:：\s]{0,3}(\d(?:[ -]?\d){11,24})(?!\d)"
)
# 户名：云川市财政局，开户行：农商行，账号：6228…, or the owner behind it: an office's name has five characters or more.
_OFFICE = (
    r"(?:户\s?名|收款(?:单位|人)|(?:开户|账户|帐户|单位)名称)[:：\s]{1,3}[^\n\t，,。；;、（）()]{4,30}?"
    r"[局院司厂店校园会社部处科所站队厅委办联库行村镇乡县市区署团心府](?![\u4e00-\u9fff])"
)
_NEXT = r"\d(?:[ -]?\d){11}"  # another account, which is the office's then
OFFICE_BEFORE = re.compile(rf"{_OFFICE}(?:(?!{_NEXT})[^人卡]){{0,60}}$")
OFFICE_BEHIND = re.compile(rf"[，,；;（(\s]{{0,3}}{_OFFICE}(?![^\n]{{0,40}}?{_NEXT})")
CARD_BEFORE = re.compile(r"卡[^\d\n]{0,6}$")  # of a person, whoever is told behind it
AROUND = 110  # characters before an account in which its owner stands
# A table of people's accounts: the heads of its columns, and what a cell of theirs holds.
ACCOUNT_HEAD = re.compile(r"^[^\t\n]{0,6}(?:账号|帐号|卡号|账户|一卡通)[^\t\n]{0,4}$")
PERSON_HEAD = re.compile(r"^(?:户主)?姓\s?名$|^(?:户名|户主|持卡人|领取人|收款人)$")
PERSON_CELL = re.compile(
    r"^\s*[\u4e00-\u9fff·]{1,3}\s?[^\s局院司厂店校园会社部处科所站队厅委办联库行村镇乡县市区署团计]\s*$"
)
ACCOUNT_CELL = re.compile(r"^\s*(\d(?:[ -]?\d){11,24})\s*$")
LONG = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){11,24}(?![0-9A-Za-z])")
# What tells an amount or a code of eleven digits from a telephone.
PHONE_SAID = re.compile(r"电话|手机|联系|致电|拨打|短信|微信|[Tt][Ee][Ll]|[Mm]ob|[Pp]hone")
NO_PHONE_SAID = re.compile(
    r"(?:金额|总价|造价|投资|预算|资金|价款|产值|税额|收入|支出|余额|合计|总计|报价|成交价|中标价|[（(][万亿]?元[）)]"
    r"|编号|代码|单号|准考证号?|考号|学号|序号|流水号?|条码|批号|备案号|许可证号|发票号码|注册号|[¥￥]|(?<!\d)0\.)[^0-9]{0,6}$"
)
MAYBE_MOBILE = re.compile(r"1[3-9]\d{9}")
ELEVEN = re.compile(r"^\s*(1[3-9]\d{9})\s*$")
LONGEST_HEAD = 20  # characters
# A zero written as O, a one as l or I.
CONFUSED = re.compile(r"(?<![A-Za-z0-9])(?:[0-9OoIl]{17}[0-9OoIlXx]|[0-9OoIl]{11})(?![A-Za-z0-9])")
MAY_CONFUSE = re.compile(r"[0-9][OoIl]|[OoIl][0-9]")
DIGITS = str.maketrans("OoIlx", "0011X")
FILED = re.compile(
    r"(?<=[\u4e00-\u9fff]_)1[3-9]\d_(?!19|20)\d{4}_\d{4}(?![\d_])"
)  # in the name of a file: 赵三_138_1234_5678
NO_DIGIT = re.compile(r"\D")
# A disability certificate's number: the holder's ID number, kind (1–7) and degree (1–4), B1 where it was issued anew.
DISABLED = re.compile(r"(?<!\d)(\d{17}[\dX])[1-7][1-4](?:B\d)?(?!\d)", re.IGNORECASE)
HOME_PHONE = re.compile(
    r"(?:住宅|家庭|住家|宅)电话?(?:号码)?[:：\s]{0,3}([（(]?(?:0\d{2,3}[)）]?[- ]?)?[2-8]\d{6,7})(?!\d)"
)
# An office's mailbox, whatever host it has: 投诉邮箱, 征求意见邮箱; not 联系邮箱, which people have, too.
OFFICE_MAIL = re.compile(
    r"(?:投诉|举报|监督|信访|意见|征集|反馈|报名|投稿|咨询|服务|官方|公务|政务)(?:受理|专用|接收)?(?:电子)?(?:邮箱|邮件|信箱)"
    r"(?:地址)?(?:为|是)?[:：\s]{0,3}$"
)


def find_said(text: str) -> Iterator[Span]:
    """Text, its digits plain → kind and place of what a word tells to be somebody's number; the caller joins overlaps.

    >>> list(find_said("住宅电话：0990-6887766，办公电话：0990-6887765"))
    [('phone', 5, 17)]
    >>> list(find_said("手机138，1234，5678")), list(find_said("产值138，1234，5678"))
    ([('phone', 2, 15)], [])
    """
    for at in PHONE.finditer(text):
        if _is_said(PHONE_WORD, text, at.start()):
            yield "phone", *at.span()
    if "残疾" in text or "证号" in text:
        yield from (("id", *at.span()) for at in DISABLED.finditer(text) if is_id_number(at[1].upper()))
    if "宅电" in text or "家庭电话" in text or "住家电话" in text:
        yield from (("phone", *at.span(1)) for at in HOME_PHONE.finditer(text))
    if "_" in text:
        yield from (("phone", *at.span()) for at in FILED.finditer(text))
    if ("O" in text or "l" in text or "I" in text or "o" in text) and MAY_CONFUSE.search(text):
        yield from _confused(text)
    if "卡" in text or "账号" in text or "帐号" in text or "存折" in text:
        for at in CARD.finditer(text):
            if _is_said(CARD_WORD, text, at.start()) and is_bank_card(NO_DIGIT.sub("", at[0])):
                yield "card", *at.span()
        yield from (("card", *at.span(1)) for at in ACCOUNT.finditer(text))


def accounts_in(text: str) -> frozenset[str]:
    """A text with tables → the accounts of people in columns whose heads say so, digits alone.

    >>> accounts_in("姓名\\t账号\\n赵小满\\t6217 0012 3456"), accounts_in("单位\\t账号\\n财政局\\t6217001234567")
    (frozenset({'621700123456'}), frozenset())
    """
    if "\t" not in text or not ("卡" in text or "账" in text or "帐" in text):
        return frozenset()
    found: set[str] = set()
    person = account = -1
    for line in text.split("\n"):
        cells = line.split("\t")
        heads = [place for place, cell in enumerate(cells) if ACCOUNT_HEAD.match(cell)]
        if heads:
            person = next((place for place, cell in enumerate(cells) if PERSON_HEAD.match(cell)), -1)
            account = heads[0]
        elif 0 <= person < len(cells) and account < len(cells) and PERSON_CELL.match(cells[person]):
            said = ACCOUNT_CELL.match(cells[account])
            found |= {NO_DIGIT.sub("", said[1])} if said else set()
    return frozenset(found)


def figures_in(text: str) -> frozenset[str]:
    """A text with tables → numbers as long as a mobile's below heads that tell an amount or a code, and no telephone.

    >>> figures_in("姓名\\t准考证号\\n赵小满\\t18012345601"), figures_in("编号\\t手机\\n1\\t18012345601")
    (frozenset({'18012345601'}), frozenset())
    >>> figures_in("编号\\t名称\\n1\\t甲\\n手机\\t姓名\\n18012345601\\t赵小满")
    frozenset()
    """
    if "\t" not in text or not MAYBE_MOBILE.search(text):
        return frozenset()
    found: set[str] = set()
    phones: set[str] = set()
    heads: list[str] = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if any(len(cell) <= LONGEST_HEAD and (NO_PHONE_SAID.search(cell) or PHONE_SAID.search(cell)) for cell in cells):
            heads = cells
        elif len(cells) == len(heads):
            for head, cell in zip(heads, cells, strict=True):
                if said := ELEVEN.match(cell):
                    is_figure = NO_PHONE_SAID.search(head[:LONGEST_HEAD]) and not PHONE_SAID.search(head)
                    (found if is_figure else phones).add(said[1])
    return frozenset(found - phones)


def is_of_office(text: str, start: int, end: int) -> bool:
    """Whether the account at a place of a text is an office's by the name of its owner beside it."""
    before = text[max(0, start - AROUND) : start]
    if OFFICE_BEFORE.search(before):
        return True
    return CARD_BEFORE.search(before) is None and OFFICE_BEHIND.match(text, end) is not None


def is_office_mail(text: str, start: int) -> bool:
    """Whether the mail address at a place of a text is an office's by the word before it.

    >>> [is_office_mail(f"{word}：a@163.com", len(word) + 1) for word in ("投诉邮箱", "报名邮箱", "我的邮箱")]
    [True, True, False]
    """
    return OFFICE_MAIL.search(text[max(0, start - BEFORE) : start]) is not None


def find_accounts_of(text: str, accounts: frozenset[str]) -> Iterator[Span]:
    """Text → where accounts that are known from its tables stand."""
    yield from (("card", *at.span()) for at in LONG.finditer(text) if NO_DIGIT.sub("", at[0]) in accounts)


def _is_said(word: re.Pattern[str], text: str, start: int) -> bool:
    return word.search(text[max(0, start - BEFORE) : start]) is not None


def _confused(text: str) -> Iterator[Span]:
    for at in CONFUSED.finditer(text):
        digits = at[0].translate(DIGITS)
        is_phone = len(digits) == 11
        is_one = MOBILE.match(digits) is not None if is_phone else is_id_number(digits, is_checked=False)
        if at[0] != digits and is_one and _is_said(EITHER_WORD, text, at.start()):
            yield "phone" if is_phone else "id", *at.span()
