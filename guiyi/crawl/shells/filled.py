"""Pages whose article stands in a script or a hidden field until a browser puts it in place → the page a reader sees.

Six manners: words that a script writes in its own place; anchors of files whose addresses it asks for (JEECMS); a
template with {{ doc.title }} and v-html="doc.content" beside an object of the same names; an empty element whose
innerHTML a script sets from such an object; HTML in a hidden <textarea> or <input>, or as CDATA in an <xml> island; an
empty shell beside the state that a script would show in it. What no data fills stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from html import escape
from itertools import islice
from typing import Any

from guiyi.crawl.shells.attached import SIGN, files_in, with_clicked_files, with_files
from guiyi.crawl.shells.hidden import with_hidden
from guiyi.crawl.shells.picked import own_record
from guiyi.crawl.shells.states import objects_in, objects_within, own_article, strict
from guiyi.crawl.shells.written import SCRIPT, with_written, writes
from guiyi.markup.marks import Marks
from guiyi.records.articles import LEAST, longest_text, shown_of, words_of
from guiyi.records.data import json_of, reply_of
from guiyi.records.names import is_day_name
from guiyi.records.values import as_html, stamp_day
from guiyi.scripts.literals import JOIN, TEXT, UNKNOWN, joined

HOLE = re.compile(r"\{\{\s*([\w.$]+)\s*(?:\|[^{}]*)?\}\}")
BOUND = re.compile(
    r"(<(\w+)\b[^<>]{0,300}?\b(?:v-html|ng-bind-html|v-text|ng-bind)\s*=\s*[\"']([\w.$]+)(?:\s*\|[^\"'<>]{0,60})?[\"'][^<>]{0,300}>)\s*(</\2\s*>)",
    re.IGNORECASE,
)
SET = re.compile(
    r"(?:(?:getElementById\(\s*[\"']|querySelector\(\s*[\"']#)([\w-]+)[\"']\s*\)\.(?:innerHTML|innerText|textContent)\s*=|\$\(\s*[\"']#([\w-]+)[\"']\s*\)\.(?:html|append|text)\()"
    rf"\s*({JOIN})"
)
PATH = re.compile(r"[\w$]+(?:\.[\w$]+)+")
LITERAL = re.compile(  # $("#con").html("<p>…")
    r"(?:getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.innerHTML\s*=|\$\(\s*[\"']#([\w-]+)[\"']\s*\)\.(?:html|append|text)\()\s*"
    r"(\"(?:[^\"\\\n]|\\.)*(?:\"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))(?!\s*\+)"
)
NAMED = re.compile(  # getElementById("con").innerHTML = text, where text is a string of the script
    r"(?:getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.innerHTML\s*=|\$\(\s*[\"']#([\w-]+)[\"']\s*\)\.(?:html|append)\()\s*([A-Za-z_$][\w$]{0,40})\s*[;)\n<}]"
)
STRING = r"(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')(?!\s*\+)"
SHELL = re.compile(
    r"(<div\b[^<>]{0,300}?\bid\s*=\s*[\"']?(?:app|root|__next|__nuxt|q-app|main-app)[\"']?[^<>]{0,300}>)"
    r"(?:\s*<(?:p|span|div)\b[^<>]{0,300}>[^<]{0,30}</\w+>|[^<]{0,30})\s*(</div>)",
    re.IGNORECASE,
)
SHELL_IDS = ("app", "root", "__n", "q-app", "main-app")
SHELL_ID = re.compile(rf"id=[\"']?(?:{'|'.join(SHELL_IDS)})")  # tells fast that there is none
CLICKS_FILE = (  # what a click on a file's name calls
    '="down', "='down", ":down", '="Down', ":Down", '="openFile', ":openFile", '="viewFile', '="getFile', '="fileDown',
)  # fmt: skip
HOLDS = ("{{", "v-html", "innerHTML", ".html(", "<textarea", "<TEXTAREA", "readonly", "ng-bind")  # articles in data
NEEDED = (*HOLDS, SIGN)
_shells = [f"id={quote}{one}" for one in SHELL_IDS for quote in ("", '"', "'")]
_holds = Marks((*HOLDS, *_shells))
MARKS = (*NEEDED, *CLICKS_FILE, "document.write", *_shells)
FACTS = 3  # of a record that a page has places for
SHORTENED = re.compile(r"\.(?:substr|substring|slice)\(\s*0\s*,\s*\d{1,2}\s*\)")
BOX = re.compile(r"[\"']#?([\w-]+)[\"']\s*\)\s*\.(?:html|append|innerHTML)\b")  # an element that a script fills
MAX_LITERALS = 20  # strings that a page's scripts put in place


def filled(html: str) -> str:
    """A page's HTML → the same with its scripts' data in their places.

    >>> data = '{"title":"防汛","body":"<p>一。</p>"}'
    >>> page = f'<h1>{{{{d.title}}}}</h1><div v-html="d.body"></div><script>new Vue({{data:{{d:{data}}}}})</script>'
    >>> filled(page).split("<script")[0]
    '<h1>防汛</h1><div v-html="d.body"><p>一。</p></div>'
    """
    if SHELL_ID.search(html):
        if shell := SHELL.search(html):
            return _with_state(html, shell)
        if article := own_article(html):
            return with_at_end(html, article)
    if SIGN in html:
        html = with_files(html)
    if any(mark in html for mark in CLICKS_FILE):
        html = with_clicked_files(html)
    html = with_written(html)
    if not any(mark in html for mark in NEEDED):
        return html
    html = with_hidden(html)
    for match in islice(LITERAL.finditer(html), MAX_LITERALS):
        html = _put(html, match[1] or match[2], _string(match[3]))
    for match in islice(NAMED.finditer(html), MAX_LITERALS):
        html = _put(html, match[1] or match[2], _value_of(html, match[3]))
    return _with_data(html)


def _with_data(html: str) -> str:
    """A page → the same with the data of its scripts' objects in its holes and places."""
    holes = {match[1] for match in HOLE.finditer(html)} | {match[3] for match in BOUND.finditer(html)}
    places = {match[1] or match[2]: match[3] for match in SET.finditer(SHORTENED.sub("", html))}
    if not holes and not places:
        return html
    paths = {name: set(PATH.findall(TEXT.sub("", said))) for name, said in places.items()}
    known = _known(html, {_key(one) for one in (*holes, *(path for some in paths.values() for path in some))})
    if not known:
        return html
    html = BOUND.sub(lambda match: match[1] + known.get(_key(match[3]), "") + match[4], html)
    html = _outside_scripts(html, lambda text: HOLE.sub(lambda match: known.get(_key(match[1]), match[0]), text))
    for name, said in places.items():
        text = joined(said, {path: known[_key(path)] for path in paths[name] if _key(path) in known})
        told = "" if UNKNOWN in text or not paths[name] else text
        html = _put(html, name, told or _repeated(html, said, paths[name]))
    return html


