"""A second held-out set of government pages, in manners unlike the first: written before the rules were looked at again.

Names ending in -blind: only their figures were ever looked at, never a page of theirs or a cause of a miss.
"""

from __future__ import annotations

from html import escape

from benchmarks.quality import hands
from benchmarks.quality.cases import Content
from benchmarks.quality.designs import ZH_FOOT, ZH_NAV, Design, day, links, nav, page

GROUP, BLIND = "Chinese government, second set", "Chinese government, second set, blind half"


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    return escape(text[:middle]), escape(text[middle:])


def definition_list(content: Content, body: str) -> str:
    """Facts in a definition list without colons; <title> is the site's name."""
    facts = {
        "信息来源": content.source,
        "发布日期": day(content, "{y}年{m}月{d}日"),
        "文　　号": content.number,
        "公开方式": "主动公开",
    }
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items())
    return page(
        "汀州区民政局",
        f"<header><a href=/><img src=/logo.png alt=汀州区民政局></a><nav>{nav(ZH_NAV)}</nav></header><main><p class=headline>{escape(content.title)}</p>"
        f"<dl class=facts>{rows}</dl><div class=prose>{body}</div><ul class=pager><li>上一条：<a href=/a/9.html>{content.neighbours[0]}</a></li>"
        f"<li>下一条：<a href=/a/11.html>{content.neighbours[1]}</a></li></ul></main>{ZH_FOOT}",
    )


def nested_cells(content: Content, body: str) -> str:
    """Tables in tables with colgroups; the title broken over two lines; labels and values in cells of their own."""
    first, second = _halves(content.title)
    return page(
        f"{content.column}-汀州区水务局网站",
        f"<table width=960 align=center><colgroup><col width=200><col></colgroup><tr><td colspan=2>{nav(ZH_NAV, 'span')}</td></tr><tr><td valign=top>"
        f"<table><tr><td>栏目导航</td></tr>{''.join(f'<tr><td><a href=/l{at}.html>{one}</a></td></tr>' for at, one in enumerate(ZH_NAV))}</table></td><td>"
        f"<table width=100%><colgroup><col width=15%><col width=35%><col width=15%><col width=35%></colgroup><tr><td colspan=4 align=center class=dbt>{first}<br>{second}</td></tr>"
        f"<tr><td>发表日期</td><td>{day(content, '{y}/{m}/{d}')}</td><td>信息来源</td><td>{content.source}</td></tr><tr><td colspan=4>{body}</td></tr>"
        f"<tr><td colspan=4 align=right>[<a href=#>返回顶部</a>] [<a href=javascript:window.print()>打印</a>]</td></tr></table></td></tr></table>{ZH_FOOT}",
    )


def microdata(content: Content, body: str) -> str:
    """schema.org in attributes; the day is printed without its year."""
    return page(
        f"{content.title}｜汀州区文化馆",
        f"<div class=site-top>{nav(ZH_NAV, 'a')}</div><article itemscope itemtype='http://schema.org/NewsArticle'><header><h2 itemprop=headline>{escape(content.title)}</h2>"
        f"<p class=dateline><time itemprop=datePublished datetime='{content.published}:00+08:00'>{day(content, '{m}月{d}日')}</time> <span itemprop=publisher itemscope "
        f"itemtype='http://schema.org/Organization'><span itemprop=name>{content.source}</span></span></p></header><div itemprop=articleBody>{body}</div></article>"
        f"<section><h3>最新信息</h3><ul>{links(content.neighbours[:6], date='<time>01-05</time>')}</ul></section>{ZH_FOOT}",
    )


def below_body(content: Content, body: str) -> str:
    """Source and date in brackets below the text, in a line of their own; the title is a bold paragraph."""
    return page(
        f"汀州区档案局 >> {content.column} >> {content.title}",
        f"<div id=top>{nav(ZH_NAV, 'b')}</div><div id=left><h4>推荐</h4>{links(content.neighbours[:7], 'p')}</div><div id=right><p align=center><b>{escape(content.title)}</b></p>"
        f"<div id=zw_text>{body}</div><div class=foot-info>（信息来源：{content.source}　发布时间：{day(content, '{y}年{m:02d}月{d:02d}日')}　点击数：{content.serial}）</div></div>{ZH_FOOT}",
    )


def banner(content: Content, body: str) -> str:
    """The title is the caption of a banner; the only h1 is the site; the date stands in the breadcrumbs."""
    return page(
        "汀州区体育局-欢迎您",
        f"<h1>汀州区体育局</h1><div class=menu>{nav(ZH_NAV, 'span')}</div><div class=crumb>您的位置：<a href=/>首页</a> / <a href=/x/>{content.column}</a> / "
        f"{day(content)}</div><figure class=banner><img src=/images/banner_inner.jpg alt=''><figcaption>{escape(content.title)}</figcaption></figure>"
        f"<div class=text-zone>{body}</div><p class=supply>供稿：{content.source}</p><div class=qr>扫一扫在手机打开当前页</div>{ZH_FOOT}",
    )


