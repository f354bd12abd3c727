"""Addresses that nobody linked, of programs that need one parameter alone: `show.aspx?ID=7` beside `?ClassID=3&ID=7`.

Lists name an article with its column, front pages and bookmarks without. Where some articles of a program are known
both ways, and no number of it ever meant two things, the others answer to their number alone as well: all of them where
those have different columns, else those of the same one, since a program may have several tables (`db=law`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

PROOF = 2  # articles that are known both ways


def implied_keys(answers: Iterable[tuple[str, Hashable | None]]) -> Iterator[tuple[str, str]]:
    """Keys of one site's answered addresses, each with its resource or file (None: it has neither) → a key that is not
    among them, and the one that it is answered as.

    >>> known = [("/s?id=1", "a"), ("/s?c=3&id=1", "a"), ("/s?id=2", "b"), ("/s?c=4&id=2", "b"), ("/s?c=5&id=5", "c")]
    >>> list(implied_keys(known))
    [('/s?id=5', '/s?c=5&id=5')]
    >>> list(implied_keys([*known, ("/s?c=9&id=5", "d")])), list(implied_keys([*known[:3], known[4]]))
    ([], [])
    >>> one_table = [*known[:3], ("/s?c=3&id=2", "b"), ("/s?c=3&id=4", "d"), known[4]]
    >>> list(implied_keys(one_table))
    [('/s?id=4', '/s?c=3&id=4')]
    """
    rows = [(key, answer) for key, answer in answers if "?" in key]
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for key, _ in rows:
        path, said = _taken_apart(key)
        names[path].add(tuple(said))
    lone = {
        (path, one[0]) for path, several in names.items() for one in several
        if len(one) == 1 and any(len(other) > 1 and one[0] in other for other in several)
    }  # fmt: skip
    meant: dict[tuple[str, str], dict[str, dict[Hashable | None, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    for key, answer in rows if lone else ():
        path, said = _taken_apart(key)
        for name, value in said.items():
            if (path, name) in lone:
                meant[path, name][value].setdefault(answer, []).append(key)
    for (path, name), values in meant.items():
        yield from _of_program(path, name, values)


def _of_program(path: str, name: str, values: dict[str, dict[Hashable | None, list[str]]]) -> Iterator[tuple[str, str]]:
    if any(len(answers) > 1 or None in answers for answers in values.values()):
        return
    known = {value: keys for value, (keys,) in ((value, answers.values()) for value, answers in values.items())}
    alone = {value for value, keys in known.items() if f"{path}?{name}={value}" in keys}
    proven = [_beside(key, name) for value in alone for key in known[value] if key != f"{path}?{name}={value}"]
    if sum(len(known[value]) > 1 for value in alone) < PROOF:
        return
    for value, keys in known.items():
        if value not in alone and (len(set(proven)) > 1 or _beside(keys[0], name) in proven):
            yield f"{path}?{name}={value}", keys[0]


def _beside(key: str, name: str) -> tuple[tuple[str, str], ...]:
    """What an address asks for beside one parameter."""
    return tuple(sorted((other, value) for other, value in _taken_apart(key)[1].items() if other != name))


def _taken_apart(key: str) -> tuple[str, dict[str, str]]:
    path, _, query = key.partition("?")
    return path, {name: value for name, _, value in (one.partition("=") for one in query.split("&"))}
