"""体裁分类 of a document by its title's end, its number, or the formula of its text; with how sure that is."""

from __future__ import annotations

import re

KINDS = "命令|令|决议|决定|公报|公告|通告|意见|通知|通报|报告|请示|批复|复函|议案|函|会议纪要|纪要"
OFFICIAL = re.compile(f"(?:关于|印发|转发|批转).{{2,}}的({KINDS})$")
PLAIN = re.compile(r"(通知|通告|通报|公报|批复|复函|会议纪要|决议|实施意见|指导意见|公告|工作报告)$")
TRADE = re.compile(
    r"(?:招标|中标|成交|采购|拍卖|竞价|流标|废标|更正|结果|磋商|谈判|询价|比选|遴选|出让|招租|招聘)公告$"
)
ORDER = re.compile(r"(?:政府|主席|国务院|委员会|[局部委厅])令(?:\s*第?\s*[〇零一二三四五六七八九十百\d]+\s*号)?$")
# a report, letter or public notice by its name, yet perhaps none of the official kinds: 工作年度报告, 设备采购公告
LOOSE = re.compile(r".(年度报告|公告)$|^关于.{2,}(报告|意见|函)$")
DONE = "通知|通告|公告|通报|批复|函复|函告|复函|报告"
FORMULA = re.compile(f"特此({DONE})|现(?:将.{{2,80}}?)?({DONE})如下")
NAMES = {
    "令": "命令（令）", "命令": "命令（令）", "复函": "函", "会议纪要": "纪要", "实施意见": "意见", "指导意见": "意见",
    "工作报告": "报告", "年度报告": "报告", "函复": "函", "函告": "函",
}  # fmt: skip
TRAILER = re.compile(r"\s*[（(〔\[【][^（）()〔〕\[\]【】]{0,40}(?:〔\d{4}〕[^（）()]{0,10})?[）)〕\]】]\s*$")
ENTIRE, ENDS, NUMBERED, SAID, PERHAPS = 0.98, 0.95, 0.92, 0.7, 0.5
BEGINNING, ENDING = 200, 200  # characters of a text in which its formula stands

Found = tuple[str, float, str, tuple[str, ...]]


def genre_of(title: str, document_number: str | None = None, text: str = "") -> Found | None:
    """Title, number, text → the kind of official document, how sure (0–1), `rule`, the words; None where none is told.

    >>> genre_of("关于做好防汛工作的通知")
    ('通知', 0.98, 'rule', ('title: 的通知',))
    >>> genre_of("道路命名公示", None, "……如有意见请来电。特此公告。")
    ('公告', 0.7, 'rule', ('text: 特此公告',))
    """
    plain = _plain(title)
    if (match := OFFICIAL.search(plain)) is not None:
        return _found(match[1], ENTIRE, f"title: 的{match[1]}")
    is_trade = TRADE.search(plain) is not None
    if not is_trade and (match := PLAIN.search(plain)) is not None:
        return _found(match[1], ENDS, f"title: {match[1]}")
    for words, sure in ((plain, ENDS), (_plain(document_number or ""), NUMBERED)):
        if (match := ORDER.search(words)) is not None:
            return _found("令", sure, f"{'title' if words is plain else 'number'}: {match[0]}")
    if (formula := FORMULA.search(text[:BEGINNING]) or FORMULA.search(text[-ENDING:])) is not None:
        return _found(formula[1] or formula[2], SAID, f"text: {formula[0][:40]}")
    if (match := LOOSE.search(plain)) is not None:
        return _found(match[1] or match[2], PERHAPS, f"title: {match[1] or match[2]}")
    return None


def _found(name: str, sure: float, words: str) -> Found:
    return NAMES.get(name, name), sure, "rule", (words,)


def _plain(title: str) -> str:
    """A title without what stands in brackets at its end."""
    plain = title.strip()
    while (shorter := TRAILER.sub("", plain)) != plain:
        plain = shorter
    return plain
