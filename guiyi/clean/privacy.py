"""Personal data in a text: where it stands and which of its characters are starred. No policy here, no fields.

Numbers are found though blanks, invisible characters, hyphens, brackets or a line break stand in them, in full-width,
circled or Chinese digits, and though two are glued together. A mask keeps the text's length: single characters become
stars, so that the same places can be starred in the text and in its HTML, whatever tags stand between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from guiyi.caching import kept
from guiyi.clean.labelled_numbers import (
    MAYBE_MOBILE,
    NO_PHONE_SAID,
    PHONE_SAID,
    find_accounts_of,
    find_said,
    is_of_office,
    is_office_mail,
)
from guiyi.clean.numbers import MOBILE, UNION, is_id_number, kind_of
from guiyi.clean.plain import with_plain_digits

STAR = "*"
GAP = r"[ \t\n\r\u200b\-·.．_/／()（）|~～]{1,40}"  # as wide as what stands between two cells of a page
RUN = re.compile(
    rf"(?<![A-Za-z0-9=%#&?])(?<![A-Za-z0-9./][/_])[0-9](?:(?:{GAP})?[0-9]){{9,}}(?:(?:{GAP})?[Xx×])?(?![A-Za-z0-9])"
)
TOKEN = re.compile(r"[0-9](?:\u200b*[0-9])*(?:\u200b*[Xx×])?|[Xx×]")
UNSEEN = "\u200b"
HOSTS_OF_MAIL = "163|126|139|189|qq|vip|sina|sohu|foxmail|gmail|hotmail|outlook|yeah|tom|aliyun"
MAYBE = re.compile(rf"[0-9OoIl](?:(?:{GAP}|[^\w\n]{{1,3}})?[0-9OoIl]){{9}}")
MAYBE_SIGNS = (
    *("@", "＠", "[at]", "[AT]", "(at)", "（at）", "{at}", " AT ", " dot c", "#1", "#q", "#s", "#f"),
    *("护照", "通行证", "台胞证", "assport", "PASSPORT", "军官证", "士兵证", "警官证", "永久居留", "宅电", "家庭电话"),
)
SHORT = 40  # characters of a text whose first look is kept
TO_ASCII = str.maketrans("x×", "XX")
CARD_SAID = re.compile(r"卡号|账号|帐号|账户|银行卡|储蓄|信用卡|开户|工资卡|社保卡|一卡通|收款|汇款|打款|转账")
ID_SAID = re.compile(r"身份证|证件号|证号|居民身份|公民身份")
SAID_BEFORE = 24  # characters before a number in which its label stands
PAPER = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|passport)(?:[^A-Za-z0-9]|no\b){0,10}?([HM]\d{10}|[A-Z]{1,2}\d{7,8}|\d{8,9})(?![A-Za-z0-9])"
    r"|(?:军官证|士兵证|警官证)[^0-9\n]{0,10}(\d{5,8})(?!\d)|永久居留[^A-Z\n]{0,10}([A-Z]{3}\d{12})(?!\d)"
    r"|(?<![A-Za-z0-9])([EGDPSCHM]\d{8}|E[A-HJ-NP-Z]\d{7})(?![A-Za-z0-9])",  # a column of them below its head
    re.IGNORECASE,
)
MAIL = re.compile(
    rf"[A-Za-z0-9][A-Za-z0-9._%+-]{{0,40}}\s{{0,9}}"
    rf"(?:@|＠|\[(?:at|[@＠])\]|[(（](?:at|[@＠])[)）]|\{{at\}}|#(?=(?:{HOSTS_OF_MAIL})\.)|\bAT\b(?=\s?(?:{HOSTS_OF_MAIL})\.)"
    rf"|\bat\b(?=\s?(?:{HOSTS_OF_MAIL}) dot c))\s{{0,9}}"
    r"[A-Za-z0-9-]{1,40}(?:(?:\s?[.．]\s?| dot )[A-Za-z0-9-]{2,20}"
    r"|\s?[。点，,]\s?(?:com|cn|net|org)\b){1,4}(?<=[A-Za-z])"
)
PAPERS = ("护照", "通行证", "台胞证", "回乡证", "assport", "PASSPORT", "军官证", "士兵证", "警官证", "永久居留")
MAIL_SIGNS = ("@", "＠", "[at]", "[AT]", "（at）", "(at)", "{at}", " AT ", " dot c", "#")
OFFICIAL_MAIL = re.compile(r"[@＠]\s?(?:[\w-]+\.)*(?:gov\.cn|edu\.cn|mil\.cn|政务)$", re.IGNORECASE)
ID_ANYWHERE = re.compile(
    r"(?<!\d)\d{6}(?:[^\w\n]|_){0,3}\d{8}(?:[^\w\n]|_){0,3}\d{3}[\dXx](?!\d)"
)  # in names of files and addresses, too
# An ID number whose last figures are missing or starred.
CUT_ID = re.compile(r"(?:身份证|证件号)[^0-9\n]{0,8}(\d{14,17})(?!\d)")
# A telephone that letters or signs of an address touch, where a word says what it is: Tel138…, 电话=138…, 138…QQ同号.
TOUCHED = re.compile(
    r"(?:电话|手机|联系方式|微信|号码|[Tt][Ee][Ll]|[Mm]obile|[Pp]hone|wx|WX|vx|VX|QQ|qq|加[vV])[^0-9\n]{0,4}(1[3-9]\d{9})(?!\d)"
    r"|(?<![0-9A-Za-z=%#&?/_.-])(1[3-9]\d{9})(?=[Tt][Ee][Ll]|[Qq][Qq]|wx|WX|vx|VX)"
)
UNIT = re.compile(
    r"\.\d{1,2}(?![\d.])|\s?[万亿]?(?:元|美元|人民币|平方|立方|公里|千米|吨|公斤|千克|亩|公顷|人次|[%％])"
)
NO_DIGIT = re.compile(r"[^0-9X]+")
MAX_TOKENS = 8
GLUED = 36  # digits of a run without gaps up to which numbers glued together are looked for
MOST_SINGLE = 19  # parts of a number whose digits stand in a cell each
MOBILE_SHAPES = frozenset(
    tuple(int(part) for part in shape.split("-"))
    for shape in "11 4-4-3 3-4-4 3-8 7-4 4-7 3-3-5 5-6 2-11 2-3-4-4 3-11 4-11 1-11 1-3-4-4 4-4-4 4-8".split()
)
SAID_SHAPES = frozenset(((3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 2, 2, 4), (3, 2, 3, 3)))  # figures may stand so, too
OF_CODE = re.compile(
    r"[A-Za-z][0-9]{1,8}-$"
)  # what follows is the end of a number of something: YNZB2018-138-1234-5678

ID_SHAPES = frozenset(((6, 8, 4), (6, 4, 4, 4), (6, 6, 3), (6, 4, 2, 2, 4), (6, 8, 3, 1), (3, 3, 8, 4)))


@dataclass(frozen=True)
class Found:
    """One piece of personal data: its kind, where it stands, and the characters that are starred."""

    kind: str
    start: int
    end: int
    starred: tuple[int, ...]


def may_name(text: str) -> bool:
    """Whether a text, its digits plain, may hold anything that names a person: a cheap first look."""
    for sign in MAYBE_SIGNS:  # no any(…): its steps cost more than the look
        if sign in text:
            return True
    return MAYBE.search(text) is not None


@kept(4000, longest=SHORT)
def _names_nobody(text: str) -> bool:
    """Whether a short text names nobody: sources, agencies and columns come again on each page of a site."""
    return not may_name(with_plain_digits(text))


def find_personal(text: str, is_id_said: bool = False) -> list[Found]:
    """Text → the numbers and mail addresses in it that name a person, in order.

    is_id_said: the document says elsewhere (a table's head) that its numbers are ID numbers, so that 15 digits count.
    """
    text = text or ""
    if len(text) <= SHORT and _names_nobody(text):
        return []
    text = with_plain_digits(text)
    if len(text) > SHORT and not may_name(text):
        return []
    said = is_id_said or ID_SAID.search(text) is not None
    found = [one for run in RUN.finditer(text) for one in _in_run(text, run.start(), run.end(), said)]
    found += [
        _number("id", text, match.start(), match.end())
        for match in ID_ANYWHERE.finditer(text)
        if is_id_number(NO_DIGIT.sub("", match[0].upper()))
    ]
    if "身份证" in text or "证件号" in text:
        cut = (match for match in CUT_ID.finditer(text) if is_id_number(f"{match[1][:14]}0000", is_checked=False))
        found += [_found("id", text, *match.span(1), 6, 0) for match in cut]
    found += [_number(kind, text, start, end) for kind, start, end in find_said(text)]
    if MAYBE_MOBILE.search(text):
        found += [_number("phone", text, *match.span(match.lastindex or 0)) for match in TOUCHED.finditer(text)]
    if any(word in text for word in PAPERS):
        found += [_found("passport", text, *match.span(match.lastindex or 0), 2, 0) for match in PAPER.finditer(text)]
    if any(sign in text for sign in MAIL_SIGNS):
        mails = (one for one in MAIL.finditer(text) if not (_is_official(one[0]) or is_office_mail(text, one.start())))
        found += [_mail(text, match) for match in mails]
    taken: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not taken or one.start >= taken[-1].end:
            taken.append(one)
    return taken


def find_known(text: str, accounts: frozenset[str]) -> list[Found]:
    """Text → the places of accounts that its document's tables tell."""
    return [_number(kind, text, start, end) for kind, start, end in find_accounts_of(text, accounts)]


def _mail(text: str, match: re.Match[str]) -> Found:
    until = match[0].find("@") if "@" in match[0] else None
    return _found("email", text, match.start(), match.end(), 1, 0, until)


def _is_official(address: str) -> bool:
    """Whether a mail address is an agency's."""
    return OFFICIAL_MAIL.search(re.sub(r"\s", "", address).replace("．", ".")) is not None


def _found(kind: str, text: str, start: int, end: int, head: int, tail: int, until: int | None = None) -> Found:
    """Data whose letters and digits are starred but for some at its head and tail; up to a place in it, if given."""
    stop = end if until is None else start + until
    places = [at for at in range(start, stop) if text[at].isalnum() or text[at] in "._%+"]
    return Found(kind, start, end, tuple(places[head : len(places) - tail]))


def _in_run(text: str, start: int, end: int, is_id_said: bool) -> Iterator[Found]:
    """A run of digits with gaps → the numbers in it that name a person: the longest that fits, from the left."""
    digits = NO_DIGIT.sub("", text[start:end].translate(TO_ASCII))
    if len(digits) < 15 and not MAYBE_MOBILE.search(digits):
        return  # office telephones, dates, amounts: most runs
    tokens = [(start + one.start(), start + one.end()) for one in TOKEN.finditer(text[start:end])]
    before = text[max(0, start - SAID_BEFORE) : start]
    is_card_said = CARD_SAID.search(before) is not None
    parts = [text[one:two].replace(UNSEEN, "").translate(TO_ASCII) for one, two in tokens]
    ends = [0, *accumulate(map(len, parts))]
    is_spaced = sum(two - one == 1 for one, two in tokens) >= 11  # a digit a cell, or a line
    most = MOST_SINGLE if is_spaced else MAX_TOKENS
    at = 0
    while at < len(tokens):
        for stop in range(min(len(tokens), at + most), at, -1):
            if not 11 <= ends[stop] - ends[at] <= 19:
                continue
            kind = kind_of("".join(parts[at:stop]), is_card_said, is_id_said)
            if (
                kind
                and _is_number_here(kind, text, tokens[at:stop], before if at == 0 else None)
                and not _goes_on(kind, text, tokens[at : stop + 1], stop - at)
            ):
                yield _number(kind, text, tokens[at][0], tokens[stop - 1][1])
                at = stop
                break
        else:
            yield from _glued(text, *tokens[at], is_id_said)
            at += 1


def _is_number_here(kind: str, text: str, parts: list[tuple[int, int]], before: str | None) -> bool:
    """Whether digits that fit a kind are one of it where they stand: so written, and not an amount or a code."""
    start, end = parts[0][0], parts[-1][1]
    lengths = [len(text[one:two].replace(UNSEEN, "")) for one, two in parts]
    if kind == "id" and _is_row(text, parts, lengths):
        return False
    if not _is_written_so(kind, lengths) or (kind != "id" and any(sign in text[start:end] for sign in "/／_")):
        return False
    if kind != "phone":
        return kind != "card" or not is_of_office(text, start, end)
    said = before if before is not None else text[max(0, start - SAID_BEFORE) : start]
    if PHONE_SAID.search(said):
        return True
    if "\t" in text[start:end] and max(lengths) > 1:  # figures of a table
        return False
    if tuple(lengths) in SAID_SHAPES or OF_CODE.search(text[max(0, start - 10) : start]):
        return False
    if text[start] == "0" and lengths[0] not in (3, 4):  # dialled from elsewhere, or a decimal, a code
        return False
    return len(lengths) < 11 and not UNIT.match(text, end) and not NO_PHONE_SAID.search(said)


def _goes_on(kind: str, text: str, parts: list[tuple[int, int]], count: int) -> bool:
    """Whether the parts of a telephone or card are the first of a longer row of figures: 138 1234 1567 1890亿元."""
    if kind == "id" or count == 1 or len(parts) == count:
        return False
    gap, further = text[parts[0][1] : parts[1][0]], text[slice(*parts[count])]
    is_same = text[parts[count - 1][1] : parts[count][0]] == gap and gap.isspace()
    is_said = kind == "phone" and PHONE_SAID.search(text[max(0, parts[0][0] - SAID_BEFORE) : parts[0][0]]) is not None
    return is_same and not is_said and len(further) == 4 and not further.startswith(UNION[:1])


def _is_row(text: str, parts: list[tuple[int, int]], lengths: list[int]) -> bool:
    """Whether digits that would make an ID number are those of several cells or lines of a table: marks and ranks.

    A number that is broken over two lines is one, and so is one whose digits stand in a cell each.
    """
    gaps = [text[end:start] for (_one, end), (start, _two) in pairwise(parts)]
    apart = sum("\t" in gap or "\n" in gap for gap in gaps)
    return apart > 1 and max(lengths) > 1 and tuple(lengths) not in ID_SHAPES


def _is_written_so(kind: str, lengths: list[int]) -> bool:
    """Whether people break a number of a kind into parts like these."""
    if len(lengths) == 1:
        return True
    if kind == "phone":
        return tuple(lengths) in MOBILE_SHAPES | SAID_SHAPES or (len(lengths) == 11 and max(lengths) == 1)
    if kind == "card":
        return min(lengths[:-1]) >= 4
    return True


def _glued(text: str, start: int, end: int, is_id_said: bool) -> Iterator[Found]:
    """Digits without a gap that are no number themselves → an ID number in them, and a phone on either side of it."""
    digits = text[start:end].translate(TO_ASCII)
    if not 22 <= len(digits) <= GLUED:
        return
    for at in range(len(digits) - 17):
        if kind_of(digits[at : at + 18], False, is_id_said) == "id" and (at in (0, 11) or len(digits) - at in (18, 29)):
            for one, two in ((0, at), (at, at + 18), (at + 18, len(digits))):
                if kind := kind_of(digits[one:two], False, False):
                    yield _number(kind, text, start + one, start + two)
            return
    if len(digits) == 22 and MOBILE.match(digits[:11]) and MOBILE.match(digits[11:]):
        yield _number("phone", text, start, start + 11)
        yield _number("phone", text, start + 11, end)


def _number(kind: str, text: str, start: int, end: int) -> Found:
    head, tail = {"id": (6, 2), "card": (4, 4), "phone": (3, 4)}[kind]
    return _found(kind, text, start, end, head, tail)


def starred(text: str, found: list[Found]) -> str:
    """Text with the characters of personal data starred; its length stays."""
    if not found:
        return text
    characters = list(text)
    for one in found:
        for at in one.starred:
            characters[at] = STAR
    return "".join(characters)


def mask_text(text: str) -> tuple[str, Counter[str]]:
    """Text → the text with all personal numbers masked, and how many of each kind; without a document's policy.

    >>> mask_text("联系人手机13812345678，电话010-65123456")
    ('联系人手机138****5678，电话010-65123456', Counter({'phone': 1}))
    """
    found = find_personal(text or "")
    return starred(text, found), Counter(one.kind for one in found)


def mask_name(name: str) -> str:
    """A letter writer's name → the family name and stars.

    >>> mask_name("张三丰"), mask_name("张某"), mask_name("")
    ('张**', '张*', '')
    """
    plain = name.strip()
    return plain[:1] + STAR * max(1, len(plain) - 1) if plain else ""
