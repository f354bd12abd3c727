"""Single characters that stand for others: private ones of older GB 18030 tables, radicals that PDF programs write."""

from __future__ import annotations

import re
import unicodedata

# GB 18030-2000 gave these codes private characters; 2005 and 2022 gave them their own.
PRIVATE = {
    0xE5E5: 0x3000, 0xE7C7: 0x1E3F, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14,
    0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE816: 0x20087, 0xE817: 0x20089,
    0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8,
    0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
PRIVATE_RUN = re.compile("[\ue000-\uf8ff]")
# Whole characters that stand in the supplement of radicals, too (EquivalentUnifiedIdeograph of Unicode); parts stay.
SUPPLEMENT = str.maketrans(
    "⺁⺇⺎⺒⺓⺛⺝⺟⺠⺧⺩⺪⺬⺶⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "厂几兀巳幺旡月母民牛王疋示羊肉臼虎西见角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
RADICAL = re.compile("[\u2e80-\u2fd5]")

# Bullets of Word's lists, in the private codes of its symbol fonts, before the words of a line.
BULLETS = {
    0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0A7: "▪", 0xF0B7: "•", 0xF076: "❖", 0xF071: "❑",
    0xF0A8: "◻", 0xF0FE: "☑", 0xF0B2: "✧", 0xF09F: "•", 0xF0E8: "➔", 0xF0F0: "⇨", 0xF046: "☞",
}  # fmt: skip
BULLET = re.compile(  # of a line of text, or of a block in HTML
    "((?:^|\n|<(?:p|div|li|td|br)[^<>]*>(?:\\s*<(?:span|font|b|strong)[^<>]*>)*)[ \u3000\xa0]*)([\uf046-\uf0fe])"
)
UNITS = re.compile(  # at least four; escape() leaves ASCII letters as they are. Tags are passed over, and addresses
    r"<[^<>]*>|(?<![\w=/?&.%-])(?:(?:%u[0-9a-fA-F]{4}(?:[\w.*/@+-]|%[2-7][0-9a-fA-F])*+){4,}"
    r"|(?:\\u[0-9a-fA-F]{4}(?:[\w.*/@+() -]*+(?=\\u))?){4,})",
    re.ASCII,
)
UNIT = re.compile(r"[%\\]u([0-9a-fA-F]{4})|%([2-7][0-9a-fA-F])")
HALF = re.compile("[\ud800-\udfff]")
FULL_WIDTH = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ABOUT_UNITS = re.compile(r"unicode|json|javascript|escape\(|parse\(|转义|字符编码|字符串", re.IGNORECASE)  # meant so
MOSTLY = 0.7  # share of the units that are Chinese characters and marks

# What nearly every Chinese text holds and NFKC changes, none of it with a mark behind it: text without is passed over.
COMMON_WIDE = tuple((one, unicodedata.normalize("NFKC", one)) for one in "，：；（）！？…\u3000")


def narrow(text: str) -> str:
    """Text → its NFKC form, in a fifth of the time where wide punctuation is all that changes.

    >>> narrow("《节能》（２０１８）：e\u0301…") == unicodedata.normalize("NFKC", "《节能》（２０１８）：e\u0301…")
    True
    """
    for wide, plain in COMMON_WIDE:
        text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text)


def map_private_characters(text: str) -> str:
    """Private characters of GB 18030-2000 become what the later tables say, those of symbol fonts that begin a line its
    bullet; others stay, and are flagged.

    >>> map_private_characters("\\ue5e5甲\\ue000") == "\\u3000甲\\ue000"
    True
    >>> map_private_characters("\\uf06c 甲\\n乙\\uf06c") == "● 甲\\n乙\\uf06c"
    True
    """
    if not PRIVATE_RUN.search(text):
        return text
    return BULLET.sub(_bullet, text.translate(PRIVATE))


def _bullet(found: re.Match[str]) -> str:
    return found[1] + BULLETS.get(ord(found[2]), found[2])


def map_radicals(text: str) -> str:
    """Radicals that are whole characters, as PDF programs write them, become the characters; parts of characters stay.

    >>> map_radicals("\\u2f08\\u2ea0政府，\\u2ed3江"), map_radicals("⺮字头、⻌旁")
    ('人民政府，长江', '⺮字头、⻌旁')
    """
    if not RADICAL.search(text):
        return text
    return RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0].translate(SUPPLEMENT)), text)


def decode_units(text: str) -> str:
    r"""Chinese words written as a script's units (escape() or JSON) become characters; code, addresses and tags stay,
    and a text about such units.

    >>> decode_units("%u6C34%u5229%u5C40%202018%u5E74"), decode_units(r'"\u6c34\u5229\u5c40\u957f"')
    ('水利局 2018年', '"水利局长"')
    >>> decode_units(r'x = "%u4E2D"; y = "\u4e2d\u6587"'), decode_units("<a href='?n=%u6C34%u5229%u5C40%u957F'>")
    ('x = "%u4E2D"; y = "\\u4e2d\\u6587"', "<a href='?n=%u6C34%u5229%u5C40%u957F'>")
    >>> decode_units("在 JSON 里写作 %u6C34%u5229%u5C40%u957F")
    '在 JSON 里写作 %u6C34%u5229%u5C40%u957F'
    """
    may_hold = "%u" in text or "\\u" in text
    return UNITS.sub(_decoded_units, text) if may_hold and not ABOUT_UNITS.search(text) else text


def _decoded_units(run: re.Match[str]) -> str:
    if run[0][0] == "<":
        return run[0]
    words = whole_text(UNIT.sub(lambda unit: chr(int(unit[1] or unit[2], 16)), run[0]))
    return words if len(FULL_WIDTH.findall(words)) >= MOSTLY * len(UNIT.findall(run[0])) else run[0]


def whole_text(text: str) -> str:
    """Text with characters in two halves, as scripts write them → the same with whole ones; a half alone is lost.

    >>> whole_text("\\ud842\\udfb7") == "\\U00020bb7", whole_text("\\ud842甲") == "\\ufffd甲"
    (True, True)
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if HALF.search(text) else text