def _repeated(html: str, said: str, paths: set[str]) -> str:
    """What a script appends for each of a list's objects, such as an article's files; empty where no list is known.

    >>> data = '{"files":[{"url":"/a.doc","name":"表"},{"url":"/b.pdf","name":"图"}]}'
    >>> _repeated(f"<script>var d={data}</script>", "'<a href=' + f.url + '>' + f.name + '</a>'", {"f.url", "f.name"})
    '<a href=/a.doc>表</a><a href=/b.pdf>图</a>'
    """
    keys = {path: _key(path) for path in paths}
    for held in (
        (value for one in objects_in(html) for value in one.values() if isinstance(value, list)) if keys else ()
    ):
        rows = [
            one for one in held if isinstance(one, dict) and all(isinstance(one.get(key), str) for key in keys.values())
        ]
        if rows and len(rows) == len(held):
            return "".join(joined(said, {path: escape(one[key]) for path, key in keys.items()}) for one in rows)
    return ""


def may_be_filled(text: str) -> bool:
    """Whether a page, or a line of it, shows any sign without which `filled` leaves it as it is: one of MARKS."""
    for mark in (*NEEDED, *CLICKS_FILE):
        if mark in text:
            return True
    return writes(text) or SHELL_ID.search(text) is not None


def may_hold_data(text: str, lowered: bytes) -> bool:
    """Whether a page may hold an article in data that `filled` puts in place, beside what its scripts write.

    lowered: the text in UTF-8 and small letters. JEECMS's files are asked for by their keys (see attached), not by the
    addresses that stand on the filled page.
    """
    return _holds.may_stand_in_lowered(lowered) and SIGN not in text


