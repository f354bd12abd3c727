"""The ordered cleaning rules: small named functions, text in, text out. Each says what it leaves alone.

Chinese punctuation is never touched (the usual text fixers turn “” and ， into their Latin look-alikes).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from guiyi.repair.characters import decode_units, map_private_characters, map_radicals
from guiyi.repair.damage import drop_word_marks
from guiyi.repair.mojibake import mend_gbk_as_latin, mend_utf8_as_gbk, mend_utf8_as_latin, mend_utf8_as_latin_and_gbk

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Letters that a joiner behind them shapes (Arabic, Indic and Mongolian scripts), and pictures that one puts together.
JOINED = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
PICTURES = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
INVISIBLE = re.compile(
    rf"[\u200b\u202a-\u202e\u2060-\u2064\ufeff\u00ad]|(?<![{JOINED}{PICTURES}])[\u200c\u200d]"
    rf"|(?<![{RIGHT_TO_LEFT}])[\u200e\u200f](?![{RIGHT_TO_LEFT}])"
)
MAY_BE_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
BLANKS = re.compile("(?:[ \u00a0\u2002-\u200a\u205f\u3000]|\u202f(?![\u1800-\u18af]))+")
ENTITY = re.compile(r"&(?:#\d{2,7}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8});")
NUMBERED_ENTITY = re.compile(r"&#(?:\d{2,7}|x[0-9a-fA-F]{2,6});")
ABOUT_ENTITIES = re.compile(r"HTML|XML|转义|实体(?:字符|编码|引用)|源代码", re.IGNORECASE | re.ASCII)
FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
NUMBER_BRACKETS = re.compile(
    r"([\u4e00-\u9fff])\s*[\[［【（(〔]\s*((?:19|20)\d{2})\s*[\]］】）)〕]\s*(?:第\s*)?(\d{1,5})\s*号(?!地块|宗地|院|楼)"
)
SOURCE_LABEL = re.compile(r"^(?:信息|文章|稿件)?来源\s*[:：]\s*")
TITLE_TAIL = re.compile(
    r"\s*[-_—|｜]+\s*[\u4e00-\u9fff]{2,20}(?:政府网|门户网站|官方网站|人民政府|信息网|政务网|委员会|局|网)$"
)


def drop_control(text: str) -> str:
    """Control characters, NUL and lone surrogates go; line feeds, tabs and U+0085 stay.

    >>> drop_control("通\\x00知\\x07\\n")
    '通知\\n'
    """
    return CONTROL.sub("", text)


def drop_invisible(text: str) -> str:
    """Zero-width and direction marks go; ordinary blanks stay, and joiners and marks beside letters of Uyghur or
    Mongolian and between the parts of a picture, which they shape.

    >>> drop_invisible("公\\u200b告\\u200d"), drop_invisible("\\u200f公告")
    ('公告', '公告')
    >>> kept = "👨\\u200d👩\\u200d👧", "ئۇيغۇر\\u200f (1)", "می\\u200cخواهم"
    >>> [drop_invisible(one) == one for one in kept]
    [True, True, True]
    """
    return INVISIBLE.sub("", text) if MAY_BE_INVISIBLE.search(text) else text


def decode_entities(text: str) -> str:
    """Entities that a page showed as text become characters; a bare & stays, and a text about entities.

    >>> decode_entities("甲&amp;乙&nbsp;丙 R&D"), decode_entities("&amp;#24215;")  # escaped twice
    ('甲&乙\\xa0丙 R&D', '店')
    >>> decode_entities("在 HTML 中用 &lt;br&gt; 换行"), decode_entities("转义字符 &amp;nbsp; 的写法")
    ('在 HTML 中用 &lt;br&gt; 换行', '转义字符 &amp;nbsp; 的写法')
    """
    if "&" not in text or ABOUT_ENTITIES.search(text):
        return text
    return NUMBERED_ENTITY.sub(_decoded, ENTITY.sub(_decoded, text))


def _decoded(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def squeeze_blanks(text: str) -> str:
    """Runs of blanks of any width become one blank, ends are cut; line feeds and tabs stay, and the narrow blank before
    a Mongolian ending.

    >>> squeeze_blanks("　　各区：  你好 ")
    '各区： 你好'
    >>> squeeze_blanks("ᠮᠣᠩᠭᠣᠯ\\u202fᠤᠨ\\u202f 文") == "ᠮᠣᠩᠭᠣᠯ\\u202fᠤᠨ 文"
    True
    """
    lines = (BLANKS.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(lines)


def narrow_digits(text: str) -> str:
    """Full-width digits and letters become ASCII; punctuation of any width stays.

    >>> narrow_digits("２０１８年（试行）")
    '2018年（试行）'
    """
    return FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def mend_number_brackets(text: str) -> str:
    """The year of a 文号 gets its hexagonal brackets; other brackets stay.

    >>> mend_number_brackets("云文发[2018]12号（试行）")
    '云文发〔2018〕12号（试行）'
    >>> mend_number_brackets("出让云储（2018）15号地块")  # a name, not a document's number
    '出让云储（2018）15号地块'
    """
    return NUMBER_BRACKETS.sub(lambda match: f"{match[1]}〔{match[2]}〕{int(match[3])}号", text)


def cut_label(text: str) -> str:
    """来源： before a source goes; the source stays.

    >>> cut_label("来源：云川日报")
    '云川日报'
    """
    return SOURCE_LABEL.sub("", text)


def cut_site_name(text: str) -> str:
    """The old site's name behind a title goes; a title that is only a name stays.

    >>> cut_site_name("关于放假的通知_云川市文化局"), cut_site_name("云川市文化局")
    ('关于放假的通知', '云川市文化局')
    """
    return TITLE_TAIL.sub("", text) or text


Rule = tuple[str, tuple[str, ...], Callable[[str], str]]
WORDS = ("title", "source", "author", "document_number", "index_number", "issuing_agency", "section", "summary")
TEXTS = (*WORDS, "body_text")

# Order matters: what is decoded may hold what the next rules remove.
RULES: tuple[Rule, ...] = (
    ("decode-entities", TEXTS, decode_entities),
    ("decode-units", (*TEXTS, "body_html"), decode_units),
    ("utf-8-read-as-latin", (*TEXTS, "body_html"), mend_utf8_as_latin),
    ("gbk-read-as-latin", (*TEXTS, "body_html"), mend_gbk_as_latin),
    ("utf-8-read-as-gbk", (*TEXTS, "body_html"), mend_utf8_as_gbk),
    ("utf-8-read-as-latin-and-gbk", (*TEXTS, "body_html"), mend_utf8_as_latin_and_gbk),
    ("map-private-characters", (*TEXTS, "body_html"), map_private_characters),
    ("map-radicals", (*TEXTS, "body_html"), map_radicals),
    ("drop-word-marks", ("title", "summary", "body_text", "body_html"), drop_word_marks),
    ("drop-control", (*TEXTS, "body_html"), drop_control),
    ("drop-invisible", (*TEXTS, "body_html"), drop_invisible),
    ("squeeze-blanks", TEXTS, squeeze_blanks),
    ("narrow-digits", ("title", "document_number", "index_number"), narrow_digits),
    ("mend-number-brackets", ("title", "document_number"), mend_number_brackets),
    ("cut-label", ("source",), cut_label),
    ("cut-site-name", ("title",), cut_site_name),
)
RULES_OF = {one: [(name, rule) for name, fields, rule in RULES if one in fields] for one in (*TEXTS, "body_html")}


def apply_rules(field: str, text: str) -> tuple[str, list[str]]:
    """A field's name and text → the clean text and the names of the rules that changed it, in order."""
    fired = []
    for name, rule in RULES_OF.get(field, ()):
        cleaned = rule(text)
        if cleaned != text:
            fired.append(name)
            text = cleaned
    return text, fired
