"""Which structured content type a page has, and its details."""

from __future__ import annotations

import json
import re
from typing import Any

from guiyi.extract.types.galleries import read_gallery, read_video
from guiyi.extract.types.guides.read import read_guide
from guiyi.extract.types.interviews import read_interview
from guiyi.extract.types.profiles import read_profile
from guiyi.extract.types.shaped import with_colons
from guiyi.extract.types.statistics import read_statistics
from guiyi.extract.types.surveys.read import read_survey
from guiyi.markup.tree import Node

GALLERY_COLUMN = re.compile(r"图片|图集|风采|摄影|影像|图说|画廊")


def read_details(
    title: str, text: str, around: str, path: str, body: Node, attachments: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """A page's title, body text, text around it, names of its columns, clean body and files → its details, or None.

    The order is from the most to the least marked form; a page has one type.
    """
    told = with_colons(body, text)
    return (
        read_interview(text, around)
        or read_guide(text, path, body)
        or read_statistics(title, text)
        or read_survey(title, told, around)
        or read_profile(title, told)
        or read_video(body, text, attachments)
        or read_gallery(body, text, title, bool(GALLERY_COLUMN.search(path)))
    )


def type_told(details: dict[str, Any] | None) -> str | None:
    """Details → the content type that they make a page; None where its column tells: figures are an article's."""
    return str(details["type"]) if details and details["type"] != "statistics" else None


def details_json(details: dict[str, Any] | None) -> str | None:
    """Details → the canonical JSON that stages hand on; None stays None."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True) if details else None
