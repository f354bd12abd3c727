"""Personal data in a text: where it stands and which of its characters are starred. No policy here, no fields.

Numbers are found though blanks, full-width digits, invisible characters, hyphens or a line break stand in them, and
though two are glued together. A mask keeps the text's length: single characters become stars, so that the same places
can be starred in the text and in its HTML, whatever tags stand between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from guiyi.clean.numbers import MOBILE, kind_of

STAR = "*"
DIGIT = "0-9０-９"
GAP = "[ \\t\\u00a0\\u2002-\\u200a\\u3000\\u200b-\\u200f\\u2060\\ufeff\\u00ad\\-－—–·.．\\n\\r]{1,3}"
RUN = re.compile(
    rf"(?<![A-Za-z{DIGIT}/=_%#&?])[{DIGIT}](?:(?:{GAP})?[{DIGIT}]){{9,60}}(?:(?:{GAP})?[XxＸｘ×])?(?![A-Za-z{DIGIT}])"
)
INVISIBLE = "\u200b-\u200f\u2060\ufeff\u00ad"
TOKEN = re.compile(rf"[{DIGIT}](?:[{INVISIBLE}]*[{DIGIT}])*(?:[{INVISIBLE}]*[XxＸｘ×])?|[XxＸｘ×]")
UNSEEN = re.compile(f"[{INVISIBLE}]")
MAYBE = re.compile(rf"[{DIGIT}](?:(?:{GAP})?[{DIGIT}]){{9}}|[@＠]|护照|通行证|台胞证|[Pp]assport")
TO_ASCII = str.maketrans("０１２３４５６７８９Ｘｘx×", "0123456789XXXX")
CARD_SAID = re.compile(r"卡号|账号|帐号|账户|银行卡|储蓄|信用卡|开户|工资卡|社保卡|一卡通|收款|汇款|打款|转账")
ID_SAID = re.compile(r"身份证|证件号|证号|居民身份|公民身份")
SAID_BEFORE = 24  # characters before a number in which its label stands
PAPER = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|[Pp]assport)[^A-Za-z0-9\n]{0,10}?([A-Z]{1,2}\d{7,8}|\d{8,9})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,40}\s?(?:@|＠|\[at\]|（at）)\s?[A-Za-z0-9-]{1,40}(?:\s?[.．]\s?[A-Za-z]{2,12}){1,3}"
)
PAPERS = ("护照", "通行证", "台胞证", "回乡证", "assport", "PASSPORT")
MAIL_SIGNS = ("@", "＠", "[at]", "（at）")
OFFICIAL_MAIL = re.compile(r"[@＠]\s?(?:[\w-]+\.)*(?:gov\.cn|edu\.cn|mil\.cn|政务)$", re.IGNORECASE)
NO_DIGIT = re.compile(r"[^0-9X]+")
MAYBE_MOBILE = re.compile(r"1[3-9]\d{9}")
MAX_TOKENS = 8
GLUED = 36  # digits of a run without gaps up to which numbers glued together are looked for
MOBILE_SHAPES = ((11,), (3, 4, 4), (3, 8), (7, 4), (4, 7), (3, 3, 5), (5, 6), (2, 11), (2, 3, 4, 4), (3, 11), (4, 11))


@dataclass(frozen=True)
class Found:
    """One piece of personal data: its kind, where it stands, and the characters that are starred."""

    kind: str
    start: int
    end: int
    starred: tuple[int, ...]


def find_personal(text: str, is_id_said: bool = False) -> list[Found]:
    """Text → the numbers and mail addresses in it that name a person, in order.

    is_id_said: the document says elsewhere (a table's head) that its numbers are ID numbers, so that 15 digits count.
    """
    if not text or not MAYBE.search(text):
        return []
    said = is_id_said or ID_SAID.search(text) is not None
    found = [one for run in RUN.finditer(text) for one in _in_run(text, run.start(), run.end(), said)]
    if any(word in text for word in PAPERS):
        found += [_found("passport", text, match.start(1), match.end(1), 2, 0) for match in PAPER.finditer(text)]
    if any(sign in text for sign in MAIL_SIGNS):
        found += [_mail(text, match) for match in MAIL.finditer(text) if not _is_official(match[0])]
    taken: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not taken or one.start >= taken[-1].end:
            taken.append(one)
    return taken


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
    at = 0
    while at < len(tokens):
        for stop in range(min(len(tokens), at + MAX_TOKENS), at, -1):
            digits = UNSEEN.sub("", "".join(text[one:two] for one, two in tokens[at:stop])).translate(TO_ASCII)
            kind = kind_of(digits, is_card_said, is_id_said) if 11 <= len(digits) <= 19 else None
            if kind and _is_written_so(kind, [len(UNSEEN.sub("", text[one:two])) for one, two in tokens[at:stop]]):
                yield _number(kind, text, tokens[at][0], tokens[stop - 1][1])
                at = stop
                break
        else:
            yield from _glued(text, *tokens[at], is_id_said)
            at += 1


def _is_written_so(kind: str, lengths: list[int]) -> bool:
    """Whether people break a number of a kind into parts like these."""
    if len(lengths) == 1:
        return True
    if kind == "phone":
        return tuple(lengths) in MOBILE_SHAPES
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
