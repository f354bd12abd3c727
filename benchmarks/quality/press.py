"""Designs of general pages: Chinese news and other sites, English councils, news and blogs."""

from __future__ import annotations

import json
from html import escape

from benchmarks.quality import hands
from benchmarks.quality.cases import Content
from benchmarks.quality.designs import EN_FOOT, EN_NAV, ZH_FOOT, ZH_NAV, Design, day, links, nav, utc

NEWS, ENGLISH = "Chinese general", "English"


def portal(content: Content, body: str) -> str:
    """A news portal: recommendations between the paragraphs, comments below."""
    head, _, tail = body.partition("\n")
    advert = f'<div class="tj-in">推荐：<a href="/a/3.html">{escape(content.neighbours[1])}</a></div>'
    comments = "".join(
        f"<div class=cmt><i>网友{at}</i><p>说得好，希望{one[:12]}尽快落实，大家都很关心，谢谢报道。</p></div>"
        for at, one in enumerate(content.neighbours[:4])
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{escape(content.title)}_新闻频道_江畔网</title>"
        f'<meta property="og:title" content="{escape(content.title)}"><meta property="article:published_time" content="{content.published}:00+08:00"></head>'
        f"<body><nav>{nav(ZH_NAV)}</nav><div class=left><h1>{escape(content.title)}</h1><div class=art-info>{day(content, '{y}-{m:02d}-{d:02d} {t}')} 来源：{content.source} 责任编辑：{content.author}</div>"
        f"<div class=art-text>{head}\n{advert}\n{tail}</div><div class=comments><h3>网友评论</h3>{comments}</div></div><div class=right><ul>{links(content.neighbours)}</ul></div>{ZH_FOOT}</body></html>"
    )


def blog(content: Content, body: str) -> str:
    """A personal page: no labels; the date in words beside the author; tags and a licence below."""
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{escape(content.title)} – 山间札记</title></head><body><div id=site><a href=/>山间札记</a></div>"
        f"<main><article class=post><h1 class=post-title>{escape(content.title)}</h1><p class=byline>{content.author} · {day(content, '{y}年{m}月{d}日')}</p>{body}"
        f"<p class=tags>标签：<a href=/t/1>生活</a> <a href=/t/2>随笔</a></p><p class=licence>本文采用署名许可协议，转载请注明出处及本声明。</p></article>"
        f"<section class=next><h2>你可能还喜欢</h2><ul>{links(content.neighbours[:4])}</ul></section></main><footer>© 山间札记</footer></body></html>"
    )


def plain_div(content: Content, body: str) -> str:
    """One flat div: title, line, text, hot list, all siblings."""
    return (
        f"<html><head><meta charset=utf-8><title>{escape(content.title)}--企业资讯</title></head><body><div>{nav(ZH_NAV, 'a')}</div><div class=all><b class=bt>{escape(content.title)}</b>"
        f"<i>日期：{day(content)}　来源：{content.source}</i>\n{body}\n<dl class=hotlist><dt>热门文章</dt>{links(content.neighbours, 'dd')}</dl></div>{ZH_FOOT}</body></html>"
    )


def forum(content: Content, body: str) -> str:
    """A question page: the post, then replies that are no part of it."""
    replies = "".join(
        f'<div class="reply"><div class=who>{content.author}{at}楼</div><div class=said>{escape(one)}，楼主可以再问问。</div></div>'
        for at, one in enumerate(content.neighbours[:5])
    )
    return (
        f"<html><head><meta charset=utf-8><title>{escape(content.title)} - 汀州论坛 - 有问必答版</title></head><body><div class=bar>{nav(ZH_NAV, 'span')}</div>"
        f'<div id="postlist"><div class="post first"><h1>{escape(content.title)}</h1><div class=authi>{content.author} 发表于 {day(content, "{y}-{m}-{d} {t}")}</div><div class=t_f>{body}</div></div>{replies}</div>{ZH_FOOT}</body></html>'
    )


