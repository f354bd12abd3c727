"""Pictures and files that are an article's: which count, and the blocks that hold them all."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from guiyi.crawl.reading.addresses import ATTACHMENT, IMAGE
from guiyi.crawl.reading.links import LAZY
from guiyi.crawl.reading.pictures import PLAYS, script_films, script_pictures
from guiyi.extract.bodies.containers import Body
from guiyi.extract.bodies.furniture import furniture_of
from guiyi.extract.files.assets import MEDIA, hands_out
from guiyi.extract.pages.view import PageView
from guiyi.markup.parsing import NO_XML, drop
from guiyi.markup.tree import Node

DECORATION = re.compile(
    r"logo|banner|icon|/ico|/bg|arrow|line\.|spacer|blank|qrcode|ewm"
    r"|(?:^|/)(?:top|head(?:er)?|foot(?:er)?|bottom|nav|menu|bar|dot|left|right)[_-]?\d{0,3}\.(?:gif|jpe?g|png)$",
    re.IGNORECASE,
)
PLACE = re.compile(r"[您你]?(?:现在|当前|目前)?的?(?:所在)?位置\s*[:：]")
FEW = 60  # characters of a body that may be no more than the captions of such pictures


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


def pictured(view: PageView, body: Body | None) -> Body | None:
    """A page and its body, if it has one → the body with the films that a script in it plays, and with the pictures of
    the page's script; as it is where it needs none.

    A body with a text or pictures of its own needs none: a script's pictures are the site's banner then. The picture
    that the script fills (it has an id) gives way, and so do the links that turn the pages.
    """
    if body is not None and (films := script_films(str(one.text) for one in body.node.iter("script") if one.text)):
        for address in films:
            etree.SubElement(body.node, "video", src=NO_XML.sub("", address))
        return replace(body)
    if body is None and (body := _played(view)):
        return body
    if body is not None and (body.weight >= FEW or _shows_its_own(body.node)):
        return body
    found = script_pictures(str(one.text) for one in view.root.iter("script") if one.text)
    if not found:
        return body
    if body is None:
        body = Body(etree.SubElement(next(view.root.iter("body"), view.root), "div"), "", "script")
    for one in [one for one in body.node.iter("img", "a") if one is not body.node and _is_turned(one)]:
        drop(one)
    for address, words in found:
        shown = etree.SubElement(body.node, "p")
        etree.SubElement(shown, "img", src=NO_XML.sub("", address)).tail = NO_XML.sub("", words)
    return replace(body)  # its node weighs more now


def _played(view: PageView) -> Body | None:
    """The block around the script that plays a film, on a page without a text."""
    for script in view.root.iter("script"):
        films = script_films([str(script.text)]) if script.text else []
        holder = script.getparent()
        if films and holder is not None and holder.tag != "head":
            for address in films:
                etree.SubElement(holder, "video", src=NO_XML.sub("", address))
            return Body(holder, "", "script")
    return None


def _is_turned(element: Node) -> bool:
    if element.tag == "img":
        return element.get("id") is not None
    return (element.get("href") or "#").strip().lower().startswith(("javascript:", "#"))


def _shows_its_own(node: Node) -> bool:
    pictures = (one for one in node.iter("img") if not one.get("id"))
    return any(not DECORATION.search(one.get("src") or "") for one in pictures)
