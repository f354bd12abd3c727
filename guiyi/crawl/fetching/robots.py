"""What a host's robots.txt allows, by RFC 9309, and where that is silent as the most used parser does.

The file is parsed once into the rules of one agent, most specific first, so that a check costs microseconds.
Leniencies of google/robotstxt that old sites rely on are kept: misspelt and colon-less keys, `/index.html` for `/`,
any line ending.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.fetching.pacing import retry_after
from guiyi.errors import NoHandshake, SourceDown, SourceError, TransientSource
from guiyi.urls import absolute_url, parts_of

MAX_BYTES = 500 * 1024  # RFC 9309 §2.5: at least 500 KiB must be read
MAX_LINE = 2083 * 8 - 1
MAX_REDIRECTS = 5
TRY_PAUSES = (0.5, 2.0)  # seconds between attempts while robots.txt is refused
MAX_TRY_PAUSE = 5.0
LINES = re.compile(rb"\r\n|\r|\n")
ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
TOKEN = re.compile(r"[a-zA-Z_-]*")
AGENT_KEYS = ("user-agent", "useragent", "user agent")
DISALLOW_KEYS = ("disallow", "dissallow", "dissalow", "disalow", "diaslow", "diasllow", "disallaw")
DELAY_KEYS = ("crawl-delay", "crawldelay", "crawl delay")
SITEMAP_KEYS = ("sitemap", "site-map")


@dataclass(frozen=True)
class Rule:
    """One Allow or Disallow: literal text between wildcards, and whether the pattern ends the path."""

    is_allow: bool
    priority: int
    parts: tuple[str, ...]
    is_anchored: bool

    def matches(self, path: str) -> bool:
        """Whether the pattern matches; linear in the path's length, whatever the wildcards."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        if not rest:
            return not self.is_anchored or len(path) == len(first)
        position = len(first)
        last = rest.pop() if self.is_anchored else ""
        for part in rest:
            position = path.find(part, position)
            if position < 0:
                return False
            position += len(part)
        return not self.is_anchored or (len(path) - len(last) >= position and path.endswith(last))


class Robots:
    """One host's rules for one agent. `is_refused`: everything is disallowed for now; try again later."""

    def __init__(
        self,
        rules: list[Rule] | None = None,
        *,
        note: str,
        crawl_delay: float | None = None,
        sitemaps: tuple[str, ...] = (),
        is_refused: bool = False,
        no_tls: str = "",
    ) -> None:
        self.note, self.crawl_delay, self.sitemaps, self.is_refused = note, crawl_delay, sitemaps, is_refused
        self._no_tls = no_tls
        rules = [rule for rule in rules or [] if rule.priority > 0]
        self._prefixes = _best_prefixes([rule for rule in rules if _is_prefix(rule)])
        self._lengths = sorted({len(prefix) for prefix in self._prefixes}, reverse=True)
        self._patterns = sorted(
            {rule for rule in rules if not _is_prefix(rule)},
            key=lambda rule: (-rule.priority, not rule.is_allow, rule.parts),
        )
        self._allowed_path = lru_cache(maxsize=4096)(self._decide)

    @classmethod
    def load(cls, fetcher: Fetcher, base_url: str, agent: str) -> Robots:
        """Fetches and reads `/robots.txt` of the base URL's host.

        4xx: everything allowed. 5xx, 429, time-outs: tried again up to `crawl.attempts` times, then everything
        disallowed with `is_refused`. SourceDown if the host does not answer.
        """
        url = absolute_url("/robots.txt", base_url) or base_url
        found = cls._load_once(fetcher, url, agent)
        for attempt in range(1, fetcher.crawl.attempts):
            if not found[0].is_refused:
                break
            time.sleep(min(found[1] or TRY_PAUSES[min(attempt, len(TRY_PAUSES)) - 1], MAX_TRY_PAUSE))
            found = cls._load_once(fetcher, url, agent)
        return found[0]

    @classmethod
    def _load_once(cls, fetcher: Fetcher, url: str, agent: str) -> tuple[Robots, float | None]:
        """The rules, and how long the host asked to wait if it refused."""
        try:
            response = _follow(fetcher, url)
        except SourceDown:
            raise
        except TransientSource as error:
            no_tls = str(error) if isinstance(error, NoHandshake) else ""
            note = f"refused ({error}): everything disallowed"
            return cls(_nothing(), note=note, is_refused=True, no_tls=no_tls), None
        except SourceError as error:
            return cls(note=f"none that can be read ({error})"), None
        if response is None:
            return cls(note=f"none (more than {MAX_REDIRECTS} redirects, or one to nowhere)"), None
        if response.status == 429 or response.status >= 500:
            note = f"refused ({response.status}): everything disallowed"
            return cls(_nothing(), note=note, is_refused=True), retry_after(response)
        if response.status != 200:
            return cls(note=f"none ({response.status})"), None
        return cls.parse(response.body, agent), None

    @classmethod
    def parse(cls, content: bytes, agent: str) -> Robots:
        """robots.txt as received, and our user agent → its rules for us."""
        text = content[:MAX_BYTES]
        if len(content) >= MAX_BYTES:  # a rule cut in half would say something else
            text = text[: max(text.rfind(b"\n"), text.rfind(b"\r")) + 1]
        text = text.replace(b"\0", b"")
        for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
            text = text.removeprefix(mark)
        if text.lstrip()[:1] == b"<":
            return cls(note="a web page instead of rules: everything allowed")
        groups = _Groups((TOKEN.match(agent) or [""])[0].lower())
        for key, value in _key_values(text):
            groups.take(key, value)
        rules, delay = groups.chosen()
        return cls(rules, note=f"{len(rules)} rules for us", crawl_delay=delay, sitemaps=tuple(groups.sitemaps))

    def require(self, whose: str) -> None:
        """SourceDown: the host refuses its robots.txt for now, or speaks no TLS. whose: named in what is said."""
        if self._no_tls:
            raise SourceDown(f"{whose}: {self._no_tls}; does the site speak https:// at all? Its base_url says so")
        if self.is_refused:
            raise SourceDown(f"{whose}: robots.txt can't be read ({self.note}); try again later")

    def allowed(self, url: str) -> bool:
        """Whether an absolute URL of this host may be fetched; /robots.txt itself always may."""
        parts = parts_of(url)
        return parts is None or self._allowed_path(f"{parts.path}{parts.query}")

    def _decide(self, path: str) -> bool:
        if path == "/robots.txt":
            return True
        path = _folded(path)
        best, is_allowed = 0, True
        for length in self._lengths:
            found = self._prefixes.get(path[:length]) if length <= len(path) else None
            if found is not None:
                best, is_allowed = length, found
                break
        for rule in self._patterns:
            if rule.priority < best:
                break
            if rule.matches(path):
                return rule.is_allow or (rule.priority == best and is_allowed)
        return is_allowed


