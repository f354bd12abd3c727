"""Letters told by their structure, whatever their labels: what one of the public wrote, above what an office answered.

True of pages in general because an answered letter says who answered and when at its two halves' heads or at their ends,
and one of the two speaks to the other: a masked writer, a kind of letter, a question, 您. A notice has an office and a day
at its foot, but nobody who asked; news quotes both in its sentences.
"""

from __future__ import annotations

import re
from itertools import islice

from guiyi.dates import read_date
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.letters.speakers import (
    ADDRESSED,
    BEHIND,
    HAS_DAY,
    HEAD,
    LEAST_WORDS,
    LONGEST,
    MARK,
    MASKED,
    PUBLIC,
    SHORT_FACT,
    SIGNED,
    Exchange,
    is_asker,
    is_spoken,
    named_by,
    tail_of,
    words_of,
)
from guiyi.markup.tree import Node, unspaced

SALUTED = re.compile(rf"[^\n。]{{0,16}}(?:您|尊敬|同志|朋友|同学|{PUBLIC})[^\n。]{{0,6}}[:：!！]")
OF_FOOT = re.compile(r"附\s*件|抄送|联系|（此|\(此|电话|主送|\d+[.、]")  # what follows a signature, and is no answer
PIECES, MOST_ELEMENTS, LEVELS = 8, 1500, 8  # of a line's text; looked at for it; blocks around it
MOST = 400  # lines of a page that may be one exchange


def exchange_in(node: Node, text: str, around: str, is_of_letters: bool = False) -> Exchange | None:
    """A body, its text, the text around it → the letter that its structure tells, as labelled values, or None.

    Heads of who and when above each half, ends in brackets, or two signed letters. is_of_letters: the column says so.
    """
    lines = text.split("\n")
    if len(lines) > MOST:
        return None
    for found in (_headed(node, lines, around), _ended(lines), _signed(lines)):
        if found and (is_of_letters or is_spoken(found, f"{around}\n{text}")):
            return found
    return None


def _headed(node: Node, lines: list[str], around: str) -> Exchange | None:
    """Lines of who and when above what was asked and what an office answered → the exchange."""
    for at, line in enumerate(lines):
        end, head = _office_at(lines, at)
        if head is None or end >= len(lines) or OF_FOOT.match(lines[end]):
            continue
        reply, asked = words_of(lines[end:]), _asked_above(lines, at, around)
        if asked is None or len(reply) < LEAST_WORDS:
            continue
        is_told = MASKED.search(asked.get("writer", "")) or ADDRESSED.search(reply)
        if not (is_told if not head["day"] else head["verb"] or _heads_own_block(node, line, asked["question"])):
            continue
        return _dated(asked | _replies(lines, end, head), head["day"] or _last_day(lines))
    return None


def _replies(lines: list[str], start: int, head: dict[str, str]) -> Exchange:
    """The answer from a line on, below its head, and those that further heads of offices begin."""
    heads = [(at, *_office_at(lines, at)) for at in range(start, len(lines))]
    bounds = [(at, end, one) for at, end, one in heads if one and one["day"] and end < len(lines)]
    ends = [at for at, _end, _one in bounds] + [len(lines)]
    said = [words_of(lines[start : ends[0]])]
    said += [words_of(lines[end:until]) for (_at, end, _one), until in zip(bounds, ends[1:], strict=True)]
    if not head["day"] and _last_day(lines):
        said[-1] = said[-1].rpartition("\n")[0] or said[-1]
    further = [
        {"reply_agency": one["who"], "replied_at": one["day"], "reply": words}
        for (_at, _end, one), words in zip(bounds, said[1:], strict=True)
    ]
    return {"reply_agency": head["who"], "reply": said[0]} | ({"further": further} if further else {})


def _last_day(lines: list[str]) -> str:
    """The last line of a text, if it is no more than a day."""
    return lines[-1] if HAS_DAY.fullmatch(lines[-1].strip()) else ""


def _office_at(lines: list[str], at: int) -> tuple[int, dict[str, str] | None]:
    """A line that names an office with a day, or with a word of answers, or with its day on the next → where its words
    begin, and who, day and verb; None for any other.

    >>> _office_at(["区园林处于2019-11-02作出答复："], 0)
    (1, {'who': '区园林处', 'day': '2019-11-02', 'verb': '作出答复'})
    >>> _office_at(["区水务局", "2019年11月2日", "已修。"], 0)[0], _office_at(["区水务局", "已修。"], 0)[1]
    (2, None)
    """
    line = lines[at].replace("\t", " ").strip()
    found = (HEAD.fullmatch(line) or BEHIND.fullmatch(line)) if len(line) <= LONGEST else None
    if found is None or not AGENCY.match(found["who"]):
        return at + 1, None
    end, day, verb = at + 1, found["day"] or "", found["verb"] or found.groupdict().get("early") or ""
    if not day and end < len(lines) and HAS_DAY.fullmatch(lines[end].strip()):
        end, day = end + 1, lines[end].strip()
    return end, {"who": found["who"], "day": day, "verb": verb} if day or verb else None


