"""云川市文化局 in the manner of TRS WCM: index_1.html by createPageHTML, t{day}_{id}.html, TRS_Editor, P0… files."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, relative, short

COLUMN_TYPES = {
    "news": "工作动态",
    "document": "政策文件",
    "interpretation": "政策解读",
    "guide": "办事服务",
    "survey": "征集调查",
}


class Trs(Site):
    """Static pages, links relative to the list; every government meta tag, with slips in the dates."""

    per_page = 10
    has_sitemap = True

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/{column.key}/{moment:%Y%m}/t{moment:%Y%m%d}_{number}.html"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        letter = "W" if file.kind in ("jpg", "png") else "P"
        serial = f"{number * 977 + at:012d}"
        return f"/{column.key}/{moment:%Y%m}/{letter}0{moment:%Y%m%d}{serial}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/{column.key}/index.html"

    def respond_list(self, state: State, request: Request) -> str | None:
        folder, _, name = request.path.strip("/").rpartition("/") if not request.path.endswith("/") else (
            request.path.strip("/"), "", "index.html")  # fmt: skip
        column = self.column(folder)
        stem = name.removesuffix(".html").removeprefix("index")
        if column is None or not name.startswith("index") or not (stem == "" or stem[1:].isdigit()):
            return None
        number = int(stem[1:]) if stem else 0
        rows, pages, _total = self.list_page(state.name, column.key, number + 1)
        if number and not rows:
            return None
        here = self.list_path(column)
        lines = "".join(
            f'<li><span>{row.item.moment:%Y-%m-%d}</span><a href="{relative(row.path, here)}" target="_blank" '
            f'title="{escape(row.item.draft.title)}">{escape(short(row.item.draft.title, 30))}</a></li>\n'
            for row in rows
        )
        pager = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
        crumbs = f'<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="./">{column.name}</a></div>'
        body = f'{crumbs}<ul class="list_text">\n{lines}</ul>\n<div class="page">{pager}</div>'
        return self._shell(column.name, self._metas(column), body)

    def render_item(self, item: Item, column: Column) -> str:
        path, draft = item.paths[0], item.draft
        day = f"{item.moment:%Y-%m-%d %H:%M}"
        said = (
            day.replace(":", "∶") if item.oddity % 17 == 3 else day.replace(" ", "  ") if item.oddity % 17 == 4 else day
        )
        metas = self._metas(column) + (
            f'<meta name="ArticleTitle" content="{escape(draft.title)}">\n<meta name="PubDate" content="{said}">\n'
            f'<meta name="ContentSource" content="{escape(item.source or "")}">\n<meta name="Url" content="{self.url(path)}">\n'
        )
        editor = '<style type="text/css">.TRS_Editor P{margin-top:1em;line-height:2}</style>'
        hand = markup.word if item.oddity % 3 == 0 else markup.clean
        text = hand(draft.blocks, lambda address: relative(address, path))
        crumbs = f'<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="../">{column.name}</a> &gt; 正文</div>'
        body = (
            f'{crumbs}<h1 class="xl_title">{escape(draft.title)}</h1>\n{self._facts(item)}'
            f'<div class="xl_info"><span>发布时间：{day}</span><span>来源：{item.source}</span>'
            f"<span>浏览次数：<script>hits({item.number % 900})</script></span></div>\n"
            f'<div class="xl_main"><div class=TRS_Editor>{editor}{text}</div></div>\n{self._around(item, path)}'
        )
        return self._shell(draft.title, metas, body)

    def _facts(self, item: Item) -> str:
        """The table of metadata over a document."""
        if not item.index_number:
            return ""
        rows = (
            f"<tr><td>索 引 号：</td><td>{item.index_number}</td><td>发文机关：</td><td>{self.profile.agency}</td></tr>"
            f"<tr><td>发文字号：</td><td>{item.draft.document_number}</td><td>成文日期：</td><td>{item.written_on}</td></tr>"
        )
        return f'<table class="xxgk_table" width="100%">{rows}</table>\n'

    def _around(self, item: Item, path: str) -> str:
        before, after = self.neighbours[item.key]
        lines = "".join(
            f'<p>{label}：<a href="{relative(one.paths[0], path)}">{escape(one.draft.title)}</a></p>'
            for label, one in (("上一篇", before), ("下一篇", after))
            if one
        )
        tools = '<div class="share">分享到： <a href="javascript:void(0)">微博</a> <a href="javascript:print()">打印</a></div>'
        return f'<div class="prenext">{lines}</div>{tools}'

    def render_home(self, state: State) -> str:
        blocks = []
        for column in self.profile.columns:
            rows = state.rows[column.key][:6]
            lines = "".join(
                f'<li><a href=".{row.path}">{escape(short(row.item.draft.title, 20))}</a><em>{row.item.moment:%m-%d}</em></li>'
                for row in rows
            )
            more = f'<a class="more" href="./{column.key}/">更多&gt;&gt;</a>'
            blocks.append(f'<div class="box"><h3>{column.name}{more}</h3><ul>{lines}</ul></div>\n')
        return self._shell("首页", self._metas(None), "".join(blocks))

    def _metas(self, column: Column | None) -> str:
        profile = self.profile
        metas = (
            f'<meta name="SiteName" content="{profile.name}">\n<meta name="SiteDomain" content="{profile.host}">\n'
            f'<meta name="SiteIDCode" content="{profile.id_code}">\n'
        )
        if column:
            kind = COLUMN_TYPES.get(column.kind, "")
            metas += (
                f'<meta name="ColumnName" content="{column.name}">\n<meta name="ColumnType" content="{kind}">\n'
                f'<meta name="ColumnDescription" content="{profile.name}{column.name}栏目">\n'
                f'<meta name="ColumnKeywords" content="{column.name}">\n'
            )
        return metas

    def _shell(self, title: str, metas: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f'<li><a href="/{column.key}/">{column.name}</a></li>' for column in profile.columns)
        latest = "".join(
            f'<li><a href="{item.paths[0]}">{escape(short(item.draft.title, 16))}</a></li>' for item in self.latest
        )
        return (
            f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html><head>\n'
            f'<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<title>{escape(title)}_{profile.name}</title>\n'
            f'{metas}<link rel="stylesheet" href="/css/style.css">\n<script src="/js/common.js"></script>\n{INLINE_STYLE}'
            f'{INLINE_SCRIPT}</head><body>\n<div class="header"><img src="/images/logo.png" alt=""><ul class="nav">{nav}</ul>'
            f'<form action="/search/"><input name="q"></form></div>\n<div class="main">{body}</div>\n'
            f'<div class="side"><h3>最新信息</h3><ul>{latest}</ul></div>\n<div class="footer">{partners()}<p>主办：{profile.agency} '
            f'网站标识码：{profile.id_code} 云ICP备05000101号 <a href="/admin/login.jsp">管理</a></p></div>\n</body></html>\n'
        )
