"""A canonical document in the platform's terms: identity, classification, and the prints that decide what is loaded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from guiyi.config.load import walk_columns
from guiyi.config.models import Platform
from guiyi.prints import print_of

GENRE_TITLE = re.compile(
    r"的?(命令|令|决议|决定|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|会议纪要|纪要)(?:[（(].{0,30}[）)])?$"
)
GENRE_NAMES = {"令": "命令（令）", "命令": "命令（令）", "会议纪要": "纪要"}
TOPIC_MARGIN = 2


def resource_id(site: str, source_key: str) -> str:
    """Site and source key → the resource's id, the same over reruns and machines."""
    return hashlib.sha256(f"{site}\n{source_key}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Classifier:
    """Topic, genre and function by the platform's own tables; None where unsure."""

    def __init__(self, platform: Platform) -> None:
        self.functions = {column.id: function for function, column in walk_columns(platform)}
        self.types = {column.id: column.content_type for _function, column in walk_columns(platform)}
        self.names = {column.id: column.name for _function, column in walk_columns(platform)}
        self.genres = {genre.name for genre in platform.genres}
        self.topics = [(topic.name, (*topic.words, *topic.children)) for topic in platform.topics]

    def genre(self, title: str) -> str | None:
        """Title → its genre by the word it ends with, if the platform has it.

        A title such as 关于……的通知 is a notice; any other ending tells nothing.
        """
        match = GENRE_TITLE.search(title.strip())
        if not match:
            return None
        name = GENRE_NAMES.get(match[1], match[1])
        return name if name in self.genres else match[1] if match[1] in self.genres else None

    def topic(self, title: str, agency: str | None) -> str | None:
        """Title and agency → the topic class whose words they hold most, if it leads clearly."""
        text = f"{title}{agency or ''}"
        scores = sorted(
            ((sum(len(word) for word in words if len(word) > 1 and word in text), name) for name, words in self.topics),
            reverse=True,
        )
        if not scores or scores[0][0] < TOPIC_MARGIN:
            return None
        is_clear = len(scores) == 1 or scores[0][0] - scores[1][0] >= TOPIC_MARGIN
        return scores[0][1] if is_clear else None


def content_print(record: dict[str, Any], digests: Sequence[str | None]) -> str:
    """A record and the digests of its files → SHA-256 of what is published of it."""
    said = [record[name] for name in ("title", "published_at", "source", "body_text", "body_html", "document_number")]
    text = print_of("content", said, list(digests), record["letter"])
    return hashlib.sha256(text.encode()).hexdigest()


def record_print(record: dict[str, Any]) -> str:
    """A record → the print of all that load writes; equal print, nothing to load."""
    unprinted = ("raw_print", "template_print", "mapping_print", "record_print", "flags")
    return print_of("record", {name: value for name, value in record.items() if name not in unprinted})
