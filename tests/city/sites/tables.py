"""青山区农业信息网: built by hand in 2005. Frames, tables in tables, <FONT>, no meta tags, one <TITLE> for all pages."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tests.city import markup
from tests.city.model import Column, File, Item
from tests.city.sites.base import Request, Site, State
from tests.city.sites.furniture import partners, relative, short

CELL = 'BGCOLOR="#EEF7E6" BACKGROUND="/images/bg.png" VALIGN=top'


class Tables(Site):
    """GBK without any declaration; dates only in the text; the home page is a frameset."""

    per_page = 7
    content_type = "text/html"

    def item_path(self, number: int, column: Column, moment: datetime) -> str:
        return f"/view/{moment:%y%m}/{number}.htm"

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str:
        return f"/{'pic' if file.kind in ('jpg', 'png') else 'file'}/{moment:%Y}/{number}-{at}.{file.kind}"

    def list_path(self, column: Column) -> str:
        return f"/list{column.key}.htm"

    def respond_list(self, state: State, request: Request) -> str | None:
        if request.path == "/top.htm":
            return self._top()
        if request.path == "/main.htm":
            return self._main(state)
        key, _, page = request.path.removeprefix("/list").removesuffix(".htm").partition("_")
        column = self.column(key) if request.path.startswith("/list") else None
        return self._list(state, column, int(page or 1)) if column and (page or "1").isdigit() else None

    def _list(self, state: State, column: Column, number: int) -> str | None:
        rows, pages, total = self.list_page(state.name, column.key, number)
        if not rows and number > 1:
            return None
        lines = "".join(
            f'<TR><TD WIDTH=20><IMG SRC="images/dot.png"></TD><TD><A HREF="{row.path.lstrip("/")}" TARGET=_blank><FONT SIZE=2>'
            f"{escape(row.item.draft.title)}</FONT></A></TD><TD WIDTH=90><FONT SIZE=2 COLOR=#666666>"
            f"{row.item.moment.year}-{row.item.moment.month}-{row.item.moment.day}</FONT></TD></TR>\n"
            for row in rows
        )
        stem = f"list{column.key}"
        numbers = " ".join(
            f"[{at}]" if at == number else f'<A HREF="{stem}{f"_{at}" if at > 1 else ""}.htm">[{at}]</A>'
            for at in range(1, pages + 1)
        )
        following = f' <A HREF="{stem}_{number + 1}.htm">下一页</A>' if number < pages else ""
        body = (
            f"<TABLE WIDTH=100% BORDER=0>\n{lines}</TABLE>\n<TABLE WIDTH=100%><TR><TD ALIGN=right><FONT SIZE=2>共{total}条信息 "
            f"{numbers}{following}</FONT></TD></TR></TABLE>"
        )
        return self._shell(column, body, request_path=f"/{stem}.htm")

    def render_item(self, item: Item, column: Column) -> str:
        path, draft = item.paths[0], item.draft
        hand = markup.font if item.oddity % 3 else markup.breaks
        text = hand(draft.blocks, lambda address: relative(address, path))
        day = f"{item.moment.year}年{item.moment.month}月{item.moment.day}日"
        said = f"时间：{day}　来源：{item.source}" + (f"　作者：{item.author}" if item.author else "")
        number = f"<BR>索引号：{item.index_number}　文号：{draft.document_number}　成文日期：{item.written_on}" if item.index_number else ""  # fmt: skip
        links = "".join(
            f'<TR><TD><FONT SIZE=2>{label}：<A HREF="{relative(one.paths[0], path)}">{escape(one.draft.title)}</A></FONT></TD></TR>'
            for label, one in zip(("上一条", "下一条"), self.neighbours[item.key], strict=True)
            if one
        )
        body = (
            f'<TABLE WIDTH=96% ALIGN=center><TR><TD ALIGN=center HEIGHT=60><FONT SIZE=5 COLOR="#990000"><B>{escape(draft.title)}</B>'
            f"</FONT></TD></TR>\n<TR><TD ALIGN=center><FONT SIZE=2>{said}{number}</FONT><HR SIZE=1></TD></TR>\n"
            f'<TR><TD STYLE="line-height:180%">{text}</TD></TR>\n</TABLE><TABLE WIDTH=96%>{links}'
            f'<TR><TD ALIGN=right><FONT SIZE=2>【<A HREF="javascript:window.print()">打印本页</A>】'
            f'【<A HREF="javascript:window.close()">关闭窗口</A>】</FONT></TD></TR></TABLE>'
        )
        return self._shell(column, body, path)

    def render_home(self, state: State) -> str:
        return (
            f'<HTML><HEAD><TITLE>{self.profile.name}</TITLE></HEAD>\n<FRAMESET ROWS="120,*" FRAMEBORDER=0>'
            f'<FRAME SRC="top.htm" NAME=top><FRAME SRC="main.htm" NAME=main>'
            f"<NOFRAMES><BODY>您的浏览器不支持框架</BODY></NOFRAMES></FRAMESET></HTML>\n"
        )

    def _top(self) -> str:
        links = self._navigation("/top.htm")
        return f"<HTML><BODY><TABLE WIDTH=780 ALIGN=center><TR>{links}</TR></TABLE></BODY></HTML>\n"

    def _main(self, state: State) -> str:
        cells = []
        for column in self.profile.columns:
            lines = "".join(
                f'<TR><TD><FONT SIZE=2>·<A HREF="{row.path.lstrip("/")}">{escape(short(row.item.draft.title, 16))}</A> '
                f"({row.item.moment.month}-{row.item.moment.day})</FONT></TD></TR>\n"
                for row in state.rows[column.key][:5]
            )
            link = f'<A HREF="list{column.key}.htm"><B>{column.name}</B></A>'
            cells.append(f"<TD {CELL}>{link}<TABLE>{lines}</TABLE></TD>")
        rows = "".join(f"<TR>{''.join(cells[at : at + 2])}</TR>\n" for at in range(0, len(cells), 2))
        return f"<HTML><HEAD><TITLE>{self.profile.name}</TITLE></HEAD><BODY><TABLE WIDTH=780>{rows}</TABLE></BODY></HTML>\n"

    def _navigation(self, here: str) -> str:
        return "".join(
            f'<TD><A HREF="{relative(self.list_path(column), here)}" TARGET=main><FONT COLOR="#006600">{column.name}</FONT></A></TD>'
            for column in self.profile.columns
        )

    def _shell(self, column: Column, body: str, request_path: str) -> str:
        profile, here = self.profile, request_path
        latest = "".join(
            f'<TR><TD><FONT SIZE=2><A HREF="{relative(item.paths[0], here)}">{escape(short(item.draft.title, 12))}</A></FONT></TD></TR>\n'
            for item in self.latest
        )
        place = f'<TABLE WIDTH=100%><TR><TD><FONT SIZE=2>您的位置：<A HREF="{relative("/main.htm", here)}">首页</A> → {column.name}</FONT></TD></TR></TABLE>'
        return (
            f'<HTML>\n<HEAD><TITLE>{profile.name}</TITLE>\n<LINK HREF="/css/style.css" REL=stylesheet></HEAD>\n'
            f"<BODY BGCOLOR=#FFFFFF TOPMARGIN=0>\n<TABLE WIDTH=780 ALIGN=center><TR>{self._navigation(here)}</TR></TABLE>\n"
            f"<TABLE WIDTH=780 ALIGN=center BORDER=0 CELLSPACING=0><TR><TD WIDTH=170 {CELL}><TABLE WIDTH=100%><TR><TD><B>最新消息</B>"
            f"</TD></TR>\n{latest}</TABLE></TD>\n<TD WIDTH=610 VALIGN=top>{place}\n{body}</TD></TR></TABLE>\n"
            f"<TABLE WIDTH=780 ALIGN=center><TR><TD ALIGN=center><FONT SIZE=2>{partners()}<BR>主办：{profile.agency} 地址：云川市青山区"
            f"玉带河路18号<BR>网站标识码：{profile.id_code} 云ICP备05000108号</FONT></TD></TR></TABLE>\n</BODY></HTML>\n"
        )
