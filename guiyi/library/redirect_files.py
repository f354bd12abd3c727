"""The redirect map as files: for nginx, Apache and Caddy, and as CSV and JSON lines."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Engine

from guiyi.config.models import SiteConfig
from guiyi.errors import ConfigError
from guiyi.library.export import cell_of, csv_line
from guiyi.library.redirects import AWAITING, REDIRECT, Redirect, escaped, read_redirects
from guiyi.urls import UrlSpace, host_of

BUCKET = 64  # bytes; nginx's smallest size of a bucket
OVERHEAD = 32  # bytes an entry of nginx's hash takes beside its key, rounded up
LONGEST = 1000  # of a longer line Apache takes the rest for another; nginx refuses a file with a word of 4,096, escaped


@dataclass(frozen=True)
class Old:
    """What a server's file is written of. names: host → the name by which addresses on it are written, of the site's
    own hosts, with www and without. is_bare: the site's file says `query: drop`, no query tells pages apart. is_folded:
    it says `case: fold`, capitals tell none apart.
    """

    site: str
    rows: Sequence[Redirect]
    platform_url: str
    names: Mapping[str, str]
    is_bare: bool = False
    is_folded: bool = False

    @property
    def status(self) -> int:
        """What moved addresses are answered with."""
        return next((row.status for row in self.rows if row.kind == REDIRECT), 301)

    def answers(self) -> list[tuple[str, str]]:
        """(address, whole target or the word gone or awaiting), one an address, whatever its scheme, port and host."""
        found: dict[str, str] = {}
        for row in sorted(self.rows, key=lambda row: "?" in row.address) if self.is_bare else self.rows:
            host, _, path = (row.address.partition("?")[0] if self.is_bare else row.address).partition("/")
            address = f"{self.names.get(host, host)}/{path.lower() if self.is_folded else path}"
            if address in found and (self.is_bare or self.is_folded or host != self.names.get(host)):
                continue
            if row.kind == REDIRECT and row.target:
                found[address] = escaped(f"{self.platform_url if row.target.startswith('/') else ''}{row.target}")
            else:
                found[address] = AWAITING if row.kind == AWAITING else "gone"
        return sorted(found.items())

    def fitting(self) -> tuple[list[tuple[str, str]], list[str]]:
        """As `answers`, without those that are no line for a server, and a remark that tells how many those are."""
        found = self.answers()
        kept = [(address, target) for address, target in found if len(address) + len(target) < LONGEST]
        left = len(found) - len(kept)
        return kept, [f"# {left} addresses are too long for a line here: the portal alone answers them"] if left else []


def _names_of(config: SiteConfig | None) -> dict[str, str]:
    """The hosts under which one site's addresses are asked for → the one under which they are written."""
    if config is None:
        return {}
    space = UrlSpace(config)
    first = host_of(space.base).removeprefix("www.")
    return {host: first for name in sorted(space.hosts) for host in (name, f"www.{name}")}


def export_redirects(
    engine: Engine, site: str, format: str, platform_url: str = "https://PLATFORM", config: SiteConfig | None = None
) -> str:
    """Site and format (jsonl, csv, nginx, apache, caddy) → the redirect map as text. ConfigError: no such format.

    config: the site's, for its hosts, twins and `redirects:`; with `query: drop`, servers look at no query.
    """
    if format not in WRITERS:
        raise ConfigError(f"there is no redirect format {format}; choose one of {', '.join(WRITERS)}")
    is_bare = config is not None and config.redirects.query == "drop"
    is_folded = config is not None and config.redirects.case == "fold"
    rows = read_redirects(engine, site, config)
    return WRITERS[format](Old(site, rows, platform_url, _names_of(config), is_bare, is_folded))


def _jsonl(old: Old) -> str:
    return "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in old.rows)


def _csv(old: Old) -> str:
    lines = [csv_line(("url", "key", "status", "target", "kind", "reason"))]
    for row in old.rows:
        cells = (row.url, row.key, row.status, row.target or "", row.kind, row.reason or "")
        lines.append(csv_line(map(cell_of, cells)))
    return b"".join(lines).decode()


