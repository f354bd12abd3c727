"""Words of spam, and the lawful context in which the same words are innocent.

The words are data: words.yaml. Sure words have no place on an official page unless it fights them. Loose words also
name lawful things (娱乐城 is a kind of inspected venue); they count only where nobody writes for readers: hidden, in a
chain of keywords, in a link off the white list.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from guiyi.caching import kept
from guiyi.repair.characters import narrow

_WORDS = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
LAWFUL = re.compile("|".join(_WORDS["lawful"].split()))
WINDOW = 24  # characters on both sides in which a lawful word clears a spam word
MAX_BYTES = 4  # of a character in UTF-8
_REACH = 16  # characters around a root in which its word lies
_FORMS = dict(pair.split("=") for pair in _WORDS["traditional"].split())
_FORM = re.compile("|".join(sorted(_FORMS, key=len, reverse=True)))
_LOOK = re.compile(r"\((\?<?[!=])((?:[^()]|\([^()]*\))*)\)")


def _traditional(text: str) -> str:
    return _FORM.sub(lambda found: _FORMS[found[0]], text)


def _both(text: str) -> list[str]:
    """A text in Simplified and in Traditional Chinese; a pattern's signs stay, what it looks round for is in both.

    >>> _both("办证(?!处)")
    ['办证(?!处|處)', '辦證(?!处|處)']
    """
    looks = [f"({one[1]}{one[2]}|{_traditional(one[2])})" for one in _LOOK.finditer(text)]
    words = _LOOK.sub("\x00", text)
    both = dict.fromkeys([words, _traditional(words)])
    return ["".join(part + look for part, look in zip(one.split("\x00"), [*looks, ""], strict=True)) for one in both]


_patterns: dict[str, list[tuple[re.Pattern[str], bool]]] = {}  # by root: pattern, whether its words count only in pairs
for _row in _WORDS["sure"]:
    for _one in _both(_row["words"]):
        _compiled = (re.compile(_one), bool(_row.get("paired")))
        for _root in dict.fromkeys(root for text in _both(_row["roots"]) for root in text.split()):
            _patterns.setdefault(_root, []).append(_compiled)
_ROOTS = list(_patterns)
_LOOSE = [word for text in _both(_WORDS["loose"]) for word in text.split()]
# What also asks for a closer look: codes that may spell words, and characters nobody sees between those of a word.
CODES = ("\\u", "\\x", "%u", "fromCharCode", "atob(", "unescape(", "eval(")
UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
_NAMES = [*_ROOTS, *CODES, *UNSEEN]
_page = BytesAhoCorasick(
    [name.encode() for name in _NAMES], matchkind=MatchKind.Standard, implementation=Implementation.DFA
)
_sure = AhoCorasick(_ROOTS, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
_loose = AhoCorasick(_LOOSE, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
CHAIN_PART = re.compile(r"[_|,，、;；/\s\-—–~·.。]+")
CHAIN_PARTS, PART_LENGTH = 3, 24
CHAIN_SHARE = 0.5  # of its parts that say a spam word; a sentence that lists two of them is no chain
SQUEEZED = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]|(?<=[\u4e00-\u9fff])[\s*·・.。\-_]{1,2}(?=[\u4e00-\u9fff])")


def plain(text: str) -> str:
    """Text as words are looked up in it: NFKC, lower case, nothing put between the characters of a word.

    >>> plain("百\\u200b家 乐ＡＰＰ")
    '百家乐app'
    """
    lower = text.lower() if text.isascii() else narrow(text).lower()
    return SQUEEZED.sub("", lower)


def signs_in(text: str) -> tuple[bool, bool, bool]:
    """A page as received, in one pass → whether it holds any sure word, any code, any unseen character. 0.1 ms a page.

    What may clear a word is not looked at here.
    """
    says = is_coded = is_unseen = False
    data = text.encode("utf-8", "surrogatepass")  # places in characters would be counted for all of it
    for at, begin, end in _page.find_matches_as_indexes(data, overlapping=True):
        name = _NAMES[at]
        if name in UNSEEN:
            is_unseen = True
        elif name in CODES:
            is_coded = True
        elif not says:
            around = _around(data, begin, end)
            says = any(pattern.search(around) for pattern, _is_paired in _patterns[name])
    return says, is_coded, is_unseen


def _around(data: bytes, begin: int, end: int) -> str:
    """A page's bytes and the place of a root → the root and what stands around it, in lower case."""
    before = data[max(0, begin - MAX_BYTES * _REACH) : begin].decode("utf-8", "ignore")[-_REACH:]
    return (before + data[begin : end + MAX_BYTES * _REACH].decode("utf-8", "ignore")).lower()


