"""What some pages are though they answer 200: an error page, or a wall (sign-in, captcha, firewall, challenge, upkeep).

An error page is a page that is gone. A wall stands for a page that may be there: it has failed, and the crawl is not
complete. A sign-in page is a wall only where an article was expected.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from guiyi.markup.decode import decode_html

SHORT = 6000  # characters of HTML: neither kind of page is longer
LONG_TITLE = 40  # characters that no title of an error page has
FEW_WORDS = 300  # characters of text that a wall has at most
ERROR_TITLE = re.compile(
    r"^\W{0,4}(?:404|403|500|502|503|错误|出错|(?:系统|温馨|操作)?提示(?:信息)?\W*$|系统提示|提示信息|温馨提示|页面不存在|页面没有找到|找不到|无法访问|访问被拒绝|拒绝访问"
    r"|not found|forbidden|error|object moved|bad request|service unavailable)",
    re.IGNORECASE,
)
ERROR_BODY = re.compile(
    r"(?:页面|网页|信息|文章|内容|栏目|网站)(?:不存在|已被?删除|没有找到|未找到|暂时无法|正在维护|已关闭|已过期)"
    r"|抱歉.{0,12}(?:访问|找到|错误)|404 not found|服务器(?:内部)?错误|runtime error|stack trace|ORA-\d{5}|SQL syntax",
    re.IGNORECASE,
)
WHAT = r"(?:页面?|网页|文件(?:或目录)?|资源|内容|信息|文章|新闻|链接|记录|地址|栏目)"
MISSING = r"(?:已?不存在|找不到了?|未找到|无法找到|没有?找到|已经?被?删除了?)"
THING = "page|file|directory|document|resource|item|record|attachment|archive"
NOT_THERE = (
    r"(?:not (?:be )?(?:found|located)|(?:can ?not|could not|can.t|couldn.t) be (?:found|located|opened)"
    r"|does(?: not|n.t) exist|no longer (?:exists?|available)|(?:not |un)available|been (?:removed|deleted))"
)
GONE_TITLE = re.compile(  # part of a title: this page is not there; no 404号提案, no 社保卡找不到了
    r"(?:\W|[345]\d\d|http|status|error|错误|出错了?|状态码?|代码|提示)*404(?!\d)(?:\W|error|http|错误|出错了?|提示|页面?|网页|not|found|page|sorry"
    rf"|抱歉|对不起|{WHAT}?{MISSING}{WHAT}?)*|.{{0,20}}404(?:错误|出错)?(?:提示)?页面?"
    rf"|(?:\W|抱歉|对不起|很|出错了?|提示)*(?:[您你]?(?:所|要)*(?:访问|浏览|查看|请求|查找|寻找|找|的)*)?(?:该|此|这个|本|当前)?{WHAT}?{MISSING}"
    rf"(?:\W|或|{MISSING})*|(?:\W|抱歉|对不起|很)*(?:找不到|未找到|无法找到|没有?找到)(?:该|此|[您你].{{0,8}})?{WHAT}\W*"
    rf"|(?:\W|sorry|oops|the|this|that|you|requested|or|{THING})*(?:is|was|has)?\s*{NOT_THERE}\W*",
    re.IGNORECASE,
)
NO_FILE_SAID = re.compile(rf"\b(?:{THING})s?\b[^.\n]{{0,60}}?\b{NOT_THERE}|{MISSING}", re.IGNORECASE)
TITLE_PARTS = re.compile(r"(?<!\d)[-_|—–]+|[-_|—–]+(?!\d)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
BLOCKED = re.compile(
    r"(?:请输入|输入|填写)验证码|请完成(?:安全)?验证|人机验证|滑动.{0,6}验证|安全狗|云盾|云锁|网站防火墙|WAF|访问(?:过于|太)频繁"
    r"|您的(?:请求|访问).{0,16}(?:拦截|拒绝|阻断|威胁)|检测到.{0,10}(?:攻击|异常)|captcha|access denied",
    re.IGNORECASE,
)
SIGN_IN = re.compile(r"请先?登录|登录后(?:查看|访问)|用户名.{0,20}密码|^\s*(?:用户)?登录\s*$", re.IGNORECASE)
WORKS = r"(?:升级|改造|改版|维护|维修|检修|[、，,及与和])"
UPKEEP = re.compile(  # the site says of itself that it is being worked on; 供水系统 or a road is none
    r"(?<![\u4e00-\u9fff])(?:对不起|抱歉|您?所?访问的|本|该|政府|门户|信息|办公|业务|网上)*(?:系统|网站|本站|平台|站点|服务器|栏目|网页|页面)"
    rf"(?:(?:目前|现|系统|例行|[、，,])*正?在?(?:进行)?{WORKS}{{1,4}}中|(?:目前|现)?正在?(?:进行)?(?:系统|例行)?{WORKS})"
    r"|(?:down for|under(?:going)?|performing)(?: some| scheduled| routine)? maintenance"
    r"|we(?:.ll| will) be (?:right )?back (?:soon|shortly)",
    re.IGNORECASE,
)
LINK, FEW_LINKS = re.compile(r"<a\s", re.IGNORECASE), 3
OF_NOTICE = re.compile("公告|通知|通告|公示|notice of", re.IGNORECASE)
PASSWORD = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
CHALLENGE = re.compile(r"<meta[^>]+content\s*=\s*[\"']\{qqqq|\$_ts\s*=\s*window|_\$jsvmprt|acw_sc__v2", re.IGNORECASE)
OF_OFFICE = re.compile(  # what Word and Excel write at the head of what they save as a web page
    rb"urn:schemas-microsoft-com:office:|content\s*=\s*[\"']?(?:Word\.Document|Excel\.Sheet)", re.IGNORECASE
)
PAPER = re.compile(r"\.(?:docx?|xlsx?|wps|et|rtf)$", re.IGNORECASE)  # of what programs also write as HTML
NO_PAPER = re.compile(rf"{MISSING}|not found|<title>[^<]{{0,20}}(?:404|error|错误)", re.IGNORECASE)
LEADS_ON = re.compile(rb"<(?:a|script|form|iframe|meta[^>]+refresh)\b", re.IGNORECASE)
DATED = re.compile(r"(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}")


class Instead(NamedTuple):
    """What a page is instead of what was asked for, and why in words."""

    kind: Literal["error", "wall", "sign-in"]
    why: str


def what_instead(html: str, titles: list[str], words: str) -> Instead | None:
    """A page's HTML, its title and headings, its visible text → what it is instead of a page; None for a page.

    >>> what_instead("<title>404</title>", ["404"], "404")
    Instead(kind='error', why="the page's title is 404")
    >>> what_instead("<p>系统升级维护中", ["云川县"], "系统升级维护中，请稍后访问")
    Instead(kind='wall', why='the page says 系统升级维护中')
    >>> what_instead("<p>…", ["关于网站升级维护的公告"], "本网站正在升级维护，查询暂停")
    """
    if len(html) >= SHORT:
        return None
    if CHALLENGE.search(html):
        return Instead("wall", "a script challenge; browsers alone pass it")
    plain = words.strip()
    if why := says_no_file(titles, ""):
        return Instead("error", why)
    is_few = len(plain) < FEW_WORDS and not DATED.search(plain)
    blocked = BLOCKED.search(" ".join(titles)) or (BLOCKED.search(plain) if is_few else None)
    if blocked:
        return Instead("wall", f"the page says {blocked[0]}")
    is_bare = is_few and len(LINK.findall(html)) <= FEW_LINKS  # a front page may say so and lead on
    upkeep = UPKEEP.search(" ".join((*titles, plain))) if is_bare else None
    if upkeep and not any(OF_NOTICE.search(one) for one in titles):
        return Instead("wall", f"the page says {upkeep[0]}")
    if PASSWORD.search(html) and (is_few or _is_of_sign_in(titles)):
        return Instead("sign-in", "a page to sign in")
    error = ERROR_BODY.search(plain) if is_few and any(ERROR_TITLE.search(one) for one in titles) else None
    return Instead("error", f"the page says {error[0]}") if error else None


def says_no_file(titles: list[str], words: str) -> str | None:
    """Titles and text of a page where a file was expected, however long → what says that the file is not there.

    >>> says_no_file(["Lake County", "File Not Found"], ""), says_no_file(["县局"], "对不起，附件已被删除")
    ("the page's title is File Not Found", 'the page says 已被删除')
    >>> says_no_file(["Lake County"], "Home | News\\nThe document you asked for is no longer available.")
    'the page says document you asked for is no longer available'
    >>> says_no_file(["Lost and found files of the county"], "Rules for what was found in the park")
    """
    title = next((one.strip() for one in titles if len(one.strip()) < LONG_TITLE and _says_gone(one)), None)
    if title:
        return f"the page's title is {title}"
    said = NO_FILE_SAID.search(words) or ERROR_BODY.search(words)
    return f"the page says {said[0]}" if said else None


def is_saved_paper(body: bytes, path: str, is_sent_as_page: bool) -> bool:
    """Whether HTML is a paper that a program saved so: Word and Excel say it; another's has the address of a paper, is
    not sent as a page, leads nowhere and is no error page.

    >>> word = b'<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>x'
    >>> table, error = b"<table><tr><td>1</table>", b"<html><title>404</title>"
    >>> [is_saved_paper(word, "/down", True), *(is_saved_paper(table, "/1.xls", as_page) for as_page in (False, True))]
    [True, True, False]
    >>> is_saved_paper(error, "/1.doc", False), is_saved_paper(b"<a href=/>home</a>", "/1.doc", False)
    (False, False)
    """
    if OF_OFFICE.search(body[:4000]):
        return True
    if is_sent_as_page or not PAPER.search(path) or LEADS_ON.search(body):
        return False
    text = decode_html(body[:SHORT], None, None).text
    return len(body) >= SHORT or not (NO_PAPER.search(text) or ERROR_BODY.search(text))


def _says_gone(title: str) -> bool:
    """Whether a title, or a part of it, says of its own page that it is not there.

    >>> [_says_gone(one) for one in ("页面不存在-云川县", "404 Not Found", "您访问的页面找不到了")]
    [True, True, True]
    >>> [_says_gone(one) for one in ("404号提案的答复", "第404期简报", "社保卡找不到了怎么办")]
    [False, False, False]
    """
    return any(GONE_TITLE.fullmatch(one.strip()) for one in (title.strip(), *TITLE_PARTS.split(title)) if one.strip())


def _is_of_sign_in(titles: list[str]) -> bool:
    """Whether a page's <title>, or all its headings, speak of signing in; one of several heads a box beside its text.

    >>> _is_of_sign_in(["云川县图书馆", "用户登录"]), _is_of_sign_in(["活动预告", "活动预告", "用户登录"])
    (True, False)
    """
    title, *headings = [one for one in titles if one.strip()] or [""]
    is_headed = bool(headings) and all(SIGN_IN.search(one) for one in headings)
    return SIGN_IN.search(title) is not None or is_headed
