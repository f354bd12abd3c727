"""A second held-out set of general pages, Chinese and English; names ending in -blind as in second_government."""

from __future__ import annotations

import json
from html import escape

from benchmarks.quality import hands
from benchmarks.quality.cases import Content
from benchmarks.quality.designs import EN_FOOT, EN_NAV, ZH_FOOT, ZH_NAV, Design, day, links, nav, utc

CHINESE, ENGLISH = "Chinese general, second set", "English, second set"
BLIND_CHINESE, BLIND_ENGLISH = f"{CHINESE}, blind half", f"{ENGLISH}, blind half"
MONTHS = "January February March April May June July August September October November December".split()


def _month(content: Content) -> str:
    return MONTHS[int(content.published[5:7]) - 1]


def _english_page(title: str, body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>{body}{EN_FOOT}</body></html>'


def aggregator(content: Content, body: str) -> str:
    """A feed reader's page: source and time as bare words in links, a summary box that repeats nothing, comments below."""
    said = "".join(f"<li><b>用户{at}</b>{one[:16]}，支持！</li>" for at, one in enumerate(content.neighbours[:5]))
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{escape(content.title)}|汀州|{content.column}_江畔客户端</title><meta name=weibo:article:create_at content='{content.published[:10]} {content.published[11:]}:00'>"
        f"<meta name=mediaid content='{content.source}'></head><body><div class=channel>{nav(ZH_NAV, 'a')}</div><h1 class=main-title>{escape(content.title)}</h1><div class=top-bar><span class=date>{day(content, '{y}年{m:02d}月{d:02d}日 {t}')}</span>"
        f"<a class='source ent-source'>{content.source}</a><span>{content.serial}评论</span></div><div class=article id=artibodyX>{body}</div><ul class=discuss>{said}</ul><div class=feed>{links(content.neighbours, 'p')}</div>{ZH_FOOT}</body></html>"
    )


