"""Walking through what one page shows: further pages of its list, its tabs, where its rows and menus lead.

Each is tried by a click as a reader would, and the page is brought back to where it was. What was learned is written
into the page as plain links, so that whoever reads the page later needs no script. A walk ends by rule: when a click
brings no line that was not there, when a control is off, at a limit of pages, clicks or seconds.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from guiyi.crawl.browsing.session import OPENS, TURNS, Session
from guiyi.crawl.paging.clicks import Shown, shown_address
from guiyi.crawl.paging.turned import SIGN
from guiyi.crawl.shells.written import SCRIPT
from guiyi.errors import SourceError
from guiyi.urls import absolute_url

PLACED = re.compile(r'href="reader:(\d+);"')
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
ALL = re.compile(r"全部|所有|不限|all|^(?:19|20)\d\d\s*年?度?$", re.IGNORECASE)  # are no columns
DAY_TIME = re.compile(  # of a row's words, beside its title
    r"[\[(（]?(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}日?)?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?[\])）]?|(?<=\s)(?:查看|详情|展开)\S*$"
)
TAGS, TEXT = re.compile(r"<[^>]*>|\s+"), 60  # characters of a text that a row opens
DAY = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}")
ENOUGH = 2  # dated lines, or …
MANY = 3  # … lines at all, that a click must bring for it to have chosen another list
SAME = 0.9  # share of the lines of a state that must be back
UNFOLDED = 60  # entries of menus that are unfolded
SHUT = "shut"  # a row opens in place, or by asking for what it may not: its text has no address
ARTICLE_ROWS = 3  # rows that are only clicked, up to which a page with running text is an article
Click = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How far a walk goes: pages of a list, clicks on rows and menus of one page, seconds."""

    pages: int = 200
    clicks: int = 400
    seconds: float = 900.0


@dataclass
class Walked:
    """What a walk found: the page's states in turn, as HTML, and whether the list was turned to its end."""

    pages: list[str] = field(default_factory=list)
    is_whole: bool = True
    rows: dict[str, str] = field(default_factory=dict)  # what its rows open in place, as pages by their addresses


