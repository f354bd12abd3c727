"""One archived page → one document, or the reason why it is none. Pure: the same bytes give the same result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from guiyi.config.models import Selector, SiteConfig
from guiyi.crawl.column import filed_under, find_breadcrumb
from guiyi.crawl.instead import PASSWORD
from guiyi.crawl.links import ATTACHMENT
from guiyi.extract.agreement import file_block, find_by_agreement, link_share
from guiyi.extract.assets import has_unkept_image, take_assets
from guiyi.extract.beside import files_beside, portraits_beside
from guiyi.extract.body import Body, find_container, has_empty_container, weight_of
from guiyi.extract.decode import Decoded, decode_html
from guiyi.extract.edges import reporter_in, trim_edges
from guiyi.extract.examine import Examiner, Safety, with_parasite
from guiyi.extract.framed import link_framed_papers
from guiyi.extract.judge import DISAGREES, is_judged, judge
from guiyi.extract.labelled import is_remark
from guiyi.extract.letters import letter_details, letter_of, may_be_letter, read_letters, subject_of
from guiyi.extract.metadata import Metadata, Printed, read_metadata
from guiyi.extract.page import Node, raw_text, squeezed, text_of
from guiyi.extract.pictured import pictured
from guiyi.extract.selecting import read_fields, select_node, spelled
from guiyi.extract.signature import dated_foot, read_signature
from guiyi.extract.surroundings import text_around
from guiyi.extract.templates import Templates, template_print
from guiyi.extract.tidy import PAGER, clean_body, drop_heading, drop_lines, html_of
from guiyi.extract.titles import COLUMN_NAME, PLACE_LINE, is_told
from guiyi.extract.types.details import details_json, read_details
from guiyi.extract.types.galleries import shows_pictures
from guiyi.extract.view import PageView
from guiyi.parsing import LARGEST
from guiyi.prints import print_of
from guiyi.urls import UrlSpace, absolute_url

CONTENT_METAS = ("articletitle", "pubdate")
LIST_LINKS = 0.6  # share of a body's text in links from which it is a list of links
FEW_FILES = 3  # that an unlisted page may have as all its content
PRINTED = ("label", "near", "meta")  # signals of a date that the page itself gives
OFFICIAL = re.compile(
    r"(?:公告|通告|通知|公示|通报|决定|决议|命令|令|意见|办法|规定|批复|答复|函|公报|纪要|议案|启事|声明)(?:[（(].{0,20})?$"
)
SHORT_TEXT = 10
TITLE_TAGS = ("h1", "h2", "h3")
TEXT_BESIDE = 40  # characters of a body up to which pictures without words of their own may be its text
SAMPLE = 2000  # characters that tell a text's language
HAN, LATIN = re.compile(r"[\u4e00-\u9fff]+"), re.compile(r"[A-Za-z]+")
TITLE_CUT = 60  # characters of a first line that is the title where a reviewer released a page without one
LOW = 0.6  # agreement of extractors from which a guessed body is doubtful
REMNANT = 60  # characters: what is left of a page whose known container is empty is no body
EMPTY = ("js-only", "empty-body")
RELEASABLE = (*EMPTY, "too-large", "no-title", "framed-elsewhere")  # what a reviewer may let go on as it is
RELEASED = "released:"  # flag of a document that went on by such a decision
SIGN_IN = re.compile(r"登[录陆]|\blog_?in\b|\bsign_?in\b", re.IGNORECASE)
OF_PERSONS = ("interview", "profile")
LONGEST_CATEGORY = 20  # characters
EMPTY_LINE = re.compile(  # what a column without items says
    r"^(?:很?抱歉|对不起|sorry)?[，,！!\s]*(?:[该此本](?:栏目|分类|类别|频道)[下中里内]?)?"
    r"(?:(?:暂|尚|目前|当前)(?:时|且)?(?:没有|无)|没有(?:找到|查到|符合|任何)|无任何|未(?:找|查)到).{0,14}[。！!…\s]*$",
    re.IGNORECASE,
)
FOOT_LINE = re.compile(
    r"^(?:[\s|·\-]*(?:设为首页|加入收藏|收藏本站|版权[申声]明|网站声明|管理登录|联系我们|网站地图|友情链接|关于我们|返回顶部|返回首页))+[\s|]*$"
)
FORM = 150  # characters that a page with a form to fill in says of itself
PAGER_LINE = re.compile(r"^共\s*\d*\s*[条篇].*[首尾末]页|^[|\s]*(?:首页|上一?页)\s.*(?:下一?页|[尾末]页)")
NAVIGATION_ANSWERS = ("navigation", "the page lists links; it has no text of its own")
SCRIPT_SHELL = re.compile(
    r"<div[^>]+id\s*=\s*[\"']?(?:app|root|__next|__nuxt|q-app|main-app)[\"']?[^>]*>\s*</div>", re.IGNORECASE
)


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
    released: tuple[str, ...] = ()  # codes of holds from which a reviewer released it
    is_framed: bool = False  # its group is a page and the one that it shows within itself

    def is_let(self, code: str) -> bool:
        """Whether it goes on in spite of a code, since a reviewer said so."""
        if code == NAVIGATION_ANSWERS[0]:
            return not {"framed-elsewhere", *EMPTY}.isdisjoint(self.released)
        return code in self.released or ("framed-elsewhere" in self.released and code in EMPTY)


def was_released(flags: Iterable[str] | None) -> bool:
    """Whether a document's flags say that a reviewer let it go on."""
    return any(flag.startswith(RELEASED) for flag in (() if flags is None else flags))


