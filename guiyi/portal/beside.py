"""Old page and new record side by side: which words of one are not in the other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from guiyi.bounded import needs_child, read_bounded
from guiyi.markup.parsing import parse_html
from guiyi.portal.compare import Part, Steps, compare_lines

SILENT = ("script", "style", "noscript", "template", "head")
BLOCKS = frozenset(
    ("p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "br", "table", "ul", "ol", "dd", "dt")
)  # fmt: skip
BLANK = re.compile(r"\s+")
LIKE = 0.55  # share of pairs of characters from which on two paragraphs are one that was changed
MOST_CELLS = 40  # of a row that is compared cell by cell
TELLING = 8  # characters from which on a cell by itself is no number or word that stands there of something else
LOOK = 200  # characters of a page that are looked through as fast as one step of another comparison is made
MASKS = re.compile(r"\*+|[^*]+")
LONGEST_MASKED = 400  # characters of a row, or cells of it, that is looked for round its masks
SHOWN = 60  # paragraphs of the old page that the record has not


@dataclass(frozen=True)
class Comparison:
    """paragraphs: of the new record, each as parts; a part marked new is not on the old page, old is only there.

    only_old: text of the old page that the record has not (navigation, and what may have been lost). share: of the
    record's characters that stand on the old page, 0 to 1; what is masked is not asked for.
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
    """The old page's HTML and the new record → what is in one and not in the other.

    A page that is not plain is read in the child with limits. ReaderBroke: it takes longer than it may.
    """
    said = {name: resource[name] for name in ("title", "body_text")}
    letters = {name: letter[name] for name in ("question", "reply")} if letter is not None else None
    data = markup.encode("utf-8", "replace")
    if not needs_child(data):
        return _compared(markup, said, letters)
    told = read_bounded("beside", [said, letters], data)
    return Comparison(
        tuple(tuple(Part(*part) for part in one) for one in told["paragraphs"]), tuple(told["only_old"]), told["share"]
    )


def compare_told(told: list[Any], data: bytes) -> dict[str, Any]:
    """Runs in the child, for `compare_with_page`."""
    found = _compared(data.decode(), *told)
    paragraphs = [[(part.mark, part.text) for part in one] for one in found.paragraphs]
    return {"paragraphs": paragraphs, "only_old": found.only_old, "share": found.share}


def _compared(markup: str, resource: Mapping[str, Any], letter: Mapping[str, Any] | None) -> Comparison:
    page = _Page(visible_lines(markup))
    texts = [resource["title"], *str(resource["body_text"] or "").splitlines()]
    if letter is not None:
        texts += _beside_body(letter, _plain("\n".join(texts)))
    paragraphs: list[tuple[Part, ...]] = []
    kept = found = 0
    for text in dict.fromkeys(one.strip() for one in texts if one.strip()):
        plain = _plain(text)
        asked = len(plain) - plain.count("*")
        kept += asked
        if page.has(plain):
            found += asked
            paragraphs.append((Part("same", text),))
            continue
        parts = _by_cells(text, page) if 0 < text.count("\t") < MOST_CELLS else page.nearest(text)
        found += sum(len(_plain(part.text)) for part in parts if part.mark == "same")
        paragraphs.append(tuple(parts))
    return Comparison(tuple(paragraphs), tuple(_only_old(page, texts)), round(found / kept, 4) if kept else 1.0)


