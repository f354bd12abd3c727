"""What a document is, once it is read: its type, its language, what carries it, and what a reviewer should doubt."""

from __future__ import annotations

import re
from typing import Any

from guiyi.extract.bodies.bare import LOW
from guiyi.extract.bodies.containers import Body
from guiyi.extract.bodies.judge import DISAGREES
from guiyi.extract.fields.printed import Metadata
from guiyi.extract.files.assets import has_unkept_image
from guiyi.extract.types.details import type_told

SHORT_TEXT = 10
ACT = re.compile(  # at a title's beginning or end
    r"^(?:An? )?(?:Ordinance|Resolution|Executive Order|Proclamation|By-?law|Practice Direction|Circular)\b"
    r"|^(?:Order|Notice|Bulletin|Bill|Act) (?:No\.? ?)?\d|\b(?:(?:Regulations|Rules|Act|By-?laws?)(?:,? (?:19|20)\d\d)?"
    r"|(?:Order|Notice|Directive|Bill),? (?:19|20)\d\d)$"
)
SERIES = re.compile(
    r"[SL]\. ?[INR]\.|G\. ?[NS]|SOR/|P\. ?C\. |\((?:EU|EC|EEC)|(?:19|20)\d\d No\.|Circular|.{4,30} Order No|Notice \d"
)
TEXT_BESIDE = 40  # characters of a body up to which pictures without words of their own may be its text
SAMPLE = 2000  # characters that tell a text's language
HAN_RUN, LATIN = re.compile(r"[\u4e00-\u9fff]+"), re.compile(r"[A-Za-z]+")


def content_type(meta: Metadata, details: dict[str, Any] | None, told: str | None) -> str | None:
    """What the page itself shows of its type; None leaves it to the column."""
    if details and details["type"] == "letter":
        return "letter"
    if told:
        return told
    title = meta.title or ""
    if re.search(r"政策解读|(?:的|》)解读|解读[:：》]|一图读懂|图解", title):
        return "interpretation"
    number = meta.values.get("document_number")
    if number and (meta.values.get("index_number") or meta.values.get("issuing_agency") or is_act(title, number)):
        return "document"
    return type_told(details)


def is_act(title: str, number: str) -> bool:
    """Whether an English title calls its text an act of state, or the number is of a series of them.

    >>> is_act("An Ordinance on Dogs", "2018-45"), is_act("The Sea Fishing (Pots) Regulations 2012", "2012 No. 1173")
    (True, True)
    >>> is_act("Fees of moorings", "L.N. 45 of 2016"), is_act("Weir closed", "PR/04/17"), is_act("Tender Notice", "A-1")
    (True, False, False)
    """
    return ACT.search(title) is not None or SERIES.match(number) is not None


def verdict(text: str, attachments: list[Any], images: list[Any]) -> str:
    """What carries the content: text, or only images or files."""
    if len(text) >= SHORT_TEXT:
        return "text"
    return "image-only" if images else "attachment-only" if attachments else "text"


def language_of(text: str) -> str | None:
    """zh or en by the script of a text's beginning; None for too little of it."""
    sample = text[:SAMPLE]
    han = len("".join(HAN_RUN.findall(sample)))
    if han >= 10 and han * 4 >= len(sample):
        return "zh"  # however much of the rest is Latin
    latin = len("".join(LATIN.findall(sample)))
    if han + latin < 10:
        return None
    return "zh" if han * 3 >= latin else "en"


def doubts_of(
    body: Body, judged: float | None, has_template: bool, images: list[Any], text: str, has_fallen: bool = False
) -> list[str]:
    """What a reviewer should know of how the body was found. has_fallen: a selector's title does not stand."""
    found = ["low-agreement"] if body.agreement < LOW else []
    if has_fallen or (has_template and not body.is_told):
        found.append("template-missed")
    if judged is not None and judged < DISAGREES:
        found.append("judge-disagrees")
    if len(text) < TEXT_BESIDE and any(not one["alt"] for one in images):
        found.append("text-in-images")
    if has_unkept_image(body.node):
        found.append("image-not-kept")
    return found
