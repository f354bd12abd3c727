"""The crawl of one run: every page of a site into the archive, every URL into the ledger, in journalled steps.

A step takes some due pages, asks for them, and writes the archive (durable first) and the ledger (one transaction).
Killed anywhere, the next start goes on at the last step; what the archive holds beyond it is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, select

from guiyi.crawl.archive import ArchiveWriter, Earlier, read_response
from guiyi.crawl.browser import Browser
from guiyi.crawl.cdxj import IndexRow, write_index
from guiyi.crawl.cloaking import look_for_cloaking
from guiyi.crawl.completeness import shortfall
from guiyi.crawl.fetch import Fetcher, Response
from guiyi.crawl.frontier import Frontier, skip_all_due, targets_of
from guiyi.crawl.observe import Observation, Observer, Target, charset_of, media_type_of
from guiyi.crawl.pacing import HostParked, Pacer
from guiyi.crawl.paging.forms import form_of, form_page, is_form
from guiyi.crawl.paging.posted import is_posted, request_of
from guiyi.crawl.quiet import hours_of, wait_for_hours
from guiyi.crawl.recall import recall_forms
from guiyi.crawl.robots import Robots
from guiyi.crawl.sitemap import read_sitemap
from guiyi.crawl.sources import stored_responses
from guiyi.database import reading
from guiyi.errors import GuiyiError, RefusedAddress, SourceDown, SourceError, StoreError
from guiyi.extract.decode import decode_html
from guiyi.ledger import (
    API,
    FAILED,
    FETCHED,
    GONE,
    LIST,
    PAGE,
    QUEUED,
    SKIPPED,
    listings,
    pages,
    runs,
    sections,
    site_states,
)
from guiyi.parsing import parse_html
from guiyi.prints import sha256_of
from guiyi.run import Progress, Run, no_progress
from guiyi.urls import host_of

STEP = 64  # pages a step where the host is asked without delay
SEEDS = 5000  # addresses of sitemaps that are kept before they are written
STEP_SECONDS = 2.0  # about how long a step lasts where it is asked slowly
DOWN_AFTER = 5  # failed connections in a row after which the site counts as down
MAX_SITEMAPS = 200
MAX_FORMS = 64  # pages with forms that are kept
RETRIED = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 524)


@dataclass
class CrawlReport:
    """What the crawl of a run did, counted over the whole run. reasons: why it is not complete."""

    requested: int = 0
    fetched: int = 0
    unchanged: int = 0
    changed: int = 0
    new: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    complete: bool = False
    reasons: list[str] = field(default_factory=list)


def go_on() -> None:
    """Waits for nothing."""


def crawl_site(run: Run, progress: Progress = no_progress, may_go: Callable[[], None] = go_on) -> CrawlReport:
    """Crawls the site of a run until nothing is due, going on where an earlier start stopped → what was done.

    may_go: called before every handful of requests; it waits as long as operators pause the site. Quiet hours are
    waited out here. SourceDown: the site does not answer; the run can be continued later. StoreError, LibraryError.
    """
    with reading(run.engine) as connection:
        is_finished = connection.scalar(select(runs.c.crawl_finished).where(runs.c.run_id == run.run_id))
    if not is_finished:
        frontier = Frontier(run)
        frontier.open()
        journal = _Journal(run, frontier)
        if run.config.crawl.source == "http":
            hours = hours_of(run)

            def before_asking() -> None:
                wait_for_hours(run.site, hours)
                may_go()

            _crawl_live(run, frontier, journal, progress, before_asking)
        else:
            _read_stored(run, frontier, journal, progress)
        # what belongs to a crawl comes before it counts as finished, or a start killed here would leave it out for good
        if run.config.crawl.source == "http" and run.config.crawl.cloaking_sample:
            with _Closing(Fetcher(run.config.crawl, run.urls)) as fetcher:
                asker = _Asker(run, fetcher)
                look_for_cloaking(run, asker.get_as)
        write_index(run.store, run.site, archived_rows(run))
        frontier.finish(_shortfalls(run))
    return report_of(run)


# --- a live site -----------------------------------------------------------------------------------------------------


def _crawl_live(
    run: Run, frontier: Frontier, journal: _Journal, progress: Progress, before_asking: Callable[[], None]
) -> None:
    crawl = run.config.crawl
    before_asking()
    with _Closing(Fetcher(crawl, run.urls)) as fetcher, ThreadPoolExecutor(crawl.concurrency) as threads:
        asker = _Asker(run, fetcher)  # first: a site that does not answer leaves the last crawl as it was
        frontier.begin()
        try:
            recall_forms(run, journal.observer, frontier.traps)
            for at, target in enumerate(_seeds(run, asker)):
                frontier.add(target, None)
                if at % SEEDS == SEEDS - 1:  # a sitemap may name a million
                    journal.commit()
            journal.commit()
            while due := frontier.due(_step_size(run)):
                run.store.require_space()
                before_asking()
                for row, answer in zip(due, threads.map(asker.ask, due), strict=True):
                    journal.take(row, answer)
                journal.commit()
                done, left = frontier.tally()
                progress(done, done + left)
        finally:
            asker.close()


def retry_page(run: Run, url: str) -> str:
    """Asks once more for one known page, under the site's lease → its state: fetched, gone, queued or failed.

    SourceError: it is no page that the ledger knows.
    """
    frontier = Frontier(run)
    journal = _Journal(run, frontier)
    row = journal.row(frontier.key_of(url))
    if row is None:
        raise SourceError(f"{run.site} has no page {url} in its ledger")
    with _Closing(Fetcher(run.config.crawl, run.urls)) as fetcher:
        journal.take(row, _Asker(run, fetcher).ask(row))
    journal.commit()
    journal.archive.close()
    write_index(run.store, run.site, archived_rows(run))
    after = journal.row(row.key)
    return str(after.state) if after is not None else FAILED


class _Closing:
    """Closes a fetcher at the end of a block."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher

    def __enter__(self) -> Fetcher:
        return self.fetcher

    def __exit__(self, *_error: object) -> None:
        self.fetcher.close()


