"""Results kept for texts that come again: the pages of a site share their links, menus and hidden panes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

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


class Kept(Generic[Result]):
    """The last results by their keys, for what is made of something dearer than its key. Bounded as `kept` is.

    >>> lengths = Kept[int](count=2, longest=3)
    >>> lengths.of("abc", lambda: 3), lengths.of("abc", lambda: 4), lengths.of("abcd", lambda: 4)
    (3, 3, 4)
    """

    def __init__(self, count: int, longest: int) -> None:
        self._known: dict[str | bytes, Result] = {}
        self._count, self._longest = count, longest

    def of(self, key: str | bytes, make: Callable[[], Result]) -> Result:
        """The result of a key, made unless it is known; the oldest of too many goes."""
        if len(key) > self._longest:
            return make()
        if key not in self._known:
            while len(self._known) >= self._count:
                del self._known[next(iter(self._known))]
            self._known[key] = make()
        return self._known[key]

    def clear(self) -> None:
        """Forgets all."""
        self._known.clear()
