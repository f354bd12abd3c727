"""Archived pages as PDF, by the system's Chromium: scripts off, no network; all it loads comes out of the archive."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import Any

from guiyi.crawl.browsing.browser import MAX_HOPS, start_chromium
from guiyi.errors import SourceError
from guiyi.retire.archive.shown import Holdings, Replayed, replayed

MILLISECONDS = 20_000  # a page has until it stands
MOST_BYTES = 8 * 2**20  # of HTML
MOST_SHOWN = 150  # characters of an address on a sheet
LOADED = ("stylesheet", "image", "font")
POLICY = {
    "Content-Security-Policy": "default-src 'none'; img-src * data:; style-src * 'unsafe-inline'; font-src *; sandbox"
}
BAND = (
    "font: 7.5pt 'Noto Sans CJK SC', sans-serif; width: 100%; margin: 0 10mm; display: flex; gap: 1em;"
    " justify-content: space-between; overflow: hidden; white-space: nowrap; -webkit-print-color-adjust: exact;"
)
HEAD = """<div style="{band} padding: 1.2mm 3mm; background: #1b5e9b; color: #fff;">
<span><b>已归档 Archived</b> · 归档时间 captured {day} UTC</span><span>{url}</span></div>"""
FOOT = """<div style="{band} color: #5b6875;"><span>归档页 SHA-256 {sha256}</span>
<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>"""
MARGIN = {"top": "18mm", "bottom": "14mm", "left": "10mm", "right": "10mm"}
MADE_AT = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


class Printer:
    """One Chromium that prints pages of one site's archive; a context manager. ConfigError: there is no Chromium."""

    def __init__(self, holdings: Holdings, site: str) -> None:
        self.holdings, self.site = holdings, site
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="printer")  # Playwright stays in one thread
        self._playwright: Any = None
        self._chromium: Any = None
        self._is_first = False  # whether the next page that is gone to is the one to be printed

    def __enter__(self) -> Printer:
        try:
            self._thread.submit(self._start).result()
        except BaseException:
            self._thread.shutdown()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def print(self, url: str, page: Replayed) -> bytes:
        """URL and archived page, its addresses as they were → PDF; its dates are the capture's. SourceError."""
        if len(page.body) > MOST_BYTES:
            raise SourceError(f"{url}: is too large to be printed ({len(page.body):,} bytes)")
        data: bytes = self._thread.submit(self._print, url, page).result()
        stamp = re.sub(r"\D", "", page.fetched_at)[:14].encode()
        return MADE_AT.sub(lambda found: b"/" + found[1] + b" (D:" + stamp, data)

    # --- in the browser's thread ----------------------------------------------------------------------------------

    def _start(self) -> None:
        self._playwright, self._chromium = start_chromium("a PDF copy")

    def _close(self) -> None:
        self._chromium.close()
        self._playwright.stop()

    def _print(self, url: str, page: Replayed) -> bytes:
        from playwright.sync_api import Error

        context = self._chromium.new_context(
            java_script_enabled=False, service_workers="block", accept_downloads=False, locale="zh-CN"
        )
        try:
            tab = context.new_page()
            tab.route("**/*", lambda route: self._answer(route, page))
            self._is_first = True
            tab.emulate_media(media="screen")
            tab.goto(url, wait_until="load", timeout=MILLISECONDS)
            shown = url if len(url) <= MOST_SHOWN else url[: MOST_SHOWN - 1] + "…"
            day = page.fetched_at[:16].replace("T", " ")
            data: bytes = tab.pdf(
                format="A4", print_background=True, margin=MARGIN, display_header_footer=True,
                header_template=HEAD.format(band=BAND, day=escape(day), url=escape(shown)),
                footer_template=FOOT.format(band=BAND, sha256=page.sha256),
            )  # fmt: skip
            return data
        except Error as error:
            raise SourceError(f"{url}: the browser could not print it: {str(error).splitlines()[0]}") from error
        finally:
            context.close()

    def _answer(self, route: Any, page: Replayed) -> None:
        """One request of the page → what the archive holds there, or nothing."""
        request = route.request
        if request.is_navigation_request():
            is_it = request.frame.parent_frame is None and self._is_first
            self._is_first = False
            found = page if is_it else None
        else:
            found = self._archived(request.url) if request.resource_type in LOADED else None
        if found is not None:
            route.fulfill(status=200, headers={"Content-Type": found.media_type, **POLICY}, body=found.body)
        elif request.is_navigation_request():
            route.fulfill(status=204)  # it stays where it is; a page whose frame failed can't be printed
        else:
            route.abort()

    def _archived(self, url: str) -> Replayed | None:
        for _hop in range(MAX_HOPS):
            found = replayed(self.holdings, self.site, url)
            if found is None or found.moved_to is None:
                return found
            url = found.moved_to
        return None
