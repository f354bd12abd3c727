"""云川安全监管 in the manner of SiteFactory: /Item/{id}.aspx, /Category_{n}/Index_2.aspx, files by a handler with GBK names."""

from __future__ import annotations

from datetime import datetime
from html import escape
from urllib.parse import quote

from tests.city import markup
from tests.city.heldout.apart import Apart, rows_of
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, State
from tests.city.sites.furniture import INLINE_STYLE, partners, plain, short


class SiteFactory(Apart):
    """Upper-case paths; letters as lines of labels; attachments through DownFile.aspx?filename= in GBK percent-encoding."""

    per_page = 8
    letters_as = "lines"
    splits = 4
    has_validators = False
    disallowed = ("/Admin/", "/User/")

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/Item/{number + 48000}.aspx"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        if file.kind in ("jpg", "png"):
            return f"/UploadFiles/Article/{moment:%Y/%m}/{moment:%Y%m%d}{number:06d}{at}.{file.kind}"
        return f"/Common/DownFile.aspx?filename={quote(file.name, encoding='gbk')}&id={number}{at}"

    def list_path(self, column: Column) -> str:
        return f"/Category_{column.key}/Index.aspx"

    def respond_list(self, state: State, request: Request) -> str | None:
        folder, _, name = request.path.strip("/").partition("/")
        column = self.column(folder.removeprefix("Category_"))
        stem = name.removesuffix(".aspx").removeprefix("Index")
        if column is None or not folder.startswith("Category_") or not (stem == "" or stem[1:].isdigit()):
            return None
        number = int(stem[1:]) if stem else 1
        rows, pages, total = self.list_page(state.name, column.key, number)
        if not rows and number > 1:
            return None
        line = '<li><span class="fr">[{day}]</span><a href="{href}" title="{whole}">{title}</a></li>\n'
        base = f"/Category_{column.key}/Index"
        after = f'<a href="{base}_{number + 1}.aspx">下一页</a>' if number < pages else ""
        last = f'<a href="{base}_{pages}.aspx">尾页</a>' if pages > 1 else ""
        pager = f'<div class="pagecss">共有{total}条记录 当前第{number}页/共{pages}页 <a href="{base}.aspx">首页</a> {after} {last}</div>'
        return self._shell(
            column.name, f'{self._place(column)}<ul class="lists">{rows_of(rows, line, 28, "%Y-%m-%d")}</ul>{pager}'
        )

    def render_part(self, item: Item, column: Column, number: int) -> str:  # type: ignore[override]
        draft, moment = item.draft, item.moment
        hand = (markup.word, markup.clean, markup.font)[item.oddity % 3]
        facts = (
            f"<p class='wj'>索引号：{item.index_number}&nbsp;&nbsp;发文字号：{draft.document_number}&nbsp;&nbsp;成文日期：{item.written_on}</p>"
            if item.index_number
            else ""
        )
        body = (
            f'{self._place(column)}<div class="detail"><h1 class=\'tt\'>{escape(draft.title)}</h1><div class="property"><span>'
            f"信息来源：{item.source}</span> <span>发布时间：{moment.year}年{moment.month:02d}月{moment.day:02d}日 {moment:%H:%M}</span> "
            f'<span>阅读次数：<em id="hits"></em></span> 【字体：<a href="javascript:fontZoom(16)">大</a>】</div>{facts}\n'
            f'<div class="conTxt" id="fontzoom">{self.body(item, number, hand, plain)}</div>{self.pager(item, number)}'
            f'<div class="tools"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div></div>'
        )
        return self._shell(draft.title, body)

    def render_home(self, state: State) -> str:
        line = '<tr><td><a href="{href}" target="_blank">{title}</a></td><td class="d">{day}</td></tr>\n'
        blocks = "".join(
            f'<div class="mod"><h2><a href="{self.list_path(column)}">{column.name}</a></h2><table>'
            f"{rows_of(tuple(state.rows[column.key][:5]), line, 22, '%m/%d')}</table></div>\n"
            for column in self.profile.columns
        )
        return self._shell("首页", blocks)

    def _place(self, column: Column) -> str:
        link = f'<a href="{self.list_path(column)}">{column.name}</a>'
        return f'<div class="sitemappath">当前位置：<a href="/">网站首页</a>&gt;&gt;{link}</div>\n'

    def _shell(self, title: str, body: str) -> str:
        profile = self.profile
        nav = " | ".join(f'<a href="{self.list_path(one)}">{one.name}</a>' for one in profile.columns)
        side = "".join(
            f'<p><a href="{one.paths[0]}">{escape(short(one.draft.title, 15))}</a></p>' for one in self.latest
        )
        return (
            f'<!DOCTYPE html>\n<html>\n<head id="Head1"><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>\n'
            f'\t{escape(title)}-{profile.name}\n</title><link href="/css/style.css" rel="stylesheet" />{INLINE_STYLE}</head>\n<body>'
            f'<form method="post" action="#" id="form1"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUKLTI2" />\n'
            f'<div id="top"><img src="/images/logo.png" />{nav}</div><div id="main">{body}</div><div id="right"><h2>最新更新</h2>{side}'
            f"</div>\n<div id='bottom'>{partners()}<p>版权所有：{profile.agency} 网站标识码：{profile.id_code} "
            f"<a href='/Admin/Login.aspx'>管理登录</a></p></div></form></body></html>\n"
        )
