"""`make chaos`: kills at every fail-point and 200 trials of random kills in every stage, on both databases.

    python -m tests.chaos [--trials 200] [--seed 1] [--database sqlite --database postgresql] [--every 1]

Prints one line a fault found and a table at the end; exit code 1 if there is one. The places of a faulty trial stay.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from guiyi.library.migrate import open_library
from tests import postgres
from tests.chaos.kills import calm_run, kill_at_point, kill_at_random
from tests.chaos.places import Places, execute
from tests.chaos.site import served


def run(database: str, trials: int, seed: int, every: int) -> bool:
    """One database's campaign; True if every promise was kept."""
    begun, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix=f"guiyi-chaos-{database}-"))
    with ExitStack() as stack:
        server = stack.enter_context(served(folder / "configs"))
        place = None
        if database == "postgresql":
            place = stack.enter_context(postgres.running_server(_binaries()))
            execute(place, "CREATE DATABASE guiyi_template")
            open_library(place.format("guiyi_template")).dispose()
        places = Places(folder / "places", folder / "configs", place)
        with places.fresh() as settings:
            calm = calm_run(settings, server, folder / "points.log")
        kinds, broken, kills = Counter(calm.points), [], 0
        for number in range(1 + seed % every, len(calm.points) + 1, every):
            with places.fresh() as settings:
                found = kill_at_point(calm, settings, server, number)
            broken += [
                f"{database}: killed at point {number} ({calm.points[number - 1]}): {one}" for one in found or []
            ]
            _tell(broken)
        for trial in range(trials):
            with places.fresh() as settings:
                count, found = kill_at_random(calm, settings, server, random.Random(f"{seed} {trial}"))
            kills += count
            broken += [f"{database}: trial {trial}: {one}" for one in found]
            _tell(broken)
    minutes = (time.monotonic() - begun) / 60
    print(f"\n{database}: {len(calm.points)} points ({', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))})")
    print(f"{database}: {trials} trials with {kills} random kills; {len(broken)} faults; {minutes:.1f} min", flush=True)
    if not broken:
        shutil.rmtree(folder)
    return not broken


def _binaries() -> Path:
    found = postgres.find_binaries()
    if found is None:
        sys.exit(postgres.ADVICE)
    return found


_told = 0


def _tell(broken: list[str]) -> None:
    global _told
    for one in broken[_told:]:
        print(one[:2000], flush=True)
    _told = len(broken)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--trials", type=int, default=200, help="trials of one to three random kills in each stage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="kill at every N-th fail-point only")
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server which was started ends, too
    kept = [run(one, asked.trials, asked.seed, asked.every) for one in asked.database or ["sqlite", "postgresql"]]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
