"""Pages that a machine converted: Traditional for Simplified, readings in brackets, doubled marks, lost bytes.

Hacked mirrors of official pages look so. Nothing is changed without evidence on the page itself, so that lawful
Traditional text and texts with readings (生僻字, language lessons) stay. What can't be known is marked with U+FFFD,
never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import opencc

HAN_RANGE = r"\u3400-\u9fff\uf900-\ufaff"
LETTERS = r"a-zü\u00e0-\u00fc\u0101-\u01dc"
READING = re.compile(rf"[(（](?<=[{HAN_RANGE}][(（])[{LETTERS}]{{1,6}}[)）]")
# each sign begins with one plain character, so that a page without any is searched at the speed of memchr
SIGNS_OF_READINGS = (
    re.compile(rf"\((?<=[{HAN_RANGE}]\()[{LETTERS}]{{1,6}}\)"),
    re.compile(rf"（(?<=[{HAN_RANGE}]（)[{LETTERS}]{{1,6}}）"),
)
SIGNS_OF_DOUBLING = (re.compile(rf",(?<=[{HAN_RANGE}”》],)[,，、。；]"), re.compile("，[,，、。；]"))
PLAIN_READING = re.compile(rf"[(（](?<=[{HAN_RANGE}][(（])[a-zü]{{1,6}}[)）]")
SYLLABLE = re.compile(  # of pinyin: (tel), (fax) and (zip) are none
    "(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:a(?:i|o|ng?)?|e(?:i|r|ng?)?|o(?:u|ng)?|i(?:a|e|u|ao?|ang?|ng?|ong)?|u(?:a|o|i|e|ai|ang?|n)?"
    "|[vü]e?)"
)
READ = re.compile(rf"([{HAN_RANGE}])[(（][{LETTERS}]{{1,6}}[)）]")
DOUBLED = re.compile(r"[,，](?=[,，、。；;？?！!：:])|(?<!。)。(?=。(?!。))")
MARKED_WORD = re.compile(rf"(?<=[{HAN_RANGE}])@@")
VERB_MARK = re.compile("(?<![显卓昭名专论巨原编合遗译拙土所])著(?![名作述者称录书])")
LATIN_MARK = re.compile(rf"(?<=[{HAN_RANGE}”’》）%])[,;:?!]|[,;:?!](?=[{HAN_RANGE}“‘《（])")
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
LOST_TAG = re.compile(r"(?:[?？\ufffd][!！])?[?？\ufffd]/((?:p|div|span|strong|td|li|b|em|a|font|h[1-6]))>")
LOST_READING = re.compile(
    rf"[?？\ufffd][{LETTERS}]{{1,6}}[)）]\^?(?:[(（][{LETTERS}]{{1,6}}[)）])?(?:[{HAN_RANGE}]{{1,2}}[?？\ufffd])?"
)
ODD = r"\u2500-\u257f\u2460-\u24ff\ue000-\uf8ff\ufffd_┦"
SHIFTED = re.compile(rf"(?:[?？!！]{{1,2}}[{HAN_RANGE}]{{0,3}})?[{ODD}]+(?:[{HAN_RANGE}]{{0,3}}[{ODD}]+)+")
MACHINE_CODE = re.compile(r"^[ \t]*(?:[0-9]{24,}|[0-9a-f]{32,})[ \t]*$", re.MULTILINE)
LONE_MARK = re.compile(r"^[ \t]*[?？\ufffd][ \t]*$", re.MULTILINE)
MARKUP = re.compile(
    r"(<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>|<[a-zA-Z/!?][^>]*>)", re.DOTALL | re.IGNORECASE
)
MARK = "\ufffd"

READINGS = 3  # a converted page has many; this many at least
CONVERTED = 0.8  # share of the characters with a reading that the conversion must have made
MANY_READINGS = 9  # without tones, in a Traditional text: lessons and rare characters' readings have tones, or are few
PARTLY_CONVERTED = 0.4
DOUBLES = 6
TRADITIONAL = 0.08  # share of Han characters from which a text with doubled punctuation counts as converted


@dataclass(frozen=True)
class Mended:
    """A page's text after mending, and the names of the rules that changed it, in order. No name: nothing was done."""

    text: str
    fired: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Traditional → Simplified Chinese by OpenCC with its phrase tables.

    OpenCC leaves 著 where it may be right; here it stays only in the words that are written so.

    >>> to_simplified("政府網站瞭解乾隆年間的頭髮，隨著著名專著")
    '政府网站了解乾隆年间的头发，随着著名专著'
    """
    return VERB_MARK.sub("着", str(_converter().convert(text)))


def is_converted(text: str) -> bool:
    """Whether a page was evidently converted by a machine: readings behind converted characters, or doubled marks.

    >>> is_converted("政府網(wǎng)站發(fā)布數(shù)據(jù)"), is_converted("甪(lù)直鎮、囧(jiǒng)、耄(mào)耋(dié)")
    (True, False)
    >>> is_converted("電話(tel)傳真(fax)網址(url)郵箱(email)地址(add)郵編(zip)手機(mob)單位(unit)備註(note)機場(air)")
    False
    >>> is_converted("水務(wu)局召開(kai)河(he)道工作(zuo)推進(jin)會(hui)，傳達(da)學(xue)習上(shang)級有(you)關精神")
    True
    """
    if _shows_readings(text) and _has_converted_readings(text):
        return True
    doubled = sum(len(sign.findall(text)) for sign in SIGNS_OF_DOUBLING)
    return doubled >= DOUBLES and _is_traditional(text)


def shows_conversion(text: str) -> bool:
    """Whether a page, or a line of it, shows any sign by which `is_converted` could say yes."""
    return _shows_readings(text) or any(sign.search(text) for sign in SIGNS_OF_DOUBLING)


def _shows_readings(text: str) -> bool:
    return any(sign.search(text) for sign in SIGNS_OF_READINGS)


def _has_converted_readings(text: str) -> bool:
    read = "".join(READ.findall(text))
    if len(read) < READINGS:
        return False
    changed = sum(before != after for before, after in zip(read, to_simplified(read), strict=False))
    if changed >= CONVERTED * len(read):
        return True
    is_many = sum(SYLLABLE.fullmatch(one[1:-1]) is not None for one in PLAIN_READING.findall(text)) >= max(
        MANY_READINGS, CONVERTED * len(read)
    )
    return is_many and changed >= PARTLY_CONVERTED * len(read) and _is_traditional(text)


def _is_traditional(text: str) -> bool:
    han = "".join(re.findall(rf"[{HAN_RANGE}]", text))
    simple = to_simplified(han)
    return len(simple) == len(han) and sum(a != b for a, b in zip(han, simple, strict=True)) >= TRADITIONAL * len(han)


# --- the rules, in order -----------------------------------------------------------------------------------------


def restore_lost_tags(text: str) -> str:
    """End tags whose first byte was swallowed with half a character come back; the character is marked.

    >>> restore_lost_tags("<p>開設專題?!?/p>"), restore_lost_tags("a?b/p>")
    ('<p>開設專題\\ufffd</p>', 'a?b/p>')
    """
    return LOST_TAG.sub(rf"{MARK}</\1>", text)


def drop_readings(text: str) -> str:
    """Readings in brackets behind a character go; other brackets stay.

    >>> drop_readings("網(wǎng)站(試行)，規(guī)范（fàn）(WTO)")
    '網站(試行)，規范(WTO)'
    """
    return READING.sub("", text)


def mark_lost_readings(text: str) -> str:
    """A reading whose character was lost, with the half characters beside it, is marked.

    >>> mark_lost_readings("范寅龍?zhí)寡?,全市融入?yún)^(qū)政府")
    '范寅龍\\ufffd,全市融入\\ufffd政府'
    """
    return LOST_READING.sub(MARK, text)


def mark_shifted_bytes(text: str) -> str:
    """A run that was read one byte off (box lines, private characters between characters) is marked.

    >>> mark_shifted_bytes("一個人的責任,?!北本┦姓\\ue47f畔⒑驼展\\ue0a6_辦公室")
    '一個人的責任,\\ufffd辦公室'
    """
    return SHIFTED.sub(MARK, text)


def drop_machine_code(text: str) -> str:
    """Lines that are one long number go; numbers within text stay.

    >>> drop_machine_code("文末\\n010020020110000000000000011107661122223330")
    '文末\\n'
    """
    return LONE_MARK.sub("", MACHINE_CODE.sub("", text))


def drop_word_marks(text: str) -> str:
    """@@ behind words goes.

    >>> drop_word_marks("政府@@网站@@，a@@b")
    '政府网站，a@@b'
    """
    return MARKED_WORD.sub("", text) if "@@" in text else text


def mend_doubled_marks(text: str) -> str:
    """A comma before another mark and a second full stop go; Latin marks beside characters get their width.

    >>> mend_doubled_marks("不準確,、不互動,,淪為“僵尸”,。共1,042家,?完成。。")
    '不準確、不互動，淪為“僵尸”。共1,042家？完成。'
    """
    return LATIN_MARK.sub(lambda found: WIDE[found[0]], DOUBLED.sub("", text))


TEXT_RULES = (
    ("drop-readings", drop_readings),
    ("mark-lost-readings", mark_lost_readings),
    ("mark-shifted-bytes", mark_shifted_bytes),
    ("drop-machine-code", drop_machine_code),
    ("drop-word-marks", drop_word_marks),
    ("mend-doubled-marks", mend_doubled_marks),
    ("to-simplified", to_simplified),
)


def mend_page(text: str) -> Mended:
    """Text of a page (HTML or plain) → the same mended, if it was evidently converted; else as it is.

    Tags, scripts and comments are left alone, except that Traditional characters in tags (titles, descriptions) are
    converted with the rest.
    """
    if not is_converted(text):
        return Mended(text)
    fired: dict[str, None] = {}
    whole = restore_lost_tags(text)
    if whole != text:
        fired["restore-lost-tags"] = None
    pieces = MARKUP.split(whole)
    for at, piece in enumerate(pieces):
        pieces[at] = to_simplified(drop_readings(piece)) if at % 2 else mend_text(piece, fired)
    return Mended("".join(pieces), list(fired))


def mend_text(text: str, fired: dict[str, None]) -> str:
    """Text of a converted page → the same mended; the names of the rules that changed it are added to `fired`."""
    for name, rule in TEXT_RULES:
        mended = rule(text)
        if mended != text:
            fired[name] = None
            text = mended
    return text
