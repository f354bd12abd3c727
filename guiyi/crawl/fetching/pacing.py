"""How fast a host is asked: never faster than its configuration says, slower when the host slows down.

Old hosts are fragile. A host that answers 429 or 503, or much more slowly than it used to, is asked less often, until
it has recovered; what it says in Retry-After is kept, up to an hour. A host that does not answer at all is left
alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from guiyi.config.models import Crawl
from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import NoHandshake, SourceDown, TransientSource
from guiyi.settings import now

MAX_PARKED = 3600.0
PATIENCE = 30.0  # seconds a worker waits for its turn; a longer pause parks the host, not the worker
DOWN_AFTER = 5  # consecutive failures to connect
SICK_AFTER = 20  # consecutive failures of any kind
FIRST_STEP = 0.5  # seconds of delay that slowing down begins with
SLOW_RATIO, SLOW_SECONDS = 3.0, 1.0  # slower than three times the usual, and by a second: the host is labouring
SMALL_BODY = 2**18  # larger downloads say nothing of the host's health
BUSY = frozenset({429, 503})


class HostParked(TransientSource):
    """The host asked for a pause longer than a worker should wait; `seconds` are left of it."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked for a pause; {seconds:.0f} s are left of it")
        self.host = host
        self.seconds = seconds


@dataclass
class _Host:
    floor: float
    delay: float
    active: int = 0
    next_start: float = 0.0
    parked_until: float = 0.0
    usual: float | None = None  # seconds of a typical answer
    unanswered: int = 0
    failures: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)


class Pacer:
    """Paces all hosts of one site's run; shared by its threads. `clock` is monotonic, in seconds."""

    def __init__(self, crawl: Crawl, clock: Callable[[], float] = time.monotonic) -> None:
        self.crawl = crawl
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def set_floor(self, host: str, delay: float) -> None:
        """Raises a host's smallest delay, such as to its robots.txt's crawl-delay; `max_delay` stays the bound."""
        state = self._host(host)
        with state.changed:
            state.floor = min(max(state.floor, delay), max(self.crawl.max_delay, self.crawl.delay))
            state.delay = max(state.delay, state.floor)

    def note_start(self, host: str) -> None:
        """The host was asked for something beside its pages, such as robots.txt: the next request keeps its delay."""
        state = self._host(host)
        with state.changed:
            state.next_start = max(state.next_start, self._clock() + state.delay)

    def delay(self, host: str) -> float:
        """Seconds between two starts on this host, at present."""
        return self._host(host).delay

    @contextmanager
    def slot(self, host: str) -> Iterator[None]:
        """Waits for the host's turn and holds one of its places.

        HostParked where its pause is longer than a worker should wait; SourceDown once it has failed to answer five
        times running (or failed otherwise twenty times running).
        """
        state = self._host(host)
        self._wait_for_turn(host, state)
        try:
            yield
        finally:
            with state.changed:
                state.active -= 1
                state.changed.notify_all()

    def report(self, host: str, result: Response | Exception) -> None:
        """What a request to the host gave: a response, or the error that `fetch` raised."""
        state = self._host(host)
        with state.changed:
            if isinstance(result, Response):
                self._note_response(state, result)
            elif isinstance(result, SourceDown | TransientSource) and not isinstance(result, NoHandshake):
                state.failures += 1
                state.unanswered = state.unanswered + 1 if isinstance(result, SourceDown) else 0
                self._slow_down(state)
            state.changed.notify_all()

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self.crawl.delay, self.crawl.delay))

    def _wait_for_turn(self, host: str, state: _Host) -> None:
        with state.changed:
            while True:
                _refuse_if_down(host, state)
                now_ = self._clock()
                parked = state.parked_until - now_
                if parked > PATIENCE:
                    raise HostParked(host, parked)
                wait = max(parked, state.next_start - now_)
                if state.active >= self.crawl.concurrency:
                    state.changed.wait(1.0)
                elif wait > 0:
                    state.changed.wait(wait)
                else:
                    break
            state.active += 1
            state.next_start = now_ + state.delay

    def _note_response(self, state: _Host, response: Response) -> None:
        state.failures = state.unanswered = 0
        pause = retry_after(response) if response.status in BUSY or response.status in (301, 302) else None
        if pause is not None:
            state.parked_until = max(state.parked_until, self._clock() + pause)
        if response.status in BUSY or self._is_labouring(state, response):
            self._slow_down(state)
        else:
            state.delay = max(state.floor, state.delay * 0.9 if state.delay > FIRST_STEP else state.floor)

    def _is_labouring(self, state: _Host, response: Response) -> bool:
        if len(response.raw_body) > SMALL_BODY:
            return False
        usual = state.usual if state.usual is not None else response.elapsed
        weight = 0.2 if response.elapsed < usual else 0.02  # quick to learn what it can do, slow to get used to worse
        state.usual = usual + weight * (response.elapsed - usual)
        return response.elapsed > SLOW_RATIO * usual and response.elapsed - usual > SLOW_SECONDS

    def _slow_down(self, state: _Host) -> None:
        bound = max(self.crawl.max_delay, state.floor)
        state.delay = min(max(FIRST_STEP, state.delay * 2), bound)
        state.next_start = max(state.next_start, self._clock() + state.delay)


def _refuse_if_down(host: str, state: _Host) -> None:
    if state.unanswered >= DOWN_AFTER:
        raise SourceDown(f"{host} did not answer {state.unanswered} times running; run again when it is back")
    if state.failures >= SICK_AFTER:
        raise SourceDown(f"{host} failed {state.failures} times running; run again when it is well")


def retry_after(response: Response) -> float | None:
    """Retry-After (seconds or a date) → seconds, at most an hour; None if there is none or it is garbage."""
    text = (response.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_PARKED)
    try:
        at = parsedate_to_datetime(text)
        seconds = (at - now()).total_seconds() if at.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None
    return None if seconds is None else min(max(seconds, 0.0), MAX_PARKED)
