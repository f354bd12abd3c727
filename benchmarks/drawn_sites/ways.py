"""Manners of the parts of whole sites: addresses, menus, home pages, rows of lists, and how lists go on.

A name in braces is filled by site.py: {id}, {code}, {folder}, {d} of an article, {href}, {full}, {shown}, {day} of a row, {n} of a page.
"""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A 栏目: its name, its folder and its number."""

    name: str
    folder: str
    code: int


CHARSETS = (  # how pages are written, what the header says, what the page says
    ("utf-8", "utf-8", "utf-8"), ("utf-8", "", "utf-8"), ("gb18030", "", "gb2312"), ("gb18030", "gbk", ""), ("gb18030", "utf-8", "gb2312"),
    ("utf-8", "", "gb2312"), ("gb18030", "ISO-8859-1", "gb2312"), ("utf-8", "utf-8", "gb2312"), ("gb18030", "", "gbk"),
)  # fmt: skip
NAMES = ("云潭市水务局", "梅城县教育局", "东坪区民政局", "白沙镇人民政府", "云潭市档案馆")
COLUMNS = (
    ("通知公告", "tzgg"), ("工作动态", "gzdt"), ("政策文件", "zcwj"), ("财政信息", "czxx"), ("人事招聘", "rszp"), ("基层动态", "jcdt"),
    ("政策解读", "zcjd"), ("统计数据", "tjsj"), ("采购信息", "cgxx"), ("规划计划", "ghjh"), ("图片新闻", "tpxw"), ("办事指南", "bszn"),
)  # fmt: skip
PARENTS = ("新闻中心", "信息公开")
ARTICLES = (
    "/{folder}/art/{d.year}/{d.month}/{d.day}/art_{code}_{id}.html", "/{folder}/{d:%Y%m}/t{d:%Y%m%d}_{id}.html", "/info/{code}/{id}.htm",
    "/show.asp?id={id}", "/content/{id}", "/content.jsp?urltype=news.NewsContentUrl&wbtreeid={code}&wbnewsid={id}", "/node/{id}",
    "/{folder}/{id}.html", "/html/{code}/{d:%Y-%m}/{id}.shtml", "/NewsView.aspx?cid={code}&nid={id}", "/{folder}/content/post_{id}.html",
    "/{d:%Y}/{d:%m%d}/{id}.html", "/Article_Show.asp?ArticleID={id}", "/detail/{hash}.html", "/{folder}/{d:%Y-%m-%d}-{id}.htm",
    "/{folder}/detail.jsp?articleId={id}", "/article.php?id={id}", "/?p={id}", "/Info.aspx?ID={id}&type={code}", "/news/{id}/", "/{code}/{id}/content.html",
    "/index.php?m=content&c=index&a=show&catid={code}&id={id}", "/c/{d:%Y-%m-%d}/{id}.shtml", "/web/view.do?infoId={id}", "/{d:%Y}/{folder}_{d:%m%d}/{id}.html",
)  # fmt: skip
LISTS = {  # of a kind of paging: first page, further page n; {m} is n - 1, {k} counts down
    "static": (("/{folder}/index.html", "/{folder}/index_{m}.html"), ("/{folder}/", "/{folder}/index_{n}.html"), ("/{folder}/list.htm", "/{folder}/list{n}.htm"), ("/list/{code}_1.html", "/list/{code}_{n}.html"), ("/list-{code}-1.html", "/list-{code}-{n}.html"), ("/{folder}/node_{code}.htm", "/{folder}/node_{code}_{n}.htm"), ("/class/{code}/", "/class/{code}/p{n}.html")),
    "down": (("/{folder}.htm", "/{folder}/{k}.htm"),),
    "query": (("/list.asp?cid={code}", "/list.asp?cid={code}&{key}={n}"), ("/channel/{code}", "/channel/{code}?{key}={n}"), ("/{folder}/list.php", "/{folder}/list.php?{key}={n}"), ("/NewsList.aspx?cid={code}", "/NewsList.aspx?cid={code}&{key}={n}"), ("/index.php?m=content&c=index&a=lists&catid={code}", "/index.php?m=content&c=index&a=lists&catid={code}&{key}={n}"), ("/more.asp?typeid={code}", "/more.asp?typeid={code}&{key}={n}")),
    "offset": (("/list.asp?cid={code}", "/list.asp?cid={code}&start={n}"), ("/{folder}/", "/{folder}/?offset={n}")),
    "years": (("/list.asp?cid={code}", "/list.asp?cid={code}&year={n}"), ("/{folder}/index.html", "/{folder}/{n}.html")),
    "form": (("/list.asp?cid={code}", ""), ("/NewsList.aspx?cid={code}", ""), ("/{folder}/list.do", "")),
    "asked": (("/{folder}/", ""), ("/list.html?cid={code}", ""), ("/channel/{code}", "")),
}  # fmt: skip
KEYS = ("page", "PageIndex", "p", "pageNo", "curpage")
ENDS = ("下一页", "下页", "[下一页]", ">>", "后一页", "<img src=/i/next.gif alt=下一页>")
PAGERS = (  # name, kind; {next}, {last_page}: addresses; {links}: numbered ones; {template}: address of page n
    ("links", "static", "<div class=page>{links} <a href={next}>{end}</a> <a href={last_page}>尾页</a></div>"),
    ("createPageHTML", "static", "<div class=page><script>createPageHTML({last}, {m}, 'index', 'html');</script></div>"),
    ("countdown", "down", "<table><tr><td>共{total}条 {n}/{last} <a href={next}>{end}</a> <a href={last_page}>尾页</a></td></tr></table>"),
    ("next only", "static", "<p align=right><a href={next}>{end}</a></p>"),
    ("next only", "query", "<p align=center>第{n}页 <a href='{next}'>{end}</a></p>"),
    ("query", "query", "<div>共 {total} 条 {last} 页 {links} <a href='{next}'>{end}</a></div>"),
    ("query", "query", "<div class=pagination><ul>{items}<li><a href='{next}'>{end}</a></li></ul></div>"),
    ("drop-down", "query", "<div>页次：{n}/{last} 转到 <select onchange=\"location.href=this.value\">{options}</select></div>"),
    ("drop-down number", "query", "<div>第 <select name=pg onchange=\"window.location='{stem}'+this.value\">{numbers}</select> 页 共{last}页</div>"),
    ("typed", "query", "<div>共{last}页 到第<input id=pg size=3>页 <input type=button value=GO onclick=\"location.href='{stem}'+document.getElementById('pg').value\"></div>"),
    ("typed", "static", "<div>第{n}页/共{last}页 <input id=no size=2><a href=\"javascript:void(0)\" onclick=\"go(document.getElementById('no').value)\">转到</a></div><script>function go(n){{ if(n>1) location.href='{pre}'+n+'{post}'; }}</script>"),
    ("script total", "query", "<div id=pager totalcount={total} pagesize={size}></div><script>var t=document.getElementById('pager'),c=Math.ceil(t.getAttribute('totalcount')/{size}),s='';for(var i=1;i<=c;i++)s+='<a href=\"{stem}'+i+'\">'+i+'</a>';t.innerHTML=s;</script>"),
    ("script total", "static", "<div class=fy></div><script>var recordCount={total},pageSize={size},pageCount=Math.ceil(recordCount/pageSize);for(var i=2;i<=pageCount;i++)document.write('<a href=\"{pre}'+i+'{post}\">'+i+'</a>');</script>"),
    ("script go", "query", "<a href='javascript:goPage({up})'>{end}</a> <a href='javascript:goPage({last})'>末页</a><script>function goPage(n){{ window.location.href='{stem}'+n; }}</script>"),
    ("form", "form", "<form name=f method=post action='{self}'><input type=hidden name=page value={n}>共{last}页 <a href='javascript:turn({up})'>{end}</a></form><script>function turn(n){{document.f.page.value=n;document.f.submit();}}</script>"),
    ("form button", "form", "<form method=post action='{self}'>{n}/{last} <input type=hidden name=page value={up}><input type=submit value=下一页></form>"),
    ("doPostBack", "form", "<form id=aspnetForm method=post action='{self}'><input type=hidden name=__VIEWSTATE value=dDw{n}Ow><input type=hidden name=__EVENTTARGET><input type=hidden name=__EVENTARGUMENT><div id=AspNetPager1>第{n}页 共{last}页 <a href=\"javascript:__doPostBack('AspNetPager1','{up}')\">{end}</a> <a href=\"javascript:__doPostBack('AspNetPager1','{last}')\">尾页</a></div></form><script>function __doPostBack(t,a){{var f=document.forms['aspnetForm'];f.__EVENTTARGET.value=t;f.__EVENTARGUMENT.value=a;f.submit();}}</script>"),
    ("piece", "asked", "<div class=more onclick=\"loadMore()\">加载更多</div><script>var pageNo=1;function loadMore(){{pageNo++;$.get('/ajax/list',{{cid:{code},page:pageNo}},function(html){{if(html)$('#list').append(html);}});}}</script>"),
    ("piece post", "asked", "<a id=more href=javascript:;>点击加载更多</a><script>var p=2;$('#more').click(function(){{$.ajax({{type:'POST',url:'/ajax/list',data:{{cid:{code},page:p}},success:function(h){{$('#list').append(h);p++;}}}});}});</script>"),
    ("json", "asked", "<div id=pg></div><script>function load(n){{$.getJSON('/api/list',{{cid:{code},page:n,size:{size}}},function(d){{var s='';for(var i=0;i<d.rows.length;i++){{var o=d.rows[i];s+='<li><a href=\"'+o.url+'\">'+o.title+'</a><span>'+o.publishTime+'</span></li>';}}$('#list').html(s);}});}}load(1);</script>"),
    ("json template", "asked", "<script id=tpl type=text/html>{{{{each rows as o}}}}<li><a href=\"{{{{o.url}}}}\">{{{{o.title}}}}</a><em>{{{{o.publishTime}}}}</em></li>{{{{/each}}}}</script><script>var param={{cid:'{code}',page:1,size:{size}}};$.post('/api/list',param,function(d){{$('#list').html(template('tpl',d));}},'json');</script>"),
    ("laypage", "query", "<div id=page></div><script>layui.use('laypage',function(){{layui.laypage.render({{elem:'page',count:{total},limit:{size},curr:{n},jump:function(obj,first){{if(!first)location.href='{stem}'+obj.curr;}}}});}});</script>"),
    ("jquery pagination", "query", "<div id=Pagination></div><script>$('#Pagination').pagination({total},{{items_per_page:{size},current_page:{m},callback:function(i){{location.href='{stem}'+(i+1);}}}});</script>"),
    ("kkpager", "query", "<div id=kkpager></div><script>kkpager.generPageHtml({{pno:{n},total:{last},totalRecords:{total},getLink:function(n){{return '{stem}'+n;}}}});</script>"),
    ("kkpager", "static", "<div id=kkpager></div><script>kkpager.generPageHtml({{pno:{n},total:{last},getLink:function(n){{return n==1?'{self}':'{pre}'+n+'{post}';}}}});</script>"),
    ("buttons", "query", "<div class=pg>{buttons}</div><script>$('.pg button').click(function(){{location.href='{stem}'+$(this).data('page');}});</script>"),
    ("submitted", "form", "<form name=sf method=post><input type=hidden name=page value=1></form><a href=# onclick='toPage({up});return false'>{end}</a> 共{last}页<script>function toPage(p){{var f=document.forms['sf'];f.action='{self}';f.page.value=p;f.submit();}}</script>"),
    ("rows from", "offset", "<div>{n} / {last} <a href='{next}'>{end}</a></div>"),
    ("rows from, numbers", "offset", "<div class=pagination>{links}</div>"),
    ("years", "years", "<div class=years>{links}</div>"),
    ("years, a choice", "years", "<select onchange='window.location.href=this.value'>{options}</select>"),
    ("json body", "asked", "<script>fetch('/api/list',{{method:'POST',headers:{{'Content-Type':'application/json'}},body:JSON.stringify({{cid:{code},page:1,size:{size}}})}}).then(r=>r.json()).then(d=>{{document.getElementById('list').innerHTML=d.rows.map(o=>`<li><a href=\"${{o.url}}\">${{o.title}}</a><span>${{o.publishTime}}</span></li>`).join('');}});</script>"),
    ("jsonp", "asked", "<script>function show(d){{for(var i=0;i<d.rows.length;i++)$('#list').append('<li><a href='+d.rows[i].url+'>'+d.rows[i].title+'</a>'+d.rows[i].publishTime+'</li>');}}$.ajax({{url:'/api/list?cid={code}&page=1&size={size}',dataType:'jsonp',jsonpCallback:'show'}});</script>"),
    ("script file", "asked", "<div id=pages></div><script src=/api/all_{code}.js></script><script>var size={size};function turn(p){{var s='';for(var i=(p-1)*size;i<p*size&&i<list.length;i++)s+='<li><a href='+list[i].url+'>'+list[i].title+'</a> '+list[i].publishTime+'</li>';document.getElementById('list').innerHTML=s;}}turn(1);</script>"),
    ("array", "asked", "<script>var list={array};var s='';for(var i=0;i<list.length;i++)s+='<li><a href='+list[i].url+'>'+list[i].title+'</a> '+list[i].publishTime+'</li>';document.getElementById('list').innerHTML=s;</script>"),
)  # fmt: skip
ROWS = (  # around all rows, one row
    ("<ul class=list id=list>{rows}</ul>", "<li><a href='{href}' title='{full}'>{shown}</a><span>{day}</span></li>"),
    ("<ul id=list>{rows}</ul>", "<li><span class=r>{day}</span>·<a target=_blank href='{href}'>{shown}</a></li>"),
    ("<table width=100% id=list>{rows}</table>", "<tr><td width=10><img src=/i/dot.gif></td><td><a href='{href}' title='{full}'>{shown}</a></td><td width=90>{day}</td></tr>"),
    ("<div id=list>{rows}</div>", "<dl><dt><a href='{href}' title='{full}'>{shown}</a></dt><dd>{day}</dd></dl>"),
    ("<div id=list>{rows}</div>", "<div class=item><div class=date><b>{d.day:02}</b><i>{d:%Y-%m}</i></div><h3><a href='{href}'>{shown}</a></h3></div>"),
    ("<ul class=pic id=list>{rows}</ul>", "<li><a href='{href}'><img src=/i/t{id}.jpg alt='{full}'></a><h4><a href='{href}'>{shown}</a></h4><p>{day}</p></li>"),
    ("<ul id=list>{rows}</ul>", "<li onclick=\"location.href='{href}'\" style='cursor:pointer' title='{full}'>{shown}<em>{day}</em></li>"),
    ("<div id=list>{rows}</div>", "<p>◇ <a href=\"javascript:;\" onclick=\"window.open('{href}')\" title='{full}'>{shown}</a> <font color=gray>{day}</font></p>"),
    ("<td id=list>{rows}</td>", "·<a href='{href}' class=t12>{shown}</a>&nbsp;<font color=#999999>{day}</font><br>"),
    ("<div id=list>{rows}</div>", "<a class=row href='{href}'><span class=tit>{shown}</span><span class=time>{day}</span></a>"),
    ("<table id=list><tr><th>序号</th><th>标题</th><th>发布日期</th></tr>{rows}</table>", "<tr><td>{id}</td><td><a href='{href}' title='{full}'>{shown}</a></td><td>{day}</td></tr>"),
    ("<div id=list>{rows}</div>", "<div class=n><h4><a href='{href}' title='{full}'>{shown}</a></h4><p>{summary}… [<a href='{href}'>详细</a>]</p><i>{day}</i></div>"),
    ("<ul id=list>{rows}</ul>", "<li>[<a href='{list}'>{name}</a>] <a href='{href}' title='{full}'>{shown}</a><img src=/i/new.gif> <span>{day}</span></li>"),
    ("<div id=list>{rows}</div><script>$('.it').click(function(){location.href=$(this).attr('data-href');});</script>", "<div class=it data-href='{href}'><b title='{full}'>{shown}</b><em>{day}</em></div>"),
    ("<ul id=list>{rows}</ul><script>function openInfo(u){window.open(u);}</script>", "<li><a href=\"javascript:openInfo('{href}')\" title='{full}'>{shown}</a> {day}</li>"),
    ("<table id=list>{rows}</table>", "<tr><td><a href='{href}'>[图文]</a><a href='{href}' title='{full}'>{shown}</a></td></tr><tr><td align=right class=d>{day}</td></tr>"),
)  # fmt: skip
DAYS = ("{0:%Y-%m-%d}", "[{0:%Y-%m-%d}]", "({0:%m-%d})", "{0:%m-%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y年%m月%d日}", "（{0.year}.{0.month}.{0.day}）", "[{0:%m/%d}]", "")  # fmt: skip
MORE = (
    "<a href='{href}'>更多&gt;&gt;</a>", "<a href='{href}'>more</a>", "<a href='{href}'><img src=/i/more.gif alt=更多></a>", "<a href='{href}'>[更多]</a>", "<a href='{href}'>+</a>",
    "<img src=/i/more.gif onclick=\"window.open('{href}')\">", "<a href='{href}' class=m></a>", "",
)  # fmt: skip
BLOCKS = (  # on the home page: {name} of a column, {more}, {rows}
    "<div class=box><h3>{name}</h3>{more}{rows}</div>", "<div class=box><div class=hd><a href='{href}'>{name}</a>{more}</div>{rows}</div>",
    "<table width=48%><tr><td class=tt>{name}</td><td align=right>{more}</td></tr><tr><td colspan=2>{rows}</td></tr></table>",
    "<ul class=tab><li onmouseover='tab(1)'>{name}</li></ul>{more}<div class=tabbox>{rows}</div>",
    "<dl><dt><b>{name}</b>{more}</dt><dd>{rows}</dd></dl>", "<div><img src=/i/{folder}.gif alt={name}>{more}{rows}</div>",
)  # fmt: skip
MENUS = {  # of all columns: what opens it, each one, what closes it; a left one stands beside every page but the home page
    "ul": ("<ul class=nav><li><a href=/>首页</a></li>", "<li><a {to} href='{href}'>{name}</a></li>", "</ul>"),
    "images": ("<table><tr>", "<td><a href='{href}'><img src=/i/{folder}.gif alt={name}></a></td>", "</tr></table>"),
    "drop-down": ("<ul class=nav><li><a href=/>首页</a></li>", "<li><a href='{href}'>{name}</a></li>", "</ul>"),
    "written": ("<div class=nav><script src=/js/menu.js></script></div>", "", ""),
    "array": ("<div class=nav><script>var m=new Array();", "m[m.length]=[\"{name}\",\"{href}\"];", "for(var i=0;i<m.length;i++)document.write('<a href=\"'+m[i][1]+'\">'+m[i][0]+'</a>');</script></div>"),
    "frames": ("<ul class=nav><li><a href=/>首页</a></li>", "<li><a {to} href='{href}'>{name}</a></li>", "</ul>"),
    "left": ("<div class=left><h3>栏目导航</h3><ul>", "<li><a href='{href}'>{name}</a></li>", "</ul></div>"),
    "table": ("<table><tr><td><a href=/>首 页</a></td>", "<td>|</td><td><a {to} href='{href}'><font color=white>{name}</font></a></td>", "</tr></table>"),
    "click": ("<table><tr>", "<td onclick=\"location.href='{href}'\">{name}</td>", "</tr></table>"),
    "map": ("<img src=/i/nav.jpg usemap=#nav><map name=nav>", "<area shape=rect coords=1,1,9,9 href='{href}' alt={name}>", "</map>"),
    "choice": ("<select onchange=\"location.href=this.value\"><option>请选择栏目</option>", "<option value='{href}'>{name}</option>", "</select>"),
    "dtree": ("<script>d=new dTree('d');d.add(0,-1,'网站栏目');", "d.add({code},0,'{name}','{href}');", "document.write(d);</script>"),
    "opened": ("<script>function go(u){location.href=u;}</script><ul>", "<li><a href=\"javascript:go('{href}')\">{name}</a></li>", "</ul>"),
    "data": ("<ul class=menu>", "<li data-url='{href}'>{name}</li>", "</ul><script>$('.menu li').click(function(){location.href=$(this).data('url');});</script>"),
    "framed": ("<iframe src=/top.htm width=100% height=60 frameborder=0></iframe>", "", ""),
    "parents": ("<ul class=nav><li><a href=/>首页</a></li>", "<li><a href='{href}'>{name}</a></li>", "</ul>"),
    "script": ("", "document.write(\"<a href='{href}'>{name}</a>\");\n", ""),
}  # fmt: skip
SHARES = {
    "source": 0.8, "metas": 0.3, "cut titles": 0.4, "split pages": 0.3, "sessions": 0.15, "calendar": 0.25, "search": 0.5, "print": 0.3,
    "soft 404": 0.2, "doubles": 0.4, "bare home": 0.15, "bare pages": 0.12, "newest beside": 0.3, "tags": 0.15,
}  # fmt: skip
PLACES = (
    "<div class=pos>当前位置：<a href=/>首页</a> &gt; <a href='{href}'>{name}</a></div>", "<p>您的位置：<a href=/>网站首页</a> → <a href='{href}'>{name}</a></p>",
    "<div class=lm><h2>{name}</h2></div>", "<ul class=breadcrumb><li><a href=/>首页</a></li><li><a href='{href}'>{name}</a></li></ul>",
    "<td class=wz><a href=/>首页</a>&gt;&gt;{name}</td>", "",
)  # fmt: skip
SEARCH = "<form action=/search.asp><input name=q><input type=submit value=搜索></form>"
CALENDAR = "<table class=cal><tr><td><a href='/calendar.asp?y={0}&m={1}'>&lt;</a></td><td>{2}年{3}月</td><td><a href='/calendar.asp?y={4}&m={5}'>&gt;</a></td></tr></table>"
OFFICES = "<select onchange='window.open(this.value)'><option>友情链接</option><option value=http://www.north.example.test/>北渚区政府</option><option value=http://www.bridge.example.test/>石桥街道</option></select>"
SIDES = ("", "<div class=side><h3>热点排行</h3><ul><li><a href=/gone{n}.html>{other}</a></li></ul></div>")
ELSEWHERE = "http://www.north.example.test/a/1.html"
ENTRIES = (
    "",
    "",
    "",
    "",
    "<meta http-equiv=refresh content='0;url=/index_main.html'>",
    "<script>location.href='/index_main.html';</script>",
    "<a href=/index_main.html>进入网站</a>",
    "<img src=/i/intro.jpg usemap=#m><map name=m><area href=/index_main.html></map>",
)
