"""云川民政 in the manner of ASP.NET WebForms: show.aspx?id=, an AspNetPager that posts back a checked __VIEWSTATE."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Answer, Request, Site, State
from tests.city.sites.furniture import INLINE_SCRIPT, INLINE_STYLE, partners, plain, short

PAGER = "AspNetPager1"


class AspNet(Site):
    """Lists go on by POST; ?page= is answered too, and hinted at by <link rel=next>. No validators."""

    per_page = 8
    has_validators = False

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/show.aspx?id={number}"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/UploadFiles/{moment.year}/{moment.month}/{moment:%Y%m%d%H%M}{number:05d}{at:02d}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/list.aspx?cid={column.key}"

    def respond_list(self, state: State, request: Request) -> str | Answer | None:
        if request.path.lower() == "/default.aspx":
            return self.render_home(state)
        column = self.column(request.query.get("cid", ""))
        if request.path != "/list.aspx" or column is None:
            return None
        number = request.query.get("page", "1")
        if request.method == "POST":
            if not self._is_own_form(request, column):
                return Answer("验证视图状态 MAC 失败。".encode(), "text/html; charset=utf-8", 500)
            if request.form.get("__EVENTTARGET") == PAGER:
                number = request.form.get("__EVENTARGUMENT", "")
        return self._list(state, column, int(number)) if number.isdigit() else None

    def _is_own_form(self, request: Request, column: Column) -> bool:
        return all(request.form.get(name) == value for name, value in hidden_fields(column).items())

    def _list(self, state: State, column: Column, number: int) -> str | None:
        rows, pages, total = self.list_page(state.name, column.key, number)
        if not rows and number > 1:
            return None
        lines = "".join(
            f'<tr><td height="26">·<a href="show.aspx?id={row.item.number}" title="{escape(row.item.draft.title)}" '
            f'target="_blank">{escape(short(row.item.draft.title, 25))}</a></td><td>[{row.item.moment:%Y-%m-%d}]</td></tr>\n'
            for row in rows
        )
        calls = " ".join(
            f"<a href=\"javascript:__doPostBack('{PAGER}','{at}')\">{at}</a>"
            for at in range(1, pages + 1)
            if at != number
        )
        if number < pages:
            calls += f" <a href=\"javascript:__doPostBack('{PAGER}','{number + 1}')\">下一页</a>"
        pager = f'<div id="{PAGER}">共{total}条记录 第{number}/{pages}页 {calls}</div>'
        hint = f'<link rel="next" href="list.aspx?cid={column.key}&amp;page={number + 1}" />' if number < pages else ""
        hidden = "".join(
            f'<input type="hidden" name="{name}" id="{name}" value="{value}" />\n'
            for name, value in {"__EVENTTARGET": "", "__EVENTARGUMENT": "", **hidden_fields(column)}.items()
        )
        table = f'<table width="100%" id="DataList1">\n{lines}</table>{pager}'
        form = (
            f'<form name="form1" method="post" action="list.aspx?cid={column.key}" id="form1">\n{hidden}{table}</form>'
        )
        return self._shell(column.name, self._metas(column) + hint, self._crumbs(column) + form)

    def _crumbs(self, column: Column) -> str:
        return f'<div id="weizhi">您现在的位置：<a href="Default.aspx">首页</a> → <a href="list.aspx?cid={column.key}">{column.name}</a></div>\n'

    def render_item(self, item: Item, column: Column) -> str:
        draft = item.draft
        metas = self._metas(column) + (
            f'<meta name="ArticleTitle" content="{escape(draft.title)}" />\n<meta name="PubDate" content="{item.moment:%Y-%m-%d}" />\n'
            f'<meta name="ContentSource" content="{item.source}" />\n'
        )
        hand = (markup.word, markup.clean, markup.font)[item.oddity % 3]
        links = "".join(
            f'<div>{label}：<a href="show.aspx?id={one.number}">{escape(one.draft.title)}</a></div>'
            for label, one in zip(("上一篇", "下一篇"), self.neighbours[item.key], strict=True)
            if one
        )
        facts = ""
        if item.index_number:
            facts = (
                f"<table border=1><tr><td>索引号</td><td>{item.index_number}</td><td>发文字号</td><td>{draft.document_number}</td>"
                f"</tr><tr><td>发文单位</td><td>{self.profile.agency}</td><td>成文日期</td><td>{item.written_on}</td></tr></table>"
            )
        day = f"{item.moment.year}/{item.moment.month}/{item.moment.day}"
        body = (
            f'{self._crumbs(column)}<div class="newsbox"><span id="lblTitle">{escape(draft.title)}</span>\n'
            f'<div class="newsinfo">发布日期：<span id="lblDate">{day}</span> 来源：<span id="lblSource">{item.source}</span> '
            f'浏览：<span id="lblHits"><script>hits({item.number % 555})</script></span>次</div>{facts}\n'
            f'<span id="lblContent">{hand(draft.blocks, plain)}</span></div>\n<div class="prenext">{links}</div>'
        )
        return self._shell(draft.title, metas, body)

    def render_home(self, state: State) -> str:
        blocks = []
        for column in self.profile.columns:
            lines = "".join(
                f'<tr><td><a href="show.aspx?id={row.item.number}">{escape(short(row.item.draft.title, 20))}</a></td>'
                f"<td>({row.item.moment:%m-%d})</td></tr>"
                for row in state.rows[column.key][:6]
            )
            link = f'<a href="list.aspx?cid={column.key}">{column.name}</a>'
            blocks.append(f"<h4>{link}</h4><table>{lines}</table>\n")
        return self._shell("首页", self._metas(None), "".join(blocks))

    def _metas(self, column: Column | None) -> str:
        profile = self.profile
        said = f'<meta name="ColumnName" content="{column.name}" />\n' if column else ""
        return (
            f'<meta name="SiteName" content="{profile.name}" />\n<meta name="SiteDomain" content="{profile.host},www.{profile.host}" />\n'
            f'<meta name="SiteIDCode" content="{profile.id_code}" />\n{said}'
        )

    def _shell(self, title: str, metas: str, body: str) -> str:
        profile = self.profile
        nav = "".join(f'<li><a href="list.aspx?cid={column.key}">{column.name}</a></li>' for column in profile.columns)
        latest = "".join(
            f'<li><a href="show.aspx?id={item.number}">{escape(short(item.draft.title, 16))}</a></li>'
            for item in self.latest
        )
        return (
            f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html xmlns="http://www.w3.org/1999/xhtml">\n'
            f'<head><title>\n\t{escape(title)}|{profile.name}\n</title><meta http-equiv="Content-Type" content="text/html; '
            f'charset=utf-8" />\n{metas}<link href="css/style.css" rel="stylesheet" type="text/css" />{INLINE_STYLE}{INLINE_SCRIPT}'
            f'</head>\n<body><div class="top"><img src="images/logo.png" alt="" /><ul>{nav}</ul></div>\n<div class="mid">{body}</div>\n'
            f'<div class="left"><h4>最近更新</h4><ul>{latest}</ul></div>\n<div class="bottom">{partners()}<br />主办：{profile.agency} '
            f'网站标识码：{profile.id_code} 云ICP备05000106号 <a href="admin/Login.aspx">登录</a></div></body></html>\n'
        )


def hidden_fields(column: Column) -> dict[str, str]:
    """What a column's form holds, and must hold again when it is sent back."""
    state = b64encode(sha256(f"state/{column.key}".encode()).digest() * 12).decode()
    check = b64encode(sha256(f"check/{column.key}".encode()).digest() * 2).decode()
    return {
        "__VIEWSTATE": f"/wEPDwUK{state}",
        "__VIEWSTATEGENERATOR": "3989C74E",
        "__EVENTVALIDATION": f"/wEWAwL{check}",
    }
