"""Galleries and videos: what is shown, each with its caption, by old address.

A gallery is pictures with little text between them; an article with pictures is one with more text than captions.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from guiyi.markup.tree import Node, squeezed, text_of

MIN_PICTURES = 3
CAPTION = 120  # characters that a caption has at most
TEXT_A_PICTURE = 150  # characters for each picture from which it is an article with pictures …
BARE_TEXT = 20  # … where neither title nor column says that it is a gallery; and it has no whole sentence then
SMALL = re.compile(  # what the name of a picture's small form has more
    r"(?:(?<=/)(?:thumb|small|min|s)_(?=[^/]+$)|[_-](?:s|small|thumb(?:nail)?|min|mini|xs)(?=\.\w{3,4}$)|(?<=/)(?:thumbs?|small|mini)/(?=[^/]+$))",
    re.IGNORECASE,
)
VIDEO = re.compile(r"\.(?:mp4|wmv|flv|avi|mov|m3u8|webm|mpe?g|rmvb?|asf)(?:$|\?)", re.IGNORECASE)
TEXT_WITH_VIDEO = 600  # characters from which a film illustrates an article


def read_gallery(body: Node, text: str, title: str, is_gallery_column: bool) -> dict[str, Any] | None:
    """Clean body with absolute addresses, its text, title → the pictures in order, or None if it is no gallery."""
    pictures = list(body.iter("img"))
    if len(pictures) < MIN_PICTURES and not (is_gallery_column and pictures):
        return None
    is_named = is_gallery_column or bool(re.search(r"组图|图片展|图集|摄影|风采展示|图片新闻", title))
    if len(text) > TEXT_A_PICTURE * len(pictures):
        return None
    if len(pictures) < MIN_PICTURES and text.count("。") > 1:
        return None  # a short report with a picture or two, whatever its column
    pictures = _without_small(pictures)
    blocks = {one: _block_of(one) for one in pictures if one.get("src")}
    captions = {block: _caption_of(block) for block in dict.fromkeys(blocks.values())}
    shown = [{"legacy_url": one.get("src"), "caption": captions[block] or _named(one)} for one, block in blocks.items()]
    if not is_named and not _is_bare(text, shown):
        return None
    return {"type": "gallery", "pictures": shown} if shown else None


def _without_small(pictures: list[Node]) -> list[Node]:
    """Pictures without the small forms of others among them, which have their names and a mark: 1_s.jpg of 1.jpg.

    >>> from guiyi.markup.parsing import parse_html
    >>> names = ("1.jpg", "2.jpg", "1_s.jpg", "thumb_2.jpg", "3_s.jpg")
    >>> [one.get("src") for one in _without_small(list(parse_html("".join(f"<img src=/u/{one}>" for one in names)).iter("img")))]
    ['/u/1.jpg', '/u/2.jpg', '/u/3_s.jpg']
    """
    known = {one.get("src") or "" for one in pictures}
    plain = {one: SMALL.sub("", one.get("src") or "") for one in pictures}
    return [one for one in pictures if plain[one] == (one.get("src") or "") or plain[one] not in known]


def _is_bare(text: str, shown: list[dict[str, Any]]) -> bool:
    """Whether there is hardly a text beside pictures; a sentence only where each has words of its own below it."""
    words = {str(one["caption"]) for one in shown if one["caption"]}
    rest = len(text) - sum(len(one) for one in words if one in text)
    is_captioned = len(words) == len(shown) >= MIN_PICTURES and not any("。" in one for one in words)
    return (len(text) <= BARE_TEXT * len(shown) and "。" not in text) or (
        is_captioned and rest <= BARE_TEXT * len(shown)
    )


def _named(picture: Node) -> str | None:
    """What a picture's own words, or those of the link to its large form, say it shows."""
    link = picture.getparent()
    told = (picture.get("alt"), picture.get("title"), link.get("title") if link is not None and link.tag == "a" else "")
    return next((said for one in told if one and (said := squeezed(one))), None)


def shows_pictures(body: Node, text: str) -> bool:
    """Whether a clean body is pictures, linked or not, with hardly more than their captions."""
    count = sum(1 for one in body.iter("img"))
    return count >= MIN_PICTURES and len(text) <= CAPTION * count


def _block_of(picture: Node) -> Node:
    """The block that a picture stands in."""
    block = picture
    while block.getparent() is not None and block.tag not in ("p", "div", "li", "td", "figure", "center", "dt"):
        block = block.getparent()
    return block


def _caption_of(block: Node) -> str | None:
    """The block of a picture → the short text in it, else in the block after it; of several pictures, only there."""
    is_only = len(list(islice(block.iter("img"), 2))) == 1
    own = text_of(block).replace("\n", " ").strip() if is_only else ""
    if own and len(own) <= CAPTION:
        return own
    following = block.getnext()
    if following is None or next(following.iter("img"), None) is not None:
        return None
    after = text_of(following).replace("\n", " ").strip()
    return after if 0 < len(after) <= CAPTION else None


def read_video(body: Node, text: str, attachments: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Clean body, its text, its files → the films that it shows, or None if films are not what it is about."""
    films_in = ((one, one if one.tag == "video" else one.getparent()) for one in body.iter("video", "source"))
    posters = {one.get("src"): film.get("poster") for one, film in films_in if one.get("src") and film is not None}
    films = [one for one in attachments if VIDEO.search(one["legacy_url"])]
    if not films or len(text) > TEXT_WITH_VIDEO:
        return None
    shown = [{"legacy_url": one["legacy_url"], "name": one["name"]} for one in films]
    return {"type": "video", "videos": [one | {"poster": posters.get(one["legacy_url"])} for one in shown]}
