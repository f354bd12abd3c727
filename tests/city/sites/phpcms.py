"""云川体育网 in the manner of PHPCMS v9: query-string addresses, session ids in some links, visible labels only."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, plain, short

ASK = "/index.php?m=content&c=index&a="


class PhpCms(Site):
    """No government meta tags, no validators: every page is made when it is asked for."""

    per_page = 10
    has_validators = False
    has_sitemap = True
    disallowed = ("/admin.php", "/api/", "/search/")

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"{ASK}show&catid={column.key}&id={number}"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/uploadfile/{moment:%Y/%m%d}/{moment:%Y%m%d}{number:06d}{at:03d}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"{ASK}lists&catid={column.key}"

    def respond_list(self, state: State, request: Request) -> str | None:
        if request.path != "/index.php":
            return None
        if not request.query:
            return self.render_home(state)
        column, number = self.column(request.query.get("catid", "")), request.query.get("page", "1")
        if request.query.get("a") != "lists" or column is None or not number.isdigit():
            return None
        rows, pages, total = self.list_page(state.name, column.key, int(number))
        if not rows and number != "1":
            return None
        lines = "".join(
            f'<li><span class="rt">{row.item.moment:%Y-%m-%d %H:%M:%S}</span>·<a href="{escape(row.path)}" target="_blank">'
            f"{escape(row.item.draft.title)}</a></li>\n"
            for row in rows
        )
        body = f'{self._crumbs(column)}<ul class="list lh24 f14">\n{lines}</ul>\n{self._pager(column, int(number), pages, total)}'
        return self._shell(column.name, body)

    def _pager(self, column: Column, number: int, pages: int, total: int) -> str:
        link = escape(f"{self.list_path(column)}&page=")
        near = range(max(1, number - 3), min(pages, number + 3) + 1)
        numbers = " ".join(f"<span>{at}</span>" if at == number else f'<a href="{link}{at}">{at}</a>' for at in near)
        ends = f'<a href="{link}{max(1, number - 1)}" class="a1">上一页</a> {numbers} '
        ends += f'<a href="{link}{min(pages, number + 1)}" class="a1">下一页</a>'
        return f'<div id="pages" class="text-c"><a class="a1">共{total}条</a> {ends}</div>'

    def _crumbs(self, column: Column) -> str:
        link = f'<a href="{escape(self.list_path(column))}">{column.name}</a>'
        return f'<div class="crumbs"><a href="/">网站首页</a><span> &gt; </span>{link} &gt; </div>\n'

    def render_item(self, item: Item, column: Column) -> str:
        draft = item.draft
        hand = (markup.clean, markup.breaks, markup.clean, markup.word)[item.oddity % 4]
        author = f"&nbsp;&nbsp;作者：{item.author}" if item.author else ""
        facts = f"<p>索引号：{item.index_number}　文号：{draft.document_number}　成文日期：{item.written_on}</p>" if item.index_number else ""  # fmt: skip
        links = "".join(
            f'<p><strong>{label}：</strong><a href="{escape(one.paths[0])}">{escape(one.draft.title)}</a></p>'
            for label, one in zip(("上一篇", "下一篇"), self.neighbours[item.key], strict=True)
            if one
        )
        body = (
            f'{self._crumbs(column)}<div id="Article"><h1>{escape(draft.title)}<br/><span>{item.moment:%Y-%m-%d %H:%M:%S}'
            f'&nbsp;&nbsp;&nbsp;来源：{item.source}{author}&nbsp;&nbsp;&nbsp;点击：<i id="hits"></i></span></h1>{facts}\n'
            f'<div class="content">\n{hand(draft.blocks, plain)}</div>\n<div class="prenext">{links}</div>\n'
            f'<div class="tools"><a href="#" onclick="return add_favorite()">收藏</a></div></div>'
        )
        return self._shell(draft.title, body)

    def render_home(self, state: State) -> str:
        blocks = []
        for column in self.profile.columns:
            lines = "".join(
                f'<li><a href="{escape(row.path)}{f"&amp;PHPSESSID={row.item.number:x}{at}" if at % 3 == 2 else ""}">'
                f"{escape(short(row.item.draft.title, 22))}</a><span>{row.item.moment:%m-%d}</span></li>"
                for at, row in enumerate(state.rows[column.key][:6])
            )
            link = f'<a href="{escape(self.list_path(column))}">{column.name}</a>'
            blocks.append(f'<div class="news-hot"><h5>{link}</h5><ul>{lines}</ul></div>\n')
        return self._shell("首页", "".join(blocks))

    def _shell(self, title: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f'<li><a href="{escape(self.list_path(one))}">{one.name}</a></li>' for one in profile.columns)
        latest = "".join(
            f'<li><a href="{escape(item.paths[0])}">{escape(short(item.draft.title, 14))}</a></li>'
            for item in self.latest
        )
        return (
            f'<!DOCTYPE html>\n<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n'
            f'<title>{escape(title)} - {profile.name}</title>\n<meta name="keywords" content="体育,云川">\n<link href="/css/style.css" '
            f'rel="stylesheet" type="text/css" /><script src="/js/common.js"></script>{INLINE_STYLE}{INLINE_SCRIPT}</head>\n<body>'
            f'<div class="header"><img src="/images/logo.png"><ul class="nav-site">{nav}</ul></div>\n<div class="main">{body}</div>\n'
            f'<div class="col-auto"><h5>频道热点</h5><ul class="rank">{latest}</ul></div>\n<div class="footer">{partners()}<p>'
            f"{profile.agency} 网站标识码：{profile.id_code} 云ICP备05000105号 Powered by phpcms</p></div></body></html>\n"
        )
