"""Pieces that a page's script puts into boxes of it at once, as servers include them: $("#h").load("/head.html")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

LOADS = re.compile(
    r"(?:\$|jQuery)\(\s*[\"'][#.]?[\w-]{1,60}[\"']\s*\)\.load\(\s*[\"']([\w./-]{1,200}\.(?:[sj]?html?|jspx?|aspx?|php|inc))(?:\?[^\"'\s{}]{0,80})?[\"']\s*[,)](?!\s*\{)"
)
FRAME = re.compile(
    r"head|foot|(?<![a-z])top|bottom|(?<![a-z])nav|menu|side|(?<![a-z])left|copyright|banner|login", re.IGNORECASE
)
MOST = 12  # pieces of one page


def loaded_pieces(scripts: Iterable[str]) -> Iterator[str]:
    """A page's scripts → the pieces that they load whatever is clicked, as written.

    >>> script = "$('#header').load('/common/header.html?v=3'); $('#a').load('/l.do', {p: 1}); $('#b').load(u);"
    >>> list(loaded_pieces([script, "function f() { $('#b').load('b.html'); } $('.t').click(f);"]))
    ['/common/header.html', 'b.html']
    """
    for script in scripts:
        if ".load(" in script:
            yield from (match[1] for match in islice(LOADS.finditer(script), MOST))


def is_around(address: str) -> bool:
    """Whether a piece stands around what a page says, by its name: a head, a foot, a menu.

    >>> is_around("/common/header.html"), is_around("tzgg.html"), is_around("/inc/nav_2.htm"), is_around("stop.html")
    (True, False, True, False)
    """
    return FRAME.search(address.rsplit("/", 1)[-1]) is not None
