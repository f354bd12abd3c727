"""What a survey found, as values: of the site, its family, its columns, its templates, its health."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from guiyi.config.models import Template

KIND_WORDS = {
    "letters": "来信", "surveys": "调查", "interviews": "访谈", "guides": "办事指南", "documents": "公文",
    "galleries": "图集", "profiles": "人物", "interpretations": "解读", "videos": "视频", "one page": "单页",
}  # fmt: skip
SHORT = "its lists name"  # in a sign of a column whose lists are cut short


@dataclass(frozen=True)
class Guess:
    """A value that was not told but found: how sure (0–1), and where it comes from."""

    value: str | None
    confidence: float = 0.0
    evidence: str = ""


@dataclass(frozen=True)
class Identity:
    """Who the site is. aliases: other names of the same site. bare: addresses that may be, too. hosts: all spellings of
    its hosts with how many addresses are so written. charset: None where pages say it themselves. days: the order of
    days in figures, where pages show it."""

    base_url: str
    name: Guess
    id_code: Guess
    tier: Guess
    district: Guess
    department: Guess
    charset: Guess
    days: Guess
    aliases: tuple[Guess, ...] = ()
    bare: tuple[Guess, ...] = ()
    hosts: dict[str, int] = field(default_factory=dict)
    charsets: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FamilyScore:
    """One CMS family: the weight of its signs that were seen over that of all (0–1), and where each was seen."""

    family: str
    name: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """Where a legacy column may go: the platform's column, how sure (0–1), why, and whether it maps by itself: by its
    own name, or by that of the column above it.
    """

    column: str
    confidence: float
    why: str
    by_name: bool = False
    by_above: bool = False


@dataclass
class Column:
    """One 栏目 of the old site: its list, its size as said and as seen, its dates, and where it may go.

    names: all names that navigation, list page and articles give it, the commonest first. kind: letters, surveys,
    interviews, guides, documents, galleries or articles, by what its sample pages are; or one page, with the `label` of
    the navigation that leads to it (its rule goes by its address where the page itself names no column).
    expected: items it says it has, or its pages add up to; reach: how many its pages name, where the last was seen.
    menu_name: what navigation calls it where neither its list nor its articles say their column. folder: of one page
    that is its folder's index, where other pages in that folder say no column: they are below it. topic: what the page
    of a 专题 is called that alone leads to it.
    """

    url: str
    names: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    expected: int | None = None
    reach: int | None = None
    expected_how: str | None = None
    pages: int | None = None
    listed: int = 0
    per_page: int = 0
    paging: str | None = None
    oldest: str | None = None
    newest: str | None = None
    kind: str = "articles"
    example: tuple[str, str] | None = None
    titles: tuple[str, ...] = ()
    column_type: str | None = None
    label: str = ""
    menu_name: str = ""
    folder: str = ""
    topic: str = ""
    proposals: tuple[Proposal, ...] = ()
    signs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0] if self.names else self.label or self.url

    @property
    def kind_said(self) -> str:
        """What its pages are, to show; empty for articles, which most columns hold."""
        return f"{KIND_WORDS.get(self.kind, '')} {self.kind}".strip() if self.kind != "articles" else ""

    @property
    def size(self) -> str:
        """How many items it holds: as told or added up; else between which numbers, or at least how many."""
        if self.expected is not None:
            return str(self.expected)
        if self.pages and self.pages > 1 and self.per_page:
            return f"{(self.pages - 1) * self.per_page + 1}–{self.pages * self.per_page}"
        return f"{self.listed}+" if self.paging else str(self.listed)

    @property
    def is_older(self) -> bool:
        """Whether it goes further back than was seen: its last page was not, or its lists are cut short."""
        return bool(self.paging) and (self.reach is None or any(SHORT in one for one in self.signs))


@dataclass(frozen=True)
class TemplateFound:
    """A template for the site's file: pages it was learned from, an example, and how sure each of its fields is."""

    template: Template
    pages: int
    example: str
    fields: dict[str, tuple[float, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hidden:
    """What robots.txt and limits keep from a survey: addresses refused, and columns or pages not looked at."""

    robots: tuple[str, ...] = ()
    robots_note: str = ""
    beyond_limit: int = 0


@dataclass(frozen=True)
class Sign:
    """One sign of the site's health; is_bad where the inspection rules would count it as a fault."""

    name: str
    said: str
    is_bad: bool = False


@dataclass
class Findings:
    """All that a survey found. unknown: what it could not tell, in words for a person. notes: what else to know.
    twins: folders that hold the site once more, and a link to each. folds_case: capitals make no other
    address. include: the pattern of the site's own folder,
    where it shares its host with others. others: patterns of pages that lead to other offices on its host, and whose
    they are. choices: the platform's columns with their names, of which a person chooses."""

    site: str
    url: str
    requests: int
    identity: Identity
    families: tuple[FamilyScore, ...] = ()
    family: str | None = None
    columns: tuple[Column, ...] = ()
    templates: tuple[TemplateFound, ...] = ()
    seeds: tuple[str, ...] = ()
    include: str | None = None
    exclude: tuple[tuple[str, str], ...] = ()
    twins: dict[str, str] = field(default_factory=dict)
    folds_case: bool = False
    others: dict[str, str] = field(default_factory=dict)
    asset_hosts: tuple[str, ...] = ()
    attachments: dict[str, int] = field(default_factory=dict)
    hidden: Hidden = field(default_factory=Hidden)
    health: tuple[Sign, ...] = ()
    needs_browser: bool = False
    waiting: tuple[str, ...] = ()  # pages that only a browser shows whole
    needs_script_files: bool = False
    ignored_params: tuple[str, ...] = ()  # in which the site hands on its reader's session
    sitemap_urls: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        plain = asdict(self)
        for one, found in zip(plain["templates"], self.templates, strict=True):
            one["template"] = found.template.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return plain