def data_labels(content: Content, body: str) -> str:
    """Labels are attributes that a style sheet prints; the source stands in a link."""
    return page(
        f"{content.title}",
        f"<div class=hd-nav>{nav(ZH_NAV)}</div><div class=doc><div class=doc-h>{escape(content.title)}</div><div class=doc-m><span data-label='发布时间：'>{day(content, '{y}-{m:02d}-{d:02d} {t}')}"
        f"</span><span data-label='来源：'><a href=/src/>{content.source}</a></span><span data-label='浏览：'>{content.serial}</span></div><div class=doc-c>{body}</div></div>"
        f"<div class=doc-r><h5>同类信息</h5>{links(content.neighbours[:5], 'p')}</div>{ZH_FOOT}",
        "<style>[data-label]:before{content:attr(data-label)}</style>",
    )


def rows_of_labels(content: Content, body: str) -> str:
    """The catalogue's labels in one row, their values in the next; the number above the text."""
    return page(
        f"{content.title}_政府信息公开_汀州区交通局",
        f"<div class=t>{nav(ZH_NAV, 'i')}</div><table class=ml border=1><tr><td>索引号</td><td>文号</td><td>发布日期</td><td>信息来源</td></tr><tr><td>{content.index}</td>"
        f"<td>{content.number}</td><td>{day(content, '{y}.{m}.{d}')}</td><td>{content.source}</td></tr></table><h3 align=center>{escape(content.title)}</h3><div class=nr>{body}</div>{ZH_FOOT}",
    )


def two_lines(content: Content, body: str) -> str:
    """The title in two paragraphs; editor, source and counter in brackets behind a full moment."""
    first, second = _halves(content.title)
    return page(
        f"{content.title} 汀州区审计局",
        f"<div class=head>{nav(ZH_NAV, 'em')}</div><div class=main-l><p class=btxt>{first}</p><p class=btxt>{second}</p><p class=bzt>（{day(content, '{y}-{m:02d}-{d:02d} {t}:22')}　　编辑：{content.author}"
        f"　　来源：{content.source}　　浏览：{content.serial}次）</p><div class=bd>{body}</div></div><div class=main-r><h4>图片新闻</h4>{links(content.neighbours, 'dd')}</div>{ZH_FOOT}",
    )


def phone_article(content: Content, body: str) -> str:
    """An article of a phone account put on the site: the moment is set by a script, the account's name is the source."""
    moment = f"{content.published[:10]} {content.published[11:]}"
    return page(
        content.title,
        f"<div class=rich_media><h2 class=rich_media_title id=activity-name>{escape(content.title)}</h2><div class=rich_media_meta_list><a id=js_name>{content.source}</a> <em id=publish_time></em></div>"
        f"<div class=rich_media_content>{body}</div></div><script>var createTime = '{moment}'; document.getElementById('publish_time').innerText = createTime;</script>{ZH_FOOT}",
        f"<meta property='og:site_name' content='{content.source}'><meta property='og:article:author' content='{content.author}'>",
    )


def square_brackets(content: Content, body: str) -> str:
    """A page of around 2003: [day] [source] in square brackets, the site's motto above, all in one centred table."""
    return page(
        "欢迎光临汀州区林业信息网！",
        f"<center><table width=760><tr><td>热烈祝贺汀州区荣获全省绿化先进称号！</td></tr><tr><td>{nav(ZH_NAV, 'font')}</td></tr><tr><td align=center><font size=5 color=red>{escape(content.title)}</font></td></tr>"
        f"<tr><td align=center><font size=2>[{day(content, '{y}.{m}.{d}')}]　[来源：{content.source}]　[作者：{content.author}]</font></td></tr><tr><td>{body}</td></tr><tr><td><hr>{ZH_FOOT}</td></tr></table></center>",
    )


DESIGNS = (
    Design("gov2-deflist", GROUP, definition_list, extras=("number", "sign", "files"), shows=("source", "number"), is_held_out=True),
    Design("gov2-cells", GROUP, nested_cells, hands.fonts, extras=("table", "image"), is_held_out=True),
    Design("gov2-microdata", GROUP, microdata, hands.divs, extras=("list", "image"), is_held_out=True),
    Design("gov2-below", GROUP, below_body, hands.breaks, extras=("sign", "table"), is_held_out=True),
    Design("gov2-banner", GROUP, banner, extras=("heading", "files"), is_held_out=True),
    Design("gov2-datalabel", GROUP, data_labels, hands.spans, extras=("image",), is_held_out=True),
    Design("gov2-rows-blind", BLIND, rows_of_labels, hands.word, extras=("number", "sign"), shows=("source", "number"), is_held_out=True),
    Design("gov2-lines-blind", BLIND, two_lines, extras=("table", "heading"), is_held_out=True),
    Design("gov2-phone-blind", BLIND, phone_article, hands.spans, extras=("image", "image"), is_held_out=True),
    Design("gov2-brackets-blind", BLIND, square_brackets, hands.breaks, extras=("image", "table"), length=(1, 5), is_held_out=True),
)  # fmt: skip
