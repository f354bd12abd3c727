"""Body HTML made safe and plain: an allow-list of structure, tables, images and links; no style, script or handler."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

import nh3

TAGS = frozenset(
    [
        "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del",
        "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
        "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "u", "ul",
    ]
)  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "name"},  # a place within the text that links lead to; of an <a>, no script finds it by name
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"rowspan", "colspan"},
    "th": {"rowspan", "colspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
}
SCHEMES = {"http", "https", "mailto"}
CLEANER = nh3.Cleaner(tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
ESCAPED = ("&nbsp;", "&amp;", "&lt;", "&gt;")
MANY = 1_000  # characters to escape from which on stand-ins are worth while
UNASSIGNED = range(0x40000, 0xE0000)  # planes of Unicode without a character
EMPTY = re.compile(r"<(span|b|i|em|strong|u|small)>\s*</\1>")


def sanitise(markup: str) -> str:
    """HTML of a body → safe HTML; the same again when applied twice.

    >>> sanitise('<p onclick="x()">甲<script>y()</script><a href="javascript:z()">乙</a></p>')
    '<p>甲<a>乙</a></p>'
    """
    return EMPTY.sub("", clean_escaped(CLEANER.clean, markup)).strip()


def clean_escaped(clean: Callable[[str], str], markup: str) -> str:
    """A sanitiser and markup → the sanitised markup, in time that grows with its length.

    The sanitiser looks through the rest of a text for each character that it escapes: twice as many &nbsp; take four
    times as long. Where there are many, characters that no script uses and this page has not stand for them on the way.
    Neither they nor what they stand for can be in the name of a tag, an attribute or a scheme that is kept, so the same
    comes out (but in an <xmp>, where an entity is one again). No run of &nbsp; is cut: browsers show its full width.

    >>> many = "<p>&nbsp;甲&amp;乙" * MANY
    >>> clean_escaped(CLEANER.clean, many) == CLEANER.clean(many)
    True
    """
    if markup.count("&") + markup.count("\xa0") <= MANY:
        return clean(markup)
    used = set(markup)
    free = list(islice((one for one in map(chr, UNASSIGNED) if one not in used), len(ESCAPED)))
    if len(free) < len(ESCAPED):
        return clean(markup)
    markup = markup.replace("\xa0", "&nbsp;")
    for escaped, one in zip(ESCAPED, free, strict=True):
        markup = markup.replace(escaped, one)
    markup = clean(markup)
    for escaped, one in zip(ESCAPED, free, strict=True):
        markup = markup.replace(one, escaped)
    return markup


_attributes = "|".join(sorted({name for names in ATTRIBUTES.values() for name in names} - {"href", "src"}))
# An address without an entity or a colon before its first / ? or # has no scheme, however a browser reads it.
_address = r"(?:https?:|mailto:|[^\":&\s\x00-\x20]*+(?:[/?#]|(?=\")))[^\"]*+"
_tags = "|".join(sorted(TAGS))
SAFE = re.compile(
    rf"(?:[^<]++|<(?:{_tags})(?: (?:(?:href|src)=\"{_address}\"|(?:{_attributes})=\"[^\"]*+\"))*+>|</(?:{_tags})>)*+"
)


def made_safe(markup: str) -> str:
    """Body HTML of the library → the same if it is safe, else sanitised: what goes out was not let in by mistake.

    >>> made_safe('<p>甲<a href="/b.html">乙</a></p>'), made_safe('<a href="jav&#97;script:z()">乙</a>')
    ('<p>甲<a href="/b.html">乙</a></p>', '<a>乙</a>')
    """
    return markup if SAFE.fullmatch(markup) else sanitise(markup)
