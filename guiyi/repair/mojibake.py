"""Text that was decoded by the wrong table, once or twice, and put back where that can be proved. Nothing is guessed.

A run is put back only if its characters encode to the very bytes that the right table decodes whole, and what comes out
is common Chinese. Where a decoder has put U+FFFD or 锟斤拷, bytes are lost; such text is re-derived from the archive
(`guiyi.repair.mixed`), never here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Windows-1252 where it is defined, else the byte itself, as browsers read "latin-1".
CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
LATIN = re.compile(rf"[\x80-\xff{CP1252}](?:[\x80-\xff{CP1252} ]{{2,}})[\x80-\xff{CP1252}]")
LATIN_ONLY = re.compile(rf"[\x80-\xff{CP1252} ]{{2,}}")
LATIN_SINGLE = re.compile(rf"[\xe3-\xe9\xef][\x80-\xbf{CP1252}]{{2}}(?:[\xe3-\xe9\xef][\x80-\xbf{CP1252}]{{2}})*")
GBK_SINGLE = re.compile("(?<![\x80-\xff])[\xa1-\xf7][\xa1-\xfe](?:[\xa1-\xf7][\xa1-\xfe])*(?![\x80-\xff])")
LATIN_IN_GBK = re.compile("[盲氓忙莽猫茅茂茫][\u3400-\u9fff\ue000-\uf8ff]{5,}")  # ä å æ ç è é ï ã, as UTF-8 read as GBK
_LATIN = "[盲氓忙莽猫茅茂茫][^\x00-\u2fff盲氓忙莽猫茅茂茫]{1,2}"
LATIN_SIGN = re.compile(f"{_LATIN}{_LATIN}{_LATIN}")  # written out: a pattern that begins with a set is looked for fast
PUNCTUATION = "，。、；：？！（）《》“”‘’—…·〔〕【】"
SIGNS = re.compile("[锛銆鐨鏄涓鍥鍦浜鏈鏂鎴鍜鎵鑷瑕鏃浠绗鏀甯閮璇缁鍏鍙姘戝勫繛]")
FIRST_SIGNS = ("锛", "銆", "鐨", "鏀", "缃", "甯", "棣", "鎴", "绔")
_SIGN = "[锛銆鐨鍥鍦鎴鍜鎵鑷瑕甯閮璇缁鍏鍙姘戝勫浜搴棬綉绔欑殑椤鏀簻缃]"
SIGN_RUN = re.compile(f"{_SIGN}(?:.{{0,5}}{_SIGN}){{3}}")
GBK_RUN = re.compile("[\u3400-\u9fff\ue000-\uf8ff\u3000-\u303f\uff00-\uff5e€·…—‘’“”\u2160-\u2fff]{3,}")
HAN = re.compile("[\u3400-\u9fff]")
COMMON = 0.85  # share of a Chinese text's characters in the first level of GB 2312
LEAST_HAN = 2
TWICE = 2


def commonness(text: str) -> float:
    """Share of the Han characters of a text that are in the first level (3,755) of GB 2312; 0 without any."""
    han = HAN.findall(text)
    return sum(is_common(one) for one in han) / len(han) if han else 0.0


def is_common(character: str) -> bool:
    """Whether a character is in the first level of GB 2312."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def mend_utf8_as_latin(text: str) -> str:
    """UTF-8 that was read as latin-1 or Windows-1252, up to twice; French, German and signs of currency stay.

    >>> mend_utf8_as_latin("æ\\x94¿åº\\x9cç½‘ç«™"), mend_utf8_as_latin("Café déjà vu, 25°C ±0.5 €30")
    ('政府网站', 'Café déjà vu, 25°C ±0.5 €30')
    >>> mend_utf8_as_latin("2018å¹´æ”¿åºœç½‘ç«™3æœˆ"), mend_utf8_as_latin("2018å¹´")  # one alone proves nothing
    ('2018年政府网站3月', '2018å¹´')
    """
    for _ in range(TWICE):
        mended = LATIN.sub(lambda match: _put_back(match[0], _latin_bytes, "utf-8"), text)
        if mended == text:
            break
        is_proved = len(HAN.findall(mended)) > len(HAN.findall(text))
        text = LATIN_SINGLE.sub(lambda match: _put_back_one(match[0], "utf-8"), mended) if is_proved else mended
    return text


