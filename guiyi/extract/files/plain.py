"""Files that browsers show as pages: plain text (.txt), pages saved whole in one file (.mht). Both become pages;
what a list links of other files becomes a document that has only its file.

Old sites list such files where others have articles. The file itself stays with the document that is read from it.
"""

from __future__ import annotations

import email
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from html import escape
from typing import Any

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dateparts import date_in_url, with_year
from guiyi.extract.files.names import attachment_name, name_in_url
from guiyi.extract.given import Page
from guiyi.markup.decode import decode_html

SHOWN = re.compile(r"\.(txt|mht|mhtml)$", re.IGNORECASE)
WRAPPED = 30  # characters of a line from which it may have been broken for its length
STOPS = tuple("。！？；：.!?;:”」）)")  # what ends a paragraph, or a line of its own
INDENTED = re.compile(r"^(?:\u3000|[ \t]{2})")
CUT = re.compile(r"(?:…|\.{3})$")


def kind_shown(url: str) -> str | None:
    """An address → the kind of file that browsers show as a page; None for any other.

    >>> kind_shown("/FG/F01.TXT"), kind_shown("/a.mht"), kind_shown("/down.asp?f=a.txt"), kind_shown("/a.doc")
    ('txt', 'mht', None, None)
    """
    found = SHOWN.search(url.split("#", 1)[0]) if "?" not in url else None
    return found[1].lower() if found else None


def page_of_file(data: bytes, kind: str, title: str, charset: str | None) -> bytes | None:
    """A file's bytes, its kind, what its list calls it and the site's charset → the page that it shows, as UTF-8.

    None where it holds more than a page's text: pictures of a saved page, or no text at all.
    """
    if kind != "txt":
        return _saved(data)
    if b"\0" in data and not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None
    paragraphs = list(_paragraphs(decode_html(data, None, charset).text.splitlines()))
    if not paragraphs:
        return None
    shown = "".join(f"<p>{escape(one)}</p>\n" for one in paragraphs)
    named = escape(title)
    page = f'<html><head><meta charset="utf-8"><title>{named}</title></head><body><h1>{named}</h1>\n<div>{shown}</div>'
    return f"{page}</body></html>".encode()


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines of a text → its paragraphs: those that were broken for their length are joined, as indents show.

    >>> list(_paragraphs(["　　" + "路" * 34, "灯改造。", "", "县水务局", "2008年3月5日"]))[1:]
    ['县水务局', '2008年3月5日']
    """
    has_indents = any(INDENTED.match(one) and one.strip() for one in lines)
    made = ""
    for line in lines:
        goes_on = (
            made and has_indents and not INDENTED.match(line) and not made.endswith(STOPS) and len(made) >= WRAPPED
        )
        if goes_on and line.strip():
            made += line.strip()
            continue
        if made:
            yield made
        made = line.strip()
    if made:
        yield made


def _saved(data: bytes) -> bytes | None:
    """A page saved with all its parts in one file → the page, where it has no other part that is shown."""
    message = email.message_from_bytes(data)
    parts = [one for one in message.walk() if not one.is_multipart()]
    pages = [one for one in parts if one.get_content_type() == "text/html"]
    if len(pages) != 1 or any(
        one.get_content_maintype() in ("image", "audio", "video", "application") for one in parts
    ):
        return None
    payload = pages[0].get_payload(decode=True)
    if not isinstance(payload, bytes):
        return None
    return BOM_UTF8 + decode_html(payload, pages[0].get_content_charset(), None).text.encode("utf-8", "replace")


def read_listed_file(page: Page, template_print: str) -> dict[str, Any]:
    """A file's place in the ledger, with the title and the date of the list → its document (handover.DOCUMENTS)."""
    told = (page.listed_title or "").strip()
    title = ATTACHMENT.sub("", told).strip() or told
    name = attachment_name(title, page.url)
    flags: list[str] = []
    if CUT.search(title):
        whole, start = ATTACHMENT.sub("", name_in_url(page.url)), CUT.sub("", title)
        title, flags = (whole, []) if whole.startswith(start) else (title, ["title-cut"])
    day = page.listed_on
    if day and len(day) < 10:
        day = with_year(day, date_in_url(page.url))
    how = "list" if day else "url"
    day = day or date_in_url(page.url)
    link = f'<p><a href="{escape(page.url)}">{escape(name, quote=False)}</a></p>'
    return {
        "source_key": page.key, "page_key": page.key, "url": page.url, "title": title or name, "published_at": day,
        "published_how": how if day else None, "keywords": [], "section_path": [], "body_html": link,
        "body_text": name, "attachments": [{"name": name, "key": page.key, "legacy_url": page.url}], "images": [],
        "extractor": "listed-file", "verdict": "attachment-only", "repairs": [], "flags": flags,
        "raw_print": page.digest, "template_print": template_print,
    }  # fmt: skip