def _best_prefixes(rules: list[Rule]) -> dict[str, bool]:
    """Plain prefixes → whether they allow; on a tie Allow wins."""
    best: dict[str, bool] = {}
    for rule in rules:
        best[rule.parts[0]] = best.get(rule.parts[0], False) or rule.is_allow
    return best


def _is_prefix(rule: Rule) -> bool:
    return len(rule.parts) == 1 and not rule.is_anchored


def _nothing() -> list[Rule]:
    return [_rule("/", is_allow=False)]


def _follow(fetcher: Fetcher, url: str) -> Response | None:
    """robots.txt, over up to five redirects, whatever host they lead to (RFC 9309 §2.3.1.2)."""
    for _ in range(MAX_REDIRECTS + 1):
        response = fetcher.fetch(url, first_bytes=MAX_BYTES)
        if not 300 <= response.status < 400:
            return response
        if response.location is None:
            return None
        url = response.location
    return None


def _key_values(text: bytes) -> Iterator[tuple[str, str]]:
    """Lines → keys in lower case and values, without comments; other lines are skipped."""
    for line in LINES.split(text):
        plain = line[:MAX_LINE].decode("utf-8", "replace").partition("#")[0].strip()
        key, colon, value = plain.partition(":")
        if not colon:  # people forget the colon; then exactly two words make a line
            words = plain.split()
            key, value = (words[0], words[1]) if len(words) == 2 else ("", "")
        if key.strip():
            yield key.strip().lower(), value.strip()


class _Groups:
    """Collects the rules of the groups that name our agent, and of those that name everyone."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.sitemaps: list[str] = []
        self._rules: dict[str, list[Rule]] = {"ours": [], "all": []}
        self._delays: dict[str, float] = {}
        self._named: set[str] = set()
        self._is_ours_seen = False
        self._in_rules = False

    def take(self, key: str, value: str) -> None:
        """One line."""
        if key.startswith(AGENT_KEYS):
            self._begin(value)
        elif key.startswith("allow"):
            self._add(value, is_allow=True)
        elif key.startswith(DISALLOW_KEYS):
            self._add(value, is_allow=False)
        elif key.startswith(SITEMAP_KEYS):
            self.sitemaps += [value] if value else []
        elif key.startswith(DELAY_KEYS) and re.fullmatch(r"\d{1,6}(\.\d+)?", value):
            for name in self._named:
                self._delays[name] = max(float(value), self._delays.get(name, 0.0))

    def _begin(self, value: str) -> None:
        if self._in_rules:
            self._named, self._in_rules = set(), False
        if value[:1] == "*" and (len(value) == 1 or value[1].isspace()):
            self._named.add("all")
        elif self.agent and (TOKEN.match(value) or [""])[0].lower() == self.agent:
            self._named.add("ours")
            self._is_ours_seen = True

    def _add(self, value: str, *, is_allow: bool) -> None:
        if not self._named:
            return
        self._in_rules = True
        rules = [_rule(value, is_allow=is_allow)]
        folder, slash, name = value.rpartition("/")
        if is_allow and slash and name.startswith("index.htm"):
            rules.append(_rule(f"{folder}/$", is_allow=True))
        self._rules["ours" if "ours" in self._named else "all"] += rules

    def chosen(self) -> tuple[list[Rule], float | None]:
        """The rules and the delay that count: those for us if any group names us, else those for everyone."""
        name = "ours" if self._is_ours_seen else "all"
        return self._rules[name], self._delays.get(name)


def _rule(pattern: str, *, is_allow: bool) -> Rule:
    pattern = _folded(pattern)
    is_anchored = pattern.endswith("$")
    body = pattern[:-1] if is_anchored else pattern
    parts = tuple(body.split("*"))
    if len(parts) > 2:  # wildcards beside each other are one
        parts = (parts[0], *(part for part in parts[1:-1] if part), parts[-1])
    return Rule(is_allow, len(pattern), parts, is_anchored)


def _folded(path: str) -> str:
    """Non-ASCII characters escaped, escapes in upper case, so that paths and patterns compare (RFC 9309 §2.2.2)."""
    if not path.isascii():
        path = "".join(c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode()) for c in path)
    return ESCAPE.sub(lambda match: match[0].upper(), path) if "%" in path else path
