"""云川住房城乡建设网 in the manner of Huilan EasySite: /…/{id}/index.html, further list pages by /eportal/ui."""

from __future__ import annotations

from datetime import datetime
from hashlib import md5
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, Row, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, plain, short


class EasySite(Site):
    """An article's address has a column's shape; dates as 2018年03月20日, ContentSource twice, ColumnType empty."""

    per_page = 8
    disallowed = ("/eportal/admin/", "/search/")

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/zjw/{column.key}/{number * 13 + 300000}/index.html"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/zjw/resource/cms/{moment:%Y/%m}/{moment:%Y%m%d}{number * 97 + at:09d}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/zjw/{column.key}/index.html"

    def page_id(self, column: Column) -> str:
        return str(412800 + self.profile.columns.index(column) * 7)

    def respond_list(self, state: State, request: Request) -> str | None:
        if request.path == "/eportal/ui":
            said = request.query
            column = next((one for one in self.profile.columns if self.page_id(one) == said.get("pageId")), None)
            number = said.get("currentPage", "1")
            if column is None or not number.isdigit() or said.get("moduleId") != module_id(column):
                return None
            return self._list(state, column, int(number))
        name = request.path.removeprefix("/zjw/").removesuffix("index.html").strip("/")
        column = self.column(name) if request.path.startswith("/zjw/") else None
        return self._list(state, column, 1) if column else None

    def _list(self, state: State, column: Column, number: int) -> str | None:
        rows, pages, _total = self.list_page(state.name, column.key, number)
        if number > 1 and not rows:
            return None
        lines = "".join(self._row(row) for row in rows)
        ask = (
            f"/eportal/ui?pageId={self.page_id(column)}&currentPage={{}}&moduleId={module_id(column)}&staticRequest=yes"
        )
        pager = (
            f'<div class="easysite-total-page"><span>{number}/{pages}</span> '
            f'<a href="javascript:void(0)" onclick="gotoPage(\'{ask.format(number + 1)}\')">下一页</a> '
            f'<a href="javascript:void(0)" onclick="gotoPage(\'{ask.format(pages)}\')">尾页</a></div>'
        )
        flags = "<script>var isOpenStaticPageList=true;var defaultPublishPage=10;</script>"
        body = f'{self._crumbs(column)}<ul class="list-con">\n{lines}</ul>\n{pager}{flags}'
        return self._shell(column.name, self._metas(column), body, self.page_id(column), "")

    def _row(self, row: Row) -> str:
        path = row.path.removesuffix("index.html") if row.item.oddity % 9 == 1 else row.path
        title = escape(row.item.draft.title)
        return (
            f'<li class="item"><a href="  {path} " target="_blank" title="{title}">{title}</a>'
            f'<span class="date">{row.item.moment:%Y-%m-%d}</span></li>\n'
        )

    def _crumbs(self, column: Column) -> str:
        return f'<div class="wz">当前位置： <a href="/">首页</a> &gt; <a href="{self.list_path(column)}">{column.name}</a></div>\n'

    def render_item(self, item: Item, column: Column) -> str:
        draft = item.draft
        day = f"{item.moment:%Y年%m月%d日 %H:%M}"
        said = f"{item.moment:%Y年%m月%d日}" if item.oddity % 5 else f"{item.moment:%Y-%m-%d %H:%M}"
        source = f'<meta name="ContentSource" content="{item.source}"/>\n'
        metas = self._metas(column) + (
            f'<meta name="ArticleTitle" content="{escape(draft.title)}"/>\n<meta name="PubDate" content="{said}"/>\n'
            f'{source}{source}<meta name="createDate" content="2018-03-31 04:00:00"/>\n'
        )
        hand = markup.clean if item.oddity % 4 else markup.word
        around = self.neighbours[item.key]
        links = "".join(
            f'<p>{label}：<a href="{one.paths[0]}">{escape(short(one.draft.title, 24))}</a></p>'
            for label, one in zip(("上一条", "下一条"), around, strict=True)
            if one
        )
        body = (
            f'{self._crumbs(column)}<div class="article"><h2 class="tit">{escape(draft.title)}</h2>\n{self._facts(item)}'
            f'<p class="info">日期：{day} &nbsp; 来源：{item.source} &nbsp; <a href="javascript:window.print()">打印</a></p>\n'
            f'<div id="easysiteText">{hand(draft.blocks, plain)}</div></div>\n<div class="prenext">{links}</div>'
        )
        return self._shell(draft.title, metas, body, "396513", str(item.number))

    def _facts(self, item: Item) -> str:
        if not item.index_number:
            return ""
        pairs = (
            ("索引号", item.index_number), ("文号", item.draft.document_number), ("发文机构", self.profile.agency),
            ("成文日期", item.written_on), ("有效性", "有效"),
        )  # fmt: skip
        rows = "".join(f"<li><b>{label}：</b><span>{value}</span></li>" for label, value in pairs)
        return f'<ul class="xxgk-head">{rows}</ul>\n'

    def render_home(self, state: State) -> str:
        blocks = []
        for at, column in enumerate(self.profile.columns):
            lines = "".join(
                f'<li><a href="{row.path.removesuffix("index.html")}">{escape(row.item.draft.title)}</a>'
                f"<i>[{row.item.moment:%m-%d}]</i></li>"
                for row in state.rows[column.key][:5]
            )
            hidden = ' style="display:none"' if at % 2 else ""
            link = f'<a href="{self.list_path(column)}">{column.name}</a>'
            blocks.append(f'<div class="tab"><h3>{link}</h3><ul{hidden}>{lines}</ul></div>\n')
        return self._shell("首页", self._metas(None), "".join(blocks), "412700", "")

    def _metas(self, column: Column | None) -> str:
        profile = self.profile
        said = (
            f'<meta name="ColumnName" content="{column.name}"/>\n<meta name="ColumnType" content=""/>\n'
            if column
            else ""
        )
        return (
            f'<meta name="SiteName" content="{profile.name}"/>\n<meta name="SiteDomain" content="http://{profile.host}"/>\n'
            f'<meta name="SiteIDCode" content="{profile.id_code}"/>\n{said}'
        )

    def _shell(self, title: str, metas: str, body: str, page: str, article: str) -> str:
        profile = self.profile
        nav = "".join(f'<li><a href="{self.list_path(column)}">{column.name}</a></li>' for column in profile.columns)
        latest = "".join(f'<li><a href="{item.paths[0]}">{escape(item.draft.title)}</a></li>' for item in self.latest)
        hidden = (
            f'<div easysite="easysiteHiddenDiv" style="display:none"><input type="hidden" id="eprotalCurrentPageId" '
            f'value="{page}"/><input type="hidden" id="eprotalCurrentArticleKey" value="{article}"/></div>'
        )
        return (
            f'<!DOCTYPE html>\n<html>\n<head>\n<meta http-equiv="content-type" content="text/html; charset=UTF-8"/>\n'
            f'<title>{escape(title)}-{profile.name}</title>\n{metas}<link href="/css/style.css" rel="stylesheet"/>'
            f'<script src="/js/common.js"></script>{INLINE_STYLE}{INLINE_SCRIPT}</head>\n<body>{hidden}'
            f'<div id="header"><img src="/images/logo.png" alt=""/><ul>{nav}</ul></div>\n<div id="content_main">{body}</div>\n'
            f'<div class="right"><h3>最新发布</h3><ul>{latest}</ul></div>\n<div id="footer">{partners()}<p>{profile.agency}版权所有 '
            f"网站标识码 {profile.id_code} 云ICP备05000104号</p></div></body></html>\n"
        )


def module_id(column: Column) -> str:
    return md5(column.key.encode()).hexdigest()
