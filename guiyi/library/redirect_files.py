"""The redirect map as files: for nginx, Apache and Caddy, and as CSV and JSON lines."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict

from sqlalchemy import Engine

from guiyi.errors import ConfigError
from guiyi.library.export import cell_of, csv_line
from guiyi.library.redirects import AWAITING, REDIRECT, Redirect, read_redirects

BUCKET = 64  # bytes; nginx's smallest size of a bucket
OVERHEAD = 32  # bytes an entry of nginx's hash takes beside its key, rounded up


def export_redirects(
    engine: Engine, site: str, format: str, platform_url: str = "https://PLATFORM", permanent: int = 301
) -> str:
    """Site and format (jsonl, csv, nginx, apache, caddy) → the redirect map as text. ConfigError: no such format."""
    if format not in WRITERS:
        raise ConfigError(f"there is no redirect format {format}; choose one of {', '.join(WRITERS)}")
    return WRITERS[format](site, read_redirects(engine, site, permanent), platform_url)


def _jsonl(_site: str, rows: Sequence[Redirect], _platform: str) -> str:
    return "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def _csv(_site: str, rows: Sequence[Redirect], _platform: str) -> str:
    lines = [csv_line(("url", "key", "status", "target", "kind", "reason"))]
    for row in rows:
        cells = (row.url, row.key, row.status, row.target or "", row.kind, row.reason or "")
        lines.append(csv_line(map(cell_of, cells)))
    return b"".join(lines).decode()


def _answers(rows: Sequence[Redirect], platform_url: str) -> list[tuple[str, str]]:
    """(address, whole target or the word gone or awaiting), one an address: schemes and ports are one to a server."""
    found = {}
    for row in rows:
        if row.kind == REDIRECT and row.target:
            found[row.address] = f"{platform_url}{row.target}" if row.target.startswith("/") else row.target
        else:
            found[row.address] = AWAITING if row.kind == AWAITING else "gone"
    return sorted(found.items())


def _status(rows: Sequence[Redirect]) -> int:
    return next((row.status for row in rows if row.kind == REDIRECT), 301)


def _nginx(site: str, rows: Sequence[Redirect], platform_url: str) -> str:
    """nginx compares a map's strings without regard to case; where that matters, regular expressions do."""
    answers = _answers(rows, platform_url)
    alike: dict[str, set[str]] = defaultdict(set)
    for address, target in answers:
        alike[address.lower()].add(target)
    name = re.sub(r"\W", "_", site)
    longest = max((len(address) for address, _ in answers), default=0)
    bucket = BUCKET
    while bucket < longest + OVERHEAD:
        bucket *= 2
    lines = [
        f"# {site}: include it in http {{}}, and say there, once for all sites:",
        f"#   map_hash_bucket_size {bucket}; map_hash_max_size {max(2048, 2 * len(answers))};",
        "# In the old site's server {} say",
        f"#   if ($guiyi_{name} = gone) {{ return 410; }}",
        f"#   if ($guiyi_{name} = awaiting) {{ return 503; }}",
        f'#   if ($guiyi_{name} != "") {{ return {_status(rows)} $guiyi_{name}; }}',
        "#   return 404;",
        f'map "$host$request_uri" $guiyi_{name} {{',
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


def _apache(site: str, rows: Sequence[Redirect], platform_url: str) -> str:
    lines = [
        f"# {site}: a RewriteMap of host and request as the client spells it. In the old site's virtual host say",
        f"#   RewriteMap guiyi txt:/etc/apache2/guiyi/{site}.map",
        '#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/\\S*) "',
        '#   RewriteCond "${guiyi:%{SERVER_NAME}%1}" "=gone"',
        '#   RewriteRule "^" "-" [G,L]',
        '#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/\\S*) "',
        '#   RewriteCond "${guiyi:%{SERVER_NAME}%1}" "=awaiting"',
        '#   RewriteRule "^" "-" [R=503,L]',
        '#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/\\S*) "',
        '#   RewriteCond "${guiyi:%{SERVER_NAME}%1}" "^(https?://[^?]+)$"',
        f'#   RewriteRule "^" "%1" [R={_status(rows)},L,NE,QSD]',
        # Apache 2.4.60 and newer refuse a question mark that comes out of a back-reference
        '#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/\\S*) "',
        '#   RewriteCond "${guiyi:%{SERVER_NAME}%1}" "^(https?://[^?]+)[?](.+)$"',
        f'#   RewriteRule "^" "%1?%2" [R={_status(rows)},L,NE]',
    ]
    return "\n".join([*lines, *(f"{address} {target}" for address, target in _answers(rows, platform_url)), ""])


def _caddy(site: str, rows: Sequence[Redirect], platform_url: str) -> str:
    lines = [
        f"# {site}: import it in the old site's block, and after it say",
        "#   @gone vars {guiyi_target} gone",
        '#   respond @gone "" 410',
        "#   @awaiting vars {guiyi_target} awaiting",
        '#   respond @awaiting "" 503',
        "#   @moved vars_regexp {guiyi_target} ^https?://",
        f"#   redir @moved {{guiyi_target}} {_status(rows)}",
        "#   respond 404",
        "map {host}{http.request.orig_uri} {guiyi_target} {",
    ]
    for address, target in _answers(rows, platform_url):
        lines.append(f'    "{_braced(address)}" "{_braced(target)}"')
    return "\n".join([*lines, '    default ""', "}", ""])


def _braced(text: str) -> str:
    return text.replace("{", "\\{").replace("}", "\\}")  # braces hold placeholders, even between quotes


WRITERS: dict[str, Callable[[str, Sequence[Redirect], str], str]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "nginx": _nginx,
    "apache": _apache,
    "caddy": _caddy,
}
