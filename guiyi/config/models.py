"""What a configuration file may say: frozen, typed, unknown keys refused.

A *partial* is what families and sites may both say; `SiteFile` adds who the site is. `guiyi.config.load` layers
default → family → site into one `SiteConfig`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from guiyi.dayorder import Order

CONTENT_TYPES = (
    "article", "document", "interpretation", "guide", "letter", "interview", "survey", "gallery", "video", "profile",
)  # fmt: skip

ContentType = Literal[
    "article", "document", "interpretation", "guide", "letter", "interview", "survey", "gallery", "video", "profile"
]
Function = Literal["信息发布", "解读回应", "办事服务", "互动交流"]
FieldName = Literal[
    "title", "published_at", "written_on", "source", "author", "document_number", "index_number", "issuing_agency",
    "summary", "keywords", "section", "body", "effective_status",
]  # fmt: skip


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Regex = Annotated[str, AfterValidator(_compiles)]
Rate = Annotated[float, Field(ge=0, le=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Folder = Annotated[str, Field(pattern=r"^/[^?#\s]*[^/?#\s]/$")]


class Model(BaseModel):
    """Base of every configuration model."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


# --- how a field is found on a page -----------------------------------------------------------------------------------


class Selector(Model):
    """One way to find a value: exactly one of meta, css, label, regex, url, value.

    meta: name of a <meta> tag. css: CSS selector (text, or `attr`). label: a visible label such as 来源, the text after
    it up to the next label. regex: on the page's text, group 1 or the whole. url: regex on the URL, group 1 or the
    whole. comment: a pair of HTML comments' shared stem, such as ZJEG_RSS.content. value: a constant. label or regex
    beside css: within that element's text.
    """

    meta: str | None = None
    css: str | None = None
    attr: str | None = None
    label: str | None = None
    regex: Regex | None = None
    url: Regex | None = None
    comment: str | None = None
    value: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Selector:
        within = (self.label, self.regex) if self.css is None else ()
        ways = [self.meta, self.css, *within, self.url, self.comment, self.value]
        if sum(way is not None for way in ways) != 1:
            raise ValueError("say exactly one of meta, css, label, regex, url, comment, value")
        if self.css is not None and sum(one is not None for one in (self.attr, self.label, self.regex)) > 1:
            raise ValueError("beside css say one of attr, label, regex at most")
        return self

    @cached_property
    def spelled(self) -> str:
        """All of it in one short line, as rows and reports name it.

        >>> Selector(css=".info", label="来源").spelled, Selector(meta="PubDate").spelled
        ('css:.info label:来源', 'meta:PubDate')
        """
        return " ".join(f"{way}:{said}" for way, said in self.model_dump(exclude_none=True).items())


class FieldRule(Model):
    """How one field is read: the first selector that gives something wins."""

    first_of: tuple[Selector, ...]
    required: bool = False
    kind: Literal["text", "html", "date", "list"] = Field("text", alias="as")


class Template(Model):
    """A kind of content page: the URLs it has, and where its fields are.

    drop: lines within the body's element that are the site's, not the article's (a slogan, a licence, a menu), in full.
    """

    name: Id
    url: Regex | None = None
    source_key: str | None = None
    content_type: ContentType | None = None
    drop: tuple[str, ...] = ()
    fields: dict[FieldName, FieldRule] = {}


# --- partial settings, shared by families and sites -------------------------------------------------------------------


Hours = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]


