"""What extraction is given of a page, and what it gives back of one that is no document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

NAVIGATION_ANSWERS = ("navigation", "the page lists links; it has no text of its own")
EMPTY = ("js-only", "empty-body")
RELEASABLE = (*EMPTY, "too-large", "no-title", "framed-elsewhere")  # what a reviewer may let go on as it is
RELEASED = "released:"  # flag of a document that went on by such a decision


@dataclass(frozen=True)
class Page:
    """What extraction is given of one page: its place in the ledger and what the list pages say of it."""

    key: str
    url: str
    role: str
    charset: str | None
    digest: str
    warc: str
    offset: int
    length: int
    listed_title: str | None = None
    listed_on: str | None = None
    group: tuple[Page, ...] = ()  # pages that may be parts of one article with it, itself among them, the first first
    released: tuple[str, ...] = ()  # codes of holds from which a reviewer released it
    listed_state: str | None = None  # 已答复, 办理中: what a list says of how far it has come
    is_framed: bool = False  # its group is a page and the one that it shows within itself

    def is_let(self, code: str) -> bool:
        """Whether it goes on in spite of a code, since a reviewer said so."""
        if code == NAVIGATION_ANSWERS[0]:
            return not {"framed-elsewhere", *EMPTY}.isdisjoint(self.released)
        return code in self.released or ("framed-elsewhere" in self.released and code in EMPTY)


def was_released(flags: Iterable[str] | None) -> bool:
    """Whether a document's flags say that a reviewer let it go on."""
    return any(flag.startswith(RELEASED) for flag in (() if flags is None else flags))


def refusal(page: Page, outcome: str, code: str, reason: str) -> dict[str, Any]:
    """A page that is no document: held, dropped or failed, with its code and reason."""
    payload = {"url": page.url, "warc": page.warc, "offset": page.offset, "length": page.length, "digest": page.digest}
    return {
        "source_key": page.key, "page_key": page.key, "url": page.url, "outcome": outcome, "code": code,
        "reason": reason, "payload": payload,
    }  # fmt: skip
