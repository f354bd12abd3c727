"""Document numbers in Latin letters and figures: what offices print above a release, an order or a case."""

from __future__ import annotations

import re

from guiyi.extract.fields.designations import designated, numbered, titled
from guiyi.markup.decode import HAN

LATIN_LINE = re.compile(  # IP/21/1804, MR 044/2018: all of a line, one of its figures a year
    r"^[^\S\n]*([A-Z]{2,6}[ /-](?:\d{1,5}/(?:19|20)\d\d|(?:19|20)\d\d/\d{1,5}|\d{3,5}/\d\d|\d\d/\d{3,5}))[^\S\n]*$",
    re.MULTILINE,
)
CALLED = re.compile(  # EXECUTIVE ORDER NO. 2020-09
    r"^[^\S\n]*(?:(?:gazette|government|legal|general|public|administrative|executive|department|standing|special) )?"
    r"(?:ordinance|resolution|order|circular|bulletin|proclamation"
    r"|(?:news |press |media )?release|(?:advisory |formal )?opinion|docket|case|memo(?:randum)?|decision|notice)"
    r" (?:no\.?|number|\#) ?((?:[A-Z]{1,4}-)?\d[\dA-Z]*(?:[-/.]\d+)*)[^\S\n]*(?:, (?!s\.|series)[^\n]{0,40})?$",
    re.IGNORECASE | re.MULTILINE,
)
YEARLY_LINE = re.compile(  # County Bulletin 2011-09: all of a line above a text
    r"^[^\S\n]*(?:[A-Z][a-z]{1,12} )?(?:Ordinance|Resolution|Order|Circular|Bulletin|Memo|Proclamation|Notice"
    r"|No\.) ((?:19|20)\d\d-\d{1,4})[^\S\n]*$",
    re.MULTILINE,
)
CASED = re.compile(  # what is heard, not cited, where a line within a text is no more than its number
    r"^[^\S\n]*(?:case|docket|file|(?:advisory |formal )?opinion) (?:no\.?|number|\#) ?"
    r"((?:[A-Z]{1,4}-)?\d[\dA-Z]*(?:[-/.]\d+)*)[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
FILE_LINE = re.compile(  # No. DE/Exam/2018/44, F.No. 12-3/2018-Admn: an office's letters and figures between slashes
    r"^[^\S\n]*(?:(?:F(?:ile)?|Ref|Letter|Circular|S\.[IR])\.? ?)?No\.? ?:? ?(?=[^\n]{0,40}\d)"
    r"([A-Z\d][\w.()-]{0,14}(?:/[\w.()-]{1,16}){1,5})[^\S\n]*$",
    re.MULTILINE,
)
TITLED = re.compile(  # Resolution 2015-22: a resolution naming the river walk
    r"(?:Executive Order|Ordinance|Resolution|Order|Circular|Bulletin|Proclamation|(?:Advisory )?Opinion"
    r"|(?:Health |Safety |Service )?(?:Alert|Advisory))"
    r" (?:No\. ?|\# ?)?(\d{2,4}[-/]\d{1,4})(?:\s*[:–—]|\s-\s|$)",
    re.IGNORECASE,
)
HEAD = 60  # characters of a text that show whether it is Chinese
EDGE = 6  # lines of a text at its beginning or end among which its number may be all of one
ROMANIZED_LINE = re.compile(  # Yun Zheng Ban Fa (2019) No. 23: a Chinese document's number, all of a line
    r"^\s*((?:[A-Z][a-z]{1,6} ){1,8}[\[(（〔【](?:19|20)\d\d[\])）〕】],? ?No\.? ?\d{1,5})\s*$", re.MULTILINE
)


def latin_number(before: str, body: str, title: str = "") -> str | None:
    """The number in letters and figures that is all of a line, as ministries print it above a release, or that such a
    line before a text, or near its beginning or end, calls one of an ordinance, or its title does; the only one.

    >>> latin_number("Press release\\nMR 044/2018", "Text"), latin_number("Open", "NHS 24/7")
    ('MR 044/2018', None)
    >>> latin_number("Rents\\nOrdinance No. 2020-17", ""), latin_number("", "Dogs bark.\\nOrdinance No. 2020-17")
    ('2020-17', None)
    >>> latin_number("Sea ranching\\nYun Zheng Ban Fa (2019) No. 23", ""), latin_number("Plan (2019) No. 23 of 40", "")
    ('Yun Zheng Ban Fa (2019) No. 23', None)
    >>> latin_number("", "Yun Zheng Fa [2019] No. 4\\nArticle 1"), latin_number("", "As Yun Zheng Fa [2019] No. 4 says")
    ('Yun Zheng Fa [2019] No. 4', None)
    >>> latin_number("", "IP/21/1804\\nIP/21/1805")
    >>> latin_number("", "A hearing will be held.\\nCase No. 13-017"), latin_number("No. DE/Exam/2018/44", "Text")
    ('13-017', 'DE/Exam/2018/44')
    >>> latin_number("", "Text", "Resolution 2015-22: River walk"), latin_number("", "Text", "Order 66 explained")
    ('2015-22', None)
    >>> latin_number("County Bulletin 2011-09", ""), latin_number("Bulletin board 2011-09", "Bulletin 2011-09")
    ('2011-09', None)
    """
    if number := titled(title):
        return number
    text = f"{before}\n{body}"
    found = set(LATIN_LINE.findall(text)) if "/" in text else set()
    head = "\n".join((before, *body.split("\n", EDGE)[:EDGE])) if "No" in body else before
    found = found or set(CALLED.findall(before)) or set(ROMANIZED_LINE.findall(head))
    found = found or set(YEARLY_LINE.findall(before))
    if found:
        found |= set(CALLED.findall(body))  # a page of several ordinances is none of them
    if not found and not HAN.search(body[:HEAD]):
        found = _within(before, body, title)
    return found.pop() if len(found) == 1 else None


def _within(before: str, body: str, title: str) -> set[str]:
    """The numbers that an English title tells, or lines at the edges of its text."""
    if called := TITLED.match(title):
        return {called[1]}
    if number := designated(before, body, title):
        return {number}
    lines = body.split("\n")
    edges = "\n".join((before, *lines[:EDGE], *lines[EDGE:][-EDGE:]))
    found = set(CASED.findall(edges)) or (set(FILE_LINE.findall(edges)) if "No" in edges else set())
    number = None if found else numbered(before, body)
    return {number} if number else found
