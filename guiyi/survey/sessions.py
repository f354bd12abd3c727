"""Parameters that make no other page: in which a site hands its reader's session on, or has a page printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from guiyi.urls import SESSION_PARAM

STAMP = re.compile(r"^(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[\w.-]{16,80}$|^\d{13,20}$")  # made by chance, or by the clock
NAMED = re.compile(r"sess|^(?:php|jsp|asp|s|sess|session|user)_?s?id$|^sid$", re.IGNORECASE)
HEX = re.compile(r"^[0-9a-f]{20,64}$", re.IGNORECASE)
PRINTED = re.compile(r"[?&](?:is_?)?print\w{0,7}=", re.IGNORECASE)
FLAG = re.compile(r"^(?:1|y|yes|true|on|print)?$", re.IGNORECASE)  # no number of an issue
PRINTED_NAME = re.compile(r"^(?:is_?)?print\w{0,7}$", re.IGNORECASE)
LINKS, PAGES, SHARE = 3, 2, 0.5  # links of a page that carry it, pages, and addresses whose value changes, at least


def session_params(pages: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The links, as absolute URLs on the site's hosts, of each of some pages → the names of such parameters, sorted.

    Their values are made by chance; without them no two links of a page are the same, and most of what several pages
    lead to has another value on each. Or the name says it, and all links of all pages have one long number.

    >>> def page(*links): return [f"http://o.example.test/{one}" for one in links]
    >>> one, other = "sid=4f8a11b2c3d4e5f60718", "sid=9c8b7a6d5e4f3a2b1c0d"
    >>> home = page(f"l.jsp?{one}&lm=a", f"l.jsp?{one}&lm=b", f"v.jsp?{one}&id=3")
    >>> session_params([home, page(f"l.jsp?{other}&lm=a", f"l.jsp?{other}&lm=b", f"v.jsp?{other}&id=7")])
    ('sid',)
    >>> session_params([home, home]), session_params([home])
    (('sid',), ())
    >>> ids = [page(*(f"v.do?c=3&id=4f8a11b2c3d4e5f6071{n + at}" for n in range(4))) for at in (0, 4)]
    >>> of_columns = [page(*(f"v.do?c={word}TWORWK9NCD2FMIU4&id={n}" for n in range(4))) for word in ("A7", "B8")]
    >>> menu = page(*(f"l.do?c={word}TWORWK9NCD2FMIU4" for word in ("A7", "B8")))
    >>> session_params(ids), session_params([one + menu for one in of_columns])
    ((), ())
    """
    told: dict[str, list[dict[str, set[str]]]] = {}  # by name, page by page: the address without it, its values
    for links in pages:
        ways: dict[str, dict[str, set[str]]] = {}
        for link in set(links):
            parts = urlsplit(link)
            pairs = parse_qsl(parts.query, keep_blank_values=True)
            for name, value in pairs:
                rest = "&".join(f"{other}={said}" for other, said in pairs if other != name)
                ways.setdefault(name, {}).setdefault(f"{parts.path}?{rest}", set()).add(value)
        for name, held in ways.items():
            told.setdefault(name, []).append(held)
    return tuple(sorted(name for name, held in told.items() if _is_session(name, held)))


def print_params(pages: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """(URL, links) of some pages → the names of parameters with which a page links itself once more, for printing.

    >>> page = "http://o.example.test/a.asp?id=3"
    >>> print_params([(page, [f"{page}&print=1"])]), print_params([(page, [f"{page}4&print=1", f"{page}&p=2"])])
    (('print',), ())
    >>> print_params([(page, [f"{page}&printNo={issue}" for issue in (1, 2)])])
    ()
    """
    found: set[str] = set()
    others: set[str] = set()
    for url, links in pages:
        here = urlsplit(url)
        own = sorted(parse_qsl(here.query, keep_blank_values=True))
        for parts in (urlsplit(link) for link in links if PRINTED.search(link)):
            pairs = parse_qsl(parts.query, keep_blank_values=True)
            rest = sorted(pair for pair in pairs if not PRINTED_NAME.match(pair[0]))
            if (parts.netloc, parts.path, rest) == (here.netloc, here.path, own):
                found |= {name for name, _ in pairs if PRINTED_NAME.match(name)}
            others |= {name for name, value in pairs if PRINTED_NAME.match(name) and not FLAG.match(value)}
    return tuple(sorted(found - others))


def _is_session(name: str, held: list[dict[str, set[str]]]) -> bool:
    """Whether a parameter's values, page by page, are those of a session."""
    values = {value for page in held for said in page.values() for value in said}
    if len(held) < PAGES or any(len(page) < LINKS for page in held) or SESSION_PARAM.match(name):
        return False
    if len(values) == 1:
        return NAMED.search(name) is not None and all(HEX.match(one) for one in values)
    if any(len(said) > 1 for page in held for said in page.values()) or not all(STAMP.match(one) for one in values):
        return False
    seen = Counter(way for page in held for way in page)
    again = [way for way, count in seen.items() if count > 1]
    changing = [way for way in again if len({value for page in held for value in page.get(way, ())}) > 1]
    return bool(changing) and len(changing) >= SHARE * len(again)
