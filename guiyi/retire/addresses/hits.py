"""Visits to old addresses: access logs and search-engine exports, counted into the register by canonical key."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from guiyi.database import chunks, writing
from guiyi.errors import ConfigError
from guiyi.library.redirect_rules import rebuild_redirects
from guiyi.library.register import hit_imports, url_hits
from guiyi.plain import Plain
from guiyi.prints import sha256_of
from guiyi.retire.addresses.accesslogs import Asked, Tally, day_of, read_log
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.addresses.settled import settled
from guiyi.retire.case import Case
from guiyi.retire.events import Entry, anchor, append_to
from guiyi.settings import now

MOST_KEYS = 200_000  # in memory; then they are written
CHUNK = 5_000
MOST_KNOWN = 100_000  # spellings that are remembered
MISSING = (b"404", b"410")
SEARCH = "search"
URL_FIELDS = re.compile(r"^(url|页面|网址|链接|网页|top pages|page|landing page|受访页面|页面url|地址)$", re.IGNORECASE)
HIT_FIELDS = re.compile(r"^(clicks?|hits?|点击|点击量|点击次数|访问量|访问次数|浏览量|pv|浏览量\(pv\))$", re.IGNORECASE)


@dataclass(slots=True)
class Hits:
    """Visits to one key: how many, how many of them found nothing, first and last day."""

    url: str
    hits: int = 0
    missing: int = 0
    first_on: str | None = None
    last_on: str | None = None


@dataclass(frozen=True)
class Imported(Plain):
    """What became of one file. foreign: requests to other hosts. already: it was counted before."""

    name: str
    format: str
    lines: int
    counted: int
    unread: int
    foreign: int
    keys: int
    already: bool = False


def import_hits(case: Case, path: Path, by: str) -> Imported:
    """An access log or a search engine's CSV export → its visits in the register, once. ConfigError: not such a file.

    Killed in between, the next start begins that file anew. Memory does not grow with the file.
    """
    counter = _Counter(case, AddressRules(case.config), f"!{sha256_of(str(path.resolve()).encode())[:32]}")
    counter.forget()
    tally = Tally()
    if path.suffix.lower() == ".csv":
        counter.take_rows(_search_rows(path, tally))
    else:
        for block in read_log(path, tally):
            counter.take(block)
    counter.flush()
    return _close(case, counter, path, tally, by)


def _close(case: Case, counter: _Counter, path: Path, tally: Tally, by: str) -> Imported:
    """The file's rows get its print for a name; if that file was counted before, they are dropped."""
    done = Imported(path.name, tally.format, tally.lines, tally.counted, tally.unread, counter.foreign, 0)
    mine = (url_hits.c.site == case.site) & (url_hits.c.source == counter.source)
    with writing(case.engine) as connection:
        known = (hit_imports.c.site == case.site) & (hit_imports.c.source == tally.print)
        if connection.execute(select(hit_imports.c.name).where(known)).first():
            connection.execute(delete(url_hits).where(mine))
            return Imported(**{**asdict(done), "already": True})
        keys = connection.execute(url_hits.update().where(mine).values(source=tally.print)).rowcount
        days = counter.days
        connection.execute(hit_imports.insert().values(
            site=case.site, source=tally.print, name=path.name, format=tally.format, lines=tally.lines,
            counted=tally.counted, unread=tally.unread, first_on=days[0], last_on=days[1],
            imported_at=now().isoformat(), by=by,
        ))  # fmt: skip
        for some in settled(connection, case.site, tally.print, counter.rules):
            add_hits(connection, some)
        rebuild_redirects(connection, case.site, tally.print[:16])
        done = Imported(**{**asdict(done), "keys": int(keys)})
        append_to(connection, case.site, Entry("imported", "hits", by, done.to_json() | {"sha256": tally.print}))
    anchor(case.engine, case.store, case.site)
    return done


