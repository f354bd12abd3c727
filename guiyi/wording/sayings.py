"""Sayings: a message of the program as its code has it, with holes for what varies → the same in Chinese.

sayings/*.yaml hold them. A hole is {} (anything, as it stands), {#} (a figure), {w} (one word) or {t} (something the
program says, in Chinese as well); {1}, {2} … in the Chinese are the holes in their order. The saying with the most
letters of its own that fits the whole line is taken; a line that none fits stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from guiyi.codes import codes

HOLE = re.compile(r"\{[#wt]?\}")
PLACE = re.compile(r"\{(\d)\}")
KINDS = {"{#}": re.compile(r"[\d.,]+[%+]?"), "{w}": re.compile(r"\S+")}
ADDRESS = re.compile(r"https?://\S+$")
LETTERS = re.compile(r"[A-Za-z]{2}")
LEAD = re.compile(r"(?:[\s>#*?!•×·✅❌✗✓⚠\ufe0f👉🟡⏸▶⌛-]|\d[\d,.]* × |(?:.{1,80}? )?[01]\.\d\d (?=\S))+")
LABEL = re.compile(r"(.*?)(: |：)(.*)", re.DOTALL)
BETWEEN = (("; ", "；"), (" · ", " · "), ("；", "；"), ("、", "、"), (", ", "，"))
OUTCOMES = {"held": "暂存", "dropped": "剔除", "failed": "失败"}
EXAMPLES = re.compile(r"(.*?)（例如 e\.g\. (.*)）", re.DOTALL)  # behind a finding
APART = ("; ", " · ", "；")
DEPTH = 6  # sayings within sayings
LONGEST = 4_000  # characters of a line that is looked at


@dataclass(frozen=True)
class Saying:
    """literals stand around the holes: one more than there are holes."""

    literals: tuple[str, ...]
    holes: tuple[str, ...]
    chinese: str

    def fits(self, line: str) -> list[str] | None:
        """A line → what stands in the holes, each as short as can be; None where it says something else."""
        first, *rest = self.literals
        if not line.startswith(first):
            return None
        if not rest:
            return [] if line == first else None
        end = len(line) - len(rest[-1])
        if end < len(first) or not line.endswith(rest[-1]):
            return None
        filled, at = [], len(first)
        for literal in rest[:-1]:
            found = line.find(literal, at, end)
            if found < 0:
                return None
            filled.append(line[at:found])
            at = found + len(literal)
        filled.append(line[at:end])
        kinds = zip(self.holes, filled, strict=True)
        return filled if all(kind not in KINDS or KINDS[kind].fullmatch(held) for kind, held in kinds) else None

    def with_holes(self, filled: list[str]) -> str:
        """What stands in the holes → the line in Chinese; a space ends an address, or links would take more in."""

        def fill(place: re.Match[str]) -> str:
            held = filled[int(place[1]) - 1]
            is_open = not self.chinese[place.end() : place.end() + 1].isascii() and ADDRESS.search(held)
            return f"{held} " if is_open else held

        return PLACE.sub(fill, self.chinese)


def parse(english: str, chinese: str) -> Saying:
    """A line of a catalogue → the saying."""
    return Saying(tuple(HOLE.split(english)), tuple(HOLE.findall(english)), chinese)


@cache
def catalogue() -> dict[str, str]:
    """All sayings as written: English with holes → Chinese."""
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "sayings").glob("*.yaml")):
        found |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return code_sayings() | found


def code_sayings() -> dict[str, str]:
    """The codes of records: in both languages, behind what became of the record, and alone where no page says it so."""
    found: dict[str, str] = {}
    for code, (chinese, english) in codes().items():
        found |= {f"{chinese} {english}": chinese, f"{chinese}: {{}} {english}: {{}}": f"{chinese}：{{1}}"}
        found |= {f"{outcome} {code}": f"{word}：{chinese}" for outcome, word in OUTCOMES.items()}
        found |= {f"{chinese} {code}": chinese}
        found |= {code: chinese} if "-" in code else {}
    return found


@cache
def _sayings() -> tuple[tuple[str, Saying], ...]:
    """Those with holes, the most particular first; each with the longest of what a line must hold for it."""
    found = [parse(english, chinese) for english, chinese in catalogue().items() if HOLE.search(english)]
    found.sort(key=lambda one: -sum(map(len, one.literals)))
    return tuple((max(one.literals, key=len), one) for one in found)


@lru_cache(maxsize=4096)
def in_chinese(line: str, depth: int = DEPTH) -> str:
    """A line → the same in Chinese: as a whole, else each part of a list, else what stands behind a label."""
    if depth == 0 or len(line) > LONGEST or not LETTERS.search(line):
        return line
    if line in catalogue():
        return catalogue()[line]
    bare = line.rstrip()
    if bare != line:
        return in_chinese(bare, depth) + line[len(bare) :]
    lead = LEAD.match(line)
    if lead:
        label, colon, value = lead[0].partition(": ")
        begin = f"{in_chinese(label, depth - 1)}: {value}" if colon else lead[0]
        return begin + in_chinese(line[lead.end() :], depth - 1)
    whole = _with_examples(line, depth) or _filled(line, depth)
    if whole is not None:
        return whole
    labelled = LABEL.match(line)
    if labelled is not None and _is_known(labelled[3]):
        return _labelled(labelled, depth)
    for between, chinese in BETWEEN:
        parts = line.split(between)
        said = [in_chinese(part, depth - 1) for part in parts]
        if len(parts) > 1 and said != parts:
            return chinese.join(said)
    whole = _filled(line, depth, is_list=True)
    if whole is not None:
        return whole
    return _labelled(labelled, depth) if labelled is not None else line


def _with_examples(line: str, depth: int) -> str | None:
    found = EXAMPLES.fullmatch(line)
    return f"{in_chinese(found[1], depth - 1)}（例如 {in_chinese(found[2], depth - 1)}）" if found else None


def _labelled(found: re.Match[str], depth: int) -> str:
    return in_chinese(found[1], depth - 1) + found[2] + in_chinese(found[3], depth - 1)


def _is_known(text: str, labels: int = 3) -> bool:
    """Whether a text, behind so many labels at most, is one saying as a whole."""
    if text in catalogue() or _filled(text, 1) is not None:
        return True
    behind = LABEL.match(text) if labels else None
    is_part = behind is None or any(between in behind[1] for between in APART)  # a list's first parts are no label
    return behind is not None and not is_part and _is_known(behind[3], labels - 1)


def _is_one(held: str, kind: str) -> bool:
    """Whether what stands in a hole is no list of which the saying has but the first or last part."""
    return (kind == "{t}" and _is_known(held)) or not any(between in held for between in APART)


@lru_cache(maxsize=4096)
def _filled(line: str, depth: int, is_list: bool = False) -> str | None:
    """By the first saying that fits; is_list: also where it takes several parts of a list as one."""
    for needed, saying in _sayings():
        held = saying.fits(line) if needed in line else None
        if held is not None and (is_list or all(map(_is_one, held, saying.holes))):
            told = [in_chinese(one, depth - 1) if kind == "{t}" else one
                    for kind, one in zip(saying.holes, held, strict=True)]  # fmt: skip
            return saying.with_holes(told)
    return None
