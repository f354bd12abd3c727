"""Whether a page may print letters: cheap looks, by its labels or by what stands where, before anything is read."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.extract.types.english import is_english
from guiyi.extract.types.letters.letter import PENDING
from guiyi.extract.types.letters.speakers import HAS_DAY, KIND, OF_PAGE, PUBLIC, VERB, is_asker, tail_of
from guiyi.extract.types.letters.stems import CAME_BACK, DAY, OFFICE, answer_stem_of, may_name_stem

OFFICE_END = (
    r"局|委|办|室|府|会|心|院|处|科|部|队|站|所|社|馆|组|镇|乡|道|联|协|司"  # what AGENCY ends in, for a cheap look
)
MAY_BE = (  # two, each with a first character that is fast to find
    re.compile(
        rf"(?:{OFFICE_END})[】\]）)]?[ \t\u3000]*(?:{VERB})?[ \t\u3000]*(?:\n|于|在)?[ \t\u3000]*(?:{DAY}[ \t]*(?=\n|$|[:：)）]|如下|{VERB})|(?<=[复答应信理置结])[^\n]{{0,4}}(?=\n)|[）)](?=\n|$))"
    ),
    re.compile(rf"{DAY}[ \t]*\n?[\u4e00-\u9fff]{{2,20}}(?:{OFFICE_END})(?:{VERB})?(?=\n)"),
)
HEADED_PART = re.compile(
    rf"\n[【\[]?[\u4e00-\u9fff]{{0,6}}(?:{CAME_BACK}|回答|解答|答)[\u4e00-\u9fff]{{0,2}}[】\]]?[:：]?(?:[ \u3000（(]*{DAY}[)）]?)?\n"
)  # the office's part
BOTH_SAY = re.compile(rf"(?:{PUBLIC})[^\n，。：:]{{0,8}}[:：][^\n]+\n[\u4e00-\u9fff]{{2,18}}(?:{OFFICE_END})[:：]")
VOICE = re.compile(r"您|\*(?<=[\u4e00-\u9fff\d]\*)|\?|？|吗|呢|来信|" + PUBLIC)
ENDED = "。！？!? \u3000"  # what an answer that its office ends in brackets has before these
MOST_SIGNS = 5  # offices beside days that are looked at
REPLY_FACT = re.compile(rf"(?:^|(?<=[\s】\]]))[【\[]?(?:答复|回复|复信)(?P<role>时间|日期|{OFFICE})[】\]:：\t]")
MOTION = re.compile(r"提案|议案|代表|委员|政协|人大")
REQUESTED = re.compile(  # a line that is no more than the head of what was asked
    r"(?:^|\n)(?:[A-Z][a-z]+ )?(?:[Rr]equest|[Qq]uestion|[Ee]nquiry|[Qq]uery|[Cc]omplaint)(?: [a-z ]{1,12})?:?(?=\n)|\n(?:Information requested|You asked)"
)
ASKS = re.compile("来[信电件]|留言|咨询|信件|网友|提问|诉求|反映|信箱|写信|问政|投诉|求助|举报")
ANSWERS = re.compile("[复答]|回[信应]|[处办]理|处置|受理意见|反馈")
# An answer's word that ends its line or cell, or has a colon, a bracket or a day near. It begins with a character that is
# fast to find: each word looks back at its own first one.
ANSWER_LABEL = re.compile(
    r"[回答办批复解处承反受](?:(?<=[回答办批])[复信]|(?<=复)信|(?<=[回解])答|(?<=反)馈|(?<=回)应|(?<=受)理意见|(?<=答)(?=[:：])"
    r"|(?:(?<=[处办])[理结置]|(?<=承)办)(?!时限)[内结意情过信详单部机科处时日回答进状])[^\n。，；！？\t]{0,10}(?:[:：\t】\])）]|[\n ]|$|\d{4})"
)


def may_be_exchange(text: str, around: str) -> bool:
    """Whether an office stands beside a day or a word of answers, and somebody is spoken to: a cheap look.

    >>> may_be_exchange("雨** 2019-11-08\\n路灯不亮。\\n区环卫所 2019-11-12\\n已修好。", "")
    True
    >>> may_be_exchange("各单位：\\n请报送材料。\\n县水利局\\n2018年3月5日", "")
    False
    >>> may_be_exchange("请居民报送材料。\\n县水利局\\n2018年3月5日", "来源：县水利局 2018-03-05")
    False
    """
    both = f"{around}\n{text}".rstrip()
    if not (VOICE.search(both) or KIND.search(both)):
        return False
    if HEADED_PART.search(f"\n{text}\n") or BOTH_SAY.search(text):
        return True
    return any(_tells(both, found) for one in MAY_BE for found in islice(one.finditer(both), MOST_SIGNS))


def _tells(both: str, found: re.Match[str]) -> bool:
    """Whether an office that is named is more than a line of the page's own facts or the signature of a text: above it
    somebody says when he asked, or it ends an answer in brackets."""
    if OF_PAGE.search(both, both.rfind("\n", 0, found.start()) + 1, found.end()):
        return False
    if found[0][-1] in ")）":
        begin = max(both.rfind(one, 0, found.start() + 1) for one in "(（")
        return begin > 0 and both[begin - 1] in ENDED
    return any(_says_when(both, day) for day in HAS_DAY.finditer(both, 0, found.start()))


def _says_when(both: str, day: re.Match[str]) -> bool:
    """Whether the line of a day is one that tells when somebody asked."""
    end = both.find("\n", day.start())
    line = both[both.rfind("\n", 0, day.start()) + 1 : end if end >= 0 else len(both)]
    return is_asker(line) or bool((tail := tail_of(line)) and tail["day"])


def may_be_letter(text: str, around: str) -> bool:
    """Whether a page may print letters: its labels say so, or what stands where."""
    return may_be_labelled(text, around) or (not is_english(text) and may_be_exchange(text, around))


def may_be_labelled(text: str, around: str) -> bool:
    """Whether a page's body and the text around it name, as labels do, what every letter has: what was asked, and what
    was answered, or that it waits.

    >>> may_be_labelled("反映问题：路灯不亮。\\n办理情况：已修复。", "")
    True
    >>> may_be_labelled("市民反映，路灯不亮。市城管局答复，已修复。", "要闻")
    False
    """
    if is_english(text):
        return REQUESTED.search(text) is not None
    both = around + text
    is_answered = ANSWERS.search(both) and ANSWER_LABEL.search(both)
    if not ASKS.search(both):
        return bool(is_answered) and (may_name_stem(both) or _is_answered_to_somebody(both))
    if not is_answered and answer_stem_of(both):
        return True
    return bool(is_answered or (("态" in both or "进" in both) and PENDING.search(both)))


def _is_answered_to_somebody(both: str) -> bool:
    """Whether labels tell which office replied and when, as of nothing else than a letter; a motion is of a delegate."""
    return len({one["role"] for one in REPLY_FACT.finditer(both)}) > 1 and MOTION.search(both) is None
