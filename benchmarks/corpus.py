"""A generated corpus with known copies: notices of about 800 Chinese characters, and formula notices that are none."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

LENGTH = 800  # characters
COPIES = 0.25  # share of documents that are copies of another
FORMULA = 0.05  # share that only look like one: the same notice of another year, unit or amount
FAMILY = 20  # formula notices of one wording
WORDS = 4_000
UNITS = "文化局 体育局 教育局 水务局 民政局 财政局 审计局 统计局 农业局 商务局 规划局 交通局".split()
# a change of these is another document, not a typo
MEANING = frozenset(
    "0123456789〇零一二三四五六七八九十百千万亿两东西南北中上下左右前后内外大小高低新旧老甲乙丙丁戊己正副不未无非否增减升降省市县区乡镇村男女"
)
UNIT_ENDS = frozenset(
    "局委办厅部院校会所站处科室区县镇乡村省市司"
)  # near before one, a changed character names another unit
CHROME = (
    "来源：本站讯",
    "【字体：大 中 小】",
    "打印本页　关闭窗口",
    "（责任编辑：陈明）",
    "分享到：微信 微博",
    "上一篇：没有了",
)


@dataclass
class Corpus:
    """Texts; of each the number of the document that it is a copy of, its own where it is none; the formula notices."""

    texts: list[str] = field(default_factory=list)
    clusters: list[int] = field(default_factory=list)
    formula: set[int] = field(default_factory=set)

    def add(self, text: str, cluster: int | None = None) -> int:
        """Adds a text, of a cluster or alone → its number."""
        self.texts.append(text)
        self.clusters.append(len(self.texts) - 1 if cluster is None else cluster)
        return len(self.texts) - 1


def make_corpus(size: int, seed: int = 1) -> Corpus:
    """How many documents, seed → the same corpus every time."""
    chance = random.Random(seed)
    words = [
        "".join(chr(0x4E00 + chance.randrange(6000)) for _ in range(chance.choice((2, 2, 2, 3)))) for _ in range(WORDS)
    ]
    corpus = Corpus()
    for _ in range(int(size * FORMULA) // FAMILY):
        _add_family(corpus, chance, words)
    while len(corpus.texts) < size:
        first = corpus.add(_text(chance, words))
        while len(corpus.texts) < size and chance.random() < COPIES:
            corpus.add(_copy(chance, corpus.texts[first]), first)
    return corpus


def _text(chance: random.Random, words: list[str]) -> str:
    said: list[str] = []
    length = 0
    while length < LENGTH:
        sentence = "".join(chance.choices(words, k=chance.randrange(4, 12)))
        if chance.random() < 0.1:
            sentence += f"{chance.randrange(2, 5000)}元"
        said.append(sentence)
        length += len(sentence) + 1
    return "，".join(said) + "。"


def _add_family(corpus: Corpus, chance: random.Random, words: list[str]) -> None:
    """One wording with 20 values of year, unit and amount, two of which never agree in all three."""
    parts = [_text(chance, words)[: LENGTH // 4] for _ in range(4)]
    taken: set[tuple[int, str, int]] = set()
    while len(taken) < FAMILY:
        said = (chance.randrange(2008, 2019), chance.choice(UNITS), chance.randrange(1, 40) * 50)
        if said not in taken:
            taken.add(said)
            year, unit, amount = said
            text = f"{parts[0]}{year}年{parts[1]}市{unit}{parts[2]}{amount}元{parts[3]}"
            corpus.formula.add(corpus.add(text))


def _copy(chance: random.Random, text: str) -> str:
    """The text as another site shows it: one to three of blanks, other punctuation, typos, lines of the site's own."""
    for kind in chance.sample(("blanks", "width", "typos", "chrome"), k=chance.randrange(1, 4)):
        if kind == "blanks":
            text = text.replace("，", "， \n　")
        elif kind == "width":
            text = text.translate({0xFF0C: ",", 0x3002: "."} | {ord("0") + n: 0xFF10 + n for n in range(10)})
        elif kind == "typos":
            text = _mistyped(chance, text)
        else:
            text = f"{chance.choice(CHROME)}\n{text}\n{chance.choice(CHROME)}"
    return text


def _mistyped(chance: random.Random, text: str) -> str:
    """One to three characters left out, doubled or replaced; never in or beside a number, nor what alone has meaning, nor
    in a unit's name."""
    for _ in range(chance.randrange(1, 4)):
        at, new = chance.randrange(10, len(text) - 10), chr(0x4E00 + chance.randrange(6000))
        if any(one.isdecimal() for one in text[at - 2 : at + 3]) or not text[at].isalpha():
            continue
        if MEANING.isdisjoint(text[at] + new) and UNIT_ENDS.isdisjoint(text[at : at + 6]):
            text = text[:at] + chance.choice(("", text[at] * 2, new)) + text[at + 1 :]
    return text
