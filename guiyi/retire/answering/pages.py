"""What people see at an old address that has no new one: why, and where to go on."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Template

from guiyi.templates import templates_beside

# kind → title, and what it means, in Chinese and English
WORDS = {
    "gone": (
        "该页面已撤下 This page is gone",
        "原网站已整合，此页面没有迁移。 The old site was merged; this page was not moved.",
    ),
    "archived": (
        "该页面已归档 This page is archived",
        "此页面没有迁移到新平台，可查看归档副本。 It was not moved; a copy is in the archive.",
    ),
    "awaiting": (
        "内容即将发布 Not yet published",
        "此页面的内容正在整理，即将在新平台发布。 Its content will be published on the new platform.",
    ),
    "unknown": ("没有这个页面 No such page", "旧网站上没有这个地址，或地址有误。 The old site had no such address."),
    "no-site": ("没有这个网站 No such site", "本服务不为这个域名应答。 This service does not answer for this name."),
}


@lru_cache(maxsize=1)
def _template() -> Template:
    return templates_beside(__file__).get_template("answer.html")


@lru_cache(maxsize=4096)
def render_answer(kind: str, site_name: str, url: str, reason: str, copy: str = "") -> bytes:
    """Kind of answer, name of the old site, address as asked for, reason, address of the archived copy → HTML."""
    title, meaning = WORDS[kind]
    text = _template().render(
        kind=kind, title=title, meaning=meaning, site_name=site_name, url=url, reason=reason, copy=copy
    )
    return text.encode("utf-8", "replace")
