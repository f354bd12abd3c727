"""What stands beside what was said: who wrote it, its subject, number and kind, and how far it has come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guiyi.extract.types.letters.pieces import Piece
from guiyi.extract.types.letters.runs import Run
from guiyi.extract.types.letters.words import Exchange

STATE_LABEL = re.compile(r"状[态况]$|进度$|进展$|环节$|现状$")
STATE = re.compile(r"(?:已|待|未|正在)(?:办结|办理|处理|回复|答复|受理|反馈|结案)|(?:办理|处理|转办)(?:中|完毕)")
LONGEST_STATE = 10
NAMED = {
    name: re.compile(words)
    for name, words in (("subject", "(?:主题|标题|题目)$"), ("number", "(?:编号|单号)$"), ("kind", "(?:类型|类别)$"))
}
RE = re.compile(r"^(?:Re|RE|re|回复|答复)\s*[:：]\s*")  # before the subject of what is answered by mail


def writer_of(asked: Run) -> str | None:
    """Who heads or signs what was asked, by a masked name or another, else by what looks like a name."""
    told = {one.kind: one.text for one in reversed(asked.facts) if one.kind in ("writer", "name")}
    return told.get("writer") or told.get("name")


def _beside(pieces: list[Piece], label: re.Pattern[str]) -> Iterator[str]:
    """What stands beside labels of a kind."""
    told = (
        (one.label or before, one.text)
        for before, one in zip(["", *(one.text for one in pieces)], pieces, strict=False)
    )
    return (text for beside, text in told if label.search(beside))


def named_in(pieces: list[Piece]) -> Exchange:
    """A letter's subject, number and kind, beside labels that end in that word."""
    told = {name: found for name, label in NAMED.items() if (found := next(_beside(pieces, label), None))}
    return told | ({"subject": RE.sub("", told["subject"])} if "subject" in told else {})


def state_of(pieces: list[Piece]) -> str | None:
    """How far a letter has come, beside a label that says so, or in a word of its own that only states have."""
    told = [one for one in pieces if one.kind == "other"]
    named = (text for text in _beside(pieces, STATE_LABEL) if 1 < len(text) <= LONGEST_STATE)
    return next(named, None) or next((one.text for one in told if STATE.fullmatch(one.text)), None)
