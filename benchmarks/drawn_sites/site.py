"""One whole site by chance: its columns, their articles (drawn pages in one layout), its lists, menus and noise, and the truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import md5
from html import escape
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from benchmarks.drawn_sites import ways
from benchmarks.drawn_sites.ways import Column
from benchmarks.quality import manners
from benchmarks.quality.cases import Block, Case, Content
from benchmarks.quality.drawn import HANDS, Drawn

Args = dict[str, str]
MIN_SPLIT = 4  # paragraphs of an article in two pages
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Item:
    """One document of the truth: all its addresses, its columns, and what a person reads on its page."""

    urls: tuple[str, ...]
    columns: tuple[str, ...]
    case: Case


class Article(Drawn):
    """A drawn page whose layout, labels and order of facts are those of its site: drawn anew from the site's own seed."""

    truth: Case

    def __init__(self, place: Site, column: Column, serial: int) -> None:
        self.place, self.column, self.bar = place, column, ""
        super().__init__(place.seed * 1000 + serial, serial, is_chinese=True)
        self.site = place.host.split(".")[0]
        self.id, self.truth = 10_000 + place.seed * 100 + serial * 3, self.case()
        self.manners = manners.ZH._replace(
            sites=(place.name,), heads=(place.head,), others=place.others, tails=place.tails, sides=(place.side,),
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
        source = self.pick(self.manners.offices) if "source" in self.place.has else ""
        told = f"{day:%Y-%m-%dT%H:%M}"
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
        if "metas" not in self.place.has:
            return ""
        made = {
            "ArticleTitle": self.content.title, "PubDate": f"{self.moment:%Y-%m-%d %H:%M}", "ColumnName": self.column.name,
            "ContentSource": self.content.source,
        }  # fmt: skip
        return "".join(f"<meta name={name} content='{escape(value)}'>" for name, value in made.items())


class Site:
    """The whole site. answer() gives any address; items is the truth; said tells its manners."""

    def __init__(self, seed: int) -> None:
        self.seed, self.random, self.titles = seed, Random(f"site-{seed}"), set[str]()
        pick, chance = self.random.choice, self.random.random
        self.host, self.name = f"old{seed}.example.test", pick(ways.NAMES)
        self.charset, self.header, self.says = pick(ways.CHARSETS)
        self.article_way = pick(ways.ARTICLES)
        pager, self.kind, self.pager = pick(ways.PAGERS)
        self.end = pick(ways.ENDS)
        self.list_way = pick(
            ways.LISTS[self.kind][1 if "{pre}" in self.pager else 0 : 1 if "createPage" in self.pager else 9]
        )
        self.key, self.rows_way, self.day_way = pick(ways.KEYS), pick(ways.ROWS), pick(ways.DAYS)
        self.size, self.more, self.block = pick((8, 10, 15)), pick(ways.MORE), pick(ways.BLOCKS)
        self.menu, self.crumb = pick([*ways.MENUS][:-1]), pick(ways.PLACES)
        self.has = {name for name, share in ways.SHARES.items() if chance() < share}
        if not self.article_way.endswith(("html", "htm")):
            self.has.discard("split pages")
        self.others = tuple(self.random.sample(manners.ZH.others, 3))
        self.tails = tuple(self.random.sample(manners.ZH.tails, 3))
        self.day_label = pick([one for one in manners.ZH.day_labels if one])
        self.source_label = pick([one for one in manners.ZH.source_labels if one])
        said = (
            self.charset,
            self.header,
            self.says,
            self.article_way,
            pager,
            *self.list_way,
            self.rows_way[1],
            self.day_way,
        )
        self.said = " | ".join((*said, self.menu, self.more, *sorted(self.has)))
        first = self.random.randint(2, 1100)
        chosen = self.random.sample(ways.COLUMNS, self.random.randint(3, 6))
        self.columns = [Column(name, folder, first + at * 3) for at, (name, folder) in enumerate(chosen)]
        self.pages: dict[str, Callable[[Args], str]] = {}
        self.side = self._whole("left") if self.menu == "left" else pick(ways.SIDES)
        self.head = self._head()
        self.listed = {column: self._articles(column, at) for at, column in enumerate(self.columns)}
        if "doubles" in self.has:
            one, other = self.columns[:2]
            both = self.listed[other] + self.listed[one][1:4]
            self.listed[other] = sorted(both, key=lambda article: article.moment, reverse=True)
        self._add_pages()

    # --- addresses ----------------------------------------------------------------------------------------------------

    def list_address(self, column: Column, n: int = 1) -> str:
        """A list's page n."""
        down = self._last(column) - n + 1 if n > 1 else 0
        return self.list_way[n > 1].format(**column._asdict(), n=n, m=n - 1, k=down, key=self.key)

    def _last(self, column: Column) -> int:
        return -(-len(self.listed[column]) // self.size)

    @property
    def items(self) -> list[Item]:
        """The truth: every document once."""
        made = []
        for column in self.columns:
            for one in self.listed[column]:
                if one.column is column:
                    places = [other for other in self.columns if one in self.listed[other]]
                    urls = tuple(dict.fromkeys(self._absolute(one.address(place)) for place in places))
                    case = replace(one.truth, url=urls[0])
                    made.append(Item(urls, tuple(place.name for place in places), case))
        return made

    def _absolute(self, path: str) -> str:
        return f"http://{self.host}{path}"

    # --- answers ------------------------------------------------------------------------------------------------------

    def answer(self, target: str, form: str) -> tuple[int, str, bytes]:
        """A request's target and form → status, media type, body."""
        parts = urlsplit(target)
        path, args = parts.path.split(";")[0], dict(parse_qsl(parts.query) + parse_qsl(form))
        if path.startswith(("/files/", "/i/", "/t")) and path.endswith(("gif", "jpg", "png")):
            return 200, "image/png", PNG
        if path.startswith("/files/"):
            return 200, "application/octet-stream", b"%PDF-1.4\n" + path.encode()
        args.pop("PHPSESSID", None)
        if page := self.pages.get(path) or self.pages.get(f"{path}?{self._chosen(path, args)}"):
            body, is_data = page(args), path.startswith(("/api/", "/ajax/"))
            kind = "application/json" if path.startswith("/api/") else "text/html"
            charset, said = ("utf-8", "utf-8") if is_data else (self.charset, self.header)
            return 200, kind + (f"; charset={said}" if said else ""), body.encode(charset, "xmlcharrefreplace")
        gone = self._wrap("提示", "<p>您访问的页面不存在或已被删除。</p>").encode(self.charset)
        return 200 if "soft 404" in self.has else 404, "text/html", gone

    def _chosen(self, path: str, args: Args) -> str:
        """Of a query what chooses the page."""
        names = self.deciding.get(path, ())
        return "&".join(f"{name}={args[name]}" for name in names if name in args)

    def _add(self, address: str, page: Callable[[Args], str]) -> None:
        path, _, query = address.partition("?")
        if query:
            self.deciding.setdefault(path, tuple(name for name, _value in parse_qsl(query)))
        self.pages[address] = page
        if path.endswith("/index.html"):
            self.pages[path.removesuffix("index.html")] = page

    def _add_pages(self) -> None:
        self.deciding: dict[str, tuple[str, ...]] = {}
        self._add("/", lambda _args: self._home())
        for column in self.columns:
            for one in self.listed[column]:
                self._add(one.address(column), lambda _args, one=one, column=column: one.html(0, column))
                if one.is_split:
                    self._add(one.second(column), lambda _args, one=one, column=column: one.html(1, column))
            self._add_list(column)
        by_id = {str(one.id): one for some in self.listed.values() for one in some}
        self._add("/print.asp", lambda args: by_id[args["id"]].printed() if args.get("id") in by_id else "")
        self._add("/search.asp", lambda _args: self._wrap("搜索", "<p>没有找到相关内容</p>"))
        self._add("/calendar.asp", lambda args: self._wrap("日历", self._calendar(args)))
        self._add("/api/list", self._data)
        self._add("/ajax/list", lambda args: self._rows(*self._asked(args)))
        self._add("/js/menu.js", lambda _args: self._whole("script"))
        top = f"<html><head>{self._meta()}</head><body>{self._menu('target=main')}</body></html>"
        self._add("/top.htm", lambda _args: top)
        self._add("/main.htm", lambda _args: self._wrap(self.name, self._blocks()))

    def _add_list(self, column: Column) -> None:
        last = self._last(column)
        if self.kind in ("form", "asked", "query"):
            names = ("__EVENTARGUMENT", "page") if self.kind != "query" else (self.key,)
            chosen = lambda args: next((int(args[name]) for name in names if args.get(name)), 1)  # noqa: E731
            self._add(self.list_address(column), lambda args: self._list(column, chosen(args)))
            return
        for n in range(1, last + 1):
            self._add(self.list_address(column, n), lambda _args, n=n: self._list(column, n))

    # --- pages --------------------------------------------------------------------------------------------------------

    def _articles(self, column: Column, at: int) -> list[Article]:
        made = [Article(self, column, at * 50 + serial) for serial in range(self.random.choice((3, 6, 11, 17, 26, 34)))]
        return sorted(made, key=lambda one: one.moment, reverse=True)

    def _wrap(self, title: str, body: str) -> str:
        extra = (self._calendar({}) if "calendar" in self.has else "") + (
            self._whole("left") if self.menu == "left" else ""
        )
        return f"<html><head>{self._meta()}<title>{title}</title></head><body>{self.head}{extra}<div class=main>{body}</div>{ways.OFFICES}<div class=foot>版权所有：{self.name} <a href=/sitemap_old.html>网站地图</a> <a href=http://www.north.example.test/>北渚区</a> 您是第<script src=/count.asp></script>位访客</div></body></html>"

    def _meta(self) -> str:
        return f"<meta http-equiv=Content-Type content='text/html; charset={self.says}'>" if self.says else ""

    def _head(self) -> str:
        menu = "<div class=banner><img src=/i/banner.jpg></div>" + ways.SEARCH * ("search" in self.has)
        return menu if self.menu in ("frames", "left") else menu + self._menu("")

    def _home(self) -> str:
        if self.menu == "frames":
            return f"<html><head>{self._meta()}<title>{self.name}</title></head><frameset rows='120,*'><frame src=/top.htm name=top><frame src=/main.htm name=main></frameset></html>"
        return self._wrap(self.name, self._blocks())

    def _blocks(self) -> str:
        return "".join(
            self.block.format(name=column.name, folder=column.folder, href=self.list_address(column), rows=self._rows(column, self.listed[column][:5]),
                              more=self.more.format(href=self.list_address(column)))
            for column in self.columns
        )  # fmt: skip

    def _menu(self, to: str) -> str:
        if self.menu == "drop-down":
            half, (open_, _each, close) = len(self.columns) // 2, ways.MENUS["drop-down"]
            subs = zip(ways.PARENTS, (self.columns[:half], self.columns[half:]), strict=True)
            return (
                open_
                + "".join(f"<li><a href=#>{name}</a><ul>{self._links(some)}</ul></li>" for name, some in subs)
                + close
            )
        return self._whole(self.menu, to)

    def _whole(self, menu: str, to: str = "") -> str:
        open_, _each, close = ways.MENUS[menu]
        return open_ + self._links(self.columns, menu, to) + close

    def _links(self, columns: Sequence[Column], menu: str = "drop-down", to: str = "") -> str:
        each = ways.MENUS[menu][1]
        return "".join(
            each.format(href=self.list_address(one), name=one.name, folder=one.folder, to=to) for one in columns
        )

    def _calendar(self, args: Args) -> str:
        y, m = int(args.get("y", 2019)), int(args.get("m", 3))
        return ways.CALENDAR.format(y - (m == 1), (m - 2) % 12 + 1, y, m, y + (m == 12), m % 12 + 1)

    # --- lists --------------------------------------------------------------------------------------------------------

    def _list(self, column: Column, n: int) -> str:
        n = max(1, min(n, self._last(column)))
        rows = "" if "api/list" in self.pager else self._rows(column, self._part(column, n))
        frame = self.rows_way[0] if rows else "<ul id=list>{rows}</ul>"
        body = self.crumb.format(name=column.name, href=self.list_address(column)) + frame.format(rows=rows)
        pager = self._pager(column, n) if self._last(column) > 1 or not rows else ""
        return self._wrap(f"{column.name}-{self.name}", body + pager)

    def _part(self, column: Column, n: int) -> list[Article]:
        return self.listed[column][(n - 1) * self.size : n * self.size]

    def _asked(self, args: Args) -> tuple[Column, list[Article]]:
        column = next((one for one in self.columns if str(one.code) == args.get("cid")), self.columns[0])
        return column, self._part(column, int(args.get("page") or 1))

    def _data(self, args: Args) -> str:
        column, part = self._asked(args)
        rows = [
            {
                "id": one.id,
                "title": one.content.title,
                "url": one.address(column),
                "publishTime": f"{one.moment:%Y-%m-%d}",
            }
            for one in part
        ]
        said = {"total": len(self.listed[column]), "page": args.get("page", "1"), "rows": rows}
        return json.dumps(said, ensure_ascii=False)

    def _rows(self, column: Column, some: list[Article]) -> str:
        made = [self._row(one.address(column), one.content.title, one.moment, one.id) for one in some]
        if len(some) > 3:
            made.insert(2, self._row(ways.ELSEWHERE, "北渚区关于转发有关工作安排的消息", some[2].moment, 1))
        return "".join(made)

    def _row(self, href: str, title: str, day: datetime, serial: int) -> str:
        if "sessions" in self.has and not href.startswith("http"):
            href = f"{href}&PHPSESSID=f{serial}" if "?" in href else f"{href};jsessionid=A{serial}"
        is_cut = "cut titles" in self.has and len(title) > 17 and "{full}" in self.rows_way[1]
        values = {"href": escape(href), "full": escape(title), "shown": title[:15] + "…" if is_cut else title}
        return self.rows_way[1].format(**values, day=self.day_way.format(day), d=day, id=serial)

    def _pager(self, column: Column, n: int) -> str:
        last, at = self._last(column), lambda number: self.list_address(column, number)
        stem = at(2).removesuffix("2") if self.kind == "query" else ""
        pre, _, post = at(9).rpartition("9") if self.kind == "static" else ("", "", "")
        numbers = range(1, last + 1)
        values = {
            "n": n, "m": n - 1, "up": min(n + 1, last), "last": last, "total": len(self.listed[column]), "size": self.size, "code": column.code,
            "next": at(min(n + 1, last)), "last_page": at(last), "self": at(1), "stem": stem, "pre": pre, "post": post, "end": self.end,
            "links": " ".join(f"<a href='{at(one)}'>{one}</a>" for one in numbers if one != n),
            "items": "".join(f"<li><a href='{at(one)}'>{one}</a></li>" for one in numbers),
            "options": "".join(f"<option value='{at(one)}'>第{one}页</option>" for one in numbers),
            "numbers": "".join(f"<option value={one}>{one}</option>" for one in numbers),
        }  # fmt: skip
        return self.pager.format(**values)
