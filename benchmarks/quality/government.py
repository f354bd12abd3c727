"""Designs of Chinese government pages."""

from __future__ import annotations

from html import escape

from benchmarks.quality import hands
from benchmarks.quality.cases import Content
from benchmarks.quality.designs import ZH_FOOT, ZH_NAV, Design, day, links, nav

GROUP = "Chinese government"


def _head(title: str, metas: str = "", charset: str = "utf-8") -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{escape(title)}</title>{metas}</head>'


def boxes(content: Content, body: str) -> str:
    """A modern portal: own class names, metas without the article's."""
    return (
        f"<!DOCTYPE html>{_head(content.title + '_汀州区人民政府')}<body><ul class=topnav>{nav(ZH_NAV)}</ul><div class=wrap>"
        f"<div class=mbx>当前位置：<a href=/>首页</a> &gt; {content.column}</div><div class=xq><div class=xq-tit>{escape(content.title)}</div>"
        f"<div class=xq-sub><span>{day(content, '{y}年{m}月{d}日 {t}')}</span><span>来源：{content.source}</span><span>【字体：大 中 小】</span>"
        f"<span>打印</span></div><div class=xq-nr>{body}</div><div class=fx>分享到：<a>微信</a><a>微博</a></div></div></div>{ZH_FOOT}</body></html>"
    )


def oldest(content: Content, body: str) -> str:
    """Nested tables and fonts, the column's name in <title>."""
    left = "".join(
        f"<TR><TD><A HREF=/a/{at}.asp>{escape(one[:14])}…</A></TD></TR>" for at, one in enumerate(content.neighbours)
    )
    return (
        f"<HTML><HEAD><TITLE>{content.column}</TITLE></HEAD><BODY><TABLE WIDTH=778><TR>{nav(ZH_NAV, 'TD')}</TR></TABLE>"
        f"<TABLE WIDTH=778><TR><TD WIDTH=180 VALIGN=top><TABLE><TR><TD><B>最新更新</B></TD></TR>{left}</TABLE></TD><TD VALIGN=top>"
        f"<TABLE WIDTH=100%><TR><TD ALIGN=center><FONT COLOR=#CC0000 SIZE=4><B>{escape(content.title)}</B></FONT></TD></TR>"
        f"<TR><TD ALIGN=right>录入时间：{day(content, '{y}-{m}-{d}')}&nbsp;&nbsp;稿源：{content.source}&nbsp;&nbsp;阅读次数：<SCRIPT SRC=/c.asp></SCRIPT></TD></TR>"
        f"<TR><TD CLASS=p14>{body}</TD></TR></TABLE></TD></TR></TABLE><CENTER>{ZH_FOOT}</CENTER></BODY></HTML>"
    )


def twice_closed(content: Content, body: str) -> str:
    """An included header brought its own </html>; a hot list stands in the body's container."""
    return (
        f"{_head(content.title)}<body><div class=top>{nav(ZH_NAV, 'span')}</div></body></html>\n<div class=main><h3>{escape(content.title)}</h3>"
        f"<p class=time>发布日期：{day(content, '{y}/{m}/{d}')} 来源：{content.source}</p><div class=txt>{body}"
        f"<div class=rel><b>相关新闻</b><ul>{links(content.neighbours[:5])}</ul></div></div></div>{ZH_FOOT}</body></html>"
    )


def disclosure(content: Content, body: str) -> str:
    """A disclosure page: a table of the elements of the catalogue, the number in the title block."""
    return (
        f"{_head(content.title + ' - 信息公开')}<body><div id=nav><ul>{nav(ZH_NAV)}</ul></div><table class=gkxx><tr><th>索 引 号</th><td>{content.index}</td>"
        f"<th>主题分类</th><td>综合政务\\其他</td></tr><tr><th>发文机关</th><td>{content.agency}</td><th>成文日期</th><td>{content.written}</td></tr>"
        f"<tr><th>标　　题</th><td colspan=3>{escape(content.title)}</td></tr><tr><th>发文字号</th><td>{content.number}</td><th>发布日期</th>"
        f"<td>{day(content)}</td></tr><tr><th>有 效 性</th><td colspan=3>有效</td></tr></table><div class=wz><h1>{escape(content.title)}</h1>{body}</div>"
        f"<div class=tools><a href=javascript:print()>打印本页</a> <a href=javascript:close()>关闭窗口</a></div>{ZH_FOOT}</body></html>"
    )


def metas_lie(content: Content, body: str) -> str:
    """Government meta tags made by an earlier migration: their date is the import's."""
    metas = (
        f'<meta name="ArticleTitle" content="{escape(content.title)}"><meta name="PubDate" content="2021-05-12 00:00">'
        f'<meta name="ContentSource" content="{content.source}"><meta name="ColumnName" content="{content.column}">'
    )
    return (
        f"{_head(content.title, metas)}<body><div class=hd>{nav(ZH_NAV, 'i')}</div><article><header><h1>{escape(content.title)}</h1>"
        f"<div class=info><em>日期：{day(content)}</em><em>来源：{content.source}</em></div></header><section class=con>{body}</section></article>"
        f"<aside><h4>热点排行</h4><ol>{links(content.neighbours)}</ol></aside>{ZH_FOOT}</body></html>"
    )


