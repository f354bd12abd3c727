"""What a configuration file may say: frozen, typed, unknown keys refused.

A *partial* is what families and sites may both say; `SiteFile` adds who the site is. `guiyi.config.load` layers
default → family → site into one `SiteConfig`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

CONTENT_TYPES = (
    "article", "document", "interpretation", "guide", "letter", "interview", "survey", "gallery", "video", "profile",
)  # fmt: skip
FUNCTIONS = ("信息发布", "解读回应", "办事服务", "互动交流")

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

    names: list page (its path, as in seeds) → its column's name, where no page says it. connect_to: host →
    "address:port" to connect to instead of asking DNS (Host header and TLS name stay), for old sites whose name is
    already off. allow_addresses: CIDRs that may be reached although private, when allow_private is not said.
    tls_exceptions: host → why its certificate is not checked, and who said so; everywhere else it is. browser: pages
    that plain HTTP gives as empty shells are rendered by a headless browser (the `browser` extra).
    """

    source: Literal["http", "warc", "directory"] = "http"
    path: str | None = None
    seeds: tuple[str, ...] = ("/",)
    names: dict[str, str] = {}
    include: tuple[Regex, ...] = ()
    exclude: tuple[Regex, ...] = ()
    significant_params: tuple[str, ...] | None = None
    ignored_params: tuple[str, ...] = ()
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
    error_page: tuple[Regex, ...] = ()
    paging: tuple[Id, ...] = ()
    cloaking_sample: int = Field(0, ge=0, le=200)  # pages that are asked for as a spider and from a search page, too
    check_partners: bool = False  # whether the hosts that the sampled pages link to are looked at
    list_items: tuple[str, ...] = ()
    browser: bool = False
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
    template's own text. foreign_site_code: pages that give another 标识码 than site.id_code. broken_files: attachments
    and images of the site that could not be had.
    """

    records: Threshold = Threshold()
    fill_rate: dict[FieldName, Threshold] = {}
    unmapped_rate: Threshold = Threshold()
    held_rate: Threshold = Threshold()
    drop_vs_last_good: Threshold = Threshold(stop_above=0.2)
    implausible_dates: Threshold = Threshold(warn_above=0.0, stop_above=0.2)
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
    """Who the old site is (`site:` in its file)."""

    id: Id
    name: str
    department: Id
    tier: Literal["portal", "department", "vertical", "district"] = "department"
    district: str | None = None
    base_url: str
    aliases: tuple[str, ...] = ()
    charset: str | None = None
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


# --- the platform -----------------------------------------------------------------------------------------------------


class Column(Model):
    """One 栏目 of the portal; ids are dotted and unique in the whole tree."""

    id: Id
    name: str
    names: tuple[str, ...] = ()
    content_type: ContentType | None = None
    columns: tuple[Column, ...] = ()


class FunctionColumns(Model):
    """The columns under one of the four functions."""

    function: Function
    columns: tuple[Column, ...]


class Topic(Model):
    """One of the 22 主题分类 with its children."""

    name: str
    children: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Genre(Model):
    """One 体裁分类, with the code it has where codes are used."""

    name: str
    code: str | None = None


class MetadataField(Model):
    """One field of the unified metadata: export name, labels, whether it must be filled, and its rule."""

    name: str
    label: str
    label_en: str
    required: bool = False
    pattern: Regex | None = None
    note: str | None = None


class Agency(Model):
    """A department or district that owns sites. numbers: how its document numbers begin, such as 云文发."""

    id: Id
    name: str
    aliases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


class Security(Model):
    """What pages are judged by. white_hosts: hosts (with all under them) that official pages may link to unseen."""

    white_hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9\u4e00-\u9fff][a-z0-9.\u4e00-\u9fff-]*$")], ...] = ()


Step = Literal["identity_mark", "site_code", "icp", "public_security", "domain"]


class Retirement(Model):
    """How the city retires its old sites (`retirement:` in platform.yaml). Durations in whole days.

    platform_url: where old addresses are sent. archive_url: another origin, on which archived pages are shown.
    allowed_hosts: hosts beside the platform's own that a redirect may lead to. operators (empty: anyone) and approvers:
    who may do what when asked by name; the portal's sign-in has roles of its own. approve_in: where an approval counts.
    announce_days: from the closing notice to the redirects. redirect_days: least time that redirects stay.
    connect_to: host → "address:port" where a verification asks, before DNS says so.
    resolved_urls, resolved_hits: share of old addresses, and of their visits, that need an answer.
    """

    platform_url: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")] = "https://www.example.test"
    archive_url: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")] | None = None
    allowed_hosts: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    approve_in: tuple[Literal["portal", "prefect", "command"], ...] = ("portal", "prefect", "command")
    announce_days: int = Field(30, ge=0)
    redirect_days: int = Field(180, ge=0)
    quiet_days: int = Field(30, ge=0)
    offline_days: int = Field(30, gt=0)
    offline_per_year: int = Field(1, ge=0)
    reminder_days: int = Field(3, gt=0)
    resolved_urls: Rate = 1.0
    resolved_hits: Rate = 1.0
    replay_sample: int = Field(20, ge=0)
    pictures: bool = True
    deregistrations: tuple[Step, ...] = ("identity_mark", "site_code", "icp", "public_security", "domain")
    connect_to: dict[str, str] = {}
    contact: str = ""


class Supervision(Model):
    """Thresholds of 统一监管. Days are calendar days; a column without a number of its own takes `stale_days`."""

    home_days: int = 14  # 国办秘函〔2019〕19号: the front page without anything new for two weeks
    stale_days: int = 365
    column_days: dict[Id, int] = {}
    empty_columns: int = 5  # from this many on, a veto
    unanswered_days: int = 90
    metadata_fill: Rate = 0.95  # share of resources that have a field, below which it is told
    fields: tuple[str, ...] = ("published_at", "source", "issuing_agency", "topic_category", "index_number")
    privacy_sample: int = Field(2000, ge=0)  # newest resources that are searched for personal numbers
    dead_links: Rate = 0.01  # share of links that lead nowhere, above which it fails
    links_a_run: int = Field(0, ge=0)  # links to other hosts that one run asks for; 0: nobody outside is asked
    link_days: int = Field(30, ge=1)  # an outside link that answered is asked again after so many days
    link_failures: int = Field(3, ge=1)  # days on which one did not answer before it counts as dead


class Retention(Model):
    """What is kept how long; archives, attachments, evidence, ledger, library and logs are kept for good.

    runs_days: Prefect's runs with their logs and artifacts, after they ended. results_days: what Prefect keeps of
    finished tasks. parts_days: a stage's output that a newer one replaced. reports_kept: of each site's newest runs.
    """

    runs_days: int = Field(180, ge=7)
    results_days: int = Field(30, ge=7)
    parts_days: int = Field(30, ge=1)
    reports_kept: int = Field(20, ge=1)


class Interaction(Model):
    """Thresholds of 互动交流, as the rules set them. Days of `counts`, but unanswered_days, which are calendar days."""

    reply_days: int = 15  # a letter answered later, or not yet, is overdue
    counts: Literal["working", "calendar"] = "working"
    unanswered_days: int = 90  # 国办秘函〔2019〕19号: unanswered for more than three months
    holidays: tuple[date, ...] = ()  # days off from Monday to Friday
    workdays: tuple[date, ...] = ()  # days worked on a weekend in their place


PersonalKind = Literal["id", "passport", "card", "phone", "email", "landline", "address", "name", "plate", "account"]
NUMBERS: tuple[PersonalKind, ...] = ("id", "passport", "card", "phone", "email")
ALL_KINDS: tuple[PersonalKind, ...] = (*NUMBERS, "landline", "address", "name", "plate", "account")


class Privacy(Model):
    """Which personal data is masked before load. A policy is a set of kinds; the first that fits a document counts.

    sections, titles: pattern of a legacy column's name or of a title → policy. content_types: content type → policy.
    """

    policies: dict[str, tuple[PersonalKind, ...]] = {"default": NUMBERS, "letter": ALL_KINDS}
    sections: dict[Regex, str] = {}
    titles: dict[Regex, str] = {}
    content_types: dict[ContentType, str] = {"letter": "letter"}

    @model_validator(mode="after")
    def _known(self) -> Privacy:
        named = {*self.sections.values(), *self.titles.values(), *self.content_types.values(), "default"}
        if unknown := sorted(named - self.policies.keys()):
            raise ValueError(f"there is no policy {', '.join(unknown)}; privacy.policies must name it")
        return self

    def policy_for(self, content_type: str | None, section: str | None, title: str | None) -> str:
        """Content type, legacy column and title of a document → the name of its policy."""
        for kind, policy in self.content_types.items():
            if kind == content_type:
                return policy
        for patterns, text in ((self.sections, section), (self.titles, title)):
            for pattern, policy in patterns.items():
                if text and re.search(pattern, text):
                    return policy
        return "default"


class TargetPlatform(Model):
    """A platform that old sites move to: the municipal one, or a district's, by its id or name."""

    id: Id
    name: str
    is_municipal: bool = False


class Platform(Model):
    """configs/platform.yaml."""

    version: Literal[1]
    name: str
    functions: tuple[FunctionColumns, ...]
    topics: tuple[Topic, ...]
    genres: tuple[Genre, ...]
    metadata: tuple[MetadataField, ...]
    agencies: tuple[Agency, ...] = ()
    platforms: tuple[TargetPlatform, ...] = ()
    supervision: Supervision = Supervision()
    interaction: Interaction = Interaction()
    mapping: Mapping = Mapping()
    security: Security = Security()
    privacy: Privacy = Privacy()
    retirement: Retirement = Retirement()
    retention: Retention = Retention()


class Wave(Model):
    """Sites that move together, in order, by a deadline.

    at_once: sites side by side; per_host: how many of these may stand on one host. quiet_hours: none of them is begun,
    and none is asked, in these hours, beside each site's own.
    """

    name: Id
    deadline: date
    sites: tuple[Id, ...]
    at_once: int = Field(2, gt=0, le=100)
    per_host: int = Field(1, gt=0)
    quiet_hours: tuple[Hours, ...] = ()


class Waves(Model):
    """configs/waves.yaml."""

    version: Literal[1]
    waves: tuple[Wave, ...] = ()