def _nginx(old: Old) -> str:
    """nginx compares a map's strings without regard to case; where that matters, regular expressions do."""
    answers, left = old.fitting()
    alike: dict[str, set[str]] = defaultdict(set)
    for address, target in answers:
        alike[address.lower()].add(target)
    name = re.sub(r"\W", "_", old.site)
    asked = f"$guiyi_path_{name}" if old.is_bare else "$request_uri"
    paths = [f"map $request_uri {asked} {{", f'    "~^(?<guiyi_bare_{name}>[^?]*)" $guiyi_bare_{name};', "}"]
    longest = max((len(address) for address, _ in answers), default=0)
    bucket = BUCKET
    while bucket < longest + OVERHEAD:
        bucket *= 2
    lines = [
        f"# {old.site}: include it in http {{}}, and say there, once for all sites:",
        f"#   map_hash_bucket_size {bucket}; map_hash_max_size {max(2048, 2 * len(answers))};",
        "# In the old site's server {} say",
        f"#   if ($guiyi_{name} = gone) {{ return 410; }}",
        f"#   if ($guiyi_{name} = awaiting) {{ return 503; }}",
        f'#   if ($guiyi_{name} != "") {{ return {old.status} $guiyi_{name}; }}',
        "#   return 404;",
        *left,
        *(paths if old.is_bare else ()),
        f"map $host $guiyi_host_{name} {{",
        "    default $host;",
        *(f'    "{host}" "{first}";' for host, first in old.names.items()),
        "}",
        f'map "$guiyi_host_{name}{asked}" $guiyi_{name} {{',
        '    default "";',
    ]
    written: set[str] = set()
    for address, target in answers:
        folded = address.lower()
        if len(alike[folded]) > 1:
            lines.append(f'    "~^{_regex(address)}$" "{_value(target)}";')
        elif folded not in written:
            written.add(folded)
            lines.append(f'    "{address}" "{_value(target)}";')
    return "\n".join([*lines, "}", ""])


def _regex(address: str) -> str:
    return re.escape(address).replace("\\-", "-").replace("\\", "\\\\")


def _value(target: str) -> str:
    """nginx reads $ in a value as a variable, and has no way to say one; its escape means the same in a URL."""
    return target.replace("$", "%24")


def _apache(old: Old) -> str:
    asked = """#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/PATH*)\"""".replace("PATH", "[^? ]" if old.is_bare else "\\S")
    path = "${guiyilower:%1}" if old.is_folded else "%1"
    found = f"${{guiyi:${{guiyi:host=%{{SERVER_NAME}}|%{{SERVER_NAME}}}}{path}}}"
    lines = [
        f"# {old.site}: a RewriteMap of host and request as the client spells it. In the old site's virtual host say",
        f"#   RewriteMap guiyi txt:/etc/apache2/guiyi/{old.site}.map",
        *(["#   RewriteMap guiyilower int:tolower"] if old.is_folded else ()),
        asked,
        f'#   RewriteCond "{found}" "=gone"',
        '#   RewriteRule "^" "-" [G,L]',
        asked,
        f'#   RewriteCond "{found}" "=awaiting"',
        '#   RewriteRule "^" "-" [R=503,L]',
        asked,
        f'#   RewriteCond "{found}" "^(https?://[^?]+)$"',
        f'#   RewriteRule "^" "%1" [R={old.status},L,NE,QSD]',
        # Apache 2.4.60 and newer refuse a question mark that comes out of a back-reference
        asked,
        f'#   RewriteCond "{found}" "^(https?://[^?]+)[?](.+)$"',
        f'#   RewriteRule "^" "%1?%2" [R={old.status},L,NE]',
    ]
    lines += (f"host={host} {first}" for host, first in old.names.items())
    answers, left = old.fitting()
    return "\n".join([*lines, *left, *(f"{address} {target}" for address, target in answers), ""])


def _caddy(old: Old) -> str:
    asked = "{guiyi_host}{http.request.orig_uri}"
    bare = [f"map {asked} {{guiyi_path}} {{", '    "~^([^?]*)" "${1}"', "}"] if old.is_bare else []
    lines = [
        f"# {old.site}: import it in the old site's block, and after it say",
        "#   @gone vars {guiyi_target} gone",
        '#   respond @gone "" 410',
        "#   @awaiting vars {guiyi_target} awaiting",
        '#   respond @awaiting "" 503',
        "#   @moved vars_regexp {guiyi_target} ^https?://",
        f"#   redir @moved {{guiyi_target}} {old.status}",
        "#   respond 404",
        "map {host} {guiyi_host} {",
        *(f'    "~(?i)^{re.escape(host)}$" "{first}"' for host, first in old.names.items()),
        '    default "{host}"',
        "}",
        *bare,
        f"map {'{guiyi_path}' if old.is_bare else asked} {{guiyi_target}} {{",
    ]
    for address, target in old.answers():
        if "{$" not in address:  # Caddy puts a variable of its environment there, whatever escapes it
            said = f"~(?i)^{re.escape(address)}$" if old.is_folded else _braced(address)
            lines.append(f'    "{said}" "{_unbraced(target)}"')
    return "\n".join([*lines, '    default ""', "}", ""])


def _braced(address: str) -> str:
    """Braces hold placeholders, even between quotes; Caddy takes an escape away only where there is one to open."""
    return address.replace("{", "\\{").replace("}", "\\}") if "{" in address else address


def _unbraced(target: str) -> str:
    """A target is looked through for placeholders twice; its escapes mean the same in a URL."""
    return target.replace("{", "%7B").replace("}", "%7D")


WRITERS: dict[str, Callable[[Old], str]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "nginx": _nginx,
    "apache": _apache,
    "caddy": _caddy,
}
