"""Every old address is asked, by Host header at the service or at its live name, and its answer compared.

A redirect is followed to its page, which must hold the title of the resource; a file must have its digest. Who answers
may be anybody by now: no more is read of an answer than is needed, one redirect of a target is followed, and nobody is
asked whom platform.yaml does not name. Hosts that it names may have inner addresses: platforms do, before DNS moves.
The report goes into the store, its result into the log; a site that got worse after it was verified is opened again.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from ada_url import URL
from sqlalchemy import select
from urllib3.exceptions import NameResolutionError, NewConnectionError

from guiyi.config.models import Crawl, SiteConfig
from guiyi.config.platform import Retirement
from guiyi.database import reading
from guiyi.dedupe.signatures import normalise
from guiyi.errors import RefusedAddress
from guiyi.library.redirects import REDIRECT, Redirect, read_redirects
from guiyi.library.tables import assets, resources
from guiyi.markup.parsing import parse_html
from guiyi.retire.case import Case, open_case
from guiyi.retire.events import MOVE, Entry, append
from guiyi.retire.states import CLOSED, REDIRECTING
from guiyi.retire.verification.guarded import GuardedSession, NamedGuard
from guiyi.settings import Settings, now
from guiyi.urls import UrlSpace, host_of

THREADS = 8
SECONDS = 15.0
MOST_TOLD = 20
LIVE, SERVICE = "live", "service"
TITLE_BYTES = 2 * 2**20
ANSWER_BYTES = 2**16  # of an answer whose text does not matter, so that its connection can be used again
CHUNK = 2**16


@dataclass(frozen=True)
class Expected:
    """One row of the expected table: URL, status, Location (whole), title on its target (None: not a page of ours).

    sha256, size: of the file that is its target.
    """

    url: str
    status: int
    location: str
    title: str | None
    sha256: str | None
    size: int = 0


@dataclass(frozen=True)
class Wrong:
    """An address that was not answered as expected, and how."""

    url: str
    why: str


@dataclass(frozen=True)
class Verification:
    """What a verification found. mode: live, or service (by Host header). targets: pages and files followed."""

    site: str
    mode: str
    at: str
    asked: int
    targets: int
    wrong: list[Wrong]

    @property
    def passed(self) -> bool:
        """Whether every answer was as expected, and there were any."""
        return not self.wrong and self.asked > 0

    @property
    def summary(self) -> str:
        """In one line."""
        right = self.asked - len({one.url for one in self.wrong})  # an address and its target may both be wrong
        return f"{right:,} of {self.asked:,} addresses as expected, {self.targets:,} targets followed"

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**asdict(self), "passed": self.passed, "summary": self.summary}


def expected_table(case: Case) -> list[Expected]:
    """A case → what each of its old addresses should answer."""
    titles, sizes, space = _titles(case), _sizes(case), UrlSpace(case.config)
    rows = read_redirects(case.engine, case.site, case.config)
    return [_expect(row, case.rules.platform_url, titles, sizes) for row in rows if space.is_own(row.url)]


def _expect(row: Redirect, platform_url: str, titles: dict[str, str], sizes: dict[str, int]) -> Expected:
    if row.kind != REDIRECT or not row.target:
        return Expected(row.url, row.status, "", None, None)
    location = f"{platform_url}{row.target}" if row.target.startswith("/") else row.target
    kind, _, name = row.target.removeprefix("/").partition("/")
    title = titles.get(name) if kind == "resources" else None
    sha256 = name if kind == "assets" else None
    return Expected(row.url, row.status, location, title, sha256, sizes.get(name, 0) if sha256 else 0)


def _titles(case: Case) -> dict[str, str]:
    with reading(case.engine) as connection:
        rows = connection.execute(select(resources.c.resource_id, resources.c.title))
        return {ident: title for ident, title in rows}


def _sizes(case: Case) -> dict[str, int]:
    with reading(case.engine) as connection:
        return {sha256: size for sha256, size in connection.execute(select(assets.c.sha256, assets.c.bytes))}


def verify_site(settings: Settings, site: str, by: str, service: str = "") -> Verification:
    """Asks for every old address of a site → the report, which is stored and logged.

    service: address of the redirect service, asked by Host header; empty: the live names are asked.
    """
    case = open_case(settings, site)
    asker = Asker(service.rstrip("/"), case.rules, case.config)
    expected = expected_table(case)
    with ThreadPoolExecutor(THREADS) as threads:
        wrong = [found for found in threads.map(asker.check_answer, expected) if found is not None]
        targets = {one.location: one for one in expected if one.title is not None or one.sha256 is not None}
        wrong += [found for found in threads.map(asker.check_target, targets.values()) if found is not None]
    found = Verification(site, SERVICE if service else LIVE, now().isoformat(), len(expected), len(targets), wrong)
    _record(case, found, by)
    return found


def _record(case: Case, found: Verification, by: str) -> None:
    key = f"sites/{case.site}/retirement/verification-{found.mode}.json"
    data = json.dumps(found.to_json(), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    case.store.write(key, data)
    facts = {
        "passed": found.passed, "summary": found.summary, "report": key, "sha256": hashlib.sha256(data).hexdigest(),
        "wrong": [f"{one.url}: {one.why}" for one in found.wrong[:MOST_TOLD]],
    }  # fmt: skip
    event = append(case.engine, case.store, case.site, Entry("verified", found.mode, by, facts))
    if not found.passed and found.mode == LIVE and case.state in CLOSED:
        remark = {"remark": f"复验不通过 it got worse: {found.summary}", "through": "verification"}
        entry = Entry(MOVE, "reopen", by, remark, to_state=REDIRECTING)
        append(case.engine, case.store, case.site, entry, after=event.number)


@dataclass(frozen=True)
class _Answer:
    """What came. location: where it leads, as it says. body: its beginning. sha256: of all that was read."""

    status: int
    location: str
    body: bytes
    sha256: str


class Asker:
    """Asks, from several threads; never follows a redirect by itself."""

    def __init__(self, service: str, rules: Retirement, config: SiteConfig | None = None) -> None:
        self.service, self.connect_to = service, rules.connect_to
        places = [f"http://{place}" for place in rules.connect_to.values()]
        urls = (rules.platform_url, rules.archive_url or "", *places)
        self.named = {host_of(url) for url in urls} | {*map(str.lower, (*rules.allowed_hosts, *rules.connect_to))}
        self.named.discard("")
        crawl, space = (config.crawl, UrlSpace(config)) if config is not None else (Crawl(), None)
        inner = frozenset(host.strip("[]") for host in {*self.named, host_of(service)})
        self.session = GuardedSession(NamedGuard(inner, crawl, space), THREADS)

    def _ask(self, url: str, base: str = "", most: int = ANSWER_BYTES) -> _Answer:
        """Asks for a URL at its own name, or at another address with its name in the Host header; reads little more
        than `most` bytes of what comes, decoded."""
        parts = urlsplit(url)
        if not base and parts.hostname in self.connect_to:
            base = f"{parts.scheme}://{self.connect_to[parts.hostname]}"
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        asked, headers = (f"{base}{path}", {"Host": parts.netloc}) if base else (url, {})
        with self.session.get(asked, headers=headers, allow_redirects=False, timeout=SECONDS, stream=True) as answer:
            size, body, digest = 0, bytearray(), hashlib.sha256()
            for chunk in answer.iter_content(CHUNK):
                size += len(chunk)
                digest.update(chunk)
                body += chunk[: TITLE_BYTES - len(body)]
                if size > most:
                    break
            location = answer.headers["Location"] if answer.is_redirect else ""
            return _Answer(answer.status_code, location, bytes(body), digest.hexdigest())

    def check_answer(self, one: Expected) -> Wrong | None:
        """One row of the table → what is wrong with its answer."""
        try:
            answer = self._ask(one.url, self.service)
        except requests.RequestException as error:
            return Wrong(one.url, f"no answer: {in_words(error)}")
        except RefusedAddress as error:
            return Wrong(one.url, f"not asked: {error}")
        if answer.status != one.status:
            return Wrong(one.url, f"{answer.status} instead of {one.status}")
        location = _joined(one.url, answer.location) if answer.location else ""
        if location != one.location:
            return Wrong(one.url, f"leads to {location or 'nowhere'} instead of {one.location or 'nowhere'}")
        return None

    def check_target(self, one: Expected) -> Wrong | None:
        """A target → what is wrong with it: not there, another title, other bytes, on a host that nobody named."""
        most = one.size if one.sha256 is not None else TITLE_BYTES
        try:
            answer = self._ask(one.location, most=most)
            if answer.location:  # such as a file that lies on the archive's origin
                there = _joined(one.location, answer.location)
                if host_of(there) not in self.named:
                    return Wrong(
                        one.url,
                        f"its target {one.location} leads to {there[:200]}, a host that platform.yaml does not name "
                        "(retirement: platform_url, archive_url, allowed_hosts)",
                    )
                answer = self._ask(URL(there).href, most=most)  # as browsers read it: requests sees other hosts in some
        except requests.RequestException as error:
            return Wrong(one.url, f"its target {one.location} does not answer: {in_words(error)}")
        except RefusedAddress as error:
            return Wrong(one.url, f"its target {one.location} was not asked: {error}")
        if answer.status != 200:
            return Wrong(one.url, f"its target {one.location} answers {answer.status}")
        if one.sha256 is not None and answer.sha256 != one.sha256:
            return Wrong(one.url, f"its target {one.location} is another file")
        if one.title is not None and not _holds(answer.body, one.title):
            return Wrong(one.url, f"its target {one.location} does not say “{one.title}”")
        return None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # such as http://[
        return location


def in_words(error: requests.RequestException) -> str:
    """Why somebody could not be asked, without the names of libraries."""
    if isinstance(error, requests.Timeout):
        return f"it took longer than {SECONDS} s"
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NameResolutionError):
        return "its name is not known (DNS; before it moves: retirement.connect_to)"
    if isinstance(reason, NewConnectionError):
        return "nothing listens there"
    return "the connection broke off" if isinstance(error, requests.ConnectionError) else type(error).__name__


def _holds(page: bytes, title: str) -> bool:
    return normalise(title) in normalise("".join(parse_html(page.decode("utf-8", "replace")).itertext()))