def extraction_print(config: SiteConfig, safety: Safety) -> str:
    """Print of all that decides an extraction: selectors and rules, and what judges tampering."""
    return print_of(template_print(config), safety.model_dump(mode="json"))


class Extractor:
    """Extracts the pages of one site."""

    def __init__(self, config: SiteConfig, urls: UrlSpace, safety: Safety | None = None) -> None:
        self.charset, self.id_code = config.site.charset, config.site.id_code
        known = safety or Safety()
        self.examiner = Examiner((config.site.base_url, *config.site.aliases), known, urls)
        self.templates = Templates(config.templates)
        self.urls = urls
        self.print = extraction_print(config, known)

    def extract(self, page: Page, data: bytes) -> dict[str, Any]:
        """A page's bytes → a document (fields of handover.DOCUMENTS) or a refusal (it has an `outcome`)."""
        decoded = decode_html(data, page.charset, self.charset)
        if len(decoded.text) > LARGEST and not page.is_let("too-large"):
            size = f"{len(decoded.text):,} characters of HTML; the bytes are archived"
            return refusal(page, "held", "too-large", size)
        decoded, seen = self.examiner.examine(decoded, data, page.url)
        row = seen.told(self._document(page, decoded, PageView(seen.root, page.url, seen.text)))
        return row if page.listed_title or page.role != "page" else with_parasite(row)

    def _document(self, page: Page, decoded: Decoded, view: PageView) -> dict[str, Any]:
        """An examined page → its document or a refusal."""
        template, key = self.templates.match(page.url)
        is_article = template is not None or any(name in view.metas for name in CONTENT_METAS)
        if page.role == "list" and not is_article:
            return refusal(page, "dropped", "list-page", "a list page; the platform's column replaces it")
        link_framed_papers(view.root)
        rules = self.templates.rules(page.url)
        body = self._whole_body(page, view, rules.get("body", ()), is_article)
        if body is None:
            refused = self._nothing(page, decoded.text, view.root, is_article)
            if not page.is_let(refused["code"]):
                return refused
            body = Body(etree.SubElement(view.root, "div"), "", "released")
        clean, text = clean_body(body.node, body.outside)
        before, around = text_around(body, clean, text)
        if body.is_told and drop_lines(clean, text, self.templates.drops(page.url)):
            text = text_of(clean)
        told = read_fields(rules, view, around)
        values = {name: value for name, (value, _one) in told.items()}
        meta = read_metadata(view, Printed(around, before, text, values, page.listed_title, page.listed_on, body.node))
        letters = read_letters(text, around) if may_be_letter(text, around) else []
        is_headed = body.is_guessed or _holds_date(rules, view, body)
        if trim_edges(clean, text) | drop_heading(clean, meta.title, is_headed, meta.values.values()):
            text = text_of(clean)
        attachments, images = take_assets(clean, page.url, self.urls)
        attachments += files_beside(body.node, page.url, self.urls, attachments)
        meta.title = (None if values.get("title") else subject_of(letters)) or meta.title
        if not meta.title and page.is_let("no-title"):
            meta.title = text.strip().split("\n")[0][:TITLE_CUT] or page.url.rstrip("/").rsplit("/", 1)[-1]
        against = self._verdict_against(page, meta, body, clean, text, attachments, images, letters, is_article)
        if against:
            return against
        section, path = _section(view, meta, values.get("section"))
        details = letter_details(letters)
        details = details or read_details(meta.title or "", text, around, "/".join(path), clean, attachments)
        meta.title = named_by_profile(details, meta.title, page.listed_title, values.get("title")) or meta.title
        section, path = _section(view, meta, values.get("section"))  # what stood for its title may be its column
        if details and details["type"] in OF_PERSONS:
            images = images or portraits_beside(view.root, meta.title or "", page.url, self.urls)
        kind = content_type(meta, details, template.content_type if template else None)
        sign(meta, text)
        if "author" not in meta.values and (reporter := reporter_in(text)):
            meta.values["author"] = reporter
        judged = judge(view.root, text) if body.is_told and is_judged(page.key) else None
        return {
            "source_key": key or page.key, "page_key": page.key, "url": page.url, "title": meta.title,
            "published_at": meta.published_at, "published_how": meta.published_how,
            **{name: meta.values.get(name) for name in VALUES}, "keywords": meta.keywords,
            "language": language_of(text), "content_type": kind,
            "section": section, "section_path": path, "body_html": html_of(clean), "body_text": text,
            "attachments": attachments, "images": images, "letter": letter_of(letters),
            "details": details_json(details),
            "template": template.name if template else None, "extractor": body.extractor,
            "selectors": sorted(f"{name} {spelled(one)}" for name, (_value, one) in told.items()), "judged": judged,
            "verdict": "letter" if letters else verdict(text, attachments, images), "charset": decoded.charset,
            "repairs": [],
            "flags": [
                *decoded.flags, *meta.flags, *self._foreign_code(view.metas),
                *_doubts(body, judged, "body" in rules, images, text), *(RELEASED + code for code in page.released),
            ],
            "raw_print": page.digest, "template_print": self.print,
        }  # fmt: skip

    def _foreign_code(self, metas: dict[str, str]) -> list[str]:
        """A flag where the page gives another 网站标识码 than the site has: a copy, or a forgery."""
        code = re.sub(r"\s", "", metas.get("siteidcode", ""))
        return [f"foreign-site-code:{code[:12]}"] if self.id_code and code and code != self.id_code else []

    # --- body ---------------------------------------------------------------------------------------------------------

    def _whole_body(self, page: Page, view: PageView, selectors: Sequence[Selector], is_article: bool) -> Body | None:
        """The body with the pictures that a script shows, or the files that a page without a text offers."""
        body = pictured(view, self._body(view, selectors, is_article)) or _offered(page, view)
        is_form = body is not None and not is_article and not page.listed_title and _is_form(body, view.root)
        return None if is_form else body

    def _body(self, view: PageView, selectors: Sequence[Selector], is_article: bool) -> Body | None:
        """Template's selector, then known container, then agreement of extractors."""
        for one in selectors:
            node = select_node(one, view)
            if node is not None:
                return Body(node, "", spelled(one), is_told=True)
        container = find_container(view)
        if container is not None and (is_article or link_share(container.node) < LIST_LINKS):
            return container
        agreed = find_by_agreement(view.root)
        return None if agreed is not None and _is_remnant(agreed.node, view) else agreed

    def _nothing(self, page: Page, html: str, root: Node, is_article: bool) -> dict[str, Any]:
        """Why a page without a body has none."""
        if SCRIPT_SHELL.search(html) or (len(text_of(root)) < SHORT_TEXT and "<script" in html.lower()):
            return refusal(page, "held", "js-only", "the page is an empty shell that a script fills")
        if is_article:
            return refusal(page, "held", "empty-body", "the page has a title but no text, image or file")
        return refusal(page, "dropped", *NAVIGATION_ANSWERS)

    def _heads_another(self, page: Page, body: Body) -> bool:
        """Whether a heading in the body or right above it links an article's own page: an archive that carries it."""
        headings = [*body.node.iter(*TITLE_TAGS), *body.node.itersiblings(*TITLE_TAGS, preceding=True)]
        links = (link for heading in headings for link in heading.iter("a"))
        targets = (self.urls.absolute(link.get("href") or "", page.url) for link in links)
        return any(url and url != page.url and self.templates.match(url)[0] is not None for url in targets)

    def _verdict_against(
        self, page: Page, meta: Metadata, body: Body, clean: Node, text: str, attachments: list[Any], images: list[Any],
        letters: list[dict[str, Any]], is_article: bool,
    ) -> dict[str, Any] | None:  # fmt: skip
        """A refusal if the page can't be a document; None if it can."""
        if not all(one["is_public"] for one in letters):
            return refusal(page, "held", "letter-not-public", "the letter's writer did not agree to its publication")
        is_empty = len(text) < 2 and not attachments and not images
        if is_empty:
            refused = self._nothing(page, "", clean, is_article)
            if not page.is_let(refused["code"]):
                return refused
        elif not is_article and not letters:
            if PASSWORD.search(html_of(clean)) or _signs_in(page, body.node):
                return refusal(page, "dropped", "login", "a page to sign in")
            is_own = page.listed_title or (len(attachments) <= FEW_FILES and meta.published_how in PRINTED)
            is_offer = is_own and (_offers_files(clean, attachments) or shows_pictures(clean, text))
            shown = clean if text else body.node  # of a list, all rows may have gone as what stands above a title
            is_list = link_share(shown) >= LIST_LINKS and not is_offer
            if is_list or page.key == "/" or (not page.listed_title and self._heads_another(page, body)):
                return refusal(page, "dropped", *NAVIGATION_ANSWERS)
            if meta.published_at is None and meta.title is None:
                return refusal(page, "dropped", *NAVIGATION_ANSWERS)
        if not meta.title:
            return refusal(page, "held", "no-title", "no title was found on the page or in a list")
        return None


