"""Sites without end, many names for one page, pages that are not what they say, sitemaps that attack."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping

from tests.hostile.site import After, Behaviour, article, calendar_day
from tests.hostile.wire import Answer, Request, http, page, redirect

XML = "Content-Type: application/xml"


def requests_under(after: After, start: str) -> int:
    """How many requests went to targets that begin so."""
    return sum(
        count for (host, target), count in after.server.seen.items() if host == after.host and target.startswith(start)
    )


class Calendar(Behaviour):
    number, name = 14, "日历陷阱 calendar trap"
    promise = "bounded by rule and reported; every real page is still found"
    sound = 12
    ending = ("held", "done")

    def home(self) -> str:
        return '<a href="/calendar?year=2018&month=3">日历</a><a href="/days/2018/03/05/">今日</a>'

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/calendar":
            query = dict(part.split("=") for part in request.target.split("?", 1)[1].split("&"))
            at = int(query["year"]) * 12 + int(query["month"]) - 1
            links = "".join(
                f'<a href="/calendar?year={(at + step) // 12}&month={(at + step) % 12 + 1}">{step}</a>'
                for step in (-12, -1, 1, 12)
            )
            return page(f"<html><head><title>日历</title></head><body>{links}</body></html>")
        if request.path.startswith("/days/"):
            return calendar_day(request.path)
        return None

    def check(self, after: After) -> Iterator[str]:
        asked = requests_under(after, "/calendar") + requests_under(after, "/days/")
        if asked > 1500:
            yield f"{asked} calendar pages were fetched"
        if not any("trap" in (row.error or "") for row in after.pages.values()):
            yield "the trap is not reported"


class Sessions(Behaviour):
    number, name = 15, "会话编号 session-id URLs"
    promise = "one article"

    def list_html(self, more: Mapping[str, str]) -> str:
        self.calls["session"] += 1
        mark = f"{self.calls['session']:032x}"
        html = super().list_html(more)
        for number in range(self.sound):
            form = (f";jsessionid={mark}", f"?PHPSESSID={mark}", f"?sid={mark}", f"?ASPSESSIONIDQQ={mark}")[number % 4]
            html = html.replace(f"/sound/{number}.html", f"/sound/{number}.html{form}")
        return html + '<a href="/list/?PHPSESSID=1">再看</a>'

    def answer(self, request: Request) -> Answer | None:
        plain = request.target.split(";", 1)[0].split("?", 1)[0]
        if plain != request.target and plain.startswith(("/sound/", "/list/")):
            return self.sound_answer(Request(request.method, request.host, plain, request.headers))
        return None

    def check(self, after: After) -> Iterator[str]:
        if len(after.records) != self.sound:
            yield f"{len(after.records)} records for {self.sound} articles"


class SoftGone(Behaviour):
    number, name = 16, "软 404 soft 404 (200)"
    promise = "not loaded, no redirect to it"
    gone: Mapping[str, str] = {
        "/gone/1.html": "<html><head><title>404</title></head><body>您访问的页面不存在</body></html>",
        "/gone/2.html": "<html><head><title>系统提示</title></head><body><p>抱歉，您要查看的信息不存在或已被删除！</p><a href='/'>返回首页</a></body></html>",
        "/gone/3.html": "<html><head><title>云川市试验局</title></head><body><h1>页面未找到</h1><p>5 秒后自动返回首页</p></body></html>",
    }

    def links(self) -> Mapping[str, str]:
        return {path: f"已经没有了的文章之{path[6]}" for path in self.gone}

    def answer(self, request: Request) -> Answer | None:
        return page(self.gone[request.path]) if request.path in self.gone else None

    def check(self, after: After) -> Iterator[str]:
        for path in self.gone:
            if after.pages[path].disposition not in ("gone", "dropped", "failed") or after.pages[path].resource_id:
                yield f"{path} ended as {after.ending(path)}"


class Flap(Behaviour):
    number, name = 17, "时好时坏 500-then-200 flap"
    promise = "loaded exactly once"

    def links(self) -> Mapping[str, str]:
        return {"/flap.html": "先坏后好的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/flap.html":
            return None
        if self.calls[request.target] == 1:
            return page(
                "<html><head><title>500</title></head><body>服务器内部错误</body></html>",
                status="500 Internal Server Error",
            )
        return page(article("先坏后好的页面", "第二次问的时候，服务器就好了，正文照常给出。"))

    def check(self, after: After) -> Iterator[str]:
        if len(after.titled("先坏后好的页面")) != 1:
            yield f"it is in the library {len(after.titled('先坏后好的页面'))} times: {after.ending('/flap.html')}"


class Sitemaps(Behaviour):
    """25, in forms."""

    number, name = 25, "恶意站点地图 XXE, laughs, many URLs, bad &, index recursion, gzip bomb"
    promise = "no file read, no connection made, valid URLs found"
    hidden = "/hidden/only-in-sitemap.html"

    @classmethod
    def variants(cls) -> tuple[str, ...]:
        return ("xxe", "laughs", "many", "ampersand", "recursive", "bomb")

    def answer(self, request: Request) -> Answer | None:
        if request.path == self.hidden:
            return page(article("只在站点地图里的文章", "没有一个栏目链接到这一页，只有站点地图提到它。"))
        return self._sitemap() if request.path == "/sitemap.xml" else None

    def _sitemap(self) -> Answer:
        loc = f"<url><loc>http://{self.host}{self.hidden}</loc></url>"
        laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        forms: dict[str, str] = {
            "xxe": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM '
            f'"http://{self.host}/stolen">]><urlset><url><loc>http://{self.host}/&f;</loc></url>'
            f"<url><loc>http://{self.host}/&h;</loc></url>{loc}</urlset>",
            "laughs": f'<?xml version="1.0"?><!DOCTYPE x [{laughs}]><urlset>{loc}<url><loc>&a9;</loc></url></urlset>',
            "many": "<urlset>" + loc + "".join(f"<url><loc>http://elsewhere.example.test/{n}</loc></url>" for n in range(30_000)) + "</urlset>",
            "ampersand": f'\n <?xml version="1.0"?><urlset><url><loc>http://{self.host}/x?a=1&b=2</loc></url>{loc}</urlset>',
            "recursive": f"<sitemapindex><sitemap><loc>http://{self.host}/sitemap.xml</loc></sitemap></sitemapindex>",
            "bomb": "<urlset>" + loc + " " * 2**26 + "</urlset>",
        }  # fmt: skip
        data = forms[self.variant].encode()
        return http(gzip.compress(data, mtime=0), XML) if self.variant == "bomb" else http(data, XML)

    def check(self, after: After) -> Iterator[str]:
        if after.asked("/stolen"):
            yield "an entity of the sitemap was fetched"
        if any("root:" in row.url for row in after.pages.values()):
            yield "a file of this machine was read"
        if self.variant not in ("recursive",) and not after.titled("只在站点地图里的文章"):
            yield f"the URL of the sitemap was not found: {after.ending(self.hidden)}"


class Walls(Behaviour):
    number, name = 31, "登录墙与防火墙 login wall, captcha, WAF page with 200"
    promise = "recognised, not loaded, the run is not complete"
    ending = ("held",)
    walls: Mapping[str, str] = {
        "/wall/login.html": "<html><head><title>用户登录</title></head><body><form action='/login'>用户名<input name='u'>密码<input type='password' name='p'><button>登录</button></form></body></html>",
        "/wall/captcha.html": "<html><head><title>安全验证</title></head><body><p>请输入验证码后继续访问</p><img src='/captcha.jpg'><input name='code'></body></html>",
        "/wall/waf.html": "<html><head><title>访问被拦截</title></head><body><h1>您的访问请求可能对网站造成安全威胁，请求已被拦截</h1><p>事件编号：20180305A1B2C3</p></body></html>",
        "/wall/script.html": '<html><head><meta content="{qqqqrstuv12" r="m"><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head><body></body></html>',
    }

    def links(self) -> Mapping[str, str]:
        return {path: f"墙后面的文章 {path[6:-5]}" for path in self.walls}

    def answer(self, request: Request) -> Answer | None:
        return page(self.walls[request.path]) if request.path in self.walls else None

    def check(self, after: After) -> Iterator[str]:
        for path in self.walls:
            if after.pages[path].resource_id or after.pages[path].disposition not in ("held", "failed"):
                yield f"{path} ended as {after.ending(path)}"


class ManyNames(Behaviour):
    number, name = 32, "一文多址 same content under many URLs"
    promise = "one article, all URLs in the redirect map"

    def paths(self) -> list[str]:
        return ["/copy/a/1.html", "/copy/b/77.html", "/show?id=5", "/print/5.html"]

    def links(self) -> Mapping[str, str]:
        return dict.fromkeys(self.paths(), "换了四个地址的文章")

    def answer(self, request: Request) -> Answer | None:
        if request.target in self.paths():
            return page(article("换了四个地址的文章", "同一篇文章先后挂在四个地址下，内容一字不差，登记号是四零四一。"))
        return None

    def check(self, after: After) -> Iterator[str]:
        found = after.titled("换了四个地址的文章")
        if len(found) != 1:
            yield f"it is in the library {len(found)} times"
        elif any(not any(url.endswith(path) for url in found[0]["legacy_urls"]) for path in self.paths()):
            yield f"not all its URLs lead to it: {found[0]['legacy_urls']}"


class Spellings(Behaviour):
    number, name = 33, "大小写与斜杠 case, trailing slash, default page, escapes"
    promise = "one article each"

    def home(self) -> str:
        return (
            '<a href="/sound/0.HTML">一</a><a href="/SOUND/1.html">二</a><a href="/sound/%32.html">三</a>'
            '<a href="/list">列表</a><a href="/list/index.html">列表</a><a href="/list/?">列表</a>'
        )

    def answer(self, request: Request) -> Answer | None:
        target = request.target.lower().replace("%32", "2")
        if request.target == "/list":
            return redirect("/list/", "301 Moved Permanently")
        if target in ("/list/index.html", "/list/?"):
            return page(self.list_html({}))
        return self.sound_answer(Request("GET", request.host, target, {})) if target != request.target else None

    def check(self, after: After) -> Iterator[str]:
        if len(after.records) != self.sound:
            yield f"{len(after.records)} records for {self.sound} articles"


class Frames(Behaviour):
    number, name = 39, "框架与脚本菜单 frameset, GBK frames, document.write menu"
    promise = "followed or flagged"

    def links(self) -> Mapping[str, str]:
        return {}

    def answer(self, request: Request) -> Answer | None:
        gbk = "gb18030"
        if request.target == "/":
            return page(
                '<html><head><title>云川市试验局</title></head><frameset cols="20%,80%"><frame src="menu.htm"><frame src="main.htm"></frameset></html>'
            )
        if request.path == "/menu.htm":
            script = "document.write('<a href=\"/list/\">工作动态<\\/a>');document.write('<a href=\"/framed.htm\">框中文章<\\/a>');"
            return http(
                f"<html><head><title>菜单</title></head><body><script>{script}</script></body></html>".encode(gbk),
                "Content-Type: text/html",
            )
        if request.path == "/main.htm":
            return http(
                "<html><head><title>欢迎</title></head><body>欢迎访问</body></html>".encode(gbk),
                "Content-Type: text/html",
            )
        if request.path == "/framed.htm":
            return page(
                article("框架里的国标文章", "从框架的脚本菜单才能走到这一页，它用国标码写成。").replace(
                    'charset="utf-8"', 'charset="gb2312"'
                ),
                charset="gb2312",
            )
        return None

    def check(self, after: After) -> Iterator[str]:
        if len(after.titled("框架里的国标文章")) != 1:
            yield f"the framed article did not arrive: {after.ending('/framed.htm')}"


class NoLastPage(Behaviour):
    """40, in forms: page N+1 is the last page again, or an empty page that links on."""

    number, name = 40, "没有末页 infinite pagination, identical page N+1"
    promise = "it stops"
    ending = ("held", "done")

    @classmethod
    def variants(cls) -> tuple[str, ...]:
        return ("same", "empty")

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/list/" and request.path != "/list.php":
            return None
        number = int(request.target.split("page=")[1]) if "page=" in request.target else 1
        rows = (
            self.list_html({})
            if number <= 2 or self.variant == "same"
            else "<html><head><title>工作动态</title></head><body><ul></ul>"
        )
        return page(f'{rows}<div class="page"><a href="/list.php?page={number + 1}">下一页</a></div></body></html>')

    def check(self, after: After) -> Iterator[str]:
        asked = requests_under(after, "/list.php")
        if asked > 60:
            yield f"{asked} list pages were fetched"


BEHAVIOURS = (
    Calendar, Sessions, SoftGone, Flap, Sitemaps, Walls, ManyNames, Spellings, Frames, NoLastPage,
)  # fmt: skip
