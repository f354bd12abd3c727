"""Pages to which the slides of a first page lead: a player of Flash is given them by a script, joined by bars."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import product

from guiyi.crawl.reading.absolute import resolved
from guiyi.crawl.reading.addresses import IMAGE
from guiyi.markup.marks import Marks

JOINED = re.compile(
    r"(?:links?|urls?|hrefs?)\w{0,4}\s*=\s*(?:escape\(\s*)?[\"']?([^\"'<>\s|]{3,300}(?:\|[^\"'<>\s|&]{3,300})+)",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"\b((?:img|pic|focus|slide)_?(?:link|url|href))s?_?\[?\d{1,2}\]?\s*=\s*(?:escape\(\s*)?"
    r"[\"']([^\"'<>\s|]{3,300})[\"']",
    re.IGNORECASE,
)
_numbered = Marks(map("".join, product(("img", "pic", "focus", "slide"), ("", "_"), ("link", "url", "href"))))
JOINT = re.compile(r"\|(?<=[^\"'<>\s|]\|)[^\"'<>\s|&]")  # a bar between two addresses; scripts are full of ||
ADDRESS = re.compile(
    r"^(?:https?://|\.{0,2}/)?[\w%./~-]+(?:\.(?:s?html?|aspx?|jspx?|php|do|action)\b|/$|\?)[\w%./?=&;~-]*$",
    re.IGNORECASE,
)
LEAST = 2  # slides


def slide_links(scripts: Iterable[str], base: str) -> list[str]:
    """A page's scripts and base → the pages that its slides lead to.

    >>> one = "var pics='/u/1.jpg|/u/2.jpg';var links='/a/1.html|show.asp?id=2';var texts='防汛|抗旱';"
    >>> two = "imgUrl1='/u/1.jpg';imgLink1=escape('/a/3.html');imgLink2=escape('/a/4.html');"
    >>> slide_links([one, two], "http://o.example.test/")[1:]
    ['http://o.example.test/show.asp?id=2', 'http://o.example.test/a/3.html', 'http://o.example.test/a/4.html']
    >>> slide_links(["var urls='a|b|c'; var link='/a/1.html'; imgLink1='/a/1.html'"], "http://o.example.test/")
    []
    """
    found: list[str] = []
    for script in scripts:
        if JOINT.search(script) and any(mark in script for mark in ("link", "Link", "url", "href")):
            for match in JOINED.finditer(script):
                found += _pages(match[1].split("|"))
        numbered: dict[str, list[str]] = defaultdict(list)
        for match in NUMBERED.finditer(script) if _numbered.may_stand_in(script) else ():
            numbered[match[1].lower()].append(match[2])
        found += [one for some in numbered.values() for one in _pages(some)]
    return [url for one in dict.fromkeys(found) if (url := resolved(one, base))]


def _pages(some: list[str]) -> list[str]:
    """Addresses, if there are several and all are of pages."""
    is_told = len(some) >= LEAST and all(ADDRESS.match(one) and not IMAGE.search(one) for one in some)
    return some if is_told else []
