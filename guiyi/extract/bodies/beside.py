"""What stands around a body and is its own: files linked in 附件 blocks, the portrait beside an interview's title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from guiyi.caching import kept
from guiyi.crawl.reading.addresses import ATTACHMENT, HANDLER
from guiyi.extract.bodies.containers import Body, weight_of
from guiyi.extract.bodies.pictures import DECORATION
from guiyi.extract.files.assets import take_image, take_links
from guiyi.markup.tree import Node, plain_of, raw_text
from guiyi.urls import UrlSpace

LEVELS = 2  # how far above the body, rows of a layout's table not counted
ROWS = ("tr", "tbody")
HEAD = 400  # characters of a block that is a page's head
LONGEST = 600  # characters of a block of files
OFFER = re.compile(
    r"[【\[]?(?:相关)?(?:附\s*件|文件下载|(?:资料|点击|相关)?下载(?:地址|列表|链接)?\s*[:：]|Attachments?\b)",
    re.IGNORECASE,
)
CODE = re.compile(r"扫一扫|扫码|二维码")  # beside the picture of one
LEAST, AROUND = 200, 3  # weight of a body, and how many times that a block around it may have to be its own


def files_beside(body: Body, base: str, urls: UrlSpace, inside: list[Any]) -> list[dict[str, Any]]:
    """A body, its page's URL, the files already found in it → the files linked around it.

    What holds files is the body's own as long as it weighs little more than that; it is weighed once it adds a file.
    """
    found: dict[str, dict[str, Any]] = {}
    unweighed: list[Node] = []
    for block, is_around in _blocks_beside(body.node):
        unweighed += [block] if is_around else []
        more = {url: dict(one) for url, one in found.items()}
        take_links(block, base, urls, more)
        if more == found:
            continue
        if any(weight_of(one) > AROUND * max(LEAST, body.weight) for one in unweighed):
            break
        found, unweighed = more, []
    known = {one["legacy_url"] for one in inside}
    return [one for url, one in found.items() if url not in known]


def _blocks_beside(node: Node) -> Iterator[tuple[Node, bool]]:
    """The blocks that may hold files of a body, those around it first; whether each is one of these."""
    at, holder, level = node, node.getparent(), 0
    while holder is not None and holder.tag not in ("body", "html") and level < LEVELS:
        level += holder.tag not in ROWS
        if _has_files(holder, node):
            yield holder, True
        at, holder = holder, holder.getparent()
    if holder is not None and holder.tag == "body" and level < LEVELS:
        yield from ((below, False) for below in at.itersiblings() if _offers(below))


def portraits_beside(root: Node, title: str, base: str, urls: UrlSpace) -> list[dict[str, Any]]:
    """The pictures, no links and no codes to scan, that share a small block with the heading of the page."""
    headings = (one for one in root.iter("h1", "h2", "h3") if plain_of(raw_text(one)) == plain_of(title))
    holder = next((one.getparent() for one in headings), None)
    found: list[dict[str, Any]] = []
    if holder is None or holder.tag in ("body", "html") or weight_of(holder) > HEAD:
        return found
    for image in holder.iter("img"):
        is_linked = any(one.tag == "a" for one in image.iterancestors())
        above = image.getparent()
        is_code = above is not holder and CODE.search(raw_text(above)) is not None
        if not is_linked and not is_code and not DECORATION.search(image.get("src") or ""):
            take_image(image, base, urls, found)
    return found


def _offers(block: Node) -> bool:
    """Whether a block right in the page, below the text, says it holds the text's files and holds little else."""
    text = raw_text(block) if isinstance(block.tag, str) else ""
    return len(text) <= LONGEST and OFFER.match(text.lstrip()) is not None and _has_files(block, block.makeelement("a"))


def _has_files(holder: Node, node: Node) -> bool:
    """Whether a block has links that look like files, outside the body."""
    if next(holder.iter("video", "audio"), None) is not None:
        return True
    named = (one for one in holder.iter("a") if _may_lead_to_file(one.get("href") or ""))
    return any(one is not node and node not in one.iterancestors() for one in named)


@kept(20_000, longest=300)
def _may_lead_to_file(href: str) -> bool:
    return bool(ATTACHMENT.search(href.strip()) or HANDLER.search(href) or "?" in href)
