"""Articles split over several pages (x.html, x_1.html, x_2.html; ?page=2) become one document; all addresses are kept.

Addresses propose, contents decide: a further page has the title and day of the first, other text, and is linked from a
page before it. So list pages, and other articles with such names, stay what they are.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.types.details import details_json, read_details, type_told
from guiyi.extract.types.letters.letter import letter_details, letter_of
from guiyi.markup.tree import unspaced
from guiyi.prints import sha256_of
from guiyi.urls import UrlSpace

Row = dict[str, Any]
NUMBERED = re.compile(r"^(.*[^/_-])[_-](\d{1,3})(\.(?:[sj]?html?|aspx?|jspx?|php))$", re.IGNORECASE)
TAIL = re.compile(r"[_-]\d{1,3}\.\w{3,5}$")
PAGE_PARAMETERS = frozenset(("page", "p", "pn", "pageno", "page_no", "pagenum", "pageindex", "curpage", "currentpage"))
PAGE_REMARK = re.compile(r"\s*[（(\[【]\s*第?\s*[\d一二三四五六七八九十]{1,3}\s*页?\s*[)）\]】]$|[_-]\d{1,3}$")
SCRIPT_PAGER = r"createPageHTML\w*\(\s*['\"]?(\d+)['\"]?\s*,\s*['\"]?\d+['\"]?\s*,\s*['\"]{stem}['\"]"
MAX_PARTS = 60
SIGNED = "signed"  # how a day is known that only the signature below a text tells
OF_SIGNATURE = ("published_at", "published_how", "issuing_agency", "written_on")
SHARED = (
    "source_key", "title", "published_at", "published_how", "document_number", "content_type", "section",
    "section_path",
)  # fmt: skip


def address_of_first(url: str) -> tuple[str, int] | None:
    """Address of what may be a further page → (address of the first, number of this one); None for any other.

    >>> address_of_first("http://o.example.test/t1_2.html"), address_of_first("http://o.example.test/a.php?id=5&page=3")
    (('http://o.example.test/t1.html', 2), ('http://o.example.test/a.php?id=5', 3))
    """
    address, _, query = url.partition("?")
    for name, value in parse_qsl(query):
        if name.lower() in PAGE_PARAMETERS and value.isdecimal() and 1 <= int(value) <= MAX_PARTS:
            rest = "&".join(one for one in query.split("&") if one.partition("=")[0] != name)
            return (f"{address}?{rest}" if rest else address), int(value)
    match = NUMBERED.match(address)
    if match and 1 <= int(match[2]) <= MAX_PARTS:
        return f"{match[1]}{match[3]}{'?' if query else ''}{query}", int(match[2])
    return None


def groups_of(pages: Mapping[str, str], urls: UrlSpace) -> dict[str, tuple[str, ...]]:
    """Page keys with their URLs, of a whole site → the keys of pages that may be parts of one article, the first first.

    Each member of such a group has the group; other pages have none.
    """
    parts: dict[str, dict[int, str]] = defaultdict(dict)
    for key, url in pages.items():
        if "?" not in url and not TAIL.search(url[-10:]):  # nearly all pages end here, cheaply
            continue
        found = address_of_first(url)
        first = urls.key(found[0]) if found else None
        if found and first not in pages:  # x_1.html, x_2.html: there is no x.html
            first = urls.key(NUMBERED.sub(_first_of_numbered, url))
        if found and first is not None and first in pages and first != key:
            parts[first].setdefault(found[1], key)
    groups: dict[str, tuple[str, ...]] = {}
    for first, numbered in parts.items():
        group = (first, *_in_a_row(numbered))
        groups |= dict.fromkeys(group, group) if len(group) > 1 else {}
    return groups


def _first_of_numbered(match: re.Match[str]) -> str:
    return f"{match[1]}{match[0][len(match[1])]}1{match[3]}"


def _in_a_row(numbered: dict[int, str]) -> list[str]:
    """Parts by number → those from the second page (_1 or _2) on without a gap."""
    at = 1 if 1 in numbered else 2
    found = []
    while at in numbered:
        found.append(numbered[at])
        at += 1
    return found


def digest_of(page: Page) -> str:
    """What a page's extraction depends on: its bytes, and those of the pages that may belong to its article."""
    return sha256_of("\n".join(one.digest for one in page.group).encode()) if page.group else page.digest


def extract_split(extractor: Extractor, page: Page, bodies: Sequence[bytes]) -> Row:
    """A page, and the bytes of its group → the joined document (of the first page), a part of it, or the page's own."""
    rows = [extractor.extract(one, body) for one, body in zip(page.group, bodies, strict=True)]
    texts = [body.decode("latin-1") for body in bodies]  # addresses are ASCII in every charset of old pages
    count = 1
    while count < len(rows) and _continues(rows[0], rows[:count], rows[count], texts[:count]):
        count += 1
    own = next(at for at, one in enumerate(page.group) if one.key == page.key)
    if count == 1 or own >= count:
        return rows[own]
    joined = {"raw_print": digest_of(page)}
    rows[0] |= _signed_below(rows[:count])
    return join(rows[:count]) | joined if own == 0 else as_part(rows[own], rows[0]) | joined


