"""Whether a page may print letters: cheap looks, by its labels or by what stands where, before anything is read."""

from __future__ import annotations

import re

from guiyi.extract.types.english import is_english
from guiyi.extract.types.letters.letter import PENDING
from guiyi.extract.types.letters.words import OFFICE

REPLY_FACT = re.compile(rf"(?:^|(?<=[\s】\]]))[【\[]?(?:答复|回复|复信)(?P<role>时间|日期|{OFFICE})[】\]:：\t]")
MOTION = re.compile(r"提案|议案|代表|委员|政协|人大")
REQUESTED = re.compile(  # a line that is no more than the head of what was asked
    r"(?:^|\n)(?:[A-Z][a-z]+ )?(?:[Rr]equest|[Qq]uestion|[Ee]nquiry|[Qq]uery|[Cc]omplaint)(?: [a-z ]{1,12})?:?(?=\n)|\n(?:Information requested|You asked)"
)
ASKS = re.compile("来[信电件]|留言|咨询|信件|网友|提问|诉求|反映|信箱|写信|问政|投诉|求助|举报|建言|呼声")
ANSWERS = re.compile("[复答]|回[信应]|[处办]理|处置|受理意见|反馈")
# An answer's word that ends its line or cell, or has a colon, a bracket or a day near. It begins with a character that is
# fast to find: each word looks back at its own first one.
ANSWER_LABEL = re.compile(
    r"[回答办批复解处承反受](?:(?<=[回答办批])[复信]|(?<=复)信|(?<=[回解])答|(?<=反)馈|(?<=回)应|(?<=受)理意见|(?<=答)(?=[:：])"
    r"|(?:(?<=[处办])[理结置]|(?<=承)办)(?!时限)[内结意情过信详单部机科处时日回答进状])[^\n。，；！？\t]{0,10}(?:[:：\t】\])）]|[\n ]|$|\d{4})"
)


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
        return bool(is_answered) and _is_answered_to_somebody(both)
    return bool(is_answered or (("态" in both or "进" in both) and PENDING.search(both)))


def _is_answered_to_somebody(both: str) -> bool:
    """Whether labels tell which office replied and when, as of nothing else than a letter; a motion is of a delegate."""
    return len({one["role"] for one in REPLY_FACT.finditer(both)}) > 1 and MOTION.search(both) is None
