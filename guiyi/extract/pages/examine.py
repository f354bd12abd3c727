"""A page as received → the tree that is extracted: mended where a machine converted it, injected content taken out.

What was found goes with the document (or with the refusal), so that cleaning can hold the page and the site's owner is
told. Pages without a sign of either cost a fraction of a millisecond.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from guiyi.crawl.shells.filled import MARKS, filled, may_be_filled
from guiyi.dates import LOOSE_DAY
from guiyi.extract.pages.preformatted import SIGN, break_lines
from guiyi.extract.pages.view import SIGNS, shows_sign
from guiyi.markup.decode import LOST, Decoded, rederived
from guiyi.markup.marks import Marks
from guiyi.markup.parsing import parse_html, was_read_again
from guiyi.markup.tree import Node
from guiyi.records.letters import letter_page
from guiyi.repair.damage import MARK, Mended, mend_page, shows_conversion
from guiyi.repair.mojibake import shows_mojibake
from guiyi.tampering.findings import HELD, HIGH, MEDIUM, Finding
from guiyi.tampering.hosts import WhiteList
from guiyi.tampering.inspect import cut_outside, inspect_tree, is_innocent, look_at, outlinks
from guiyi.urls import UrlSpace

TAG = re.compile(r"<[a-zA-Z!/?][^>]*>")
DATE_LINE = re.compile(rf"^\s*(?:(?:发布|发表|更新)?(?:时间|日期)\s*[:：]\s*)?{LOOSE_DAY}")
HEAD_LINES = 12
SPAM_KINDS = ("spam-title", "spam-heading", "spam-link", "hidden-text")
OWN_TEXT = 80  # characters that an article has of its own
REPAIRED = "repaired-from-damaged-source"
MARKED = "lost-characters-marked"
SECOND_PARSER = "second-parser"  # a reviewer may compare the page with its bytes
_marks = Marks((*MARKS, *SIGNS))  # without one of them a page needs no filling, and few of its readers run
HALVES = re.compile("[\ud800-\udfff]")  # of a character, as a script's "\ud83d" alone leaves it
MOST = 2_000_000  # characters of lines that are remembered: pages are hostile
MOST_OF_PAGE, LONG_LINE = 200_000, 20_000  # characters of new lines on one page, and of one line
MOST_ODD = 40  # odd lines of a page


class Safety(BaseModel):
    """What an extraction worker must know to judge pages: the platform's white list, and what the site's sheets hide.

    sheets: page key of a style sheet → its hiding selectors.
    """

    white_hosts: tuple[str, ...] = ()
    sheets: dict[str, tuple[str, ...]] = {}


@dataclass
class Examined:
    """A page ready for extraction, and what was done to it. text: all that its tree holds, and what was taken out.

    odd: its lines among which some are not plain; none if all are.
    """

    root: Node
    text: str
    odd: str
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    white: WhiteList | None = None  # where the page names hosts off it

    def told(self, row: dict[str, Any]) -> dict[str, Any]:
        """A document or a refusal of the page → the same with what was found."""
        findings = [one.to_json() for one in self.findings]
        if "outcome" not in row:
            repairs, flags = [*self.repairs, *row["repairs"]], [*row["flags"], *self.flags]
            return row | {"repairs": repairs, "flags": flags, "tampering": findings}
        more: dict[str, Any] = {"tampering": findings} if findings else {}
        leading = outlinks(self.root, self.white) if self.white is not None else []
        more |= {"outlinks": leading} if leading else {}
        return row | {"payload": row["payload"] | more} if more else row


class Examiner:
    """Examines the pages of one site."""

    def __init__(self, own: Iterable[str], safety: Safety, urls: UrlSpace) -> None:
        self.white = WhiteList(own, safety.white_hosts)
        self.lines = PlainLines(self._is_plain)
        self.sheets: Mapping[str, tuple[str, ...]] = safety.sheets
        self.urls = urls

    def examine(self, decoded: Decoded, data: bytes, url: str) -> tuple[Decoded, Examined]:
        """A page's text, its bytes and URL → its decoding, mended if need be, and the page ready for extraction.

        What only an odd line can ask for is tried only where there is one beside those of its neighbours.
        """
        text = decoded.text
        odd = self.lines.odd(text)
        if odd or LOST in decoded.flags:
            decoded = rederived(decoded, data)
        odd = odd if decoded.text == text else decoded.text
        received = letter_page(now := decoded.text) or (filled(now) if odd and may_be_filled(odd) else now)
        received = received if received is now else HALVES.sub("\ufffd", received)
        odd = odd if received == text else received
        mended = mend_page(received) if odd and shows_conversion(odd) else Mended(received)
        return decoded, self._examined(mended, received, odd, url)

    def _is_plain(self, text: str) -> bool:
        """Whether lines hold nothing for which a page would have to be mended, filled, or looked at closely."""
        is_right = not (shows_mojibake(text) or shows_conversion(text)) and is_innocent(text, self.white)
        return is_right and not (_marks.may_stand_in(text) and (may_be_filled(text) or shows_sign(text)))

    def _examined(self, mended: Mended, received: str, odd: str, url: str) -> Examined:
        """A mended page, as it was received, and its lines among which some are odd → its tree, inspected."""
        text = mended.text
        if not TAG.search(text.replace(f"{MARK}</p>", "") if MARK in text else text):
            text = _as_html(text)
        odd = odd if text == received else text
        look = look_at(odd, text, self.white)
        found: list[Finding] = []
        if look.is_suspect:
            text, found = cut_outside(text, self.white)
        root = parse_html(text)
        if SIGN in text:
            break_lines(root)
        seen = Examined(root, text, odd, list(mended.fired), findings=found)
        if look.is_suspect:
            seen.findings += inspect_tree(seen.root, look, self.white, lambda href: self._sheet(href, url))
            seen.white = self.white if look.hosts else None
        if was_read_again(seen.root):
            seen.flags.append(SECOND_PARSER)
        if mended.fired:
            _note_repair(seen, received, mended.text)
        return seen

    def _sheet(self, href: str, url: str) -> tuple[str, ...]:
        address = self.urls.absolute(href, url) if self.sheets else None
        key = self.urls.key(address) if address else None
        return self.sheets.get(key, ()) if key else ()


def with_parasite(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a page that no list names → the same; held as a parasite if spam was its title and little else is left.

    A page of the site whose title was replaced still has a date or a text of its own.
    """
    found = row.get("tampering") if "outcome" not in row else row["payload"].get("tampering")
    spam = [one for one in found or () if one["kind"] in SPAM_KINDS and one["severity"] == HIGH]
    if not any(one["place"] == "title" for one in spam):
        return row
    held = Finding("parasite-page", HIGH, HELD, "document", spam[0]["excerpt"], spam[0]["target"], spam[0]["words"])
    if "outcome" in row:
        return row | {"payload": row["payload"] | {"tampering": [*(found or ()), held.to_json()]}}
    if row["published_at"] and len(row["body_text"] or "") >= OWN_TEXT:
        return row
    return row | {"tampering": [*(found or ()), held.to_json()]}


