"""Pages from templates: escaped always, Chinese or English by the reader's choice, nothing of another host."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import nh3
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from guiyi.beijing import minute_of
from guiyi.clean.markup import ATTRIBUTES, SCHEMES, TAGS, clean_escaped
from guiyi.clean.masking import shown_address
from guiyi.codes import LANGUAGES, code_word
from guiyi.mapping.links import rewrite_links
from guiyi.portal.access import CSRF_COOKIE, Portal, Visitor, visitor_of
from guiyi.portal.sites import site_name
from guiyi.portal.wording import words
from guiyi.retire.reconcile.report import halves, safe_href
from guiyi.templates import templates_beside
from guiyi.wording.language import half, said

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "guiyi_lang"
YEAR = 365 * 86_400
# `见过 seen 338；没有去向 without an end 0`: Chinese, and behind one space the same in English, small letters
PHRASE = re.compile(
    r"([\u3400-\u9fff][\u3400-\u9fff、]*) "
    r"((?!https?:)[a-z][a-z'._-]*(?:,? (?!https?:)[a-z][a-z'._-]*)*(?:: [a-z][a-z'-]*(?: [a-z0-9'-]+)+)?)"
)
MARKS = str.maketrans({"；": "; ", "，": ", ", "、": ", ", "（": " (", "）": ")", "：": ": "})
AT_LATIN = re.compile(r"(?<=[ -~])[；，、（）：]|[；，、（）：](?=[ -~])")
TABLE = (
    "<table"  # may be moved sideways, by keys as well; no quote is put in: the same letters may stand in an attribute
)


@cache
def environment() -> Environment:
    """Jinja as all pages use it."""
    made = templates_beside(__file__)
    made.filters.update(
        figure=lambda number: f"{number:,}", href=safe_href, halves=halves, day=day, minute=minute,
        file_kind=file_kind, shown=lambda text: shown_address(text or ""),
        segment=lambda text: quote(str(text), safe=""),
    )  # fmt: skip
    return made


def file_kind(one: Mapping[str, Any]) -> str:
    """A file of a resource → what people call its kind: the ending of its name; without one its media type.

    >>> [file_kind({"name": name, "media_type": "a/b"}) for name in ("申报表.docx", "第3.号", "form")]
    ['DOCX', 'a/b', 'a/b']
    """
    _name, dot, ending = (one["name"] or "").rpartition(".")
    is_ending = dot and ending.isascii() and ending.isalnum() and len(ending) <= 5
    return ending.upper() if is_ending else one["media_type"] or ""


def day(instant: str | None) -> str:
    """ISO 8601 → its day, in the precision there is.

    >>> day("2018-03-20T09:30:00+08:00"), day("2018"), day(None)
    ('2018-03-20', '2018', '')
    """
    return (instant or "")[:10]


def minute(instant: str | None) -> str:
    """ISO 8601 → day and minute as the reader's clock says."""
    return minute_of(instant or "")


def language_of(request: Request) -> str:
    """The language the reader chose: in the address, or earlier."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or ""
    return asked if asked in LANGUAGES else "zh"


def translate(language: str, key: str, **values: Any) -> str:
    """A word of the catalogue, with values filled in. KeyError: it is not in the catalogue."""
    text = words()[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page. What every template has: visitor, portal, lang, with_query (this address, changed); t: a word;

    code: a code's word; told: a message of the program in the reader's language; half: its part of a bilingual text;
    phrases: the same of evidence, phrase by phrase; person: who did something, in words; site_name: of an old
    site's id.
    """
    portal: Portal = request.app.state.portal
    visitor: Visitor = context.pop("visitor", None) or _visitor(request, portal)
    language = language_of(request)
    new_token = "" if visitor.csrf else secrets.token_urlsafe(32)

    def t(key: str, **values: Any) -> str:
        return translate(language, key, **values)

    text = environment().get_template(template).render(
        request=request, portal=portal, visitor=visitor, csrf=visitor.csrf or new_token, lang=language, t=t,
        with_query=lambda **changes: with_query(request, **changes), path=request.url.path,
        code=lambda code: code_word(language, code), told=lambda text: said(language, text),
        half=lambda text: half(language, text), phrases=lambda text: phrases(language, text),
        person=lambda actor: person(language, actor), site_name=partial(site_name, portal.settings.configs), **context,
    )  # fmt: skip
    answer = HTMLResponse(text, status_code=status)
    if new_token:
        answer.set_cookie(CSRF_COOKIE, new_token, httponly=True, samesite="strict", secure=portal.secure)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=portal.secure)
    return answer


def person(language: str, actor: str) -> str:
    """Who did something, as the audit log has it → as people say it; a name, or the number of a run, stays.

    >>> person("zh", "account:zhang"), person("en", "command:root"), person("zh", "anonymous"), person("en", "x-0001")
    ('zhang', 'root (command line)', '未登录', 'x-0001')
    """
    kind, colon, name = actor.partition(":")
    if kind == "account" and colon:
        return name
    key = f"actor_{kind}"
    return translate(language, key, name=name) if key in words() else actor


def phrases(language: str, text: str) -> str:
    """Evidence of a check, which tells each figure in both languages → the same in the reader's.

    >>> [phrases(language, "见过 seen 338；没有去向 without an end 0") for language in ("zh", "en")]
    ['见过 338；没有去向 0', 'seen 338; without an end 0']
    >>> phrases("zh", "取不到 broken 1（例如 e.g. http://a/b: 旧站已撤 taken down: the site answered 404）")
    '取不到 1（例如 http://a/b: 旧站已撤）'
    >>> phrases("zh", "《关于 ABC 的通知》 2 of 3")
    '《关于 ABC 的通知》 2 of 3'
    """
    told = PHRASE.sub(lambda found: found[LANGUAGES.index(language) + 1], text)
    return told if language == "zh" else AT_LATIN.sub(lambda mark: mark[0].translate(MARKS), told)


def _visitor(request: Request, portal: Portal) -> Visitor:
    return visitor_of(request, portal) if not request.headers.get("authorization") else Visitor()


def with_query(request: Request, **changes: Any) -> str:
    """The address asked for, with parameters changed, or (None) left out; a path, never another host (//host/)."""
    values = dict(request.query_params) | changes
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    path = f"/{request.url.path.lstrip('/')}"
    return path + (f"?{urlencode(kept)}" if kept else "")


def safe_body(markup: str, archive_url: str) -> Markup:
    """Body HTML of the library → the same, sanitised once more; files are on the other origin, foreign pictures go."""

    def new_address(url: str) -> str | None:
        return f"{archive_url}/files/{url.removeprefix('/assets/')}" if url.startswith("/assets/") else None

    cleaner = nh3.Cleaner(
        tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer",
        attribute_filter=_own_pictures,
    )  # fmt: skip
    clean = rewrite_links(clean_escaped(cleaner.clean, markup), new_address)
    return Markup(clean.replace(TABLE, f"{TABLE} tabindex=0"))  # noqa: S704 (sanitised just before)


def _own_pictures(tag: str, name: str, value: str) -> str | None:
    return None if tag == "img" and name == "src" and not value.startswith("/assets/") else value
