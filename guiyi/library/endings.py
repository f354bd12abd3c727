"""How one URL ends: the rules, in order. The first that fits wins; a page that fits none is unexplained."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guiyi.ledger import API, ASSET, DROPPED, FAILED, FETCHED, GONE, HELD, LIST, LOADED, MERGED, REQUISITE, SKIPPED

# Which item speaks for a page that holds several: the one that is furthest.
RANK = {state: rank for rank, state in enumerate((LOADED, MERGED, HELD, FAILED, DROPPED, GONE))}
CAUSE_END = re.compile(r"[:：(（/]|https?://|\d{4,}")
FURNITURE = {
    REQUISITE: ("furniture", "页面构件，已随网页存档 page furniture, archived"),
    API: ("list-data", "列表数据，条目另行入库 list data; its items are taken one by one"),
}


@dataclass(frozen=True)
class Ending:
    """disposition and reason of one URL; cause: short and stable, for grouping."""

    disposition: str
    reason: str
    cause: str
    resource_id: str | None = None


@dataclass(frozen=True)
class Around:
    """What is known around a page: its items, the resource it is a copy of, the resource that uses it as a file."""

    items: Sequence[Mapping[str, Any]] = ()
    copy_of: str | None = None
    used_by: str | None = None
    is_listed: bool = False


def end_page(page: Mapping[str, Any], around: Around) -> Ending | None:
    """A `pages` row and what is known around it → how it ends; None: unexplained. Redirects are followed elsewhere."""
    if around.items:
        return _end_item(page, min(around.items, key=lambda item: (RANK.get(item["state"], 9), item["source_key"])))
    if around.copy_of:
        return Ending(MERGED, f"同一内容的另一网址 another address of {around.copy_of}", "copy", around.copy_of)
    if around.used_by:
        return Ending(LOADED, f"附件或图片已入库 file of {around.used_by}", "file", around.used_by)
    if page["state"] == FETCHED:
        return _end_fetched(page, around)
    return _end_unfetched(page)


def _end_item(page: Mapping[str, Any], item: Mapping[str, Any]) -> Ending | None:
    state, resource, why = item["state"], item["resource_id"], item["reason"] or ""
    if state not in RANK:
        return None
    if state == LOADED:
        return Ending(LOADED, f"已入库 loaded{_last_copy(page)}", "item", resource)
    if state == MERGED:
        note = f"：{why}" if why else ""
        return Ending(MERGED, f"并入 merged into {resource}{note}{_last_copy(page)}", "item", resource)
    if state == GONE:
        return Ending(GONE, why or _gone(page), "item", resource)
    return Ending(state, why, "item", resource) if why else None


def _last_copy(page: Mapping[str, Any]) -> str:
    if page["state"] == GONE:
        return f"；旧站现已撤下（{page['status']}），保留上次内容 the old site took it down, the last copy is kept"
    if page["state"] == "failed":
        return f"；本次抓取失败，保留上次内容 the last copy is kept: {page['error'] or page['status']}"
    return ""


def _gone(page: Mapping[str, Any]) -> str:
    return f"旧站已撤 taken down: {page['error'] or page['status'] or 'gone'}"


def _end_fetched(page: Mapping[str, Any], around: Around) -> Ending | None:
    role = page["role"]
    if role == LIST:
        return Ending(DROPPED, "列表或导航页，由新平台栏目取代 list or navigation page, replaced", "list-page")
    if role == ASSET and around.is_listed:
        return Ending(
            HELD, "列表直接链接的文件，尚未成为资源 file listed as an item; no resource holds it", "listed-file"
        )
    if role == ASSET:
        return Ending(DROPPED, "没有内容引用的文件 not used by any content in the library", "unused-file")
    if role in FURNITURE:
        cause, reason = FURNITURE[role]
        return Ending(DROPPED, reason, cause)
    return None


def _end_unfetched(page: Mapping[str, Any]) -> Ending | None:
    error = page["error"] or ""
    if page["state"] == GONE:
        return Ending(GONE, _gone(page), "gone")
    if page["state"] == FAILED:
        why = error or f"HTTP {page['status']}"
        return Ending(FAILED, f"抓取失败 could not be fetched: {why}", cause_of(why))
    if page["state"] == SKIPPED and error:
        return Ending(DROPPED, f"未抓取 left out: {error}", cause_of(error))
    return None


def cause_of(text: str) -> str:
    """A reason in words → its stable beginning, to group by.

    >>> cause_of("robots.txt forbids: /a/b"), cause_of("trap (depth 21)"), cause_of("HTTP 500: thrice")
    ('robots.txt forbids', 'trap', 'HTTP 500')
    """
    return CAUSE_END.split(text.strip(), maxsplit=1)[0].strip()[:60] or text.strip()[:60]


def end_redirect(target_key: str, target: Mapping[str, Any] | None) -> Ending:
    """The row a redirect leads to (None: not in the ledger, or a loop) → how the redirecting URL ends."""
    if target is None or target["disposition"] is None:
        if target_key.startswith("//"):
            return Ending(DROPPED, f"转到站外 redirects off the site: {target_key}", "redirect-away")
        return Ending(FAILED, f"转向没有终点 redirect without an end: {target_key}", "redirect-lost")
    if target["disposition"] in (LOADED, MERGED):
        reason = f"转到 redirects to {target_key}，并入 merged into {target['resource_id']}"
        return Ending(MERGED, reason, "redirect", target["resource_id"])
    reason = f"转到 redirects to {target_key}：{target['reason'] or ''}"
    return Ending(target["disposition"], reason, "redirect", target["resource_id"])
