"""What a perfect migration of the sample city gives: per content item, and per change of state."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from tests.city.cast import BY_ID, PROFILES
from tests.city.model import Attachment, File, Item, Picture, reader_text
from tests.city.sites import MANNERS, Site

SEED = 20180330
BASE_SIZE = sum(profile.size for profile in PROFILES)
GoldItem = dict[str, Any]


@lru_cache(maxsize=32)
def site_of(site: str, pages: int | None = None, seed: int = SEED) -> Site:
    """Site id, about how many content pages the whole city has → the site with all its content."""
    from tests.city.heldout import APART, APART_MANNERS  # they need this module's neighbours

    profile = BY_ID.get(site) or APART[site]
    size = profile.size if pages is None else max(60, round(profile.size * pages / BASE_SIZE))
    return (MANNERS | APART_MANNERS)[profile.cms](profile, size, seed)


@lru_cache(maxsize=4)
def _shared_urls(ids: tuple[str, ...], pages: int | None, seed: int) -> dict[str, str]:
    """Republished notice → its URL on the first of these sites that has it, in the order of their ids."""
    found: dict[str, str] = {}
    for name in sorted(ids):
        site = site_of(name, pages, seed)
        for item in site.contents.base:
            if item.copy_of and item.copy_of.startswith("shared/"):
                found.setdefault(item.copy_of, site.url(item.paths[0]))
    return found


def gold(site: str, state: str = "base", pages: int | None = None, seed: int = SEED) -> list[GoldItem]:
    """Site id and state → its content items as they should arrive, sites having been migrated in the order of their ids.

    Each: key, url (the first), urls, title, published (ISO 8601 in the page's precision), source, author, document_number,
    index_number, written_on, body_text, legacy_columns and columns (the platform's; the page's own first), content_type,
    attachments and images as (name, url), files {url: sha256 or None where broken}, letter, private (what must be masked),
    copy_of (URL of the item it is a copy of), is_near, outcome: loaded, merged, held, gone.
    """
    place = site_of(site, pages, seed)
    items = place.contents.later if state == "later" else place.contents.base
    by_key = {item.key: item for item in place.contents.base}
    ids = place.profile.peers or tuple(profile.id for profile in PROFILES)
    made = [_gold(place, item, by_key, _shared_urls(ids, pages, seed)) for item in items]
    if state == "later":
        removed = [_gold(place, by_key[key], by_key, {}) | {"outcome": "gone"} for key in place.contents.gone]
        made += removed
    return sorted(made, key=lambda one: str(one["key"]))


def expected_changes(site: str, pages: int | None = None, seed: int = SEED) -> dict[str, list[str]]:
    """Site id → URLs of the items that the later state creates, updates and takes away."""
    place = site_of(site, pages, seed)
    urls = {item.key: place.url(item.paths[0]) for item in (*place.contents.base, *place.contents.later)}
    made = place.contents
    return {
        "created": [urls[key] for key in made.created],
        "updated": [urls[key] for key in made.updated],
        "gone": [urls[key] for key in made.gone],
    }


def _gold(site: Site, item: Item, by_key: dict[str, Item], shared: dict[str, str]) -> GoldItem:
    url, draft = site.url(item.paths[0]), item.draft
    copy_of: str | None = None
    if item.copy_of:
        original = by_key.get(item.copy_of)
        copy_of = site.url(original.paths[0]) if original else shared.get(item.copy_of)
        copy_of = None if copy_of == url else copy_of
    column = item.columns[0]
    is_held = column.platform is None or (draft.letter is not None and not draft.letter.is_public)
    files = [block.file for block in draft.blocks if isinstance(block, Attachment)]
    pictures = [block.file for block in draft.blocks if isinstance(block, Picture)]
    return {
        "key": item.key, "url": url, "urls": [site.url(path) for path in (*item.paths, *site.part_paths(item))], "title": draft.title,
        "published": item.published, "source": item.source, "author": item.author,
        "document_number": draft.document_number, "index_number": item.index_number, "written_on": item.written_on,
        "body_text": reader_text(draft.blocks), "legacy_columns": [one.name for one in item.columns],
        "columns": [one.platform for one in item.columns if one.platform], "content_type": draft.content_type,
        "attachments": [(file.name, site.url(file.path)) for file in files],
        "images": [(file.name, site.url(file.path)) for file in pictures],
        "files": {site.url(file.path): _sha256(file) for file in (*files, *pictures)},
        "letter": vars(draft.letter) if draft.letter else None, "private": list(draft.private),
        "copy_of": copy_of, "is_near": copy_of is not None and draft.blocks[0] not in _first(by_key, item),
        "outcome": "held" if is_held else "merged" if copy_of else "loaded",
    }  # fmt: skip


def _first(by_key: dict[str, Item], item: Item) -> tuple[Any, ...]:
    original = by_key.get(item.copy_of or "")
    return original.blocks if original else item.blocks


def _sha256(file: File) -> str | None:
    return sha256(file.data).hexdigest() if file.data is not None else None
