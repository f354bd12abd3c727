"""Why a page is no document: it lists links, asks to sign in, is an empty shell, or lacks what an article has."""

from __future__ import annotations

import re
from typing import Any

from guiyi.crawl.reading.instead import PASSWORD
from guiyi.crawl.reading.totals import is_month, says_none
from guiyi.extract.bodies.bare import FEW_FILES, offers_files, signs_in, tells_of_files
from guiyi.extract.bodies.containers import Body, link_share
from guiyi.extract.bodies.find import sentences
from guiyi.extract.bodies.tidy import html_of
from guiyi.extract.content import Content
from guiyi.extract.fields.printed import Metadata
from guiyi.extract.files.assets import has_unkept_image
from guiyi.extract.given import NAVIGATION_ANSWERS, Page, refusal
from guiyi.extract.kinds import SHORT_TEXT
from guiyi.extract.templates import Templates
from guiyi.extract.types.galleries import shows_pictures
from guiyi.markup.tree import Node, text_of
from guiyi.urls import absolute_url

NOTHING = 40  # characters of a text that says no more than that there is nothing
SECRET = re.compile(
    r"(?:信件|来信|留言|此信|该信|咨询(?!电话))[^。，\n]{0,8}(?:不公开|未公开|不予公开|不宜公开)(?![您你]|写信人|个人|姓名)"
)
LIST_LINKS = 0.6  # share of a body's text in links from which it is a list of links
PRINTED = ("label", "near", "meta")  # signals of a date that the page itself gives
RUNNING = 120  # characters of sentences from which a page without title and day is an article that lost both
TITLE_TAGS = ("h1", "h2", "h3")
SCRIPT_SHELL = re.compile(
    r"<div[^>]+id\s*=\s*[\"']?(?:app|root|__next|__nuxt|q-app|main-app)[\"']?[^>]*>\s*</div>", re.IGNORECASE
)


def nothing(page: Page, html: str, root: Node, is_article: bool) -> dict[str, Any]:
    """Why a page without a body has none; a list that gives it a day means an article."""
    if page.listed_on and PASSWORD.search(html):
        return refusal(page, "held", "login", "a page to sign in, where a list names an article")
    if SCRIPT_SHELL.search(html) or (len(text_of(root)) < SHORT_TEXT and "<script" in html.lower()):
        return refusal(page, "held", "js-only", "the page is an empty shell that a script fills")
    if is_article or page.listed_on:
        return refusal(page, "held", "empty-body", "the page has a title but no text, image or file")
    return refusal(page, "dropped", *NAVIGATION_ANSWERS)


def refused(
    page: Page, meta: Metadata, content: Content, templates: Templates, is_article: bool
) -> dict[str, Any] | None:
    """A page that has a body → why it can't be a document; None if it can.

    is_article: its address or its meta tags say that it is one.
    """
    is_secret = len(content.text) <= NOTHING and not content.attachments and SECRET.search(content.text)
    if is_secret or not all(one["is_public"] for one in content.letters):
        return refusal(page, "held", "letter-not-public", "the letter's writer did not agree to its publication")
    if content.is_empty:
        is_shown = has_unkept_image(content.body.node)  # an article that is a picture within its page
        found = nothing(page, "", content.clean, is_article or is_shown)
        if not page.is_let(found["code"]):
            return found
    elif not is_article and not content.letters:
        node, clean = content.body.node, content.clean
        if PASSWORD.search(html_of(clean)) or signs_in(page, node):
            return refusal(page, "held" if page.listed_on else "dropped", "login", "a page to sign in")
        is_few = len(content.attachments) <= FEW_FILES or tells_of_files(clean, content.attachments)
        is_own = page.listed_title or (is_few and meta.published_how in PRINTED)
        is_offer = is_own and (offers_files(clean, content.attachments) or shows_pictures(clean, content.text))
        shown = clean if content.text else node  # of a list, all rows may have gone as what stands above a title
        is_list = link_share(shown) >= LIST_LINKS and not is_offer
        if is_list or page.key == "/" or (not page.listed_title and _heads_another(page, content.body, templates)):
            return refusal(page, "dropped", *NAVIGATION_ANSWERS)
        is_dated = bool(page.listed_title) or meta.published_how in PRINTED
        is_none = len(content.text) <= NOTHING and not is_dated and says_none(content.text, meta.title)
        linked = (text_of(one) for one in clean.iter("a")) if not page.listed_title else ()
        if is_none or (not content.attachments and is_month(content.text, filter(None, linked))):
            return refusal(page, "dropped", *NAVIGATION_ANSWERS)
        if meta.published_at is None and meta.title is None and sentences(clean) < RUNNING:
            return refusal(page, "dropped", *NAVIGATION_ANSWERS)
    if not meta.title:
        return refusal(page, "held", "no-title", "no title was found on the page or in a list")
    return None


def _heads_another(page: Page, body: Body, templates: Templates) -> bool:
    """Whether a heading in the body or right above it links an article's own page: an archive that carries it."""
    headings = [*body.node.iter(*TITLE_TAGS), *body.node.itersiblings(*TITLE_TAGS, preceding=True)]
    links = (link for heading in headings for link in heading.iter("a"))
    targets = (absolute_url(link.get("href") or "", page.url) for link in links)
    return any(url and url != page.url and templates.match(url)[0] is not None for url in targets)
