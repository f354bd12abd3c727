"""A third held-out set, written after the rules were mended for the second, and measured without looking at a page."""

from __future__ import annotations

import json
from html import escape

from benchmarks.quality import hands
from benchmarks.quality.cases import Content
from benchmarks.quality.designs import EN_FOOT, EN_NAV, ZH_FOOT, ZH_NAV, Design, day, links, nav, page, utc
from benchmarks.quality.second_press import MONTHS

GOVERNMENT, CHINESE, ENGLISH = "Chinese government, third set", "Chinese general, third set", "English, third set"


def bracketed(content: Content, body: str) -> str:
    """Labels in square brackets in an ordered list, no colon anywhere."""
    facts = {"主题分类": "综合政务", "发文机关": content.agency, "发文字号": content.number, "成文日期": content.written, "发布日期": day(content), "有效性": "现行有效"}  # fmt: skip
    items = "".join(f"<li>[{name}] <span>{value}</span></li>" for name, value in facts.items())
    return page(
        f"{content.title}_政策文件_汀州区政府网",
        f"<div class=nav>{nav(ZH_NAV, 'a')}</div><div class=container><ol class=doc-info>{items}</ol><div class=header><p>{escape(content.title)}</p></div>"
        f"<div class=view>{body}</div><div class=appended><a href=#>打印</a><a href=#>收藏</a></div></div>{ZH_FOOT}",
    )


def posted_by(content: Content, body: str) -> str:
    """A line of an old content system: who entered it, when to the second, how often it was read, where it came from."""
    return page(
        f"汀州区图书馆 {content.column}",
        f"<table><tr><td class=title height=50>{escape(content.title)}</td></tr><tr><td align=center bgcolor=#eeeeee>发布人：{content.author} 发布时间：{day(content, '{y}-{m}-{d} {t}:05')} "
        f"点击：{content.serial} 来自：{content.source} 审核人：办公室</td></tr><tr><td id=Content>{body}</td></tr><tr><td>【<a href=#>关闭</a>】</td></tr></table>"
        f"<table><tr><td>{nav(ZH_NAV, 'span')}</td></tr><tr><td>{links(content.neighbours[:6], 'p')}</td></tr></table>{ZH_FOOT}",
    )


def panes(content: Content, body: str) -> str:
    """Tabs: the text, and hidden panes of other things; a weekday behind the day."""
    return page(
        f"{content.title} | 汀州区卫生局",
        f"<ul class=top>{nav(ZH_NAV)}</ul><div class=art><h2>{escape(content.title)}</h2><div class=sub><i>时间：{day(content, '{y}年{m}月{d}日')} 星期三</i><i>信息来源：{content.source}</i><i>信息员：{content.author}</i></div>"
        f"<ul class=tabs><li class=on>原文</li><li>解读</li><li>图解</li></ul><div class=pane>{body}</div><div class=pane style='display:none'><p>暂无解读材料，如有疑问请拨打服务热线。</p></div></div>{ZH_FOOT}",
    )


def tear_off(content: Content, body: str) -> str:
    """The day as a leaf of a calendar; a government meta tag with minutes that are none."""
    return page(
        "详情页",
        f"<div class=menu>{nav(ZH_NAV, 'em')}</div><div class=leaf><b>{day(content, '{d:02d}')}</b><span>{day(content, '{y}/{m:02d}')}</span></div><h3 class=xxbt>{escape(content.title)}</h3>"
        f"<div class=laiyuan><img src=/i/ly.png alt=''>{content.source}</div><div class=xxnr>{body}</div><div class=zrbj>[责任编辑：{content.author}]</div>{ZH_FOOT}",
        f"<meta name='PubDate' content='{content.published[:10]} 99:99'><meta name='ColumnName' content='{content.column}'>",
    )


def issue_head(content: Content, body: str) -> str:
    """An electronic gazette: issue, page and day in the head, the source in brackets under the title."""
    return page(
        "汀州区人民政府公报电子版",
        f"<div class=masthead>汀州区人民政府公报　第{content.serial % 12 + 1}期　第3版</div><div class=issue-nav>{nav(ZH_NAV, 'span')}</div><div class=story><p class=intro>{content.column}</p><p class=headline>{escape(content.title)}</p>"
        f"<p class=under>（{day(content, '{y}年{m}月{d}日')}　{content.source}）</p><div class=columns2>{body}</div></div><div class=other><p>本期其他文章</p>{links(content.neighbours, 'p')}</div>{ZH_FOOT}",
    )


