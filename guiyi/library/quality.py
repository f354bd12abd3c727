"""Quality of what a run would load, measured on the records themselves: each doubt as a share, with an example.

Dates out of reason; bodies empty or the same everywhere; text decoded wrongly; error, login and block pages taken for
articles; files that could not be had; pages that give another agency's 标识码.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from guiyi.beijing import day_of
from guiyi.clean.masking import shown_address
from guiyi.crawl.reading.instead import BLOCKED, ERROR_BODY, ERROR_TITLE, SIGN_IN
from guiyi.database import chunks
from guiyi.ledger import FETCHED, pages
from guiyi.prints import print_of
from guiyi.repair.mojibake import mojibake_score
from guiyi.runs.handover import stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run

FIELDS = ("title", "published_at", "body_text", "attachments", "images", "letter", "details", "flags", "legacy_urls")
FOREIGN_CODE = "foreign-site-code"
EARLIEST = "1990"
EMPTY = 10  # characters
GARBLED = 0.02  # mojibake score of a body
REPEATED = 3  # records with one and the same body
SHORT = 600  # characters that an error page has at most


@dataclass
class Doubt:
    """Records with one doubt: how many, and the first few by address."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, row: dict[str, Any]) -> None:
        """Counts one more record."""
        self.count += 1
        if len(self.examples) < 3:
            self.examples.append(row["legacy_urls"][0]["url"] if row["legacy_urls"] else str(row["title"]))


@dataclass(frozen=True)
class Measured:
    """A doubt as a share of the records (or files): its name, what a passed check tells, what to do.

    meaning, advice: in Chinese, in English.
    """

    name: str
    meaning: tuple[str, str]
    advice: tuple[str, str]
    share: float
    evidence: str


MEANINGS = {
    "implausible_dates": (
        ("发布时间合理", "dates are not in the future, nor before 1990"),
        ("看站点模板的日期选择器", "look at the date selectors of the site's templates"),
    ),
    "empty_bodies": (
        ("正文不空", "records have a body"),
        (
            "看正文选择器（`guiyi diagnose`），也可能由脚本填充",
            "look at the body selectors (`guiyi diagnose`); pages may be filled by a script",
        ),
    ),
    "repeated_bodies": (
        ("正文不是模板文字", "bodies are not the template's own text"),
        ("正文选择器取了页面框架，改正它", "the body selector takes the page's frame; correct it"),
    ),
    "garbled_text": (
        ("文字无乱码", "text is decoded rightly"),
        (
            "在站点文件里写明 site.charset 再跑，由存档重新解码",
            "set site.charset in the site's file and run again: it is decoded anew from the archive",
        ),
    ),
    "error_pages": (
        ("不是错误页", "no error page is taken for an article"),
        ("把错误页的文字写进 crawl.error_page", "add the error page's words to crawl.error_page"),
    ),
    "blocked_pages": (
        ("不是登录页或拦截页", "no login or block page is taken for an article"),
        (
            "请站方放行，或放慢（crawl.delay），再抓",
            "ask the site's host to let the crawler in, ask more slowly (crawl.delay), crawl again",
        ),
    ),
    "foreign_site_code": (
        ("网站标识码是本站的", "pages give the site's own identification code"),
        (
            "这些页面是别家的：核对 site.base_url 和 site.id_code",
            "the pages are another agency's: check site.base_url and site.id_code",
        ),
    ),
    "broken_files": (
        ("附件图片齐全", "files that records name could be had"),
        ("看报告里取不到的文件，请主办单位补传", "see the broken files in the report; ask the site's owner for them"),
    ),
}


def measure_records(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> list[Measured]:
    """Run and its manifests → every doubt as a share, in a fixed order. StoreError."""
    doubts = {name: Doubt() for name in MEANINGS}
    bodies: Counter[str] = Counter()
    first: dict[str, dict[str, Any]] = {}
    total, keys = 0, Counter[str]()
    latest = day_of(run.started_at)
    for row in _records(run, manifests):
        total += 1
        for name in _doubts_of(row, latest):
            doubts[name].note(row)
        mark = print_of(row["body_text"] or "")
        bodies[mark] += bool(row["body_text"])
        first.setdefault(mark, row)
        keys.update(one["key"] for one in (*row["attachments"], *row["images"]) if one["key"])
    for mark, times in bodies.items():
        if times >= REPEATED:
            doubts["repeated_bodies"].note(first[mark])
            doubts["repeated_bodies"].count += times - 1
    doubts["broken_files"] = _broken(connection, run.site, keys)
    sizes = {name: sum(keys.values()) if name == "broken_files" else total for name in MEANINGS}
    return [_measured(name, doubts[name], sizes[name]) for name in MEANINGS]


def _records(run: Run, manifests: Sequence[Manifest]) -> Iterator[dict[str, Any]]:
    for one in manifests:
        if one.stage == "map" and one.path:
            for row in stream_rows(run.store, one.path, FIELDS):
                yield row | {name: row[name] or [] for name in ("attachments", "images", "flags", "legacy_urls")}


def _doubts_of(row: dict[str, Any], latest: str) -> Iterator[str]:
    """A record and the day of the run → the names of its doubts."""
    title, body, day = row["title"] or "", row["body_text"] or "", (row["published_at"] or "")[:10]
    if day and (day > latest or day < EARLIEST):
        yield "implausible_dates"
    has_more = row["attachments"] or row["images"] or row["letter"] or row["details"]
    if len(body.strip()) < EMPTY and not has_more:
        yield "empty_bodies"
    if mojibake_score(title) > GARBLED or mojibake_score(body) > GARBLED:
        yield "garbled_text"
    if len(body) < SHORT:
        if ERROR_TITLE.search(title) or (len(body) < SHORT // 4 and ERROR_BODY.search(body)):
            yield "error_pages"
        elif _is_wall(title) or (len(body) < SHORT // 2 and _is_wall(body) and not day):
            yield "blocked_pages"
    if any(flag.startswith(FOREIGN_CODE) for flag in row["flags"]):
        yield "foreign_site_code"


def _is_wall(text: str) -> bool:
    return bool(BLOCKED.search(text) or SIGN_IN.search(text))


def _broken(connection: Connection, site: str, keys: Counter[str]) -> Doubt:
    """Files that records name, of this site, and that the archive does not hold."""
    found = Doubt()
    own = sorted(key for key in keys if key.startswith("/") and not key.startswith("//"))
    there: set[str] = set()
    for some in chunks(own):
        wanted = select(pages.c.key).where(pages.c.site == site, pages.c.key.in_(some), pages.c.state == FETCHED)
        there.update(connection.execute(wanted).scalars())
    for key in own:
        if key not in there:
            found.count += keys[key]
            found.examples += [key] if len(found.examples) < 3 else []
    return found


def _measured(name: str, doubt: Doubt, total: int) -> Measured:
    meaning, advice = MEANINGS[name]
    examples = f"（例如 e.g. {'、'.join(map(shown_address, doubt.examples))}）" if doubt.examples else ""
    return Measured(name, meaning, advice, doubt.count / (total or 1), f"{doubt.count} / {total}{examples}")