def mend_gbk_as_latin(text: str) -> str:
    """GBK that was read as latin-1 or Windows-1252; other Latin text stays.

    >>> mend_gbk_as_latin("2018ÄêÕþ¸®ÍøÕ¾"), mend_gbk_as_latin("Ångström àéîõü Größe")
    ('2018年政府网站', 'Ångström àéîõü Größe')
    """
    mended = LATIN.sub(lambda match: _put_back(match[0], _gbk_bytes, "gb18030"), text)
    return mended if mended == text else GBK_SINGLE.sub(lambda match: _put_back_one(match[0], "gb18030"), mended)


def _gbk_bytes(run: str) -> bytes:
    """A run's bytes; none for one of signs only, such as ×÷±°."""
    return _latin_bytes(run) if any(one.isalpha() for one in run) else b""


def mend_utf8_as_gbk(text: str) -> str:
    """UTF-8 that was read as GBK; Chinese text stays, rare characters too.

    >>> mend_utf8_as_gbk("鏀垮簻缃戠珯"), mend_utf8_as_gbk("鄄城县、鄠邑区、甪直镇")
    ('政府网站', '鄄城县、鄠邑区、甪直镇')
    """
    if not SIGNS.search(text):
        return text
    return GBK_RUN.sub(lambda match: _put_back(match[0], lambda run: run.encode("gb18030"), "utf-8"), text)


def mend_utf8_as_latin_and_gbk(text: str) -> str:
    """UTF-8 that was read as latin-1, written as UTF-8 and read as GBK; Chinese text stays.

    >>> mend_utf8_as_latin_and_gbk("忙聰驴氓潞聹莽陆聭莽芦聶"), mend_utf8_as_latin_and_gbk("熊猫、茅台、流氓")
    ('政府网站', '熊猫、茅台、流氓')
    """

    def put_back(run: re.Match[str]) -> str:
        try:
            latin = run[0].encode("gb18030").decode("utf-8")
        except UnicodeDecodeError:
            return run[0]
        mended = mend_utf8_as_latin(latin)
        return mended if mended != latin and commonness(mended) >= COMMON else run[0]

    return LATIN_IN_GBK.sub(put_back, text) if LATIN_SIGN.search(text) else text


def _put_back_one(run: str, codec: str) -> str:
    """What stands alone in a text that was proved to be read wrongly → its one character, if that is common."""
    try:
        right = _latin_bytes(run).decode(codec)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return run
    return right if right and all(is_common(one) or one in PUNCTUATION for one in right) else run


def _put_back(run: str, to_bytes: Callable[[str], bytes], codec: str) -> str:
    """A run of wrong characters → the right ones, or itself where that is not proved."""
    try:
        right = to_bytes(run).decode(codec)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return run
    han = HAN.findall(right)
    is_chinese = len(han) >= LEAST_HAN and commonness(right) >= COMMON and commonness(right) > commonness(run)
    is_step = (
        codec == "utf-8" and LATIN_ONLY.fullmatch(right) is not None and len(right) < len(run)
    )  # read wrongly twice
    return right if (is_chinese and len(han) >= 0.6 * len(right.replace(" ", ""))) or is_step else run


def _latin_bytes(text: str) -> bytes:
    return b"".join(
        one.encode("latin-1") if ord(one) < 0x100 else one.encode("cp1252") for one in text
    )  # fmt: skip


def has_mojibake(text: str) -> bool:
    """Whether a page shows UTF-8 read as GBK: some of the characters that only that gives stand close together."""
    return shows_mojibake(text) and SIGN_RUN.search(text) is not None


def shows_mojibake(text: str) -> bool:
    """Whether a page, or a line of it, shows any sign by which `has_mojibake` could say yes."""
    return any(sign in text for sign in FIRST_SIGNS)


def mojibake_score(text: str) -> float:
    """Share of a text that looks wrongly decoded: U+FFFD, 锟斤拷, private characters, runs that rules would mend.

    >>> mojibake_score("关于放假的通知"), mojibake_score("锟斤拷锟斤拷") > 0.5
    (0.0, True)
    """
    if not text:
        return 0.0
    lost = text.count("\ufffd") + 2 * text.count("锟斤") + len(re.findall("[\ue000-\uf8ff]", text))
    lost += sum(len(run) for run in LATIN.findall(text))
    lost += len(SIGNS.findall(text)) if mend_utf8_as_gbk(text) != text else 0
    return min(1.0, lost / len(text))