def _note_repair(seen: Examined, received: str, mended: str) -> None:
    seen.flags.append(REPAIRED)
    if mended.count(MARK) > received.count(MARK):
        seen.flags.append(MARKED)
    excerpt = " ".join(TAG.sub(" ", received).split())[:160]
    seen.findings.append(Finding("machine-converted", MEDIUM, "removed", "document", excerpt))


# --- pages without markup -----------------------------------------------------------------------------------------


def _as_html(text: str) -> str:
    """Plain text → HTML: a paragraph a line; the line above the date is the heading, lines of spam above it go.

    >>> _as_html("关于放假的通知\\n2018-01-05 10:00 来源: 云川日报\\n各科室")
    '<h1>关于放假的通知</h1>\\n<p>2018-01-05 10:00 来源: 云川日报</p>\\n<p>各科室</p>'
    """
    lines = [line.strip() for line in text.replace(f"{MARK}</p>", MARK).split("\n") if line.strip()]
    dated = next((at for at, line in enumerate(lines[:HEAD_LINES]) if at and DATE_LINE.match(line)), None)
    title = dated - 1 if dated is not None else None
    return "\n".join(
        f"<{(tag := 'h1' if at == title else 'p')}>{html.escape(line, quote=False)}</{tag}>"
        for at, line in enumerate(lines)
    )


class PlainLines:
    """The lines of a site's pages that are plain: no test of a line that `is_plain` stands for says anything of them.

    Those tests are of one line each, so what is said of a page does not depend on the pages before it.

    >>> lines = PlainLines(lambda text: "老虎机" not in text)
    >>> lines.odd("<p>植树</p>\\n<p>老虎机</p>"), lines.odd("<p>植树</p>\\n<p>防汛</p>\\n<p>老虎机</p>")
    ('<p>植树</p>\\n<p>老虎机</p>', '<p>防汛</p>\\n<p>老虎机</p>')
    >>> lines.odd("<p>植树</p>\\n<p>造林</p>")
    ''
    """

    def __init__(self, is_plain: Callable[[str], bool]) -> None:
        self._is_plain = is_plain
        self._plain: set[str] = set()
        self._odd: set[str] = set()
        self._size = 0

    def odd(self, text: str) -> str:
        """Text of a page → its lines that no other page showed to be plain, if one of them is odd; else nothing."""
        plain = self._plain
        lines = [line for line in text.split("\n") if line not in plain]
        rest = "\n".join(lines)
        is_odd = not self._is_plain(rest)
        self._remember([line for line in lines if line not in self._odd and len(line) <= LONG_LINE], is_odd)
        return rest if is_odd else ""

    def _remember(self, lines: list[str], is_odd: bool) -> None:
        size = sum(map(len, lines))
        if size > MOST_OF_PAGE:
            return  # no page like its neighbours
        self._size += size
        if self._size > MOST:
            self._plain, self._odd, self._size = set(), set(), size
        if is_odd:
            self._part(lines, MOST_ODD)
        else:
            self._plain.update(lines)

    def _part(self, lines: list[str], room: int) -> int:
        """Tells plain lines from odd ones, of which a page has one or two, or so many that it is hopeless.

        room: odd lines after which the rest is left untold → how many are still borne.
        """
        if room <= 0 or not lines:
            return room
        if self._is_plain("\n".join(lines)):
            self._plain.update(lines)
        elif len(lines) == 1:
            self._odd.update(lines)
            return room - 1
        else:
            middle = len(lines) // 2
            room = self._part(lines[middle:], self._part(lines[:middle], room))
        return room
