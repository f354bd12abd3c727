"""The sample city in a process of its own: prints where it is and what it holds, serves until it is ended.

python -m benchmarks.city PAGES BYTES [SITE…]
"""

from __future__ import annotations

import json
import sys

from tests.city import gold_of, seeds_of, serve
from tests.city.cast import PROFILES
from tests.city.gold import BASE_SIZE


def main() -> None:
    """Serves a city whose named sites, or all, hold so many content pages, each heavier by so many bytes."""
    pages, extra, names = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    share = sum(profile.size for profile in PROFILES if not names or profile.id in names) / BASE_SIZE
    with serve(port=0, pages=round(pages / share), only=names) as city:
        for site in city.sites.values():
            site.furniture = extra
        print(json.dumps({"port": city.port, "seeds": seeds_of(city), "items": gold_of(city)}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
