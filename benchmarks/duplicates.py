"""Near-duplicates: quality and speed beside datasketch, and what one more site costs in a library of a million.

    python -m benchmarks.duplicates                    # 100,000 documents, datasketch on 10,000 of them
    python -m benchmarks.duplicates --library sqlite   # 1,000 documents into 1,000,000 signatures; also: postgresql

Quality: pairs that are one document, after the exact check. Speed: documents per CPU-second from normalised texts to
pairs, both in this process; datasketch gives candidates only. CPU is that of this process; PostgreSQL's is said apart.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import defaultdict
from itertools import combinations

import numpy as np

from benchmarks.corpus import Corpus, make_corpus
from guiyi.dedupe.alike import NEAR, agreeing, candidate_pairs, each_copy_band, is_copy, overlaps
from guiyi.dedupe.numbers import numbers_of_all
from guiyi.dedupe.signatures import BANDS, BINS, ROWS, SHINGLE, normalise, sign

Pair = tuple[int, int]


def our_pairs(texts: list[str]) -> list[Pair]:
    """Normalised texts → pairs that are one document; what the dedupe stage does, titles apart."""
    marks, numbers = sign(texts), numbers_of_all(texts)
    pairs = candidate_pairs(each_copy_band(marks, numbers), lambda some: agreeing(marks, some))
    numbers_agree = np.array([numbers[one] == numbers[other] for one, other in pairs.tolist()], dtype=bool)
    pairs = pairs[numbers_agree]
    alike = overlaps(texts, pairs)[:, 0] >= NEAR
    return [(one, other) for one, other in pairs[alike].tolist() if is_copy(texts[one], texts[other])]


def their_pairs(texts: list[str]) -> int:
    """The same by datasketch: 125 permutations, 25 × 5 bands, xxhash, updates in batches → candidates found."""
    import xxhash
    from datasketch import MinHash, MinHashLSH

    lsh, found = MinHashLSH(num_perm=BINS, params=(BANDS, ROWS)), 0
    for number, text in enumerate(texts):
        mark = MinHash(num_perm=BINS, hashfunc=xxhash.xxh32_intdigest)
        mark.update_batch({text[at : at + SHINGLE].encode() for at in range(len(text) - SHINGLE + 1)})
        found += len(lsh.query(mark))
        lsh.insert(number, mark, check_duplication=False)
    return found


def closed(pairs: list[Pair]) -> set[Pair]:
    """Pairs → all pairs of their clusters."""
    parent: dict[int, int] = {}

    def root(at: int) -> int:
        while parent.setdefault(at, at) != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in pairs:
        parent[root(one)] = root(other)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in sorted(parent):
        groups[root(at)].append(at)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def true_pairs(corpus: Corpus) -> set[Pair]:
    """All pairs that are one document."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, cluster in enumerate(corpus.clusters):
        groups[cluster].append(at)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(size: int, peer_size: int) -> None:
    """Prints quality, speed and memory, ours and the peer's."""
    corpus = make_corpus(size)
    texts = [normalise(text) for text in corpus.texts]
    with_texts, begun = megabytes(), time.process_time()
    found = our_pairs(texts)
    seconds = time.process_time() - begun
    grown, truth, merged = megabytes() - with_texts, true_pairs(corpus), closed(found)
    right = len(merged & truth)
    precision, recall = right / max(len(merged), 1), right / max(len(truth), 1)
    hard = {at for pair in merged - truth for at in pair if at in corpus.formula}
    print(f"documents {size:,}, copies {size - len(set(corpus.clusters)):,}, formula notices {len(corpus.formula):,}")
    print(
        f"pairwise precision {precision:.5f} recall {recall:.5f} F1 {2 * precision * recall / (precision + recall):.5f}"
    )
    print(f"formula notices merged {len(hard)} = {len(hard) / len(corpus.formula):.4%}")
    print(f"ours {size / seconds:,.0f} documents per CPU-second; {grown:,.0f} MB beyond the texts")
    begun = time.process_time()
    their_pairs(texts[:peer_size])
    theirs = peer_size / (time.process_time() - begun)
    print(
        f"datasketch {theirs:,.0f} documents per CPU-second ({peer_size:,} documents); ours {size / seconds / theirs:.1f} times"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--peer-size", type=int, default=10_000)
    parser.add_argument("--library", choices=("sqlite", "postgresql"))
    parser.add_argument("--signatures", type=int, default=1_000_000)
    said = parser.parse_args()
    if said.library:
        from benchmarks.duplicates_library import measure

        measure(said.library, said.signatures)
    else:
        compare(said.size, min(said.peer_size, said.size))


if __name__ == "__main__":
    main()
