"""What the pages of one site share is searched once: lines without any sign of something odd are remembered."""

from __future__ import annotations

from collections.abc import Callable

MOST = 2_000_000  # characters of lines that are remembered: pages are hostile
MOST_OF_PAGE, LONG_LINE = 200_000, 20_000  # characters of new lines on one page, and of one line
MOST_ODD = 40  # odd lines of a page


class PlainLines:
    """The lines of a site's pages that are plain: no test of a line that `is_plain` stands for says anything of them.

    Those tests are of one line each, so what is said of a page does not depend on the pages before it.

    >>> lines = PlainLines(lambda text: "老虎机" not in text)
    >>> lines.odd("<p>植树</p>\\n<p>老虎机</p>"), lines.odd("<p>植树</p>\\n<p>防汛</p>\\n<p>老虎机</p>")
    ('<p>植树</p>\\n<p>老虎机</p>', '<p>防汛</p>\\n<p>老虎机</p>')
    >>> lines.odd("<p>植树</p>\\n<p>造林</p>")
    ''
    """

    def __init__(self, is_plain: Callable[[str], bool]) -> None:
        self._is_plain = is_plain
        self._plain: set[str] = set()
        self._odd: set[str] = set()
        self._size = 0

    def odd(self, text: str) -> str:
        """Text of a page → its lines that no other page showed to be plain, if one of them is odd; else nothing."""
        plain = self._plain
        lines = [line for line in text.split("\n") if line not in plain]
        rest = "\n".join(lines)
        is_odd = not self._is_plain(rest)
        self._remember([line for line in lines if line not in self._odd and len(line) <= LONG_LINE], is_odd)
        return rest if is_odd else ""

    def _remember(self, lines: list[str], is_odd: bool) -> None:
        size = sum(map(len, lines))
        if size > MOST_OF_PAGE:
            return  # no page like its neighbours
        self._size += size
        if self._size > MOST:
            self._plain, self._odd, self._size = set(), set(), size
        if is_odd:
            self._part(lines, MOST_ODD)
        else:
            self._plain.update(lines)

    def _part(self, lines: list[str], room: int) -> int:
        """Tells plain lines from odd ones, of which a page has one or two, or so many that it is hopeless.

        room: odd lines after which the rest is left untold → how many are still borne.
        """
        if room <= 0 or not lines:
            return room
        if self._is_plain("\n".join(lines)):
            self._plain.update(lines)
        elif len(lines) == 1:
            self._odd.update(lines)
            return room - 1
        else:
            middle = len(lines) // 2
            room = self._part(lines[middle:], self._part(lines[:middle], room))
        return room