def _step_size(run: Run) -> int:
    crawl = run.config.crawl
    if crawl.delay <= 0:
        return STEP
    return max(crawl.concurrency, min(STEP, round(STEP_SECONDS / crawl.delay) * crawl.concurrency))


class _Asker:
    """Asks the site for pages, politely; robots.txt and pacing are here. Used from several threads."""

    def __init__(self, run: Run, fetcher: Fetcher) -> None:
        self.run, self.fetcher = run, fetcher
        self.pacer = Pacer(run.config.crawl)
        self.robots: Robots | None = None
        if run.config.crawl.obey_robots:
            self.robots = Robots.load(fetcher, run.urls.base, run.config.crawl.user_agent)
            if self.robots.is_refused:
                raise SourceDown(f"{run.site}: robots.txt can't be read ({self.robots.note}); try again later")
            if self.robots.crawl_delay:
                self.pacer.set_floor(host_of(run.urls.base), self.robots.crawl_delay)
        self.forms: dict[str, Response] = {}
        self.browser = Browser(self._for_browser) if run.config.crawl.browser else None

    def close(self) -> None:
        """Ends the browser, if there is one."""
        if self.browser is not None:
            self.browser.close()

    def ask(self, row: Any) -> Response | GuiyiError | str:
        """A due page → its response, the error that came instead, or in words why it may not be asked for."""
        if self._is_forbidden(row.url.split("#")[0]):
            return "robots.txt does not allow it"
        try:
            if is_form(row.url):
                return self._send_form(row.url)
            if is_posted(row.url):
                return self._post(row.url)
            answer = self.get(row.url, row.etag, row.last_modified)
            return self.browser.filled(answer) if self.browser is not None and row.role in (PAGE, LIST) else answer
        except HostParked as parked:
            raise SourceDown(f"{self.run.site}: {parked}; run it again after that") from parked
        except GuiyiError as error:
            return error

    def _is_forbidden(self, url: str) -> bool:
        return self.robots is not None and self.run.urls.is_own(url) and not self.robots.allowed(url)

    def _for_browser(self, url: str, form: Mapping[str, str] | None) -> Response:
        """What a page asks for while it is rendered: by the same rules as its own address."""
        if self._is_forbidden(url):
            raise RefusedAddress(f"{url}: robots.txt does not allow it")
        return self._paced(url, lambda: self.fetcher.fetch(url, data=form))

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Response:
        """One paced GET."""
        return self._paced(url, lambda: self.fetcher.fetch(url, etag=etag, last_modified=last_modified))

    def get_as(self, url: str, headers: dict[str, str]) -> Response:
        """One paced GET as another visitor."""
        return self._paced(url, lambda: self.fetcher.fetch(url, headers=headers))

    def _post(self, url: str) -> Response:
        """A list interface's question that goes in a body."""
        address, body, headers = request_of(url)
        answer = self._paced(address, lambda: self.fetcher.fetch(address, method="POST", data=body, headers=headers))
        return Response(**{**answer.__dict__, "url": url})

    def _send_form(self, url: str) -> Response:
        """A page that is a form sent back; the page with the form is kept, since a list's pages share it."""
        before = form_page(url)
        page = self.forms.get(before)
        if page is None:
            page = self._send_form(before) if is_form(before) else self.get(before)
        tree = parse_html(decode_html(page.body, charset_of(page), self.run.config.site.charset).text)
        address, fields = form_of(url, tree)
        answer = self._paced(address, lambda: self.fetcher.fetch(address, method="POST", data=fields))
        answer = Response(**{**answer.__dict__, "url": url})
        if len(self.forms) >= MAX_FORMS:
            self.forms.clear()
        self.forms |= {before: page, url: answer}
        return answer

    def _paced(self, url: str, send: Any) -> Response:
        host = host_of(url)
        with self.pacer.slot(host):
            try:
                response: Response = send()
            except GuiyiError as error:
                self.pacer.report(host, error)
                raise
            self.pacer.report(host, response)
            return response


