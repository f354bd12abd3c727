"""The redirect map in memory: all answers of all sites, compact (about 150 bytes an address), looked up by hash.

A key's 8-byte hash is found in a sorted array, then the key itself is compared. The map is saved as one file, from
which a service that can't reach the database goes on.
"""

from __future__ import annotations

import hashlib
import io
import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from guiyi.errors import StoreError

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gets. location: whole URL of a redirect. reason: why it is gone, in words."""

    kind: str
    location: str
    reason: str


@dataclass(frozen=True)
class SiteEntry:
    """One old site that the map answers for. rules: its configuration as JSON, which has its address rules."""

    site: str
    name: str
    rules: str
    permanent: int


def hash_of(site: str, key: str) -> int:
    """Site and key → 64 bits."""
    data = f"{site}\0{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class RedirectMap:
    """Site and key → its place, and a place → its answer. Never changed; a new one takes its place."""

    def __init__(
        self, sites: list[SiteEntry], arrays: dict[str, Numbers], keys: bytes, answers: list[Answer], made_at: str
    ) -> None:
        self.sites, self.made_at = sites, made_at
        self._hashes, self._order, self._starts = arrays["hashes"], arrays["order"], arrays["starts"]
        self._answer_of, self._keys, self._answers = arrays["answer_of"], keys, answers

    def __len__(self) -> int:
        return len(self._hashes)

    def find(self, site: str, key: str) -> int | None:
        """The place of an address; None if the map does not know it."""
        wanted = hash_of(site, key)
        at = int(self._hashes.searchsorted(np.uint64(wanted)))
        said = f"{site}\0{key}".encode("utf-8", "surrogatepass")
        while at < len(self._hashes) and int(self._hashes[at]) == wanted:
            place = int(self._order[at])
            if self._key_bytes(place) == said:
                return place
            at += 1
        return None

    def answer(self, place: int) -> Answer:
        """The answer at a place."""
        return self._answers[int(self._answer_of[place])]

    def key(self, place: int) -> tuple[str, str]:
        """(site, key) at a place."""
        site, _, key = self._key_bytes(place).decode("utf-8", "surrogatepass").partition("\0")
        return site, key

    def _key_bytes(self, place: int) -> bytes:
        return self._keys[int(self._starts[place]) : int(self._starts[place + 1])]

    def to_bytes(self) -> bytes:
        """As one file."""
        told = {
            "sites": [[one.site, one.name, one.rules, one.permanent] for one in self.sites],
            "answers": [[one.kind, one.location, one.reason] for one in self._answers],
            "made_at": self.made_at,
        }
        buffer = io.BytesIO()
        np.savez(
            buffer, hashes=self._hashes, order=self._order, starts=self._starts, answer_of=self._answer_of,
            keys=np.frombuffer(self._keys, dtype=np.uint8),
            told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8),
        )  # fmt: skip
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> RedirectMap:
        """The file → the map. StoreError if it is none."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                arrays = {name: file[name] for name in ("hashes", "order", "starts", "answer_of")}
                keys, told = file["keys"].tobytes(), json.loads(file["told"].tobytes().decode("utf-8", "surrogatepass"))
        except (ValueError, KeyError, OSError) as error:
            raise StoreError(f"the saved redirect map can't be read: {error}") from error
        sites = [SiteEntry(*one) for one in told["sites"]]
        return cls(sites, arrays, keys, [Answer(*one) for one in told["answers"]], told["made_at"])


def build_map(sites: list[SiteEntry], rows: Iterable[tuple[str, str, Answer]], made_at: str) -> RedirectMap:
    """(site, key, answer) in any order → the map. Of two rows for one key the first counts."""
    hashes, answer_of, starts, keys = array("Q"), array("Q"), array("Q", [0]), bytearray()
    answers: dict[Answer, int] = {}
    for site, key, answer in rows:
        hashes.append(hash_of(site, key))
        answer_of.append(answers.setdefault(answer, len(answers)))
        keys += f"{site}\0{key}".encode("utf-8", "surrogatepass")
        starts.append(len(keys))
    unsorted = np.frombuffer(hashes, dtype=np.uint64) if hashes else np.empty(0, dtype=np.uint64)
    order = np.argsort(unsorted, kind="stable").astype(np.uint64)
    arrays: dict[str, Numbers] = {
        "hashes": unsorted[order],
        "order": order.astype(np.uint32),
        "starts": np.frombuffer(starts, dtype=np.uint64).copy(),
        "answer_of": np.frombuffer(answer_of, dtype=np.uint64).astype(np.uint32) if answer_of else order,
    }
    return RedirectMap(sites, arrays, bytes(keys), list(answers), made_at)
