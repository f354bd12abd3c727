"""Pages drawn by a seed from all manners together: combinations that nobody designed, each page of a site of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from itertools import chain
from pathlib import Path

from benchmarks.quality import hands, manners
from benchmarks.quality.cases import Block, Case, Content, text_of_blocks
from benchmarks.quality.manners import Manners, Row
from benchmarks.quality.measure import Found, faults
from benchmarks.quality.pen import Pen

GROUPS = {True: "Drawn pages, Chinese", False: "Drawn pages, English"}
HANDS = (hands.paragraphs, hands.paragraphs, hands.breaks, hands.spans, hands.divs, hands.fonts, hands.word)
EXTRAS = {"table": 0.25, "list": 0.15, "heading": 0.15, "image": 0.25, "files": 0.25}
HAS_DAY, HAS_SOURCE, HAS_NUMBER, HAS_SIGNATURE, IS_OLD = 0.95, 0.8, 0.2, 0.25, 0.25
NONE = {True: "暂无图片解读", False: "No pictures yet."}  # what a pane without content says
NUMBER = "云{}〔{}〕{}号"
FILLED = re.compile(r"\{(title|site|column|other|day|office|n|label|value)\}")


def drawn_cases(seed: int, pages: int) -> list[Case]:
    """So many pages in Chinese and as many in English; the same for the same seed."""
    return [Drawn(seed, at, is_chinese).case() for is_chinese in (True, False) for at in range(pages)]


def print_faults(pairs: Sequence[tuple[Case, Found]], folder: Path) -> None:
    """Says what failed on which page, and writes these pages into the folder so that a browser can open them."""
    folder.mkdir(parents=True, exist_ok=True)
    for case, found in pairs:
        if said := faults(found, case):
            file = folder / f"{case.site}.html"
            file.write_bytes(case.data)
            print(file, *said, sep="\n  ")


class Drawn:
    """One page by chance: its article, its manners, and what a person reads on it."""

    def __init__(self, seed: int, at: int, is_chinese: bool) -> None:
        self.site = f"drawn-{seed}-{'zh' if is_chinese else 'en'}-{at}"
        self.pen, self.manners = Pen(self.site, is_chinese), manners.ZH if is_chinese else manners.EN
        self.pick, self.chance, self.is_chinese = self.pen.random.choice, self.pen.random.random, is_chinese
        self.is_number_in_text = False
        self.name = self.pick(self.manners.sites)
        self.content = self._article(1000 + at)

    def case(self) -> Case:
        """The page with what should come of it; what it does not print must not be found, unless its signature tells it."""
        content, blocks = self.content, self.content.blocks
        host = f"http://{self.site}.example.test"
        charset = "gb18030" if self.is_chinese and self.chance() < IS_OLD else "utf-8"
        signed = any(block.kind == "right" for block in blocks)
        return Case(
            GROUPS[self.is_chinese], self.site, f"{host}/x/{content.serial}.html", self._page(charset).encode(charset),
            text_of_blocks(blocks), content.title, _judged(content.published[:10], signed), _judged(content.source, signed),
            content.number or "", tuple(text for block in blocks for row in block.rows for text, _rows, _columns in row),
            tuple(host + block.address for block in blocks if block.kind == "file"),
            tuple(host + block.address for block in blocks if block.kind == "image"),
        )  # fmt: skip

    def _article(self, serial: int) -> Content:
        extras = tuple(name for name, share in EXTRAS.items() if self.chance() < share)
        content = self.pen.content(serial, "/files/", (2, 7), extras)
        self.moment = datetime.fromisoformat(content.published)
        number, blocks = None, content.blocks
        if self.is_chinese and self.chance() < HAS_NUMBER:
            bureau = self.pick(("府发", "政发", "政办函", "财发", "水函", "教字", "民", "府办"))
            number = NUMBER.format(bureau, self.moment.year, self.pen.random.randint(1, 180))
            if self.chance() < 0.5:
                self.is_number_in_text = True
                blocks = (Block("p", number), *blocks)
        if self.is_chinese and self.chance() < HAS_SIGNATURE:
            day = self.moment - timedelta(days=self.pen.random.randint(0, 6))
            blocks += (
                Block("right", self.pick(self.manners.offices)),
                Block("right", f"{day.year}年{day.month}月{day.day}日"),
            )
        return replace(
            content, blocks=blocks, number=number, published=content.published if self.chance() < HAS_DAY else "",
            source=self.pick(self.manners.offices) if self.chance() < HAS_SOURCE else "",
        )  # fmt: skip

    def _page(self, charset: str) -> str:
        ways = self.manners
        order = self.pick(manners.ORDERS)
        body = self.pick(manners.BODIES).replace("{body}", self.pick(HANDS)(self.content.blocks))
        tail = "".join(self.pen.random.sample(ways.tails, self.pen.random.randint(0, 3)))
        title = self.pick(ways.titles).format(
            *map(self._escaped, (self.content.title, *self._halves(), self.content.column))
        )
        facts = self._facts(is_labelled=not order.startswith(("{title}", "<")) or "{body}{facts}" in order)
        parts = {"title": title, "facts": facts, "body": body, "tail": self._fill(tail), "none": NONE[self.is_chinese]}
        main = re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], order)
        around = {"place": self._fill(self.pick(ways.places)), "main": main, "side": self._fill(self.pick(ways.sides))}
        middle = re.sub(r"\{(\w+)\}", lambda found: around[found[1]], self.pick(manners.LAYOUTS))
        return (
            f"<!DOCTYPE html><html{self.pick(ways.languages)}><head><meta charset={charset.replace('gb18030', 'gb2312')}><title>{self._fill(self.pick(ways.page_titles))}</title></head>"
            f"<body>{self._fill(self.pick(ways.heads))}{middle}{self._fill(self.pick(ways.feet))}</body></html>"
        )

    def _halves(self) -> tuple[str, str]:
        """The title on two lines, as a narrow page prints it."""
        title = self.content.title
        middle = len(title) // 2
        at = middle if self.is_chinese else title.find(" ", middle) + 1
        return (title[:at], title[at:]) if at else (title, "")

    def _escaped(self, text: str) -> str:
        return escape(text, quote=False)

    def _facts(self, is_labelled: bool) -> str:
        """The row of facts. is_labelled: where bare values could not be told from the text, every one has its label."""
        row, ways = self.pick(manners.ROWS), self.manners
        told = [
            (ways.day_labels, self._day(ways, self.moment) if self.content.published else ""),
            (ways.source_labels, self.content.source),
            (ways.number_labels, "" if self.is_number_in_text else self.content.number or ""),
        ]  # fmt: skip
        own = [(self._label(labels, is_labelled or bool(row.fact)), value) for labels, value in told if value]
        self.pen.random.shuffle(own)
        others = self.pen.random.sample(ways.others, self.pen.random.randint(0, 3))
        shape = self.pick(ways.facts)
        printed = [self._fact(row, shape, label, self._fill(value)) for label, value in chain(own, others)]
        between = row.between if self.is_chinese else row.between.replace("，", ", ")
        return row.open + between.join(filter(None, printed)) + row.close if any(printed) else ""

    def _label(self, labels: Sequence[str], is_needed: bool) -> str:
        return self.pick([label for label in labels if label] if is_needed else labels)

    def _fact(self, row: Row, shape: str, label: str, value: str) -> str:
        if not label:
            return "" if row.fact else value
        if label.endswith(" ") and not row.fact:
            return label + value
        return (row.fact or shape).format(label=label.strip(), value=value)

    def _day(self, ways: Manners, moment: datetime) -> str:
        return (self.pick(ways.days) + self.pick(ways.clocks)).format(moment)

    def _fill(self, text: str) -> str:
        """A manner's text with its names filled."""
        values = {
            "title": lambda: escape(self.content.title, quote=False),
            "site": lambda: self.name,
            "column": lambda: self.content.column,
            "other": lambda: escape(self.pen.title(), quote=False),
            "day": lambda: self.pick(self.manners.days).format(self.moment + timedelta(days=self.pen.random.randint(5, 900))),
            "office": lambda: self.pick(self.manners.offices),
            "n": lambda: str(self.pen.random.randint(100, 9999)),
        }  # fmt: skip
        return FILLED.sub(lambda found: values[found[1]](), text)


def _judged(value: str, is_signed: bool) -> str | None:
    """A fact that is not printed must be absent, but a signature may tell it."""
    return value or (None if is_signed else "")
