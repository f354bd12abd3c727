"""Pages whose pictures or films only a script shows → a body that shows them all."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from guiyi.crawl.reading.pictures import script_films, script_pictures
from guiyi.extract.bodies.containers import Body
from guiyi.extract.bodies.pictures import DECORATION
from guiyi.extract.pages.view import PageView
from guiyi.markup.parsing import NO_XML, drop
from guiyi.markup.tree import Node

FEW = 60  # characters of a body that may be no more than the captions of such pictures


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
