"""Pictures and files that are an article's: which count, and the blocks that hold them all."""

from __future__ import annotations

import re

from guiyi.crawl.reading.addresses import ATTACHMENT, IMAGE
from guiyi.crawl.reading.links import LAZY
from guiyi.crawl.reading.pictures import PLAYS
from guiyi.extract.bodies.furniture import furniture_of
from guiyi.extract.files.assets import MEDIA, hands_out
from guiyi.markup.tree import Node

DECORATION = re.compile(
    r"logo|banner|icon|/ico|/bg|arrow|line\.|spacer|blank|qrcode|ewm"
    r"|(?:^|/)(?:top|head(?:er)?|foot(?:er)?|bottom|nav|menu|bar|dot|left|right)[_-]?\d{0,3}\.(?:gif|jpe?g|png)$",
    re.IGNORECASE,
)
PLACE = re.compile(r"[您你]?(?:现在|当前|目前)?的?(?:所在)?位置\s*[:：]")


def picture_block(root: Node, furniture: list[Node]) -> Node | None:
    """Tree, its furniture → the smallest block of all pictures and films outside furniture and links to pages; None
    without any.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div><a href=%s><img src=/blank.gif data-src=/u/1.jpg></a></div>"
    >>> pages = html % "/u/1-big.jpg", html % "/a/1.html", "<p><video><source src=/v/1.mp4></video>"
    >>> [block is not None and block.tag for block in (picture_block(parse_html(one), []) for one in pages)]
    ['div', False, 'p']
    """
    outside = {element for one in furniture for element in one.iter()}
    shown = (one for one in root.iter("img", *MEDIA) if one not in outside and _is_shown(one))
    pictures = [one for one in shown if not any(map(_leads_to_page, one.iterancestors("a")))]
    return _around(pictures) if pictures else None


def _is_shown(element: Node) -> bool:
    """Whether an element shows a picture that is more than decoration, or a film."""
    return is_picture(element) if element.tag == "img" else PLAYS.search(element.get("src") or "") is not None


def _leads_to_page(anchor: Node) -> bool:
    """Whether a link leads anywhere but to the picture itself, larger."""
    return IMAGE.search((anchor.get("href") or "").split("?")[0]) is None


def file_block(root: Node) -> Node | None:
    """Tree → the smallest block of all links to files outside furniture; None without any."""
    outside = {element for one in furniture_of(root) for element in one.iter()}
    files = [one for one in root.iter("a") if one not in outside and hands_out(one)]
    return _around(files) if files else None


def _around(some: list[Node]) -> Node:
    """The smallest element around all of some elements."""
    shared = [set(one.iterancestors()) for one in some]
    blocks = (one for one in some[0].iterancestors() if one.tag not in ("a", *MEDIA))
    return next(one for one in blocks if all(one in above for above in shared))


def files_in(node: Node, outside: set[Node]) -> list[Node]:
    """Links to files and pictures of a block, those of furniture and of links apart."""
    links = [one for one in node.iter("a") if ATTACHMENT.search(one.get("href") or "")]
    linked = {image for one in node.iter("a") for image in one.iter("img")}
    pictures = (one for one in node.iter("img") if one not in linked and is_picture(one))
    return [one for one in (*links, *pictures) if one not in outside]


def is_picture(image: Node) -> bool:
    """Whether an image is more than decoration, by its address, that which it loads late first."""
    address = next((value for name in LAZY if (value := image.get(name))), None) or image.get("src")
    is_shown = not DECORATION.search(address or "icon") and image.get("usemap") is None
    return is_shown and PLACE.match((image.tail or "").lstrip()) is None  # the sign before a page's place line
