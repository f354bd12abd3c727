"""What all old sites share: requests and answers, lists cut into pages, neighbours, furniture, robots.txt, sitemap."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha1
from html import escape
from urllib.parse import parse_qsl, urlsplit

from tests.city.files import MEDIA_TYPES
from tests.city.items import Contents, contents
from tests.city.model import Column, File, Item, Profile
from tests.city.sites.furniture import FURNITURE, with_furniture

STATES = ("base", "later", "empty")


@dataclass(frozen=True)
class Request:
    """What a site is asked: method, path without query, query and form as mappings, and the target as sent."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    target: str


@dataclass
class Answer:
    """What it answers. made: Last-Modified, if it tells."""

    body: bytes
    media_type: str
    status: int = 200
    made: datetime | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def etag(self) -> str:
        return f'"{sha1(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Row:
    """One line of a list: the item and the path under which this column lists it."""

    item: Item
    path: str


@dataclass
class State:
    """A site at one time: where each path leads, and each column's rows, newest first."""

    name: str
    items: dict[str, tuple[Item, Column]]
    files: dict[str, File]
    rows: dict[str, list[Row]]


class Site(ABC):
    """One old site. Subclasses say how their CMS names and renders pages."""

    per_page = 12
    has_validators = True
    has_sitemap = False
    disallowed: tuple[str, ...] = ("/admin/", "/search/")
    content_type: str | None = None  # of pages; by default with the charset
    furniture = 0  # characters of menus, styles and scripts added to every page

    def __init__(self, profile: Profile, size: int, seed: int) -> None:
        self.profile = profile
        self.contents: Contents = self.shaped(contents(self, size, seed))
        self.neighbours = _neighbours(self.contents)
        self.latest = sorted(self.contents.base, key=lambda item: item.moment, reverse=True)[:8]
        self._states: dict[str, State] = {}
        self.list_page = lru_cache(maxsize=4096)(self._list_page)

    # --- how the CMS names things ---------------------------------------------------------------------------------------

    @abstractmethod
    def item_path(self, number: int, column: Column, moment: datetime) -> str: ...

    @abstractmethod
    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str: ...

    def second_path(self, number: int, column: Column, moment: datetime) -> str | None:
        """Another address of the same item, where the CMS gives one a column."""
        return None

    def shaped(self, made: Contents) -> Contents:
        """The items as this CMS's forms print them; most print them as they are."""
        return made

    def part_paths(self, item: Item) -> tuple[str, ...]:
        """Addresses of the further pages of an item that is split over several."""
        return ()

    @abstractmethod
    def list_path(self, column: Column) -> str: ...

    # --- how it renders ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def render_item(self, item: Item, column: Column) -> str: ...

    @abstractmethod
    def render_home(self, state: State) -> str: ...

    @abstractmethod
    def respond_list(self, state: State, request: Request) -> str | Answer | None: ...

    # --- answering -----------------------------------------------------------------------------------------------------------

    def respond(self, state_name: str, request: Request) -> Answer:
        """A request → the answer of the site in that state."""
        state = self.state(state_name)
        found = state.items.get(request.target) or state.items.get(f"{request.target}index.html")
        if found is not None:
            item, column = found
            return self.page(self.render_item(item, column), item.touched or item.moment)
        file = state.files.get(request.target)
        if file is not None and file.data is not None:
            return Answer(file.data, MEDIA_TYPES[file.kind], made=datetime(2017, 6, 1))
        return self._fixed(state, request) or self._missing()

    def _fixed(self, state: State, request: Request) -> Answer | None:
        if request.path == "/robots.txt":
            return self._text(self._robots(), "text/plain")
        if request.path == "/sitemap.xml" and self.has_sitemap:
            return self._text(self._sitemap(state), "application/xml")
        if request.path in FURNITURE:
            media_type, body = FURNITURE[request.path]
            return Answer(body, media_type, made=datetime(2016, 3, 1))
        if request.path in ("/", "/index.html"):
            return self.page(self.render_home(state))
        found = self.respond_list(state, request)
        return self.page(found) if isinstance(found, str) else found

    def page(self, html: str, made: datetime | None = None, status: int = 200) -> Answer:
        """HTML → an answer in the site's charset."""
        html = with_furniture(html, self.furniture, self.profile.host)
        charset = "gb18030" if self.profile.charset == "gb2312" else self.profile.charset
        media_type = self.content_type or f"text/html; charset={self.profile.charset}"
        return Answer(html.encode(charset), media_type, status, made)

    @staticmethod
    def _text(text: str, media_type: str) -> Answer:
        return Answer(text.encode(), media_type)

    def _missing(self) -> Answer:
        text = "对不起，您访问的页面不存在或已被删除。"
        return self.page(
            f"<html><head><title>404 页面不存在</title></head><body><p>{text}</p></body></html>", status=404
        )

    def _robots(self) -> str:
        lines = ["User-agent: *", *(f"Disallow: {folder}" for folder in self.disallowed)]
        lines += [f"Sitemap: http://{self.profile.host}/sitemap.xml"] if self.has_sitemap else []
        return "\n".join(lines) + "\n"

    def _sitemap(self, state: State) -> str:
        listed = sorted(item.paths[0] for item, _column in state.items.values())[::2]  # half, as old sitemaps do
        urls = "".join(f"<url><loc>{escape(self.url(path))}</loc></url>\n" for path in listed)
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'

    # --- what stands where -------------------------------------------------------------------------------------------------

    def url(self, path: str) -> str:
        return f"http://{self.profile.host}{path}"

    def state(self, name: str) -> State:
        if name not in self._states:
            if name not in STATES:
                raise ValueError(f"the city has no state {name!r}, only {', '.join(STATES)}")
            items = {"base": self.contents.base, "later": self.contents.later, "empty": []}[name]
            self._states[name] = _state(name, items, self.profile.columns)
        return self._states[name]

    def _list_page(self, state_name: str, key: str, number: int) -> tuple[Sequence[Row], int, int]:
        """Column and page (from 1) → its rows, how many pages there are, how many items."""
        rows = self.state(state_name).rows[key]
        pages = max(1, -(-len(rows) // self.per_page))
        return rows[(number - 1) * self.per_page : number * self.per_page], pages, len(rows)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.profile.columns if column.key == key), None)


