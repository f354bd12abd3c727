"""The redirect map in memory: all answers of all sites, compact (about 180 bytes an address), looked up by hash.

A key's 8-byte hash is found in a sorted array, then the key itself is compared. Keys and answers each lie in one blob.
The map is saved as one file, from which a service that can't reach the database goes on.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guiyi.errors import StoreError
from guiyi.retire.addresses.spellings import parameters_in
from guiyi.store import Store

Numbers = npt.NDArray[Any]
ARRAYS = ("hashes", "order", "starts", "answer_of", "answer_starts")
BLOBS = ("keys", "answers")
MOST_SHARED = 50_000  # answers that are remembered while a map is built, so that equal ones are kept once
ESCAPING = "surrogatepass"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gets. location: whole URL of a redirect. reason: why it is gone, in words."""

    kind: str
    location: str
    reason: str

    def packed(self) -> bytes:
        """As bytes; a location is a URL, so it holds no NUL."""
        return f"{self.kind}\0{self.location}\0{self.reason}".encode("utf-8", ESCAPING)


@dataclass(frozen=True)
class SiteEntry:
    """One old site that the map answers for. rules: its configuration as JSON, which has its address rules.

    parameters: path → the parameters that its addresses are known with; filled when the map is built.
    """

    site: str
    name: str
    rules: str
    permanent: int
    parameters: dict[str, list[str]] = field(default_factory=dict)


def hash_of(said: bytes) -> int:
    """Site and key, packed → 64 bits."""
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "little")


def _said(site: str, key: str) -> bytes:
    return f"{site}\0{key}".encode("utf-8", ESCAPING)


class RedirectMap:
    """Site and key → its place, and a place → its answer. Never changed; a new one takes its place."""

    def __init__(
        self, sites: list[SiteEntry], arrays: dict[str, Numbers], blobs: dict[str, bytes | bytearray], made_at: str
    ) -> None:
        self.sites, self.made_at = sites, made_at
        self._arrays, self._blobs = arrays, blobs
        self._hashes, self._order, self._starts = arrays["hashes"], arrays["order"], arrays["starts"]
        self._answer_of, self._answer_starts = arrays["answer_of"], arrays["answer_starts"]
        self._keys, self._answers = blobs["keys"], blobs["answers"]

    def __len__(self) -> int:
        return len(self._hashes)

    def find(self, site: str, key: str) -> int | None:
        """The place of an address; None if the map does not know it."""
        said = _said(site, key)
        wanted = hash_of(said)
        at = int(self._hashes.searchsorted(np.uint64(wanted)))
        while at < len(self._hashes) and int(self._hashes[at]) == wanted:
            place = int(self._order[at])
            if self._key_bytes(place) == said:
                return place
            at += 1
        return None

    def answer(self, place: int) -> Answer:
        """The answer at a place."""
        at = int(self._answer_of[place])
        packed = self._answers[int(self._answer_starts[at]) : int(self._answer_starts[at + 1])]
        return Answer(*packed.decode("utf-8", ESCAPING).split("\0", 2))

    def key(self, place: int) -> tuple[str, str]:
        """(site, key) at a place."""
        site, _, key = self._key_bytes(place).decode("utf-8", ESCAPING).partition("\0")
        return site, key

    def _key_bytes(self, place: int) -> bytes | bytearray:
        return self._keys[int(self._starts[place]) : int(self._starts[place + 1])]

    def save(self, store: Store, key: str) -> None:
        """As one file in the store, by way of a temporary one: not twice in memory."""
        told = {
            "sites": [[one.site, one.name, one.rules, one.permanent, one.parameters] for one in self.sites],
            "made_at": self.made_at,
        }
        packed = json.dumps(told, ensure_ascii=False).encode("utf-8", ESCAPING)
        blobs = {**self._blobs, "told": packed}
        parts: dict[str, Any] = {**self._arrays}
        parts |= {name: np.frombuffer(data, dtype=np.uint8) for name, data in blobs.items()}
        with tempfile.TemporaryDirectory(prefix="guiyi-map-") as folder:
            path = Path(folder) / "map.npz"
            np.savez(path, **parts)
            store.put(key, path)

    @classmethod
    def from_bytes(cls, data: bytes) -> RedirectMap:
        """The file → the map. StoreError if it is none."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                arrays = {name: file[name] for name in ARRAYS}
                blobs: dict[str, bytes | bytearray] = {name: file[name].tobytes() for name in BLOBS}
                told = json.loads(file["told"].tobytes().decode("utf-8", ESCAPING))
        except (ValueError, KeyError, OSError) as error:
            raise StoreError(f"the saved redirect map can't be read: {error}") from error
        return cls([SiteEntry(*one) for one in told["sites"]], arrays, blobs, told["made_at"])


def build_map(sites: list[SiteEntry], rows: Iterable[tuple[str, str, Answer]], made_at: str) -> RedirectMap:
    """(site, key, answer) in any order → the map. Of two rows for one key the first counts."""
    hashes, answer_of, starts, keys = array("Q"), array("I"), array("Q", [0]), bytearray()
    answer_starts, answers = array("Q", [0]), bytearray()
    shared: dict[Answer, int] = {}
    parameters: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for site, key, answer in rows:
        if "?" in key:
            path, names = parameters_in(key)
            parameters[site].setdefault(path, set()).update(names)
        said = _said(site, key)
        hashes.append(hash_of(said))
        keys += said
        starts.append(len(keys))
        at = shared.get(answer)
        if at is None:
            if len(shared) >= MOST_SHARED:
                shared.clear()
            at = shared[answer] = len(answer_starts) - 1
            answers += answer.packed()
            answer_starts.append(len(answers))
        answer_of.append(at)
    unsorted = np.frombuffer(hashes, dtype=np.uint64)
    order = np.argsort(unsorted, kind="stable")
    for one in sites:
        one.parameters.update((path, sorted(names)) for path, names in parameters[one.site].items())
    arrays: dict[str, Numbers] = {
        "hashes": unsorted[order],
        "order": order.astype(np.uint32),
        "starts": np.frombuffer(starts, dtype=np.uint64),
        "answer_of": np.frombuffer(answer_of, dtype=np.uint32),
        "answer_starts": np.frombuffer(answer_starts, dtype=np.uint64),
    }
    return RedirectMap(sites, arrays, {"keys": keys, "answers": answers}, made_at)
