"""One HTTP request to an old site, within limits of time and size, kept as it was received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiyi.config.models import Crawl
from guiyi.urls import UrlSpace


@dataclass(frozen=True)
class Response:
    """What one request gave, whole."""

    url: str
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    raw_body: bytes
    body: bytes
    fetched_at: str
    elapsed: float
    location: str | None
    flags: tuple[str, ...]

    def header(self, name: str) -> str | None:
        """First value of a header, whatever its case; None if it is absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class Fetcher:
    """Thread-safe; one a site run."""

    def __init__(self, crawl: Crawl, urls: UrlSpace | None = None) -> None:
        raise NotImplementedError

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        method: str = "GET",
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        first_bytes: int | None = None,
    ) -> Response:
        """One request; redirects are not followed. TransientSource, SourceDown, RefusedAddress, SourceError."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes all connections."""