def _signed_below(rows: Sequence[Row]) -> Row:
    """What the signature at the end of an article's last part tells, where its first part tells no day."""
    signed = rows[-1] if rows[-1].get("published_how") == SIGNED and not rows[0]["published_at"] else {}
    return {name: signed[name] for name in OF_SIGNATURE if signed.get(name)}


def _continues(first: Row, before: Sequence[Row], row: Row, texts: Sequence[str]) -> bool:
    """Whether a page goes on with the article of those before it."""
    if "outcome" in first or "outcome" in row or plain_title(first["title"]) != plain_title(row["title"]):
        return False
    if _is_first_again(row, first):
        return True
    days = {(one["published_at"] or "")[:10] for one in (first, row)} - {""}
    if row["published_how"] == SIGNED != first["published_how"] and max(days) == (first["published_at"] or "")[:10]:
        days.discard((row["published_at"] or "")[:10])  # the end of its text was signed before it was published
    is_repeated = any(one["body_text"] == row["body_text"] for one in before)
    return len(days) < 2 and not is_repeated and any(names_page(text, first["url"], row["url"]) for text in texts)


def _is_first_again(row: Row, first: Row) -> bool:
    """Whether a page is the first one once more, by its number: show.php?id=7&page=1 beside show.php?id=7."""
    found = address_of_first(row["url"])
    return found is not None and found[1] == 1 and "?" in row["url"] and row["body_text"] == first["body_text"]


def plain_title(title: str) -> str:
    """A title without the number of its page.

    >>> plain_title("实施方案（2）"), plain_title("实施方案(第二页)"), plain_title("通知（2018）")
    ('实施方案', '实施方案', '通知（2018）')
    """
    return unspaced(PAGE_REMARK.sub("", title.strip()))


def names_page(html: str, first: str, url: str) -> bool:
    """Whether a page's HTML leads to `url`, a further page of `first`: by a link or a script that makes links."""
    parts = urlsplit(url)
    name = parts.path.rsplit("/", 1)[-1]
    found = address_of_first(url)
    number = found[1] if found else 0
    if found and parts.query and parts.path == urlsplit(first).path:
        return bool(re.search(rf"[?&;](?:{'|'.join(sorted(PAGE_PARAMETERS))})={number}\b", html, re.IGNORECASE))
    stem = re.escape(urlsplit(first).path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    call = re.search(SCRIPT_PAGER.replace("{stem}", stem), html)
    return bool(re.search(rf"[\"'/=]{re.escape(name)}[\"'?#\s>]", html)) or (call is not None and int(call[1]) > number)


def join(rows: Sequence[Row]) -> Row:
    """Documents of an article's pages, the first first → one document with all text, files and images in order."""
    first = rows[0]
    rows = [first, *(one for one in rows[1:] if not _is_first_again(one, first))]
    html = "\n".join(one["body_html"] for one in rows if one["body_html"])
    text = "\n".join(one["body_text"] for one in rows if one["body_text"])
    attachments, images = (_once(one for row in rows for one in row[name]) for name in ("attachments", "images"))
    made = first | {"body_html": html, "body_text": text, "attachments": attachments, "images": images}
    made["flags"] = list(dict.fromkeys(flag for row in rows for flag in row["flags"]))
    if first["verdict"] == "letter":
        return made | _letters_of(rows)
    if not html:
        return made
    path = "/".join(first["section_path"])
    details = read_details(first["title"], text, "", path, lxml.html.fromstring(f"<div>{html}</div>"), attachments)
    is_told = first["content_type"] is not None and not first["details"]  # by its template, its title or its number
    kind = first["content_type"] if is_told or not details else type_told(details)
    return made | {
        "details": details_json(details),
        "content_type": kind,
        "verdict": "text" if text else first["verdict"],
    }


def _letters_of(rows: Sequence[Row]) -> Row:
    """Pages of a guest book → the letters of them all."""
    told = [json.loads(row["details"]) for row in rows if row["details"]]
    letters = [letter for details in told for letter in details.get("letters", ())]
    if len(letters) < 2:
        return {}
    return {"details": details_json(letter_details(letters)), "letter": letter_of(letters)}


def _once(files: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({one["legacy_url"]: one for one in reversed(list(files))}.values())[::-1]


def as_part(row: Row, first: Row) -> Row:
    """The document of a further page → a copy of the first's by its source key, so that its address leads there."""
    return row | {name: first[name] for name in SHARED} | {"details": None, "letter": None, "verdict": "part"}
