"""One whole site by chance: its columns, their articles, its lists, menus and noise, and the truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from benchmarks.drawn_sites import ways
from benchmarks.drawn_sites.article import Article
from benchmarks.drawn_sites.ways import Column
from benchmarks.quality import manners
from benchmarks.quality.cases import Case

Args = dict[str, str]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Item:
    """One document of the truth: all its addresses, its columns, and what a person reads on its page."""

    urls: tuple[str, ...]
    columns: tuple[str, ...]
    case: Case


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
        self.menu, self.crumb, self.entry = pick([*ways.MENUS][:-1]), pick(ways.PLACES), pick(ways.ENTRIES)
        self.has = {name for name, share in ways.SHARES.items() if chance() < share}
        if not self.article_way.endswith(("html", "htm")):
            self.has.discard("split pages")
        self.others = tuple(self.random.sample(manners.ZH.others, 3))
        self.tails = tuple(self.random.sample(manners.ZH.tails, 3))
        self.day_label = pick([one for one in manners.ZH.day_labels if one])
        self.source_label = pick([one for one in manners.ZH.source_labels if one])
        said = (self.charset, self.header, self.says, self.article_way, pager, *self.list_way, self.rows_way[1])
        self.said = " | ".join((*said, self.day_way, self.menu, self.more, self.entry, *sorted(self.has)))
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
        told = (n - 1) * self.size if self.kind == "offset" else n
        if self.kind == "years" and n > 1:
            told = self._years(column)[n - 1]
        return self.list_way[n > 1].format(**column._asdict(), n=told, m=n - 1, k=down, key=self.key)

    def _years(self, column: Column) -> list[int]:
        return sorted({one.moment.year for one in self.listed[column]}, reverse=True)

    def _last(self, column: Column) -> int:
        return len(self._years(column)) if self.kind == "years" else -(-len(self.listed[column]) // self.size)

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

    def newest(self) -> str:
        """The newest documents of the first column, as pages show them beside an article."""
        column = self.columns[0]
        return f"<div class=new><h3>最新信息</h3>{self._rows(column, self.listed[column][:3])}</div>"

    def _absolute(self, path: str) -> str:
        return f"http://{self.host}{path}"

    # --- answers ------------------------------------------------------------------------------------------------------

    def answer(self, target: str, form: str) -> tuple[int, str, bytes]:
        """A request's target and form → status, media type, body."""
        parts = urlsplit(target)
        sent = json.loads(form).items() if form.startswith("{") else parse_qsl(form)
        path, args = (
            parts.path.split(";")[0],
            {**dict(parse_qsl(parts.query)), **{one: str(value) for one, value in sent}},
        )
        if path.startswith(("/files/", "/i/", "/t")) and path.endswith(("gif", "jpg", "png")):
            return 200, "image/png", PNG
        if path.startswith("/files/"):
            return 200, "application/octet-stream", b"%PDF-1.4\n" + path.encode()
        args.pop("PHPSESSID", None)
        if page := self.pages.get(f"{path}?{self._chosen(path, args)}") or self.pages.get(path):
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
        self._add("/index_main.html" if self.entry else "/", lambda _args: self._home())
        if self.entry:
            before = f"<html><head>{self._meta()}<title>{self.name}</title></head><body>{self.entry}</body></html>"
            self._add("/", lambda _args: before)
        for at, (name, some) in enumerate(zip(ways.PARENTS, self._halves(), strict=True)):
            page = self._wrap(name, self._links(some, "left") + self._blocks(some))
            self._add(f"/p{at}/", lambda _args, page=page: page)
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
        menu = self._whole("ul", "target=main" if self.menu == "frames" else "target=_parent")
        top = f"<html><head>{self._meta()}</head><body>{menu}</body></html>"
        self._add("/top.htm", lambda _args: top)
        self._add("/main.htm", lambda _args: self._wrap(self.name, self._blocks(self.columns)))
        for column in self.columns:
            self._add(f"/api/all_{column.code}.js", lambda _args, column=column: f"var list={self._array(column)};")

    def _add_list(self, column: Column) -> None:
        last = self._last(column)
        if self.kind in ("form", "asked") or "?" in self.list_way[1]:
            self._add(self.list_address(column), lambda args: self._list(column, self._wanted(column, args)))
            return
        for n in range(1, last + 1):
            self._add(self.list_address(column, n), lambda _args, n=n: self._list(column, n))

    def _wanted(self, column: Column, args: Args) -> int:
        if year := args.get("year"):
            return self._years(column).index(int(year)) + 1
        if start := args.get("start") or args.get("offset"):
            return int(start) // self.size + 1
        return next((int(args[name]) for name in ("__EVENTARGUMENT", "page", self.key) if args.get(name)), 1)

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
        return menu if self.menu in ("frames", "left") else menu + self._menu()

    def _home(self) -> str:
        if self.menu == "frames":
            return f"<html><head>{self._meta()}<title>{self.name}</title></head><frameset rows='120,*'><frame src=/top.htm name=top><frame src=/main.htm name=main></frameset></html>"
        is_bare = "bare home" in self.has and self.menu != "left"
        return self._wrap(self.name, "" if is_bare else self._blocks(self.columns))

    def _blocks(self, columns: Sequence[Column]) -> str:
        return "".join(
            self.block.format(name=column.name, folder=column.folder, href=self.list_address(column), rows=self._rows(column, self.listed[column][:5]),
                              more=self.more.format(href=self.list_address(column)))
            for column in columns
        )  # fmt: skip

    def _halves(self) -> tuple[list[Column], list[Column]]:
        half = len(self.columns) // 2
        return self.columns[:half], self.columns[half:]

    def _menu(self) -> str:
        if self.menu == "drop-down":
            open_, _each, close = ways.MENUS["drop-down"]
            subs = [(name, self._links(some)) for name, some in zip(ways.PARENTS, self._halves(), strict=True)]
            return open_ + "".join(f"<li><a href=#>{name}</a><ul>{some}</ul></li>" for name, some in subs) + close
        if self.menu == "parents":
            open_, each, close = ways.MENUS["parents"]
            links = "".join(each.format(href=f"/p{at}/", name=name) for at, name in enumerate(ways.PARENTS))
            return open_ + links + close
        return self._whole(self.menu)

    def _whole(self, menu: str, to: str = "") -> str:
        open_, _each, close = ways.MENUS[menu]
        return open_ + self._links(self.columns, menu, to) + close

    def _links(self, columns: Sequence[Column], menu: str = "drop-down", to: str = "") -> str:
        each = ways.MENUS[menu][1]
        return "".join(each.format(**one._asdict(), href=self.list_address(one), to=to) for one in columns)

    def _calendar(self, args: Args) -> str:
        y, m = int(args.get("y", 2019)), int(args.get("m", 3))
        return ways.CALENDAR.format(y - (m == 1), (m - 2) % 12 + 1, y, m, y + (m == 12), m % 12 + 1)

    # --- lists --------------------------------------------------------------------------------------------------------

    def _list(self, column: Column, n: int) -> str:
        n = max(1, min(n, self._last(column)))
        rows = "" if "/api/" in self.pager or "{array}" in self.pager else self._rows(column, self._part(column, n))
        frame = self.rows_way[0] if rows else "<ul id=list>{rows}</ul>"
        body = self.crumb.format(name=column.name, href=self.list_address(column)) + frame.replace("{rows}", rows)
        pager = self._pager(column, n) if self._last(column) > 1 or not rows else ""
        return self._wrap(f"{column.name}-{self.name}", body + pager)

    def _part(self, column: Column, n: int) -> list[Article]:
        if self.kind == "years":
            return [one for one in self.listed[column] if one.moment.year == self._years(column)[n - 1]]
        return self.listed[column][(n - 1) * self.size : n * self.size]

    def _asked(self, args: Args) -> tuple[Column, list[Article]]:
        column = next((one for one in self.columns if str(one.code) == args.get("cid")), self.columns[0])
        return column, self._part(column, int(args.get("page") or 1))

    def _data(self, args: Args) -> str:
        column, part = self._asked(args)
        said = {"total": len(self.listed[column]), "page": args.get("page", "1"), "rows": self._told(column, part)}
        made = json.dumps(said, ensure_ascii=False)
        return f"{args['callback']}({made})" if "callback" in args else made

    def _told(self, column: Column, some: list[Article]) -> list[dict[str, Any]]:
        names = ("id", "title", "url", "publishTime")
        values = [(one.id, one.content.title, one.address(column), f"{one.moment:%Y-%m-%d}") for one in some]
        return [dict(zip(names, one, strict=True)) for one in values]

    def _array(self, column: Column) -> str:
        return json.dumps(self._told(column, self.listed[column]), ensure_ascii=False)

    def _rows(self, column: Column, some: list[Article]) -> str:
        made = [
            self._row(
                column, one.address(column), one.content.title, one.moment, one.id, one.content.blocks[0].text[:40]
            )
            for one in some
        ]
        if len(some) > 3:
            made.insert(2, self._row(column, ways.ELSEWHERE, "北渚区关于转发有关工作安排的消息", some[2].moment, 0, ""))
        return "".join(made)

    def _row(self, column: Column, href: str, title: str, day: datetime, serial: int, summary: str) -> str:
        if "sessions" in self.has and serial:
            href = f"{href}&PHPSESSID=f{serial}" if "?" in href else f"{href};jsessionid=A{serial}"
        is_cut = "cut titles" in self.has and len(title) > 17 and "{full}" in self.rows_way[1]
        tag = f"[{column.name[:2]}]" if "tags" in self.has and serial % 3 else ""
        return self.rows_way[1].format(
            href=escape(href), full=escape(title), shown=tag + (title[:15] + "…" if is_cut else title), summary=escape(summary), id=serial,
            list=self.list_address(column), name=column.name, day=self.day_way.format(day), d=day,
        )  # fmt: skip

    def _pager(self, column: Column, n: int) -> str:
        last, at = self._last(column), lambda number: self.list_address(column, number)
        stem = at(2).removesuffix("2") if self.kind == "query" else ""
        pre, _, post = at(9).rpartition("9") if self.kind == "static" else ("", "", "")
        numbers, years = range(1, last + 1), self._years(column)

        def named(one: int) -> str:
            return f"{years[one - 1]}年" if self.kind == "years" else str(one)

        values = {
            "n": n, "m": n - 1, "up": min(n + 1, last), "last": last, "total": len(self.listed[column]), "size": self.size, "code": column.code,
            "next": at(min(n + 1, last)), "last_page": at(last), "self": at(1), "stem": stem, "pre": pre, "post": post, "end": self.end,
            "links": " ".join(f"<a href='{at(one)}'>{named(one)}</a>" for one in numbers if one != n),
            "buttons": "".join(f"<button data-page={one}>{one}</button>" for one in numbers),
            "array": self._array(column) if "{array}" in self.pager else "",
            "items": "".join(f"<li><a href='{at(one)}'>{one}</a></li>" for one in numbers),
            "options": "".join(f"<option value='{at(one)}'>{named(one)}</option>" for one in numbers),
            "numbers": "".join(f"<option value={one}>{one}</option>" for one in numbers),
        }  # fmt: skip
        return self.pager.format(**values)
