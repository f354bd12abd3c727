"""Attachments and images of a body: their keys, names and old addresses; links made absolute."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from guiyi.caching import kept
from guiyi.crawl.reading.absolute import resolved
from guiyi.crawl.reading.addresses import ATTACHMENT, HANDLER
from guiyi.crawl.reading.calls import file_called, opened_by
from guiyi.crawl.reading.frames import FILMS
from guiyi.crawl.reading.links import LAZY, first_of_set, words_in
from guiyi.extract.files.names import GENERIC_NAME, attachment_name, name_in_url
from guiyi.markup.tree import Node, raw_text, squeezed
from guiyi.urls import UrlSpace, absolute_url

MEDIA = (*FILMS, "embed")
FILE_PATH = re.compile(r"/(?:down(?:load)?(?:file)?|attach(?:ment)?s?|getfile|filedown)(?:[/.]|$)", re.IGNORECASE)
PAGE = re.compile(r"\.[sj]?html?$", re.IGNORECASE)
OF_LISTS = re.compile(r"[/?&](?:page\w*|pn?|cat\w*|column\w*|class\w*|type|list)\b", re.IGNORECASE)  # in an address
KIND = re.compile(  # of the file to which a link leads, as its words end
    r"[(（\[【]\s*(?:pdf|docx?|word|xlsx?|excel|pptx?|ofd|wps|zip|rar)\b[^()（）\[\]【】]{0,20}[)）\]】]\s*$",
    re.IGNORECASE,
)
PLACES = ("a", "h1", "h2", "h3", "h4", "h5", "h6")  # where an id is a place to which other pages may lead
VOID = ("img", "br", "hr", "col", "colgroup", "table", "tbody", "thead", "tr", "ul", "ol", "dl")  # hold no <a>
OF_SHOWN = ("src", "srcset", "data", "href", "xlink:href")
NOWHERE = ("#", "###")  # where a link leads that is only clicked
PLACEHOLDER = 1000  # characters of a picture within the page that only stands in for another
LONGEST_NAME = 200  # characters at the end of a path that tell an icon
SIGN = re.compile(r"\.gif$", re.IGNORECASE)  # a .png may be the cover of what the link leads to
NAME_MARKS = " 【】[]"
LINES, CELLS = ("p", "li", "td", "th", "div", "dd", "dt", "body"), ("td", "th")
BEFORE_NAME = re.compile(r"^(?:附件|附表|附)?\s*[\d一二三四五六七八九十]{0,3}\s*[:：.．、]\s*")
LEAST_NAME, LONGEST_CALLED, WORD = 2, 60, re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}")
ICON = re.compile(
    r"(?:/|_)(?:icon|ico|file_?type|fileTypeImages|icon_\w+)[^/]*\.(?:gif|png)$"
    r"|/(?:docx?|xlsx?|pdf|pptx?|rar|zip|txt|wps)\.(?:gif|png)$",
    re.IGNORECASE,
)


@kept(20_000, longest=300)
def is_attachment(url: str) -> bool:
    """Whether a link leads to a file rather than a page."""
    return bool(
        ATTACHMENT.search(urlsplit(url).path)
        or HANDLER.search(url)
        or any(ATTACHMENT.search(value) for _name, value in parse_qsl(urlsplit(url).query))
    )


def hands_out(link: Node) -> bool:
    """Whether a link of a page leads to a file, by its address, or by its words and that of a handler.

    >>> from guiyi.markup.parsing import parse_html
    >>> links = "<a href=表.doc>甲</a><a href='Down.aspx?f=7'>附件下载</a><a href='Show.aspx?f=7'>下载</a>"
    >>> [hands_out(one) for one in parse_html(links).iter("a")]
    [True, True, False]
    """
    href = (link.get("href") or "").strip()
    if ATTACHMENT.search(href):
        return True
    return "?" in href and (is_attachment(href) or _is_download(words_in(link), absolute_url(href, "http://o/") or ""))


def take_assets(body: Node, base: str, urls: UrlSpace) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A clean body → (attachments, images) in page order; its links and image addresses become absolute."""
    attachments: dict[str, dict[str, Any]] = {}
    images: list[dict[str, Any]] = []
    _name_places(body)
    for element in list(body.iter("a", "img", *MEDIA)):
        if element.tag == "a":
            _take_link(element, base, urls, attachments)
        elif element.tag == "img":
            take_image(element, base, urls, images)
        else:
            _take_media(element, base, urls, attachments)
    return list(attachments.values()), images


def _name_places(body: Node) -> None:
    """Puts a named <a> where links may lead: at ids of headings and anchors, and where the body's own links go.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<a href=#n3>注3</a><h2 id=s1>一</h2><p id=n3>注</p><p id=n4>文</p><a id=n5></a>")
    >>> _name_places(page)
    >>> [(one.get("name"), one.getparent().tag) for one in page.iter("a") if one.get("name")]
    [('s1', 'h2'), ('n3', 'p'), ('n5', 'body')]
    """
    wanted = {href[1:] for one in body.iter("a") if (href := one.get("href")) and href[0] == "#" and len(href) > 1}
    for element in list(body.iter(*(() if wanted else PLACES))):
        place = element.get("id") if isinstance(element.tag, str) else None
        if not place or not (element.tag in PLACES or place in wanted) or element.tag in VOID:
            continue
        if element.tag == "a":
            element.set("name", element.get("name") or place)
            continue
        named = element.makeelement("a", name=place)
        named.tail, element.text = element.text, None
        element.insert(0, named)


