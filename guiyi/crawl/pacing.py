"""How fast a host is asked: never faster than its configuration says, slower when the host slows down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from guiyi.config.models import Crawl
from guiyi.crawl.fetch import Response
from guiyi.errors import TransientSource


class HostParked(TransientSource):
    """The host asked for a pause longer than a worker should wait; `seconds` are left of it."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked for a pause of {seconds:.0f} s")
        self.host = host
        self.seconds = seconds


class Pacer:
    """Paces all hosts of one site's run; shared by its threads."""

    def __init__(self, crawl: Crawl) -> None:
        raise NotImplementedError

    def set_floor(self, host: str, delay: float) -> None:
        """Raises a host's smallest delay, such as to its robots.txt's crawl-delay."""

    @contextmanager
    def slot(self, host: str) -> Iterator[None]:
        """Waits for the host's turn. HostParked where that is long; SourceDown when its circuit is open."""
        yield

    def report(self, host: str, result: Response | Exception) -> None:
        """What a request to the host gave."""
