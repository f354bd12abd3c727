"""The redirect map: where every old address leads. Derived from the library whenever it changes, never edited."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import Connection, Engine, Select, delete, func, literal, null, select
from sqlalchemy.dialects import postgresql, sqlite

from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import GONE, pages, seen_urls
from guiyi.library.tables import legacy_urls, redirects, resource_assets, resources

FIELDS = ("site", "key", "url", "kind", "resource_id", "asset", "run_id")
REDIRECT = "redirect"
DERIVED = (REDIRECT, GONE)
HOPS = 10  # redirects of the old site itself that are folded into one
# No request line has these, and no server's file takes them: quotes, white space, backslash, control characters.
UNSAFE = re.compile(r"[\x00-\x20\x7f\"\\]|[^\x00-\x7f]+")


def rebuild_redirects(connection: Connection, site: str, run_id: str) -> None:
    """Derives the site's redirects anew: its live resources and their files, what is withdrawn or gone, old redirects.

    The first that knows an address wins. Chains of the old site's own redirects are folded.
    """
    mine = (redirects.c.site == site) & redirects.c.kind.in_(DERIVED)
    connection.execute(delete(redirects).where(mine))
    for source in (_to_resources(site), _to_files(site, run_id), _to_gone(site), _vanished(site, run_id)):
        _insert(connection, source)
    for _ in range(HOPS):
        if _insert(connection, _forwarded(site, run_id)) == 0:
            break


def _insert(connection: Connection, rows: Select[Any]) -> int:
    insert: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(redirects)
    # SQLite reads ON CONFLICT after a SELECT only if that has a WHERE; all of ours have one
    statement = insert.from_select(FIELDS, rows).on_conflict_do_nothing(index_elements=["site", "key"])
    return int(connection.execute(statement).rowcount)


def _of_urls(site: str, kind: str, status: str, target: Any) -> Select[Any]:
    urls = legacy_urls.c
    return (
        select(urls.site, urls.key, func.min(urls.url), literal(kind), target, null(), func.min(urls.run_id))
        .join(resources, resources.c.resource_id == urls.resource_id)
        .where(urls.site == site, resources.c.status == status)
        .group_by(urls.site, urls.key)
    )


def _to_resources(site: str) -> Select[Any]:
    return _of_urls(site, REDIRECT, "published", func.min(legacy_urls.c.resource_id))


def _to_gone(site: str) -> Select[Any]:
    return _of_urls(site, GONE, "withdrawn", null())


def _to_files(site: str, run_id: str) -> Select[Any]:
    files = resource_assets.c
    return (
        select(
            resources.c.site, files.key, func.min(files.legacy_url), literal(REDIRECT), null(), func.min(files.sha256),
            literal(run_id),
        )
        .join(resources, resources.c.resource_id == files.resource_id)
        .where(resources.c.site == site, resources.c.status == "published")
        .where(files.key.is_not(None), files.sha256.is_not(None))
        .group_by(resources.c.site, files.key)
    )  # fmt: skip


def _vanished(site: str, run_id: str) -> Select[Any]:
    gone = (pages.c.site == site) & (pages.c.state == GONE)
    return select(
        pages.c.site, pages.c.key, pages.c.url, literal(GONE), null(), null(), literal(run_id)
    ).where(gone)  # fmt: skip


def _forwarded(site: str, run_id: str) -> Select[Any]:
    known = redirects.alias()
    already = select(known.c.key).where(known.c.site == site)
    return (
        select(
            pages.c.site, pages.c.key, pages.c.url, redirects.c.kind, redirects.c.resource_id, redirects.c.asset,
            literal(run_id),
        )
        .join(redirects, (redirects.c.site == pages.c.site) & (redirects.c.key == pages.c.redirect_to))
        .where(pages.c.site == site, redirects.c.kind.in_(DERIVED), pages.c.key.not_in(already))
    )  # fmt: skip


@dataclass(frozen=True)
class Redirect:
    """One old address as spelled, and its answer: 301 to a path of the platform, or 410."""

    url: str
    key: str
    status: int
    target: str | None

    @property
    def address(self) -> str:
        """Host, path and query as a request spells them: `old.example.test/a.html?id=1`."""
        parts = urlsplit(self.url)
        query = f"?{parts.query}" if parts.query else ""
        return UNSAFE.sub(_escape, f"{parts.hostname or ''}{parts.path or '/'}{query}")


def _escape(match: re.Match[str]) -> str:
    return quote(match[0].encode("utf-8", "replace"))


def read_redirects(engine: Engine, site: str) -> list[Redirect]:
    """Site → the answer for every spelling of every old address, in order."""
    known = (redirects.c.site == site) & redirects.c.kind.in_(DERIVED)
    answers = select(redirects.c.key, redirects.c.kind, redirects.c.resource_id, redirects.c.asset)
    found = {}
    with reading(engine) as connection:
        for source in (redirects, seen_urls, legacy_urls):
            spelled = answers.add_columns(source.c.url)
            if source is not redirects:
                same = (source.c.site == redirects.c.site) & (source.c.key == redirects.c.key)
                spelled = spelled.join(source, same)
            for row in connection.execute(spelled.where(known)):
                found[row.url] = Redirect(row.url, row.key, 301 if row.kind == REDIRECT else 410, _target(row))
    return [found[url] for url in sorted(found)]


def _target(row: Any) -> str | None:
    if row.kind != REDIRECT:
        return None
    return f"/resources/{row.resource_id}" if row.resource_id else f"/assets/{row.asset}"


def export_redirects(engine: Engine, site: str, format: str) -> str:
    """Site and format (jsonl, csv, nginx, apache, caddy) → the redirect map as text. ConfigError: no such format."""
    if format not in WRITERS:
        raise ConfigError(f"there is no redirect format {format}; choose one of {', '.join(WRITERS)}")
    return WRITERS[format](site, read_redirects(engine, site))


def _jsonl(_site: str, rows: list[Redirect]) -> str:
    return "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def _csv(_site: str, rows: list[Redirect]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(("url", "key", "status", "target"))
    writer.writerows((row.url, row.key, row.status, row.target or "") for row in rows)
    return buffer.getvalue()


def _by_address(rows: list[Redirect]) -> list[tuple[str, Redirect]]:
    """One row an address: http and https, and every port, are one to a server that looks at host and path."""
    return sorted({row.address: row for row in rows}.items())


def _nginx(site: str, rows: list[Redirect]) -> str:
    name = re.sub(r"\W", "_", site)
    lines = [
        f"# {site}: include it in http {{}}; in the old site's server {{}} say",
        f"#   if ($guiyi_{name} = gone) {{ return 410; }}",
        f'#   if ($guiyi_{name} != "") {{ return 301 https://PLATFORM$guiyi_{name}; }}',
        "# with many addresses raise map_hash_max_size and map_hash_bucket_size",
        f'map "$host$request_uri" $guiyi_{name} {{',
        '    default "";',
    ]
    lines += [f'    "{address}" "{row.target or "gone"}";' for address, row in _by_address(rows)]
    return "\n".join([*lines, "}", ""])


def _apache(site: str, rows: list[Redirect]) -> str:
    lines = [
        f"# {site}: a RewriteMap of host and request as the client spells it. In the old site's virtual host say",
        f"#   RewriteMap guiyi txt:/etc/apache2/guiyi/{site}.map",
        '#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/\\S*) "',
        '#   RewriteCond "${guiyi:%{SERVER_NAME}%1}" "=gone"',
        '#   RewriteRule "^" "-" [G,L]',
        '#   RewriteCond "%{THE_REQUEST}" "^\\S+ (/\\S*) "',
        '#   RewriteCond "${guiyi:%{SERVER_NAME}%1}" "^(/.+)$"',
        '#   RewriteRule "^" "https://PLATFORM%1" [R=301,L,NE,QSD]',
    ]
    return "\n".join([*lines, *(f"{address} {row.target or 'gone'}" for address, row in _by_address(rows)), ""])


def _caddy(site: str, rows: list[Redirect]) -> str:
    lines = [
        f"# {site}: import it in the old site's block, and after it say",
        "#   @gone vars {guiyi_target} gone",
        '#   respond @gone "" 410',
        "#   @moved vars_regexp {guiyi_target} ^/",
        "#   redir @moved https://PLATFORM{guiyi_target} 301",
        "map {host}{http.request.orig_uri} {guiyi_target} {",
    ]
    for address, row in _by_address(rows):
        quoted = address.replace("{", "\\{").replace("}", "\\}")  # braces hold placeholders, even between quotes
        lines.append(f'    "{quoted}" "{row.target or "gone"}"')
    return "\n".join([*lines, '    default ""', "}", ""])


WRITERS: dict[str, Callable[[str, list[Redirect]], str]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "nginx": _nginx,
    "apache": _apache,
    "caddy": _caddy,
}
