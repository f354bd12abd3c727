"""Pages that may be broken off: their length was not told, the connection just ended, and so may the page have.

HTTP/1.0 and old proxies send pages so; where the server falls over half-way, nothing but the page's own end tells
(RFC 9112 §8: a message without a length that ends by closing the connection may be incomplete).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import is_html
from guiyi.errors import TransientSource

BEGINS = re.compile(rb"<(?:html|body)\b", re.IGNORECASE)
ENDS = re.compile(rb"</(?:html|body|frameset)\s*>", re.IGNORECASE)
NEAR = 2000  # bytes at either end of a page where its first and last tags are; counters' scripts stand behind the last
TAIL = 24  # bytes by which the end of a page is known again: pages of one template that never closes end alike
MAX_ENDS = 50  # ends that were met twice; a site with more of them closes no page


class Whole:
    """Asks again for what may be broken off. Used from several threads."""

    def __init__(self) -> None:
        self.ends: set[bytes] = set()

    def ask(self, send: Callable[[], Response]) -> Response:
        """A request → its answer; the second one's where the first may be broken off.

        TransientSource where the second may be as well, and ends elsewhere.
        """
        first = send()
        if not self._may_be_broken_off(first):
            return first
        second = send()
        if self._may_be_broken_off(second):
            if _tail(first) != _tail(second):
                raise TransientSource(f"{first.url}: the connection ended in the middle of the page")
            self.ends.add(_tail(second))
        return second

    def _may_be_broken_off(self, answer: Response) -> bool:
        if "unframed" not in answer.flags or answer.status != 200 or not is_html(answer):
            return False
        is_open = BEGINS.search(answer.body[:NEAR]) and not ENDS.search(answer.body[-NEAR:])
        return bool(is_open) and _tail(answer) not in self.ends and len(self.ends) < MAX_ENDS


def _tail(answer: Response) -> bytes:
    return answer.body.rstrip()[-TAIL:]
