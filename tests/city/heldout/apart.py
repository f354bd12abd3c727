"""What the four sites share: forms printed in other ways, texts split over pages, files that lists link directly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

from tests.city.items import Contents
from tests.city.model import Block, Item, Paragraph, Profile, Table, reader_text
from tests.city.sites.base import Answer, Request, Row, Site, State, canonical
from tests.city.sites.furniture import short
from tests.city.text import NUMERALS

LONG = 500  # characters from which a text may be split
Hand = Callable[[tuple[Block, ...], Callable[[str], str]], str]


class Apart(Site):
    """letters_as, guides_as: table as written, lines (label：value), headings. splits: one in so many long texts."""

    letters_as = "table"
    guides_as = "table"
    splits = 0

    def __init__(self, profile: Profile, size: int, seed: int) -> None:
        super().__init__(profile, size, seed)
        self.further: dict[str, dict[str, tuple[Item, int]]] = {}  # state → path of a further page → item and number

    def shaped(self, made: Contents) -> Contents:
        made.base = [self._shaped(item) for item in made.base]
        made.later = [self._shaped(item) for item in made.later]
        return made

    def _shaped(self, item: Item) -> Item:
        if item.columns[0].kind == "files":  # a list tells neither source nor author
            return replace(item, source=None, author=None)
        shape = self.letters_as if item.draft.letter else self.guides_as if item.columns[0].kind == "guide" else "table"
        if shape == "table":
            return item
        blocks = item.draft.blocks
        table = next(block for block in blocks if isinstance(block, Table))
        at = blocks.index(table)
        return replace(item, draft=replace(item.draft, blocks=(*blocks[:at], *_as(shape, table), *blocks[at + 1 :])))

    # --- split texts ------------------------------------------------------------------------------------------------------

    def part_path(self, path: str, number: int) -> str:
        """Address of the number-th page (from 2) of an item."""
        stem, dot, extension = path.rpartition(".")
        return f"{stem}_{number}{dot}{extension}"

    def parts_of(self, item: Item) -> list[tuple[Block, ...]]:
        """The blocks of each of an item's pages."""
        blocks = item.blocks
        is_split = (
            self.splits and item.columns[0].kind in ("news", "document", "notice") and item.oddity % self.splits == 0
        )
        if not is_split or item.copy_of or len(blocks) < 5 or len(reader_text(blocks)) < LONG:
            return [blocks]
        size = -(-len(blocks) // (3 if len(blocks) >= 12 else 2))
        return [blocks[at : at + size] for at in range(0, len(blocks), size)]

    def part_paths(self, item: Item) -> tuple[str, ...]:
        return tuple(self.part_path(item.paths[0], number) for number in range(2, len(self.parts_of(item)) + 1))

    def respond(self, state_name: str, request: Request) -> Answer:
        state = self.state(state_name)
        found = self._parts(state).get(request.target)
        if found is not None:
            item, number = found
            return self.page(self.render_part(item, item.columns[0], number), item.touched or item.moment)
        file = state.files.get(request.target)
        if file is not None and file.data is not None and request.target in state.items:  # the item is its file
            return Answer(file.data, "application/octet-stream")
        return super().respond(state_name, request)

    def _parts(self, state: State) -> dict[str, tuple[Item, int]]:
        if state.name not in self.further:
            items = {item.key: item for item, _column in state.items.values()}.values()
            found = {canonical(path): (item, at) for item in items for at, path in enumerate(self.part_paths(item), 2)}
            self.further[state.name] = found
        return self.further[state.name]

    def render_item(self, item: Item, column: object) -> str:
        return self.render_part(item, item.columns[0], 1)

    def render_part(self, item: Item, column: object, number: int) -> str:
        raise NotImplementedError

    def pager(self, item: Item, number: int) -> str:
        """Links between an item's pages, as editors' page breaks make them; empty for a single page."""
        paths = (item.paths[0], *self.part_paths(item))
        if len(paths) == 1:
            return ""
        names = [path.rsplit("/", 1)[-1] for path in paths]
        links = [
            f"<b>{at}</b>" if at == number else f'<a href="{escape(name)}">{at}</a>' for at, name in enumerate(names, 1)
        ]
        after = f'<a href="{escape(names[number])}">下一页</a>' if number < len(paths) else "下一页"
        return f'<p class="fenye">共{len(paths)}页: {" ".join(links)} {after}</p>'

    def body(self, item: Item, number: int, hand: Hand, address: Callable[[str], str]) -> str:
        return hand(self.parts_of(item)[number - 1], address)


def _as(shape: str, table: Table) -> list[Block]:
    pairs = [(row[at].text, row[at + 1].text) for row in table.rows for at in range(0, len(row), 2)]
    if shape == "lines":
        return [Paragraph(f"{label}：{value}") for label, value in pairs]
    made: list[Block] = []
    for at, (label, value) in enumerate(pairs):
        made += [Paragraph(f"{NUMERALS[at]}、{label}", is_bold=True), Paragraph(value)]
    return made


def rows_of(rows: list[Row] | tuple[Row, ...], line: str, length: int, day: str) -> str:
    """Rows of a list in one line's form: {href} {title} {whole} {day}."""
    return "".join(
        line.format(
            href=escape(row.path), title=escape(short(row.item.draft.title, length)), whole=escape(row.item.draft.title),
            day=row.item.moment.strftime(day),
        )
        for row in rows
    )  # fmt: skip
