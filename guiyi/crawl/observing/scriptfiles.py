"""A page that says nothing by itself, beside the site's own script files, which may say what it asks for.

Many lists are asked for by a script file that all list pages share: its text goes with the page, and the reader of list
interfaces finds the call in it. So does that of a list whose pager, or whose rows, call a function which stands in no
script of the page itself. Where the page is one article's, its script asks for the article by the page's own
parameter: that is asked for, and put in its place. What the files don't tell is left to a browser, if there is one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from threading import Lock
from urllib.parse import urlsplit

from guiyi.bounded import PLAIN_BYTES, PLAIN_TAGS
from guiyi.crawl.fetching.fetch import Response, rewritten
from guiyi.crawl.fetching.media import charset_of
from guiyi.crawl.observing.interest import FACTS, TOLD, page_of, shows_no_list
from guiyi.crawl.observing.observe import BROKEN
from guiyi.crawl.observing.unfilled import AWAITED, awaits_rows
from guiyi.crawl.observing.wanted import (
    TELLING,
    asked_by_id,
    askers_of,
    asks_for_itself,
    chunks_of,
    files_of,
    is_of_one_page,
    lacks_its_asker,
    lacks_its_pager,
    may_show_a_row,
    written_files,
)
from guiyi.crawl.paging import ListPage, find_paging, read_data
from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.boxes import Boxes, boxes_waiting, read_boxes
from guiyi.crawl.paging.followed import tells_a_text
from guiyi.crawl.paging.forms import is_form
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.interface import menu_asked
from guiyi.crawl.paging.pressed import is_turned
from guiyi.crawl.paging.requested import request_url
from guiyi.crawl.paging.settled import parameters_of
from guiyi.crawl.reading.calls import functions_that_open
from guiyi.crawl.reading.unopened import LEAST, rows_without_address
from guiyi.crawl.shells.filled import with_at_end, with_files_told, with_reply
from guiyi.crawl.shells.frames import awaits_frame, blank_frames, with_frames_led
from guiyi.crawl.shells.rows import with_rows_written
from guiyi.crawl.shells.states import holds_article
from guiyi.crawl.shells.written import SCRIPT
from guiyi.errors import GuiyiError
from guiyi.markup.decode import decode_html
from guiyi.scripts.bundles.modules import is_bundle
from guiyi.scripts.bundles.parts import is_program, own_parts
from guiyi.scripts.interfaces.questions import told_by

logger = logging.getLogger(__name__)
MAX_KNOWN, MAX_CHUNKS = 60, 16  # script files of a site, further ones of a program
ATTACHED = re.compile(r"/[\w/.-]{0,60}(?:attach|annex|accessor|appendix|fujian)", re.IGNORECASE)
FEW, LONGEST_NAME = 2, 12  # addresses of a page that leads nowhere, characters of a column's name
LONGEST = 300_000  # bytes of a script file that is read whole
LONGEST_PROGRAM = 2_000_000  # of one that is a site's whole program, of which its own parts are kept


class ScriptFiles:
    """The script files of one site, each asked for once. Used from several threads."""

    def __init__(self, ask: Callable[[str], Response], is_own: Callable[[str], bool]) -> None:
        self.ask, self.is_own = ask, is_own
        self.told = False  # whether any page was understood by them
        self._known: dict[str, str] = {}
        self._last: tuple[str, Response | None] | None = None
        self._lock = Lock()

    def beside(self, response: Response) -> Response:
        """A response → the same with its script files, or with the article that they ask for; any other as it is.

        So is one that is too large to be a shell, and one that breaks a reader: it is read with limits later.
        """
        if len(response.body) > PLAIN_BYTES or response.body.count(b"<") > PLAIN_TAGS:
            return response
        try:
            return self._beside(response)
        except BROKEN as error:
            logger.warning("%s: its script files can not be read: %s", response.url, str(error)[:200])
            return response

    def _beside(self, response: Response) -> Response:
        page = page_of(response)
        if page is None:
            return response
        if blank_frames(page.root) and (led := self._led(response, page)) is not None:
            return led
        is_further = is_form(page.url) or is_numbered(page.url)  # of a list, the last page may have one row
        unopened = rows_without_address(page.root, page.text, page.found.addressed, 1 if is_further else LEAST)
        is_short = unopened or shows_no_list(page) or lacks_its_pager(page) or lacks_its_asker(page)
        is_short = is_short or (not tells_a_text(page) and any(boxes_waiting(page)))
        if self._leads(page) < FEW and (html := self._with_menu(page)) is not None:
            self.told = True
            return rewritten(response, html, FACTS)
        if not (is_short or may_show_a_row(page) or asks_for_itself(page)):
            return self._with_attached(response, page)
        if holds_article(page.text):
            return response  # what its scripts would ask for is there
        written = written_files(page) if "<script" in page.asking else []
        wanted = [*files_of(page), *written]
        data = {one for one in wanted if one in written or is_of_one_page(one)}
        files = {url: text for url in wanted if self.is_own(url) and (text := self._text(url, url in data))}
        page = replace(page, files=tuple((files | self._chunks(files, page)).values()))
        # an article's page may know the column's id, too: its own article comes first
        filled = next((html for url in asked_by_id(page) if (html := self._filled(page, url))), None)
        if filled is not None:
            self.told = True
            is_article = filled.count("<") > page.text.count("<")  # of plain facts, rows may be left to a browser
            return rewritten(response, filled, TOLD if is_article else FACTS)
        html = None
        # what a file that is written for one page holds is not all of the list
        if (
            written
            or shows_no_list(page)
            or any(box.find(".//script") is not None for box, _name in boxes_waiting(page))
        ):
            html = with_rows_written(page.text, page.root, page.found.base, files, not self._leads(page))
        if html is not None:
            self.told = True
            made = rewritten(response, html, FACTS) if html else replace(response, flags=(*response.flags, AWAITED))
            is_awaited = bool(html) and not self._leads(page) and self._awaits(page) and _shows_none(made)
            return replace(made, flags=(*made.flags, AWAITED)) if is_awaited else made
        is_opened = unopened and any(functions_that_open(one) for one in page.files)
        if not is_opened and not is_turned(page) and find_paging(page) is None and read_boxes(page) == Boxes():
            is_awaited = shows_no_list(page) and self._awaits(page)
            self.told |= is_awaited  # the crawl is to tell it, too
            return replace(response, flags=(*response.flags, AWAITED)) if is_awaited else response
        self.told = True
        return replace(response, scripts=page.files)

    def _led(self, response: Response, page: ListPage) -> Response | None:
        """A page with blank frames → the same with what its scripts show in them; None where they show nothing."""
        files = [text for url in files_of(page) if self.is_own(url) and (text := self._text(url))]
        html = with_frames_led(page.text, page.root, page.found.base, [*files, *page.found.scripts])
        self.told |= html is not None
        return rewritten(response, html, FACTS) if html is not None else None

    def _leads(self, page: ListPage) -> int:
        """How many of the site's own addresses a page leads to."""
        return len({url for url in page.found.urls if self.is_own(url)})

    def _awaits(self, page: ListPage) -> bool:
        """Whether a page waits for rows, or a frame, that nobody could follow."""
        return awaits_rows(page.root, page.text, askers_of(page), self._leads(page)) or (
            awaits_frame(page.root, page.asking) and not page.found.called
        )

    def _with_attached(self, response: Response, page: ListPage) -> Response:
        """An article → the same with the files for which its scripts ask by themselves; any other page as it is."""
        if not ATTACHED.search(page.scripts) or len(page.scripts) > LONGEST:
            return response
        asked = (one for one, _second in told_by(page.root, page.url, page.found.scripts).asked)
        urls = (request_url(one.url, one.data or {}, one.way, page.url) for one in asked)
        url = next((one for one in urls if one and ATTACHED.search(urlsplit(one).path) and self.is_own(one)), None)
        answer = self._reply(url) if url is not None else None
        if answer is None:
            return response
        html = with_files_told(page.text, decode_html(answer.body, charset_of(answer)).text, page.scripts)
        self.told |= html is not None
        return rewritten(response, html, TOLD) if html is not None else response

    def _with_menu(self, page: ListPage) -> str | None:
        """A page that leads nowhere → the same with the links of the menu that its scripts ask for; None where they ask
        for another thing: a menu is names of columns without days."""
        told = menu_asked(page)
        asked = parted(told)[0] if told else ""
        answer = self._reply(asked) if asked and self.is_own(asked) else None
        if answer is None:
            return None
        listing = read_data(decode_html(answer.body, charset_of(answer)).text, told or "")
        items = listing.items if listing is not None and not listing.next_urls else []
        if len(items) < FEW or any(one.listed_on or len(one.title) > LONGEST_NAME for one in items):
            return None
        links = "".join(f'<li><a href="{escape(one.url)}">{escape(one.title)}</a></li>' for one in items)
        name = urlsplit(asked).path  # of what asks for it nothing is left to follow
        text = SCRIPT.sub(lambda script: "" if name in script[0] else script[0], page.text)
        return with_at_end(text, f"<ul>{links}</ul>")

    def _chunks(self, files: dict[str, str], page: ListPage) -> dict[str, str]:
        """The further files that the modules of a page's program load, those rather whose names say something."""
        found: dict[str, str] = {}
        bundles = [(url, text) for url, text in files.items() if is_bundle(text)]
        for url, text in bundles:
            for one in sorted(chunks_of(text, url, page.url), key=lambda one: not TELLING.search(one)):
                if one not in files and one not in found and len(found) < MAX_CHUNKS and self.is_own(one):
                    found[one] = self._text(one)
        return {url: text for url, text in found.items() if text}

    def _text(self, url: str, is_data: bool = False) -> str:
        """The text of a script file; empty where it can't be had, or is too long. is_data: whether it is one page's."""
        if is_data and len(self._known) >= MAX_KNOWN:
            answer = self._got(url)
            return _read(answer) if answer is not None else ""
        with self._lock:
            if url not in self._known and len(self._known) < MAX_KNOWN:
                answer = self._got(url)
                self._known[url] = _read(answer) if answer is not None else ""
            return self._known.get(url, "")

    def _got(self, url: str) -> Response | None:
        try:
            answer = self.ask(url)
        except GuiyiError:
            return None
        return answer if answer.status == 200 else None

    def _filled(self, page: ListPage, url: str) -> str | None:
        answer = self._reply(url) if self.is_own(url) else None
        if answer is None:
            return None
        reply, asked = decode_html(answer.body, charset_of(answer)).text, parameters_of(page.asking, page.url).values()
        return with_reply(page.text, reply, page.asking, frozenset(asked))

    def _reply(self, url: str) -> Response | None:
        """What is answered to a request of a page; the last is kept, since the pages of a site may ask for one file."""
        last = self._last
        if last is None or last[0] != url:
            last = self._last = (url, self._got(url))
        return last[1]


def _shows_none(response: Response) -> bool:
    page = page_of(response)
    return page is not None and shows_no_list(page)


def _read(answer: Response) -> str:
    """The text of a script file; of a site's whole program the parts that may be its own; empty for what is none."""
    if len(answer.body) > LONGEST_PROGRAM or b"<html" in answer.body[:500].lower():
        return ""
    text = decode_html(answer.body, charset_of(answer)).text
    if len(answer.body) <= LONGEST:
        return text
    return own_parts(text) if is_program(text) else ""
