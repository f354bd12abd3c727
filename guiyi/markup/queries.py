"""What a link asks for in Chinese, as browsers send it: percent-encoded by the page's own charset.

`<a href="More.asp?class=通知公告">` on a page in GBK asks for class=%CD%A8…; by the URL standard only the path
is sent in UTF-8 from any page. Servers of such pages know no other spelling.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

SENT_BY = {"gb18030": "gbk", "big5hkscs": "big5hkscs"}  # charset of a page → that of its queries
ASKED = re.compile(r"((?:[?&]|&amp;)[\w.-]{1,40}=)([^\"'<>&\s#?]{0,200}[^\x00-\x7f][^\"'<>&\s#?]{0,200})", re.ASCII)
MAY_ASK = tuple(  # without either nothing is ASKED; a pattern for each first character, which is fast to find
    re.compile(rf"{first}[\w.-]{{1,40}}=[^\"'<>&\s#?]{{0,200}}[^\x00-\x7f]", re.ASCII)
    for first in (r"\?", "&(?:amp;)?")
)
FOREIGN = re.compile(r"[^\x00-\x7f]+")
BEFORE = re.compile(r"(?:[\"']|\b(?:href|src|action|value)=)[^\"'<>\s]{0,200}$", re.IGNORECASE)  # a link, or a string
LOOKED_BACK = 240  # characters before a parameter in which its link begins
BY_SCRIPT = "encodeURI"  # what a script encodes by itself is UTF-8


def with_sent_queries(text: str, charset: str) -> str:
    """A page's text and charset → the text with the parameters of its links encoded as its readers' browsers send them.

    >>> with_sent_queries("<a href='l.asp?c=公告&p=2'>公告?c=公告</a> <a href=/l.asp?c=公告>", "gb18030")
    "<a href='l.asp?c=%B9%AB%B8%E6&p=2'>公告?c=公告</a> <a href=/l.asp?c=%B9%AB%B8%E6>"
    >>> with_sent_queries("<a href='l.asp?c=公告'>", "utf-8"), with_sent_queries("f(encodeURI('?c=公告'))", "gb18030")
    ("<a href='l.asp?c=公告'>", "f(encodeURI('?c=公告'))")
    """
    codec = SENT_BY.get(charset)
    if codec is None or not any([one.search(text) for one in MAY_ASK]):
        return text

    def sent(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - LOOKED_BACK) : match.start()]
        if not BEFORE.search(before) or BY_SCRIPT in before[-80:]:
            return match[0]
        return match[1] + FOREIGN.sub(lambda one: quote_from_bytes(one[0].encode(codec, "xmlcharrefreplace")), match[2])

    return ASKED.sub(sent, text)
