"""云川市水务局 in the manner of UCAP: list_2.shtml, articles named by 32 hex digits, <ucapcontent>, files in group1/M00."""

from __future__ import annotations

from datetime import datetime
from hashlib import md5
from html import escape

from tests.city import markup
from tests.city.heldout.apart import Apart, rows_of
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, plain, short


class Ucap(Apart):
    """Every government meta tag; PubDate ends in 99:99 on some pages; the time stands in the line below the title."""

    per_page = 15
    guides_as = "headings"
    splits = 3

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        name = md5(f"{number}".encode(), usedforsecurity=False).hexdigest()
        return f"/swj/{column.key}/{moment.year}/{moment.month}/{moment.day}/{name}.shtml"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/group1/M00/{number % 90:02X}/{at:02X}/rB{number:06d}{at:02d}AbCdEf{moment:%y%m%d}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/swj/{column.key}/list.shtml"

    def respond_list(self, state: State, request: Request) -> str | None:
        parts = request.path.strip("/").split("/")
        column = self.column(parts[1]) if len(parts) == 3 and parts[0] == "swj" else None
        stem = parts[-1].removesuffix(".shtml").removeprefix("list")
        if column is None or not parts[-1].startswith("list") or not (stem == "" or stem[1:].isdigit()):
            return None
        number = int(stem[1:]) if stem else 1
        rows, pages, total = self.list_page(state.name, column.key, number)
        if not rows and number > 1:
            return None
        line = '<dd><a href="{href}" title="{whole}" target="_blank">{title}</a><span class="date">{day}</span></dd>\n'
        after = f'<a href="list_{number + 1}.shtml">下一页</a>' if number < pages else "<span>下一页</span>"
        before = f'<a href="{"list" if number == 2 else f"list_{number - 1}"}.shtml">上一页</a>' if number > 1 else ""
        pager = f'<div class="pagination">共 {total} 条 第 {number}/{pages} 页 {before} {after}</div>'
        body = f'{self._place(column)}<dl class="gl_list">\n{rows_of(rows, line, 34, "%Y-%m-%d")}</dl>{pager}'
        return self._shell(column.name, self._metas(column), body)

    def render_part(self, item: Item, column: Column, number: int) -> str:  # type: ignore[override]
        draft, moment = item.draft, item.moment
        told = f"{moment:%Y-%m-%d} 99:99" if item.oddity % 5 == 0 else f"{moment:%Y-%m-%d %H:%M}"
        metas = self._metas(column) + (
            f"<meta name='ArticleTitle' content='{escape(draft.title)}'/>\n<meta name='PubDate' content='{told}'/>\n"
            f"<meta name='ContentSource' content='{escape(item.source or '')}'/>\n"
        )
        hand = markup.clean if item.oddity % 2 else markup.word
        facts = (
            f'<div class="zcwj-info"><span>索引号：{item.index_number}</span><span>发文机关：{self.profile.agency}</span>'
            f"<span>文号：{draft.document_number}</span><span>成文日期：{item.written_on}</span></div>"
            if item.index_number
            else ""
        )
        body = (
            f'{self._place(column)}<div class="content-box" id="cmsArticleContent0"><div class="tit">{escape(draft.title)}</div>'
            f'{facts}<div class="laiyuan">日期：{moment:%Y-%m-%d %H:%M} <i>来源：{item.source}</i> <i>字体：[大 中 小]</i></div>\n'
            f'<div id="UCAP-CONTENT"><ucapcontent>{self.body(item, number, hand, plain)}</ucapcontent></div>\n'
            f'{self.pager(item, number)}<div class="fx">分享：<a href="javascript:;">微信</a></div></div>'
        )
        return self._shell(draft.title, metas, body)

    def render_home(self, state: State) -> str:
        panes = []
        for at, column in enumerate(self.profile.columns):
            line = '<li><a href="{href}">{title}</a><em>{day}</em></li>'
            hidden = ' style="display:none"' if at % 2 else ""
            more = f'<a class="more" href="{self.list_path(column)}">更多</a>'
            rows = rows_of(tuple(state.rows[column.key][:6]), line, 20, "%m-%d")
            panes.append(f'<div class="tab"><h4>{column.name}{more}</h4><ul class="pane"{hidden}>{rows}</ul></div>\n')
        return self._shell("首页", self._metas(None), "".join(panes))

    def _place(self, column: Column) -> str:
        link = f'<a href="{self.list_path(column)}">{column.name}</a>'
        return f'<div class="location">您所在的位置：<a href="/">首页</a> &gt; 政务公开 &gt; {link}</div>\n'

    def _metas(self, column: Column | None) -> str:
        profile = self.profile
        metas = f"<meta name='SiteName' content='{profile.name}'/>\n<meta name='SiteDomain' content='http://{profile.host}'/>\n"
        metas += f"<meta name='SiteIDCode' content='{profile.id_code}'/>\n"
        return metas + (f"<meta name='ColumnName' content='{column.name}'/>\n" if column else "")

    def _shell(self, title: str, metas: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f'<li><a href="{self.list_path(one)}">{one.name}</a></li>' for one in profile.columns)
        latest = "".join(
            f'<li><a href="{one.paths[0]}">{escape(short(one.draft.title, 16))}</a></li>' for one in self.latest
        )
        return (
            f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'/>\n<title>{escape(title)}_{profile.name}</title>\n{metas}"
            f'<link rel="stylesheet" href="/css/style.css">{INLINE_STYLE}{INLINE_SCRIPT}<script src="/js/common.js"></script>'
            f'</head><body>\n<header><img src="/images/logo.png"><nav><ul>{nav}</ul></nav></header>\n<div class="wrap">{body}</div>'
            f"<aside><h4>热门信息</h4><ol>{latest}</ol></aside>\n<footer>{partners()}<p>主办单位：{profile.agency} "
            f"政府网站标识码：{profile.id_code} 技术支持：pucha.kaipuyun.cn</p></footer></body></html>\n"
        )
