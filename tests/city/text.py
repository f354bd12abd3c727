"""A pen that writes sentences of one field of government from the phrase banks, the same for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from tests.city import words

SLOT = re.compile(r"\{(\w+)\}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
NUMERALS = "一二三四五六七八九十"


class Pen:
    """Fills templates; `today` is the day its text is about."""

    def __init__(self, random: Random, field: str, agency: str, today: date) -> None:
        self.random, self.agency, self.today = random, agency, today
        self.bank = words.FIELDS[field]

    def pick(self, choices: Sequence[str]) -> str:
        return choices[int(self.random.random() * len(choices))]

    def number(self, low: int, high: int) -> int:
        return low + int(self.random.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def fill(self, template: str) -> str:
        """Template → text, every slot filled anew."""
        return SLOT.sub(lambda match: SLOTS[match[1]](self), template)

    def sentences(self, bank: Sequence[str], count: int) -> list[str]:
        """So many different sentences of a bank (of several rounds of it, if it has fewer), without full stops."""
        order: list[str] = []
        while len(order) < count:
            order += self.random.sample(list(bank), len(bank))
        return [self.fill(template) for template in order[:count]]

    def paragraphs(self, bank: Sequence[str], sentences: int) -> list[str]:
        """So many sentences in paragraphs of one to four."""
        said, out = self.sentences(bank, sentences), []
        while said:
            take = self.number(1, 4)
            out.append("。".join(said[:take]) + "。")
            said = said[take:]
        return out

    def person(self) -> str:
        given = self.number(1, 2)
        return self.pick(words.SURNAMES) + "".join(self.pick(words.GIVEN) for _ in range(given))

    def firm(self) -> str:
        return f"云川{self.pick(words.FIRMS)}{self.pick(words.TRADES)}"

    def thing(self) -> str:
        return self.pick(self.bank["thing"])

    def day(self, spread: int = 60) -> date:
        return self.today + timedelta(days=self.number(-spread, spread))

    def id_number(self) -> str:
        """An invented resident's number: a county that does not exist, a right checksum."""
        digits = f"4699{self.number(10, 99)}{self.number(1940, 1999)}{self.number(1, 12):02d}{self.number(1, 28):02d}"
        digits += f"{self.number(1, 999):03d}"
        total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
        return digits + CHECKS[total % 11]

    def phone(self) -> str:
        return f"1990000{self.number(1000, 9999)}"


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _leader(pen: Pen) -> str:
    return f"{pen.agency.removeprefix('云川市')}{pen.pick(words.POSTS)}{pen.person()}"


SLOTS: dict[str, Callable[[Pen], str]] = {
    "date": lambda pen: chinese_day(pen.day()),
    "month": lambda pen: f"{pen.day(200).year}年{pen.day(200).month}月",
    "year": lambda pen: str(pen.today.year - pen.number(0, 6)),
    "leader": _leader,
    "person": Pen.person,
    "firm": Pen.firm,
    "thing": Pen.thing,
    "unit": lambda pen: pen.pick(pen.bank["unit"]),
    "people": lambda pen: pen.pick(pen.bank["people"]),
    "place": lambda pen: pen.pick(words.DISTRICTS),
    "town": lambda pen: pen.pick(words.TOWNS),
    "street": lambda pen: pen.pick(words.STREETS),
    "office": lambda pen: pen.pick(words.OFFICES),
    "meeting": lambda pen: pen.pick(words.MEETINGS),
    "quality": lambda pen: pen.pick(words.QUALITIES),
    "n": lambda pen: str(pen.number(120, 9800)),
    "m": lambda pen: str(pen.number(21, 980)),
    "k": lambda pen: str(pen.number(2, 20)),
    "age": lambda pen: str(pen.number(58, 89)),
    "pct": lambda pen: f"{pen.number(40, 99)}.{pen.number(1, 9)}%",
    "money": lambda pen: f"{pen.number(2, 960)}万元",
}
