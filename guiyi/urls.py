"""URL identity: one canonical key per page of a site, by WHATWG parsing.

A key is `/path?query` for the site's own hosts (base URL and aliases, with or without www, any scheme and port of
theirs) and `//host/path?query` for others. Letter case of the path is kept. Default pages, fragments, session ids, and
parameters that are declared insignificant do not make another page, nor does a folder that holds the whole site once
more (for telephones, in traditional characters). Where a browser reads the site, the routes of its
scripts do (`/#/detail/7`), and what is clicked on a page without changing its address (`/list#~page=2`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ada_url import URL

from guiyi.caching import kept
from guiyi.config.models import SiteConfig

DEFAULT_PAGE = re.compile(r"/(?:index|default)\.(?:html?|shtml|jhtml|jspx?|aspx?|php)$", re.IGNORECASE)
SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
SESSION_FOLDER = re.compile(  # ASP.NET without cookies: /(S(lit3py55t21z5v55vlm25s55))/a.aspx, of old without the S
    r"/\((?:[a-z0-5]{24}|(?:[a-z]\([\w-]{8,}\))+)\)(?=/|$)", re.IGNORECASE
)
SESSION_PARAM = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id)$", re.IGNORECASE
)
TRACKING_PARAM = re.compile(r"^(?:utm_\w+|spm|from_source|_t|_r|rnd|random|timestamp|nocache)$", re.IGNORECASE)
ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
ROUTE = re.compile(  # what scripts show behind a #, a record by its id, too; #top and #2 are places of a page
    r"#(?:!?/[^#]|[^#]{0,500}~(?:tab|page|row)=|(?:[a-z]{0,12}id=)?(?:\d{4,19}|[\da-f]{32})$)", re.IGNORECASE
)
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def absolute_url(url: str, base: str | None = None) -> str | None:
    """A link as written, and the URL it stands on → absolute http(s) URL; None if it is not one. Of fragments only the
    routes of scripts are kept.

    >>> absolute_url(" ../a.html#top", "http://old.example.test/x/y.html")
    'http://old.example.test/a.html'
    >>> absolute_url("#/detail/7", "http://old.example.test/#/list")
    'http://old.example.test/#/detail/7'
    >>> records = "#69561", "#id=69561", "#12", "#year=2018a"
    >>> [(absolute_url(one, "http://old.example.test/d.html") or "").partition("d.html")[2] for one in records]
    ['#69561', '#id=69561', '', '']
    >>> absolute_url("javascript:void(0)", "http://old.example.test/") is None
    True
    """
    try:
        href: str = (URL(url.strip(), base=base) if base else URL(url.strip())).href
    except (ValueError, UnicodeError):
        return None
    if not href.startswith(("http://", "https://")):
        return None
    at = href.find("#")
    return href if at < 0 or ROUTE.match(href, at) else href[:at]


def route_of(url: str) -> str:
    """The route of a script, with its mark, which a URL has behind its address; empty if it has none.

    >>> route_of("http://o.example.test/#/list/3"), route_of("http://o.example.test/a#top")
    ('#/list/3', '')
    """
    at = url.find("#")
    return url[at:] if at >= 0 and ROUTE.match(url, at) else ""


class Parts(NamedTuple):
    """A URL taken apart as browsers do; the port is empty where it is the scheme's own."""

    scheme: str
    host: str
    port: str
    path: str
    query: str


@kept(4096, longest=2000)
def parts_of(url: str) -> Parts | None:
    """Absolute URL → its parts; None if it is none. Kept: a URL is looked at for its key, its rules and its request.

    >>> parts_of("http://Old.Example.test:80/a/../b?c=1#d")
    Parts(scheme='http', host='old.example.test', port='', path='/b', query='?c=1')
    """
    try:
        parsed = URL(url)
    except (ValueError, UnicodeError):
        return None
    return Parts(parsed.protocol[:-1], parsed.hostname, parsed.port, parsed.pathname, parsed.search)


def host_of(url: str) -> str:
    """Absolute URL → host without port, in lower case; empty if there is none.

    >>> host_of("http://Old.Example.test:8080/a/b?c=http://x/"), host_of("/a")
    ('old.example.test', '')
    """
    end = url.find("/", 8)
    return _host_of(url[:end] if end > 0 else url)


@lru_cache(maxsize=4096)
def _host_of(origin: str) -> str:
    try:
        name: str = URL(origin).hostname
    except (ValueError, UnicodeError):
        return ""
    return name


