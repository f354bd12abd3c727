"""HTML in a field or an island of XML that no reader sees until a script shows it → the page with it in its place."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from guiyi.records.articles import is_article
from guiyi.records.values import BLOCK

HIDDEN_FIELD = re.compile(r"<textarea\b([^>]*)>((?:(?!<textarea\b).)*?)</textarea\s*>", re.IGNORECASE | re.DOTALL)
HIDDEN_VALUE = re.compile(
    r"<input\b([^<>]{0,300}?)\svalue\s*=\s*(?:\"([^\"]*)\"|'([^']*)')([^<>]{0,300})>", re.IGNORECASE
)
READ_ONLY = re.compile(r"\breadonly\b", re.IGNORECASE)
SHOWN_VALUE = re.compile(  # of a form that shows a record, with the end of its label
    r"(?:([^<>\s])\s{0,9}(</(?:label|span|b|strong|em|i)>)\s{0,9})?"
    r"<input\b(?=[^<>]{0,300}\breadonly\b)(?![^<>]{0,300}\btype\s*=\s*[\"']?hidden)[^<>]{0,300}?\bvalue\s*=\s*"
    r"([\"'])([^\"'<>]{1,300})\3[^<>]{0,300}>",
    re.IGNORECASE,
)
SHOWN_FIELDS = 3  # such fields, at least
HOLDS_MARKUP = re.compile(r"value\s*=\s*[\"'](?:&lt;|<)(?:p|br|div|table|span|section)\b", re.IGNORECASE)
ISLAND = re.compile(r"<xml\b[^<>]{0,300}>((?:(?!<xml\b).)*?)</xml\s*>", re.IGNORECASE | re.DOTALL)
CDATA = re.compile(r"<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
CALLED = re.compile(r"[\"'#]([\w$-]{2,40})[\"']")
NAMED = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([\w$-]{2,40})", re.IGNORECASE)
TEMPLATE = re.compile(
    r"<script\b([^<>]{0,300}?\btype\s*=\s*[\"']?text/(?:html|template|x-[\w-]+)[^<>]{0,300})>((?:(?!<script\b).)*?)</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
UNFILLED = re.compile(r"\{\{|<%|\$\{")  # what a template leaves open
ESCAPED = re.compile(
    r"(<(?:div|td|section|article|span)\b[^<>]{0,300}>)\s*(&lt;(?:p|div|span|section|table|br)\b[^<]*)(?=</)",
    re.IGNORECASE,
)


def with_hidden(html: str) -> str:
    """A page's HTML → the same with what its hidden fields and islands hold as blocks in their places."""
    html = HIDDEN_FIELD.sub(_of_field, html)
    if "readonly" in html and len(fields := SHOWN_VALUE.findall(html)) >= SHOWN_FIELDS and not _are_addresses(fields):
        html = SHOWN_VALUE.sub(_of_shown, html)
    if HOLDS_MARKUP.search(html):
        called = Counter(CALLED.findall(html))
        html = HIDDEN_VALUE.sub(lambda field: _of_value(field, called), html)
    if "text/" in html and TEMPLATE.search(html):
        called = Counter(CALLED.findall(html))
        html = TEMPLATE.sub(lambda script: _of_template(script, called), html)
    if "&lt;" in html:
        html = ESCAPED.sub(_unescaped, html)
    return ISLAND.sub(_of_island, html) if "<![CDATA[" in html else html


def _of_field(field: re.Match[str]) -> str:
    """A hidden text field that holds an article's HTML, or one to be read only → a block with it.

    >>> with_hidden("<textarea readonly>路灯不亮。</textarea>"), with_hidden("<textarea>请输入</textarea>")
    ('<div>路灯不亮。</div>', '<textarea>请输入</textarea>')
    >>> field = "<label>文号</label><input readonly value='云政〔2018〕5号'>"
    >>> with_hidden(field * 3)[:41], with_hidden(field) == field
    ('<label>文号：</label><span>云政〔2018〕5号</span>', True)
    """
    text = unescape(field[2])
    if READ_ONLY.search(field[1]) and text.strip() and not BLOCK.search(text):  # a form that shows a record
        return f"<div>{field[2].strip().replace(chr(10), '<br>')}</div>"
    is_hidden = re.search(r"display\s*:\s*none|\bhidden\b", field[1], re.IGNORECASE)
    return f"<div{field[1].replace('none', 'block')}>{text}</div>" if is_hidden and BLOCK.search(text) else field[0]


def _are_addresses(fields: list[tuple[str, ...]]) -> bool:
    """Whether fields hold addresses to copy."""
    return any(one[-1].startswith("http") for one in fields)


def _of_shown(field: re.Match[str]) -> str:
    """A field to be read only → its value, behind a colon where its label has none."""
    label = f"{field[1]}{'' if field[1] in '：:' else '：'}{field[2]}" if field[1] else ""
    return f"{label}<span>{field[4]}</span> "  # fields stand apart


def _of_value(field: re.Match[str], called: Counter[str]) -> str:
    """A hidden field whose value is an article's HTML that a script shows → a block with it.

    >>> field = '<input type="hidden" id="txt" value="&lt;p&gt;' + "各单位要做好防汛。" * 5 + '&lt;/p&gt;">'
    >>> with_hidden(f'{field}<p id=a></p><script>$("#a").html($("#txt").val())</script>')[:11], with_hidden(field)[:6]
    ('<div><p>各单位', '<input')
    """
    text = unescape(field[2] or field[3] or "")
    is_hidden = "hidden" in (field[1] + field[4]).lower()
    is_text = is_hidden and is_article(text) and _is_called(field[1] + field[4], called)
    return f"<div>{text}</div>" if is_text else field[0]


def _is_called(attributes: str, called: Counter[str]) -> bool:
    """Whether a page names an element elsewhere, as a script does that shows what it holds."""
    named = NAMED.search(attributes)
    return named is not None and called[named[1]] > CALLED.findall(attributes).count(named[1])


def _of_template(script: re.Match[str], called: Counter[str]) -> str:
    """A script that is an article's HTML, shown as it is by another → a block with it.

    >>> text = "<p>" + "各单位要做好防汛。" * 5 + "</p>"
    >>> page = f"<script type='text/html' id=tpl>{text}</script><script>a.innerHTML = $('#tpl').html()</script>"
    >>> with_hidden(page)[:11], with_hidden(page.replace("各单位", "{{name}}"))[:7]
    ('<div><p>各单位', '<script')
    """
    is_text = is_article(script[2]) and not UNFILLED.search(script[2]) and _is_called(script[1], called)
    return f"<div>{script[2]}</div>" if is_text else script[0]


def _unescaped(element: re.Match[str]) -> str:
    """An element all of whose text is an article's HTML, escaped → the same with its HTML, as a script would show it.

    >>> with_hidden("<div id=c>&lt;p&gt;" + "各单位要做好防汛。" * 5 + "&lt;/p&gt;</div>")[:16]
    '<div id=c><p>各单位'
    """
    text = unescape(element[2])
    return element[1] + text if is_article(text) else element[0]


def _of_island(island: re.Match[str]) -> str:
    """An island of XML → blocks with the articles' HTML that stands in it as character data.

    >>> text = "<p>" + "各单位要做好防汛。" * 5 + "</p>"
    >>> with_hidden(f"<xml id=x><a><![CDATA[{text}]]></a></xml><script>b.innerHTML = x.text</script>")[:12]
    '<div><p>各单位要'
    """
    texts = [one for one in CDATA.findall(island[1]) if is_article(one)]
    return "".join(f"<div>{one}</div>" for one in texts) or island[0]