def _signs_in(page: Page, node: Node) -> bool:
    """Whether a page that no list names is there to sign in: it says so and asks for a password.

    >>> from guiyi.parsing import parse_html
    >>> one = Page("/a", "http://o.example.test/a", "page", None, "", "", 0, 0)
    >>> html = "<title>%s - 市民网</title><input type=password><p>版权所有</p>"
    >>> [_signs_in(one, parse_html(html % said).find(".//p")) for said in ("登录", "机构职能")]
    [True, False]
    """
    root = node.getroottree().getroot()
    said = f"{root.findtext('.//title') or ''} {page.url.rpartition('/')[2]}"
    asks = any((one.get("type") or "").lower() == "password" for one in root.iter("input"))
    return not page.listed_title and asks and SIGN_IN.search(said) is not None


def _is_form(body: Body, root: Node) -> bool:
    """Whether a page asks its reader to write, and says little besides, and not when."""
    is_short = body.is_guessed and weight_of(body.node) < FORM and next(root.iter("textarea"), None) is not None
    return is_short and not any(is_remark(line) for line in text_of(root).split("\n"))


def _holds_date(rules: Mapping[str, Sequence[Selector]], view: PageView, body: Body) -> bool:
    """Whether the place where a template finds the date lies within the body: then the page's heading does."""
    places = (select_node(one, view) for one in rules.get("published_at", ()) if not one.meta) if body.is_told else ()
    return any(body.node in one.iterancestors() for one in places if one is not None)