class Crawl(Model):
    """How a site is fetched. Times in seconds, sizes in bytes.

    names: list page (its path, as in seeds) → its column's name, where no page says it. letters:
    names of columns in which the public writes and offices answer. twins: folders that hold the whole site
    once more (for telephones, in traditional characters); an address in one spells the address without it.
    connect_to: host →
    "address:port" to connect to instead of asking DNS (Host header and TLS name stay), for old sites whose name is
    already off. allow_addresses: CIDRs that may be reached although private; allow_private opens such addresses for the
    site's own hosts only, not for asset_hosts.
    tls_exceptions: host → why its certificate is not checked, and who said so; everywhere else it is. browser: pages
    that plain HTTP gives as empty shells are rendered by a headless browser (the `browser` extra). script_files: such
    pages are first read beside the site's own script files, which may tell what they ask for. whole: list page (its
    path) → why its list is whole though the site says more (drafts are counted, a page of it is lost), and who looked;
    / for a site that holds nothing any more.
    """

    source: Literal["http", "warc", "directory"] = "http"
    path: str | None = None
    seeds: tuple[str, ...] = ("/",)
    names: dict[str, str] = {}
    letters: tuple[str, ...] = ()
    include: tuple[Regex, ...] = ()
    exclude: tuple[Regex, ...] = ()
    significant_params: tuple[str, ...] | None = None
    ignored_params: tuple[str, ...] = ()
    twins: tuple[Folder, ...] = ()
    asset_hosts: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    max_pages: int = Field(200_000, gt=0)
    max_depth: int = Field(20, gt=0)
    max_bytes: int = Field(50 * 2**20, gt=0)
    deadline: float = Field(60.0, gt=0)
    max_redirects: int = Field(10, ge=0)
    attempts: int = Field(3, gt=0)
    delay: float = Field(0.5, ge=0)
    max_delay: float = Field(30.0, ge=0)
    concurrency: int = Field(2, gt=0, le=32)
    obey_robots: bool = True
    user_agent: str = "Guiyi/0.1 (+municipal site consolidation; contact your web office)"
    allow_private: bool = False
    allow_addresses: tuple[str, ...] = ()
    connect_to: dict[str, str] = {}
    tls_exceptions: dict[str, Annotated[str, Field(min_length=4)]] = {}
    whole: dict[str, Annotated[str, Field(min_length=4)]] = {}
    error_page: tuple[Regex, ...] = ()
    paging: tuple[Id, ...] = ()
    cloaking_sample: int = Field(0, ge=0, le=200)  # pages that are asked for as a spider and from a search page, too
    check_partners: bool = False  # whether the hosts that the sampled pages link to are looked at
    list_items: tuple[str, ...] = ()
    browser: bool = False
    script_files: bool = False
    quiet_hours: tuple[Hours, ...] = ()  # "08:30-18:00", Beijing time: the site is not asked then


class ColumnWhen(Model):
    """When a mapping rule applies: every part that is said must hold. Precedence goes by the strongest part said."""

    section: tuple[str, ...] = ()
    section_contains: tuple[str, ...] = ()
    url: Regex | None = None
    title: Regex | None = None
    content_type: ContentType | None = None
    template: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ColumnWhen:
        if not any((self.section, self.section_contains, self.url, self.title, self.content_type, self.template)):
            raise ValueError("say when the rule applies")
        return self


class ColumnThen(Model):
    """What a mapping rule decides: a column, or a drop with its reason; classes may be set beside a column."""

    column: str | None = None
    drop: str | None = None
    topic: str | None = None
    genre: str | None = None
    content_type: ContentType | None = None

    @model_validator(mode="after")
    def _one_decision(self) -> ColumnThen:
        if (self.column is None) == (self.drop is None):
            raise ValueError("say exactly one of column, drop")
        return self


class ColumnRule(Model):
    """One mapping rule: id, when, then; `by` and `note` record who decided and why."""

    id: Id
    when: ColumnWhen
    then: ColumnThen
    weight: int = 0
    by: str | None = None
    note: str | None = None


class Mapping(Model):
    """Rules that place records into the platform's columns; `unmatched` is review, fail, or a column's id."""

    columns: tuple[ColumnRule, ...] = ()
    unmatched: str = "review"


class Threshold(Model):
    """stop_* hold the load; warn_* only warn."""

    stop_below: float | None = None
    stop_above: float | None = None
    warn_below: float | None = None
    warn_above: float | None = None


