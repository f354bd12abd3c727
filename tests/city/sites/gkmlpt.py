"""云川市卫生和计划生育委员会 in the manner of gkmlpt: lists are empty shells, their items come as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Answer, Request, Row, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, plain, short

SID = "999031"


class Gkmlpt(Site):
    """An earlier migration left a wrong PubDate on some old pages; the visible date is right."""

    per_page = 20
    has_sitemap = True
    disallowed = ("/gkmlpt/search/", "/admin/")

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/content/post_{number + 8000000}.html"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/attachment/0/{number // 100}/{number * 40 + at}/{number + 8000000}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/zwgk/{column.key}/index.html"

    def respond_list(self, state: State, request: Request) -> str | Answer | None:
        parts = request.path.strip("/").split("/")
        if parts[:3] == ["gkmlpt", "api", "all"] and len(parts) == 4:
            return self._interface(state, parts[3], request)
        column = self.column(parts[1]) if parts[0] == "zwgk" and len(parts) > 1 else None
        return self._list(column) if column else None

    def _interface(self, state: State, key: str, request: Request) -> Answer | None:
        column, number = self.column(key), request.query.get("page", "1")
        if column is None or not number.isdigit() or request.query.get("sid") != SID:
            return Answer(b'{"error": "forbidden"}', "application/json", 403)
        rows, _pages, total = self.list_page(state.name, key, int(number))
        reply = {
            "total": total, "page": int(number), "classify": {"id": int(key), "name": column.name},
            "articles": [self._article(row, column) for row in rows],
        }  # fmt: skip
        return Answer(json.dumps(reply, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _article(self, row: Row, column: Column) -> dict[str, object]:
        item = row.item
        stamp = int((item.moment - timedelta(hours=8)).replace(tzinfo=UTC).timestamp())
        return {
            "id": item.number + 8000000, "title": item.draft.title, "url": self.url(row.path), "post_url": self.url(row.path),
            "classify_main": int(column.key), "publisher": item.source, "created_at": f"{item.moment:%Y-%m-%d %H:%M:%S}",
            "create_time": stamp, "display_publish_time": stamp, "document_number": item.draft.document_number,
            "identifier": item.index_number,
        }  # fmt: skip

    def _list(self, column: Column) -> str:
        script = (
            f"<script>\nvar _CONFIG = {{\n  SID: '{SID}',\n  CATEGORY: {column.key},\n  perpage: {self.per_page}\n}};\n"
            f"$.getJSON('/gkmlpt/api/all/{column.key}?page=1&sid=' + _CONFIG.SID, renderList);\n</script>"
        )
        body = f'{self._crumbs(column)}<div class="list_div"><ul id="article-list"></ul><div id="pager"></div></div>{script}'
        return self._shell(column.name, self._metas(column), body)

    def _crumbs(self, column: Column) -> str:
        link = f'<a href="{self.list_path(column)}">{column.name}</a>'
        return f'<div class="position">当前位置: <a href="/">首页</a> &gt; {link}</div>\n'

    def render_item(self, item: Item, column: Column) -> str:
        draft = item.draft
        claimed = item.meta_date or item.moment
        day = f"{claimed:%Y-%m-%d %H:%M}"
        shown = item.moment.strftime("%Y-%m-%d %H:%M")
        metas = self._metas(column) + (
            f'<meta name="ArticleId" content="{item.number + 8000000}">\n<meta name="ArticleTitle" content="{escape(draft.title)}">\n'
            f'<meta name="PubDate" content="{day}">\n<meta name="ContentSource" content="{item.source}">\n'
        )
        hand = markup.clean if item.oddity % 5 else markup.word
        body = (
            f'{self._crumbs(column)}{self._facts(item)}<div class="zw"><h1 class="zw-title">{escape(draft.title)}</h1>\n'
            f'<div class="zw-info"><span>来源：{item.source}</span> <span class="time">发布时间：{shown}</span> '
            f'<span class="fontsize">【字体：<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a>】'
            f'</span></div>\n<div id="zoomcon">{hand(draft.blocks, plain)}</div></div>'
        )
        return self._shell(draft.title, metas, body)

    def _facts(self, item: Item) -> str:
        if not item.index_number:
            return ""
        return (
            f'<table class="classify"><tr><td class="label">索引号：</td><td>{item.index_number}</td><td class="label">分类：</td>'
            f'<td>卫生、体育</td></tr><tr><td class="label">发布机构：</td><td>{self.profile.agency}</td><td class="label">成文日期：</td>'
            f'<td>{item.written_on}</td></tr><tr><td class="label">文号：</td><td>{item.draft.document_number}</td></tr></table>\n'
        )

    def render_home(self, state: State) -> str:
        blocks = []
        for column in self.profile.columns:
            lines = "".join(
                f'<li><a href="{self.url(row.path)}">{escape(short(row.item.draft.title, 24))}</a><b>{row.item.moment:%m-%d}</b></li>'
                for row in state.rows[column.key][:5]
            )
            link = f'<a href="{self.list_path(column)}">{column.name}</a>'
            blocks.append(f'<div class="mod"><h2>{link}</h2><ul>{lines}</ul></div>\n')
        return self._shell("首页", self._metas(None), "".join(blocks))

    def _metas(self, column: Column | None) -> str:
        profile = self.profile
        said = (
            f'<meta name="ColumnName" content="{column.name}">\n<meta name="ColumnType" content="综合">\n'
            if column
            else ""
        )
        return (
            f'<meta name="SiteName" content="{profile.name}">\n<meta name="SiteDomain" content="{profile.host}">\n'
            f'<meta name="SiteIDCode" content="{profile.id_code}">\n{said}'
        )

    def _shell(self, title: str, metas: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f'<li><a href="{self.list_path(column)}">{column.name}</a></li>' for column in profile.columns)
        latest = "".join(
            f'<li><a href="{item.paths[0]}" title="{escape(item.draft.title)}">{escape(short(item.draft.title, 14))}</a></li>'
            for item in self.latest
        )
        return (
            f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}-{profile.name}</title>\n'
            f'{metas}<link rel="stylesheet" href="/css/style.css"><script src="/js/common.js"></script>{INLINE_STYLE}{INLINE_SCRIPT}'
            f'</head>\n<body>\n<header><img src="/images/logo.png" alt="{profile.name}"><nav><ul>{nav}</ul></nav></header>\n'
            f'<div class="w1200">{body}</div>\n<aside><h3>最新文章</h3><ul>{latest}</ul></aside>\n<footer>{partners()}<p>主办单位：'
            f"{profile.agency} 网站标识码：{profile.id_code} 云ICP备05000107号</p></footer>\n</body>\n</html>\n"
        )
