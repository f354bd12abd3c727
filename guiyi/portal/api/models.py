"""What the unified call API takes and gives: the models its OpenAPI document is made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from guiyi.config.models import ContentType, Function
from guiyi.library.calls import MOST

TEXT = r"^[^\x00]*$"  # no NUL: PostgreSQL stores none
DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SHA256 = r"^[0-9a-f]{64}$"
INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(\+00:00|Z)?)?$"
CURSOR = r"^([0-9T:+Z-]{1,40}~)?[0-9]{1,19}$"
Exact = Annotated[str, Field(max_length=500, pattern=TEXT)]
Id = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9._-]+$")]


class Asked(BaseModel):
    """Query parameters of a list; all must hold. Unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(20, ge=1, le=MOST, description="rows of a page")
    cursor: str | None = Field(None, pattern=CURSOR, description="next_cursor of the page before")
    q: str | None = Field(None, max_length=200, pattern=TEXT, description="full text; all words must be there")
    in_title: bool = Field(False, description="q is looked for in titles only")
    column: Id | None = Field(None, description="a column's id; columns under it count")
    legacy_url: Exact | None = Field(None, description="an old address: what answers it now")
    legacy_site: Id | None = Field(None, description="the old site it came from")
    published_from: str | None = Field(None, pattern=DATE)
    published_to: str | None = Field(None, pattern=DATE, description="inclusive")
    updated_since: str | None = Field(
        None, pattern=INSTANT,
        description="delta: what changed since this instant (UTC), oldest first; what left the library comes as a "
        "tombstone with its status and no content",
    )  # fmt: skip
    content_type: ContentType | None = None
    function: Function | None = None
    topic_category: Exact | None = None
    genre_category: Exact | None = None
    issuing_agency: Exact | None = None
    document_number: Exact | None = None
    index_number: Exact | None = None
    written_on: str | None = Field(None, pattern=DATE)
    effective_status: Exact | None = None
    source: Exact | None = None
    author: Exact | None = None
    language: Exact | None = None
    legacy_column: Exact | None = None
    run_id: Id | None = None
    resource_id: Id | None = None
    title: Exact | None = Field(None, description="the whole title; for words of it see q and in_title")
    keyword: Exact | None = Field(None, description="one of its keywords")
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    content_sha256: str | None = Field(None, pattern=SHA256)
    first_loaded_on: str | None = Field(None, pattern=DAY, description="the day (UTC) it came into the library")
    attachment: Exact | None = Field(None, description="SHA-256 or name of a file attached")
    has_attachments: bool | None = None
    image: Exact | None = Field(None, description="SHA-256 or alternative text of a picture")
    has_images: bool | None = None
    letter_status: Exact | None = None
    letter_reply_agency: Exact | None = None
    letter_asked_on: str | None = Field(None, pattern=DAY)
    letter_accepted_on: str | None = Field(None, pattern=DAY)
    letter_replied_on: str | None = Field(None, pattern=DAY)
    status: Literal["published", "withdrawn", "held"] | None = Field(None, description="others than published: a key")


class Listed(BaseModel):
    """A resource in a list, without its body."""

    resource_id: str
    title: str | None
    content_type: str | None
    function: str | None
    column: str | None
    topic_category: str | None
    genre_category: str | None
    issuing_agency: str | None
    document_number: str | None
    written_on: str | None
    published_at: str | None
    effective_status: str | None
    source: str | None
    summary: str | None
    legacy_site: str | None
    status: str
    version: int | None
    updated_at: str


class ListPage(BaseModel):
    """One page. count: how many there are in all, at most count_bound; null on later pages and in deltas."""

    items: list[Listed]
    next_cursor: str | None
    count: int | None
    count_bound: int


class ColumnNode(BaseModel):
    """A column of the platform."""

    id: str
    name: str
    count: int
    columns: list[ColumnNode]


class FunctionNode(BaseModel):
    """One of the four functions with its columns."""

    function: str
    columns: list[ColumnNode]


class Changes(BaseModel):
    """Fields that an editor may change by call. version: of the resource that was read; another is refused (409)."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31 - 1, description="of the resource that was read; another is refused (409)")
    title: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")] | None = None
    column: Id | None = None
    published_at: str | None = Field(None, pattern=INSTANT)
    issuing_agency: Exact | None = None
    document_number: Exact | None = None
    source: Exact | None = None
    author: Exact | None = None
    summary: Annotated[str, Field(max_length=5000, pattern=TEXT)] | None = None
    keywords: Annotated[list[Exact], Field(max_length=50)] | None = None


class Changed(BaseModel):
    """The new version's number."""

    resource_id: str
    version: int


class Problem(BaseModel):
    """An error (RFC 9457)."""

    title: str
    status: int
    detail: str


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Status codes → how OpenAPI says that they may come, all as problem+json."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"model": Problem, "content": content} for code in codes}
