"""Results kept for texts that come again: the pages of a site share their links, menus and hidden panes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Result = TypeVar("Result")


def kept(count: int, longest: int) -> Callable[[Callable[[str], Result]], Callable[[str], Result]]:
    """Decorator: keeps the last `count` results of a pure function of one text; those of longer texts are not kept.

    Pages are hostile: without the second bound a few thousand addresses of a megabyte each would fill the memory.

    >>> kept(2, longest=3)(len)("abc"), kept(2, longest=3)(len)("abcd")
    (3, 4)
    """

    def decorate(work: Callable[[str], Result]) -> Callable[[str], Result]:
        known = lru_cache(maxsize=count)(work)

        @wraps(work)
        def call(text: str) -> Result:
            return known(text) if len(text) <= longest else work(text)

        return call

    return decorate
