"""Personal data is masked before load: ID numbers, mobile phones, bank cards, passports, names of letter writers.

Every mask is counted by kind; the value itself is kept nowhere but in the archive. Numbers are found also where blanks,
full-width digits or invisible characters were put between them. Sources: 个人信息 rules of 政府网站 (去标识化).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

GAP = r"[ \u00a0\u3000\u200b-\u200f\ufeff\-]?"
DIGIT = r"[0-9０-９]"
LONG_RUN = re.compile(
    rf"(?<![0-9０-９A-Za-z.])({DIGIT}(?:{GAP}{DIGIT}){{9,18}}(?:{GAP}[0-9０-９XxＸｘ])?)(?![0-9０-９A-Za-z])"
)
MAYBE = re.compile(rf"{DIGIT}(?:{GAP}{DIGIT}){{8,}}")
PASSPORT = re.compile(r"(?<=护照)([号码：:\s]{0,4})([EGDSPH][A-Z]?\d{7,8})(?!\d)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "91",
    ]
)
MOBILE = re.compile(r"^1[3-9]\d{9}$")
TO_ASCII = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")


def is_id_number(digits: str) -> bool:
    """Whether 18 or 15 characters are a resident's ID number: province, date of birth, checksum (GB 11643).

    >>> is_id_number("11010119900307001X"), is_id_number("123456789012345678")
    (False, False)
    """
    if len(digits) not in (15, 18) or digits[:2] not in PROVINCES:
        return False
    born = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        day = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    if not date(1900, 1, 1) <= day <= date(2100, 1, 1):
        return False
    if len(digits) == 15:
        return digits.isdigit()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == digits[17]


def is_bank_card(digits: str) -> bool:
    """Whether 16–19 digits pass as a bank card: a card's first digit and the Luhn checksum."""
    if not 16 <= len(digits) <= 19 or not digits.isdigit() or digits[0] not in "3456" or len(set(digits)) < 4:
        return False
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mask_text(text: str) -> tuple[str, Counter[str]]:
    """Text → the text with personal numbers masked, and how many of each kind.

    >>> mask_text("联系人手机13812345678，电话010-65123456")
    ('联系人手机138****5678，电话010-65123456', Counter({'phone': 1}))
    """
    counts: Counter[str] = Counter()
    if not text or not MAYBE.search(text):
        return (_mask_passports(text, counts), counts) if "护照" in text else (text, counts)

    def one(match: re.Match[str]) -> str:
        raw = match[1]
        digits = re.sub(r"[^0-9X]", "", raw.translate(TO_ASCII))
        if is_id_number(digits):
            counts["id"] += 1
            return digits[:6] + "*" * (len(digits) - 8) + digits[-2:]
        if MOBILE.match(digits):
            counts["phone"] += 1
            return f"{digits[:3]}****{digits[-4:]}"
        if is_bank_card(digits):
            counts["card"] += 1
            return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"
        return raw

    return _mask_passports(LONG_RUN.sub(one, text), counts), counts


def _mask_passports(text: str, counts: Counter[str]) -> str:
    masked, count = PASSPORT.subn(lambda match: f"{match[1]}{match[2][:2]}******", text)
    if count:
        counts["passport"] += count
    return masked


def mask_name(name: str) -> str:
    """A letter writer's name → the family name and stars.

    >>> mask_name("张三丰"), mask_name("张某"), mask_name("")
    ('张**', '张*', '')
    """
    plain = name.strip()
    return plain[:1] + "*" * max(1, len(plain) - 1) if plain else ""