def _seeds(run: Run, asker: _Asker) -> Iterator[Target]:
    """The configured seeds, and all URLs of the site's sitemaps."""
    base = run.urls.base
    wanted = [url for seed in run.config.crawl.seeds if (url := run.urls.absolute(seed, base))]
    yield from targets_of(wanted, "seed")
    sitemaps = [url for one in run.config.crawl.sitemaps if (url := run.urls.absolute(one, base))]
    sitemaps += list(asker.robots.sitemaps) if asker.robots else []
    default = run.urls.absolute("/sitemap.xml", base)
    queue, seen = list(dict.fromkeys([*sitemaps, *([default] if default else [])])), set[str]()
    while queue and len(seen) < MAX_SITEMAPS:
        url = queue.pop(0)
        if url in seen or not run.urls.is_own(url):
            continue
        seen.add(url)
        response = _sitemap(asker, url, run.config.crawl.attempts)
        if response is not None and response.status == 200:
            found, more = read_sitemap(response.body)
            yield from targets_of(found, "sitemap")
            queue.extend(more)


def _sitemap(asker: _Asker, url: str, attempts: int) -> Response | None:
    """A sitemap, asked for again where the site was only busy; None if it can't be had: its pages have links, too."""
    response = None
    for _ in range(attempts):
        try:
            response = asker.get(url)
        except SourceError as error:
            if not error.is_transient:
                return None
            continue
        if response.status not in RETRIED:
            break
    return response


# --- a dead site -----------------------------------------------------------------------------------------------------


