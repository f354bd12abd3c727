"""Odd spellings of digits, blanks and hyphens made plain, each character in its place, so that numbers can be found."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = "\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u034f\u180e\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\u20e3"
BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
HYPHENS = "\u2010-\u2015\u2212\u2500\u30fc\uff0d\ufe63\u207b"
DOTS = "\u2022\u2027\u30fb\u2219\u22c5"
_CIRCLED = ((0x2460, 0x24FF), (0x2776, 0x2793))
_ELSEWHERE = ((0x0660, 0x0FFF), (0xFF10, 0xFF19), (0x1D7CE, 0x1D7FF))


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _each(marks: str, plain: str) -> dict[int, str]:
    return {ord(character): plain for character in re.findall(f"[{marks}]", "".join(map(chr, range(0x10000))))}


DIGITS = {
    code: str(digit)
    for first, last in (*_CIRCLED, *_ELSEWHERE)
    for code in range(first, last + 1)
    if (digit := unicodedata.digit(chr(code), None)) is not None
}
LETTERS = {code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
ODD = _each(BLANKS, " ") | _each(HYPHENS, "-") | _each(DOTS, "·") | _each(INVISIBLE, "\u200b") | LETTERS
ODD |= {code: DIGITS[code] for first, last in _ELSEWHERE for code in range(first, last + 1) if code in DIGITS}
ODD |= dict.fromkeys(map(ord, "ХхⅩⅹ✕"), "X") | {ord("＃"): "#"}
IS_ODD = re.compile(f"[{_class(_ELSEWHERE)}{BLANKS}{HYPHENS}{DOTS}{INVISIBLE}\uff21-\uff3a\uff41-\uff5aХхⅩⅹ✕＃]")
CIRCLED = re.compile(f"[{_class(_CIRCLED)}]{{2,}}")  # one alone counts something off: ①13812345678
WORDS = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
TO_DIGITS = str.maketrans(WORDS, "0001234567891123456789")
NUMERALS = re.compile(rf"[{WORDS}0-9](?:[ \-\u200b]{{0,3}}[{WORDS}0-9]){{10,}}")

WHOLE = re.compile("[0-9]{11}")


def with_plain_digits(text: str) -> str:
    """A text whose digits, blanks, hyphens and Latin letters are ASCII, each in its place.

    Invisible characters become one of them. Chinese numerals become digits where eleven or more stand, be some of them
    digits or not.

    >>> with_plain_digits("①13，③８，二〇一八年，一三八零 零一三八 零零零，138零零一三8零零零")
    '①13，③8，二〇一八年，1380 0138 000，13800138000'
    """
    if text.isascii():
        return text
    if IS_ODD.search(text):
        text = text.translate(ODD)
    text = CIRCLED.sub(lambda match: match[0].translate(DIGITS), text)
    return NUMERALS.sub(_counted, text)


def _counted(match: re.Match[str]) -> str:
    """Numerals and digits as digits; as they are where the digits are a number themselves: 赵一13812345678."""
    said = match[0]
    if said.isascii() or sum(one in WORDS for one in said) < 3 or WHOLE.search(said):
        return said
    return said.translate(TO_DIGITS)
