"""Page designs of the written sets: how one site prints an article. Half of them are held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from benchmarks.quality import hands
from benchmarks.quality.cases import Case, Content, Hand, text_of_blocks
from benchmarks.quality.pen import Pen

Page = Callable[[Content, str], str]


@dataclass(frozen=True)
class Design:
    """One site's way: group of the result table, the page around an article, the hand of its editor.

    shows: which of source, number the page prints. stamp: strftime-like shape of its date, or None if it prints none.
    """

    name: str
    group: str
    page: Page
    hand: Hand = hands.paragraphs
    length: tuple[int, int] = (3, 9)
    extras: tuple[str, ...] = ()
    shows: tuple[str, ...] = ("source",)
    has_date: bool = True
    charset: str = "utf-8"
    path: str = "/a/{serial}.html"
    is_held_out: bool = False

    @property
    def is_chinese(self) -> bool:
        """Which language its articles are in."""
        return "English" not in self.group


def nav(words: Sequence[str], tag: str = "li") -> str:
    """A row of links, the same on every page."""
    return "".join(f'<{tag}><a href="/{at}/">{escape(word)}</a></{tag}>' for at, word in enumerate(words))


def links(titles: Sequence[str], tag: str = "li", date: str = "") -> str:
    """A list of other articles, different on every page."""
    return "".join(
        f'<{tag}><a href="/a/{abs(hash_of(title)) % 90000}.html">{escape(title)}</a>{date}</{tag}>' for title in titles
    )


def hash_of(text: str) -> int:
    """A number for a text, the same on every machine."""
    value = 7
    for character in text:
        value = (value * 31 + ord(character)) % 1_000_003
    return value


def day(content: Content, shape: str = "{y}-{m:02d}-{d:02d}") -> str:
    """The article's day as a page prints it."""
    moment = content.published
    numbers = {"y": int(moment[:4]), "m": int(moment[5:7]), "d": int(moment[8:10]), "t": moment[11:16]}
    return shape.format(**numbers)


def utc(content: Content) -> str:
    """The article's moment, told in Beijing time, as a machine writes it in UTC: 2018-03-05T02:08:00+00:00."""
    return datetime.fromisoformat(f"{content.published}+08:00").astimezone(UTC).isoformat()


ZH_NAV = "首页 政务公开 新闻动态 办事服务 互动交流 专题专栏 数据开放 走进汀州".split()
EN_NAV = ["Home", "News", "Services", "Have your say", "Council", "Jobs", "Contact us"]
ZH_FOOT = (
    '<div class="bottom"><p>主办单位：汀州区人民政府办公室　承办：汀州区数据中心　地址：汀州区江畔大道88号，邮编：000000。</p>'
    "<p>网站标识码：9999000299　云ICP备00000299号　建议使用1024×768分辨率浏览，未经许可不得转载，违者必究。</p></div>"
)
EN_FOOT = (
    "<footer><p>© Marlow Borough Council. All content is available under an open licence, except where otherwise stated. "
    "You can contact us on weekdays between nine and five.</p></footer>"
)


def cases_of(design: Design, pages: int) -> list[Case]:
    """A design, how many pages → its cases; the same for the same arguments."""
    pen, host = Pen(design.name, design.is_chinese), f"http://{design.name}.example.test"
    return [
        _case(design, pen.content(1000 + 7 * at, "/files/", design.length, design.extras), host) for at in range(pages)
    ]


def _case(design: Design, content: Content, host: str) -> Case:
    url = host + design.path.format(serial=content.serial, y=content.published[:4], m=content.published[5:7])
    html = design.page(content, design.hand(content.blocks))
    files = [host + block.address for block in content.blocks if block.kind == "file"]
    images = [host + block.address for block in content.blocks if block.kind == "image"]
    cells = [text for block in content.blocks for row in block.rows for text, _rows, _columns in row]
    return Case(
        design.group, design.name, url, html.encode(design.charset, "replace"), text_of_blocks(content.blocks),
        content.title, content.published[:10] if design.has_date else None,
        content.source if "source" in design.shows else None, content.number if "number" in design.shows else None,
        tuple(cells), tuple(files), tuple(images),
        (content.title, content.published[:10]), design.is_held_out,
    )  # fmt: skip


def page(title: str, body: str, head: str = "") -> str:
    """A page without anything but its title in its head."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>{body}</body></html>'