class _Counter:
    """Counts requests by key, and writes when there are many."""

    def __init__(self, case: Case, rules: AddressRules, source: str) -> None:
        self.case, self.rules, self.source = case, rules, source
        self.base = rules.space.base.rstrip("/")
        self.keys: dict[str, Hits] = {}
        self.foreign = 0
        self.days: tuple[str | None, str | None] = (None, None)
        self._known: dict[tuple[bytes, bytes], Hits | None] = {}
        self._days: dict[bytes, str] = {}

    def take(self, block: Mapping[Asked, int]) -> None:
        """Equal requests of one block. This loop is what an import spends its time in."""
        known = self._known
        for (host, logged, target, status), count in block.items():
            asked = (host, target)
            hits = known[asked] if asked in known else self._learn(asked)
            if hits is None:
                self.foreign += count
                continue
            hits.hits += count
            if status in MISSING:
                hits.missing += count
            day = self._days.get(logged) or self._days.setdefault(logged, day_of(logged))
            if hits.last_on is None or day > hits.last_on:
                hits.last_on = day
            if hits.first_on is None or day < hits.first_on:
                hits.first_on = day
        if len(self.keys) > MOST_KEYS:
            self.flush()

    def take_rows(self, rows: Iterable[tuple[str, int]]) -> None:
        """URLs with their visits, as an export says."""
        for url, count in rows:
            hits = self._learn((b"", url.encode("utf-8", "surrogatepass")))
            if hits is None:
                self.foreign += count
            else:
                hits.hits += count
            if len(self.keys) > MOST_KEYS:
                self.flush()

    def _learn(self, asked: tuple[bytes, bytes]) -> Hits | None:
        """A host and target as logged → the visits of their key; None if it is another host's, or no URL."""
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        host, target = (part.decode("utf-8", "replace") for part in asked)
        url = target if "://" in target[:10] else (f"http://{host}" if host else self.base) + target
        key = self.rules.key(url) if self.rules.space.is_own(url) else None
        found = None if key is None else self.keys.get(key) or self.keys.setdefault(key, Hits(url))
        self._known[asked] = found
        return found

    def forget(self) -> None:
        """Drops what an earlier start of this file left."""
        with writing(self.case.engine) as connection:
            mine = (url_hits.c.site == self.case.site) & (url_hits.c.source == self.source)
            connection.execute(delete(url_hits).where(mine))

    def flush(self) -> None:
        """Writes what was counted."""
        days = [day for one in self.keys.values() for day in (one.first_on, one.last_on) if day]
        known = [day for day in self.days if day]
        self.days = (min([*days, *known], default=None), max([*days, *known], default=None))
        rows = [
            {"site": self.case.site, "key": key, "source": self.source, **asdict(one)} for key, one in self.keys.items()
        ]
        with writing(self.case.engine) as connection:
            for some in chunks(rows, CHUNK):
                add_hits(connection, some)
        self.keys.clear()
        self._known.clear()


def add_hits(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Rows of url_hits → added to those that are there."""
    if not rows:
        return
    is_postgres = connection.dialect.name == "postgresql"
    insert: Any = (postgresql if is_postgres else sqlite).insert(url_hits)
    new, old = insert.excluded, url_hits.c
    least, most = ("least", "greatest") if is_postgres else ("min", "max")

    def either(name: str, field: str) -> Any:
        both = getattr(func, name)(old[field], new[field])
        return func.coalesce(both, old[field], new[field])

    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["site", "key", "source"],
            set_={
                "hits": old.hits + new.hits,
                "missing": old.missing + new.missing,
                "first_on": either(least, "first_on"),
                "last_on": either(most, "last_on"),
            },
        ),
        rows,
    )


def _search_rows(path: Path, tally: Tally) -> Iterator[tuple[str, int]]:
    """A search engine's export → (URL, clicks). The names of its fields are in its first line. ConfigError."""
    tally.format, tally.print = SEARCH, sha256_of(path.read_bytes())
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = path.read_text(encoding=encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ConfigError(f"{path}: neither UTF-8 nor GB18030")
    reader = csv.DictReader(text.splitlines())
    names = reader.fieldnames or []
    url = next((name for name in names if URL_FIELDS.match(name.strip())), None)
    hits = next((name for name in names if HIT_FIELDS.match(name.strip())), None)
    if url is None or hits is None:
        raise ConfigError(f"{path}: no field for the URL and one for the clicks among {', '.join(names)}")
    for row in reader:
        tally.lines += 1
        count = (row[hits] or "").replace(",", "").strip()
        if row[url] and count.isdigit():
            tally.counted += 1
            yield row[url].strip(), int(count)
        else:
            tally.unread += 1
