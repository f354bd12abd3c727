"""云川国土资源网 in the manner of Hanweb jpage: lists as XML from dataproxy.jsp, art_{column}_{id}.html, RSS comments."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Answer, Request, Row, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, partners, plain, short

UNIT = "3031"
GROUP = 3  # pages that come with the list page itself


class Hanweb(Site):
    """The home page only redirects by script; an item listed in two columns has two addresses."""

    per_page = 5
    home = "/col/col1/index.html"

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/art/{moment.year}/{moment.month}/{moment.day}/art_{column.key}_{number}.html"

    def second_path(self, number: int, column: Column, moment: datetime) -> str | None:
        return self.item_path(number, column, moment)

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        if file.kind in ("jpg", "png"):
            return f"/picture/0/{moment:%y%m%d}{number * 31 + at:010d}.{file.kind}"
        serial = f"{moment:%y%m%d%H%M}{number:05d}{at:02d}.{file.kind}"
        return f"/module/download/downfile.jsp?classid=0&filename={serial}"

    def list_path(self, column: Column) -> str:
        return f"/col/col{column.key}/index.html"

    def respond_list(self, state: State, request: Request) -> str | Answer | None:
        if request.path == self.home:
            return self._portal(state)
        if request.path == "/module/web/jpage/dataproxy.jsp":
            return self._proxy(state, request)
        name = request.path.removeprefix("/col/col").removesuffix("index.html").strip("/")
        column = self.column(name) if request.path.startswith("/col/col") else None
        return self._list(state, column) if column else None

    def _record(self, row: Row) -> str:
        title = row.item.draft.title
        return (
            f"<record><![CDATA[\n<li><a href='{row.path}' title='{escape(title)}' target='_blank'>{escape(short(title, 28))}</a>"
            f"<span>{row.item.moment:%Y-%m-%d}</span></li>]]></record>"
        )

    def _datastore(self, rows: list[Row], column: Column, total: int) -> str:
        records = "\n".join(self._record(row) for row in rows)
        more = f"/module/web/jpage/dataproxy.jsp?page=1&webid=2&path=/&columnid={column.key}&unitid={UNIT}"
        return (
            f'<datastore>\n<nextgroup><![CDATA[<a href="{more}"></a>]]></nextgroup>\n<totalrecord>{total}</totalrecord>\n'
            f"<recordset>\n{records}\n</recordset></datastore>"
        )

    def _proxy(self, state: State, request: Request) -> Answer | None:
        said = {**request.query, **request.form}
        column = self.column(said.get("columnid", ""))
        if column is None:
            return None
        rows = state.rows[column.key]
        first = int(said.get("startrecord") or 1)
        last = int(said.get("endrecord") or first + GROUP * self.per_page - 1)
        xml = '<?xml version="1.0" encoding="utf-8"?>\n' + self._datastore(rows[first - 1 : last], column, len(rows))
        return Answer(xml.encode(), "text/xml;charset=UTF-8")

    def _list(self, state: State, column: Column) -> str:
        rows = state.rows[column.key]
        store = self._datastore(rows[: GROUP * self.per_page], column, len(rows))
        script = (
            f'<div id="{UNIT}"><script type="text/xml">{store}</script></div>\n<script>\n$("#{UNIT}").jpage({{\n'
            f"  id: '{UNIT}', webid: '2', unitid: '{UNIT}', columnid: '{column.key}', appid: '1', path: '/', col: '1',\n"
            f"  sourceContentType: '1', webname: '{self.profile.name}', permissiontype: '0', perPage: {self.per_page},\n"
            f"  totalRecord: {len(rows)}, proxyUrl: '/module/web/jpage/dataproxy.jsp'\n}});\n</script>"
        )
        crumbs = f"<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='{self.list_path(column)}'>{column.name}</a></div>"
        return self._shell(column.name, self._metas(column), f"{crumbs}\n{script}")

    def render_item(self, item: Item, column: Column) -> str:
        draft = item.draft
        day = f"{item.moment:%Y-%m-%d %H:%M:%S}"
        metas = self._metas(column) + (
            f'<meta name="ArticleTitle"content="{escape(draft.title)}">\n<meta name="PubDate" content="{day}">\n'
            f'<meta name="ContentSource" content="{item.source}">\n<meta name="author" content="大汉网络">\n'
            f'<meta name="Maketime" content="2018-03-31 02:11:{item.number % 60:02d}">\n'
        )
        hand = markup.word if item.oddity % 4 == 0 else markup.clean
        around = self.neighbours[item.key]
        links = "".join(
            f"<div>{label}：<a href='{one.paths[0]}'>{escape(one.draft.title)}</a></div>"
            for label, one in zip(("上一篇", "下一篇"), around, strict=True)
            if one
        )
        body = (
            f"<script>var i_columnid='{column.key}';var i_articleid='{item.number}';</script>\n"
            f"<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='{self.list_path(column)}'>{column.name}</a></div>\n"
            f"{self._facts(item)}<table width='100%' id='article'><tr><td class='title'><!--<$[标题]>begin-->{escape(draft.title)}"
            f"<!--<$[标题]>end--></td></tr>\n<tr><td class='info'>发布日期：{day}&nbsp;&nbsp;信息来源：<!--<$[信息来源]>begin-->"
            f"{item.source}<!--<$[信息来源]>end-->&nbsp;&nbsp;浏览次数：<script>hits({item.number % 777})</script>"
            f"&nbsp;&nbsp;字号：[ <a href='javascript:setFont(16)'>大</a> <a href='javascript:setFont(12)'>小</a> ]</td></tr>\n"
            f"<tr><td class='bt_content'><div id='zoom'><!--ZJEG_RSS.content.begin-->{hand(draft.blocks, plain)}"
            f"<!--ZJEG_RSS.content.end--></div></td></tr></table>\n<div class='prenext'>{links}</div>"
        )
        return self._shell(draft.title, metas, body)

    def _facts(self, item: Item) -> str:
        if not item.index_number:
            return ""
        return (
            f"<table class='xxgk' border=0><tr><td>索引号</td><td>{item.index_number}</td><td>文号</td>"
            f"<td>{item.draft.document_number}</td></tr><tr><td>发布机构</td><td>{self.profile.agency}</td>"
            f"<td>成文日期</td><td>{item.written_on}</td></tr></table>\n"
        )

    def render_home(self, state: State) -> str:
        return "<html><head><script>window.location.href='/col'+'/col1/index.html';</script></head><body></body></html>"

    def _portal(self, state: State) -> str:
        blocks = []
        for column in self.profile.columns:
            lines = "".join(
                f"<li><a href='{row.path};jsessionid={row.item.number:08X}'>{escape(row.item.draft.title)}</a>"
                f"<span>{row.item.moment:%m-%d}</span></li>"
                for row in state.rows[column.key][:5]
            )
            blocks.append(
                f"<div class='box'><h3><a href='/col/col{column.key}/'>{column.name}</a></h3><ul>{lines}</ul></div>\n"
            )
        return self._shell("首页", self._metas(None), "".join(blocks))

    def _metas(self, column: Column | None) -> str:
        profile = self.profile
        said = (
            f'<meta name="ColumnName" content="{column.name}">\n<meta name="ColumnType" content="">\n' if column else ""
        )
        return (
            f'<meta name="SiteName" content="{profile.name}">\n<meta name="SiteDomain"content="{profile.host}">\n'
            f'<meta name="SiteIDCode" content="{profile.id_code}">\n{said}'
        )

    def _shell(self, title: str, metas: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f"<td><a href='{self.list_path(column)}'>{column.name}</a></td>" for column in profile.columns)
        latest = "".join(f"<li><a href='{item.paths[0]}'>{escape(item.draft.title)}</a></li>" for item in self.latest)
        hidden = (
            "<a href='http://www.hanweb.example.test' style='display:none'>Produced By 大汉网络 大汉版通发布系统</a>"
        )
        return (
            f"<!DOCTYPE html>\n<html><head><meta charset='UTF-8'>\n<title>{profile.name} {escape(title)}</title>\n{metas}"
            f"<link href='/css/style.css' rel='stylesheet'><script src='/js/common.js'></script>{INLINE_SCRIPT}</head>\n"
            f"<body>{hidden}<img src='/images/logo.png'><table class='nav'><tr>{nav}</tr></table>\n{body}\n"
            f"<div class='side'><h3>热点信息</h3><ul>{latest}</ul></div>\n<div class='foot'>{partners()}<br>版权所有：{profile.agency} "
            f"政府网站标识码：{profile.id_code} 云ICP备05000102号 <a href='/admin/'>后台</a></div></body></html>\n"
        )