def _put(html: str, name: str, value: str) -> str:
    """HTML with a value in its empty element of a name.

    >>> filled('<p id="a"></p><script>document.getElementById("a").innerHTML = "<b>\\\\u4e00<\\\\/b>";</script>')[:22]
    '<p id="a"><b>一</b></p>'
    """
    inside = "[^<>]{0,300}"
    pattern = rf"(<(\w+)\b{inside}?\bid\s*=\s*[\"']?{re.escape(name)}[\"']?{inside}>)\s*(</\2\s*>)"
    return (
        re.sub(pattern, lambda match: match[1] + value + match[3], html, count=1, flags=re.IGNORECASE)
        if value
        else html
    )


def _value_of(html: str, name: str) -> str:
    """The markup that a script gives a name once, as one string; empty where it is given none, another, or plain words.

    >>> page = '<p id="a"></p><script>%s;document.getElementById("a").innerHTML=s;</script>'
    >>> [filled(page % one)[:18] for one in ('var s="<b>一<\\\\/b>"', 'var s="<b>"+t', 's="<b>1";s="<b>2"')]
    ['<p id="a"><b>一</b>', '<p id="a"></p><scr', '<p id="a"></p><scr']
    """
    given = re.findall(rf"(?<![\w$.]){re.escape(name)}\s*\+?=(?!=)\s*(?:{STRING})?", html)
    return _string(given[0]) if len(given) == 1 and "<" in given[0] else ""


def _string(literal: str) -> str:
    """A script's string → its text; empty where it can't be read."""
    inner = literal[1:-1] if literal[0] == '"' else literal[1:-1].replace("\\'", "'").replace('"', '\\"')
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        return ""


def _with_state(html: str, shell: re.Match[str]) -> str:
    """An empty shell → the same with the article of its scripts' state in it; as it is where they hold none.

    >>> state = '{"a":{"title":"防汛","pubTime":"2018-03-05","text":"<p>' + "各单位要做好防汛。" * 5 + '</p>"}}'
    >>> made = filled(f'<div id="app"></div><script>window.__STATE__={state}</script>')
    >>> made.split("各单位")[0]
    '<div id="app"><h1>防汛</h1><p>发布时间：2018-03-05</p><div><p>'
    >>> filled('<div id="app"></div><script>var a={"title":"防汛"}</script>').startswith('<div id="app"></div>')
    True
    """
    article = next(filter(None, map(shown_of, objects_in(strict(html)))), None)
    return html[: shell.end(1)] + article + html[shell.start(2) :] if article else html