def fold_escapes(text: str) -> str:
    """Percent-escapes in one spelling: upper-case hex, unreserved characters unescaped."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in UNRESERVED else f"%{match[1].upper()}"

    return ESCAPE.sub(one, text)


def _unfoldered(path: str) -> str:
    """A path without the folder that is its reader's session: another reader's, and a bookmark, names another one.

    >>> _unfoldered("/(S(lit3py55t21z5v55vlm25s55))/a.aspx"), _unfoldered("/news/(offset)/10")
    ('/a.aspx', '/news/(offset)/10')
    """
    return SESSION_FOLDER.sub("", path) or "/" if "/(" in path else path


def _bare(host: str) -> str:
    return host.removeprefix("www.")


class UrlSpace:
    """The URLs of one site: which are its own, and which spellings are one page."""

    def __init__(self, config: SiteConfig) -> None:
        self.base = absolute_url(config.site.base_url) or config.site.base_url
        names = [config.site.base_url, *config.site.aliases]
        self.hosts = frozenset(_bare(host_of(name if "://" in name else f"http://{name}")) for name in names)
        self.asset_hosts = frozenset(config.crawl.asset_hosts)
        self.has_routes = config.crawl.browser
        self.twins = tuple(folder.lower() for folder in config.crawl.twins)
        self.significant = config.crawl.significant_params
        self.ignored = frozenset(name.lower() for name in config.crawl.ignored_params)
        self.key = kept(20_000, longest=2000)(self._key)

    def tell_routes(self) -> None:
        """From here on, the routes of scripts are pages of their own: a browser reads the site."""
        self.has_routes = True
        self.key = kept(20_000, longest=2000)(self._key)

    def is_own(self, url: str) -> bool:
        """Whether an absolute URL is on one of the site's hosts."""
        return _bare(host_of(url)) in self.hosts

    def at_base(self, url: str) -> str | None:
        """Own URL under another scheme, host or port → the same path on the base URL's; None if it is there already."""
        base, other = URL(self.base), URL(url)
        if base.origin == other.origin or not self.is_own(url):
            return None
        return f"{base.origin}{other.pathname}{other.search}{self._route(url)}"

    @staticmethod
    def absolute(url: str, base: str) -> str | None:
        """A link as written on a page → absolute URL; see `absolute_url`."""
        return absolute_url(url, base)

    def is_asset_host(self, url: str) -> bool:
        """Whether an absolute URL is on a foreign host from which the site's files are fetched."""
        return host_of(url) in self.asset_hosts

    def path_of(self, url: str) -> str:
        """Absolute URL → its path and query, as include and exclude patterns see them."""
        parts = parts_of(self.original(url))
        return f"{_unfoldered(parts.path)}{parts.query}{self._route(url)}" if parts else ""

    def original(self, url: str) -> str:
        """Absolute URL → the one of the same page outside the folders that hold the whole site once more."""
        parts = parts_of(url) if self.twins and self.is_own(url) else None
        if parts is None or (path := self._outside(parts.path)) == parts.path:
            return url
        moved = URL(url)
        moved.pathname = path
        return str(moved.href)

    def _outside(self, path: str) -> str:
        """A path without the folders of such twins, each taken away once: one may lie in another."""
        for _ in self.twins:
            folded = f"{path}/".lower()
            path = next((f"/{path[len(one) :]}" for one in self.twins if folded.startswith(one)), path)
        return path

    def _route(self, url: str) -> str:
        return route_of(url) if self.has_routes else ""

    def fetchable(self, url: str) -> str:
        """Absolute URL → the spelling that is asked for: outside of twins, without a session id in its path and a
        script's route where all routes are one page: its script would show the one that was seen first.
        """
        url = self.original(url)
        route = "" if self.has_routes or "#" not in url else route_of(url)
        return SESSION_PATH.sub("", url.removesuffix(route) if route else url)

    def key_asked(self, url: str) -> str | None:
        """As `key`, of what a script asks: only pages have parameters that say nothing."""
        return self._key(url, is_asked=True)

    def _key(self, url: str, is_asked: bool = False) -> str | None:
        """Absolute URL → canonical key; None if it is not a http(s) URL."""
        parts = parts_of(url)
        if parts is None or parts.scheme not in ("http", "https"):
            return None
        host = _bare(parts.host)
        path = fold_escapes(_unfoldered(parts.path))
        is_own = host in self.hosts
        if is_own:
            path = self._outside(f"/{path.lstrip('/')}")  # //art/1.html: servers fold it, and // begins others' keys
        path = DEFAULT_PAGE.sub("/", SESSION_PATH.sub("", path)).rstrip("/") or "/"
        query = self._query(parts.query, is_asked)
        prefix = "" if is_own else f"//{host}"
        return f"{prefix}{path}{query}{self._route(url)}"

    def _query(self, search: str, is_asked: bool = False) -> str:
        """`?a=1&b=2` → the significant parameters, sorted, with their question mark; empty if none is left."""
        if len(search) < 2:
            return ""
        ignored = frozenset[str]() if is_asked else self.ignored
        kept = [part for part in fold_escapes(search[1:]).split("&") if part and self._is_significant(part, ignored)]
        return "?" + "&".join(sorted(kept)) if kept else ""

    def _is_significant(self, part: str, ignored: frozenset[str]) -> bool:
        name = part.split("=", 1)[0]
        if self.significant is not None:
            return name in self.significant
        return not (name.lower() in ignored or SESSION_PARAM.match(name) or TRACKING_PARAM.match(name))
