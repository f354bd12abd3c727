"""Tokens that pages hold against forged requests (CSRF): what is posted must hold that of a page of the same session.

Frameworks agree on where it stands and how it goes back, whatever script sends it: a meta tag that names its header
(Spring) or its field (Yii), or is called csrf-token (Laravel, Rails); a hidden field (ASP.NET, Django); a cookie, which
axios, Angular and Django's scripts send as a header. In the address that stands for a request it is left out: it
changes with each session.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import islice
from urllib.parse import quote_plus, unquote, unquote_plus

from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import charset_of, is_html
from guiyi.crawl.paging.posted import TOKEN, request_of
from guiyi.crawl.paging.refused import why_no_list
from guiyi.markup.decode import decode_html
from guiyi.urls import host_of

SIGN = re.compile(rb"csrf|xsrf|RequestVerificationToken|_token", re.IGNORECASE)
TAG = re.compile(r"<(?:meta|input)\b[^<>]{0,400}>", re.IGNORECASE)
NAMED = re.compile(r"\bname\s*=\s*[\"']?([\w.-]{1,60})", re.IGNORECASE)
VALUED = re.compile(
    r"\b(?:content|value)\s*=\s*(?:\"([^\"]{1,500})\"|'([^']{1,500})'|([^\s\"'<>]{1,500}))", re.IGNORECASE
)
SET = re.compile(r"[\"']?([\w-]{1,60})[\"']?\s*[:=,]\s*[\"']([\w+/=.-]{16,500})[\"']")  # _token: "…" in a script
WAYS = ("X-CSRF-TOKEN", "X-CSRFToken", "X-XSRF-TOKEN")  # Spring, Laravel, Rails and egg; Django; Angular and axios
LEAST, MOST = 8, 400  # characters of a token; tags and literals of a page that are looked at
HEADER = re.compile(r"X-[\w-]{1,60}|[\w-]{0,40}(?:csrf|xsrf|token)[\w-]{0,40}", re.IGNORECASE | re.ASCII)  # no Host
REFUSED = frozenset((400, 401, 403, 419, 422, 500))
Send = Callable[[str, bytes, dict[str, str]], Response]


class Tokens:
    """The tokens of one site's session. cookies: what goes with a request. Used from several threads."""

    def __init__(self, cookies: Callable[[str], str | None]) -> None:
        self.cookies = cookies
        self._last = ("", "")  # address and text of the last page that holds one
        self._useless: set[str] = set()  # pages that were asked for anew in vain

    def note(self, response: Response) -> Response:
        """Keeps what a page says of tokens; gives the response."""
        if response.status == 200 and SIGN.search(response.body) is not None and is_html(response):
            self._last = response.url, decode_html(response.body, charset_of(response)).text
        return response

    def send(self, url: str, send: Send, page: str = "", get: Callable[[str], Response] | None = None) -> Response:
        """The address of a posted request → its answer, sent with the token that is known; where it is refused, once
        more with that of the page it belongs to, which `get` asks for anew. Errors as those of `send` and `get`.
        """
        told = self._told(url)
        answer = send(*told)
        if get is None or not page or page in self._useless or not _is_refused(answer):
            return answer
        get(page)  # which notes it
        renewed = self._told(url)
        answer = send(*renewed) if renewed != told else answer
        if _is_refused(answer):
            self._useless.add(page)
        return answer

    def _told(self, url: str) -> tuple[str, bytes, dict[str, str]]:
        """A posted request's address → where it goes, its body and its headers."""
        address, body, headers = request_of(url)
        page, text = self._last
        is_open = page.startswith("https:") and not address.startswith("https:")
        known = tokens_in(text) if host_of(page) == host_of(address) and not is_open else {}
        cookies = dict(one.split("=", 1) for one in (self.cookies(address) or "").split("; ") if "=" in one)
        sent = {name.lower(): unquote(value) for name, value in cookies.items() if TOKEN.fullmatch(name)}
        ways = dict.fromkeys(WAYS, token) if (token := _token(known) or _token(sent)) else {}
        ways |= {WAYS[-1]: sent["xsrf-token"]} if "xsrf-token" in sent else {}
        named = next((one for name, one in known.items() if name.lower().endswith("header")), "")
        if token and HEADER.fullmatch(named):
            ways[named] = token
        return address, _with_fields(body, known, token, "json" in headers["Content-Type"]), headers | ways


def tokens_in(text: str) -> dict[str, str]:
    """A page's text → its tokens by their names, and what it says of how they go back.

    >>> tokens_in('<meta name="_csrf" content="8e80-11"><meta content=X-CSRF name=_csrf_header><meta name=a content=b>')
    {'_csrf': '8e80-11', '_csrf_header': 'X-CSRF'}
    >>> tokens_in("<script>$.post('/list', {_token: 'aFq3aFq3aFq3aFq3', page: 1, key: 'aFq3aFq3aFq3aFq3'})</script>")
    {'_token': 'aFq3aFq3aFq3aFq3'}
    """
    found: dict[str, str] = {}
    for literal in islice(SET.finditer(text), MOST):
        if TOKEN.fullmatch(literal[1]):
            found[literal[1]] = literal[2]
    for tag in islice(TAG.finditer(text), MOST):
        name, value = NAMED.search(tag[0]), VALUED.search(tag[0])
        if name is not None and value is not None and TOKEN.fullmatch(name[1]):
            found[name[1]] = value[1] or value[2] or value[3]
    return found


def _token(known: dict[str, str]) -> str:
    """The token itself among what is said of it."""
    own = (one for name, one in known.items() if not re.search(r"header|param", name, re.IGNORECASE))
    return next((one for one in own if len(one) >= LEAST), "")


def _with_fields(body: bytes, known: dict[str, str], token: str, is_json: bool) -> bytes:
    """A body with the tokens that are left out of it, and the field that the page says goes with every form."""
    if not token or (is_json and not SIGN.search(body)):
        return body
    if is_json:
        return _with_json_fields(body, known, token)
    param = next(
        (one for name, one in known.items() if name.lower().endswith(("param", "parameter", "parametername"))), ""
    )
    own = {name for name in known if name.endswith("RequestVerificationToken")} | ({param} - {""})
    fields: list[str] = []  # as they are written: a field may come twice, in any charset
    for field in body.decode().split("&") if body else ():
        name, _, value = field.partition("=")
        is_token = TOKEN.fullmatch(unquote_plus(name)) or unquote_plus(name) in own
        own.discard(unquote_plus(name))
        said = known.get(unquote_plus(name)) or unquote_plus(value) or token
        fields.append(f"{name}={quote_plus(said)}" if is_token else field)
    fields += (f"{quote_plus(name)}={quote_plus(known.get(name) or token)}" for name in sorted(own))
    return "&".join(fields).encode()


def _with_json_fields(body: bytes, known: dict[str, str], token: str) -> bytes:
    sent = json.loads(body)
    names = [name for name in sent if TOKEN.fullmatch(name)] if isinstance(sent, dict) else []
    if not names:
        return body
    sent |= {name: known.get(name) or sent[name] or token for name in names}
    return json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()


def _is_refused(answer: Response) -> bool:
    return answer.status in REFUSED or (
        answer.status == 200 and why_no_list(decode_html(answer.body, charset_of(answer)).text) is not None
    )
