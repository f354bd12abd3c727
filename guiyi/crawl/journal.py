"""What a step of the crawl writes: each answer into the archive first, then into the ledger, in one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from guiyi.crawl.archiving.archive import ArchiveWriter, Earlier, read_response
from guiyi.crawl.fetching.fetch import Response, rewritten
from guiyi.crawl.fetching.media import charset_of, is_html, media_type_of
from guiyi.crawl.frontier import Frontier
from guiyi.crawl.observing.observe import NO_FILE, Observation, Observer, Target
from guiyi.crawl.unread import EMPTY, UNFILLED, UNREAD
from guiyi.database import reading
from guiyi.errors import GuiyiError, NoHandshake, RefusedAddress, SourceDown, StoreError
from guiyi.ledger import API, ASSET, FAILED, FETCHED, GONE, LIST, PAGE, QUEUED, SKIPPED, listings, pages, site_states
from guiyi.markup.decode import decode_html
from guiyi.records.layers import LAYER, layer_page
from guiyi.records.letters import letter_page
from guiyi.runs.run import Run

DOWN_AFTER = 5  # failed connections in a row after which the site counts as down
OUTAGES = 4  # times `crawl.attempts`: outages in which a page may be among those that got no answer
STEPS_UP = 3  # from a reply to its first, to the page that asks for it
RETRIED = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 524)


class Journal:
    """Takes responses into the archive and the frontier; `commit` makes a step final."""

    def __init__(self, run: Run, frontier: Frontier) -> None:
        self.run, self.frontier = run, frontier
        self.observer = Observer(run.config, run.urls)
        with reading(run.engine) as connection:
            state = connection.execute(select(site_states).where(site_states.c.site == run.site)).one()
        self.archive = ArchiveWriter(run.store, run.site, state.warc_segment, state.warc_bytes)
        frontier.archived = (state.warc_segment, state.warc_bytes)
        self.down = 0
        self.has_answered = False  # anything that needs not be asked for again
        self.unanswered: dict[str, Any] = {}  # pages that got no answer since the host's last one, as they were before

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
            self.unanswered.clear()
            self.has_answered |= answer.status not in RETRIED
            self._answered(row, answer)

    def _failed(self, row: Any, error: GuiyiError) -> None:
        other = self.run.urls.at_base(row.url)
        is_elsewhere = isinstance(error, NoHandshake) or not error.is_transient
        if other and is_elsewhere and not isinstance(error, RefusedAddress):
            # https, www or an alias that is off, while the site itself answers: ask there
            self.frontier.record(row, state=QUEUED, url=other, attempts=row.attempts + 1, error=str(error))
            return
        is_down = isinstance(error, SourceDown)
        if (is_down or error.is_transient) and self.run.urls.is_own(row.url):
            self.unanswered.setdefault(row.key, row)
        if is_down and self.run.urls.is_own(row.url):
            self.down += 1
            if self.down >= DOWN_AFTER:
                self.is_down(error)
        final = isinstance(error, RefusedAddress) or not (error.is_transient or is_down)
        self._try_later(row, str(error), None, final)

    def is_down(self, error: GuiyiError) -> None:
        """Writes what is there and raises SourceDown: the host answers no more, which is no fault of its last pages.

        However often each was asked for meanwhile, it counts as once. One whose every asking is a host's last must end.
        """
        for row in self.unanswered.values():
            attempts = row.attempts + 1
            if attempts < OUTAGES * self.run.config.crawl.attempts:
                self.frontier.record(row, state=QUEUED, attempts=attempts, error=str(error))
        self.commit()
        raise SourceDown(f"{self.run.site} does not answer ({error}); start the run again when it does")

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
        elif status in (404, 410) and not (response.location and row.digest is None):  # no other spelling of its path
            self._gone(row, response, f"the site answered {status}")
        elif response.location:
            self._redirected(row, response)
        elif status == 304:
            self._unchanged(row, response, self._archived(row))
        elif status == 200:
            self._whole(row, self._as_layer(row, response))
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

    def leaves_out(self, row: Any) -> bool:
        """Whether a due page is not asked for after all: it waited while pages of its form turned out to repeat.

        A page that a list names, or that was had before, is asked for whatever its form.
        """
        reason = self.frontier.traps.refusal(row.url) if row.role == PAGE and row.fetched_at is None else None
        if reason is None or self._is_listed(row):
            return False
        self.frontier.record(row, state=SKIPPED, error=reason)
        return True

    def _is_listed(self, row: Any) -> bool:
        """Whether a list names this page: an article was expected."""
        return self._listed_title(row) is not None

    def _listed_title(self, row: Any) -> str | None:
        """What a list calls this page, empty where it says nothing; None where no list names it."""
        with reading(self.run.engine) as connection:
            own = listings.c.site == self.run.site, listings.c.key == row.key
            named = connection.execute(
                select(listings.c.title).where(*own).order_by(listings.c.section).limit(1)
            ).first()
        return (named.title or "") if named is not None else None

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
        observation = self.observer.observe(archived, row.role) if archived is not None else None
        error = _lacks(row, observation) if observation is not None else None
        self.frontier.record(row, state=FETCHED, status=response.status, error=error, fetched_run=self.run.run_id)
        if observation is not None:
            self._note(row, observation)

    def _as_layer(self, row: Any, response: Response) -> Response:
        """A record that a list names, answered as bare data → the page that its list's page would show in a layer."""
        if row.role not in (PAGE, ASSET) or is_html(response) or response.body.lstrip()[:1] not in (b"{", b"["):
            return response
        text = decode_html(response.body, charset_of(response)).text
        listed = self._listed_title(row) if letter_page(text) is None else None
        page = layer_page(text, self._list_page(row), listed) if listed is not None else None
        return rewritten(response, page, LAYER) if page else response

    def _list_page(self, row: Any) -> str:
        """The HTML of the list page through whose interface a record was found; empty where the archive has none."""
        shown = self.row(row.found_on)
        for _step in range(STEPS_UP):
            if shown is not None and shown.role == API:
                shown = self.row(shown.section if shown.section not in (None, shown.key) else shown.found_on)
        if shown is None or not shown.warc:
            return ""
        try:
            page = read_response(self.run.store, shown.warc, shown.warc_offset, shown.warc_length)
        except StoreError:
            return ""
        return decode_html(page.body, charset_of(page), self.run.config.site.charset).text if is_html(page) else ""

    def _whole(self, row: Any, response: Response) -> None:
        """A page that was answered with 200: archived, read for links, recorded."""
        digest = response.digest.hex()
        listed = self._listed_title(row) if row.role == ASSET and is_html(response) else None
        observation = self.observer.observe(response, row.role, listed)
        if observation.words:
            self.frontier.traps.note(row.url, observation.words)
        if observation.soft_error == NO_FILE and listed is not None:  # nothing says that it is gone
            self.archive.append(response)
            self._try_later(row, NO_FILE, response.status, final=True)
            return
        if observation.soft_error:
            self._gone(row, response, observation.soft_error)
            return
        if observation.wall and (observation.wall.kind == "wall" or self._is_listed(row)):
            self.archive.append(response)
            self._try_later(row, f"wall: {observation.wall.why}, in place of the page", response.status, final=True)
            return
        if observation.redirect and self.frontier.key_of(observation.redirect) == row.key:
            self.archive.append(response)
            self._follow(row, observation.redirect, response.status)
            return
        values: dict[str, Any] = {
            "status": response.status, "error": _lacks(row, observation), "role": observation.role,
            "etag": response.header("ETag"), "last_modified": response.header("Last-Modified"),
            "bytes": len(response.body), "fetched_run": self.run.run_id, "redirect_to": None,
        }  # fmt: skip
        values |= {"media_type": media_type_of(response)[:200], "charset": charset_of(response)}
        if digest == row.digest and row.warc:
            self.archive.append_revisit(response, Earlier(row.url, row.fetched_at))
        else:
            place = self.archive.append(response)
            values |= {"digest": digest, "warc": place.warc_key, "warc_offset": place.offset}
            values |= {"warc_length": place.length, "fetched_at": response.fetched_at, "changed_run": self.run.run_id}
        if observation.redirect:
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


def _lacks(row: Any, observation: Observation) -> str | None:
    """What a further page of a list lacks: its items; what one that only scripts fill, or that nobody can read: all;
    None of others."""
    if observation.is_unread:
        return UNREAD
    if observation.is_unfilled and row.section in (None, row.key):
        return UNFILLED
    is_further = row.section is not None and row.section != row.key and not observation.redirect
    return EMPTY if is_further and (observation.listing is None or not observation.listing.items) else None
