"""What a host's robots.txt allows, by RFC 9309 and the behaviour of the most used parser."""

from __future__ import annotations

from guiyi.crawl.fetch import Fetcher


class Robots:
    """One host's rules for one agent."""

    crawl_delay: float | None
    sitemaps: tuple[str, ...]
    note: str
    is_refused: bool  # 5xx, 429 or no answer: everything disallowed for now; try again later

    @classmethod
    def load(cls, fetcher: Fetcher, base_url: str, agent: str) -> Robots:
        """Fetches and reads `/robots.txt` of the base URL's host. SourceDown if the host does not answer."""
        raise NotImplementedError

    @classmethod
    def parse(cls, content: bytes, agent: str) -> Robots:
        """Reads robots.txt as received."""
        raise NotImplementedError

    def allowed(self, url: str) -> bool:
        """Whether an absolute URL of this host may be fetched."""
        raise NotImplementedError