def has_unkept_image(body: Node) -> bool:
    """Whether a body shows a picture, or links a file, that has no address to fetch it by: one on its writer's disk or
    within the page, or a file whose click tells only a number. What stands in until the picture is loaded is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> within = f"data:image/png;base64,{'A' * PLACEHOLDER}"
    >>> page = "<img src='file:///C:/1.png'>", f"<img data-src='{within}'>", f"<a href='{within}'>图</a>"
    >>> [has_unkept_image(parse_html(one)) for one in page]
    [True, True, True]
    >>> page = "<img src='data:image/gif;base64,R0lG'>", "<img src=1.png>", f"<img src='{within}' data-src=1.png>"
    >>> [has_unkept_image(parse_html(one)) for one in page]
    [False, False, False]
    >>> page = "<a href='javascript:get(7)'>表.doc</a>", "<a href=# onclick=open('/7.doc')>表.doc</a>", "<a>表.doc</a>"
    >>> [has_unkept_image(parse_html(one)) for one in page]
    [True, False, False]
    """
    shown = body.iter("img", "a", "object", "image", *MEDIA)
    return any(_is_within_page(_address_of(one) or "") or (one.tag == "a" and _hides_file(one)) for one in shown)


def _hides_file(link: Node) -> bool:
    """Whether a link is called as a file is, and only its page's script knows where it leads."""
    href, click = (link.get("href") or "").strip(), link.get("onclick") or ""
    is_click = _is_clicked(href) and "(" in f"{click}{href}"
    return is_click and ATTACHMENT.search(words_in(link).strip()) is not None and _told_by_click(link) is None


def _address_of(element: Node) -> str | None:
    """Where what an element shows or links is said to lie, as written."""
    names = ("href",) if element.tag == "a" else (*LAZY, *OF_SHOWN) if element.tag == "img" else OF_SHOWN
    return next((str(said) for name in names if (said := element.get(name))), None)


def _is_within_page(address: str) -> bool:
    start = address[:20].lstrip().lower()
    return start.startswith("file:") or (len(address) > PLACEHOLDER and start.startswith("data:"))


def take_links(holder: Node, base: str, urls: UrlSpace, attachments: dict[str, dict[str, Any]]) -> None:
    """Adds the files that a block links to, by old address, and the films it shows."""
    for element in holder.iter("a", *MEDIA):
        if element.tag != "a":
            _take_media(element, base, urls, attachments)
        elif (href := element.get("href")) and (target := resolved(href, base)):
            _take_file(element, target, urls, attachments)


def _take_media(element: Node, base: str, urls: UrlSpace, attachments: dict[str, dict[str, Any]]) -> None:
    if poster := element.get("poster"):
        element.set("poster", absolute_url(poster, base) or "")
    source = element.get("src")
    target = absolute_url(source, base) if source else None
    if target and target != base:
        element.set("src", target)
        attachments.setdefault(target, {"name": name_in_url(target), "key": urls.key(target), "legacy_url": target})


def _take_link(element: Node, base: str, urls: UrlSpace, attachments: dict[str, dict[str, Any]]) -> None:
    href = (element.get("href") or "").strip()
    if _is_clicked(href):
        href = _told_by_click(element) or href
    if not href or (href[0] == "#" and len(href) > 1):
        return  # within the page
    target = resolved(href, base)
    if target is None:
        if not href.lower().startswith(("mailto:", "#")):
            del element.attrib["href"]
        return
    place = href.partition("#")[2]
    element.set("href", f"{target}#{place}" if place else target)
    _take_file(element, target, urls, attachments)


def _is_clicked(href: str) -> bool:
    """Whether a link leads where its click says."""
    return not href or href in NOWHERE or href[:11].lower() == "javascript:"


def _told_by_click(link: Node) -> str | None:
    clicks = (link.get("onclick"), link.get("href"))
    return next((said for read in (opened_by, file_called) for one in clicks if (said := read(one))), None)


def _take_file(element: Node, target: str, urls: UrlSpace, attachments: dict[str, dict[str, Any]]) -> None:
    """Adds what a link leads to, if that is a file."""
    is_sure = is_attachment(target)
    text = words_in(element) if is_sure or "?" in target or FILE_PATH.search(target) or _has_no_ending(target) else ""
    # down.asp?id=7, named 登记表.doc, Map (PDF) or 点击下载
    if is_sure or ATTACHMENT.search(text.strip()) or KIND.search(text) or _is_download(text, target):
        saved = (element.get("download") or "").strip()  # the name under which a browser keeps it
        titled = element.get("title") or ""
        is_titled = ATTACHMENT.search(titled) and GENERIC_NAME.match(squeezed(text).strip(NAME_MARKS))
        words = titled if is_titled else text or titled
        if not words or GENERIC_NAME.match(squeezed(words).strip(NAME_MARKS)):
            words = _words_before(element) or words
        name = attachment_name(saved if ATTACHMENT.search(saved) else words, target)
        found = attachments.setdefault(target, {"name": name, "key": urls.key(target), "legacy_url": target})
        told = name_in_url(target)  # a later link may say more than the address, or than 下载
        is_bare = found["name"] == told or GENERIC_NAME.match(found["name"])
        if is_bare and name != told and not GENERIC_NAME.match(name):
            found["name"] = name