def spans(content: Content, body: str) -> str:
    """Pasted from a phone editor: sections and spans only; the meta line is one text with bars."""
    return (
        f"{_head('汀州发布 | ' + content.title)}<body><div class=menu>{nav(ZH_NAV, 'b')}</div><div class=page><div class=t1>{escape(content.title)}</div>"
        f"<div class=t2>{day(content)} | {content.source} | 点击：{content.serial % 700}</div><div class=rich><section>{body}</section></div></div>"
        f"<div class=more><p>推荐阅读</p>{links(content.neighbours[:6], 'p')}</div>{ZH_FOOT}</body></html>"
    )


def short_notice(content: Content, body: str) -> str:
    """One or two sentences in a page full of lists."""
    lists = "".join(
        f"<div class=box><h4>{word}</h4><ul>{links(content.neighbours[at : at + 5], date=f'<em>[{at + 1:02d}-1{at}]</em>')}</ul></div>"
        for at, word in enumerate(("要闻", "公告", "部门动态"))
    )
    return (
        f"{_head(content.title + '-通知-云台县人民政府')}<body><div class=nav>{nav(ZH_NAV, 'span')}</div><div class=l>{lists}</div>"
        f"<div class=r><h2>{escape(content.title)}</h2><div class=pro>发布时间:{day(content)} 信息来源:{content.source}</div>{body}"
        f"<div class=page_nav>上一篇：<a href=/a/1.html>{escape(content.neighbours[0])}</a><br>下一篇：没有了</div></div>{ZH_FOOT}</body></html>"
    )


def one_form(content: Content, body: str) -> str:
    """Everything in one form and unnamed divs, labels after the body."""
    return (
        f'{_head(content.title, charset="gb2312")}<body><form id=form1 action=./><input type=hidden name=__VIEWSTATE value="{"A" * 900}">'
        f"<div><div>{nav(ZH_NAV, 'a')}</div><div><div><strong>{escape(content.title)}</strong></div><div>{body}</div>"
        f"<div>作者：{content.author}　来源：{content.source}　更新时间：{day(content, '{y}-{m:02d}-{d:02d} {t}:09')}</div></div></div></form>{ZH_FOOT}</body></html>"
    )


def pictures(content: Content, body: str) -> str:
    """The text is a scanned picture; the footer is the longest text of the page."""
    return (
        f"{_head(content.title + '_公示')}<body><div class=nav>{nav(ZH_NAV, 'span')}</div><div class=d_title>{escape(content.title)}</div>"
        f"<div class=d_time>时间：{day(content)}　来源：{content.source}</div><div class=d_body>{body}</div>{ZH_FOOT * 2}</body></html>"
    )


def inner_frame(content: Content, body: str) -> str:
    """The body in a cell beside a side column of the same table, a slogan repeated above it."""
    return (
        f"{_head('汀州区行政服务中心')}<body><table width=980><tr><td colspan=2>{nav(ZH_NAV, 'span')}</td></tr><tr><td width=220 class=side>"
        f"<h4>办事指引</h4>{links(content.neighbours[:6], 'p')}<p>咨询电话请拨打服务热线，工作日上午九时至下午五时有人接听，节假日除外。</p></td>"
        f"<td class=mainTd><p class=slogan>为民服务，廉洁高效，欢迎监督，有问必答，有诉必应，件件有着落，事事有回音。</p><p class=bt>{escape(content.title)}</p>"
        f"<p class=sj>（{day(content, '{y}年{m}月{d}日')}）</p>{body}</td></tr></table>{ZH_FOOT}</body></html>"
    )


DESIGNS = (
    Design("gov-boxes", GROUP, boxes, extras=("table", "files", "list")),
    Design(
        "gov-oldest", GROUP, oldest, hands.breaks, extras=("image",), charset="gb18030", path="/show.asp?id={serial}"
    ),
    Design("gov-twice", GROUP, twice_closed, hands.word, extras=("heading", "table", "sign")),
    Design(
        "gov-disclosure", GROUP, disclosure, extras=("number", "sign", "files"), shows=("number",), is_held_out=True
    ),
    Design("gov-metas", GROUP, metas_lie, hands.divs, extras=("image", "list"), path="/{y}/{m}/t{serial}.shtml"),
    Design("gov-spans", GROUP, spans, hands.spans, extras=("image", "heading"), is_held_out=True),
    Design("gov-short", GROUP, short_notice, length=(1, 2), extras=("sign",)),
    Design(
        "gov-form", GROUP, one_form, hands.fonts, extras=("table", "files"), charset="gb18030",
        path="/v.aspx?id={serial}", is_held_out=True,
    ),
    Design("gov-pictures", GROUP, pictures, length=(0, 0), extras=("image", "image"), is_held_out=True),
    Design("gov-cell", GROUP, inner_frame, hands.fonts, extras=("sign", "table"), shows=(), is_held_out=True),
)  # fmt: skip
