"""Facts that a table or list within an English text tells of it: its number, its day, who issued it.

Tenders, permits, vacancies and decisions print them so, at the head of the text or at its foot. The table is content
and stays; only labels that say that the value is the page's are read (Date posted, Reference), never a bare Date.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from guiyi.caching import kept
from guiyi.dates import read_date
from guiyi.extract.fields.labelled import labelled_values
from guiyi.extract.fields.labels import BARE_LABEL, OTHER_ALONE
from guiyi.markup.decode import HAN

LEAST = 2  # rows of such a table, and known labels of a list whose values stand below them
LONGEST_LABEL, LONGEST_VALUE = 40, 80  # characters
MOST_WORDS = 3  # of a label within a line
EDGE = 14  # lines of a text at its beginning and at its end among which it stands
BARE_DAY = re.compile(r"\W*(?:date|time)\W*", re.IGNORECASE)  # of what, the table does not say
SENTENCE = re.compile(r"[a-z]{2}[.!?](?:\s|$)")
OF_TITLE = re.compile(
    r"\W*(?:(?:bid|tender|project|solicitation|document|notice|order|consultation) )?title\W*"
    r"|\W*name of (?:the )?(?:work|project|scheme)\W*",
    re.IGNORECASE,
)
LEAST_TITLE = 5  # characters
READ = ("document_number", "published_at", "source")


def tabled_values(body: str) -> dict[str, str]:
    """An English text → field → value of the first table or list of facts at its head or foot; empty where none is.

    >>> tabled_values("Reference\\tIPA/OP/19/012\\nPublication date\\t12.02.2019\\nDeadline\\t24.03.2019\\nOffices.")
    {'document_number': 'IPA/OP/19/012', 'published_at': '12.02.2019'}
    >>> tabled_values("Job reference\\nPK0921\\nLocation\\nHollow Creek\\nDate posted\\n26 July 2021\\nClosing\\nMay")
    {'document_number': 'PK0921', 'published_at': '26 July 2021'}
    >>> tabled_values("We asked 3,000.\\nPublication date: 25 June 2020\\nFormat: PDF\\nSize: 3 MB")
    {'published_at': '25 June 2020'}
    >>> tabled_values("Officer\\tPC 14\\nDate\\t5 May 2018"), tabled_values("Reference\\tA-1")
    ({}, {})
    """
    lines = body.split("\n")
    if HAN.search(body[:LONGEST_LABEL]) or len(lines) <= LEAST:
        return {}
    found: dict[str, str] = {}
    for part in (lines[:EDGE], lines[-EDGE:] if len(lines) > EDGE else []):
        for run in (*_rows(part), *_pairs(part)):
            told = labelled_values("\n".join(f"{label}: {value}" for label, value in run))
            for name in READ:
                value = told.get(name, "")
                if value and (name != "published_at" or read_date(value)):
                    found.setdefault(name, value)
    return found


def tabled_title(body: str, listed: str | None) -> str | None:
    """The title that a table at a text's head tells beside that word, or what its list calls it where a cell says so.

    >>> tabled_title("File #:\\tA-1\\nTitle:\\tSpeed of barges", None), tabled_title("File\\tA-1\\nOn\\tBoats", "Boats")
    ('Speed of barges', 'Boats')
    >>> [tabled_title(one, None) for one in ("Bid No:\\tA\\nBid Title:\\tSpeed of barges", "Title:\\nSpeed of barges")]
    ['Speed of barges', 'Speed of barges']
    >>> tabled_title("File #:\\tA-1\\nStatus:\\tPassed", "Boats")
    """
    lines = body.split("\n", EDGE)[:EDGE]
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        label, mark, value = line.replace("\t:\t", "\t").partition("\t")
        value = value.strip() if mark else below.strip()
        is_title = OF_TITLE.fullmatch(label) or (mark and listed is not None and value == listed.strip())
        if is_title and len(value) >= LEAST_TITLE and "\t" not in value:
            return value
    return None


def _rows(lines: list[str]) -> Iterator[list[tuple[str, str]]]:
    """The runs of lines that are a label and its value, each in a cell."""
    run: list[tuple[str, str]] = []
    for line in [*lines, ""]:
        label, mark, value = (line.replace("\t:\t", "\t") if "\t" in line else _parted(line)).partition("\t")
        if mark and _may_be(label, value):
            run.append((label.strip(" :"), value.strip()))
            continue
        if len(run) >= LEAST:
            yield [one for one in run if not BARE_DAY.fullmatch(one[0])]
        run = []


def _parted(line: str) -> str:
    """A line of a list, Publication date: 25 June 2020, as a row is read; others as they are."""
    label, mark, value = line.partition(": ") if len(line) <= LONGEST_VALUE else (line, "", "")
    is_label = 0 < len(label) <= LONGEST_LABEL and label[:1].isupper() and label.count(" ") < MOST_WORDS
    return f"{label}\t{value}" if mark and is_label else line


def _pairs(lines: list[str]) -> Iterator[list[tuple[str, str]]]:
    """The labels that are known and the values on the line below each, where enough of them stand together."""
    pairs = [(one, two) for one, two in itertools.pairwise(lines) if _is_known(one) and _may_be(one, two)]
    pairs = [(one.strip(" :"), two.strip()) for one, two in pairs if "\t" not in two and not _is_known(two)]
    if len(pairs) >= LEAST:
        yield [one for one in pairs if not BARE_DAY.fullmatch(one[0]) and not OTHER_ALONE.fullmatch(one[0])]


@kept(4000, longest=LONGEST_LABEL)
def _is_known(line: str) -> bool:
    is_short = 0 < len(line) <= LONGEST_LABEL
    return is_short and (BARE_LABEL.fullmatch(line) is not None or OTHER_ALONE.fullmatch(line) is not None)


def _may_be(label: str, value: str) -> bool:
    is_short = 0 < len(label.strip()) <= LONGEST_LABEL and 0 < len(value.strip()) <= LONGEST_VALUE
    return is_short and "\t" not in value and not SENTENCE.search(label) and not SENTENCE.search(value)
