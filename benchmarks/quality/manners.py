"""Manners of single pages as old sites have them, Chinese and English: what drawn.py puts together by chance.

A name in braces is filled anew at each place: {other} another article's title, {day} another article's day, {office} another
article's source, {n} a number; {title}, {site}, {column} are the page's own. In a Row {label} and {value} are a fact's.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """How the facts beside a title are printed: around all, between two, and (where all must be alike) around each one."""

    open: str
    between: str
    close: str
    fact: str = ""


class Manners(NamedTuple):
    """All that pages in one language are drawn from. A label that is "" is a bare value; one with a blank behind has no mark."""

    languages: tuple[str, ...]
    offices: tuple[str, ...]
    sites: tuple[str, ...]
    days: tuple[str, ...]
    clocks: tuple[str, ...]
    day_labels: tuple[str, ...]
    source_labels: tuple[str, ...]
    number_labels: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    page_titles: tuple[str, ...]
    titles: tuple[str, ...]
    places: tuple[str, ...]
    tails: tuple[str, ...]
    sides: tuple[str, ...]
    heads: tuple[str, ...]
    feet: tuple[str, ...]


ROWS = (
    Row("<p class=info>", "&nbsp;&nbsp;&nbsp;", "</p>"),
    Row("<div class=sub>", "　　", "</div>"),
    Row("<div class=sub>", " | ", "</div>"),
    Row("<div class=meta><span>", "</span><span>", "</span></div>"),
    Row("<div class=meta><span>", "</span>\n<span class=sep>|</span>\n<span>", "</span></div>"),
    Row("<div class=sub><em>", "</em> <em>", "</em></div>"),
    Row("<ul class=inf><li>", "</li><li>", "</li></ul>"),
    Row("<ul class=inf>\n<li class=fl>", "</li>\n<li class=fl>", "</li>\n</ul><div class=clear></div>"),
    Row("<table width=100%><tr><td>", "</td><td>", "</td></tr></table>"),
    Row("<table width=100% border=0><tr><td align=center bgcolor=#f3f3f3>", "&nbsp;&nbsp;", "</td></tr></table>"),
    Row("<div class=info>", "<br>", "</div>"),
    Row("<p align=center><font color=#666666>", "　", "</font></p>"),
    Row("<div class=xx><div>", "</div><div>", "</div></div>"),
    Row("<h3 class=date><span>", "</span><span>", "</span></h3>"),
    Row("<div class=msg><p>", "</p><p>", "</p></div>"),
    Row("<p class=m>", " / ", "</p>"),
    Row("<div class=g>", "，", "</div>"),
    Row("<div class=i>", "<br>", "<hr></div>"),
    Row("<div class=f>【", "】【", "】</div>"),
    Row("<fieldset class=facts><p>", "</p><p>", "</p></fieldset>"),
    Row("<dl class=facts>", "", "</dl>", "<dt>{label}</dt><dd>{value}</dd>"),
    Row("<table class=facts>", "", "</table>", "<tr><th>{label}</th><td>{value}</td></tr>"),
    Row("<table class=xxgk border=1><tr>", "</tr><tr>", "</tr></table>", "<td class=k>{label}：</td><td>{value}</td>"),
    Row("<div class=fields>", "", "</div>", "<div><label>{label}</label><span>{value}</span></div>"),
)
BODIES = (
    "<div class=content>{body}</div>",
    "<div class=con id=zoom>{body}</div>",
    "<div class=TRS_Editor>{body}</div>",
    "<div class=nr><div class=nr_in>{body}</div></div>",
    "<div class=wz_text style='font-size:16px'>{body}</div>",
    "<table width=100%><tr><td id=fontzoom class=zw>{body}</td></tr></table>",
    "<table><tr><td><table width=96% align=center><tr><td height=300 valign=top>{body}</td></tr></table></td></tr></table>",
    "<article class=detail>{body}</article>",
    "<section><div class=article-body>{body}</div></section>",
    "<form method=post><div id=ContentPlaceHolder1_txt>{body}</div></form>",
    "<div>{body}</div>",
    "<div class=xl-c><!--正文开始-->{body}<!--正文结束--></div>",
)
ORDERS = (
    "{title}{facts}{body}{tail}", "{title}{facts}{body}{tail}", "{title}{facts}{body}{tail}", "{title}<hr>{facts}{body}{tail}",
    "<div class=hd>{title}{facts}</div>{body}{tail}", "<header>{title}{facts}</header>{body}<footer>{tail}</footer>",
    "{facts}{title}{body}{tail}", "{title}{body}{facts}{tail}",
    "<table class=one width=95%><tr><td align=center>{title}</td></tr><tr><td align=center>{facts}</td></tr><tr><td>{body}</td></tr></table>{tail}",
    "<table class=one><tr><td>{title}</td></tr><tr><td class=l>{body}</td></tr><tr><td align=right>{facts}</td></tr></table>{tail}",
    "{title}{facts}<div class=pane>{body}</div><div class=pane style='display:none'>{none}</div>{tail}",
)  # fmt: skip
LAYOUTS = (
    "<div class=wrap>{place}<div class=main>{main}</div>{side}</div>",
    "<div class=wrap>{side}<div class=main>{place}{main}</div></div>",
    "<div class=container><div class=row><div class=col-3>{side}</div><div class=col-9>{place}{main}</div></div></div>",
    "<table width=980 align=center><tr><td width=220 valign=top>{side}</td><td valign=top>{place}{main}</td></tr></table>",
    "<table width=1000><tr><td colspan=2>{place}</td></tr><tr><td>{main}</td><td width=200>{side}</td></tr></table>",
    "<section>{place}<article>{main}</article></section>{side}",
    "<main>{place}{main}</main><aside>{side}</aside>",
    "{place}<div id=page>{main}</div>",
    "<center>{place}</center>{main}{side}",
)

ZH = Manners(
    languages=("", "", " lang=zh-CN"),
    offices=tuple(
        "梅城县水务局 云潭市财政局 市委宣传部 云潭日报 梅城发布 东坪区司法局 县融媒体中心 云潭晚报 白沙镇人民政府 市气象台 "
        "北门街道办事处 人民政协网 市第二人民医院 云潭新闻网 县农业农村局办公室 市住房和城乡建设局 云潭市卫生健康委员会 区教育和体育局 "
        "云潭电视台 市退役军人事务局 云潭市统计局 市公共资源交易中心 云潭职业技术学院 新铺乡党政办 市场监管所 梅城县人民检察院".split()
    ),
    sites=("汀州区政府门户网", "汀州区档案馆", "汀州在线", "中国·汀州", "汀州区城市管理执法网"),
    days=(
        "{0:%Y-%m-%d}", "{0:%Y-%m-%d}", "{0:%Y年%m月%d日}", "{0.year}年{0.month}月{0.day}日", "{0.year}/{0.month}/{0.day}", "{0:%Y.%m.%d}",
        "{0.year}-{0.month}-{0.day}", "{0:%Y/%m/%d}",
    ),
    clocks=("", "", " {0:%H:%M}", " {0:%H:%M:%S}", "　{0:%H:%M}", " {0:%H}：{0:%M}"),
    day_labels=(
        "发布时间", "发布日期", "时间", "日期", "发表时间", "信息时间", "上传时间", "更新时间", "添加时间", "发稿时间", "录入时间", "公开日期", "公告日期", "编稿时间", "上网时间", "首次发布", "", "",
    ),
    source_labels=(
        "来源", "来源", "信息来源", "文章来源", "稿件来源", "发布机构", "发布单位", "信息提供", "供稿单位", "新闻来源", "发布部门", "来 源", "来稿", "稿源", "内容来源", "报送单位", "",
    ),
    number_labels=("文号", "发文字号", "文件编号", "发文文号"),
    others=(
        ("浏览次数", "<span id=hits>{n}</span>"), ("点击数", "<script>document.write('')</script>"), ("作者", "何建国"), ("责任编辑", "吴敏"),
        ("阅读", "{n}"), ("公开责任部门", "党政办公室"), ("统一登记号", "DTZR-2019-0{n}"), ("信息时效期", "长期有效"), ("公开时限", "长期公开"), ("编辑", "周舟"), ("审核", "郑一鸣"), ("点击", "{n}次"), ("索引号", "00{n}/2019-00{n}"), ("主题分类", "综合政务"),
        ("", "【字体：<a>大</a> <a>中</a> <a>小</a>】"), ("", "<a>打印</a>"), ("", "<a>【打印】</a><a>【关闭】</a>"), ("", "字号：T|T"),
        ("", "<script>showHits({n});</script>"), ("", "我要分享："), ("", "【大 中 小】"), ("", "阅读次数：<em>{n}</em>"),
    ),
    facts=(
        "{label}：{value}", "{label}：{value}", "{label}:{value}", "{label}： {value}", "{label}：<b>{value}</b>", "<b>{label}：</b>{value}",
        "<span>{label}：</span><span>{value}</span>", "【{label}】{value}", "【{label}：{value}】", "[{label}：{value}]", "{label} ：{value}",
        "{label}：<a href=#>{value}</a>", "<i>{label}</i>：<i>{value}</i>",
    ),
    page_titles=("{title}_{site}", "{title}-{site}", "{site}", "{column}", "{title}", "{site}-{title}", "{title} - {column} - {site}", "{column}_{site}"),
    titles=(
        "<h1>{}</h1>", "<h2>{}</h2>", "<h3 align=center>{}</h3>", "<div class=tit>{}</div>", "<div class=article_title>{}</div>",
        "<p align=center><b>{}</b></p>", "<p style='text-align:center;font-size:24px'>{}</p>", "<center><font size=5 color=red>{}</font></center>",
        "<h5>{}</h5>", "<table width=100%><tr><td align=center class=bt>{}</td></tr></table>", "<h1><span>{}</span></h1>",
        "<div class=title><strong>{}</strong></div>", "<h4 class=t>{}</h4>",
        "<h1>{1}<br>{2}</h1>", "<div class=zbt>{1}<br/>{2}</div>", "<p class=yinti>{3}</p><p class=zhuti>{0}</p>",
        "<div><img src=/t.gif alt='{}'></div>", "<center><b><font size=4>{}</font></b></center>",
    ),
    places=(
        "", "<div class=pos>当前位置：<a href=/>首页</a> &gt; <a href=/c/>{column}</a> &gt; 正文</div>",
        "<div class=crumb><a href=/>首页</a> / <a href=/c/>政务公开</a> / <a href=/c/d/>{column}</a></div>",
        "<ul class=bread><li>您的位置：</li><li><a href=/>网站首页</a></li><li><a href=/c/>{column}</a></li></ul>",
        "<h3 class=lm>{column}</h3><p class=wz>您现在的位置： <a href=/>{site}</a> » <a href=/c/>{column}</a> » 详细内容</p>",
        "<div class=lanmu><h2>{column}</h2><span><a href=/>首页</a>-&gt;<a href=/c/>{column}</a></span></div>",
        "<div class=bar><img src=/i/home.gif><a href=/>首页</a>&nbsp;&gt;&gt;&nbsp;<a href=/c/>{column}</a>&nbsp;&gt;&gt;&nbsp;信息内容</div>",
    ),
    tails=(
        "<div class=fx>分享到：<a>微信</a><a>微博</a></div>", "<div class=ewm><img src=/ewm.png><p>扫一扫在手机打开当前页</p></div>",
        "<div class=pn>上一篇：<a href=/1.html>{other}</a><br>下一篇：<a href=/2.html>{other}</a></div>",
        "<ul class=pn><li><span>上一条</span><a href=/1.html>{other}</a></li><li><span>下一条</span>没有了</li></ul>",
        "<div class=cz>【<a>打印本页</a>】【<a>关闭窗口</a>】</div>", "<p align=right><a href='javascript:window.close()'>[关闭]</a></p>",
        "<div class=xg><h4>相关阅读</h4><ul><li><a href=/n/{n}.html>{other}</a><span>{day}</span></li><li><a href=/n/{n}.html>{other}</a></li></ul></div>",
        "<dl class=xg><dt>相关新闻</dt><dd><a href=/n/{n}.html>{other}</a>（{day}）</dd><dd><a href=/n/{n}.html>{other}</a>（{day}）</dd></dl>",
        "<div class=pl><h3>网友评论</h3><p>匿名网友 {day}：说得好，支持！</p><textarea></textarea><button>发表评论</button></div>",
        "<div class=bq>版权声明：凡注明来源为“{site}”的稿件，转载请注明出处。</div>", "<div class=jc>我要纠错</div>",
        "<div class=cr><p>编辑：周舟</p><p>审核：郑一鸣</p><p>监制：何建国</p></div>", "<p class=tags><a href=/t/1>#{column}</a> <a href=/t/2>#汀州</a></p>",
        "<p class=gz>关注“汀州发布”微信公众号</p>", "<p class=bq>未经授权，禁止转载。</p>", "<p class=more><a href=/n/{n}.html>展开阅读全文</a></p>",
        "<div class=rec><h3>猜你喜欢</h3><a href=/n/{n}.html>{other}</a><a href=/n/{n}.html>{other}</a></div>",
        "<form class=tj><p>您的姓名：<input></p><p>联系电话：<input></p><p>意见内容：<textarea></textarea></p><button>提交</button></form>",
    ),
    sides=(
        "", "", "<div class=side><h3>热点推荐</h3><ul><li><a href=/n/{n}.html>{other}</a></li><li><a href=/n/{n}.html>{other}</a></li><li><a href=/n/{n}.html>{other}</a></li></ul></div>",
        "<div class=side><h3>最新资讯</h3><ul><li><a href=/n/{n}.html>{other}</a><em>来源：{office}</em><span>{day}</span></li><li><a href=/n/{n}.html>{other}</a><em>来源：{office}</em><span>{day}</span></li></ul></div>",
        "<div class=left><p>栏目导航</p><a href=/a/>机构职能</a><a href=/b/>{column}</a><a href=/c/>办事指南</a></div>",
        "<div class=right><div class=item><a href=/n/{n}.html><img src=/t{n}.jpg>{other}</a><p>{day}</p></div><div class=item><a href=/n/{n}.html><img src=/t{n}.jpg>{other}</a><p>{day}</p></div></div>",
        "<table class=hot width=200><tr><th>点击排行</th></tr><tr><td>·<a href=/n/{n}.html>{other}</a></td></tr><tr><td>·<a href=/n/{n}.html>{other}</a></td></tr></table>",
        "<div class=gg><h3>通知公告</h3><p><a href=/n/{n}.html>{other}</a> [{day}]</p><p><a href=/n/{n}.html>{other}</a> [{day}]</p></div>",
    ),
    heads=(
        "<div class=top><a href=/><img src=/logo.png alt={site}></a></div><div class=nav><ul><li><a href=/>首页</a></li><li><a href=/a/>新闻动态</a></li><li><a href=/b/>政务公开</a></li><li><a href=/c/>办事服务</a></li></ul></div>",
        "<div class=top><span>今天是2025年3月4日 星期二</span><form><input name=q><button>搜索</button></form></div><div class=menu><a href=/>首页</a> | <a href=/a/>概况</a> | <a href=/b/>资讯</a> | <a href=/c/>互动</a></div>",
        "<header><h1 class=logo><a href=/>{site}</a></h1><nav><a href=/>首页</a><a href=/a/>要闻</a><a href=/b/>公开</a></nav></header>",
        "<table width=980 align=center><tr><td><img src=/banner.jpg></td></tr><tr><td><a href=/>首页</a>　<a href=/a/>动态</a>　<a href=/b/>公告</a></td></tr></table>",
    ),
    feet=(
        "<div class=foot><hr><p align=center>地址：望江路1号　邮编：499999　电话：0800-6600000<br>{site}　版权所有</p></div>",
        "<div class=foot><p>主办：{site} 版权所有</p><p>地址：望江路1号 电话：0800-6600000 云ICP备00000001号</p></div>",
        "<div class=footer><p>主办单位：汀州区人民政府办公室　承办单位：汀州区大数据中心</p><p>网站标识码：9999000001　云公网安备 99990000000001号</p></div>",
        "<table width=980 align=center><tr><td align=center>Copyright © 2012-2024 {site} All Rights Reserved<br>技术支持：汀州软件公司　您是第{n}位访客</td></tr></table>",
        "<footer><a href=/about>关于我们</a> <a href=/map>网站地图</a><p>{site} 建议使用1024×768分辨率</p></footer>",
    ),
)  # fmt: skip

EN = Manners(
    languages=("", " lang=en"),
    offices=(
        "Department of Public Works", "Housing Office", "Press Office", "Parks and Leisure", "Eastmoor Gazette", "Environment Agency",
        "Office of the Mayor", "County Health Service", "Wexcombe Police Department", "Transportation Authority", "Board of Elections", "Fire and Rescue Service",
    ),
    sites=("Marlow Borough Council", "City of Saltmarsh", "Fenwick County"),
    days=(
        "{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%b} {0.day}, {0.year}", "{0:%A}, {0:%B} {0.day}, {0.year}",
        "{0:%A} {0.day} {0:%B} {0.year}", "{0:%Y-%m-%d}", "{0.day} {0:%b} {0.year}",
    ),
    clocks=("", "", "", ", {0:%H:%M}", " at {0:%H:%M}"),
    day_labels=("Published", "Posted on", "Published ", "Posted on ", "Posted", "Date", "Date published", "Release date", "Updated", "Date posted", "Publication date", "", ""),
    source_labels=("Source", "From", "Issued by", "Published by", "Agency", "Released by"),
    number_labels=(),
    others=(
        ("By", "Ida Pemberlow"), ("Reading time", "3 minutes"), ("Category", "<a href=/c>News</a>"), ("Topic", "<a href=/t>Transport</a>"),
        ("", "<a>Print</a>"), ("", "<a>Share</a>"), ("Views", "{n}"), ("Contact", "<a href=/contact>Media team</a>"), ("", "News release"),
    ),
    facts=("{label}: {value}", "{label}: {value}", "<b>{label}:</b> {value}", "<span>{label}:</span> <span>{value}</span>"),
    page_titles=("{title} | {site}", "{title} - {site}", "{site}", "{column}", "{site}: {title}", "{title}", "{title} – {column} – {site}"),
    titles=(
        "<h1>{}</h1>", "<h1>{}</h1>", "<h2 class=title>{}</h2>", "<h2>{}</h2>", "<p align=center><font size=5>{}</font></p>",
        "<div class=page-title>{}</div>", "<h1 class=heading><span>{}</span></h1>", "<h3>{}</h3>",
    ),
    places=(
        "", "<div class=bc><a href=/>Home</a> &gt; <a href=/news>{column}</a></div>",
        "<ol class=breadcrumb><li><a href=/>Home</a></li><li><a href=/news>{column}</a></li><li>{title}</li></ol>",
        "<nav aria-label=Breadcrumb>You are here: <a href=/>Home</a> / <a href=/news>{column}</a> / {title}</nav>", "<p class=section>{column}</p>",
    ),
    tails=(
        "<div class=share><h2>Share this page</h2><a>Facebook</a> <a>Twitter</a></div>", "<p class=tags>Tags: <a>news</a>, <a>works</a></p>",
        "<div class=related><h3>Related news</h3><ul><li><a href=/n/{n}>{other}</a> <span>{day}</span></li><li><a href=/n/{n}>{other}</a> <span>{day}</span></li></ul></div>",
        "<div class=pn><a href=/p>Previous</a> <a href=/n>Next</a></div>", "<div class=fb>Was this page helpful? <a>Yes</a> <a>No</a></div>",
        "<div class=comments><h3>Comments</h3><p>Reader, {day}</p><p>Good news at last.</p></div>", "<p><a href=#top>Back to top</a></p>",
        "<form class=subscribe><label>Sign up for our newsletter</label><input name=mail><button>Subscribe</button></form>",
    ),
    sides=(
        "", "", "<aside><h3>Latest</h3><div class=c><h4><a href=/l/{n}>{other}</a></h4><p>{day}</p></div><div class=c><h4><a href=/l/{n}>{other}</a></h4><p>{day}</p></div></aside>",
        "<div class=side><h3>In this section</h3><ul><li><a href=/a>News archive</a></li><li><a href=/b>Media contacts</a></li></ul></div>",
        "<div class=side><h2>More from {office}</h2><p><a href=/n/{n}>{other}</a><br>Published: {day}</p><p><a href=/n/{n}>{other}</a><br>Published: {day}</p></div>",
    ),
    heads=(
        "<div class=head><a href=/>{site}</a><ul><li><a href=/s>Services</a></li><li><a href=/c>Council</a></li><li><a href=/j>Jobs</a></li></ul></div>",
        "<header><a href=#main>Skip to content</a><form><input name=q><button>Search</button></form><nav><a href=/>Home</a> <a href=/news>News</a> <a href=/contact>Contact</a></nav></header>",
        "<table width=760><tr><td><img src=/logo.gif alt='{site}'></td><td><a href=/>Home</a> | <a href=/sitemap>Site map</a></td></tr></table>",
    ),
    feet=(
        "<div class=footer><p>{site}, Town Hall, High Street. Tel 01234 567890</p><p>&copy; 2024 {site}</p></div>",
        "<footer><a href=/privacy>Privacy</a> <a href=/cookies>Cookies</a><p>Last reviewed {day}</p></footer>",
        "<hr><p><small>Copyright 2009 {site}. All rights reserved.</small></p>",
    ),
)  # fmt: skip
