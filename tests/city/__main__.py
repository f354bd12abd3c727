"""The sample city by command: python -m tests.city serve [--port 18600] [--state later] [--pages N]."""

from __future__ import annotations

import argparse
import time

from tests.city.cast import PROFILES
from tests.city.server import serve
from tests.city.sites.base import STATES


def main() -> None:
    """Serves until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.city", description=__doc__)
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--port", type=int, default=18600)
    parser.add_argument("--state", choices=STATES, default="base")
    parser.add_argument("--pages", type=int, help="about how many content pages in all")
    options = parser.parse_args()
    with serve(options.port, options.state, options.pages) as city:
        print(f"{len(city.sites)} old sites at 127.0.0.1:{city.port}, told apart by Host header:")
        for profile in PROFILES:
            print(f"  {profile.host:28} {profile.cms:9} {profile.name}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("ended")


if __name__ == "__main__":
    main()
