"""Sites that are not asked but read: a file dump of a dead site, or an existing web archive."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from guiyi.crawl.archiving.archive import iter_responses
from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import ConfigError, Problem
from guiyi.runs.run import Run

ARCHIVES = (".warc", ".warc.gz")
TYPES = {".shtml": "text/html", ".jhtml": "text/html", ".jsp": "text/html", ".aspx": "text/html", ".asp": "text/html"}


def stored_responses(run: Run) -> Iterator[Response]:
    """All responses of a `directory` or `warc` source, in the same order each time, those in a twin of the site last:
    the first of a page counts. ConfigError if it is not there.
    """
    for is_twin in (False, True) if run.urls.twins else (False,):
        for one in _stored(run):
            if (run.urls.original(one.url) != one.url) is is_twin:
                yield one


def _stored(run: Run) -> Iterator[Response]:
    path = Path(run.config.crawl.path or "")
    if not path.exists():
        file = f"sites/{run.site}.yaml"
        raise ConfigError([Problem(file, "crawl.path", f"there is nothing at {path.resolve()}")])
    if run.config.crawl.source == "warc":
        for archive in [path] if path.is_file() else _files(path, ARCHIVES):
            yield from (one for one in iter_responses(archive) if one.status == 200)
        return
    for saved in _files(path, ()):
        yield _as_response(run, path, saved)


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    found = (one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("."))
    return sorted(one for one in found if not endings or one.name.endswith(endings))


def _as_response(run: Run, folder: Path, file: Path) -> Response:
    """A file of a dump → the response the old site would have given."""
    body = file.read_bytes()
    url = run.urls.absolute("/" + quote(file.relative_to(folder).as_posix()), run.urls.base) or run.urls.base
    media_type = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = (("Content-Type", media_type), ("Content-Length", str(len(body))))
    return Response(url, 200, "OK", "HTTP/1.1", headers, body, body, run.started_at, 0.0, None, ())
