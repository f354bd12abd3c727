"""Files that an old list links directly, without a page around them: each becomes a document that has only its file."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dateparts import date_in_url, with_year
from guiyi.extract.files.names import attachment_name, name_in_url
from guiyi.extract.given import Page

CUT = re.compile(r"(?:…|\.{3})$")


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
