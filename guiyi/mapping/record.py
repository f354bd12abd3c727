"""A canonical document in the platform's terms: its record, its identity, and the prints that decide what is loaded."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from guiyi.config.models import ColumnThen
from guiyi.mapping.classify import Classifier, Told, classes_json, index_number, language_of
from guiyi.mapping.links import rewrite_links
from guiyi.prints import print_of, resource_id

__all__ = ["content_sha256", "legacy_urls", "make_record", "record_print", "resource_id", "with_prints"]

Row = dict[str, Any]
SAME = (
    "source_key", "title", "source", "author", "document_number", "issuing_agency", "written_on", "published_at",
    "effective_status", "summary", "letter", "raw_print", "template_print",
)  # fmt: skip
CONTENT = ("title", "published_at", "written_on", "source", "body_text", "body_html", "letter")
OF_FORM = frozenset(("letter", "guide", "interview", "survey", "profile"))  # types whose pages have a form of their own
NOTICE = re.compile(  # what no letter, guide or talk is called, but what offices hang up in their columns
    r"(?:^|》)关于(?!.*(?:征求|征集|征询|调查|问卷)).*的(?:通知|通报|公告|决定|情况通报)$|(?<!何时)(?<!什么时候)(?:召开|举行|开幕|闭幕)$"
    r"|^[^？?]{0,12}(?:写信|来信|信箱|信访|留言|投诉).{0,8}(?:须知|规定|制度|说明|规则|通报|流程)$"
)
OF_SPEECH, OF_FACTS = frozenset(("letter", "interview")), frozenset(("guide", "profile"))
OF_ANY = re.compile(r"的(?:公告|通告|通知|通报|决定)$")  # what no guide and no person's page is called
OF_NEWS = re.compile(
    r"^我[省市县区](?!.*(?:调查|问卷|征[求集]|意见|建议))|调查(?:报告|显示)"
)  # and no survey, if it tells of its own place
TO_OFFICES = re.compile(r"\s*各(?![^\n]{0,40}(?:公众|社会|市民|群众|居民|网友|位))[^\n，。]{1,40}[:：][ \t]*(?=\n)")
OF_OFFICE = re.compile(  # what is told about letters and talks, never by one
    r"^(?!.*(?:征求|征集|征询|调查|问卷|[？?]|^我(?![县市区局镇省])|为何|为什么|何时|希望|建议|投诉|要求)).*(?:情况|数据)?(?:通报|统计|公示|公告|公布|须知|守则|使用说明|启事|预告|侧记)$"
)
DATELINE = re.compile(r"(?:本报讯|近日|日前|昨日|今日|连日来|(?:\d{4}年)?\d{1,2}月\d{1,2}日)[\u4e00-\u9fff]{0,6}[，,]")
QUOTED = re.compile(r"(?:表示|介绍说?|指出|强调|说|认为)[，：:]{0,1}[“\"]|[”\"][^。]{0,12}(?:表示|介绍|指出|强调|说)")
FIRST_PERSON = re.compile(r"(?<![“\u4e00-\u9fff])我(?![局市县区省校院国镇乡街委办厅])|请问|您好")
BYLINE = re.compile(
    r"[（(][^（()）\n]{0,10}(?:记者|通讯员)[^（()）\n]{1,24}[)）]\s*$|(?:(?<![\u4e00-\u9fff])|[本我][报刊台网站])记者(?:回访|采访|了解到|获悉|看到|走访|追访)"
)  # whoever else is quoted
NEWS_HEAD = 80  # characters of a text in which news tells when
# flags and people are not stored in the library, so they make no new version
UNPRINTED = ("raw_print", "template_print", "mapping_print", "record_print", "flags", "people")


def make_record(
    site: str, document: Row, then: ColumnThen, placements: Sequence[tuple[str, str | None]], classes: Classifier,
    new_address: Callable[[str], str | None],
) -> Row:  # fmt: skip
    """A clean document and its placing (the primary first) → its RECORDS row, without legacy URLs and prints.

    new_address: old absolute URL → where the platform answers it, or None.
    """
    column, legacy_column = placements[0]
    title = document["title"] or ""
    number, doubt = index_number(document["index_number"])
    topic, genre = _classes(document, then, classes)
    return {name: document[name] for name in SAME} | {
        "resource_id": resource_id(site, document["source_key"]),
        "index_number": number,
        "content_type": document["content_type"]
        or then.content_type
        or type_of_column(
            classes.types.get(column), title, document["body_text"] or "", document.get("details") is not None
        ),
        "function": classes.functions.get(column),
        "column": column,
        "placements": [{"column": one, "legacy_column": name} for one, name in placements],
        "topic_category": classes.given(topic),
        "genre_category": classes.given(genre),
        "classes": classes_json(topic, genre),
        "keywords": document["keywords"] or [],
        "body_html": rewrite_links(document["body_html"] or "", new_address),
        "body_text": document["body_text"] or "",
        "language": document["language"] or language_of(document["body_text"], title),
        "legacy_column": legacy_column,
        "attachments": document["attachments"] or [],
        "images": document["images"] or [],
        "details": _readdressed(document.get("details"), new_address),
        "flags": [*(document["flags"] or ()), *([doubt] if doubt else [])],
        "people": list(document.get("people") or ()),
    }


def _classes(document: Row, then: ColumnThen, classes: Classifier) -> tuple[Told, Told]:
    """A clean document → its topic and its genre: as the site's rule sets them, else as the classifier tells."""
    title, text = document["title"] or "", document["body_text"] or ""
    agency = document["issuing_agency"] or document["source"]
    topic = classes.topic(title, agency, document.get("topic_category"), text)
    genre = classes.genre(title, document["document_number"], document.get("genre_category"), text)
    return (
        Told(then.topic, 1.0, "set") if then.topic else topic,
        Told(then.genre, 1.0, "set") if then.genre else genre,
    )