def with_reply(html: str, reply: str, scripts: str = "", asked: Collection[str] = ()) -> str | None:
    """A page, the JSON that its script asks for, its scripts, and what its address asks by → the page with the article
    of the reply, and the files that it names, where its script shows it; before its end where no place is known; a
    record's facts in their places. None where the reply holds neither, or several of which none is the one asked for.

    >>> reply = '{"data":{"docTitle":"防汛","docClob":"<p>' + "各单位要做好防汛。" * 5 + '</p>"}}'
    >>> with_reply('<h2>{{d.docTitle}}</h2><div ng-bind-html="d.docClob | trust"></div>', reply)[:69]
    '<h2>防汛</h2><div ng-bind-html="d.docClob | trust"><p>各单位要做好防汛。各单位要做好防汛'
    >>> with_reply("<body></body>", reply)[:20], with_reply("<body></body>", '{"count":3}')
    ('<body><h1>防汛</h1><di', None)
    >>> script = "$('#a').text(d.n);$('#b').text(d.u);$('#c').text(d.t.substr(0, 10))"
    >>> page = f"<h2 id=a></h2><p id=b></p><p id=c></p><script>{script}</script>"
    >>> (with_reply(page, '{"d":{"n":"项目甲","u":"乙公司","t":"2022-03-05"}}') or "").partition("<script")[0]
    '<h2 id=a>项目甲</h2><p id=b>乙公司</p><p id=c>2022-03-05</p>'
    """
    told = own_record(reply_of(reply), asked)
    holder = next((one for one in objects_within(told) if shown_of(one)), None)
    if holder is not None and (files := files_in(told, f"{html}{scripts}")):
        text = longest_text(holder)
        holder |= {key: text + files for key, value in holder.items() if text and value == text}
    article = shown_of(holder) if holder is not None else None
    if article is None and (not isinstance(told, dict) or len(SET.findall(html)) < FACTS):
        return None
    mark = f"<script>var told={json.dumps(told, ensure_ascii=False).replace('</', '<' + chr(92) + '/')}</script>"
    made = (filled if article else _with_data)(with_at_end(html, mark)).replace(mark, "")
    if article is None:  # a record of plain facts, each of which has a place
        shown = [one for one in _facts(told) if one in made and one not in html]
        return made if len(shown) >= FACTS else None
    beginning = words_of(article.partition("<div>")[2])[:LEAST]
    return made if beginning in words_of(SCRIPT.sub("", made)) else with_at_end(html, article)


def with_files_told(html: str, reply: str, scripts: str) -> str | None:
    """A page, the JSON of its files that its script asks for, and its scripts → the page with the files where they are
    shown, or before its end; None where the reply names none.

    >>> page = '<p id="fj"></p><script>$.getJSON("/attach?id=7", function (r) { $("#fj").html(h) })</script>'
    >>> (with_files_told(page, '{"data":[{"name":"表.doc","url":"/u/1.doc"}]}', page) or "")[:40]
    '<p id="fj"><p><a href="/u/1.doc">表.doc</'
    """
    told = json_of(reply)
    files = files_in(told, scripts) if told is not None else ""
    if not files:
        return None
    for match in islice(BOX.finditer(html), MAX_LITERALS):
        if (made := _put(html, match[1], files)) != html:
            return made
    return with_at_end(html, files)


def with_at_end(html: str, markup: str) -> str:
    """A page with some markup before its end."""
    at = html.lower().rfind("</body")
    return html[:at] + markup + html[at:] if at >= 0 else html + markup


def _facts(told: Any) -> set[str]:
    """The words of a record, deep as they stand."""
    return {
        escape(value)
        for one in objects_within(told)
        for value in one.values()
        if isinstance(value, str) and len(value) > 1
    }


def _key(path: str) -> str:
    return path.rsplit(".", 1)[-1]


def _outside_scripts(html: str, change: Any) -> str:
    made, at = [], 0
    for script in SCRIPT.finditer(html):
        made += [change(html[at : script.start()]), script[0]]
        at = script.end()
    return "".join([*made, change(html[at:])])


def _known(html: str, wanted: set[str]) -> dict[str, str]:
    """HTML, names that are asked for → their values in the scripts' object that has most of them."""
    best: dict[str, str] = {}
    for said in objects_in(html):
        told = {key: value for key, value in said.items() if key in wanted and isinstance(value, str | int)}
        found = {key: _told(key, value) for key, value in told.items()}
        if len(found) > len(best):
            best = found
    return best


def _told(key: str, value: str | int) -> str:
    """A field as a page shows it; a day that is told in seconds or milliseconds as a day.

    >>> filled('<p>{{d.fbSj}} {{d.no}}</p><script>var d = {"fbSj": 1520215680000, "no": 7}</script>')[:19]
    '<p>2018-03-05 7</p>'
    """
    return (stamp_day(value) if isinstance(value, int) and is_day_name(key) else "") or as_html(str(value))