def sections(content: Content, body: str) -> str:
    """Long reading: the text lies in several sections between subscription boxes; author and day on a card at the end."""
    lines = body.split("\n")
    third = max(1, len(lines) // 3)
    parts = ["\n".join(lines[at : at + third]) for at in range(0, len(lines), third)]
    box = "<div class=subscribe><b>订阅江畔长读</b><p>每周六上午把一篇好文章寄到你的邮箱。</p></div>"
    return (
        f"<html><head><meta charset=utf-8><title>江畔长读 · {escape(content.title)}</title></head><body><div>{nav(ZH_NAV, 'u')}</div><main><h1>{escape(content.title)}</h1>"
        + box.join(f"<section class=chapter>{one}</section>" for one in parts)
        + f"<div class=card><p>撰文 {content.author}</p><p>刊于 {day(content, '{y}年{m}月{d}日')}</p></div></main><div class=next3>{links(content.neighbours[:3], 'h4')}</div>{ZH_FOOT}</body></html>"
    )


def company(content: Content, body: str) -> str:
    """A company's news: the day as a big number and a small year-month, the title in an h4, contacts in a side box."""
    return (
        f"<html><head><meta charset=utf-8><title>汀州水务集团-{content.column}-{escape(content.title)}</title><meta name=keywords content='汀州水务,供水,排水'></head><body><ul>{nav(ZH_NAV)}</ul><div class=contact><h3>联系我们</h3><p>服务热线：00000000</p><p>地址：汀州区江畔大道66号水务大厦</p></div>"
        f"<div class=news-show><div class=riqi><strong>{day(content, '{d:02d}')}</strong><span>{day(content, '{y}-{m:02d}')}</span></div><h4>{escape(content.title)}</h4><div class=pubinfo>发布日期：{day(content)}　来源：{content.source}　点击：<span id=hits></span></div><div class=show-body>{body}</div></div>{ZH_FOOT}</body></html>"
    )


def agency(content: Content, body: str) -> str:
    """An English agency: From and Published in a definition list, English month name."""
    return _english_page(
        f"{content.title} - GOV.ML",
        f"<header>{nav(EN_NAV, 'span')}</header><main><span class=context>{content.column}</span><h1>{escape(content.title)}</h1><dl><dt>From:</dt><dd><a href=/o/>{content.source}</a></dd><dt>Published</dt>"
        f"<dd>{day(content, '{d}')} {_month(content)} {day(content, '{y}')}</dd></dl><div class=component-body>{body}</div><div class=share><a>Share on Facebook</a><a>Share on Twitter</a></div></main>",
    )


def weblog(content: Content, body: str) -> str:
    """A weblog: `March 5, 2019 by Name` as text with a time element; author's card and comments below."""
    comments = "".join(
        f"<li><cite>Reader {at}</cite><p>Thanks, I had wondered about {escape(one.lower())}.</p></li>"
        for at, one in enumerate(content.neighbours[:3])
    )
    return _english_page(
        f"{content.title} « Notes from the Quay",
        f"<div id=masthead><a href=/>Notes from the Quay</a></div><div class=hentry><h2 class=entry-title><a href=/p/{content.serial}>{escape(content.title)}</a></h2><p class=entry-meta><time datetime='{content.published}'>{_month(content)} {day(content, '{d}, {y}')}</time> by {content.author}</p>"
        f"<div class=entry>{body}</div><div class=author-box><p>{content.author} writes about towns and the people who run them.</p></div></div><ol class=commentlist>{comments}</ol>",
    )


def graph(content: Content, body: str) -> str:
    """A paper whose facts are a JSON-LD graph, modified date first; Source and date printed as words behind the text."""
    facts = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Harbour Post"}, {"@type": ["NewsArticle"], "headline": content.title, "dateModified": "2022-02-02T02:02:02Z",
             "datePublished": utc(content).replace("+00:00", "Z"), "publisher": {"@type": "Organization", "name": content.source, "logo": {"@type": "ImageObject", "url": "/l.png"}}}]}  # fmt: skip
    return _english_page(
        f"{content.title} | Harbour Post",
        f"<div class=masthead>{nav(EN_NAV, 'b')}</div><div class=lead><p class=kicker>{content.column}</p><h1>{escape(content.title)}</h1></div><div class=columns>{body}</div><p class=promo>Support local reporting: become a member of the Harbour Post today.</p>"
        f"<div class=rail><h3>Most read</h3><ol>{links(content.neighbours)}</ol></div>",
        f"<script type='application/ld+json'>{json.dumps(facts)}</script>",
    )


def minutes(content: Content, body: str) -> str:
    """An old English page: a line `Date: 5 Mar 2019   Source: X` in small type in a table."""
    return _english_page(
        "Fenwick Rural District",
        f"<table><tr><td width=120>{nav(EN_NAV, 'p')}</td><td><font size=5>{escape(content.title)}</font><br><font size=1>Date: {day(content, '{d}')} {_month(content)[:3]} {day(content, '{y}')}   Source: {content.source}</font><p>{body}</td></tr></table>",
    )


DESIGNS = (
    Design("news2-feed", CHINESE, aggregator, extras=("image",), is_held_out=True),
    Design("news2-sections", CHINESE, sections, length=(6, 12), extras=("heading",), shows=(), is_held_out=True),
    Design("news2-company-blind", BLIND_CHINESE, company, hands.divs, extras=("image",), length=(1, 4), is_held_out=True),
    Design("en2-agency", ENGLISH, agency, extras=("list", "files", "table"), is_held_out=True),
    Design("en2-weblog", ENGLISH, weblog, extras=("image", "heading"), shows=(), is_held_out=True),
    Design("en2-graph-blind", BLIND_ENGLISH, graph, extras=("image",), is_held_out=True),
    Design("en2-minutes-blind", BLIND_ENGLISH, minutes, hands.breaks, extras=("table",), is_held_out=True),
)  # fmt: skip
