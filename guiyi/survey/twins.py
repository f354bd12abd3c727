"""Folders that hold the whole site once more: for telephones, in traditional characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from guiyi.crawl.reading.links import Link
from guiyi.crawl.reading.texts import HAN, visible_text
from guiyi.survey.visits import Sight

MOBILE_WORDS = re.compile(r"^\W*(?:手机|移动|触屏|无线|wap|mobile)(?:版|端|站|网)?\W*$", re.IGNORECASE)
MOBILE_FOLDER = re.compile(r"/(?:m|wap|mobile|3g|touch)/", re.IGNORECASE)
TRADITIONAL_WORDS = re.compile(
    r"^\W*(?:繁\s*[体體](?:中文|版|字)?|正體中文|traditional chinese|big5)\W*$", re.IGNORECASE
)
LEAST_HAN = 100  # characters of a page that is written in Chinese: an entry that only names languages has fewer


def twin_folders(pages: Iterable[Sight]) -> dict[str, str]:
    """Pages → pattern of a folder that holds the same articles once more, and a link to it."""
    found: dict[str, str] = {}
    for page in pages:
        for link in page.found.links:
            if folder := _mobile(link) or _traditional(link, page):
                found.setdefault(f"^{re.escape(folder)}", link.url)
    return found


def _mobile(link: Link) -> str | None:
    folder = MOBILE_FOLDER.match(urlsplit(link.url).path) if MOBILE_WORDS.match(link.text) else None
    return folder[0] if folder else None


def _traditional(link: Link, page: Sight) -> str | None:
    """The folder in which a link named 繁體 shows the very page it stands on: /gate/big5/www.shui.example.test, /big5.

    Not the page in another folder of its own, as where a site is written in several languages.
    """
    if not TRADITIONAL_WORDS.match(link.text):
        return None
    to, here = urlsplit(link.url), urlsplit(page.url)
    folder = to.path.removesuffix(here.path)
    is_twin = to.netloc == here.netloc and folder != to.path and len(folder) > 1
    return f"{folder}/" if is_twin and len(HAN.findall(visible_text(page.root))) >= LEAST_HAN else None
