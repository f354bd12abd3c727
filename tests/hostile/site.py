"""A small old site that is well, and the form of what is wrong with it.

Every hostile site has a home, a list and some sound articles. A `Behaviour` adds what is hostile, and says what of the
promise it found broken after the migration. The sound articles must arrive whatever stands beside them.
"""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import select

from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.fetching.fetch import Response
from guiyi.database import reading
from guiyi.ledger import pages
from guiyi.library.export import export
from guiyi.library.migrate import open_library
from guiyi.library.tables import doubts, refused_records
from guiyi.settings import Settings
from guiyi.store import Store
from tests.hostile.wire import Answer, Request, Server, http, page

SUBJECTS = (
    "夏季游泳场馆安全检查", "老旧小区电梯加装", "冬季供暖热线值守", "图书馆夜间开放", "菜市场计量器具校准",
    "公园座椅更新",
)  # fmt: skip


def calendar_day(path: str) -> bytes:
    """A day of a calendar without end, /days/2018/03/05/ → its page, which links days, months and years around it."""
    year, month, day = (int(one) for one in path.strip("/").split("/")[1:4])
    near = ((year + 1, month, day), (year - 1, month, day), (year, month % 12 + 1, day), (year, month, day % 28 + 1))
    links = "".join(f'<a href="/days/{y}/{m:02d}/{d:02d}/">{y}年{m}月{d}日</a>' for y, m, d in near)
    return page(f"<html><head><title>{year}年{month}月{day}日</title></head><body>{links}</body></html>")


def article(title: str, *paragraphs: str, day: str = "2018-03-05", head: str = "", after: str = "") -> str:
    """A content page of the old site as its CMS writes it."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f'<html><head><title>{title}</title><meta charset="utf-8"><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{day} 09:30">{head}</head><body><div class="nav"><a href="/">首页</a> &gt; '
        f'<a href="/list/">工作动态</a></div><h1>{title}</h1><p>发布时间：{day} 09:30　来源：云川市试验局</p>'
        f'<div id="zoom">{body}</div>{after}<div class="foot">云川市试验局主办</div></body></html>'
    )


WORDS = (
    "街道", "社区", "水泵", "桥梁", "苗圃", "仓库", "账册", "钥匙", "路灯", "井盖", "校舍", "渡口", "磨坊", "药房", "粮站", "邮亭",
    "查看", "登记", "修补", "移交", "粉刷", "称量", "清点", "搬运", "晾晒", "编号", "封存", "抽查", "绘图", "拍照", "备案", "抄录",
)  # fmt: skip


def sound_text(site: str, number: int) -> str:
    """The text of a sound article, not to be found on any other page of any site."""
    chance = random.Random(f"{site} {number}")
    sentences = ("".join(chance.choice(WORDS) for _ in range(6)) for _ in range(8))
    return f"{site} 第{number}件：" + "，".join(sentences) + "。"


@dataclass
class After:
    """What is left after a migration: the ledger, the library, the archive, and what the server was asked."""

    settings: Settings
    site: str
    host: str
    server: Server
    endings: list[str]  # of each start of the run: done, held, or the error in words
    unexplained: int

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        out = io.BytesIO()
        export(open_library(self.settings.library), out, site=self.site)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    @cached_property
    def published(self) -> str:
        """All that the export says, as text."""
        return json.dumps(self.records, ensure_ascii=False)

    def titled(self, title: str) -> list[dict[str, Any]]:
        return [one for one in self.records if one["title"] == title]

    @cached_property
    def pages(self) -> Mapping[str, Any]:
        """Page key → its row in the ledger."""
        with reading(open_library(self.settings.library)) as connection:
            return {row.key: row for row in connection.execute(select(pages).where(pages.c.site == self.site))}

    @cached_property
    def refused(self) -> list[Any]:
        with reading(open_library(self.settings.library)) as connection:
            rows = connection.execute(select(refused_records).where(refused_records.c.site == self.site))
            return list(rows)

    @cached_property
    def doubts(self) -> list[Any]:
        with reading(open_library(self.settings.library)) as connection:
            return list(connection.execute(select(doubts).where(doubts.c.site == self.site)))

    def state(self, key: str) -> str:
        """A page's crawl state and why, such as `failed: the deadline of 1.5 s passed`."""
        row = self.pages.get(key)
        return "unknown" if row is None else f"{row.state}: {row.error or ''}"

    def ending(self, key: str) -> str:
        """How a page ended: disposition and reason."""
        row = self.pages.get(key)
        return "unknown" if row is None else f"{row.disposition}: {row.reason or ''}"

    def archived(self, key: str) -> Response | None:
        row = self.pages.get(key)
        if row is None or not row.warc:
            return None
        return read_response(Store(self.settings.store), row.warc, row.warc_offset, row.warc_length)

    def asked(self, target: str, host: str | None = None) -> int:
        return self.server.seen[host or self.host, target]


