"""How near an extraction comes to what a person reads: exact fields, 5-gram F1 of the body, cells and files kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from statistics import fmean

from benchmarks.quality.cases import Case

BLANK = re.compile(r"\s+")
GRAM = 5
GOOD = 0.95  # F1 of a text that was read well
FIELDS = ("title", "published", "source", "number")


@dataclass(frozen=True)
class Found:
    """What one extractor gives of one page; None where it gives nothing or can't tell. files: addresses it keeps."""

    text: str = ""
    title: str | None = None
    published: str | None = None
    source: str | None = None
    number: str | None = None
    cells: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    images: frozenset[str] = frozenset()


@dataclass
class Score:
    """Means over the pages that were judged. kept: share of all cells, files, images of the pages that survived."""

    pages: int = 0
    f1: float = 0.0
    good: float = 0.0  # share of the pages with F1 ≥ GOOD
    worst: float = 1.0
    exact: dict[str, float] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)


def grams(text: str) -> Counter[str]:
    """Text → its 5-grams of characters, white space aside."""
    plain = BLANK.sub("", text)
    return Counter(plain[at : at + GRAM] for at in range(max(1, len(plain) - GRAM + 1))) if plain else Counter()


def body_f1(found: str, wanted: str) -> float:
    """F1 of the 5-grams, 0–1; 1 where both are empty.

    >>> body_f1("甲乙丙丁戊", "甲乙丙丁戊"), body_f1("", "")
    (1.0, 1.0)
    """
    ours, theirs = grams(found), grams(wanted)
    if not ours and not theirs:
        return 1.0
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values()))


def is_exact(name: str, found: Found, case: Case) -> bool | None:
    """Whether a field is right; None where it is not judged."""
    wanted, value = getattr(case, name), getattr(found, name)
    if wanted is None:
        return None
    if name == "published":
        return (value or "").startswith(wanted) and bool(value) == bool(wanted)
    return BLANK.sub("", value or "") == BLANK.sub("", wanted)


def faults(found: Found, case: Case) -> list[str]:
    """What is wrong with what was found, a line each; a text is wrong where a twentieth of it is."""
    said = [
        f"{name}: {getattr(case, name)!r} is read as {getattr(found, name)!r}"
        for name in FIELDS
        if is_exact(name, found, case) is False
    ]
    if (f1 := body_f1(found.text, case.text)) < GOOD:
        said += [f"text: F1 {f1:.3f}", *_differences(BLANK.sub("", case.text), BLANK.sub("", found.text))]
    said += [f"{name}: {share:.0%} kept" for name, share in _kept([(case, found)]).items() if share < 1]
    return said


def _differences(wanted: str, text: str) -> list[str]:
    steps = SequenceMatcher(None, wanted, text, autojunk=False).get_opcodes()
    return [f"  -[{wanted[a:b][:80]}] +[{text[c:d][:80]}]" for kind, a, b, c, d in steps if kind != "equal"][:6]


def score(pairs: Sequence[tuple[Case, Found]]) -> Score:
    """Cases with what was found → the means."""
    if not pairs:
        return Score()
    f1s = [body_f1(found.text, case.text) for case, found in pairs]
    made = Score(len(pairs), fmean(f1s), fmean(one >= GOOD for one in f1s), min(f1s))
    for name in FIELDS:
        judged = [one for case, found in pairs if (one := is_exact(name, found, case)) is not None]
        if judged:
            made.exact[name] = fmean(judged)
    made.kept = _kept(pairs)
    return made


def _kept(pairs: Iterable[tuple[Case, Found]]) -> dict[str, float]:
    got: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for case, found in pairs:
        cells, kept = Counter(map(_plain, case.cells)), Counter(map(_plain, found.cells))
        got["cells"] += sum((cells & kept).values())
        all_["cells"] += sum(cells.values())
        for name, wanted, have in (("files", case.attachments, found.files), ("images", case.images, found.images)):
            got[name] += sum(one in have for one in wanted)
            all_[name] += len(wanted)
    return {name: got[name] / count for name, count in all_.items() if count}


def _plain(text: str) -> str:
    return BLANK.sub("", text)