class Walk:
    """One walk. menus: what clicks of the site's menus are known to lead to; it is added to. is_sealed: whether the
    page's scripts are left out, since who reads them is refused."""

    def __init__(
        self, session: Session, shown: Shown, limits: Limits, menus: dict[tuple[str, str], str], is_sealed: bool = False
    ) -> None:
        self.session, self.page, self.shown, self.limits, self.menus = session, session.page, shown, limits, menus
        self.is_sealed = is_sealed
        self.end = time.monotonic() + limits.seconds
        self.clicks = 0
        self.states: list[set[str]] = []
        self.first_name = ""  # of the tab that is chosen at first
        self.rows: dict[str, str] = {}
        self.below: dict[tuple[str, str], Click] = {}  # entries that show once another of a menu was clicked

    def go(self, is_turned: Callable[[str], bool], has_text: Callable[[str], bool]) -> Walked:
        """Walks. is_turned: whether a page's pager leads on without clicks; has_text: whether it is an article."""
        self._open()
        self._unroll()
        walked, seen = Walked(rows=self.rows), self._lines()
        is_followed: bool | None = None
        while True:
            self.states.append(self._lines())
            html, clicks = self._snapshot()
            if len(walked.pages) == 0 and self._is_article(html, clicks, has_text):
                return Walked([self._linked(html, [self.menus.get(_mark(one)) for one in clicks])])
            where = self._where(clicks)
            walked.pages.append(self._linked(html, where, self._below(clicks) if len(self.states) == 1 else ""))
            is_followed = is_turned(walked.pages[0]) if is_followed is None else is_followed
            if is_followed or not self._turn(len(walked.pages) + 1):
                break
            if not self._lines() - seen:
                break
            seen |= self._lines()
            if len(walked.pages) >= self.limits.pages or time.monotonic() > self.end:
                walked.is_whole = False
                break
        walked.pages[0] = _marked(walked)
        return walked

    # --- states -------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.session.load(self.shown.url)
        if not self.shown.tab:
            return
        wanted = self._named(self.shown.tab) or self._unfolded_to(self.shown.tab)
        if not wanted or not self._click(wanted[0], TURNS):
            raise SourceError(f"{self.shown.url}: it shows no “{self.shown.tab}” that can be chosen")

    def _named(self, words: str) -> list[Click]:
        return [one for one in self._list() if one["kind"] in ("tab", "menu") and one["words"] == words]

    def _unfolded_to(self, words: str) -> list[Click]:
        """A menu's entry that shows only once another is unfolded."""
        for one in [one for one in self._list() if one["kind"] == "menu"][:UNFOLDED]:
            if self._click(one, OPENS) and (found := self._named(words)):
                return found
        return []

    def _unroll(self) -> None:
        """Lets a list grow by 加载更多, or by scrolling down, to its end."""
        seen = self._lines()
        for _turn in range(self.limits.pages):
            more = next((one for one in self._list() if one["kind"] == "more"), None)
            if more is None:
                with self.session.trying(TURNS):
                    self.page.evaluate("() => __reader.down()")
            elif not self._click(more, TURNS):
                return
            new = self._lines() - seen
            if not new or self.session.led or time.monotonic() > self.end:
                return
            seen |= new

    def _turn(self, number: int) -> bool:
        """Turns to the next page of the list; False where no control does."""
        found = self._list()
        if any(one["kind"] == "end" for one in found) and not any(one["kind"] == "next" for one in found):
            return False
        wanted = [one for one in found if one["kind"] == "next"]
        wanted = wanted or [one for one in found if one["kind"] == "number" and one["words"] == str(number)]
        return bool(wanted) and self._click(wanted[0], TURNS) and not self.session.led

    def _restore(self, url: str) -> None:
        """Brings the page back to the state it was in."""
        if self.page.url != url:
            with self.session.trying(OPENS):
                self.page.evaluate("() => history.back()")
        if self.page.url == url and self._is(len(self.states) - 1):
            return
        if self.page.url != url or not self._is(0):
            self._open()
            self._unroll()
        for number in range(2, len(self.states) + 1):
            self._turn(number)

    def _is(self, at: int) -> bool:
        wanted = self.states[at]
        return len(wanted & self._lines()) >= SAME * len(wanted)

    # --- clicks -------------------------------------------------------------------------------------------------------

    def _where(self, clicks: list[Click]) -> list[str | None]:
        """Where each of them leads; the list that is shown at first is that of the tab which changes nothing."""
        is_first = len(self.states) == 1 and not self.shown.tab
        found = [self._leads(one) if one["kind"] == "row" or is_first else self.menus.get(_mark(one)) for one in clicks]
        if is_first:
            self._name_first(clicks, found)
        return found

    def _below(self, clicks: list[Click]) -> str:
        """Entries of menus that show only now that others are unfolded → links to where they lead, as markup."""
        known, links, at = {_mark(one) for one in clicks}, "", 0
        while at < min(len(self.below), UNFOLDED):  # which grows
            one = [*self.below.values()][at]
            at += 1
            shows = _mark(one) not in known and (self._named(one["words"]) or self._unfolded_to(one["words"]))
            if shows and (to := self._leads(one)):
                links += f'<li><a href="{escape(to)}">{escape(one["words"])}</a></li>'
        return f"<ul>{links}</ul>" if links else ""

    def _leads(self, click: Click) -> str | None:
        mark = _mark(click)
        if click["kind"] != "row" and mark in self.menus:
            return self.menus[mark]
        if self.clicks >= self.limits.clicks or time.monotonic() > self.end:
            return None
        self.clicks += 1
        to = self._try(click)
        if click["kind"] != "row" and to and to != shown_address(Shown(self.shown.url, click["words"])):
            self.menus[mark] = to
        return to

    def _try(self, click: Click) -> str | None:
        """Clicks, sees where it leads, and comes back; None where it leads to no address."""
        url, before, framed = self.page.url, self._lines(), self._framed()
        if not self._click(click, TURNS if click["kind"] == "tab" else OPENS):
            return None
        is_row = click["kind"] == "row"
        is_shut = is_row and (self.session.refused or bool(self._lines() - self.states[-1]))
        led = [*self.page.evaluate("() => __reader.leads()"), *self.session.led, *self._framed() - framed]
        is_here = absolute_url(self.page.url) == absolute_url(url)  # behind a # that is no route, too
        if is_row and not led and is_here and (address := self._opened(click["words"], before)):
            led.append(address)
        if click["kind"] == "menu" and not led and is_here and not self.shown.tab:
            self.below = {_mark(one): one for one in self._list() if one["kind"] in ("menu", "tab")} | self.below
        if not is_here:
            led.append(self.page.url)
        elif (
            not led
            and click["kind"] in ("tab", "menu")
            and self._has_chosen(1 if ALL.search(click["words"]) else ENOUGH)
        ):
            led.append(shown_address(Shown(self.shown.url, click["words"])))
        if self.page.url != url or not self._is(len(self.states) - 1):
            self._restore(url)
        to = next((one for one in led if one.startswith(("http://", "https://"))), None)
        return SHUT if to is None and is_shut else to

    def _framed(self) -> set[str]:
        return {one.url for one in self.page.frames[1:] if one.url.startswith("http")}

    def _opened(self, words: str, before: set[str]) -> str | None:
        """A row that was clicked → the address of the text that it shows in place; None where it shows none."""
        html = self.page.evaluate("before => __reader.shown(before)", sorted(before))
        title = max((DAY_TIME.sub("", one).strip() for one in DAY_TIME.split(words)), key=len, default="")
        if len(TAGS.sub("", html)) < TEXT or not title:
            return None
        address = shown_address(self.shown._replace(page=len(self.states), row=title))
        head = "" if title in TAGS.sub("", html) else f"<h1>{escape(title)}</h1>"
        made = f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body>{head}{html}</body></html>"
        return address if self.rows.setdefault(address, made) == made else None

    def _has_chosen(self, enough: int) -> bool:
        """Whether a click has brought another list in place of the first; of a year, one dated line may be all."""
        new = self._lines() - self.states[-1]
        return sum(bool(DAY.search(one)) for one in new) >= enough or len(new) >= MANY

    def _name_first(self, clicks: list[Click], found: list[str | None]) -> None:
        chosen = {one["path"] for one, to in zip(clicks, found, strict=True) if to and "~tab=" in to}
        still = [at for at, one in enumerate(clicks) if one["path"] in chosen and found[at] is None]
        if len(still) == 1:
            found[still[0]] = self.shown.url
            self.first_name = clicks[still[0]]["words"]

    def _click(self, click: Click, doing: str) -> bool:
        with self.session.trying(doing):
            return bool(self.page.evaluate("wanted => __reader.click(wanted)", click))

    # --- reading ------------------------------------------------------------------------------------------------------

    def _list(self) -> list[Click]:
        found: list[Click] = self.page.evaluate("() => __reader.list()")
        return found

    def _lines(self) -> set[str]:
        return set(self.page.evaluate("() => __reader.lines()"))

    def _snapshot(self) -> tuple[str, list[Click]]:
        taken = self.page.evaluate("() => __reader.snapshot()")
        return SCRIPT.sub("", taken["html"]) if self.is_sealed else taken["html"], taken["clicks"]

    def _is_article(self, html: str, clicks: list[Click], has_text: Callable[[str], bool]) -> bool:
        rows = sum(one["kind"] == "row" for one in clicks)
        turns = any(one["kind"] in ("next", "end", "more") for one in self._list())
        return rows < ARTICLE_ROWS and not turns and has_text(html)

    def _linked(self, html: str, where: list[str | None], below: str = "") -> str:
        """A state's HTML with its placeholders filled in, what a menu leads to below, and the name of the tab that is
        chosen.
        """

        def link(match: re.Match[str]) -> str:
            at = int(match[1])
            to = where[at] if at < len(where) else None
            if to == SHUT:
                return f'href="javascript:" onclick="reader.opens({at})"'
            return f'href="{escape(to)}"' if to else ""

        html = PLACED.sub(link, html).replace("</body>", f"{below}</body>")
        name = self.shown.tab or self.first_name
        if not name or ALL.search(name):
            return html
        return HEAD.sub(lambda head: f'{head[0]}<meta name="ColumnName" content="{escape(name)}">', html, count=1)


def _mark(click: Click) -> tuple[str, str]:
    return str(click["path"]), str(click["words"])


def _marked(walked: Walked) -> str:
    """The first state, which says how many there are; a list that was not turned to its end has more than that."""
    count, html = len(walked.pages), walked.pages[0]
    mark = f'<meta name="{SIGN}" content="{count}{"" if walked.is_whole else "+"}">'
    return HEAD.sub(lambda head: f"{head[0]}{mark}", html, count=1) if count > 1 else html
