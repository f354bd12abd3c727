"""Personal data of one document masked by the platform's policy, in every field that is shown; each mask on record.

A mask's id tells kind, field, number in the field, and version of the page (`phone:body_text:1:3fa2c1`), never the
value. A reviewer lifts it by that id; once the page changes, the lift lapses and the mask is back.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from guiyi.clean.names import places_of
from guiyi.clean.numbers import is_id_number
from guiyi.clean.plain import with_plain_digits
from guiyi.clean.privacy import Found, find_known, find_personal, may_name, starred
from guiyi.clean.writers import find_accounts, find_homes, find_plates

PIECE = re.compile(r"<[^>]*>|&[a-zA-Z#0-9]{2,8};")
INLINE = re.compile(r"</?(?:span|a|b|i|em|strong|u|font|small|sub|sup|ins|del|s|q|cite|code|abbr)\b", re.IGNORECASE)
ATTRIBUTE = re.compile(r'(?<=\s)(?!href=|src=)([a-z]+)="([^"]*)"')
LINK = re.compile(r'(?<=\s)(href|src)="([^"]*)"', re.IGNORECASE)
TELLING = re.compile(
    r"[0-9]{6}(?:%20|%C2%A0|[ _-])?[0-9]{5}|[0-9]{4}(?:%2D|%20|[-+_])[0-9]{4}(?![0-9])|@|%40"
)  # what an address must hold to tell of a person
ESCAPED = re.compile(r"%(?:25)*[0-9A-Fa-f]{2}")  # however often it was escaped
DIALLED = re.compile(
    r"(?:(?:[?&;/_]|%2[26])(?:tel|mobile|phone|cellphone|telephone|shouji|sjh|sjhm|lxdh|dianhua)\w{0,8}(?:%22)?(?:=|%3A|%3D)"
    r"(?:%22)?|(?:%2B|=\+|wa\.me/\+?)86-?)(1[3-9]\d{9})(?!\d)"
    r"|=(1[3-9]\d(%2D|%20|[-+_])(?!19|20)\d{4}\3\d{4})(?!\d)",
    re.I,
)
CODE = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
ADDRESS = re.compile(r'\shref="(?:mailto|tel):([^"]*)"', re.IGNORECASE)
KINDS = ("id", "passport", "card", "phone", "email", "landline", "address", "name", "plate", "account")
FIRST_CODES = 1998  # offices number what they publish by day since they have sites
CITIZEN = ("landline", "account")  # of a writer only: the same in an agency's reply are the agency's


class Masker:
    """Masks the fields of one document.

    kinds: what the policy masks. policy: its name, for the record. names: of people, to be reduced. private: texts that
    a citizen wrote; telephones and accounts are masked where they stand in one of these. accounts: of people, as tables
    of the document tell them. figures: that tables tell to be no telephones. version: of the page.
    """

    def __init__(
        self, kinds: Iterable[str], policy: str, version: str, is_lifted: Callable[[str], bool], *,
        names: Iterable[str] = (), private: Iterable[str] = (), is_id_said: bool = False,
        accounts: frozenset[str] = frozenset(), figures: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.kinds, self.policy, self.version, self.is_lifted = frozenset(kinds), policy, version, is_lifted
        self.names = sorted(names, key=len, reverse=True)
        self.is_id_said, self.accounts = is_id_said, accounts
        self.is_wordy = not self.kinds.isdisjoint(("address", "name", "plate", *CITIZEN))
        self.citizen = {
            _value(text, one) for text in private for one in find_accounts(text) if one.kind in self.kinds
        }  # fmt: skip
        self.allowed: set[str] = set(figures)
        self.counts: Counter[str] = Counter()
        self.masks: list[dict[str, Any]] = []

    def find(self, text: str) -> list[Found]:
        """What the policy masks in a text, in order, none within another."""
        found = [one for one in find_personal(text, self.is_id_said) if one.kind in self.kinds]
        if self.accounts:
            found += [one for one in find_known(text, self.accounts) if one.kind in self.kinds]
        if self.is_wordy:
            found += [one for one in self._in_words(text) if one.kind in self.kinds]
        kept: list[Found] = []
        for one in sorted(found, key=lambda one: (one.start, -one.end)):
            if one.starred and (not kept or one.start >= kept[-1].end) and _value(text, one) not in self.allowed:
                kept.append(one)
        return kept

    def _in_words(self, text: str) -> list[Found]:
        found = places_of(text, self.names) + find_homes(text) + find_plates(text)
        if self.citizen:
            found += [one for one in find_accounts(text) if _value(text, one) in self.citizen]
        return found

    def text(self, field: str, value: str | None) -> str | None:
        """A field's text masked; its masks go on record. What a reviewer lifted stays, here and in later fields."""
        return self._masked(field, value, self.find(value)) if value else value

    def code(self, field: str, value: str | None) -> str | None:
        """A number of a document masked where it is, or holds, somebody's ID number.

        Offices make theirs of their area, the day and a running number, and one in eleven of these passes as an ID:
        days since there are such numbers are nobody's birth.
        """
        if not value or "id" not in self.kinds:
            return value
        found = [
            Found("id", *at.span(), tuple(range(at.start() + 6, at.end() - 2)))
            for at in CODE.finditer(value)
            if is_id_number(at[0].upper()) and int(at[0][6:10]) < FIRST_CODES
        ]
        return self._masked(field, value, found)

    def address(self, field: str, url: str) -> str:
        """A field's address masked where it tells an ID number or, as a parameter, a mail address; on record, too."""
        return self._masked(field, url, self.in_address(url))

    def in_address(self, url: str) -> list[Found]:
        """What the policy masks in an address, in order."""
        named = _names_in_address(url, self.names) if self.names and "name" in self.kinds else []
        plain = ESCAPED.sub(_unescaped, url)
        if not may_name(with_plain_digits(plain)):
            return named
        found = [
            one for one in self.find(plain) if one.kind == "id" or (one.kind == "email" and "?" in url[: one.start])
        ]
        if "phone" in self.kinds:
            found += [
                Found("phone", *at.span(which), tuple(range(at.start(which) + 3, at.end(which) - 4)))
                for at in DIALLED.finditer(url)
                for which in (1 if at[1] else 2,)
            ]
        return sorted([*found, *named], key=lambda one: one.start)

    def _masked(self, field: str, value: str, present: list[Found]) -> str:
        found, numbers = [], Counter[str]()
        for one in present:
            numbers[one.kind] += 1
            mask = f"{one.kind}:{field}:{numbers[one.kind]}:{self.version}"
            if self.is_lifted(mask) or _value(value, one) in self.allowed:
                self.allowed.add(_value(value, one))
                continue
            found.append(one)
            self.counts[one.kind] += 1
            self.masks.append(
                {"mask": mask, "kind": one.kind, "field": field, "position": one.start, "policy": self.policy}
            )
        return starred(value, found)

    def markup(self, value: str | None) -> str | None:
        """HTML masked as its text is, whatever tags stand between the characters; counted with the text, not here."""
        if not value or not (
            self.is_wordy
            or self.accounts
            or may_name(with_plain_digits(PIECE.sub("", value)))
            or may_name(value)
            or "%2D" in value
        ):
            return value
        if found := self.find(_plain(value)):
            places = _places(value)
            hidden = {places[at] for one in found for at in one.starred}
            value = "".join("*" if at in hidden else character for at, character in enumerate(value))
        value = ATTRIBUTE.sub(self._attribute, value)
        value = ADDRESS.sub(lambda match: "" if self.find(html.unescape(match[1])) else match[0], value)
        if not (self.names or TELLING.search(value)):
            return value
        return LINK.sub(lambda match: f'{match[1]}="{starred(match[2], self.in_address(match[2]))}"', value)

    def _attribute(self, match: re.Match[str]) -> str:
        text = html.unescape(match[2])
        found = self.find(text)
        return f'{match[1]}="{html.escape(starred(text, found))}"' if found else match[0]


