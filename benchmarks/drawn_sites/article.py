"""The articles of a drawn site: drawn pages of benchmarks/quality, all in the layout of their site."""

from __future__ import annotations

from dataclasses import replace
from hashlib import md5
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.drawn_sites.ways import Column
from benchmarks.quality import manners
from benchmarks.quality.cases import Block, Case, Content
from benchmarks.quality.drawn import HANDS, Drawn

if TYPE_CHECKING:
    from benchmarks.drawn_sites.site import Site

MIN_SPLIT = 4  # paragraphs of an article in two pages


class Article(Drawn):
    """A drawn page whose layout, labels and order of facts are those of its site: drawn anew from the site's own seed."""

    truth: Case

    def __init__(self, place: Site, column: Column, serial: int) -> None:
        self.place, self.column, self.bar = place, column, ""
        super().__init__(place.seed * 1000 + serial, serial, is_chinese=True)
        self.site = place.host.split(".")[0]
        self.id, self.truth = 10_000 + place.seed * 100 + serial * 3, self.case()
        if "bare pages" in place.has:  # then only its lists tell its day
            is_told = "year" in place.day_way or "%Y" in place.day_way
            self.truth = replace(self.truth, published=f"{self.moment:%Y-%m-%d}" if is_told else None)
        self.manners = manners.ZH._replace(
            sites=(place.name,), heads=(place.head,), others=place.others, tails=place.tails, sides=(place.side + "<!--newest-->",),
            day_labels=(place.day_label,), source_labels=(place.source_label,),
        )  # fmt: skip

    def _article(self, serial: int) -> Content:
        made = super()._article(serial)
        day, number, blocks = self.moment, made.number, made.blocks
        if number and not self.is_number_in_text:
            self.is_number_in_text, blocks = True, (Block("p", number), *blocks)
        title = made.title
        while title in self.place.titles:
            title = self.pen.title()
        self.place.titles.add(title)
        told = "" if "bare pages" in self.place.has else f"{day:%Y-%m-%dT%H:%M}"
        source = self.pick(self.manners.offices) if "source" in self.place.has and told else ""
        return replace(made, title=title, published=told, blocks=blocks, source=source, column=self.column.name)

    def address(self, column: Column) -> str:
        """Where it stands in a column."""
        digest = md5(str(self.id).encode()).hexdigest()
        return self.place.article_way.format(id=self.id, **column._asdict(), d=self.moment, hash=digest)

    def html(self, part: int = 0, column: Column | None = None) -> str:
        """Its page; of one that is split its first or second part."""
        content, half, column = self.content, len(self.content.blocks) // 2, column or self.column
        if self.is_split:
            first, second = self.address(column), self.second(column)
            self.content = replace(content, blocks=content.blocks[half:] if part else content.blocks[:half])
            self.bar = f"<div class=fy>{'<b>1</b>' if not part else f'<a href={first}>1</a>'} {'<b>2</b>' if part else f'<a href={second}>2</a>'}</div>"
        own, self.pen.random = self.pen.random, Random(f"style-{self.place.seed}")
        self.pick, self.chance = self._pick, self.pen.random.random
        made = self._page("utf-8")
        self.content, self.pen.random = content, own
        head = f"<meta charset={self.place.says}>" if self.place.says else ""
        made = made.replace("<meta charset=utf-8>", head + self._metas(), 1)
        made = made.replace("<!--newest-->", self.place.newest() if "newest beside" in self.place.has else "")
        if "print" in self.place.has:
            made = made.replace("</body>", f"<p><a href=/print.asp?id={self.id} target=_blank>打印本页</a></p></body>")
        own, parent = ("/c/d/", "/c/") if "href=/c/d/" in made else ("/c/", "/c/d/")
        made = made.replace(f"href={own}>", f"href='{self.place.list_address(column)}'>")
        return made.replace(f"href={parent}>", "href=/>")

    def printed(self) -> str:
        """Its page for a printer."""
        return f"<html><title>{self.content.title}</title><h2>{self.content.title}</h2>{HANDS[0](self.content.blocks)}<a href='javascript:window.print()'>打印</a></html>"

    @property
    def is_split(self) -> bool:
        """Whether its text stands on two pages."""
        return "split pages" in self.place.has and self.id % 4 == 0 and len(self.content.blocks) >= MIN_SPLIT

    def second(self, column: Column) -> str:
        """The address of its second page."""
        stem, dot, end = self.address(column).rpartition(".")
        return f"{stem}_1{dot}{end}"

    def _pick(self, options: Any) -> Any:
        chosen = self.pen.random.choice(options)
        return (lambda blocks: chosen(blocks) + self.bar) if options is HANDS else chosen

    def _metas(self) -> str:
        if "metas" not in self.place.has or "bare pages" in self.place.has:
            return ""
        made = {
            "ArticleTitle": self.content.title, "PubDate": f"{self.moment:%Y-%m-%d %H:%M}", "ColumnName": self.column.name,
            "ContentSource": self.content.source,
        }  # fmt: skip
        return "".join(f"<meta name={name} content='{escape(value)}'>" for name, value in made.items())