def _asked_above(lines: list[str], before: int, around: str) -> Exchange | None:
    """What stands above an office's answer, below the line of when it was asked → the question, its day and writer."""
    heads = [at for at, one in enumerate(lines[:before]) if is_asker(one)]
    start = heads[0] + 1 if heads else 0
    if heads and heads[0] + 1 in heads:
        start = heads[0] + 2  # 王** above its day
    told = lines[heads[0]] if heads else next((one for one in around.split("\n") if is_asker(one)), "")
    steps = [
        at for at in heads if at > start and BEHIND.fullmatch(lines[at].strip())
    ]  # what was done before the answer
    question = words_of(one for one in lines[start : steps[0] if steps else before] if not SHORT_FACT.fullmatch(one))
    day = HAS_DAY.search(told)
    if day is None or len(question) < LEAST_WORDS:
        return None
    return named_by({"question": question, "asked_at": day[0]}, told, "\n".join(lines[: start or 1]))


def _heads_own_block(node: Node, line: str, question: str) -> bool:
    """Whether the words below a bare line of office and day stand in one block with it, and the question in another: a
    signature stands in the block of what it signs."""
    wanted, first = unspaced(line), unspaced(question.split("\n", 1)[0])
    texts = ((one, unspaced("".join(islice(one.itertext(), PIECES)))) for one in islice(node.iter("*"), MOST_ELEMENTS))
    begins = [one for one, text in texts if text.startswith(wanted) and one is not node][:LEVELS]
    wholes = [unspaced("".join(one.itertext())) for one in begins]
    if any(text != wanted for text in wholes):
        return any(text != wanted and first not in text for text in wholes)
    own = begins[0] if begins else node
    for block in islice(own.iterancestors(), LEVELS) if own is not node else ():
        text = unspaced("".join(block.itertext()))
        if text != wanted:
            return first not in text and text.startswith(wanted[:2])
        if block is node:
            break
    return False


def _ended(lines: list[str]) -> Exchange | None:
    """Two paragraphs, each with who and when in brackets at its end, the second an office → the exchange.

    >>> _ended(["[问] 怎么预约？（小楼 2022-01-10）", "[答] 请在网上预约。（区体育中心 2022-01-12）"])["reply"]
    '请在网上预约。'
    """
    ends = [(at, found) for at, line in enumerate(lines) if (found := tail_of(line)) and found["day"]]
    if len(ends) != 2 or not AGENCY.match(ends[1][1]["who"]) or AGENCY.match(ends[0][1]["who"]):
        return None
    (first, asked), (last, answered) = ends
    start = next((at for at in range(first, -1, -1) if MARK.match(lines[at])), first)
    question = words_of([*lines[start:first], lines[first][: asked.start()]])
    reply = words_of([*lines[first + 1 : last], lines[last][: answered.start()]])
    made = {"question": question, "asked_at": asked["day"], "writer": asked["who"], "reply": reply}
    return _dated(made | {"reply_agency": answered["who"]}, answered["day"])


def _signed(lines: list[str]) -> Exchange | None:
    """A letter to a leader and the answer to it, both signed, the second by an office → the exchange.

    >>> said = ["区长您好：", "鱼少了二两。", "一位市民", "2019年11月25日", "尊敬的市民：", "已查处。", "区市场监管局", "2019年12月1日"]
    >>> [_signed(said)[one] for one in ("question", "reply", "reply_agency")]
    ['区长您好：\\n鱼少了二两。', '尊敬的市民：\\n已查处。', '区市场监管局']
    >>> _signed(said[:4])
    """
    signs = [at for at, line in enumerate(lines) if at and SIGNED.fullmatch(line.strip())]
    if len(signs) != 2 or signs[1] - signs[0] < 3 or not _begins_letter(lines[signs[0] + 1]):
        return None
    (who, day, above), (office, answered, end) = (_signature(lines, at) for at in signs)
    start = next((at for at in range(above) if _begins_letter(lines[at])), None)
    if start is None or AGENCY.match(who) or not AGENCY.match(office):
        return None
    made = {"question": words_of(lines[start:above]), "asked_at": day, "reply": words_of(lines[signs[0] + 1 : end])}
    return _dated(made | {"writer": who, "reply_agency": office}, answered)


def _begins_letter(line: str) -> bool:
    """Whether a line greets somebody, or is no more than 问 or 答."""
    return SALUTED.fullmatch(line) is not None or (len(line) < LEAST_WORDS and MARK.fullmatch(line) is not None)


def _signature(lines: list[str], at: int) -> tuple[str, str, int]:
    """The line of a day → who signed, on it or on the line above; the day; where the words end."""
    found = SIGNED.fullmatch(lines[at].strip())
    who, day = (found["who"].strip(), found["day"]) if found else ("", "")
    return (who, day, at) if who else (lines[at - 1].strip(), day, at - 1)


def _dated(made: Exchange, day: str) -> Exchange | None:
    """The exchange with the day of its answer, unless that lies before its question's."""
    asked, replied = (read_date(one) or "" for one in (made["asked_at"], day))
    if day and replied[:10] < asked[:10]:
        return None
    return made | ({"replied_at": day} if replied else {})