def _read_stored(run: Run, frontier: Frontier, journal: _Journal, progress: Progress) -> None:
    """Reads all responses of a file dump or an archive; what it links to but does not hold is skipped."""
    frontier.begin()
    for at, response in enumerate(stored_responses(run)):
        frontier.add(Target(response.url, "page", "file"), None)
        if at % STEP == STEP - 1:
            journal.commit()
            progress(at + 1, None)
    journal.commit()
    for at, response in enumerate(stored_responses(run)):
        row = journal.row(frontier.key_of(response.url))
        if row is not None and row.fetched_run != run.run_id:
            journal.take(row, response)
        if at % STEP == STEP - 1:
            journal.commit()
            progress(at + 1, None)
    journal.commit()
    skip_all_due(run, f"not in the {run.config.crawl.source} that stands for the site")


# --- the journal -----------------------------------------------------------------------------------------------------


class _Journal:
    """Takes responses into the archive and the frontier; `commit` makes a step final."""

    def __init__(self, run: Run, frontier: Frontier) -> None:
        self.run, self.frontier = run, frontier
        self.observer = Observer(run.config, run.urls)
        with reading(run.engine) as connection:
            state = connection.execute(select(site_states).where(site_states.c.site == run.site)).one()
        self.archive = ArchiveWriter(run.store, run.site, state.warc_segment, state.warc_bytes)
        frontier.archived = (state.warc_segment, state.warc_bytes)
        self.down = 0

    def row(self, key: str | None) -> Any | None:
        """A page's row in the ledger."""
        with reading(self.run.engine) as connection:
            wanted = select(pages).where(pages.c.site == self.run.site, pages.c.key == key)
            return connection.execute(wanted).one_or_none()

    def commit(self) -> None:
        """Archive first, durably; then the ledger, in one transaction."""
        self.frontier.commit(*self.archive.flush())

    def take(self, row: Any, answer: Response | GuiyiError | str) -> None:
        """One answer: response, error, or refusal in words."""
        if isinstance(answer, str):
            self.frontier.record(row, state=SKIPPED, error=answer, fetched_run=self.run.run_id)
        elif isinstance(answer, GuiyiError):
            self._failed(row, answer)
        else:
            self.down = 0
            self._answered(row, answer)

    def _failed(self, row: Any, error: GuiyiError) -> None:
        other = self.run.urls.at_base(row.url)
        if other and not error.is_transient and not isinstance(error, RefusedAddress):
            # https, www or an alias that is off, while the site itself answers: ask there
            self.frontier.record(row, state=QUEUED, url=other, attempts=row.attempts + 1, error=str(error))
            return
        if isinstance(error, SourceDown) and self.run.urls.is_own(row.url):
            self.down += 1
            if self.down >= DOWN_AFTER:
                self.commit()
                raise SourceDown(f"{self.run.site} does not answer ({error}); start the run again when it does")
        final = isinstance(error, RefusedAddress) or not (error.is_transient or isinstance(error, SourceDown))
        self._try_later(row, str(error), None, final)

    def _try_later(self, row: Any, reason: str, status: int | None, final: bool = False) -> None:
        """Counts an attempt; after the last one the page has failed (an older payload stays)."""
        attempts = row.attempts + 1
        is_over = final or attempts >= self.run.config.crawl.attempts
        state = FAILED if is_over else QUEUED
        self.frontier.record(
            row, state=state, attempts=attempts, error=reason, status=status, fetched_run=self.run.run_id
        )

    def _answered(self, row: Any, response: Response) -> None:
        status = response.status
        if status in RETRIED:
            self.archive.append(response)
            self._try_later(row, f"the site answered {status} {response.reason}", status)
        elif status in (404, 410):
            self._gone(row, response, f"the site answered {status}")
        elif response.location:
            self._redirected(row, response)
        elif status == 304:
            self._unchanged(row, response, self._archived(row))
        elif status == 200:
            self._whole(row, response)
        else:
            self.archive.append(response)
            self._try_later(row, f"the site answered {status} {response.reason}", status, final=True)

    def _gone(self, row: Any, response: Response, reason: str) -> None:
        """Gone at once if it never was there; a page that was is asked once more, in a later step."""
        self.archive.append(response)
        state = QUEUED if row.digest and not row.attempts else GONE
        values = {"state": state, "attempts": row.attempts + 1, "status": response.status, "error": reason}
        self.frontier.record(row, **values, fetched_run=self.run.run_id)

    def _redirected(self, row: Any, response: Response) -> None:
        """A redirect is followed as a link; its target is a page of its own."""
        self.archive.append(response)
        self._follow(row, response.location or "", response.status)

    def _follow(self, row: Any, target: str, status: int, **values: Any) -> None:
        key = self.frontier.key_of(target)
        if key == row.key and target != row.url and self.run.urls.is_own(target):
            # another spelling of the same page (http → https, folder → folder/): ask for that one
            again = row.attempts < self.run.config.crawl.max_redirects
            state, error = (QUEUED, None) if again else (FAILED, "it redirects to itself")
            self.frontier.record(row, state=state, url=target, attempts=row.attempts + 1, error=error, status=status)
            return
        is_loop = key == row.key or self._hops(row) >= self.run.config.crawl.max_redirects
        state, error = (FAILED, "it redirects in a circle") if is_loop else (FETCHED, None)
        self.frontier.record(
            row, state=state, error=error, status=status, redirect_to=None if is_loop else key,
            fetched_run=self.run.run_id, **values,
        )  # fmt: skip
        if not is_loop:
            self.frontier.add(Target(target, row.role, "redirect"), row)

    def _is_listed(self, row: Any) -> bool:
        """Whether a list names this page: an article was expected."""
        with reading(self.run.engine) as connection:
            wanted = select(listings.c.key).where(listings.c.site == self.run.site, listings.c.key == row.key).limit(1)
            return connection.execute(wanted).first() is not None

    def _hops(self, row: Any) -> int:
        """How many redirects in a row led to this page."""
        hops, at = 0, row
        while at is not None and at.found_on and hops < self.run.config.crawl.max_redirects:
            before = self.row(at.found_on)
            if before is None or before.redirect_to != at.key:
                break
            hops, at = hops + 1, before
        return hops

    def _archived(self, row: Any) -> Response | None:
        """The response that the archive holds of an unchanged list page; others need not be read again."""
        if row.role not in (LIST, API) or not row.warc:
            return None
        try:
            return read_response(self.run.store, row.warc, row.warc_offset, row.warc_length)
        except StoreError:
            return None

    def _unchanged(self, row: Any, response: Response, archived: Response | None) -> None:
        if not row.warc:  # a 304 to a page that was never had whole
            self.frontier.record(row, state=QUEUED, etag=None, last_modified=None, attempts=row.attempts + 1)
            return
        self.archive.append_revisit(response, Earlier(row.url, row.fetched_at))
        self.frontier.record(row, state=FETCHED, status=response.status, error=None, fetched_run=self.run.run_id)
        if archived is not None:
            self._note(row, self.observer.observe(archived, row.role))

    def _whole(self, row: Any, response: Response) -> None:
        """A page that was answered with 200: archived, read for links, recorded."""
        digest = sha256_of(response.body)
        observation = self.observer.observe(response, row.role)
        if observation.words:
            self.frontier.traps.note(row.url, observation.words)
        if observation.soft_error:
            self._gone(row, response, observation.soft_error)
            return
        if observation.wall and (observation.wall.kind == "wall" or self._is_listed(row)):
            self.archive.append(response)
            self._try_later(row, f"wall: {observation.wall.why}, in place of the page", response.status, final=True)
            return
        values: dict[str, Any] = {
            "status": response.status, "error": None, "role": observation.role, "etag": response.header("ETag"),
            "last_modified": response.header("Last-Modified"), "bytes": len(response.body),
            "fetched_run": self.run.run_id, "redirect_to": None,
        }  # fmt: skip
        values |= {"media_type": media_type_of(response)[:200], "charset": charset_of(response)}
        if digest == row.digest and row.warc:
            self.archive.append_revisit(response, Earlier(row.url, row.fetched_at))
        else:
            place = self.archive.append(response)
            values |= {"digest": digest, "warc": place.warc_key, "warc_offset": place.offset}
            values |= {"warc_length": place.length, "fetched_at": response.fetched_at, "changed_run": self.run.run_id}
        if observation.redirect and self.frontier.key_of(observation.redirect) != row.key:
            self.frontier.record(row, state=FETCHED, **values)
            self._note(row, observation)
            self._follow(
                row,
                observation.redirect,
                response.status,
                **{k: v for k, v in values.items() if k not in ("status", "error", "redirect_to", "fetched_run")},
            )
            return
        self.frontier.record(row, state=FETCHED, **values)
        self._note(row, observation)

    def _note(self, row: Any, observation: Observation) -> None:
        for target in observation.targets:
            if target not in self.frontier.remembered:
                self.frontier.add(target, row)
        if observation.listing is not None:
            self.frontier.list_items(row, observation.listing)


