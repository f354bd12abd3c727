"""What tells that two documents are alike: a print of the normalised text, and signatures of its shingles.

Shingles are 5 characters long (3 merge formula notices). A signature is made by one-permutation hashing: each shingle's
hash chooses one of 125 bins, a bin keeps its smallest hash, and an empty bin borrows from another one (optimal
densification: Shrivastava 2017). Many documents are signed at once, as flat numpy arrays. Signatures are the same on
every machine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from guiyi.repair.characters import narrow

SHINGLE = 5
BANDS, ROWS = 25, 5
BINS = BANDS * ROWS
EMPTY = np.uint32(0xFFFFFFFF)
AT_ONCE = 40_000  # characters; their arrays stay in the processor's cache
UNSAID = re.compile(r"[\W_]+")  # white space and punctuation

Hashes = npt.NDArray[np.uint64]
Lengths = npt.NDArray[np.int64]
Signatures = npt.NDArray[np.uint32]  # one row a text, BINS wide
Some = npt.NDArray[np.int64] | slice  # rows of them
ALL = slice(None)
_POWERS = [np.uint64(1000003**power % 2**61) for power in range(SHINGLE)]


@lru_cache(maxsize=64)  # one document's text is looked at from several sides
def normalise(text: str) -> str:
    """Text → what is compared: NFKC, lower case, without white space and punctuation.

    >>> normalise("关于 ２０１８年、放假的 通知。")
    '关于2018年放假的通知'
    """
    return UNSAID.sub("", narrow(text)).lower()


def text_print(title: str, text: str) -> str:
    """Normalised title and text → the print that exact copies share."""
    return hashlib.sha256(f"{title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def sign(texts: Sequence[str]) -> Signatures:
    """Normalised texts → their signatures."""
    made = [_sign_some(some) for some in batches(texts)]
    return np.concatenate(made) if made else np.empty((0, BINS), dtype=np.uint32)


def each_band(signatures: Signatures, rows: int = ROWS, some: Some = ALL) -> Iterator[npt.NDArray[np.int64]]:
    """Signatures, or some of them → 25 numbers for each, a band at a time; documents that share one are candidates for
    a comparison.

    Fewer rows a band make more bands, and let less alike documents meet.
    """
    for band in range(BINS // rows):
        found = np.full(1, band + 1, dtype=np.uint64)  # equal rows of two bands differ
        for row in range(band * rows, (band + 1) * rows):
            found = mixed(found * np.uint64(0x9E3779B97F4A7C15) + signatures[some, row])
        yield found.view(np.int64)


def shingle_sets(texts: Sequence[str]) -> list[Hashes]:
    """Normalised texts → of each the sorted hashes of its shingles, each once."""
    found: list[Hashes] = []
    for some in batches(texts):
        hashes, lengths = _shingle_hashes(some)
        starts = np.cumsum(lengths) - lengths
        for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
            found.append(_once(hashes[start : start + length - SHINGLE + 1]))
    return found


def _once(hashes: Hashes) -> Hashes:
    hashes.sort()
    is_new = np.empty(len(hashes), dtype=bool)
    is_new[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    found: Hashes = hashes[is_new]
    return found


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts → the same, as many at a time as fit the processor's cache."""
    some: list[str] = []
    characters = 0
    for text in texts:
        some.append(text)
        characters += len(text)
        if characters > AT_ONCE:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _shingle_hashes(texts: Sequence[str]) -> tuple[Hashes, Lengths]:
    """Normalised texts → hashes of the shingles of all of them in a row, and each one's length.

    The last four hashes before the next text reach into it and are nobody's. A short text is padded to one shingle.
    """
    padded = [text if len(text) >= SHINGLE else text.ljust(SHINGLE, "\0") for text in texts]
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    shingles = len(codes) - SHINGLE + 1
    hashed = codes[:shingles] * _POWERS[0]
    part = np.empty_like(hashed)
    for at in range(1, SHINGLE):
        hashed += np.multiply(codes[at : at + shingles], _POWERS[at], out=part)
    return _mix(hashed, part), lengths


def mixed(numbers: Hashes) -> Hashes:
    """The finishing step of MurmurHash3: every bit of the number changes about half of the result's."""
    return _mix(numbers.copy(), np.empty_like(numbers))


def _mix(numbers: Hashes, part: Hashes) -> Hashes:
    # in place: arrays made anew for each step cost more than the arithmetic
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        numbers ^= np.right_shift(numbers, np.uint64(33), out=part)
        numbers *= np.uint64(factor)
    numbers ^= np.right_shift(numbers, np.uint64(33), out=part)
    return numbers


def _sign_some(texts: Sequence[str]) -> Signatures:
    hashes, lengths = _shingle_hashes(texts)
    size = len(texts) * BINS
    bins = hashes >> np.uint64(32)
    bins *= np.uint64(BINS)
    bins >>= np.uint64(32)
    places = bins.view(np.int64)
    places += np.repeat(np.arange(0, size, BINS), lengths)[: len(places)]
    places[(np.cumsum(lengths)[:-1, None] - np.arange(1, SHINGLE)).ravel()] = size  # nobody's, into a bin of their own
    values = np.minimum(hashes.astype(np.uint32), EMPTY - np.uint32(1))
    found = np.full(size + 1, EMPTY, dtype=np.uint32)
    np.minimum.at(found, places, values)
    return _filled(found[:size].reshape(len(texts), BINS))


def _filled(signatures: Signatures) -> Signatures:
    """Empty bins take the value of another one of the same text, the same choice for every text."""
    full, turn = signatures.copy(), 0
    while len(empty := np.argwhere(full == EMPTY)):
        rows, at = empty[:, 0], empty[:, 1].astype(np.uint64)
        turn += 1
        other = mixed(at * np.uint64(0x9E3779B97F4A7C15) + np.uint64(turn)) % np.uint64(BINS)
        full[rows, empty[:, 1]] = signatures[rows, other.astype(np.int64)]
    return full
