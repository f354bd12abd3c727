"""GB18030 and Big5 as browsers read them (the WHATWG tables), where Python's codecs differ.

What differs was seen by decoding every pair in Chromium 156: in GB18030 nineteen private-use characters that have real
ones since, an ideographic space and the euro; in Big5 192 pairs
that Python's HKSCS does not know, and eleven that it reads as another character. What is no character
is one U+FFFD and never takes an ASCII character with it, so that a damaged byte can't eat a `<`.
"""

from __future__ import annotations

import codecs
import re

GB_PRIVATE = str.maketrans(
    "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
)
GB_PRIVATE_LEAD = b"\xee"  # their first byte in UTF-8; to look for it costs a fortieth of translating
# first pair of a run → the characters of the run, pair by pair
BIG5_MORE: dict[int, str] = {
    0x877A: "㡵𡵓𣚞𦀡㻬", 0x87A1: "𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦",
    0x87BF: "珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋", 0x8E69: "箸", 0x8E6F: "簆",
    0x8E7E: "糎", 0x8EAB: "緒", 0x8EB4: "縝", 0x8ECD: "者", 0x8ED0: "耨", 0x8F57: "菁", 0x8F69: "蒨", 0x8F6E: "萏",
    0x8FCB: "覦覩", 0x8FFE: "起", 0x906D: "都", 0x907A: "銹", 0x90DC: "靜", 0x90F1: "響", 0x91BF: "鼖", 0x9244: "蔃",
    0x92AF: "兙兛兝兞", 0x92C8: "鍮", 0x92D1: "瑹", 0x9447: "浧", 0x94CA: "禛", 0x95D9: "邗", 0x9644: "靝",
    0x96ED: "瀞", 0x96FC: "嬨", 0x9B76: "爁", 0x9B78: "矗", 0x9B7B: "纇", 0x9BC6: "駖", 0x9BDE: "釔", 0x9BEC: "惞",
    0x9BF6: "澶", 0x9C42: "輶", 0x9C53: "侻", 0x9C62: "營", 0x9C68: "鄄", 0x9C6B: "鷰", 0x9C77: "菏", 0x9CBC: "尐秣",
    0x9CD0: "婧", 0x9D57: "輋", 0x9D5A: "筑", 0x9DC4: "拐", 0x9EA9: "恢", 0x9EEF: "痹", 0x9EFD: "汊", 0x9F60: "鬮",
    0x9F66: "鼗", 0x9FCB: "僭", 0x9FD8: "弌", 0xA063: "蠏", 0xA077: "拎", 0xA0D5: "瑨", 0xA0DF: "煢", 0xA0E4: "牐",
    0xA3C0: "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€", 0xC6CF: "廴", 0xC6D3: "无", 0xC6D5: "癶", 0xC6D7: "隶",
    0xC6DE: "〃仝", 0xFA5F: "倩", 0xFA66: "偽", 0xFABD: "包", 0xFAC5: "卄", 0xFAD5: "卿", 0xFB48: "嘅", 0xFBB8: "婷",
    0xFBF3: "幵", 0xFBF9: "廐", 0xFC4F: "彘", 0xFC6C: "悤", 0xFCB9: "撐", 0xFCE2: "晴", 0xFCF1: "杞", 0xFDB7: "沜渝",
    0xFDBB: "港", 0xFDF1: "煮", 0xFE52: "猪", 0xFE6F: "瑜", 0xFEAA: "瓩", 0xFEDD: "砉",
}  # fmt: skip
# pairs that Python reads as another character; the two slashes only a look at the pairs themselves tells apart
BIG5_OTHERS = str.maketrans("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡")
BIG5_SLASHES = {b"\xa2\x41": "∕", b"\xa2\x42": "﹨"}
BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]|[\x00-\xff]")
_big5 = {start + at: one for start, run in BIG5_MORE.items() for at, one in enumerate(run)}


def decode(data: bytes, codec: str) -> str:
    """Bytes by a Python codec → text; GB18030 and Big5 as browsers read them. What is no character is U+FFFD.

    >>> decode(bytes.fromhex("a3a0 80 fe59 ff3c"), "gb18030"), decode(bytes.fromhex("87a4"), "big5hkscs")
    ('\u3000€\u9fb4�<', '\u9f97')
    """
    if codec == "gb18030":
        text = data.decode(codec, "guiyi-gb18030")
        return text.translate(GB_PRIVATE) if GB_PRIVATE_LEAD in text.encode("utf-8", "surrogatepass") else text
    return _decode_big5(data) if codec == "big5hkscs" else data.decode(codec, "replace")


def _decode_big5(data: bytes) -> str:
    if not any(pair in data for pair in BIG5_SLASHES):
        return data.decode("big5hkscs", "guiyi-big5").translate(BIG5_OTHERS)
    pairs = BIG5_PAIR.findall(data)
    text = (BIG5_SLASHES.get(pair) or pair.decode("big5hkscs", "guiyi-big5") for pair in pairs)
    return "".join(text).translate(BIG5_OTHERS)


def _gb_character(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    data, at = error.object, error.start
    if data[at] == 0x80:
        return "€", at + 1
    four = data[at : at + 4]
    if (
        len(four) == 4
        and all(0x30 <= one <= 0x39 for one in four[1::2])
        and all(0x81 <= one <= 0xFE for one in four[::2])
    ):
        return "\ufffd", at + 4
    return "\ufffd", at + _width(data, at)


def _big5_character(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    data, at = error.object, error.start
    known = _big5.get(int.from_bytes(data[at : at + 2], "big")) if len(data) > at + 1 else None
    return (known, at + 2) if known else ("\ufffd", at + _width(data, at))


def _width(data: bytes, at: int) -> int:
    """A lead byte and what can't follow it go together, unless that is an ASCII character."""
    is_pair = 0x81 <= data[at] <= 0xFE and at + 1 < len(data) and data[at + 1] >= 0x80
    return 2 if is_pair else 1


codecs.register_error("guiyi-gb18030", _gb_character)
codecs.register_error("guiyi-big5", _big5_character)
