"""Spellings of old addresses that nobody wrote on the old site, and its server took for the page all the same.

People share an address from a telephone (`?from=timeline`), copy it with what stood behind it, write it in another
charset; servers fold double slashes. They are tried where an address is not known as it was asked for, never before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from guiyi.crawl.reading.absolute import viewed_paper

# WeChat and QQ add these to what is shared in them; `from` alone may be a parameter of the site's own.
SHARED = re.compile(
    r"^(?:from=(?:timeline|groupmessage|singlemessage|message|qrcode|appmsg)|isappinstalled=\d|nsukey=.*"
    r"|(?:share_?token|weixin\.qq\.com|wxfrom|wx_header|fbclid|gclid)=.*)$",
    re.IGNORECASE,
)
COPIED = re.compile(  # behind a copied address: blanks, and the marks of the sentence that it stood in, as bytes
    r"(?:%20|%09|%0D|%0A|%C2%A0|%E3%80%80|%E3%80%82|%EF%BC%8C|%EF%BC%89|%E3%80%8D|%E2%80%9D|%22|%3E|[,;\"'>])+$",
    re.IGNORECASE,
)
STATIC = re.compile(
    r"\.(?:s?html?|pdf|docx?|xlsx?|pptx?|wps|et|ofd|txt|zip|rar|7z|jpe?g|png|gif|bmp|mp4|mp3|flv)$", re.IGNORECASE
)
RECORD = re.compile(r"(?:a|n|info|news|article|content|doc)?_?id=\d+", re.IGNORECASE)  # names one document of many
SLASHES = re.compile(r"(?<!:)/{2,}")
CHARSETS = ("utf-8", "gb18030")
ESCAPES = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def further_spellings(url: str) -> Iterator[str]:
    """Absolute URL, percent-encoded → what else its page may be known as, the likeliest first.

    >>> list(further_spellings("http://o.example.test//a/t1.html?from=timeline&amp;id=7%20"))
    ['http://o.example.test/a/t1.html?id=7']
    >>> list(further_spellings("http://o.example.test/a/%B1%ED.doc"))
    ['http://o.example.test/a/%E8%A1%A8.doc']
    >>> next(further_spellings("http://o.example.test/pdfjs/web/viewer.html?file=../../up/a.pdf"))
    'http://o.example.test/up/a.pdf'
    >>> list(further_spellings("http://o.example.test/list.php?from=20")), list(further_spellings("http://o.example.test/a"))
    ([], [])
    """
    parts = urlsplit(COPIED.sub("", url))
    said = (one for one in parts.query.replace("&amp;", "&").split("&") if one and not SHARED.match(one))
    path, query = SLASHES.sub("/", parts.path) or "/", "&".join(said)
    found = {url}
    if paper := viewed_paper(url):
        yield paper
    for one_path in dict.fromkeys((path, _recoded(path))):
        for one_query in dict.fromkeys((query, *_blanks(query), *_blanks(_recoded(query)))):
            spelled = parts._replace(path=one_path, query=one_query, fragment="").geturl()
            if spelled not in found:
                found.add(spelled)
                yield spelled


def _blanks(query: str) -> tuple[str, str]:
    return query.replace("+", "%20"), query.replace("%20", "+")


def _recoded(text: str) -> str:
    """Escapes of Chinese in UTF-8 → in GBK, and the other way; as it is where it holds none, or is neither."""
    if "%" not in text:
        return text
    said = unquote_to_bytes(text)
    for one, other in (CHARSETS, CHARSETS[::-1]):
        try:
            meant = said.decode(one)
            if not meant.isascii():
                return _escaped(text, one, other)
        except UnicodeError:
            continue
    return text


def _escaped(text: str, one: str, other: str) -> str:
    """Each run of escapes that is not ASCII in another charset; UnicodeError where a run can't be."""

    def recoded(match: re.Match[str]) -> str:
        said = unquote_to_bytes(match[0])
        return match[0] if said.isascii() else quote_from_bytes(said.decode(one).encode(other), safe=b"")

    return ESCAPES.sub(recoded, text)


def parameters_in(key: str) -> tuple[str, list[str]]:
    """A key → its path, and the names of its parameters.

    >>> parameters_in("/show.php?id=7&print=1"), parameters_in("/t1.html")
    (('/show.php', ['id', 'print']), ('/t1.html', []))
    """
    path, _, query = key.partition("?")
    return path, [one.partition("=")[0] for one in query.split("&")] if query else []


def without_unknown(key: str, known: Collection[str]) -> str | None:
    """A key and the parameters that addresses of its path are known with → it without the others; None if that says
    nothing: none is left to a program, all are known, or the one that names the document would go. A page that is known
    with parameters is a program, too.

    >>> without_unknown("/show.php?id=7&print=1", {"id"}), without_unknown("/t1.html?v=2", ())
    ('/show.php?id=7', '/t1.html')
    >>> without_unknown("/index.php?id=99", ()), without_unknown("/show.php?id=9", {"id"})
    (None, None)
    >>> without_unknown("/show.html?v=7", {"cid"}), without_unknown("/show.html?id=7", ())
    (None, None)
    >>> without_unknown("/view.php?cid=3&aid=9", {"cid"}), without_unknown("/view.php?cid=3&aid=9", {"aid"})
    (None, '/view.php?aid=9')
    """
    path, _, query = key.partition("?")
    said = query.split("&") if query else []
    kept = [one for one in said if one.partition("=")[0] in known]
    if len(kept) == len(said) or not (kept or (not known and STATIC.search(path))):
        return None
    if any(map(RECORD.fullmatch, said)) and not any(map(RECORD.fullmatch, kept)):
        return None
    return f"{path}?{'&'.join(kept)}" if kept else path
