"""Names of attachments: from link words, addresses and Content-Disposition, decoded as old servers write them."""

from __future__ import annotations

import html
import re
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import quote, unquote_to_bytes, urlsplit

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.markup.tree import squeezed
from guiyi.repair.characters import whole_text

NAME_PARAMS = ("filename", "file", "name", "filepath", "wbfilename", "attname", "attachname")
GENERIC_NAME = re.compile(
    r"^(?:请?点击|点此|此处|这里|附件|下载|查看|打开|浏览|全文|原文|文件|文档|download)*+"
    r"\s*[\d一二三四五六七八九十]*\s*[:：]?$",
    re.IGNORECASE,
)
# Control characters, and those that turn the direction of writing: a name with them shows another extension.
UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
REMARK = re.compile(  # of a link, not of its file: (PDF, 2MB), （Excel格式，36K）
    r"(?<=\S)\s*[（(\[【]\s*(?:[a-zA-Z]{2,5}|[a-zA-Z]{3,5}\s*(?:格式|文件|文档)|格式[:：]\s*[a-zA-Z]{2,5})?\s*[,，、/;；|]?\s*"
    r"(?:大小[:：]?\s*)?\d{1,4}(?:\.\d{1,3})?\s*[KMG]i?B?\s*[)）\]】]$",
    re.IGNORECASE,
)
MAX_NAME = 255  # bytes: what file systems take
STEPS_UP = re.compile(r"\.{2,}[/\\]+")
SCRIPT = re.compile(r"\.(?:jspx?|aspx?|ashx|php|do|action|[sj]?html?)$", re.IGNORECASE)  # hands out files
EXTENDED = re.compile(r"filename\*\s*=\s*\"?(?:([\w-]*)'[^']*')?([^;\"]+)", re.IGNORECASE)
PART = re.compile(
    r"filename\*(\d{1,3})\*?\s*=\s*\"?([^;\"]*)", re.IGNORECASE
)  # RFC 2231: filename*0="…"; filename*1="…"
PLAIN = re.compile(  # without quotes a name may hold a semicolon that begins no parameter
    r"\b(?:file)?name\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|((?:&#?\w+;|;(?!\s*[\w*]+\s*=)|[^;])+))", re.IGNORECASE
)
UNITS = re.compile(r"(?:[%\\]u[0-9a-fA-F]{4})+")  # escape() of old scripts, and of JSON
PAIRS = re.compile("[\x80-\u07ff]{2}")  # of words of GB2312, where UTF-8 reads them: 通知, 学校
FAR = re.compile("[\u0800-\U0010ffff]")


def decode_name(text: str) -> str:
    """A percent-encoded file name → its characters; UTF-8 first, then GB18030, as old handlers write it.

    >>> decode_name("%C4%EA%B1%A8.doc"), decode_name("%E5%B9%B4%E6%8A%A5.doc"), decode_name("%u5e74%u62a5 100%.doc")
    ('年报.doc', '年报.doc', '年报 100%.doc')
    >>> decode_name("%ud83d%ude00.doc") == "\\U0001f600.doc", decode_name("%ud83d.doc") == "\\ufffd.doc"
    (True, True)
    """
    raw = unquote_to_bytes(UNITS.sub(_quoted, text))
    if re.search(rb"%[0-9A-Fa-f]{2}", raw):  # encoded twice
        raw = unquote_to_bytes(raw)
    found = name_of(raw)
    return found if found is not None else raw.decode("utf-8", "replace")


def _quoted(units: re.Match[str]) -> str:
    return quote(whole_text("".join(chr(int(one, 16)) for one in re.split(r"[%\\]u", units[0])[1:])))


def name_in_url(url: str) -> str:
    """URL of a file → the file name it tells: a handler's parameter, else the last part of its path."""
    parts = urlsplit(url)
    told = [pair.partition("=") for pair in parts.query.split("&")]
    named = [value for key, _, value in told if key.lower() in NAME_PARAMS and value]
    named += [value for _key, _, value in told if ATTACHMENT.search(value)]
    if named:
        return last_part(decode_name(named[0].replace("+", " ")))
    return last_part(decode_name(parts.path.rsplit("/", 1)[-1]))


