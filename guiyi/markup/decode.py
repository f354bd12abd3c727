"""Bytes of a page → text, as browsers decode: BOM, then the declaration if the bytes allow it, then the bytes.

gb2312 and gbk are read as GB18030 and big5 as Big5-HKSCS (the WHATWG tables; Python's own gb2312 and gbk fail on
names with 镕 喆 珺). A single damaged byte never decides: a declaration stands if nearly all of the page decodes by it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding

from guiyi.markup.queries import with_sent_queries
from guiyi.repair.mixed import decode_mixed
from guiyi.repair.mojibake import COMMON, commonness, has_mojibake, mend_utf8_as_latin
from guiyi.repair.whatwg import decode

META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE
)
PRESCAN = 4096
LOST = "replacement-characters"  # flag of a page of which something was unreadable
TWICE = "double-encoded"  # flag of a page whose UTF-8 was read as Latin letters and written as UTF-8 again
TWICE_SIGNS = ("ï¼", "ã\x80", "ã€")  # how the marks ， ： 。 《 of nearly every Chinese text look then
NUL = re.compile("\x00")  # found in a third of the time that `str.replace` takes to find none
LATIN = re.compile(r"[\x80-\u07ff]")
HAN = re.compile(r"[\u4e00-\u9fff]")
PAIR = re.compile(rb"[\x80-\xff]{2}")  # without one a page is neither UTF-8 nor Chinese: Windows wrote its quotes
HIGH = bytes(range(0x80, 0x100))
DAMAGE = 0.002  # share of undecodable characters up to which a declaration is believed
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
UNSURE = ("utf-8", "cp1250", "cp1251", "cp1252", "cp1253", "cp1256", "iso8859-2", "iso8859-7")  # of a few bytes
WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb-2312": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "chinese": "gb18030", "hz-gb-2312": "gb18030", "big5": "big5hkscs", "big-5": "big5hkscs",
    "big5-hkscs": "big5hkscs", "cp950": "big5hkscs", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "utf-16": "utf-16-le",
}  # fmt: skip


@dataclass(frozen=True)
class Decoded:
    """The text of a page, the encoding it was read by, and what is doubtful about it."""

    text: str
    charset: str
    flags: tuple[str, ...] = ()


def python_name(label: str) -> str | None:
    """Encoding label of the web → Python codec, the wider one of a family; None if there is no such codec.

    >>> python_name("GB2312"), python_name("x-nonsense")
    ('gb18030', None)
    """
    plain = label.strip().strip("\"'").lower()
    name = WIDER.get(plain, plain)
    try:
        "".encode(name)
    except (LookupError, UnicodeError):
        return None
    return name


def damage_of(text: str) -> float:
    """Share of replacement characters in a text."""
    return text.count("\ufffd") / max(1, len(text))


def decode_html(data: bytes, header_charset: str | None = None, hint: str | None = None) -> Decoded:
    """Page bytes, the header's charset and the site's usual one → text, charset, flags. Never fails.

    Flags: charset-conflict (declaration and bytes disagree), replacement-characters (something was unreadable),
    double-encoded (UTF-8 that was read as Latin letters and written as UTF-8 again, put right).

    >>> twice = "<p>关于放假的通知，请周知。</p>".encode().decode("latin-1").encode()
    >>> decode_html(twice).text, decode_html(twice).flags, decode_html("<p>Größe: 3 ± 1, naïve¼</p>".encode()).flags
    ('<p>关于放假的通知，请周知。</p>', ('double-encoded',), ())
    >>> decode_html(b"<p>\\x93We thank you\\x94 \\x96 the clerk").text, decode_html("<p>关于放假".encode("gbk")).charset
    ('<p>“We thank you” – the clerk', 'gb18030')
    """
    for bom, codec in BOMS:
        if data.startswith(bom):
            return _finish(data[len(bom) :].decode(codec, "replace"), codec, ())
    found = META_CHARSET.search(data, 0, PRESCAN)
    meta = found[1].decode("ascii") if found else None
    declared = [name for label in (header_charset, meta, hint) if label and (name := python_name(label))]
    if declared and declared[0] == "utf-8":
        with suppress(UnicodeDecodeError):
            return _finish(data.decode("utf-8"), "utf-8", ())
    if (not declared or declared[0] == "utf-8") and not data.isascii() and PAIR.search(data) is None:
        return _finish(decode(data, "cp1252"), "cp1252", ("charset-conflict",) if declared else ())
    best: tuple[float, str, str] | None = None
    is_utf8 = _is_utf8(data)
    for at, name in enumerate(dict.fromkeys(["utf-8", *declared] if is_utf8 or not declared else declared)):
        text = decode(data, name)
        damage = damage_of(text) if name != "cp1252" or data.isascii() else _latin_damage(data)
        if damage <= DAMAGE or (is_utf8 and name == "utf-8"):
            return _finish(text, name, ("charset-conflict",) if declared and name != declared[0] and at else ())
        best = min(best or (1.0, "", ""), (damage, name, text))
    return _detect(data, best, bool(declared))


def _latin_damage(data: bytes) -> float:
    """windows-1252 decodes any byte; the share of high bytes is how little the declaration can be believed here."""
    return 1 - len(data.translate(None, HIGH)) / max(1, len(data))


def rederived(decoded: Decoded, data: bytes) -> Decoded:
    """A page's decoding and its bytes → the same, or, where it is damaged, what reading it part by part gives."""
    is_lost = LOST in decoded.flags
    if decoded.charset.startswith("utf-16") or not (is_lost or has_mojibake(decoded.text)):
        return decoded
    text = decode_mixed(data, decoded.charset).replace("\x00", "").removeprefix("\ufeff")
    if text == decoded.text or text.count("\ufffd") > decoded.text.count("\ufffd"):
        return decoded
    left = (LOST,) if "\ufffd" in text else ()
    flags = (one for one in decoded.flags if one != LOST)
    return Decoded(text, decoded.charset, (*flags, "mixed-encodings", *left))


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 and give Chinese, a damaged byte in ten characters at the most.

    Then no declaration counts: GBK text is UTF-8 by chance in a few pairs only, while UTF-8 is nearly always valid GBK.
    """
    if data.isascii():
        return False
    text = data.decode("utf-8", "replace")
    damaged, more = text.count("\ufffd") * 10, len(data) - len(text)
    if damaged > more / 2:  # as in GBK: no need to look for Latin letters, which is slow
        return False
    latin = len(LATIN.findall(text))  # two bytes each in UTF-8; Chinese takes three
    chinese = (more - latin) / 2
    return chinese >= latin and damaged <= chinese


def _detect(data: bytes, best: tuple[float, str, str] | None, was_declared: bool) -> Decoded:
    """No declaration holds: the statistical detector, unless a declaration damages less."""
    name = python_name(detect_encoding(data, html5_compatible=True) or "utf-8") or "utf-8"
    text = decode(data, name)
    damage = damage_of(text)
    if (damage or name in UNSURE) and damage_of(gb := decode(data, "gb18030")) == 0 and commonness(gb) >= COMMON:
        damage, name, text = 0.0, "gb18030", gb  # too short for statistics
    if best and best[0] <= damage:
        damage, name, text = best
    return _finish(text, name, ("charset-conflict",) if was_declared else ())


def _finish(text: str, name: str, flags: tuple[str, ...]) -> Decoded:
    text = NUL.sub("", text).removeprefix("\ufeff")
    is_latin = not text.isascii() and HAN.search(text) is None
    if is_latin and any(sign in text for sign in TWICE_SIGNS) and (right := mend_utf8_as_latin(text)) != text:
        text, flags = right, (*flags, TWICE)
    if "\ufffd" in text:
        flags = (*flags, LOST)
    return Decoded(with_sent_queries(text, name), name, flags)
