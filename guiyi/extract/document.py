"""One archived page → one document, or the reason why it is none. Pure: the same bytes give the same result."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from guiyi.config.models import Selector, SiteConfig
from guiyi.dayorder import whole_years
from guiyi.extract.bodies.bare import is_form, is_stub, offered
from guiyi.extract.bodies.beside import portraits_beside
from guiyi.extract.bodies.containers import Body, select_node
from guiyi.extract.bodies.find import find_body
from guiyi.extract.bodies.judge import is_judged, judge
from guiyi.extract.bodies.lead import with_lead
from guiyi.extract.bodies.pictures import pictured
from guiyi.extract.bodies.portrayed import portrayed
from guiyi.extract.bodies.tables import is_register, with_tables_below
from guiyi.extract.bodies.tidy import html_of
from guiyi.extract.content import Content, take_content
from guiyi.extract.fields.credits import reporter_in
from guiyi.extract.fields.english_days import day_certified, day_ended, day_signed, month_signed
from guiyi.extract.fields.printed import Metadata, Printed
from guiyi.extract.fields.published import flag_order
from guiyi.extract.fields.recorded import decided, recorded
from guiyi.extract.fields.signature import adopted, dated_foot, read_signature, signature_of_titled
from guiyi.extract.given import RELEASED, Page, refusal
from guiyi.extract.kinds import SHORT_TEXT, content_type, doubts_of, language_of, verdict
from guiyi.extract.metadata import read_metadata
from guiyi.extract.pages.examine import Examiner, Safety, with_parasite
from guiyi.extract.pages.framed import hide_unscripted, is_unscripted, link_framed_papers, show_unscripted
from guiyi.extract.pages.view import PageView
from guiyi.extract.refused import nothing, refused
from guiyi.extract.section import section_of
from guiyi.extract.selecting import read_fields, without_fallen
from guiyi.extract.templates import Templates, template_print
from guiyi.extract.titles.names import page_title_of, without_site
from guiyi.extract.titles.whole import said_in_full
from guiyi.extract.types.details import details_json, read_details
from guiyi.extract.types.guides.read import named_by_guide
from guiyi.extract.types.letters.columns import is_of_letters, letters_of_column, with_state
from guiyi.extract.types.letters.letter import day_of_letter, letter_details, letter_of, subject_of
from guiyi.extract.types.profiles import named_by_profile
from guiyi.extract.unnamed import unnamed
from guiyi.markup.decode import Decoded, decode_html
from guiyi.markup.parsing import LARGEST
from guiyi.markup.tree import unspaced
from guiyi.prints import print_of
from guiyi.urls import UrlSpace

CONTENT_METAS = ("articletitle", "pubdate")
OFFICIAL = re.compile(
    r"(?:公告|通告|通知|公示|通报|决定|决议|命令|令|意见|办法|规定|批复|答复|函|公报|纪要|议案|启事|声明)(?:[（(].{0,20})?$"
)
TITLE_CUT = 60  # characters of a first line that is the title where a reviewer released a page without one
OF_PERSONS = ("interview", "profile")
VALUES = (
    "written_on", "source", "author", "document_number", "index_number", "issuing_agency", "effective_status",
    "summary", "topic_category", "genre_category",
)  # fmt: skip


def extraction_print(config: SiteConfig, safety: Safety) -> str:
    """Print of all that decides an extraction: selectors and rules, and what judges tampering."""
    crawl = config.crawl
    named = [sorted(one) for one in (crawl.names.items(), crawl.letters) if one]
    return print_of(template_print(config), safety.model_dump(mode="json"), config.site.name, *named)


class Extractor:
    """Extracts the pages of one site."""

    def __init__(self, config: SiteConfig, urls: UrlSpace, safety: Safety | None = None) -> None:
        self.charset, self.id_code, self.days = config.site.charset, config.site.id_code, config.site.days
        known, self.owner = safety or Safety(), config.site.name
        self.examiner = Examiner((config.site.base_url, *config.site.aliases), known, urls)
        self.templates = Templates(config.templates)
        self.urls, self.names, self.columns = urls, config.crawl.names, frozenset(config.crawl.letters)
        self.print = extraction_print(config, known)

    def extract(self, page: Page, data: bytes) -> dict[str, Any]:
        """A page's bytes → a document (fields of handover.DOCUMENTS) or a refusal (it has an `outcome`)."""
        decoded = decode_html(data, page.charset, self.charset)
        if len(decoded.text) > LARGEST and not page.is_let("too-large"):
            size = f"{len(decoded.text):,} characters of HTML; the bytes are archived"
            return refusal(page, "held", "too-large", size)
        decoded, seen = self.examiner.examine(decoded, data, page.url)
        row = seen.told(self._document(page, decoded, PageView(seen.root, page.url, seen.text, seen.odd)))
        return row if page.listed_title or page.role != "page" else with_parasite(row)

    def _document(self, page: Page, decoded: Decoded, view: PageView) -> dict[str, Any]:
        """An examined page → its document or a refusal."""
        template, key = self.templates.match(page.url)
        is_article = template is not None or any(name in view.metas for name in CONTENT_METAS)
        if page.role == "list" and not is_article and not is_register(view.root):
            return refusal(page, "dropped", "list-page", "a list page; the platform's column replaces it")
        link_framed_papers(view)
        rules = self.templates.rules(page.url)
        body = self._whole_body(page, view, rules.get("body", ()), is_article)
        if (body is None or body.is_guessed) and (shown := show_unscripted(view.root)):
            open_view = PageView(view.root, page.url, view.source)
            whole = self._whole_body(page, open_view, (), is_article)
            if body is None or (whole is not None and is_unscripted(whole.node, shown)):
                view, body = open_view, whole
            else:
                hide_unscripted(shown)
        if body is None:
            found = nothing(page, decoded.text, view.root, is_article)
            if not page.is_let(found["code"]):
                return found
            body = Body(etree.SubElement(view.root, "div"), "", "released")
        content = take_content(body, self.templates.drops(page.url), is_of_letters(view.crumbs, self.columns))
        said = read_fields(rules, view, content.around)
        told = without_fallen(said, said["title"][0] if "title" in said else None, page.listed_title, view.root)
        values = {name: value for name, (value, _one) in told.items()}
        meta = self._metadata(page, view, content, values)
        meta.title = _title_of_board(meta.title, content, view)
        content.trim(meta, content.body.is_guessed or _holds_date(rules, view, content.body), self.owner)
        content.take_files(view.base, self.urls)
        meta.title = (None if values.get("title") else subject_of(content.letters)) or meta.title
        if not meta.title and page.is_let("no-title"):
            meta.title = content.text.strip().split("\n")[0][:TITLE_CUT] or page.url.rstrip("/").rsplit("/", 1)[-1]
        if against := refused(page, meta, content, self.templates, is_article):
            return against
        section, path, details = _filed(view, meta, content, values, page.listed_state, self.columns)
        if section is None and page.role == "list":
            section, path = meta.title, [meta.title] if meta.title else []  # a register is its column
        if section is None and (name := self.names.get(self.urls.path_of(page.url))):
            section, path = name, [name]  # a column of one page that no page names
        content.images = content.images or self._portraits(view, details, meta)
        kind = content_type(meta, details, template.content_type if template else None)
        sign(meta, content.text)
        judged = judge(view.root, content.text) if content.body.is_told and is_judged(page.key) else None
        return {
            "source_key": key or page.key, "page_key": page.key, "url": page.url,
            **_described(meta, content), "section": section, "section_path": path, "content_type": kind,
            "details": details_json(details), "template": template.name if template else None,
            "selectors": sorted(f"{name} {one.spelled}" for name, (_value, one) in told.items()),
            "judged": judged, "charset": decoded.charset, "repairs": [],
            "flags": [
                *decoded.flags, *meta.flags, *self._foreign_code(view.metas),
                *doubts_of(content.body, judged, "body" in rules, content.images, content.text, len(told) < len(said)),
                *unnamed(page, view, content), *(RELEASED + code for code in page.released),
            ],
            "raw_print": page.digest, "template_print": self.print,
        }  # fmt: skip

    def _metadata(self, page: Page, view: PageView, content: Content, values: dict[str, str]) -> Metadata:
        """What the page says of its content. values: what a template's selectors read."""
        around, before = whole_years(content.around), whole_years(content.before)
        told = (values, page.listed_title, page.listed_on, content.body.node, self.days)
        printed = Printed(around, before, content.text, *told)
        meta = read_metadata(view, printed)
        if "title" not in values:
            meta.title = said_in_full(meta.title, content.text, content.before)
        if meta.published_how == "near":
            meta.published_at = day_of_letter(content.letters, meta.published_at)
        return meta

    def _portraits(self, view: PageView, details: dict[str, Any] | None, meta: Metadata) -> list[dict[str, Any]]:
        """The pictures beside the title of a page of persons."""
        is_of_persons = details is not None and details["type"] in OF_PERSONS
        return portraits_beside(view.root, meta.title or "", view.base, self.urls) if is_of_persons else []

    def _foreign_code(self, metas: dict[str, str]) -> list[str]:
        """A flag where the page gives another 网站标识码 than the site has: a copy, or a forgery."""
        code = re.sub(r"\s", "", metas.get("siteidcode", ""))
        return [f"foreign-site-code:{code[:12]}"] if self.id_code and code and code != self.id_code else []

    # --- body ---------------------------------------------------------------------------------------------------------

    def _whole_body(self, page: Page, view: PageView, selectors: Sequence[Selector], is_article: bool) -> Body | None:
        """The body with the pictures that a script shows, or the files that a page without a text offers."""
        body = portrayed(view, offered(page, view, pictured(view, find_body(view, selectors, is_article))))
        if body is not None:
            body.node = with_tables_below(with_lead(body.node))
        is_unknown = body is not None and not is_article and not page.listed_title
        if body is not None and is_unknown and (is_form(body, view.root) or is_stub(body, view.root)):
            return None
        return body


