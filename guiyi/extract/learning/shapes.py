"""The shapes of a site's article addresses: which belong together, and the pattern that fits them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

from guiyi.urls import route_of

UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
HEX = re.compile(rf"(?<![0-9A-Za-z])(?:{UUID}|[0-9a-fA-F]{{16,40}})(?![0-9A-Za-z])")
SHORT_HEX = re.compile(r"(?<![0-9A-Za-z])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{5,15}(?![0-9A-Za-z])")  # an id such as 13a1f
NUMBER = re.compile(r"\d+")
WITH_ALIAS = re.compile(r"\d+:[\w-]+")  # 12:the-words-of-its-title


def shape_of(url: str) -> str:
    """URL → regular expression of the addresses that differ from it by numbers only, from its first numbered part on.

    >>> shape_of("http://a.example.test/tzgg/201803/t20180320_71522.html")
    '/\\\\d+/t\\\\d+_\\\\d+\\\\.html$'
    >>> shape_of("http://a.example.test/content.jsp?urltype=news&wbnewsid=345")
    '/content\\\\.jsp\\\\?(?=(?:.*&)?urltype=news(?:&|$))(?=(?:.*&)?wbnewsid=\\\\w)'
    >>> shape_of("http://a.example.test/d/13a1f.html"), shape_of("http://a.example.test/?id=12:on-trees")
    ('/[0-9a-f]+\\\\.html$', '/\\\\?(?=(?:.*&)?id=\\\\w)')
    >>> shape_of("http://a.example.test/#/detail/345")  # the route of a script
    '/\\\\d+$'
    """
    parts = urlsplit(url if not (route := route_of(url)) else f"http://route{route.lstrip('#!')}")
    *above, last = parts.path.split("/")[1:] or [""]
    kept = [_generalised(last)]
    for one in reversed(above):
        if not NUMBER.search(one):
            break
        kept.insert(0, _generalised(one))
    path = "/" + "/".join(kept)
    asked = "".join(_parameter(name, value) for name, value in parse_qsl(parts.query))
    return path + (r"\?" + asked if asked else "$")


def _parameter(name: str, value: str) -> str:
    is_numbered = any(one.fullmatch(value) for one in (NUMBER, HEX, SHORT_HEX, WITH_ALIAS))
    said = r"\w" if is_numbered else re.escape(value).replace(r"\-", "-") + r"(?:&|$)"
    return rf"(?=(?:.*&)?{re.escape(name)}={said})"


def _generalised(segment: str) -> str:
    out, at = [], 0
    for match in re.finditer(f"{HEX.pattern}|{SHORT_HEX.pattern}|{NUMBER.pattern}", segment):
        out.append(re.escape(segment[at : match.start()]).replace(r"\-", "-"))
        is_number = match[0].isdigit() and len(match[0]) < 16
        out.append(r"\d+" if is_number else "[0-9a-f]+" if len(match[0]) < 16 else "[0-9a-fA-F-]+")
        at = match.end()
    return "".join(out) + re.escape(segment[at:]).replace(r"\-", "-")


def is_telling(shape: str, others: Iterable[str]) -> bool:
    """Whether a shape has a number to go by and fits none of the other addresses (list pages)."""
    pattern = re.compile(shape)
    return ("\\d+" in shape or "[0-9a-f" in shape or "(?=" in shape) and not any(pattern.search(one) for one in others)


def group_by_shape(urls: Sequence[str]) -> dict[str, list[int]]:
    """URLs → shape → positions of the URLs that have it, the commonest shape first."""
    groups: dict[str, list[int]] = {}
    for at, url in enumerate(urls):
        groups.setdefault(shape_of(url), []).append(at)
    for shape in [one for one in groups if "[0-9a-f]+" in one]:  # some of such ids have figures only
        groups[shape] += groups.pop(shape.replace("[0-9a-f]+", r"\d+"), [])
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))
