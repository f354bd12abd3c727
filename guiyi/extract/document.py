"""One archived page → one document, or the reason why it is none. Pure: the same bytes give the same result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from guiyi.config.models import SiteConfig
from guiyi.crawl.listing import find_breadcrumb
from guiyi.extract.agreement import find_by_agreement, link_share
from guiyi.extract.answers import answer_page
from guiyi.extract.assets import take_assets, take_links
from guiyi.extract.body import Body, find_container, has_empty_container, select_node, weight_of
from guiyi.extract.decode import decode_html
from guiyi.extract.letters import letter_details, letter_of, read_letters
from guiyi.extract.metadata import Metadata, metas_of, read_metadata
from guiyi.extract.page import Node, parse_page, text_of
from guiyi.extract.selecting import field_value
from guiyi.extract.surroundings import text_around
from guiyi.extract.templates import Templates, template_print
from guiyi.extract.tidy import clean_body, drop_heading, html_of
from guiyi.extract.types.details import details_json, read_details
from guiyi.urls import UrlSpace

CONTENT_METAS = ("articletitle", "pubdate")
AROUND = 3  # times the body's weight that a block around it may have to be its own
LIST_LINKS = 0.6  # share of a body's text in links from which it is a list of links
SHORT_TEXT = 10
REMNANT = 60  # characters: what is left of a page whose known container is empty is no body
NAVIGATION_ANSWERS = ("navigation", "the page lists links; it has no text of its own")
LOGIN = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
SCRIPT_SHELL = re.compile(r"<div[^>]+id\s*=\s*[\"']?(?:app|root)[\"']?[^>]*>\s*</div>", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What extraction is given of one page: its place in the ledger and what the list pages say of it."""

    key: str
    url: str
    role: str
    charset: str | None
    digest: str
    warc: str
    offset: int
    length: int
    listed_title: str | None = None
    listed_on: str | None = None
    group: tuple[Page, ...] = ()  # pages that may be parts of one article with it, itself among them, the first first


class Extractor:
    """Extracts the pages of one site."""

    def __init__(self, config: SiteConfig, urls: UrlSpace) -> None:
        self.charset = config.site.charset
        self.templates = Templates(config.templates)
        self.urls = urls
        self.print = template_print(config)

    def extract(self, page: Page, data: bytes) -> dict[str, Any]:
        """A page's bytes → a document (fields of handover.DOCUMENTS) or a refusal (it has an `outcome`)."""
        decoded = decode_html(data, page.charset, self.charset)
        template, key = self.templates.match(page.url)
        root = parse_page(answer_page(decoded.text) or decoded.text)
        metas = metas_of(root)
        is_article = template is not None or any(name in metas for name in CONTENT_METAS)
        if page.role == "list" and not is_article:
            return refusal(page, "dropped", "list-page", "a list page; the platform's column replaces it")
        body = self._body(root, decoded.text, page.url, is_article)
        if body is None:
            return self._nothing(page, decoded.text, root, is_article)
        clean = clean_body(body.node)
        text = text_of(clean)
        before, around = text_around(root, body, text)
        meta = read_metadata(root, page.url, around, before, text, page.listed_title, page.listed_on)
        self._by_template(meta, root, page.url, metas, around)
        drop_heading(clean, meta.title, body.is_guessed)
        attachments, images = take_assets(clean, page.url, self.urls)
        attachments += self._attachments_outside(root, body.node, page.url, attachments)
        text = text_of(clean)
        letters = read_letters(text, around) if _may_be_letter(around, text) else []
        letter = letter_of(letters)
        if letters and not meta.title:  # a reply that a script fills in has no title of its own
            meta.title = letters[0]["subject"]
        refused = self._verdict_against(page, meta, clean, text, attachments, images, letters, is_article)
        if refused:
            return refused
        section, path = self._section(root, page.url, metas, meta)
        details = letter_details(letters)
        details = details or read_details(meta.title or "", text, around, "/".join(path), clean, attachments)
        flags = [*decoded.flags, *meta.flags] + (["low-agreement"] if body.agreement < 0.6 else [])
        return {
            "source_key": key or page.key, "page_key": page.key, "url": page.url, "title": meta.title,
            "published_at": meta.published_at, "published_how": meta.published_how,
            **{name: meta.values.get(name) for name in VALUES}, "keywords": meta.keywords,
            "language": language_of(text),
            "content_type": content_type(meta, details, template.content_type if template else None),
            "section": section, "section_path": path, "body_html": html_of(clean), "body_text": text,
            "attachments": attachments, "images": images, "letter": letter,
            "details": details_json(details),
            "template": template.name if template else None, "extractor": body.extractor,
            "verdict": "letter" if letters else verdict(text, attachments, images), "charset": decoded.charset,
            "repairs": [], "flags": flags, "raw_print": page.digest, "template_print": self.print,
        }  # fmt: skip

    # --- body ---------------------------------------------------------------------------------------------------------

    def _body(self, root: Node, html: str, url: str, is_article: bool) -> Body | None:
        """Template's selector, then known container, then agreement of extractors."""
        for rule in self.templates.field_rules(url, "body"):
            for selector in rule.first_of:
                node = select_node(selector, root)
                if node is not None:
                    return Body(node, "", f"css:{selector.css}" if selector.css else f"comment:{selector.comment}")
        container = find_container(root)
        if container is not None and (is_article or link_share(container.node) < LIST_LINKS):
            return container
        agreed = find_by_agreement(root)
        is_remnant = agreed is not None and weight_of(agreed.node) < REMNANT and has_empty_container(root)
        return None if is_remnant else agreed

    def _nothing(self, page: Page, html: str, root: Node, is_article: bool) -> dict[str, Any]:
        """Why a page without a body has none."""
        if SCRIPT_SHELL.search(html) or (len(text_of(root)) < SHORT_TEXT and "<script" in html.lower()):
            return refusal(page, "held", "js-only", "the page is an empty shell that a script fills")
        if is_article:
            return refusal(page, "held", "empty-body", "the page has a title but no text, image or file")
        return refusal(page, "dropped", *NAVIGATION_ANSWERS)

    def _verdict_against(
        self, page: Page, meta: Metadata, clean: Node, text: str, attachments: list[Any], images: list[Any],
        letters: list[dict[str, Any]], is_article: bool,
    ) -> dict[str, Any] | None:  # fmt: skip
        """A refusal if the page can't be a document; None if it can."""
        if not all(one["is_public"] for one in letters):
            return refusal(page, "held", "letter-not-public", "the letter's writer did not agree to its publication")
        is_empty = len(text) < 2 and not attachments and not images
        if is_empty:
            return self._nothing(page, "", clean, is_article)
        if not is_article and not letters:
            if LOGIN.search(html_of(clean)):
                return refusal(page, "dropped", "login", "a page to sign in")
            if link_share(clean) >= LIST_LINKS or page.key == "/":
                return refusal(page, "dropped", *NAVIGATION_ANSWERS)
            if meta.published_at is None and meta.title is None:
                return refusal(page, "dropped", *NAVIGATION_ANSWERS)
        if not meta.title:
            return refusal(page, "held", "no-title", "no title was found on the page or in a list")
        return None

    def _attachments_outside(self, root: Node, node: Node, base: str, inside: list[Any]) -> list[dict[str, Any]]:
        """Files linked just around the body (附件 blocks beside or below it)."""
        holder, known = node.getparent(), {one["legacy_url"] for one in inside}
        found: dict[str, dict[str, Any]] = {}
        limit = AROUND * max(200, weight_of(node))
        for _level in range(2):
            if holder is None or holder.tag in ("body", "html") or weight_of(holder) > limit:
                break
            take_links(holder, base, self.urls, found)
            holder = holder.getparent()
        return [one for url, one in found.items() if url not in known]

    # --- the site's own selectors ---------------------------------------------------------------------------------

    def _by_template(self, meta: Metadata, root: Node, url: str, metas: dict[str, str], around: str) -> None:
        """What the site's templates say of a field wins over the general rules."""
        for name in ("title", "published_at", "section", *VALUES):
            for rule in self.templates.field_rules(url, name):
                found = (field_value(name, one, root, url, metas, around) for one in rule.first_of)
                value = next((one for one in found if one), None)
                if value is None:
                    continue
                if name == "title":
                    meta.title = value
                elif name == "published_at":
                    meta.published_at, meta.published_how = value, "template"
                else:
                    meta.values[name] = value
                break

    def _section(self, root: Node, url: str, metas: dict[str, str], meta: Metadata) -> tuple[str | None, list[str]]:
        """The page's column in its own words, and its path."""
        path = [name for name in find_breadcrumb(root) if name != meta.title and not _cut_of(name, meta.title)]
        section = meta.values.pop("section", None) or metas.get("columnname") or (path[-1] if path else None)
        return section, path


