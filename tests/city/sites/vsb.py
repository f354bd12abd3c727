"""云川教育信息网 in the manner of Boda VSB: GBK bytes declared gb2312, list pages that count down, download.jsp."""

from __future__ import annotations

from datetime import datetime
from html import escape
from urllib.parse import quote

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, relative, short


class Vsb(Site):
    """Page 2 of N is {N-1}.htm, the last is 1.htm. Rare names need GB18030's four bytes."""

    per_page = 9
    content_type = "text/html"

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/info/{self._tree(column)}/{number}.htm"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        if file.kind in ("jpg", "png"):
            return f"/__local/{number % 16:X}/{at % 256:02X}/{number * 65537:012X}_{at:X}.{file.kind}"
        name = quote(file.name.encode("gb18030"))
        ask = f"urltype=news.DownloadAttachUrl&owner=1391&wbfileid={number * 16 + at}"
        return f"/system/_content/download.jsp?{ask}&wbfilename={name}"

    def _tree(self, column: Column) -> int:
        return 1020 + self.profile.columns.index(column) * 3

    def list_path(self, column: Column) -> str:
        return f"/index/{column.key}.htm"

    def respond_list(self, state: State, request: Request) -> str | None:
        if request.path == "/index.htm":
            return self.render_home(state)
        parts = request.path.removesuffix(".htm").strip("/").split("/")
        column = self.column(parts[1]) if parts[0] == "index" and len(parts) in (2, 3) else None
        if column is None:
            return None
        _rows, pages, total = self.list_page(state.name, column.key, 1)
        if len(parts) == 2:
            return self._list(state, column, 1, pages, total, request.path)
        number = pages - int(parts[2]) + 1 if parts[2].isdigit() else 0
        return self._list(state, column, number, pages, total, request.path) if 1 < number <= pages else None

    def _list(self, state: State, column: Column, number: int, pages: int, total: int, here: str) -> str:
        rows, _pages, _total = self.list_page(state.name, column.key, number)
        lines = "".join(
            f'<tr id="line_u5_{at}"><td><img src="/images/dot.png"><a href="{relative(row.path, here)}" class="c124907" '
            f'title="{escape(row.item.draft.title)}">{escape(short(row.item.draft.title, 26))}</a></td>'
            f'<td class="time">{row.item.moment:%Y/%m/%d}</td></tr>\n'
            for at, row in enumerate(rows)
        )
        pager = f"共{total}条&nbsp;&nbsp;{number}/{pages}&nbsp;&nbsp;"
        if number < pages:
            following = relative(f"/index/{column.key}/{pages - number}.htm", here)
            last = relative(f"/index/{column.key}/1.htm", here)
            pager += f'<a href="{following}" class="Next">下页</a> <a href="{last}" class="Next">尾页</a>'
        table = f'<table class="winstyle124907">\n{lines}</table><div class="pb_sys">{pager}</div>'
        return self._shell(column.name, "", f"{self._crumbs(column, here)}{table}", here)

    def _crumbs(self, column: Column, here: str) -> str:
        link = f'<a href="{relative(self.list_path(column), here)}">{column.name}</a>'
        return f'<div class="winstyle_position">您的位置： <a href="{relative("/index.htm", here)}">首页</a> &gt;&gt; {link}</div>\n'

    def render_item(self, item: Item, column: Column) -> str:
        path, draft = item.paths[0], item.draft
        metas = (
            f"<META Name='ArticleTitle' Content='{escape(draft.title)}'>\n<META Name='PubDate' Content='{item.moment:%Y-%m-%d}'>\n"
            f"<META Name='ContentSource' Content='{item.source}'>\n<META Name='ColumnName' Content='{column.name}'>\n"
        )
        hand = (markup.word, markup.clean, markup.breaks)[item.oddity % 3]
        text = hand(draft.blocks, lambda address: relative(address, path))
        author = f"&nbsp;&nbsp;作者：{item.author}" if item.author else ""
        before, after = self.neighbours[item.key]
        links = "".join(
            f'<p>{label}：<a href="{relative(one.paths[0], path)}">{escape(one.draft.title)}</a></p>'
            for label, one in (("上一条", after), ("下一条", before))
            if one
        )
        body = (
            f'{self._crumbs(column, path)}<form name="_newscontent_fromname"><table class="winstyle1391" width="100%">\n'
            f'<tr><td class="titlestyle1391" align="center">{escape(draft.title)}</td></tr>\n'
            f'<tr><td align="center"><span class="timestyle1391">发布时间：{item.moment:%Y-%m-%d}</span>{author}&nbsp;&nbsp;'
            f"来源：{item.source}&nbsp;&nbsp;点击数：<script>hits({item.number % 321})</script></td></tr>\n{self._facts(item)}"
            f'<tr><td class="contentstyle1391"><div id="vsb_content"><div class="v_news_content">\n{text}</div></div></td></tr>\n'
            f'</table></form><div class="prenext">{links}</div>'
        )
        return self._shell(draft.title, metas, body, path)

    def _facts(self, item: Item) -> str:
        if not item.index_number:
            return ""
        return (
            f"<tr><td>索引号：{item.index_number}&nbsp;&nbsp;发文字号：{item.draft.document_number}&nbsp;&nbsp;"
            f"成文日期：{item.written_on}</td></tr>\n"
        )

    def render_home(self, state: State) -> str:
        blocks = []
        for column in self.profile.columns:
            lines = "".join(
                f'<tr><td><a href="{row.path.lstrip("/")}">{escape(short(row.item.draft.title, 18))}</a></td>'
                f"<td>{row.item.moment:%m-%d}</td></tr>\n"
                for row in state.rows[column.key][:6]
            )
            link = f'<a href="index/{column.key}.htm">{column.name}</a>'
            blocks.append(f"<h3>{link}</h3><table>{lines}</table>\n")
        return self._shell("首页", "", "".join(blocks), "/index.htm")

    def _shell(self, title: str, metas: str, body: str, here: str) -> str:
        profile = self.profile
        nav = "".join(
            f'<td><a href="{relative(self.list_path(column), here)}">{column.name}</a></td>'
            for column in profile.columns
        )
        latest = "".join(
            f'<li><a href="{relative(item.paths[0], here)}">{escape(short(item.draft.title, 15))}</a></li>'
            for item in self.latest
        )
        return (
            f'<HTML><HEAD><TITLE>{escape(title)}-{profile.name}</TITLE>\n<META content="text/html; charset=gb2312" '
            f'http-equiv="Content-Type">\n{metas}<LINK href="/css/style.css" rel="stylesheet"><script language="javascript" '
            f'src="/js/common.js"></script>{INLINE_STYLE}{INLINE_SCRIPT}<!--Announced by Visual SiteBuilder 9-->'
            f"<script>_vsl=1;</script></HEAD>\n<BODY>"
            f'<table class="nav"><tr>{nav}</tr></table>\n<div class="content_right">{body}</div>\n<div class="rd"><b>热门文章</b>'
            f'<ul>{latest}</ul></div>\n<div class="bq">{partners()}<br>主办单位：{profile.agency}　网站标识码：{profile.id_code}　'
            f"云ICP备05000103号</div></BODY></HTML>\n"
        )