def archived_rows(run: Run) -> Iterator[IndexRow]:
    """All pages of the site that the archive holds whole, for its index."""
    wanted = select(pages).where(pages.c.site == run.site, pages.c.warc.is_not(None))
    with reading(run.engine) as connection:
        for row in connection.execute(wanted):
            yield IndexRow(row.url, row.fetched_at, 200, row.media_type, row.warc, row.warc_offset, row.warc_length)


# --- what was done ---------------------------------------------------------------------------------------------------


def _shortfalls(run: Run) -> list[str]:
    """Why the crawl is not complete, in words; empty if it is."""
    own = pages.c.site == run.site
    with reading(run.engine) as connection:
        lists = connection.scalar(
            select(func.count()).where(own, pages.c.state == FAILED, pages.c.role.in_((LIST, API)))
        )
        limited = connection.scalar(
            select(func.count()).where(own, pages.c.state == SKIPPED, pages.c.error.like("limit:%"))
        )
        failed = connection.scalar(select(func.count()).where(own, pages.c.state == FAILED, pages.c.role == "page"))
    found = [(lists, "list pages failed"), (limited, "pages lie beyond max_pages"), (failed, "pages failed")]
    return [f"{count} {words}" for count, words in found if count]


def _short_sections(connection: Connection, site: str) -> list[str]:
    """Columns whose lists are not whole, and why."""
    count = select(func.count()).where(listings.c.site == site, listings.c.section == sections.c.key).scalar_subquery()
    wanted = select(sections, count.label("listed")).where(sections.c.site == site, sections.c.complete.is_(False))
    rows = connection.execute(wanted.order_by(sections.c.key)).all()
    reasons = ((row.name, shortfall(row, row.listed) or "some of its pages failed") for row in rows)
    return [f"section {name} is not whole: {reason}" for name, reason in reasons]


def report_of(run: Run) -> CrawlReport:
    """Counts of the run's crawl, from the ledger."""
    asked = pages.c.fetched_run == run.run_id
    wanted = {
        "requested": asked,
        "fetched": and_(asked, pages.c.state == FETCHED),
        "unchanged": and_(asked, pages.c.state == FETCHED, pages.c.changed_run != run.run_id),
        "changed": and_(pages.c.changed_run == run.run_id, pages.c.first_run != run.run_id),
        "new": and_(pages.c.first_run == run.run_id, pages.c.state == FETCHED),
        "gone": and_(asked, pages.c.state == GONE),
        "failed": and_(asked, pages.c.state == FAILED),
        "skipped": pages.c.state == SKIPPED,
    }
    counts = [func.count().filter(condition).label(name) for name, condition in wanted.items()]
    with reading(run.engine) as connection:
        row = connection.execute(select(*counts).where(pages.c.site == run.site)).one()
        is_complete = connection.scalar(select(runs.c.crawl_complete).where(runs.c.run_id == run.run_id))
        reasons = _short_sections(connection, run.site)
    reasons = [*_shortfalls(run), *reasons]
    return CrawlReport(**row._mapping, complete=bool(is_complete) and not reasons, reasons=reasons)
