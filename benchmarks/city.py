"""The sample city in a process of its own: prints where it is and what it holds, serves until it is ended."""

from __future__ import annotations

import json
import sys

from tests.city import gold_of, seeds_of, serve
from tests.city.cast import PROFILES

SITES = [profile.id for profile in PROFILES]


def main() -> None:
    """Serves a city whose named sites (all where none is named) hold about so many content pages."""
    pages, names = int(sys.argv[1]), sys.argv[2:]
    with serve(port=0, pages=pages * len(SITES) // len(names) if names else pages) as city:
        hosts = tuple(f"http://{name}." for name in names) or ("http://",)
        seeds, items = ([url for url in urls if url.startswith(hosts)] for urls in (seeds_of(city), gold_of(city)))
        print(json.dumps({"port": city.port, "seeds": seeds, "items": items}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
