"""Topic, genre, index number, language: by what the page declares, then by the platform's words; never invented.

A class is told with how sure it is and from what. From the platform's `classification.give_from` on it is given; one
below that is a proposal, which stands beside the record for a reviewer and in no field of it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from guiyi.config.platform import Platform, walk_columns
from guiyi.mapping.genres import NAMES, genre_of
from guiyi.mapping.topics import Topics

LEVELS = re.compile(r"[\\/＼／>＞»→|｜;；]+|-{1,2}>?")  # between a class and its child
OTHER = "其他"
DECLARED, ABOUT = 1.0, 0.95  # the page says the class; it says words that name topic and genre in one
INDEX_NUMBER = re.compile(r"^[0-9A-Z][0-9A-Z-]{6,19}/\d{4}-\d{1,7}$")  # 国办秘函〔2009〕6号: agency code / year-number
LIKE_NUMBER = re.compile(r"^(?=.*\d)[\w/.·:()〔〕\[\]-]{4,60}$")


class Told(NamedTuple):
    """A class, how sure it is (0–1), by what (declared, rule; set: by a mapping rule of the site), from which words."""

    value: str | None = None
    confidence: float = 0.0
    by: str = ""
    evidence: tuple[str, ...] = ()


class Classifier:
    """Classes by the platform's own tables."""

    def __init__(self, platform: Platform) -> None:
        columns = list(walk_columns(platform))
        self.functions = {column.id: function for function, column in columns}
        self.types = {column.id: column.content_type for _function, column in columns}
        self.genres = {genre.name for genre in platform.genres}
        self.give_from = platform.classification.give_from
        self.topics = Topics(platform)
        self.declared = _declared(platform)

    def topic(self, title: str, agency: str | None, said: str | None = None, text: str = "") -> Told:
        """Title, issuing agency (or source), the class that the page says, its text → that class; else the one of which
        they tell most.
        """
        if said and (declared := self._topic_said(said)) is not None:
            return declared
        return Told(*found) if (found := self.topics.told(title, agency, text)) is not None else Told()

    def genre(self, title: str, document_number: str | None = None, said: str | None = None, text: str = "") -> Told:
        """Title, document number, the kind that the page says, its text → that kind; else that of the title's end, or
        of the formula that the text ends with.
        """
        if said and (declared := self._genre_said(said)):
            return Told(declared, DECLARED, "declared", (said.strip(),))
        found = genre_of(title, document_number, text)
        return Told(*found) if found is not None and found[0] in self.genres else Told()

    def given(self, told: Told) -> str | None:
        """What was told → the value for the record's field; None where it is but a proposal."""
        return told.value if told.confidence >= self.give_from else None

    def _topic_said(self, said: str) -> Told | None:
        """A 主题分类 in a page's words (综合政务\\政务公开) → the platform's, the closest; None where there is none."""
        parts = [_squashed(part) for part in LEVELS.split(said)]
        found = [self.declared[part] for part in parts if part in self.declared]
        found = [one for one in found if one != OTHER] or found  # 农业、林业、水利\其他 is the class
        if found:
            return Told(found[-1], DECLARED, "declared", (said.strip(),))
        genres = "|".join(map(re.escape, sorted(map(_squashed, self.genres), key=len, reverse=True)))
        shorter = self.declared.get(re.sub(f"(?:{genres})$", "", parts[-1]))  # 分类 names topic and kind in one
        return Told(shorter, ABOUT, "declared", (said.strip(),)) if shorter is not None else None

    def _genre_said(self, said: str) -> str | None:
        """A 体裁分类 in a page's words → the platform's; 其他, which a form holds where nobody chose, is none."""
        last = re.split(r"[、,，;；\s]", LEVELS.split(said)[-1].strip())[-1]
        name = NAMES.get(last, last)
        return name if name in self.genres and name != OTHER else None


def classes_json(topic: Told, genre: Told) -> str | None:
    """What was told of a record's classes → JSON by field, to be kept beside it; None where nothing was told.

    >>> classes_json(Told("卫生、体育", 0.7, "rule", ("agency: 卫生局",)), Told())
    '{"topic_category": {"by": "rule", "confidence": 0.7, "evidence": ["agency: 卫生局"], "value": "卫生、体育"}}'
    """
    found = {
        name: told._asdict() for name, told in (("topic_category", topic), ("genre_category", genre)) if told.value
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else None


def _declared(platform: Platform) -> dict[str, str]:
    """Classes and their children as pages say them, without marks → the platform's names; what two classes have, as
    其他, is left to the class.
    """
    children = Counter(child for topic in platform.topics for child in topic.children)
    found = {_squashed(one): one for one, count in children.items() if count == 1 and one != OTHER}
    return found | {_squashed(topic.name): topic.name for topic in platform.topics}


def _squashed(name: str) -> str:
    return re.sub(r"[\s、,，。·()（）]|^\d+", "", unicodedata.normalize("NFKC", name))


def index_number(said: str | None) -> tuple[str | None, str | None]:
    """Index number as the page says it → (the number, or None if it can't be one; a flag where it is odd).

    >>> index_number("０００014349/2017-00110"), index_number("京A12-01-2018-000123"), index_number("暂无")
    (('000014349/2017-00110', None), ('京A12-01-2018-000123', 'index-number-shape'), (None, 'index-number-refused'))
    """
    if not said or not said.strip():
        return None, None
    number = re.sub(r"\s+", "", unicodedata.normalize("NFKC", said))
    if INDEX_NUMBER.match(number):
        return number, None
    return (number, "index-number-shape") if LIKE_NUMBER.match(number) else (None, "index-number-refused")


def language_of(*texts: str | None) -> str | None:
    """Texts, the most telling first → zh or en by the script of the first that has enough letters, else None."""
    for text in texts:
        sample = (text or "")[:1000]
        han, latin = len(re.findall(r"[\u3400-\u9fff]", sample)), len(re.findall(r"[A-Za-z]", sample))
        if han >= 4 and han * 3 >= latin:
            return "zh"
        if latin >= 10:
            return "en"
    return None