def _is_remnant(node: Node, view: PageView) -> bool:
    """Whether a guessed body is what stands around an article that isn't there: an empty container, or facts alone."""
    if weight_of(node) >= REMNANT or node.find(".//img") is not None:
        return False
    lines = text_of(node).split("\n")
    if has_empty_container(view) or all(_says_nothing(line) for line in lines):
        return True
    heads = {squeezed(raw_text(one)) for one in node.iter("h1", "h2", "h3")}
    is_empty = all(EMPTY_LINE.match(line) or _says_nothing(line) for line in lines if line not in heads)
    return is_empty and not any(is_remark(line) for line in text_of(view.root).split("\n"))


def _says_nothing(line: str) -> bool:
    """Whether a line tells a field, heads the columns of an empty table, or is a place line or a pager.

    >>> [_says_nothing(one) for one in ("索引号\\t信息名称\\t发文日期", "现在的位置：首页 > 招生", "共 0 篇 1/1 首页")]
    [True, True, True]
    >>> _says_nothing("共有 3 条意见"), _says_nothing("网站首页设计方案征集")
    (False, False)
    """
    cells = [one for one in line.split("\t") if one.strip()]
    return all(is_told(one) for one in cells) or any(
        one.search(line) for one in (PLACE_LINE, PAGER_LINE, PAGER, FOOT_LINE)
    )


def _offered(page: Page, view: PageView) -> Body | None:
    """The files that a page without a text offers, where a list names it or they are few below a date; else None."""
    block = file_block(view.root)
    if block is None or not (page.listed_title or _is_own_offer(block, view.root)):
        return None
    return Body(block, "", "files", LOW)


def _is_own_offer(block: Node, root: Node) -> bool:
    """Whether a page says when it was published and has but a few files: it is no list of downloads."""
    files = {one.get("href") for one in block.iter("a") if ATTACHMENT.search(one.get("href") or "")}
    return len(files) <= FEW_FILES and any(is_remark(line) for line in text_of(root).split("\n"))


