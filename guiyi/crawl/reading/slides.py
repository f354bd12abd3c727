"""Pages to which the slides of a first page lead: a player of Flash is given them by a script, joined by bars. Those
to which nodes of a tree lead: a click shows "list.do?cat=" + node.id in a frame.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, product

from guiyi.crawl.reading.absolute import resolved
from guiyi.crawl.reading.addresses import IMAGE
from guiyi.markup.marks import Marks
from guiyi.scripts.literals import STRING, joined
from guiyi.scripts.objects import object_at

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
NODE = re.compile(r"\{(?=[^{}]{0,400}\bpId[\"']?\s*:)[^{}]{1,400}\}")
LEADS = re.compile(
    r"(?:\.attr\(\s*[\"']src[\"']\s*,|\.src\s*=(?!=)|\blocation(?:\.href)?\s*=(?!=)|\bwindow\.open\(|\.load\()\s*"
    rf"((?:{STRING})\s*\+\s*((?:tree_?node|node|treeData)\.(id|code))\b(?:\s*\+\s*(?:{STRING}))?)",
    re.IGNORECASE,
)
MOST = 500  # nodes of one page


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


def tree_entries(script: str) -> Iterator[tuple[str, str]]:
    """A script → name and address of each node without further ones, where its click opens or frames a page by its id.

    >>> script = "n = [{id:1,pId:0,name:'公开'},{id:11,pId:1,name:'预决算'}]; function f(e, t, node) { %s }"
    >>> list(tree_entries(script % "$('#main').attr('src', '/list.do?cat=' + node.id)"))
    [('预决算', '/list.do?cat=11')]
    >>> list(tree_entries(script % "tree.expandNode(node.id)"))
    []
    """
    leads = LEADS.search(script) if "pId" in script else None
    if leads is None:
        return
    nodes = [object_at(script, one.start(), {}) for one in islice(NODE.finditer(script), MOST)]
    above = {str(node.get("pId")) for node in nodes}
    for node in nodes:
        number, name = str(node.get(leads[3], "")), str(node.get("name", "")).strip()
        if number and name and str(node.get("id")) not in above:
            yield name, joined(leads[1], {leads[2]: number})