def _words_before(link: Node) -> str:
    """What a line, or the first cell with words of a row, says before a link that only says 下载; "" if nothing.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = "<p>附件3：发放名单（<a>下载</a>）<p>附件：<a>下载</a><p>见<a>甲</a>、名册：<a>下载</a>"
    >>> page = parse_html(page + "<table><tr><td>1<td>申请表<td>0.5M<td><a>下载</a></table>")
    >>> [_words_before(one) for one in page.iter("a") if one.text == "下载"]
    ['发放名单', '', '名册', '申请表']
    """
    block = next((one for one in link.iterancestors() if one.tag in LINES), None)
    if block is None:
        return ""
    said = _before(link, block)
    cells = block.itersiblings(block.tag, preceding=True) if block.tag in CELLS and not said else ()
    return said or next((name for one in reversed([*cells]) if (name := _as_name(raw_text(one)))), "")


def _before(link: Node, block: Node) -> str:
    """The words of a block's line that stand between the link, or the break of a line, before a link and it."""
    words = ""
    for event, one in etree.iterwalk(block, events=("start", "end")):
        if one is link:
            break
        if event == "start":
            words = (one.text or "") if one.tag in ("a", "br") else words + (one.text or "")
        elif one is not block:
            words = (one.tail or "") if one.tag in ("a", "br") else words + (one.tail or "")
    return _as_name(words)


def _as_name(words: str) -> str:
    """Words before a link → what they call its file; "" if they call it nothing."""
    name = BEFORE_NAME.sub("", squeezed(words)).strip(f"{NAME_MARKS} （(：:、，,。；;—-")
    is_name = LEAST_NAME <= len(name) <= LONGEST_CALLED and not GENERIC_NAME.match(name) and WORD.search(name)
    return name if is_name else ""


def _is_download(text: str, url: str) -> bool:
    """Whether a link's words only say that it downloads, and its address that one thing is handed out.

    >>> _is_download("下载附件", "http://o.example.test/down.ashx?f=23"), _is_download("下载", "http://o.example.test/down/7")
    (True, True)
    >>> _is_download("下载中心", "http://o.example.test/down/7"), _is_download("下载", "http://o.example.test/down/1.html")
    (False, False)
    >>> _is_download("下载", "http://o.example.test/down/?page=2")
    False
    """
    if "下载" not in text:
        return False
    said = squeezed(text).strip(" 【】[]()（）")
    path = urlsplit(url).path
    is_one = ("?" in url or path[-1:].isdigit()) and not PAGE.search(path) and not OF_LISTS.search(url)
    return is_one and bool(GENERIC_NAME.match(said) and FILE_PATH.search(url))


def _has_no_ending(url: str) -> bool:
    """Whether the last part of a path names no kind of page or file: /documents/map-12, not /map.html."""
    return "." not in url.rsplit("/", 1)[-1]


def _is_before_name(image: Node, target: str) -> bool:
    """Whether a picture is the sign of a file's type that stands before its name within the link.

    >>> from guiyi.markup.parsing import parse_html
    >>> links = "<a href=1.rar><img>名单</a><a href=2.pdf><img></a><a href=3.htm><img>图</a>"
    >>> [_is_before_name(one, "t.gif") for one in parse_html(links).iter("img")]
    [True, False, False]
    """
    link = next(image.iterancestors("a"), None)
    is_sign = link is not None and SIGN.search(urlsplit(target).path[-LONGEST_NAME:]) is not None
    return link is not None and is_sign and hands_out(link) and bool(squeezed(raw_text(link)))


def take_image(element: Node, base: str, urls: UrlSpace, images: list[dict[str, Any]]) -> None:
    """Adds a picture by its old address, which becomes absolute."""
    source = next((element.get(name) for name in LAZY if element.get(name)), None) or element.get("src")
    source = source or first_of_set(element.get("srcset"))
    target = absolute_url(source, base) if source else None
    if target is None or ICON.search(urlsplit(target).path[-LONGEST_NAME:]) or _is_before_name(element, target):
        parent = element.getparent()
        if parent is not None:
            before, tail = element.getprevious(), element.tail or ""
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
            parent.remove(element)
        return
    for name in (*LAZY, "srcset"):
        element.attrib.pop(name, None)
    element.set("src", target)
    alt = squeezed(element.get("alt") or element.get("title") or "") or None
    if not any(image["legacy_url"] == target for image in images):
        images.append({"alt": alt, "key": urls.key(target), "legacy_url": target})