VALUES = (
    "written_on", "source", "author", "document_number", "index_number", "issuing_agency", "effective_status",
    "summary",
)  # fmt: skip


def _cut_of(name: str, title: str | None) -> bool:
    return bool(title) and name.endswith(("…", "...")) and str(title).startswith(name.rstrip(".…"))


def refusal(page: Page, outcome: str, code: str, reason: str) -> dict[str, Any]:
    """A page that is no document: held, dropped or failed, with its code and reason."""
    payload = {"url": page.url, "warc": page.warc, "offset": page.offset, "length": page.length, "digest": page.digest}
    return {
        "source_key": page.key, "page_key": page.key, "url": page.url, "outcome": outcome, "code": code,
        "reason": reason, "payload": payload,
    }  # fmt: skip


def _may_be_letter(around: str, text: str) -> bool:
    both = around + text
    return ("回复" in both or "答复" in both) and ("来信" in both or "留言" in both or "咨询" in both or "信件" in both)


def verdict(text: str, attachments: list[Any], images: list[Any]) -> str:
    """What carries the content: text, or only images or files."""
    if len(text) >= SHORT_TEXT:
        return "text"
    return "image-only" if images else "attachment-only" if attachments else "text"


def content_type(meta: Metadata, details: dict[str, Any] | None, told: str | None) -> str | None:
    """What the page itself shows of its type; None leaves it to the column."""
    if details and details["type"] == "letter":
        return "letter"
    if told:
        return told
    title = meta.title or ""
    if re.search(r"政策解读|(?:的|》)解读|解读[:：》]|一图读懂|图解", title):
        return "interpretation"
    if meta.values.get("document_number") and (meta.values.get("index_number") or meta.values.get("issuing_agency")):
        return "document"
    return str(details["type"]) if details else None


def language_of(text: str) -> str | None:
    """zh or en by the script of the text; None for too little of it."""
    han, latin = len(re.findall(r"[\u4e00-\u9fff]", text)), len(re.findall(r"[A-Za-z]", text))
    if han + latin < 10:
        return None
    return "zh" if han * 3 >= latin else "en"
