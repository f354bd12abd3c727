"""The shape of configs/platform.yaml and configs/waves.yaml: what holds for the whole city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from guiyi.config.models import ContentType, Function, Hours, Id, Mapping, Model, Rate, Regex


class Column(Model):
    """One 栏目 of the portal; ids are dotted and unique in the whole tree.

    names: other names of such columns on old sites. ends: what such names end in. whole: all below one belongs to it.
    hints: words within a name that are a sign of the column, and no more. items: words within titles of its items.
    """

    id: Id
    name: str
    names: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    whole: bool = False
    content_type: ContentType | None = None
    columns: tuple[Column, ...] = ()


class FunctionColumns(Model):
    """The columns under one of the four functions."""

    function: Function
    columns: tuple[Column, ...]


class Classification(Model):
    """From which confidence on a class that rules tell is given; one below it is a proposal for the reviewer."""

    give_from: Rate = 0.85


class Topic(Model):
    """One of the 22 主题分类 with its children. words: what its titles say; agencies: how its agencies are called;
    english: what English titles and agencies of it say."""

    name: str
    children: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    english: tuple[str, ...] = ()


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
    classification: Classification = Classification()
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


def walk_columns(platform: Platform) -> Iterator[tuple[str, Column]]:
    """Every column of the tree with its function, top first."""

    def below(function: str, columns: tuple[Column, ...]) -> Iterator[tuple[str, Column]]:
        for column in columns:
            yield function, column
            yield from below(function, column.columns)

    for one in platform.functions:
        yield from below(one.function, one.columns)