def _title_of_board(title: str | None, content: Content, view: PageView) -> str | None:
    """A page's title; that of its <title> where the page holds several letters and the title is of one of them."""
    subjects = [str(one["subject"]) for one in content.letters if one["subject"]]
    if len(subjects) < 2 or not any(one in (title or "") for one in subjects):
        return title
    return without_site(view.root, page_title_of(view.root)) or title


def _filed(
    view: PageView,
    meta: Metadata,
    content: Content,
    values: Mapping[str, str],
    state: str | None,
    columns: frozenset[str],
) -> tuple[str | None, list[str], dict[str, Any] | None]:
    """Where a document belongs and what it is in particular → its column, that one's path, its details.

    state: what a list says of how far it has come. columns: names of the site's columns of letters.

    The page of a person gets the name for its title, and that of a guide its item's: what stood for it may be the
    column.
    """
    section, path = section_of(view, meta, values.get("section"))
    if section is None and len(content.letters) > 1 and view.crumbs:
        section, path = view.crumbs[-1], view.crumbs  # a page of several is named as its column is
    told = (content.body.node, content.whole, path, state, columns)  # trimming may have taken a day out of its form
    content.letters = with_state(content.letters or letters_of_column(*told), state)
    details = letter_details(content.letters) or read_details(
        meta.title or "", content.text, content.around, "/".join(path), content.clean, content.attachments
    )
    named = named_by_profile(details, meta.title, values.get("title")) or named_by_guide(details, meta.title)
    if named:
        meta.title = named
        section, path = section_of(view, meta, values.get("section"))
    if details and details.get("department") == meta.values.get("source"):
        meta.values.pop("source", None)  # where an expert works, not where the page is from
    return section, path, details


