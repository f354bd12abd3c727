"""云川市经济和信息化局 on a portal of components: /n95/n644/c123456/content.html, layout tables, no known container."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tests.city import markup
from tests.city.heldout.apart import Apart, rows_of
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, State
from tests.city.sites.furniture import INLINE_STYLE, partners, plain, short


class Component(Apart):
    """Pages made of nested tables between component comments; dates as 2018年01月08日; pictures in dbsource."""

    per_page = 12
    splits = 0

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/n95/n{column.key}/c{number + 120000}/content.html"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/n95/n{column.key}/c{number + 120000}/part/{number * 13 + at}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/n95/n{column.key}/index.html"

    def respond_list(self, state: State, request: Request) -> str | None:
        parts = request.path.strip("/").split("/")
        column = self.column(parts[1][1:]) if len(parts) in (2, 3) and parts[0] == "n95" else None
        name = parts[2].removesuffix(".html") if len(parts) == 3 else "index"
        number = name.rpartition("_")[2] if name.startswith("index_") else "1" if name == "index" else ""
        if column is None or not number.isdigit():
            return None
        rows, pages, _total = self.list_page(state.name, column.key, int(number))
        if not rows and number != "1":
            return None
        line = (
            '<tr><td width="12"><img src="/images/dot.png"></td><td><a href="{href}" target="_blank">{title}</a></td>'
            '<td width="110" class="sj">{day}</td></tr>\n'
        )
        here = int(number)
        near = [
            f'<a href="index_{column.key}_{at}.html">[{at}]</a>' if at != here else f"[{at}]"
            for at in range(1, pages + 1)
        ]
        pager = f'<tr><td colspan="3" align="center">共{pages}页 {" ".join(near)}</td></tr>'
        body = f'<table width="100%" class="lb">\n{rows_of(rows, line, 32, "%Y年%m月%d日")}{pager}</table>'
        return self._shell(column.name, self._place(column), body)

    def render_part(self, item: Item, column: Column, number: int) -> str:  # type: ignore[override]
        draft = item.draft
        hand = (markup.font, markup.breaks, markup.word)[item.oddity % 3]
        facts = (
            f'<tr><td class="gw">文　　号：{draft.document_number}　索引号：{item.index_number}　成文日期：{item.written_on}</td></tr>'
            if item.index_number
            else ""
        )
        body = (
            f'<!--start component newcms.content--><table width="92%" align="center"><tr><td align="center" class="bt">'
            f"{escape(draft.title)}</td></tr>\n{facts}<tr><td align=center class=fb>{item.moment:%Y年%m月%d日} 　来源：{item.source}"
            f'</td></tr>\n<tr><td height="1" bgcolor="#cccccc"></td></tr>\n<tr><td class="nr">{self.body(item, number, hand, plain)}</td>'
            f'</tr>\n<tr><td align="right"><a href="javascript:window.print()">打印本页</a>　<a href="javascript:window.close()">'
            f"关闭窗口</a></td></tr></table><!--end component newcms.content-->"
        )
        return self._shell(draft.title, self._place(column), body)

    def render_home(self, state: State) -> str:
        line = '<tr><td>·<a href="{href}">{title}</a></td><td>{day}</td></tr>\n'
        blocks = "".join(
            f'<!--start component list--><table class="kk"><tr><td><a href="{self.list_path(column)}"><b>{column.name}</b></a></td>'
            f"<td></td></tr>{rows_of(tuple(state.rows[column.key][:6]), line, 18, '%m.%d')}</table><!--end component list-->\n"
            for column in self.profile.columns
        )
        return self._shell("首页", "", blocks)

    def _place(self, column: Column) -> str:
        link = f'<a href="{self.list_path(column)}">{column.name}</a>'
        return (
            f'<table width="100%"><tr><td class="dh">您现在的位置：<a href="/">首页</a> &gt; {link}</td></tr></table>\n'
        )

    def _shell(self, title: str, place: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f'<td><a href="{self.list_path(one)}">{one.name}</a></td>' for one in profile.columns)
        side = "".join(
            f'<tr><td><a href="{one.paths[0]}">{escape(short(one.draft.title, 14))}</a></td></tr>'
            for one in self.latest
        )
        return (
            f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'><title>{escape(title)} {profile.name}"
            f"</title><link rel='stylesheet' href='/css/style.css'>{INLINE_STYLE}</head><body topmargin=0>\n<table width=980 "
            f"align=center><tr><td colspan=2><img src='/images/logo.png'></td></tr><tr><td colspan=2><table width='100%'><tr>{nav}</tr>"
            f"</table></td></tr>\n<tr valign=top><td width=720>{place}{body}</td><td width=240><table class=yc><tr><td>最新更新</td></tr>"
            f"{side}</table></td></tr>\n<tr><td colspan=2 align=center>{partners()}<br>主办：{profile.agency}　标识码：{profile.id_code}"
            f"</td></tr></table></body></html>\n"
        )
