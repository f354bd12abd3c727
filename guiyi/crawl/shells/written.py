"""Words, and links to files, that a page's scripts write in their own places → the same as text behind the script."""

from __future__ import annotations

import json
import re

from guiyi.repair.characters import whole_text
from guiyi.scripts.literals import UNKNOWN, variables, written_markup

SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
WRITES_TEXT = re.compile(r"document\.write(?:ln)?\(\s*(?:[\"'](?:[^\"'<\s]|<p\b)|[A-Za-z_]\w*\s*[+.)])")
FILE_LINK = r"(?i:href\s*=\s*\\?[\"']?[^\"'<>\s]{1,200}?\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rar|zip)\b)"
HAS_FILE = re.compile(FILE_LINK)
WRITES_FILE = re.compile(  # on one line: document.write("<a href=a.doc>"), document.write("<h4>附件</h4>" + files)
    rf"document\.write(?:ln)?\((?:\s*[\"'][^;\n]{{0,200}}?[\"']\s*\+\s*[A-Za-z_]\w*\s*[+)]"
    rf"|(?:(?!document\.write)[^\n]){{0,300}}?{FILE_LINK})"
)
SENTENCE = re.compile(r"[\u4e00-\u9fff，、]{8}[^<>]{0,200}。")
MARKUP = re.compile(r"</?(?:a|b|br|div|font|h[3-6]|img|li|p|span|strong|ul)\b[^<>]*>", re.IGNORECASE)
ESCAPED = re.compile(
    r"document\.write(?:ln)?\(\s*unescape\(\s*[\"']([^\"'<>]*)[\"']\s*\)\s*\)\s*;?"
)  # all of an article
UNIT = re.compile(r"%(?:u([0-9a-fA-F]{4})|([0-9a-fA-F]{2}))")
UNSAFE = re.compile(  # links to other hosts are what intruders write so
    r"<\s*/?(?:script|iframe|html|body|head|style)\b|\b(?:href|src)\s*=\s*[\"']?\s*(?:\w+:)?//|display\s*:\s*none",
    re.IGNORECASE,
)
CHOICE = re.compile(  # if(from!=""){document.write(from)}else{document.write("本站")}
    r"if\s*\(\s*(\w+)\s*(?:([!=])==?\s*(?:\"\"|'')\s*)?\)\s*\{([^{}]*)\}\s*else\s*\{([^{}]*)\}"
)
CUT = re.compile(r"\b([A-Za-z_]\w*)\.(?:substr|substring|slice)\(\s*(0)\s*,\s*(\d{1,2})\s*\)")
MAX_WRITER = 6000  # characters of a script that writes a fact, or its article's files, and of what it writes


def writes(text: str) -> bool:
    """Whether a page's scripts may write words, or links to files, in their own places."""
    is_written = "document.write" in text
    return is_written and (WRITES_TEXT.search(text) or WRITES_FILE.search(text) or ESCAPED.search(text)) is not None


def with_written(html: str) -> str:
    """A page's HTML → the same, and behind each script the words or file links that it writes, where all are known.

    >>> page = '<script>var d="2018-03-05 10:08";if(d)document.write("时间："+d.substr(0,10))</script>'
    >>> with_written(page).split("</script>")[1]
    '时间：2018-03-05'
    >>> with_written("<script>document.write(a)</script>"), with_written("<script>x=1</script>")
    ('<script>document.write(a)</script>', '<script>x=1</script>')
    >>> escaped = "<script>document.write(unescape('%3Cp%3E%u6C34%u5229%3C/p%3E'));</script>"
    >>> away = escaped.replace("%3Cp%3E", "%3Ca%20href=%22http://bet.example.test/%22%3E")
    >>> [with_written(one).split("</script>")[1] for one in (escaped, escaped.replace("%3Cp", "%3Cscript"), away)]
    ['<p>水利</p>', '', '']
    >>> files = "<script>var f='<a href=\\"./a.doc\\">表</a>';if(f!='')document.write('<b>附件</b>'+f)</script>"
    >>> with_written(files).split("</script>")[1]
    '<b>附件</b><a href="./a.doc">表</a>'
    >>> with_written("<script>document.write('<p>补助金额为每户每年八百元。</p>')</script>").split("</script>")[1]
    '<p>补助金额为每户每年八百元。</p>'
    """
    return SCRIPT.sub(_behind, html) if writes(html) else html


def _behind(script: re.Match[str]) -> str:
    """A script → the same, and behind it the words or file links that it writes in its place, where all are known."""
    text = script[1]
    if (
        (len(text) > MAX_WRITER and not ESCAPED.match(text.strip()))
        or "document.write" not in text
        or "function" in text
    ):
        return script[0]
    if whole := ESCAPED.fullmatch(text.strip()):
        words = whole_text(UNIT.sub(lambda unit: chr(int(unit[1] or unit[2], 16)), whole[1]))
        return script[0] if UNSAFE.search(words) else f"{script[0]}{words}"
    known = variables(text)
    text = CHOICE.sub(lambda one: _chosen(one, known), text)
    text = CUT.sub(
        lambda cut: json.dumps(known[cut[1]][int(cut[2]) : int(cut[3])]) if cut[1] in known else cut[0], text
    )
    words = written_markup(text)
    is_told = SENTENCE.search(words) is not None or HAS_FILE.search(words) is not None
    is_plain = "<" not in words or (is_told and "<" not in MARKUP.sub("", words) and not UNSAFE.search(words))
    return f"{script[0]}{words}" if is_plain and len(words) <= MAX_WRITER and UNKNOWN not in words else script[0]


def _chosen(choice: re.Match[str], known: dict[str, str]) -> str:
    """What a script does of two things, where it asks whether a known word is empty; both where it is not known."""
    name, sign, first, other = choice.groups()
    if name not in known:
        return choice[0]
    return first if bool(known[name]) == (sign != "=") else other
