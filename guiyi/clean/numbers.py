"""Numbers that name a person: which digits are a resident's ID, a bank card, a mobile phone. Checks, no text."""

from __future__ import annotations

import re
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PROVINCES = frozenset(  # and 9 before a province: foreigners who live here
    (
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
        "61 62 63 64 65 71 81 82 83 91 92 93 94 95 96"
    ).split()
)
MOBILE = re.compile(r"^(?:86|086|0086|0)?(1[3-9]\d{9})$")
CARD_LENGTHS = range(16, 20)
UNION = ("62", "60", "68", "69")  # issuers' prefixes of 银联; others count only where the text says it is a card
OTHERS = ("4", "51", "52", "53", "54", "55", "35", "36", "37", "95", "98")


def is_id_number(digits: str, is_checked: bool = True) -> bool:
    """Whether 18 or 15 characters are a resident's ID number: province, date of birth, checksum (GB 11643).

    >>> is_id_number("11010119900307001X"), is_id_number("123456789012345678")
    (False, False)
    >>> is_id_number("11010119900307001X", is_checked=False)
    True
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
    if not digits[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], WEIGHTS, strict=True))
    return not is_checked or CHECKS[total % 11] == digits[17]


def is_bank_card(digits: str, is_said: bool = True) -> bool:
    """Whether 16–19 digits pass as a bank card: an issuer's prefix and the Luhn checksum.

    is_said: the text calls it a card or an account; without that only the prefixes of 银联 count, since one number in
    ten passes Luhn by chance.
    """
    if len(digits) not in CARD_LENGTHS or not digits.isdigit() or len(set(digits)) < 4:
        return False
    if not digits.startswith((*UNION, *OTHERS) if is_said else UNION[:1]):
        return False
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def kind_of(digits: str, is_card_said: bool, is_id_said: bool) -> str | None:
    """Digits (X for the last of an ID) → id, mobile, card, or None for any other number."""
    if len(digits) == 18 and is_id_number(digits, is_checked=not is_id_said):  # said to be one, though mistyped
        return "id"
    if len(digits) == 15 and is_id_said and is_id_number(digits):
        return "id"
    if MOBILE.match(digits):
        return "phone"
    return "card" if is_bank_card(digits, is_card_said) else None