def diary(content: Content, body: str) -> str:
    """A hosted weblog: the moment in brackets beside the title, tags and class below, a box of the writer."""
    return page(
        f"{content.title}_{content.author}_汀州博客",
        f"<div class=blognav>{nav(ZH_NAV, 'a')}</div><div class=profile><h4>个人资料</h4><p>{content.author}</p><p>博客等级：12</p></div><div class=articalTitle><h2 id=t_{content.serial}>{escape(content.title)}</h2> <span class='time SG_txtc'>({day(content, '{y}-{m:02d}-{d:02d} {t}')}:10)</span></div>"
        f"<table class=blog_tag><tr><td>标签： <a>杂谈</a></td><td>分类： <a>随笔</a></td></tr></table><div class=articalContent>{body}</div><div class=IL>阅读(12) 评论(3) 收藏(0) 转载</div>{ZH_FOOT}",
    )


def data_page(content: Content, body: str) -> str:
    """A portal whose facts stand in a script's object; the day is printed in pieces."""
    facts = {
        "title": content.title,
        "media": content.source,
        "pubtime": content.published.replace("T", " ") + ":09",
        "catalog": content.column,
    }
    return page(
        f"{content.title}_江畔新闻",
        f"<div class=topnav>{nav(ZH_NAV, 'li')}</div><div class=LEFT><h1>{escape(content.title)}</h1><div class=stick><div class=year>{day(content, '{y}')}</div><div class=md>{day(content, '{m:02d}/{d:02d}')}</div></div>"
        f"<div class=content-article>{body}</div></div><div class=RIGHT><h3>大家还在看</h3>{links(content.neighbours, 'p')}</div><script>window.DATA = {json.dumps(facts, ensure_ascii=False)};</script>{ZH_FOOT}",
    )


def _words(content: Content) -> str:
    return f"{MONTHS[int(content.published[5:7]) - 1]} {day(content, '{d}, {y}')}"


def press_pack(content: Content, body: str) -> str:
    """A weblog engine's page: published and updated moments, byline, categories and a navigation of neighbours."""
    one, other = content.neighbours[:2]
    return page(
        f"{content.title} – Brackley Wharf",
        f"<header class=site-header><p class=site-title><a href=/>Brackley Wharf</a></p><nav>{nav(EN_NAV)}</nav></header><main><article class='post type-post hentry'><header class=entry-header><h1 class=entry-title>{escape(content.title)}</h1>"
        f"<div class=entry-meta><span class=posted-on>Posted on <a href=#><time class='entry-date published' datetime='{utc(content)}'>{_words(content)}</time><time class=updated datetime='2023-01-01T00:00:00+00:00'>January 1, 2023</time></a></span> <span class=byline>by <a>{content.author}</a></span></div></header>"
        f"<div class=entry-content>{body}</div><footer class=entry-footer><span class=cat-links>Posted in <a>{content.column}</a></span></footer></article><nav class=post-navigation><a href=/1>Previous: {escape(one)}</a><a href=/2>Next: {escape(other)}</a></nav></main>{EN_FOOT}",
    )


def release(content: Content, body: str) -> str:
    """A press release: weekday and day in words above the title, the office in a labelled line."""
    return page(
        "News releases",
        f"<div id=banner>{nav(EN_NAV, 'td')}</div><div id=release><p class=up>FOR IMMEDIATE RELEASE</p><p class=when>Tuesday, {_words(content)}</p><h2>{escape(content.title)}</h2><p class=office>Issued by: {content.source}</p><div class=copy>{body}</div><p class=end>###</p></div>{EN_FOOT}",
    )


DESIGNS = (
    Design("gov3-bracketed", GOVERNMENT, bracketed, extras=("number", "sign", "files"), shows=("number",), is_held_out=True),
    Design("gov3-posted", GOVERNMENT, posted_by, hands.breaks, extras=("image", "table"), is_held_out=True),
    Design("gov3-panes", GOVERNMENT, panes, hands.word, extras=("list", "heading"), is_held_out=True),
    Design("gov3-leaf", GOVERNMENT, tear_off, hands.divs, extras=("image",), length=(1, 4), is_held_out=True),
    Design("gov3-gazette", GOVERNMENT, issue_head, hands.fonts, extras=("table", "sign"), is_held_out=True),
    Design("news3-diary", CHINESE, diary, hands.spans, shows=(), extras=("image",), is_held_out=True),
    Design("news3-data", CHINESE, data_page, extras=("image",), is_held_out=True),
    Design("en3-engine", ENGLISH, press_pack, shows=(), extras=("image", "list"), is_held_out=True),
    Design("en3-release", ENGLISH, release, extras=("table",), is_held_out=True),
)  # fmt: skip
