"""What asks a site to do something rather than to tell something: such addresses are not asked, such forms not sent.

An address says it by the name of what it leads to (delete.do, news_del.asp, removeById/3) or by a word that is sent
(?act=save). Names are read word by word: a list sorted by lastUpdateTime changes nothing, nor does getUpdateList.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode

import lxml.html

SIGN = re.compile(  # tells fast that an address has no such word
    r"del|remov|drop|sav|insert|modif|updat|submit|upload|add|send|edit|regist|prais|like|zan|vote|digg|thumb|subscri|"
    r"out|exit|quit",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
DESTROYS = frozenset("delete del remove drop".split())
KEEPS = frozenset("save insert modify update submit upload send add".split())
PRAISES = frozenset("praise like zan dianzan digg thumbsup subscribe unsubscribe dovote castvote".split())
SHOWS_FORM = frozenset("edit register regist".split())  # a link to it only opens the form
CHANGES = DESTROYS | KEEPS | PRAISES | SHOWS_FORM
BEGINS = re.compile(  # deletenews.asp; no submittals
    r"^(?:delete|remove|insert|modify|save|submit|upload|update)(?!s|d$|ttal)|^del(?:news|info|art|msg|file|item|user|pic)"
)
READS = frozenset("get query find list select search show view latest last".split())
LISTS = frozenset("list query page".split())
NUMBERED = re.compile(r"^(?=\D{0,40}\d)[\w-]{1,64}$")
ENDING = re.compile(r"\.\w{1,6}$")
SENT = re.compile(r"([\w.\[\]-]{1,40})(?:=|\"\s*:\s*\")([\w/-]{2,60})(?=[&#\"]|$)")
SORTS = re.compile(r"sort|order|field|column|by$|^(?:q|wd|kw|key|keywords?|search\w*|title)$", re.IGNORECASE)
KINDS = re.compile(r"type|kind|cat|class|status|state", re.IGNORECASE)
LEAVES = re.compile(  # signs its reader out
    r"/(?:log|sign|login)[_-]?(?:out|off)(?![a-z])|/(?:exit|quit)\.\w+(?:$|\?)|=(?:logout|loginout|signout|exit|quit)(?=&|$)",
    re.IGNORECASE,
)
STATIC = re.compile(r"(?:\.[sj]?html?|\.pdf|/)$", re.IGNORECASE)


def may_change(url: str) -> bool:
    """Whether an address that a script asks for may change something on its site rather than tell something.

    >>> [may_change(f"http://o.example.test/{one}") for one in ("news/delete.do?id=3", "praise?id=3", "a.jsp?act=save")]
    [True, True, True]
    >>> [may_change(f"http://o.example.test/{one}") for one in ("Del.asp?id=3", "removeById/3", "a?method=delNews")]
    [True, True, True]
    >>> [may_change(f"http://o.example.test/{one}") for one in ("updates/list?page=1", "address.do", "list?deleted=0")]
    [False, False, False]
    >>> [may_change(f"http://o.example.test/{one}") for one in ("addList?page=1", "addListItem", "delList.do")]
    [False, True, True]
    >>> [may_change(f"http://o.example.test/{one}") for one in ("l?sort=lastUpdateTime", "getUpdateList", "l?q=vote")]
    [False, False, False]
    """
    return SIGN.search(url) is not None and _asks(unquote(url), CHANGES)


def link_may_change(url: str) -> bool:
    """Whether following a plain link may change something: it leads to what deletes, saves or signs out, and no file.

    >>> [link_may_change(f"http://o.example.test/{one}") for one in ("user/logout.do", "a/del.asp?id=3", "exit.jsp")]
    [True, True, True]
    >>> [link_may_change(f"http://o.example.test/{one}") for one in ("update.html", "logistics.do", "l.do?q=edition")]
    [False, False, False]
    >>> [link_may_change(f"http://o.example.test/{one}") for one in ("edit.do?id=3", "removal/1.do", "shanchu/l.do")]
    [False, False, False]
    """
    if SIGN.search(url) is None or STATIC.search(url.split("?", 1)[0]):
        return False
    return _asks(unquote(url), CHANGES - SHOWS_FORM)


def form_may_change(form: lxml.html.HtmlElement) -> bool:
    """Whether sending a form may change something on its site: it takes a password, a file or a letter, or is sent to
    what does.

    >>> from guiyi.markup.parsing import parse_html
    >>> [form_may_change(one) for one in parse_html("<form><input name=p></form><form><textarea></form>").iter("form")]
    [False, True]
    >>> page = "<form action=/del.do><input name=p></form><form><input type=hidden name=act value=save></form>"
    >>> [form_may_change(one) for one in parse_html(page).iter("form")]
    [True, True]
    """
    inputs = list(form.iter("input"))
    kinds = {(one.get("type") or "").lower() for one in inputs}
    hidden = [(one.get("name"), one.get("value")) for one in inputs if (one.get("type") or "").lower() == "hidden"]
    said = urlencode([(name, value) for name, value in hidden if name and value and len(value) < 60])
    takes = not kinds.isdisjoint(("password", "file")) or form.find(".//textarea") is not None
    return takes or may_change(form.get("action") or "") or may_change(f"?{said}")


def _asks(plain: str, verbs: frozenset[str]) -> bool:
    """Whether an address, without escapes, names something of that kind to do."""
    cut = min((at for mark in "?#" if (at := plain.find(mark)) >= 0), default=len(plain))
    path = plain[:cut].split(";", 1)[0].split("/")
    names = [path[-1], *(path[-2:-1] if NUMBERED.match(ENDING.sub("", path[-1])) else [])]
    if LEAVES.search(plain) or any(_is_verb(ENDING.sub("", name), verbs) for name in names):
        return True
    return any(_is_asked(name, value.rsplit("/", 1)[-1], verbs) for name, value in SENT.findall(plain[cut:]))


def _is_asked(name: str, value: str, verbs: frozenset[str]) -> bool:
    """Whether a word that is sent says what to do: act=save, method=deleteNews; none by which a list is sorted."""
    if SORTS.search(name):
        return False
    return _is_verb(value, DESTROYS if KINDS.search(name) else verbs)


def _is_verb(name: str, verbs: frozenset[str]) -> bool:
    """Whether a name says that something is done: by its first word or its last.

    >>> [_is_verb(one, CHANGES) for one in ("deletenews", "news_del", "batchDelete", "thumbsUp", "DelNews", "SAVE")]
    [True, True, True, True, True, True]
    >>> [_is_verb(one, CHANGES) for one in ("lastUpdateTime", "sendList", "removal", "uploads", "delete-old-rules")]
    [False, False, False, False, False]
    >>> [_is_verb(one, CHANGES) for one in ("weekly-update", "how-to-submit", "news-delete", "save-item")]
    [False, False, True, True]
    """
    words = [one.lower() for one in WORD.findall(name[:100])]
    if not words or words[0] in READS or name.count("-") > 1:  # the words of a title have more hyphens
        return False
    if words[0] in verbs or BEGINS.match(words[0]):
        return len(words) == 1 or words[0] in DESTROYS or words[-1] not in LISTS
    if "-" in name and words[-1] not in DESTROYS:  # weekly-update, how-to-submit: words of a title
        return False
    return words[-1] in verbs or "".join(words) in verbs
