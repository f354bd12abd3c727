"""A letter told by its two parties alone: what one wrote with its day, and what an office said later, in any words.

True of pages in general because an answered letter is two texts that stand apart, each with the facts of who and when: the
second has an office and the later day. A notice has one text and its signature; records of permits, works and fines look
alike, and their labels say what they are. One of the two must speak as people do: ask, or be addressed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from guiyi.extract.types.letters.facts import named_in, state_of, writer_of
from guiyi.extract.types.letters.pieces import Piece, office_in
from guiyi.extract.types.letters.runs import OF_RATING, Run, days_of, is_headed, runs_of
from guiyi.extract.types.letters.voices import BACK, SENDS, asks, is_of_record, speak
from guiyi.extract.types.letters.words import PUBLIC_WROTE, Exchange
from guiyi.markup.tree import CELLS

MOST_RUNS = 12  # of what was said
OF_FOOT = re.compile(r"附\s*件|抄送|联系|（此|\(此|电话|主送")  # what follows a signature, and is no answer
GREETS = re.compile(r"(?:尊敬的)?[^\n，。]{0,10}(?:您好|你好|同志|朋友|网友)[^\n，。]{0,4}[!！:：,，]")
LEAST_LINE = 6  # of a line that is no sentence
LEAST = 3  # characters of what was asked, and of what was answered


def exchange_of(pieces: list[Piece], is_of_letters: bool = False) -> Exchange | None:
    """Pieces of a block → the letter that they are, as labelled values; None for any other.

    >>> from guiyi.extract.types.letters.pieces import pieces_of
    >>> from guiyi.markup.parsing import parse_html
    >>> card = "<div class=card><p>{}</p><p>{}</p><div>{}</div></div>"
    >>> asked = card.format("2020-02-03", "第4100号", "小区大门外的路灯坏了，我家老人摔过两回。")
    >>> page = parse_html(asked + card.format("2020-02-13", "县城管局", "经查系短路，已更换电缆。"))
    >>> [exchange_of(pieces_of(page))[one] for one in ("asked_at", "reply_agency", "replied_at", "reply")]
    ['2020-02-03', '县城管局', '2020-02-13', '经查系短路，已更换电缆。']
    >>> page = parse_html("<p>2020-02-03<p>全县开展清雪。<h3>要求</h3><p>各单位已上街清雪。<p>县城管局<p>2020-02-13")
    >>> exchange_of(pieces_of(page))
    """
    if is_of_record(one.label for one in pieces):
        return None
    runs = runs_of(pieces)
    if is_of_letters and len(runs) == 1:
        runs = runs_of(_with_question(pieces))
    places = _places(runs) if 2 <= len(runs) <= MOST_RUNS else None
    if places is None:
        return None
    asked, answer = (runs[at] for at in places)
    made = _dated(runs, asked, answer)
    if made is None and is_of_letters and office_in(answer.label):
        made = {}  # an office's name says it
    office = answer.office or asked.office
    if (
        made is None
        or office is None
        or OF_FOOT.match(answer.text)
        or len(answer.text) < LEAST
        or len(asked.text) < LEAST
    ):
        return None
    made |= {"question": asked.text, "reply": answer.text, "reply_agency": office}
    writer = writer_of(asked)
    made |= {name: one for name, one in (("writer", writer), ("status", state_of(pieces))) if one} | named_in(pieces)
    if further := _further(runs[places[1] + 1 :]):
        made["further"] = further
        made["question"] += "".join(f"\n追问：{run.text}" for run in runs[places[1] + 1 :] if _asks_again(run))
    if office_in(office) is None:
        made.pop("reply_agency")
    is_told = is_of_letters or _is_rated(pieces) or _are_headed(pieces, asked, answer)
    return made if speak(made, is_told) else None


def _are_headed(pieces: list[Piece], asked: Run, answer: Run) -> bool:
    """Whether labels, or heads of the two parts, are words of what the public does and of what comes back, or the head
    of the first says both who asks and that he does, and an office heads the second.
    """
    labels = [one.label for one in pieces]
    asks, answers = (labels + [one.text for one in run.ahead if one.kind == "other"] for run in (asked, answer))
    is_answered = is_headed(answer) and any(map(PUBLIC_WROTE.fullmatch, asks))
    return is_answered or (any(map(SENDS.search, asks)) and any(map(BACK.search, answers)))


def _with_question(pieces: list[Piece]) -> list[Piece]:
    """Pieces in a column of letters → the same with a line right below who asked and when as what was asked, though it is
    no sentence."""
    told = zip([None, *pieces], pieces, strict=False)
    return [
        replace(one, kind="said")
        if before
        and before.kind in ("day", "writer")
        and (one.kind, one.label) == ("other", "")
        and len(one.text) >= LEAST_LINE
        else one
        for before, one in told
    ]


def _places(runs: list[Run]) -> tuple[int, int] | None:
    """Where the question and its answer are among what was said; None where no office says which is which."""
    told = [at for at, run in enumerate(runs) if run.office and not OF_RATING.search(run.label)]
    later = [at for at in told if at > 0]
    if not told:
        return None
    if told[0] == 0:  # the office stands in the head of all, or answers above what was asked
        days = [days_of(run.facts) for run in runs[:2]]
        if len(runs) == 2 and all(days) and max(days[1]) < max(days[0]):
            return 1, 0
        unnamed = [one.text for one in runs[0].ahead if one.kind == "office" and not one.label]
        if later and unnamed and runs[later[0]].office not in unnamed:
            return None  # notes of two offices
        is_head = later or (all(days) and min(days[1]) >= min(days[0])) or len(set(days[0])) > 1
        return (0, 1) if is_head and (not later or later[0] == 1) else None
    at = later[0]
    if not is_headed(runs[at]) and not _are_apart(runs, at):
        return None  # one text in parts, and its signature
    is_apart = _is_elsewhere(runs, at) or (
        runs[at].ahead
        or runs[at].label
        or runs[at].holder.tag in CELLS
        or runs[at - 1].behind
        or GREETS.match(runs[at].text)
    )
    return (_question_before(runs, at), at) if is_apart else None


def _are_apart(runs: list[Run], at: int) -> bool:
    """Whether an answer that is signed below stands apart from what was asked: in a block of its own, behind a day, or
    behind what asks."""
    asked, answer = runs[at - 1], runs[at]
    is_labelled = SENDS.search(asked.label) and BACK.search(answer.label)
    is_dated = days_of(answer.ahead) or days_of(asked.behind)
    return _is_elsewhere(runs, at) or bool(is_labelled or is_dated) or asks(asked.text) > 0


def _is_elsewhere(runs: list[Run], at: int) -> bool:
    before, own = runs[at - 1].holder, runs[at].holder
    return before.getparent() is not own.getparent() or own.tag in CELLS


def _question_before(runs: list[Run], at: int) -> int:
    """Of the texts before an answer the one that asks, else the first."""
    return max(range(at), key=lambda one: (min(asks(runs[one].text), 1), -one))


def _dated(runs: list[Run], asked: Run, answer: Run) -> Exchange | None:
    """When it was asked, and when answered, which is not before; None where no day tells either."""
    days = [day for run in runs for day in days_of(run.facts)]
    if not days:
        return None
    if len(days) == 1 and days == days_of(answer.facts):
        return {"replied_at": days[0]}
    first, own = min(days), days_of(answer.ahead) or days_of(answer.behind)
    if answer.behind and not days_of(asked.ahead) and answer is not runs[0]:  # each day stands below its words
        own = days_of(answer.behind) or own
    replied = max(own or days)
    return {"asked_at": first} | ({"replied_at": replied} if len(days) > 1 and replied >= first else {})


def _further(runs: list[Run]) -> list[dict[str, str]]:
    """Later answers of offices."""
    told = [(run, days_of(run.ahead) or days_of(run.behind)) for run in runs if not OF_RATING.search(run.label)]
    return [
        {"reply_agency": run.office, "replied_at": max(days), "reply": run.text}
        for run, days in told
        if run.office and days
    ]


def _asks_again(run: Run) -> bool:
    return not run.office and not OF_RATING.search(run.label) and asks(run.text) > 0


def _is_rated(pieces: list[Piece]) -> bool:
    """Whether somebody says how content he is with the answer, as of nothing else."""
    return any("满意" in f"{one.label}{one.text}" and len(one.text) < 20 for one in pieces)