def _offers_files(clean: Node, attachments: list[Any]) -> bool:
    """Whether the links of a body lead to its files for the most part: what it offers to take is its content."""
    taken = sum(len(text_of(one)) for one in clean.iter("a") if ATTACHMENT.search(one.get("href") or ""))
    return bool(attachments) and taken * 2 >= sum(len(text_of(one)) for one in clean.iter("a"))


VALUES = (
    "written_on", "source", "author", "document_number", "index_number", "issuing_agency", "effective_status",
    "summary",
)  # fmt: skip


def _section(view: PageView, meta: Metadata, told: str | None) -> tuple[str | None, list[str]]:
    """The page's column in its own words, and its path."""
    crumbs = find_breadcrumb(view.root)
    is_column = crumbs[-1:] == [meta.title] and len(crumbs[-1]) <= COLUMN_NAME and _links_itself(view, crumbs[-1])
    path = [name for name in crumbs if is_column or (name != meta.title and not _cut_of(name, meta.title))]
    if not path:
        path = [category] if (category := _category(view)) else filed_under(view.root)
    return told or view.metas.get("columnname") or (path[-1] if path else None), path


def _category(view: PageView) -> str | None:
    """What a blog files its entry under: the first link that says it leads to a category."""
    links = (one for one in view.root.iter("a") if "category" in (one.get("rel") or "").split())
    return next((name for one in links if 1 < len(name := squeezed(raw_text(one))) <= LONGEST_CATEGORY), None)


def _links_itself(view: PageView, name: str) -> bool:
    """Whether a link of these words leads to the very page: navigation knows it as a column of one page."""
    links = (one for one in view.root.iter("a") if squeezed(raw_text(one)) == name)
    return any(absolute_url(one.get("href") or "", view.url) == view.url for one in links)


def _doubts(body: Body, judged: float | None, has_template: bool, images: list[Any], text: str) -> list[str]:
    """What a reviewer should know of how the body was found."""
    doubts = ["low-agreement"] if body.agreement < LOW else []
    if has_template and not body.is_told:
        doubts.append("template-missed")
    if judged is not None and judged < DISAGREES:
        doubts.append("judge-disagrees")
    if len(text) < TEXT_BESIDE and any(not one["alt"] for one in images):
        doubts.append("text-in-images")
    if has_unkept_image(body.node):
        doubts.append("image-not-kept")
    return doubts


def sign(meta: Metadata, text: str) -> None:
    """Adds who issued an official document and when, as its foot says, where no label did; and where nothing at all
    tells when it was published, the day at its foot.
    """
    is_official = "document_number" in meta.values or OFFICIAL.search(meta.title or "")
    is_complete = {"issuing_agency", "written_on"} <= meta.values.keys() and meta.published_at
    signed = read_signature(text) if is_official and not is_complete else None
    if meta.published_at is None and (day := signed.day if signed else dated_foot(text)):
        meta.published_at, meta.published_how = day, "signed"
    if signed is not None:
        meta.values.setdefault("issuing_agency", "、".join(signed.agencies))
        if signed.day:
            meta.values.setdefault("written_on", signed.day)


def named_by_profile(
    details: dict[str, Any] | None, title: str | None, listed: str | None, told: str | None
) -> str | None:
    """The name of the person whose page it is, where no heading and no list names them; else None."""
    name = str(details["name"] or "") if details and details["type"] == "profile" else ""
    is_named = any(name in (one or "") for one in (title, listed))
    return None if not name or is_named or told else name


def _cut_of(name: str, title: str | None) -> bool:
    return bool(title) and name.endswith(("…", "...")) and str(title).startswith(name.rstrip(".…"))


def refusal(page: Page, outcome: str, code: str, reason: str) -> dict[str, Any]:
    """A page that is no document: held, dropped or failed, with its code and reason."""
    payload = {"url": page.url, "warc": page.warc, "offset": page.offset, "length": page.length, "digest": page.digest}
    return {
        "source_key": page.key, "page_key": page.key, "url": page.url, "outcome": outcome, "code": code,
        "reason": reason, "payload": payload,
    }  # fmt: skip


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
    """zh or en by the script of a text's beginning; None for too little of it."""
    sample = text[:SAMPLE]
    han = len("".join(HAN.findall(sample)))
    if han >= 10 and han * 4 >= len(sample):
        return "zh"  # however much of the rest is Latin
    latin = len("".join(LATIN.findall(sample)))
    if han + latin < 10:
        return None
    return "zh" if han * 3 >= latin else "en"
