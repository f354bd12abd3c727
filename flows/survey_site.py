"""survey-site: a first look at an unseen old site, and a draft of its file. At most so many requests, politely."""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import Completed, State
from pydantic import Field

from tasks.survey import look_at_site, publish_survey

Address = Annotated[
    str, Field(title="旧站网址 URL", description="The first page of the old site", pattern=r"^https?://\S+$")
]
SiteId = Annotated[
    str,
    Field(title="站点代号 Id", description="The name of its file in configs/sites/", pattern=r"^[a-z0-9][a-z0-9._-]*$"),
]
Write = Annotated[bool, Field(title="写入文件 Write", description="Write configs/sites/<id>.yaml on the worker")]
Requests = Annotated[
    int, Field(ge=5, le=2000, title="最多请求数 Requests", description="How many requests the site is asked at most")
]
Private = Annotated[
    bool, Field(title="内网地址 Private", description="The site stands on a private or loopback address")
]
ConnectTo = Annotated[
    dict[str, str],
    Field(title="直连 Connect to", description="Host → address:port, where a name is off; usually empty"),
]
WithBrowser = Annotated[bool, Field(title="浏览器 Browser", description="Let a headless browser fill scripted pages")]


@flow(name="survey-site", flow_run_name="survey {site}")
def survey_site(
    url: Address,
    site: SiteId,
    write: Write = False,
    max_requests: Requests = 300,
    allow_private: Private = False,
    connect_to: ConnectTo | None = None,
    browser: WithBrowser = False,
) -> State[Any]:
    """Looks at an old site and publishes what it found: family, columns, templates, proposed mapping, health, doubts.

    Completed: the artifact "survey-…" holds the findings and the draft of the site's file. Failed: the site is down,
    refuses, or is no web site; the message says which.
    """
    found = look_at_site(url, site, write, max_requests, allow_private, connect_to or {}, browser)
    publish_survey(found)
    family, columns = found["family"] or "no known CMS", len(found["columns"])
    message = f"{site}: {family}, {columns} columns, {found['requests']} requests"
    return Completed(message=message, data=found)
