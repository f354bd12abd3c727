"""Whether links to other hosts lead anywhere: asked by the guards, robots.txt and pace of a crawl, few a run.

404 and 410 are dead at once. A host that does not answer, or fails, may be back tomorrow: its links are dead after so
many days running. What may not be asked for is unsure, and stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, and_, or_, select, update

from guiyi.config.models import Crawl
from guiyi.config.platform import Supervision
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.fetching.guard import Guard
from guiyi.crawl.fetching.pacing import HostParked, Pacer
from guiyi.crawl.fetching.robots import Robots
from guiyi.database import reading, writing
from guiyi.errors import SourceDown, SourceError, TransientSource
from guiyi.library.links import DEAD, GOOD, OUTSIDE, UNSURE
from guiyi.library.tables import links
from guiyi.settings import now
from guiyi.urls import host_of

ON_ONE_HOST = 10  # in one run
HOPS = 5
FIRST_BYTES = 1024
NOT_THERE = (404, 410)
POLITE = Crawl(delay=1.0, concurrency=1, deadline=20.0, attempts=1)
FORBIDDEN = "对方 robots.txt 不许访问 its robots.txt does not allow it"
TOO_MANY = "跳转过多 too many redirects"
FAILING = "failing"  # no verdict yet: it counts a failure


class Outside:
    """Asks other hosts. Nobody's site file allows anything here: addresses within the network are refused."""

    def __init__(self, crawl: Crawl = POLITE, guard: Guard | None = None) -> None:
        self.fetcher, self.pacer = Fetcher(crawl, guard=guard), Pacer(crawl)
        self._robots: dict[str, Robots] = {}

    def ask(self, url: str) -> tuple[str, str | None]:
        """Absolute URL → good, dead, unsure or failing, and why."""
        try:
            return self._follow(url)
        except HostParked as error:
            return UNSURE, f"对方要求稍后再来 it asks to come later: {error}"[:300]
        except (SourceDown, TransientSource) as error:
            return FAILING, f"对方没有答复 no answer: {error}"[:300]
        except SourceError as error:
            return UNSURE, f"不能访问 not asked: {error}"[:300]

    def _follow(self, url: str) -> tuple[str, str | None]:
        for _ in range(HOPS + 1):
            robots = self._robots_of(url)
            if not robots.allowed(url):
                return UNSURE, FORBIDDEN
            answer = self._get(url)
            if answer.location is None:
                return _verdict(answer.status)
            url = answer.location
        return UNSURE, TOO_MANY

    def _get(self, url: str) -> Response:
        host = host_of(url)
        with self.pacer.slot(host):
            try:
                answer = self.fetcher.fetch(url, first_bytes=FIRST_BYTES)
            except SourceError as error:
                self.pacer.report(host, error)
                raise
            self.pacer.report(host, answer)
            return answer

    def _robots_of(self, url: str) -> Robots:
        origin = url[: url.find("/", 8)]
        if origin not in self._robots:
            robots = self._robots[origin] = Robots.load(self.fetcher, f"{origin}/", self.fetcher.crawl.user_agent)
            self.pacer.set_floor(host_of(url), robots.crawl_delay or 0.0)
            self.pacer.note_start(host_of(url))
        return self._robots[origin]

    def close(self) -> None:
        """Ends its connections."""
        self.fetcher.close()


def _verdict(status: int) -> tuple[str, str | None]:
    if 200 <= status < 300:
        return GOOD, None
    if status in NOT_THERE:
        return DEAD, f"对方答复没有此页 {status} not there"
    if status >= 500:
        return FAILING, f"对方出错 {status} it fails"
    return UNSURE, f"对方不予答复 {status} it does not let us"


def ask_outside(engine: Engine, rules: Supervision, most: int, outside: Outside | None = None) -> int:
    """Library with links looked at, thresholds, and how many may be asked → how many were; verdicts are in `links`."""
    asker = outside or Outside()
    due = _due(engine, rules, most)
    try:
        for link in due:
            verdict, reason = asker.ask(link.url)
            failures = link.failures + 1 if verdict == FAILING else 0
            if verdict == FAILING:
                verdict = DEAD if failures >= rules.link_failures else UNSURE
            said = {"verdict": verdict, "reason": reason, "failures": failures, "asked_at": now().isoformat()}
            with writing(engine) as connection:
                connection.execute(update(links).where(links.c.url_sha256 == link.url_sha256).values(said))
    finally:
        asker.close()
    return len(due)


def _due(engine: Engine, rules: Supervision, most: int) -> Sequence[Any]:
    """Links whose turn it is, those never asked first; few of one host, so that none is burdened."""
    today = now()
    before = {days: (today - timedelta(days=days)).isoformat() for days in (1, rules.link_days)}
    is_due = or_(
        links.c.asked_at.is_(None),
        links.c.asked_at < before[rules.link_days],
        and_(links.c.failures > 0, links.c.asked_at < before[1]),
    )
    query = select(links).where(links.c.kind == OUTSIDE, is_due)
    query = query.order_by(links.c.asked_at.is_not(None), links.c.asked_at, links.c.url_sha256)
    counts: dict[str, int] = {}
    found: list[Any] = []
    with reading(engine) as connection:
        for row in connection.execute(query):
            host = host_of(row.url)
            counts[host] = counts.get(host, 0) + 1
            if len(found) < most and counts[host] <= ON_ONE_HOST:
                found.append(row)
            if len(found) >= most:
                break
    return found