class _Page:
    """The lines of the old page, and which of them hold which pairs of characters."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.whole = _plain("\n".join(lines))
        self.plain = [_plain(line) for line in lines]
        self.each = frozenset(self.plain)
        self.steps = Steps()
        self._at: dict[str, list[int]] | None = None

    def has(self, plain: str) -> bool:
        """Whether a text, without white space, stands on the page; no, where all its looks were used up."""
        return plain in self.each or (self.steps.take(len(self.whole) // LOOK) and plain in self.whole)

    def has_around(self, plain: str) -> bool:
        """Whether a text stands on the page, or does but for the characters that are masked in it."""
        if self.has(plain) or "*" not in plain or len(plain) > LONGEST_MASKED:
            return self.has(plain)
        pieces = [f".{{{len(one)}}}" if one[0] == "*" else re.escape(one) for one in MASKS.findall(plain)]
        return self.steps.take(len(self.whole)) and re.search("".join(pieces), self.whole) is not None

    def nearest(self, text: str) -> list[Part]:
        """A paragraph against the line of the page that it most likely came from."""
        mine, likeness = _pairs(_plain(text)), Counter[int]()
        for pair in mine:
            at = self._places().get(pair, ())
            if not self.steps.take(len(at) + 1):
                return [Part("new", text)]
            likeness.update(at)
        best = max(likeness.values(), default=0)
        if not mine or best < LIKE * len(mine):
            return [Part("new", text)]
        line = next(line for at, line in enumerate(self.lines) if likeness[at] == best)
        return compare_lines(line, text, self.steps)

    def _places(self) -> dict[str, list[int]]:
        if self._at is None:
            self._at = {}
            for at, plain in enumerate(self.plain):
                for pair in _pairs(plain):
                    self._at.setdefault(pair, []).append(at)
        return self._at


def _beside_body(letter: Mapping[str, Any], body: str) -> list[str]:
    """The lines of a letter's question and reply that its record's text has not: those of the text are shown once.

    >>> _beside_body({"question": "灯不亮。", "reply": "已修好。\\n谢谢。"}, _plain("内容\\t灯不亮。\\n答\\t已修好。"))
    ['谢谢。']
    """
    said = [part for name in ("question", "reply") for part in str(letter[name] or "").splitlines()]
    return [one for one in said if _plain(one) not in body]


def _by_cells(row: str, page: _Page) -> list[Part]:
    """A row of a table that stands nowhere as it is → which of its cells do, together or behind the row's name.

    >>> row = "编号\\t7\\t来信人\\t王*"
    >>> [(part.mark, part.text) for part in _by_cells(row, _Page(["编号", "7", "来信人", "王某"])) if part.text.strip()]
    [('same', '编号'), ('same', '7'), ('same', '来信人'), ('new', '王*')]
    >>> [part.mark for part in _by_cells("面积\\t30", _Page(["面积", "38", "年限", "30"]))]
    ['same', 'same', 'new']
    >>> page = _Page(["赵小满", "13812345678", "120"])
    >>> [(part.mark, part.text) for part in _by_cells("赵小满\\t138****5678\\t120", page) if part.text.strip()][1:]
    [('same', '138'), ('old', '1234'), ('new', '****'), ('same', '5678'), ('same', '120')]
    """
    cells = [cell for cell in row.split("\t") if cell.strip()]
    parts: list[Part] = []
    at = 0
    while at < len(cells):
        end = at
        while end < len(cells) and page.has_around(_plain("".join(cells[at : end + 1]))):
            end += 1
        is_there = end > at + 1 or (end > at and (at == 0 or len(_plain(cells[at])) >= TELLING))
        end = end if is_there else at + 1
        text = "\t".join(cells[at:end])
        parts += [Part("same", "\t")] if at else []
        if is_there and "*" in text:
            parts += _round_masks(cells[at:end], page)
        elif is_there:
            parts.append(Part("same", text))
        else:
            parts += page.nearest(text) if len(text) >= TELLING else [Part("new", text)]
        at = end
    return parts


def _round_masks(cells: Sequence[str], page: _Page) -> list[Part]:
    """Cells that stand on the page together → their parts: of a masked one what was there, too."""
    parts: list[Part] = []
    for cell in cells:
        parts += [Part("same", "\t")] if parts else []
        parts += page.nearest(cell) if "*" in cell else [Part("same", cell)]
    return parts


def _pairs(plain: str) -> set[str]:
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def _only_old(page: _Page, texts: list[str]) -> list[str]:
    new = _plain("\n".join(texts))
    pairs = _pairs(new)
    missing = []
    for line, plain in zip(page.lines, page.plain, strict=True):
        mine = _pairs(plain)  # a line whose pairs are not there is not there either, unless it has none
        if len(mine & pairs) < LIKE * (len(mine) or 1) and (mine or plain not in new):
            missing.append(line)
            if len(missing) == SHOWN:
                break
    return missing
