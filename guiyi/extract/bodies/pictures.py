"""Pictures and files that are an article's: which count, and the blocks that hold them all."""

from __future__ import annotations

import re

from guiyi.crawl.reading.links import ATTACHMENT
from guiyi.extract.bodies.furniture import furniture_of
from guiyi.extract.files.assets import LAZY
from guiyi.extract.pages.tree import Node

DECORATION = re.compile(
    r"logo|banner|icon|/ico|/bg|arrow|line\.|spacer|blank|qrcode|ewm"
    r"|(?:^|/)(?:top|head(?:er)?|foot(?:er)?|bottom|nav|menu|bar|dot|left|right)[_-]?\d{0,3}\.(?:gif|jpe?g|png)$",
    re.IGNORECASE,
)


def picture_block(root: Node, furniture: list[Node]) -> Node | None:
    """Tree, its furniture → the smallest block of all pictures outside furniture and links; None without any."""
    outside = {element for one in furniture for element in one.iter()}
    pictures = [
        one
        for one in root.iter("img")
        if one not in outside
        and one.get("src")
        and not DECORATION.search(one.get("src") or "")
        and not any(above.tag == "a" for above in one.iterancestors())
    ]
    if not pictures:
        return None
    return _around(pictures)


def file_block(root: Node) -> Node | None:
    """Tree → the smallest block of all links to files outside furniture; None without any."""
    outside = {element for one in furniture_of(root) for element in one.iter()}
    files = [one for one in root.iter("a") if one not in outside and ATTACHMENT.search(one.get("href") or "")]
    return _around(files) if files else None


def _around(some: list[Node]) -> Node:
    """The smallest element around all of some elements."""
    shared = [set(one.iterancestors()) for one in some]
    return next(one for one in some[0].iterancestors() if all(one in above for above in shared))


def files_in(node: Node, outside: set[Node]) -> list[Node]:
    """Links to files and pictures of a block, those of furniture and of links apart."""
    links = [one for one in node.iter("a") if ATTACHMENT.search(one.get("href") or "")]
    linked = {image for one in node.iter("a") for image in one.iter("img")}
    pictures = (one for one in node.iter("img") if one not in linked and is_picture(one))
    return [one for one in (*links, *pictures) if one not in outside]


def is_picture(image: Node) -> bool:
    """Whether an image is more than decoration, by its address, that which it loads late first."""
    address = next((value for name in LAZY if (value := image.get(name))), None) or image.get("src")
    return not DECORATION.search(address or "icon") and image.get("usemap") is None
