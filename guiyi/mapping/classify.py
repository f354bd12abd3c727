"""Topic, genre, index number, language: by the platform's tables and plain rules; None where unsure, never invented."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict

from guiyi.config.platform import Platform, walk_columns

KINDS = "命令|令|决议|决定|公报|公告|通告|意见|通知|通报|报告|请示|批复|复函|议案|函|会议纪要|纪要"
OFFICIAL = re.compile(f"(?:关于|印发|转发|批转).{{2,}}的({KINDS})$")
PLAIN = re.compile(r"(通知|通告|通报|公报|批复|复函|会议纪要|决议|实施意见|指导意见|公告|工作报告)$")
TRADE = re.compile(
    r"(?:招标|中标|成交|采购|拍卖|竞价|流标|废标|更正|结果|磋商|谈判|询价|比选|遴选|出让|招租|招聘)公告$"
)
ORDER = re.compile(r"(?:政府|主席|国务院|委员会|[局部委厅])令(?:\s*第?\s*[〇零一二三四五六七八九十百\d]+\s*号)?$")
NAMES = {
    "令": "命令（令）", "命令": "命令（令）", "复函": "函", "会议纪要": "纪要", "实施意见": "意见", "指导意见": "意见",
    "工作报告": "报告",
}  # fmt: skip
TRAILER = re.compile(r"\s*[（(〔\[【][^（）()〔〕\[\]【】]{0,40}(?:〔\d{4}〕[^（）()]{0,10})?[）)〕\]】]\s*$")
TITLE_WEIGHT, MARGIN = 2, 4
LEVELS = re.compile(r"[\\/＼／>＞»→|｜;；]+|-{1,2}>?")  # between a class and its child
OTHER = "其他"
INDEX_NUMBER = re.compile(r"^[0-9A-Z][0-9A-Z-]{6,19}/\d{4}-\d{1,7}$")  # 国办秘函〔2009〕6号: agency code / year-number
LIKE_NUMBER = re.compile(r"^(?=.*\d)[\w/.·:()〔〕\[\]-]{4,60}$")


class Classifier:
    """Classes by the platform's own tables."""

    def __init__(self, platform: Platform) -> None:
        columns = list(walk_columns(platform))
        self.functions = {column.id: function for function, column in columns}
        self.types = {column.id: column.content_type for _function, column in columns}
        self.genres = {genre.name for genre in platform.genres}
        self.topics = [topic.name for topic in platform.topics if topic.words]
        self.declared = _declared(platform)
        self.words: dict[str, list[tuple[str, str]]] = defaultdict(list)  # first character → words, and whose they are
        for topic in platform.topics:
            for word in filter(None, topic.words):
                self.words[word[0]].append((word, topic.name))

    def topic(self, title: str, agency: str | None, said: str | None = None) -> str | None:
        """Title, issuing agency, the class that the page says → that; else the one whose words they say most, if it
        leads clearly.
        """
        if said and (declared := self._topic_said(said)):
            return declared
        in_title, in_agency = self._said(title), self._said(agency or "")
        scores = sorted(((in_agency[one] + TITLE_WEIGHT * in_title[one], one) for one in self.topics), reverse=True)
        if not scores or scores[0][0] < MARGIN:
            return None
        return scores[0][1] if len(scores) == 1 or scores[0][0] - scores[1][0] >= MARGIN else None

    def _topic_said(self, said: str) -> str | None:
        """A 主题分类 in a page's words (综合政务\\政务公开) → the platform's, the closest; None where there is none."""
        parts = [_squashed(part) for part in LEVELS.split(said)]
        found = [self.declared[part] for part in parts if part in self.declared]
        found = [one for one in found if one != OTHER] or found  # 农业、林业、水利\其他 is the class
        genres = "|".join(map(re.escape, sorted(map(_squashed, self.genres), key=len, reverse=True)))
        if not found and (shorter := re.sub(f"(?:{genres})$", "", parts[-1])) in self.declared:
            found = [self.declared[shorter]]  # 分类 names topic and kind in one
        return found[-1] if found else None

    def _genre_said(self, said: str) -> str | None:
        """A 体裁分类 in a page's words → the platform's; 其他, which a form holds where nobody chose, is none."""
        last = re.split(r"[、,，;；\s]", LEVELS.split(said)[-1].strip())[-1]
        name = NAMES.get(last, last)
        return name if name in self.genres and name != OTHER else None

    def _said(self, text: str) -> Counter[str]:
        """Text → how many characters of a topic's words it says, by topic."""
        found: Counter[str] = Counter()
        for first in self.words.keys() & set(text):
            for word, topic in self.words[first]:
                if word in text:
                    found[topic] += len(word)
        return found

    def genre(self, title: str, document_number: str | None = None, said: str | None = None) -> str | None:
        """Title, document number, the kind that the page says → that; else where its title is that of one."""
        if said and (declared := self._genre_said(said)):
            return declared
        name = genre_word(title) or genre_word(document_number or "")
        return name if name in self.genres else None


def _declared(platform: Platform) -> dict[str, str]:
    """Classes and their children as pages say them, without marks → the platform's names; what two classes have, as
    其他, is left to the class.
    """
    children = Counter(child for topic in platform.topics for child in topic.children)
    found = {_squashed(one): one for one, count in children.items() if count == 1 and one != OTHER}
    return found | {_squashed(topic.name): topic.name for topic in platform.topics}


def _squashed(name: str) -> str:
    return re.sub(r"[\s、,，。·()（）]|^\d+", "", unicodedata.normalize("NFKC", name))


def genre_word(title: str) -> str | None:
    """Title → the kind of official document it ends with; None for anything else.

    >>> genre_word("关于做好防汛工作的通知（第二号）"), genre_word("某市人民政府令第280号"), genre_word("设备采购公告")
    ('通知', '命令（令）', None)
    """
    plain = title.strip()
    while (shorter := TRAILER.sub("", plain)) != plain:
        plain = shorter
    match = OFFICIAL.search(plain) or (None if TRADE.search(plain) else PLAIN.search(plain))
    if match:
        return NAMES.get(match[1], match[1])
    return NAMES["令"] if ORDER.search(plain) else None


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
