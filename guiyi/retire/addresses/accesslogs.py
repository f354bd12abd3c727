"""Access logs of an old site, streamed: how often each address was asked for, in flat memory.

Formats: common and combined (Apache, nginx; with or without a leading virtual host), and W3C extended (IIS). Files may
be gzipped. A log is read in blocks of some megabytes; one regular expression finds all requests of a block, and equal
requests are counted before anything else is done to them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from isal import igzip

from guiyi.crawl.fetching.decode import INFLATE_ERROR
from guiyi.errors import ConfigError

BLOCK = 8 * 2**20
HEAD = 64 * 1024
GZIP = b"\x1f\x8b"
COMMON, W3C = "common", "w3c"
MONTHS = {name: f"{number:02d}" for number, name in enumerate(
    (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), 1)}  # fmt: skip
REST = (
    rb"\S++ \S++ [^\[\n]*+\[(\d\d/\w{3}/\d{4})[^\]\n]*+\] "
    rb'"(?:GET|HEAD|POST) (\S++)[^"\n]*+" (\d{3})\b'
)
PLAIN = re.compile(rb"^()" + REST, re.MULTILINE)
# a virtual host stands before the client's address
WITH_HOST = re.compile(rb"^([A-Za-z0-9.-]++)(?::\d+)? (?=\S++ \S++ \S++ \[)" + REST, re.MULTILINE)
ANY_LINE = re.compile(rb"^[^\[\n]*+\[\d\d/\w{3}/\d{4}", re.MULTILINE)
# host (empty if it is not logged), day as logged, request target, status
Asked = tuple[bytes, bytes, bytes, bytes]


@dataclass
class Tally:
    """What was read of a log: lines, requests that were counted, lines that are no log lines of the format."""

    format: str = COMMON
    lines: int = 0
    counted: int = 0
    unread: int = 0
    print: str = ""


def read_log(path: Path, tally: Tally) -> Iterator[Counter[Asked]]:
    """A log file → counters of equal requests, one a block; `tally` is filled on the way. ConfigError: no known format.

    Requests by other methods than GET, HEAD and POST are lines, but not counted.
    """
    digest = hashlib.sha256()
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == GZIP
        source = cast("IO[bytes]", _unpacked(raw) if packed else raw)
        try:
            head = source.read(HEAD)
            tally.format = format_of(head, path)
            reader = _W3C(tally) if tally.format == W3C else _Common(tally, head)
            for block in _blocks(head, source):
                digest.update(block)
                yield reader.count(block)
        except (EOFError, OSError, INFLATE_ERROR) as error:
            raise ConfigError(f"{path} is cut or damaged: {error}; take the file from the server again") from error
    tally.print = digest.hexdigest()
    if tally.lines and tally.unread > tally.lines // 2:
        raise ConfigError(f"{path}: {tally.unread:,} of {tally.lines:,} lines are not of the format {tally.format}")


def _unpacked(raw: Any) -> Any:
    open_packed: Any = igzip.open
    return open_packed(raw, "rb")


def format_of(head: bytes, path: Path) -> str:
    """The beginning of a log → its format. ConfigError."""
    if re.search(rb"^#Fields:", head, re.MULTILINE):
        return W3C
    if ANY_LINE.search(head) or not head:
        return COMMON
    raise ConfigError(f"{path}: not an access log in the common, combined or W3C format")


def _blocks(head: bytes, source: IO[bytes]) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time."""
    rest = head
    while True:
        data = source.read(BLOCK)
        block = rest + data
        if not data:
            if block:
                yield block if block.endswith(b"\n") else block + b"\n"
            return
        end = block.rfind(b"\n") + 1
        if end:
            yield block[:end]
        rest = block[end:]


class _Common:
    """Reads common and combined log lines."""

    def __init__(self, tally: Tally, head: bytes) -> None:
        self.tally = tally
        first = head.split(b"\n", 1)[0]
        self.request = WITH_HOST if WITH_HOST.match(first) else PLAIN

    def count(self, block: bytes) -> Counter[Asked]:
        """Whole lines → equal requests counted."""
        found = Counter(self.request.findall(block))
        lines, counted = block.count(b"\n"), found.total()
        self.tally.lines += lines
        self.tally.counted += counted
        if counted < lines:
            self.tally.unread += max(0, lines - len(ANY_LINE.findall(block)))
        return found


def day_of(logged: bytes) -> str:
    """A day as logged → YYYY-MM-DD.

    >>> day_of(b"20/Mar/2018"), day_of(b"2018-03-20")
    ('2018-03-20', '2018-03-20')
    """
    text = logged.decode("latin-1")
    return f"{text[7:]}-{MONTHS.get(logged[3:6], '01')}-{text[:2]}" if "/" in text else text


class _W3C:
    """Reads W3C extended log lines; a log may say its fields anew at any line."""

    FIELDS = ("date", "cs-method", "cs-uri-stem", "sc-status")

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.places: dict[str, int] = {}

    def count(self, block: bytes) -> Counter[Asked]:
        """Whole lines → equal requests counted."""
        found: Counter[Asked] = Counter()
        for part in re.split(rb"(?m)^(?=#Fields:)", block):
            self._learn(part)
            rows = [line.split() for line in part.splitlines() if line and not line.startswith(b"#")]
            self.tally.lines += len(rows)
            found.update(self._requests(rows))
        return found

    def _learn(self, part: bytes) -> None:
        said = re.match(rb"#Fields:([^\r\n]*)", part)
        if said is None:
            return
        names = said[1].decode("latin-1").split()
        self.places = {name: at for at, name in enumerate(names)}
        missing = [name for name in self.FIELDS if name not in self.places]
        if missing:
            raise ConfigError(f"the W3C log has no field {', '.join(missing)}; it can't be counted")

    def _requests(self, rows: list[list[bytes]]) -> Iterator[Asked]:
        width, at = len(self.places), self.places
        query, host = at.get("cs-uri-query"), at.get("cs-host")
        for row in rows:
            if len(row) != width or not row[at["sc-status"]].isdigit():
                self.tally.unread += 1
            elif row[at["cs-method"]] in (b"GET", b"HEAD", b"POST"):
                self.tally.counted += 1
                name = row[host] if host is not None and row[host] != b"-" else b""
                said = row[query] if query is not None and row[query] != b"-" else b""
                target = row[at["cs-uri-stem"]] + (b"?" + said if said else b"")
                yield name, row[at["date"]], target, row[at["sc-status"]]