def magazine(content: Content, body: str) -> str:
    """Paragraphs as spans with line breaks, a summary box above the text, pager and ads below."""
    return (
        f"<html><head><meta charset=utf-8><title>{escape(content.title)} | 江畔周刊</title></head><body><div class=channel>{nav(ZH_NAV, 'em')}</div><div class=w960><h1 class=ph>{escape(content.title)}</h1>"
        f"<div class=from>{day(content, '{y}.{m:02d}.{d:02d}')}　江畔周刊</div><div class=detail-text>{body}</div><div class=pages><a>上一页</a> <b>1</b> <a href=/a/2_2.html>2</a> <a>下一页</a></div>"
        f"<div class=gg>广告：江畔周刊全年订阅八折优惠，赠送纪念册一本，详情请致电发行部咨询，活动截至年底。</div><ul class=pics>{links(content.neighbours[:6])}</ul></div>{ZH_FOOT}</body></html>"
    )


def council(content: Content, body: str) -> str:
    """An English council's notice with a definition list of facts."""
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{escape(content.title)} | Marlow Borough Council</title></head><body><nav><ul>{nav(EN_NAV)}</ul></nav><main>"
        f"<h1>{escape(content.title)}</h1><dl class=facts><dt>Published</dt><dd>{day(content)}</dd><dt>Department</dt><dd>{content.source}</dd></dl><div class=govspeak>{body}</div>"
        f"<div class=feedback><h2>Is this page useful?</h2><button>Yes</button><button>No</button></div></main>{EN_FOOT}</body></html>"
    )


def paper(content: Content, body: str) -> str:
    """An English newspaper with JSON-LD, a newsletter box inside the text, related stories."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": content.title,
        "datePublished": utc(content).replace("+00:00", "Z"),
        "author": {"@type": "Person", "name": content.author},
    }
    head, _, tail = body.partition("\n")
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{escape(content.title)} - Fenwick Gazette</title><script type='application/ld+json'>{json.dumps(facts)}</script></head><body>"
        f"<header><ul>{nav(EN_NAV)}</ul></header><article><h1>{escape(content.title)}</h1><p class=byline>By {content.author}</p><div class=story>{head}<aside class=newsletter>Sign up to our free "
        f"newsletter and never miss a story from your town.</aside>{tail}</div></article><section class=related><h3>Read more</h3><ul>{links(content.neighbours)}</ul></section>{EN_FOOT}</body></html>"
    )


def harbour(content: Content, body: str) -> str:
    """An old English site: tables and line breaks."""
    return (
        f"<HTML><HEAD><TITLE>Saltmarsh Harbour Board: {escape(content.title)}</TITLE></HEAD><BODY><TABLE WIDTH=700><TR><TD WIDTH=150>{nav(EN_NAV, 'P')}</TD><TD><H2>{escape(content.title)}</H2>"
        f"<I>Posted {day(content)} by {content.author}</I><BR><BR>{body}<HR><A HREF=/>Back to notices</A></TD></TR></TABLE>{EN_FOOT}</BODY></HTML>"
    )


DESIGNS = (
    Design("news-portal", NEWS, portal, extras=("image",)),
    Design("news-blog", NEWS, blog, extras=("list", "heading"), shows=()),
    Design("news-flat", NEWS, plain_div, hands.breaks, is_held_out=True),
    Design("news-forum", NEWS, forum, hands.breaks, length=(2, 5), shows=(), is_held_out=True),
    Design("news-magazine", NEWS, magazine, hands.spans, extras=("image",), shows=(), is_held_out=True),
    Design("news-short", NEWS, plain_div, length=(1, 1)),
    Design("en-council", ENGLISH, council, extras=("table", "list", "files", "heading"), shows=()),
    Design("en-paper", ENGLISH, paper, extras=("image",), shows=(), has_date=True, is_held_out=True),
    Design("en-harbour", ENGLISH, harbour, hands.breaks, extras=("table",), shows=(), is_held_out=True),
    Design("en-notice", ENGLISH, council, length=(1, 2), shows=()),
)
