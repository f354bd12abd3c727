"""survey-site: a first look at an unseen old site, and a draft of its file. At most so many requests, politely."""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import State
from pydantic import Field

from guiyi.errors import GuiyiError
from tasks.survey import look_at_site, offer_site, publish_failed_survey, publish_survey
from tasks.telling import completed, failed

Address = Annotated[
    str,
    Field(
        title="旧站网址 URL",
        description="旧站首页，以 http:// 或 https:// 开头 The first page of the old site, with http:// or https://",
        pattern=r"^https?://\S+$",
    ),
]
SiteId = Annotated[
    str,
    Field(
        title="站点代号 Id",
        description="小写字母、数字、短横线 Small letters, digits, dashes: the name of its file in configs/sites/",
        pattern=r"^[a-z0-9][a-z0-9._-]*$",
    ),
]
Write = Annotated[
    bool,
    Field(
        title="写入文件 Write",
        description="写入站点文件，migrate-site 即可选它 Write its file; migrate-site then offers the site",
    ),
]
Requests = Annotated[
    int,
    Field(
        ge=5, le=2000, title="最多请求数 Requests", description="最多向旧站请求几次 How often the site is asked at most"
    ),
]
Private = Annotated[
    bool, Field(title="内网地址 Private", description="旧站在内网 The site stands on a private or loopback address")
]
ConnectTo = Annotated[
    str,
    Field(
        title="直连 Connect to",
        description="域名已停用时 Where a name is off: HOST=ADDRESS:PORT；一般不填 usually empty",
        pattern=r"^(?:[^=\s]+=\S+:\d+(?:\s+|$))*$",
    ),
]
WithBrowser = Annotated[
    bool,
    Field(
        title="浏览器 Browser", description="页面由脚本生成时用浏览器打开 Let a headless browser fill scripted pages"
    ),
]


@flow(name="survey-site", flow_run_name="初看 survey {site}")
def survey_site(
    url: Address, site: SiteId, write: Write = False, max_requests: Requests = 300, allow_private: Private = False,
    connect_to: ConnectTo = "", browser: WithBrowser = False,
) -> State[Any]:  # fmt: skip
    """Looks at an old site and publishes what it found: family, columns, templates, proposed mapping, health, doubts.

    Completed: the artifact "survey-…" holds the findings and the draft of the site's file. Failed: the site is down,
    refuses, or is no web site; the message says which, the artifact what to do.
    """
    try:
        found = look_at_site(url, site, write, max_requests, allow_private, connect_to, browser)
    except GuiyiError as error:
        publish_failed_survey(site, url, error)
        return failed(error)
    publish_survey(found)
    if write:
        offer_site(site)
    family, columns = found["family"] or "no known CMS", len(found["columns"])
    message = f"{site}: {family}, {columns} columns, {found['requests']} requests"
    return completed(message=message, data=found)
