"""What tells that two documents are alike: a print of the normalised text, and MinHash signatures of its shingles.

Shingles are 5 characters long (3 merge formula notices). Signatures are the same on every machine: fixed seeds.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SHINGLE = 5
HASHES = 128
BANDS, ROWS = 25, 5
SEED = 20180108
PRIME = np.uint64((1 << 61) - 1)
UNSAID = re.compile(r"[\W_]+")  # white space and punctuation

Signature = npt.NDArray[np.uint32]
_generator = np.random.default_rng(SEED)
_FACTORS = _generator.integers(1, 2**32, HASHES, dtype=np.uint64) | np.uint64(1)
_TERMS = _generator.integers(0, 2**32, HASHES, dtype=np.uint64)
_POWERS = np.array([1000003**power % 2**61 for power in range(SHINGLE)], dtype=np.uint64)


@lru_cache(maxsize=64)  # one document's text is looked at from several sides
def normalise(text: str) -> str:
    """Text → what is compared: NFKC, lower case, without white space and punctuation.

    >>> normalise("关于 ２０１８年、放假的 通知。")
    '关于2018年放假的通知'
    """
    return UNSAID.sub("", unicodedata.normalize("NFKC", text)).lower()


def text_print(title: str | None, text: str | None) -> str:
    """Title and text → the print that exact copies share."""
    both = f"{normalise(title or '')}\n{normalise(text or '')}"
    return hashlib.sha256(both.encode("utf-8", "surrogatepass")).hexdigest()


def shingle_hashes(text: str) -> npt.NDArray[np.uint64]:
    """Normalised text → hashes of its distinct shingles (of the whole text where it is shorter), sorted."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < SHINGLE:
        codes = np.pad(codes, (0, SHINGLE - len(codes)))
    windows = np.lib.stride_tricks.sliding_window_view(codes, SHINGLE)
    mixed = (windows * _POWERS).sum(axis=1, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    return np.unique(mixed)


def minhash(text: str) -> Signature:
    """Text → its signature, 128 × uint32."""
    hashes = shingle_hashes(normalise(text)) >> np.uint64(32)
    found = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint64)
    for at in range(0, len(hashes), 512):  # keeps the working table small, whatever the text's length
        part = hashes[at : at + 512]
        found = np.minimum(found, ((part[:, None] * _FACTORS + _TERMS) >> np.uint64(32)).min(axis=0))
    return found.astype(np.uint32)


def minhashes(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Texts → their signatures, one row a text."""
    made = np.empty((len(texts), HASHES), dtype=np.uint32)
    for at, text in enumerate(texts):
        made[at] = minhash(text)
    return made


def bands(signature: Signature) -> list[int]:
    """Signature → 25 signed 64-bit numbers; documents that share one are candidates."""
    rows = np.ascontiguousarray(signature[: BANDS * ROWS].reshape(BANDS, ROWS).astype("<u4"))
    return [
        int.from_bytes(
            hashlib.blake2b(row.tobytes(), digest_size=8, salt=at.to_bytes(2, "little")).digest(), "little", signed=True
        )
        for at, row in enumerate(rows)
    ]


def similarity(first: str, second: str) -> float:
    """Exact Jaccard similarity of two texts' shingles, 0–1."""
    one, two = shingle_hashes(normalise(first)), shingle_hashes(normalise(second))
    common = len(np.intersect1d(one, two, assume_unique=True))
    return common / (len(one) + len(two) - common)