def _readdressed(details: str | None, new_address: Callable[[str], str | None]) -> str | None:
    """Details (JSON) → the same with the platform's `url` beside each `legacy_url` that it answers."""
    if not details or "legacy_url" not in details:
        return details

    def one(found: Row) -> Row:
        return found | {"url": new_address(found["legacy_url"])} if found.get("legacy_url") else found

    return json.dumps(json.loads(details, object_hook=one), ensure_ascii=False, sort_keys=True)


def type_of_column(told: str | None, title: str, text: str = "", has_details: bool = False) -> str:
    """The type of a column's pages, a title and a text → the type of a page that shows none itself: notices and news
    stand in columns of letters, interviews and guides, too.

    >>> [type_of_column("letter", one) for one in ("路灯不亮", "局长信箱写信须知")]
    ['letter', 'article']
    >>> type_of_column("document", "关于防汛的通知")
    'document'
    >>> type_of_column("interview", "走近主播", "7月1日，节目开录。主持人表示：“下期再见。”")
    'article'
    >>> [type_of_column("profile", *one) for one in (("林川", "6月7日，林川到村里调研。"), ("林川", "1970年生。"))]
    ['article', 'profile']
    >>> type_of_column("survey", "关于开展满意度调查的通知", "各乡镇、各部门：\\n请组织填写。")
    'article'
    >>> type_of_column("interview", "谈环保", "7月1日，局长做客本站。")
    'interview'
    """
    is_other = told in OF_FORM and (
        has_details  # figures of letters: what any other form's details tell, its type tells
        or NOTICE.search(title)
        or TO_OFFICES.match(text)
        or (told in OF_SPEECH and (OF_OFFICE.search(title) or _is_news(text)))
        or (told == "survey" and OF_NEWS.search(title))
        or (told in OF_FACTS and (OF_ANY.search(title) or DATELINE.match(text.strip())))
    )
    return "article" if told is None or is_other else told


def _is_news(text: str) -> bool:
    """Whether a text begins with when something happened, and quotes what was said of it; it is no talk's introduction.

    >>> _is_news("“县长，我家门口的沟堵了。”居民来信说。（记者 叶舟）")
    True
    >>> _is_news("您好，我家门口的路灯坏了，希望贵台记者采访一下。")
    False
    >>> _is_news("3月2日，我家门口的路灯坏了，物业说：“明天修。”")
    False
    """
    begin = text[:NEWS_HEAD]
    is_dated = DATELINE.match(begin.strip()) is not None and "做客" not in begin
    if BYLINE.search(text):
        return True
    return is_dated and FIRST_PERSON.search(text) is None and QUOTED.search(text) is not None


def legacy_urls(document: Row, copies: Sequence[Row], spelled: Mapping[str, Sequence[tuple[str, str]]]) -> list[Row]:
    """A document, its copies, and all URLs seen of their pages → every old address once, that of its own page first."""
    found = {document["url"]: document["page_key"]}
    for copy in copies:
        found.setdefault(copy["url"], copy["page_key"])
    for key in (document["page_key"], *(copy["page_key"] for copy in copies)):
        for url, own_key in spelled.get(key, ()):
            found.setdefault(url, own_key)
    own = document["page_key"]
    ordered = sorted(found.items(), key=lambda pair: (pair[0] != document["url"], pair[1] != own, pair[0]))
    return [{"url": url, "key": key} for url, key in ordered]


def with_prints(record: Row, digests: Sequence[str | None], mapping_print: str) -> Row:
    """A record and the digests of its files → the record with its prints."""
    printed = record | {"content_sha256": content_sha256(record, digests), "mapping_print": mapping_print}
    return printed | {"record_print": record_print(printed)}


def content_sha256(record: Mapping[str, Any], digests: Sequence[str | None]) -> str:
    """A record and the digests of its files → SHA-256 of what is published of it, as canonical JSON."""
    said = {name: record[name] for name in CONTENT} | {"files": list(digests)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def record_print(record: Mapping[str, Any]) -> str:
    """A record → the print of all that load writes; equal print, nothing to load.

    Of its old URLs only the pages count: one more spelling of a known page is no new version.
    """
    said = {name: value for name, value in record.items() if name not in UNPRINTED}
    return print_of("record", said | {"legacy_urls": sorted({one["key"] for one in record["legacy_urls"]})})