def _state(name: str, items: Sequence[Item], columns: Sequence[Column]) -> State:
    paths: dict[str, tuple[Item, Column]] = {}
    files: dict[str, File] = {}
    rows: dict[str, list[Row]] = {column.key: [] for column in columns}
    for item in items:
        paths[canonical(item.paths[0])] = (item, item.columns[0])
        rows[item.columns[0].key].append(Row(item, item.paths[0]))
        for column, path in item.also:
            paths.setdefault(canonical(path), (item, column))
            rows[column.key].append(Row(item, path))
        for block in item.blocks:
            file = getattr(block, "file", None)
            if file is not None:
                files[canonical(file.path)] = file
    for listed in rows.values():
        listed.sort(key=lambda row: (row.item.moment, row.item.number), reverse=True)
    return State(name, paths, files, rows)


def _neighbours(made: Contents) -> dict[str, tuple[Item | None, Item | None]]:
    """Key → the items before and after it in its column, as they stood at first: old pages are not made anew."""
    found: dict[str, tuple[Item | None, Item | None]] = {}
    last: dict[str, Item] = {}
    ordered = sorted(made.base, key=lambda item: (item.moment, item.number))
    for item in ordered:
        before = last.get(item.columns[0].key)
        found[item.key] = (before, None)
        if before is not None:
            found[before.key] = (found[before.key][0], item)
        last[item.columns[0].key] = item
    for item in made.later:
        found.setdefault(item.key, (last.get(item.columns[0].key), None))
    return found


def canonical(target: str) -> str:
    """Path and query → the same with its parameters in order and without a session id."""
    path, _, query = target.partition("?")
    parts = sorted(part for part in query.split("&") if part and not part.startswith("PHPSESSID="))
    return f"{path}?{'&'.join(parts)}" if parts else path


def read_request(method: str, target: str, form: str, charset: str = "utf-8") -> Request:
    """Method, request target, form as sent → a request; session ids do not matter to these sites."""
    target = canonical(re.sub(r";jsessionid=[^/?#]*", "", target, flags=re.IGNORECASE))
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True, encoding=charset, errors="replace"))
    return Request(method, parts.path, query, dict(parse_qsl(form, keep_blank_values=True)), target)
