"""The sample city in a process of its own: prints where it is and what it holds, serves until it is ended."""

from __future__ import annotations

import json
import sys

from tests.city import gold_of, seeds_of, serve


def main() -> None:
    """Serves a city of about so many content pages."""
    pages = int(sys.argv[1])
    with serve(port=0, pages=pages) as city:
        found = {"port": city.port, "seeds": seeds_of(city), "items": gold_of(city)}
        print(json.dumps(found), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
