"""Pages and files that may be broken off: their length was not told, the connection ended, and so may they have.

HTTP/1.0 and old proxies send them so; where the server falls over half-way, nothing but their own end tells
(RFC 9112 §8: a message without a length that ends by closing the connection may be incomplete).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import TransientSource

PAGE = re.compile(rb"\s*<(?:.{0,2000}<)?(?:html|body)\b", re.IGNORECASE | re.DOTALL)
KINDS = (  # how pages and files begin, and what stands near their end: counters' scripts, or padding, behind it
    (PAGE, re.compile(rb"</(?:html|body|frameset)\s*>", re.IGNORECASE)),
    (re.compile(rb"%PDF-"), re.compile(rb"%%EOF")),
    (re.compile(rb"PK\x03\x04"), re.compile(rb"PK\x05\x06")),
    (re.compile(rb"\xff\xd8\xff"), re.compile(rb"\xff\xd9")),
    (re.compile(rb"\x89PNG"), re.compile(rb"IEND")),
    (re.compile(rb"GIF8"), re.compile(rb";")),
)  # fmt: skip
NEAR = 2000  # bytes in which that end is
TAIL = 24  # bytes by which the end of a page is known again: pages of one template that never closes end alike
SWAY = 64  # bytes by which a page's end differs from one asking to the next: a clock, a count
MAX_ENDS = 50  # ends that were met twice, or that sway; a site with more of them closes no page


class Whole:
    """Asks again for what may be broken off. Used from several threads."""

    def __init__(self) -> None:
        self.ends: set[bytes] = set()

    def ask(self, send: Callable[[], Response]) -> Response:
        """A request → its answer; the second one's where the first may be broken off.

        TransientSource where the second may be as well, and ends elsewhere.
        """
        answer = send()
        if not self._may_be_broken_off(answer):
            return answer
        first = answer.body.rstrip()
        first, size = first[-TAIL - SWAY :], len(first)
        del answer  # both may be large
        answer = send()
        if self._may_be_broken_off(answer):
            if _is_elsewhere(first, size, answer.body.rstrip()):
                raise TransientSource(f"{answer.url}: the connection ended in the middle of it")
            self.ends.add(_tail(answer))
        return answer

    def _may_be_broken_off(self, answer: Response) -> bool:
        if "unframed" not in answer.flags or answer.status != 200 or len(self.ends) >= MAX_ENDS:
            return False
        end = next((end for begin, end in KINDS if begin.match(answer.body)), None)
        return end is not None and not end.search(answer.body[-NEAR:]) and _tail(answer) not in self.ends


def _is_elsewhere(first: bytes, size: int, second: bytes) -> bool:
    """The end of one answer, its size, another answer → whether they end at different places of one page."""
    if first[-TAIL:] == second[-TAIL:]:
        return False
    last = second[-TAIL - SWAY :]
    return abs(size - len(second)) > SWAY or first[-TAIL:] in last or last[-TAIL:] in first


def _tail(answer: Response) -> bytes:
    return answer.body.rstrip()[-TAIL:]
