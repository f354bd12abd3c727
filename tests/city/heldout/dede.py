"""云川旅游资讯网 in the manner of DedeCMS: list_{n}_{page}.html, /a/…/{year}/{monthday}/{id}.html, texts split, files listed."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tests.city import markup
from tests.city.heldout.apart import Apart, rows_of
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, plain, short


class Dede(Apart):
    """No meta tags of content; GB2312; a download column whose lines lead to the files themselves."""

    per_page = 10
    guides_as = "lines"
    splits = 2
    has_sitemap = True
    disallowed = ("/dede/", "/plus/search.php")

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        if column.kind == "files":
            return f"/uploads/soft/{moment:%y%m%d}/1-{moment:%y%m%d}{number:06d}.doc"
        return f"/a/{column.key}/{moment:%Y}/{moment:%m%d}/{number}.html"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        if column.kind == "files":
            return self.item_path(number, column, moment)
        folder = "allimg" if file.kind in ("jpg", "png") else "soft"
        return f"/uploads/{folder}/{moment:%y%m%d}/1_{moment:%y%m%d}{number:06d}_{at}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/a/{column.key}/"

    def respond_list(self, state: State, request: Request) -> str | None:
        parts = request.path.strip("/").split("/")
        column = self.column(parts[1]) if len(parts) in (2, 3) and parts[0] == "a" else None
        if column is None:
            return None
        name = parts[2].removesuffix(".html") if len(parts) == 3 else "index"
        tail = name.rpartition("_")[2]
        if not (name == "index" or (name.startswith("list_") and tail.isdigit())):
            return None
        number = 1 if name == "index" else int(tail)
        rows, pages, total = self.list_page(state.name, column.key, number)
        if not rows and number > 1:
            return None
        line = '<li><span>{day}</span> <a href="{href}" class="title">{title}</a></li>\n'
        shown = rows_of(rows, line, 60, "%Y-%m-%d")
        body = f'{self._place(column)}<div class="listbox"><ul class="e2">\n{shown}</ul></div>{self._pages(column, number, pages, total)}'
        return self._shell(column.name, body)

    def _pages(self, column: Column, number: int, pages: int, total: int) -> str:
        at = self.profile.columns.index(column) + 5
        links = "".join(
            f'<li class="thisclass">{one}</li>'
            if one == number
            else f'<li><a href="list_{at}_{one}.html">{one}</a></li>'
            for one in range(1, pages + 1)
        )
        after = f'<li><a href="list_{at}_{number + 1}.html">下一页</a></li>' if number < pages else ""
        last = f'<li><a href="list_{at}_{pages}.html">末页</a></li><li><span>共 <strong>{pages}</strong>页<strong>{total}</strong>条</span></li>'
        return f'<div class="dede_pages"><ul class="pagelist"><li>首页</li>{links}{after}{last}</ul></div>'

    def render_part(self, item: Item, column: Column, number: int) -> str:  # type: ignore[override]
        draft = item.draft
        title = f"{draft.title}({number})" if number > 1 else draft.title
        hand = (markup.breaks, markup.font, markup.clean)[item.oddity % 3]
        facts = (
            f"<table class=wh><tr><td>索引号</td><td>{item.index_number}</td><td>文号</td><td>{draft.document_number}</td></tr>"
            f"<tr><td>成文日期</td><td colspan=3>{item.written_on}</td></tr></table>"
            if item.index_number
            else ""
        )
        near = "".join(
            f"<li>{label}：<a href='{one.paths[0]}'>{escape(one.draft.title)}</a></li>"
            for label, one in zip(("上一篇", "下一篇"), self.neighbours[item.key], strict=True)
            if one
        )
        body = (
            f'{self._place(column)}<div class="viewbox"><div class="title"><h2>{escape(title)}</h2></div>'
            f'<div class="info"><small>时间:</small>{item.moment:%Y-%m-%d}<small>来源:</small>{item.source}<small>点击:</small>'
            f'<script src="/plus/count.php?aid={item.number}"></script>次</div>{facts}\n<div class="content"><table width="100%">'
            f"<tr><td>\n{self.body(item, number, hand, plain)}</td></tr></table></div>\n{self.pager(item, number)}"
            f'<div class="handle"><div class="context"><ul>{near}</ul></div><div class="actbox">收藏 推荐 打印</div></div></div>'
        )
        return self._shell(title, body)

    def render_home(self, state: State) -> str:
        line = '<li>· <a href="{href}">{title}</a> <em>{day}</em></li>\n'
        blocks = "".join(
            f'<dl class="tbox"><dt><strong><a href="{self.list_path(column)}">{column.name}</a></strong></dt><dd><ul class="d1">'
            f"{rows_of(tuple(state.rows[column.key][:7]), line, 24, '%m-%d')}</ul></dd></dl>\n"
            for column in self.profile.columns
        )
        return self._shell("首页", blocks)

    def _place(self, column: Column) -> str:
        link = f"<a href='{self.list_path(column)}'>{column.name}</a>"
        return f'<div class="place"><strong>当前位置:</strong> <a href="/">主页</a> > {link} > </div>\n'

    def _shell(self, title: str, body: str) -> str:
        profile = self.profile
        nav = "".join(
            f"<li><a href='{self.list_path(one)}'><span>{one.name}</span></a></li>" for one in profile.columns
        )
        hot = "".join(
            f"<li><a href='{one.paths[0]}'>{escape(short(one.draft.title, 14))}</a></li>" for one in self.latest
        )
        return (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html><head>\n<meta http-equiv="Content-Type" '
            f'content="text/html; charset=gb2312" />\n<title>{escape(title)}_{profile.name}</title>\n<meta name="keywords" '
            f'content="旅游,云川" />\n<link href="/css/style.css" rel="stylesheet" />{INLINE_STYLE}{INLINE_SCRIPT}</head>\n'
            f'<body class="articlelist"><div class="header"><img src="/images/logo.png" /></div><div id="navMenu"><ul>{nav}</ul>'
            f'</div>\n<div class="w960"><div class="pleft">{body}</div><div class="pright"><dl><dt>热点内容</dt><dd><ul class="c1">'
            f"{hot}</ul></dd></dl></div></div>\n<div class='footer'>{partners()}<p>{profile.agency} 版权所有 Power by DedeCms "
            f"标识码 {profile.id_code}</p></div></body></html>\n"
        )
