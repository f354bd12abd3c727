"""What a response says that it is: its media type, its charset, whether it is a page or data."""

from __future__ import annotations

import re

from guiyi.crawl.fetching.fetch import Response

HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
HTML_START = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|title|script|table|div|frameset)", re.I | re.S
)
FILE_STARTS = (  # of what servers send as text/html though it is a file: PDF, office programs, archives, pictures
    b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c",
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"{\\rtf",
)  # fmt: skip
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def is_html(response: Response) -> bool:
    """Whether a response is a page: by its Content-Type unless it begins as a file, by its first bytes without one."""
    media_type = media_type_of(response)
    if media_type in HTML_TYPES:
        return not response.body.startswith(FILE_STARTS)
    return media_type in ("", "text/plain", "application/octet-stream") and bool(HTML_START.match(response.body[:2000]))


def is_text_type(media_type: str, is_html: bool) -> bool:
    """Whether a media type is of text, or the response is a page."""
    return is_html or media_type.startswith("text/") or media_type.endswith(("json", "xml", "javascript"))


def charset_of(response: Response) -> str | None:
    """The charset that the Content-Type header names."""
    match = CHARSET.search(response.header("Content-Type") or "")
    return match[1] if match else None


def media_type_of(response: Response) -> str:
    """The media type that the Content-Type header names, in lower case; empty if none."""
    return (response.header("Content-Type") or "").split(";", 1)[0].strip().lower()