def shown_address(url: str) -> str:
    """An old address as anybody is shown it: an ID number in it, or a telephone or mail address asked for, masked.

    The address itself stays in the ledger and in the redirect map, which must know it to answer it.

    >>> shown_address("http://a.example.test/q?mobile=13812345678"), shown_address("http://a.example.test/2018/t1.html")
    ('http://a.example.test/q?mobile=138****5678', 'http://a.example.test/2018/t1.html')
    """
    return starred(url, ANYBODY.in_address(url)) if TELLING.search(url) else url


def _unescaped(sign: re.Match[str]) -> str:
    """An escape in an address as long as it is: @ or blanks."""
    return ("@" if sign[0].endswith("40") else " ").ljust(len(sign[0]))


def _names_in_address(url: str, names: Iterable[str]) -> list[Found]:
    """Names of people in an address, escaped or not; the family name stays, as in a text."""
    found = []
    for name in names:
        for spelled in dict.fromkeys((name, quote(name), quote(name, encoding="gb18030"))):
            family = len(spelled) // len(name)
            found += [
                Found("name", at.start(), at.end(), tuple(range(at.start() + family, at.end())))
                for at in re.finditer(re.escape(spelled), url, re.IGNORECASE)
            ]
    return found


def _value(text: str, one: Found) -> str:
    """The characters of a piece of personal data, without what stands between them."""
    return "".join(character for character in text[one.start : one.end] if character.isalnum())


def _plain(markup: str) -> str:
    """HTML → its text."""
    return PIECE.sub(lambda piece: _shown(piece[0]), markup)


def _shown(piece: str) -> str:
    """What a tag or an entity is in the text."""
    if piece[0] == "&":
        return html.unescape(piece)[:1]
    return "" if INLINE.match(piece) else "\n"


def _places(markup: str) -> list[int]:
    """HTML → for each character of its text its place in the HTML (-1 where it has none of its own)."""
    places: list[int] = []
    at = 0
    for piece in PIECE.finditer(markup):
        places.extend(range(at, piece.start()))
        at = piece.end()
        places.extend(-1 for _character in _shown(piece[0]))
    places.extend(range(at, len(markup)))
    return places


ANYBODY = Masker(KINDS, "default", "", lambda _mask: False)