class Assertions(Model):
    """Quality gates of a site, checked before its load is published. All but `records` are shares.

    implausible_dates: in the future or before 1990. repeated_bodies: one body on three records or more, which is the
    template's own text. redated: pages that changed and tell another day of publication than they did; from three on.
    foreign_site_code: pages that give another 标识码 than site.id_code. broken_files: attachments
    and images of the site that could not be had.
    """

    records: Threshold = Threshold()
    fill_rate: dict[FieldName, Threshold] = {}
    unmapped_rate: Threshold = Threshold()
    held_rate: Threshold = Threshold()
    drop_vs_last_good: Threshold = Threshold(stop_above=0.2)
    implausible_dates: Threshold = Threshold(warn_above=0.0, stop_above=0.2)
    redated: Threshold = Threshold(warn_above=0.0, stop_above=0.2)
    empty_bodies: Threshold = Threshold(warn_above=0.05, stop_above=0.5)
    repeated_bodies: Threshold = Threshold(warn_above=0.05, stop_above=0.5)
    garbled_text: Threshold = Threshold(warn_above=0.01, stop_above=0.1)
    error_pages: Threshold = Threshold(warn_above=0.0, stop_above=0.05)
    blocked_pages: Threshold = Threshold(warn_above=0.0, stop_above=0.02)
    foreign_site_code: Threshold = Threshold(warn_above=0.0, stop_above=0.5)
    broken_files: Threshold = Threshold(warn_above=0.05)


class Load(Model):
    """protect: fields an editor's change keeps for good. on_missing: what absence in a complete crawl means.

    gone_ceiling: share of the site's resources, gone_floor: number of resources, that may go missing in one run before
    it is held instead.
    """

    protect: tuple[str, ...] = ()
    on_missing: Literal["mark_gone", "keep"] = "mark_gone"
    gone_ceiling: Rate = 0.1
    gone_floor: int = Field(5, ge=0)


class Redirects(Model):
    """Which spellings of an old address are one address to the redirect service.

    query: significant: the parameters that the crawl tells pages by; keep: every parameter; drop: none. case: whether
    letter case of the path counts. default_pages: whether /a/index.html is /a/ (fold), or may have an answer of its own
    (keep). permanent: 301, or 308 where forms are still sent to old addresses.
    """

    query: Literal["significant", "keep", "drop"] = "significant"
    case: Literal["keep", "fold"] = "keep"
    default_pages: Literal["fold", "keep"] = "fold"
    permanent: Literal[301, 308] = 301


class Fingerprint(Model):
    """One sign of a CMS family in a page or a URL, with its weight."""

    html: Regex | None = None
    url: Regex | None = None
    weight: float = 1.0


# --- files ------------------------------------------------------------------------------------------------------------


class SiteIdentity(Model):
    """Who the old site is (`site:` in its file). days: which of 03/04/2019 is the day, where its page does not tell."""

    id: Id
    name: str
    department: Id
    tier: Literal["portal", "department", "vertical", "district"] = "department"
    district: str | None = None
    base_url: str
    aliases: tuple[str, ...] = ()
    charset: str | None = None
    days: Order | None = None
    id_code: Annotated[str, Field(pattern=r"^(\d{10}|bm\d{8})$")] | None = None
    state: Literal["active", "frozen", "retired"] = "active"


class FamilyFile(Model):
    """configs/families/<cms>.yaml: what sites of one CMS have in common."""

    version: Literal[1]
    name: str
    fingerprints: tuple[Fingerprint, ...] = ()
    crawl: dict[str, Any] = {}
    templates: tuple[Template, ...] = ()
    mapping: Mapping = Mapping()
    assertions: dict[str, Any] = {}


class SiteFile(Model):
    """configs/sites/<site>.yaml as written; the partial parts stay unlayered here."""

    version: Literal[1]
    extends: Id | None = None
    site: SiteIdentity
    crawl: dict[str, Any] = {}
    templates: tuple[Template, ...] = ()
    mapping: Mapping = Mapping()
    assertions: dict[str, Any] = {}
    load: dict[str, Any] = {}
    redirects: Redirects = Redirects()


class SiteConfig(Model):
    """One site, resolved: default → family → site. What every stage receives.

    rule_layers, template_layers: id of a mapping rule, name of a template → the layer that says it.
    `mapping.unmatched` counts as said only if it is in the mapping's `model_fields_set`.
    """

    site: SiteIdentity
    family: str | None
    crawl: Crawl
    templates: tuple[Template, ...]
    mapping: Mapping
    assertions: Assertions
    load: Load
    redirects: Redirects = Redirects()
    rule_layers: dict[str, Literal["site", "family"]] = {}
    template_layers: dict[str, Literal["site", "family"]] = {}
