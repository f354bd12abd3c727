"""Labelled fields of a text: `label：value` lines, table cells, headings with what stands below them, lists with a head.

The text is that of `page.text_of`: a block a line, the cells of a row separated by a tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NUMBERING = r"(?:第[一二三四五六七八九十]+[条项步]\s*|[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]\s*|[★*●◆■▪•·]\s*)?"
BEHIND = r"(?:(?<=[\s】\]。|｜])|(?<=\d:\d\d))"  # what a label stands behind: white space, a bracket, a sentence, a time of day
BEGIN = rf"(?:^|{BEHIND})"
PLACE = re.compile(rf"[\s】\]。|｜\d]{BEHIND}(?![\sa-zA-HJ-Z])")  # ends where BEGIN may be; no label begins so
LEAST_BEHIND = 4  # characters of a label behind a sentence
STOP = "_stop"  # a label whose value nobody wants


@dataclass(frozen=True)
class Field:
    """One labelled value: the field's name (None: a label of no known meaning), the label as printed, the value."""

    name: str
    label: str
    value: str


class Labels:
    """Labels of one kind of page: field name → pattern of the words that are printed for it."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        named = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())
        self.whole = re.compile(rf"{NUMBERING}[【\[]?(?:{named})[】\]]?\s*[:：？?]?$")
        self.start = re.compile(
            rf"{BEGIN}{NUMBERING}[【\[]?(?:{named})(?:[】\]]\s*[:：]?|[ ]*[？?]?(?:\t?[:：][\t\n]?|\t|\n(?=.)))"
        )

    def name_of(self, text: str) -> str | None:
        """A whole cell or line → the field it is the label of; None for anything else."""
        match = self.whole.match(text.strip()) if len(text) <= 24 else None
        return match.lastgroup if match else None

    def fields(self, text: str) -> list[Field]:
        """Text → its labelled fields in page order; a value goes to the next label."""
        found = list(self.places(text))
        made = []
        for at, match in enumerate(found):
            end = found[at + 1].start() if at + 1 < len(found) else len(text)
            value = text[match.end() : end].strip(" \n\t【[|｜")
            label = re.sub(rf"^{NUMBERING}", "", match[0].strip(" \t\n:：？?")).strip("【】[] \t")
            if value:
                made.append(Field(match.lastgroup or STOP, label, value))
        return made

    def places(self, text: str) -> Iterator[re.Match[str]]:
        """As start.finditer, which would try every character: tried only where a label may begin."""
        end = 0
        for at in (0, *[one.end() for one in PLACE.finditer(text)]):
            if at >= end and (match := self.start.match(text, at)):
                if text[at - 1 : at] == "。" and not _may_follow_sentence(match):
                    continue
                end = match.end()
                yield match

    def unrolled(self, text: str) -> str:
        """Text → the same with the cells of each row of labels beside those of the one row of values below it.

        A row of labels with several rows of values is a table with one thing a row, and stays (see `rows`).
        """
        lines = text.split("\n")
        if "\t" not in text:
            return text
        made, at = [], 0
        while at < len(lines):
            pairs = self._pairs(lines, at)
            made += pairs or [lines[at]]
            at += 2 if pairs else 1
        return "\n".join(made)

    def _pairs(self, lines: list[str], at: int) -> list[str]:
        """Line `at` and the one below, as label and value each, if the one is all labels and the other has none."""
        heads, below, after = (lines[n].split("\t") if n < len(lines) else [""] for n in (at, at + 1, at + 2))
        is_pair = 1 < len(heads) == len(below) and not any(map(self.name_of, below))
        if not is_pair or not all(map(self.name_of, heads)):
            return []
        is_list = len(after) == len(heads) and not any(map(self.name_of, after))
        return [] if is_list else [f"{head}：{value}" for head, value in zip(heads, below, strict=True)]

    def rows(self, text: str) -> list[dict[str, str]]:
        """Text → the rows of its first table whose head is made of labels: field name → cell."""
        head: list[str | None] = []
        made: list[dict[str, str]] = []
        for line in text.split("\n"):
            cells = [cell.strip() for cell in line.split("\t")]
            names = [self.name_of(cell) for cell in cells]
            if sum(name is not None for name in names) >= 3 and sum(name is None for name in names) <= 1:
                if made:
                    break
                head = names
            elif head and len(cells) == len(head):
                pairs = zip(head, cells, strict=True)
                made.append({name: cell for name, cell in pairs if name and name != STOP and cell})
            elif made:
                break
        return made


def one_line(value: str | None, most: int = 200) -> str | None:
    """A value → its first line or cell, no longer than `most` characters."""
    return value.split("\n", 1)[0].split("\t", 1)[0].strip()[:most] or None if value else None


def joined(value: str) -> str:
    """A value that spans cells → the cells of a row separated by a blank.

    >>> joined("网上申请\\t现场申请\\n不收费")
    '网上申请 现场申请\\n不收费'
    """
    return "\n".join(" ".join(cell for cell in line.split("\t") if cell) for line in value.split("\n")).strip()


def _may_follow_sentence(match: re.Match[str]) -> bool:
    """Whether a label may stand on the line of a sentence: 。回复时间：, where a reply says 。电话： or 。时间：."""
    return match.lastgroup != STOP and len(match[0].strip(" \t\n:：？?")) >= LEAST_BEHIND
