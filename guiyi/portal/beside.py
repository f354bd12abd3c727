"""Old page and new record side by side: which words of one are not in the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from guiyi.markup.parsing import parse_html
from guiyi.portal.compare import Part, compare_lines

SILENT = ("script", "style", "noscript", "template", "head")
BLOCKS = frozenset(
    ("p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "br", "table", "ul", "ol", "dd", "dt")
)  # fmt: skip
BLANK = re.compile(r"\s+")
LIKE = 0.55  # share of pairs of characters from which on two paragraphs are one that was changed
MOST_CELLS = 40  # of a row that is compared cell by cell
TELLING = 8  # characters from which on a cell by itself is no number or word that stands there of something else
SHOWN = 60  # paragraphs of the old page that the record has not


@dataclass(frozen=True)
class Comparison:
    """paragraphs: of the new record, each as parts; a part marked new is not on the old page, old is only there.

    only_old: text of the old page that the record has not (navigation, and what may have been lost). share: of the
    record's characters that stand on the old page, 0 to 1.
    """

    paragraphs: tuple[tuple[Part, ...], ...]
    only_old: tuple[str, ...]
    share: float


def visible_lines(markup: str) -> list[str]:
    """HTML → its text by blocks, without scripts and styles.

    >>> visible_lines("<h1><!--title.begin-->停水公告<!--title.end--></h1><p>今日停水。</p>")
    ['停水公告', '今日停水。']
    """
    root = parse_html(markup)
    etree.strip_elements(root, *SILENT, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if element.tag in BLOCKS:
            pieces.append("\n")
        said = element.text if event == "start" else element.tail
        pieces.append(BLANK.sub(" ", said or ""))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def _plain(text: str) -> str:
    return BLANK.sub("", unicodedata.normalize("NFKC", text))


def compare_with_page(markup: str, resource: Mapping[str, Any], letter: Mapping[str, Any] | None) -> Comparison:
    """The old page's HTML and the new record → what is in one and not in the other."""
    lines = visible_lines(markup)
    whole = _plain("\n".join(lines))
    texts = [resource["title"], *str(resource["body_text"] or "").splitlines()]
    if letter is not None:
        texts += _beside_body(letter, _plain("\n".join(texts)))
    paragraphs: list[tuple[Part, ...]] = []
    kept = found = 0
    for text in dict.fromkeys(one.strip() for one in texts if one.strip()):
        plain = _plain(text)
        kept += len(plain)
        if plain in whole:
            found += len(plain)
            paragraphs.append((Part("same", text),))
            continue
        parts = _by_cells(text, whole, lines) if 0 < text.count("\t") < MOST_CELLS else _nearest(text, lines)
        found += sum(len(_plain(part.text)) for part in parts if part.mark == "same")
        paragraphs.append(tuple(parts))
    return Comparison(tuple(paragraphs), tuple(_only_old(lines, texts)), round(found / kept, 4) if kept else 1.0)


def _beside_body(letter: Mapping[str, Any], body: str) -> list[str]:
    """The lines of a letter's question and reply that its record's text has not: those of the text are shown once.

    >>> _beside_body({"question": "灯不亮。", "reply": "已修好。\\n谢谢。"}, _plain("内容\\t灯不亮。\\n答\\t已修好。"))
    ['谢谢。']
    """
    said = [part for name in ("question", "reply") for part in str(letter[name] or "").splitlines()]
    return [one for one in said if _plain(one) not in body]


def _by_cells(row: str, whole: str, lines: list[str]) -> list[Part]:
    """A row of a table that stands nowhere as it is → which of its cells do, together or behind the row's name.

    >>> row = "编号\\t7\\t来信人\\t王*"
    >>> [(part.mark, part.text) for part in _by_cells(row, "编号7来信人王某", ["编号", "7", "来信人", "王某"])]
    [('same', '编号\\t7\\t来信人'), ('same', '\\t'), ('new', '王*')]
    >>> [part.mark for part in _by_cells("面积\\t30", "面积38年限30", ["面积", "38", "年限", "30"])]
    ['same', 'same', 'new']
    """
    cells = [cell for cell in row.split("\t") if cell.strip()]
    parts: list[Part] = []
    at = 0
    while at < len(cells):
        end = at
        while end < len(cells) and _plain("".join(cells[at : end + 1])) in whole:
            end += 1
        is_there = end > at + 1 or (end > at and (at == 0 or len(_plain(cells[at])) >= TELLING))
        end = end if is_there else at + 1
        text = "\t".join(cells[at:end])
        parts += [Part("same", "\t")] if at else []
        if is_there:
            parts.append(Part("same", text))
        else:
            parts += _nearest(text, lines) if len(text) >= TELLING else [Part("new", text)]
        at = end
    return parts


def _nearest(text: str, lines: list[str]) -> list[Part]:
    """A paragraph against the line of the old page that it most likely came from."""
    mine = _pairs(text)
    scored = ((len(mine & _pairs(line)) / (len(mine) or 1), line) for line in lines)
    score, line = max(scored, default=(0.0, ""))
    return compare_lines(line, text) if score >= LIKE else [Part("new", text)]


def _pairs(text: str) -> set[str]:
    plain = _plain(text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _only_old(lines: list[str], texts: list[str]) -> list[str]:
    new = _plain("\n".join(texts))
    pairs = _pairs(new)
    missing = []
    for line in lines:
        mine = _pairs(line)
        if _plain(line) not in new and len(mine & pairs) < LIKE * (len(mine) or 1):
            missing.append(line)
    return missing[:SHOWN]
