"""What is said in a block, run by run: each text with the facts that head it and that sign it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from guiyi.dates import read_date
from guiyi.extract.types.letters.pieces import Piece, office_in
from guiyi.markup.tree import Node, text_of

LEVELS = 6  # of blocks around a text
TAIL = 5  # facts behind what was said last
WAITING = re.compile(  # no more than that an answer will come
    r"(?:(?:您的?|该|此)?(?:信件|来信|留言|诉求|问题|工单))?(?:暂无|尚未|暂未|还未|正在|等待|请耐心|未)[^\n。]{0,14}"
)
OF_RATING = re.compile(r"评价|满意|回访|点赞|归档|转[办交]|登记(?!时间|日)|签收|派发|派单|期限|限期|时限")
NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")  # a head within what one says
GREETING = re.compile(r"^(?:尊敬|亲爱|各(?!方))|(?:[您你]好|朋友|同志)$")  # before what one says to somebody


@dataclass
class Run:
    """What somebody said without a fact between, and the facts that head and that sign it."""

    text: str
    holder: Node
    ahead: list[Piece]
    label: str = ""
    behind: list[Piece] = field(default_factory=list)
    place: tuple[object, ...] = ()

    @property
    def facts(self) -> list[Piece]:
        """What stands with it."""
        return [*self.ahead, *self.behind]

    @property
    def office(self) -> str | None:
        """Who heads or signs it, if that is an office."""
        told = (one.text for one in (*reversed(self.ahead), *self.behind) if one.kind == "office")
        return office_in(self.label) or next(told, None)


def runs_of(pieces: list[Piece]) -> list[Run]:
    """Pieces → what was said in its order, each with the facts before it and behind it."""
    runs: list[Run] = []
    facts: list[Piece] = []
    last: Piece | None = None
    spoken: Piece | None = None
    for one in pieces:
        if one.kind != "said":
            facts.append(one)
            last = None
        elif WAITING.fullmatch(one.text.rstrip("。")):
            last = None
        elif last is not None and not one.label and one.place == last.place:
            runs[-1].text += f"\n{one.text}"
            last = one
        elif runs and not facts and NUMBERED.match(one.label) and one.place == runs[-1].place:
            runs[-1].text += f"\n{one.label}\n{one.text}"
            last = one
        else:
            signs = [fact for fact in facts if spoken and _signs(fact.holder, spoken.holder, one.holder)]
            if signs:
                runs[-1].behind = signs
            is_greeting = GREETING.search(one.label) is not None
            text, label = (_greeted(one), "") if is_greeting else (one.text, one.label)
            runs.append(Run(text, one.holder, [fact for fact in facts if fact not in signs], label))
            runs[-1].place = one.place
            facts, last = [], one
        spoken = last or spoken
    if runs:
        runs[-1].behind = facts[:TAIL]
    return runs


def _greeted(one: Piece) -> str:
    """What somebody said, below its greeting or behind it."""
    line = f"{one.label}：{one.text}"
    return line if line in text_of(one.holder) else f"{one.label}：\n{one.text}"


def _signs(fact: Node, before: Node, behind: Node) -> bool:
    """Whether a fact between two texts stands in one block with the first, without the second."""
    above = set(islice(before.iterancestors(), LEVELS)) | {before}
    nearest = next((one for one in (fact, *islice(fact.iterancestors(), LEVELS)) if one in above), None)
    return nearest is not None and all(one is not nearest for one in (behind, *behind.iterancestors()))


def days_of(pieces: list[Piece]) -> list[str]:
    """Facts → the days that they tell, without those of steps and of ratings."""
    told = (read_date(one.text) for one in pieces if one.kind == "day" and not OF_RATING.search(one.label))
    return [one for one in told if one]


def is_headed(run: Run) -> bool:
    """Whether an office heads it."""
    return any(one.kind == "office" for one in run.ahead) or office_in(run.label) is not None