def attachment_name(text: str, url: str) -> str:
    """Link text and URL → a display name: the words, with the file's extension where they lack it.

    >>> attachment_name("岗位表（Excel格式，2.5MB）", "/u/7.xlsx"), attachment_name("通知 (PDF).pdf", "/u/8.pdf")
    ('岗位表.xlsx', '通知 (PDF).pdf')
    >>> attachment_name("/upload/file/2019/%E5%90%8D%E5%8D%95.xls", "/upload/file/2019/%E5%90%8D%E5%8D%95.xls")
    '名单.xls'
    """
    words, told = REMARK.sub("", squeezed(text)).strip(" 【】[]"), name_in_url(url)
    extension = None if SCRIPT.search(told) else re.search(r"\.\w{2,5}$", told)
    if words.startswith(("http", "/")) and ATTACHMENT.search(words):
        words = last_part(decode_name(words))  # KindEditor shows the address of a file without a name
    if not words or GENERIC_NAME.match(words) or words.startswith("http"):
        return shown(told if extension or not words else words)
    if extension and ATTACHMENT.search(told) and not ATTACHMENT.search(words):
        return shown(words + extension[0])
    return shown(words)


def last_part(path: str) -> str:
    """A path of any system → its last part, safe to show.

    >>> last_part("..\\\\..\\\\年报.doc"), last_part("a/b.pdf")
    ('年报.doc', 'b.pdf')
    """
    return shown(re.split(r"[/\\]", path)[-1])


def shown(name: str) -> str:
    """A name → the same without invisible characters and steps up a path, at most MAX_NAME bytes; its extension stays.

    >>> shown("../../etc/passwd.pdf"), len(shown("长" * 200 + ".pdf").encode())
    ('etc/passwd.pdf', 253)
    """
    plain = STEPS_UP.sub("", UNSHOWN.sub("", name)).strip()
    if len(plain.encode("utf-8", "replace")) <= MAX_NAME:
        return plain
    extension = re.search(r"\.\w{1,5}$", plain)
    end = extension[0] if extension else ""
    return (
        plain.removesuffix(end).encode("utf-8", "replace")[: MAX_NAME - len(end.encode())].decode("utf-8", "ignore")
        + end
    )


def disposition_name(header: str | None) -> str | None:
    """Content-Disposition as received (latin-1) → the file name it tells; None if it tells none.

    Reads RFC 6266 (filename*=), RFC 2231 (in parts), plain and quoted names in UTF-8 or GBK bytes, percent-encoded,
    with entities, and RFC 2047 words.

    >>> disposition_name("attachment; filename=%C4%EA%B1%A8.doc"), disposition_name("inline")
    ('年报.doc', None)
    >>> disposition_name("inline; filename*0*=UTF-8''%E5%B9%B4; filename*1*=%E6%8A%A5.doc")
    '年报.doc'
    """
    parts = sorted((int(number), part) for number, part in PART.findall(header or ""))
    if parts:
        header = "filename*=" + "".join(part for _number, part in parts)
    extended = EXTENDED.search(header or "")
    if extended:
        try:
            return last_part(unquote_to_bytes(extended[2].strip()).decode(extended[1] or "utf-8")) or None
        except (LookupError, UnicodeError):
            return last_part(decode_name(extended[2].strip())) or None
    plain = PLAIN.search(header or "")
    if not plain:
        return None
    said = UNITS.sub(_quoted, plain[1] or plain[2] or plain[3] or "").strip()
    said = re.sub(r"\\([\"\\])", r"\1", said) if plain[1] else said
    return last_part(_decoded(html.unescape(said) if "&" in said else said)) or None


def _decoded(said: str) -> str:
    if said.startswith("=?"):
        try:
            return "".join(
                part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
                for part, charset in decode_header(said)
            )
        except (HeaderParseError, LookupError, ValueError):
            return said
    if re.search(r"%[0-9A-Fa-f]{2}", said):
        return decode_name(said.replace("+", " "))
    raw = said.encode("latin-1") if said.isascii() or max(said) < "\u0100" else said.encode()
    found = name_of(raw)
    return found if found is not None else said


def name_of(raw: bytes) -> str | None:
    """Bytes of a name without a charset → UTF-8, else GB18030, as Chinese Windows writes; None if they are neither.

    Some short words are both: two characters of GB2312 that UTF-8 reads as letters of none of our languages.

    >>> [name_of(one.encode("gb18030")) for one in ("通知.doc", "学校.doc", "年报.doc")]
    ['通知.doc', '学校.doc', '年报.doc']
    >>> [name_of(one.encode()) for one in ("通知.doc", "café.doc", "отчет.doc")]
    ['通知.doc', 'café.doc', 'отчет.doc']
    """
    text = _as(raw, "utf-8")
    if text is None:
        return _as(raw, "gb18030")
    short = _as(raw, "gb2312") if PAIRS.search(text) and not FAR.search(text) else None
    return short if short is not None else text


def _as(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return None