def _described(meta: Metadata, content: Content) -> dict[str, Any]:
    """The fields of a document that are its metadata's and its content's."""
    text = content.text
    return {
        "title": meta.title, "published_at": meta.published_at, "published_how": meta.published_how,
        **{name: meta.values.get(name) for name in VALUES}, "keywords": meta.keywords, "language": language_of(text),
        "body_html": html_of(content.clean), "body_text": text, "letter": letter_of(content.letters),
        "attachments": content.attachments, "images": content.images, "extractor": content.body.extractor,
        "verdict": "letter" if content.letters else verdict(text, content.attachments, content.images),
    }  # fmt: skip


def _signed_in_english(text: str) -> str | None:
    """The day, or no more than the month, that the foot of an English text tells."""
    if not text[:SHORT_TEXT].isascii():
        return None
    return adopted(text) or day_certified(text) or day_ended(text) or day_signed(text) or month_signed(text)


def _holds_date(rules: Mapping[str, Sequence[Selector]], view: PageView, body: Body) -> bool:
    """Whether the place where a template finds the date lies within the body: then the page's heading does."""
    places = (select_node(one, view) for one in rules.get("published_at", ()) if not one.meta) if body.is_told else ()
    return any(body.node in one.iterancestors() for one in places if one is not None)


def sign(meta: Metadata, text: str) -> None:
    """Adds who issued an official document and when, as its foot says, where no label did, and who reported; and where
    nothing at all tells when it was published, the day at its foot.
    """
    is_headed = text.startswith("关于") and OFFICIAL.search(text.split("\n", 1)[0])  # below a headline, its own title
    is_official = "document_number" in meta.values or OFFICIAL.search(unspaced(meta.title or "")) or is_headed
    is_complete = {"issuing_agency", "written_on"} <= meta.values.keys() and meta.published_at
    signed = (
        signature_of_titled(text, meta.title or "") or read_signature(text) if is_official and not is_complete else None
    )
    if is_official and not is_complete and (record := recorded(text)):
        told = zip(("issuing_agency", "written_on"), decided(record), strict=True)
        meta.values.update((name, value) for name, value in told if value and name not in meta.values)
    if meta.published_at is None and (day := signed.day if signed else dated_foot(text) or _signed_in_english(text)):
        meta.published_at, meta.published_how = day, "signed"
    if signed is not None:
        if signed.agencies:
            meta.values.setdefault("issuing_agency", "、".join(signed.agencies))
        if signed.day:
            meta.values.setdefault("written_on", signed.day)
    flag_order(meta)
    if "author" not in meta.values and (reporter := reporter_in(text)):
        meta.values["author"] = reporter