class Behaviour:
    """One hostile behaviour: its number in the fault plan, what it does, and the promise kept against it."""

    number: ClassVar[int]
    name: ClassVar[str]
    promise: ClassVar[str]
    crawl: ClassVar[dict[str, Any]] = {}
    assertions: ClassVar[dict[str, Any]] = {}  # gates that a site of five pages passes only so
    starts: ClassVar[int] = 1  # how often the site is migrated
    sound: ClassVar[int] = 4  # sound articles
    most_cpu: ClassVar[float] = 20.0  # seconds, for all its pages and starts together
    ending: ClassVar[tuple[str, ...]] = ("done",)  # how the last start may end

    def __init__(self, server: Server, variant: str = "") -> None:
        self.server, self.variant = server, variant
        self.start = 1
        self.calls: Counter[str] = Counter()

    @classmethod
    def variants(cls) -> tuple[str, ...]:
        """Forms of the behaviour that need a site each."""
        return ("",)

    @property
    def site(self) -> str:
        return f"h{self.number:02d}" + (f"-{self.variant}" if self.variant else "")

    @property
    def host(self) -> str:
        return f"{self.site}.example.test"

    @property
    def base_url(self) -> str:
        return f"http://{self.host}/"

    @property
    def aliases(self) -> tuple[str, ...]:
        return ()

    # --- the site ----------------------------------------------------------------------------------------------------

    def links(self) -> Mapping[str, str]:
        """Path → title of what the list links beside the sound articles."""
        return {}

    def answer(self, request: Request) -> Answer | None:
        """The hostile answer; None: the site answers as it always did."""
        return None

    def before_start(self, number: int) -> None:
        """Called before each start of the run (1, 2, …)."""
        self.start = number

    def respond(self, request: Request) -> Answer:
        """Any request → its answer."""
        self.calls[request.target] += 1
        return self.answer(request) or self.sound_answer(request)

    def sound_answer(self, request: Request) -> Answer:
        if request.target in ("/", "/index.html"):
            return page(
                f"<html><head><title>云川市试验局</title></head><body><a href='/list/'>工作动态</a>{self.home()}</body></html>"
            )
        if request.target == "/list/":
            return page(self.list_html(self.links()))
        for number in range(self.sound):
            if request.target == f"/sound/{number}.html":
                return page(
                    article(
                        self.sound_title(number),
                        sound_text(self.site, number),
                        "特此记录，长期保存，供日后查考核对使用。",
                    )
                )
        return http(b"<html><title>404</title></html>", "Content-Type: text/html", status="404 Not Found")

    def home(self) -> str:
        """More markup of the home page."""
        return ""

    def sound_title(self, number: int) -> str:
        return f"关于{SUBJECTS[number % len(SUBJECTS)]}的第{number}号工作记录"

    def list_html(self, more: Mapping[str, str]) -> str:
        rows = {f"/sound/{number}.html": self.sound_title(number) for number in range(self.sound)} | dict(more)
        lines = "".join(f'<li><a href="{path}">{title}</a><span>2018-03-05</span></li>' for path, title in rows.items())
        return (
            "<html><head><title>工作动态</title></head><body><div><a href='/'>首页</a> &gt; 工作动态</div>"
            f"<ul class='list'>{lines}</ul></body></html>"
        )

    # --- the promise -------------------------------------------------------------------------------------------------

    def check(self, after: After) -> Iterator[str]:
        """What of the promise is broken, in words; nothing if it was kept."""
        yield from ()

    def broken(self, after: After) -> list[str]:
        """All that is broken, what holds for every behaviour first."""
        found = [] if after.endings[-1].startswith(self.ending) else [f"the last start ended as {after.endings[-1]}"]
        if "done" in self.ending:
            found += self._lost(after)
        return [*found, *self.check(after)]

    def _lost(self, after: After) -> Iterator[str]:
        for number in range(self.sound):
            held = [one for one in after.records if sound_text(self.site, number) in one["body_text"]]
            if len(held) != 1:
                yield f"sound article {number} is in the library {len(held)} times"
        if after.unexplained:
            yield f"{after.unexplained} URLs have no disposition"