def says_spam(text: str) -> bool:
    """Whether a text holds any sure word, cleared or not.

    >>> says_spam("我市破获一起网络百家乐赌博案件"), says_spam("关于开展春季植树活动的通知")
    (True, False)
    """
    return signs_in(text)[0]


def spam_words(text: str) -> list[str]:
    """Sure spam words of a text that no lawful context clears, each once, in order.

    >>> spam_words("澳门金沙娱乐官网，老虎机")
    ['澳门金沙', '金沙娱乐官网', '老虎机']
    >>> spam_words("我市破获一起网络百家乐赌博案件"), spam_words("福利彩票开奖公告"), spam_words("日韩综合保税区")
    ([], [], [])
    """
    return list(dict.fromkeys(all_spam_words(text)))


def all_spam_words(text: str) -> list[str]:
    """All places of sure words in a text that no lawful context clears, with repetitions.

    Words that also name lawful things count where two different words stand.
    """
    return list(_counted_words(text))


@kept(4000, longest=200)
def _counted_words(text: str) -> tuple[str, ...]:
    lower = plain(text)
    spans = _sure_spans(lower)
    counted = [one for one in sorted(spans) if not _is_lawful(lower, *one)]
    words = tuple(lower[start:end] for start, end in counted)
    return words if len(set(words)) > 1 or any(not spans[one] for one in counted) else ()


def loose_words(text: str) -> list[str]:
    """Loose and sure words of a text that no lawful context clears: for what is hidden or leads off the white list."""
    lower = plain(text)
    spans = set(_sure_spans(lower)) | {
        (start, end) for _word, start, end in _loose.find_matches_as_indexes(lower, overlapping=True)
    }
    return list(dict.fromkeys(lower[start:end] for start, end in sorted(spans) if not _is_lawful(lower, start, end)))


def _sure_spans(lower: str) -> dict[tuple[int, int], bool]:
    """Where sure words stand, and whether one counts only in a pair; of words within one another, the longest."""
    found: dict[tuple[int, int], bool] = {}
    for root, start, end in _sure.find_matches_as_indexes(lower, overlapping=True):
        at = max(0, start - _REACH)
        around = lower[at : end + _REACH]
        for pattern, is_paired in _patterns[_ROOTS[root]]:
            for match in pattern.finditer(around):
                span = (at + match.start(), at + match.end())
                found[span] = is_paired and found.get(span, True)
    kept, reached = {}, 0
    for one in sorted(found, key=lambda span: (span[0], -span[1])):
        if one[1] > reached:
            kept[one], reached = found[one], one[1]
    return kept


def _is_lawful(lower: str, start: int, end: int) -> bool:
    return LAWFUL.search(lower[max(0, start - WINDOW) : end + WINDOW]) is not None


def is_chain(text: str) -> bool:
    """Whether a text is a chain of keywords with spam among them, not a sentence or a title.

    >>> is_chain("日韩黄色视频网址_无码好片_激情综合激情五月,成人电影"), is_chain("福彩中心公告_民政局_政务公开_首页")
    (True, False)
    """
    parts = [part for part in CHAIN_PART.split(text.strip()) if part]
    if len(parts) < CHAIN_PARTS or sum(len(part) <= PART_LENGTH for part in parts) < 0.8 * len(parts):
        return False
    words = spam_words(text)
    if len(words) < 2 and not (words and len(loose_words(text)) >= 3):
        return False
    return sum(bool(loose_words(part)) for part in parts) >= CHAIN_SHARE * len(parts)
