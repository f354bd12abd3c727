"""Pausing hosts, or everything, across all workers: by Prefect's global concurrency limits, where operators see them.

A limit of the name `pause:all` or `pause:host:NAME` pauses by being there; so does any limit of 0 that a crawl falls
under (`guiyi-crawl` for all crawls together, `host:NAME` for one host). Asking Prefect for a slot of a limit of 0 is an
error, so that a pause is waited out before, and looked for again while the crawl goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.client.schemas.objects import GlobalConcurrencyLimit
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

EVERYTHING = "guiyi-crawl"
PAUSE_SECONDS = 5.0
LOOK_SECONDS = 10.0  # between two looks while a crawl goes on
PAGE = 200


def _limits(hosts: Iterable[str]) -> list[GlobalConcurrencyLimit]:
    """The limits that a crawl of these hosts falls under."""
    wanted = {EVERYTHING, "pause:all"} | {name for host in hosts for name in (f"host:{host}", f"pause:host:{host}")}
    found: list[GlobalConcurrencyLimit] = []
    with get_client(sync_client=True) as client:
        while page := client.read_global_concurrency_limits(limit=PAGE, offset=len(found)):
            found += page
    return [one for one in found if one.name in wanted]


def wait_while_paused(site: str, hosts: list[str]) -> list[str]:
    """Waits until no limit pauses the site; says once which one does → the limits in which its crawl takes a slot."""
    limits, is_told = _limits(hosts), False
    while paused := [one.name for one in limits if one.active and not one.limit]:
        if not is_told:
            get_run_logger().warning("%s: 已暂停 paused by %s; it goes on by itself", site, ", ".join(paused))
            is_told = True
        time.sleep(PAUSE_SECONDS)
        limits = _limits(hosts)
    return sorted(one.name for one in limits if not one.name.startswith("pause:"))


def pausing(site: str, hosts: list[str]) -> Callable[[], None]:
    """What a crawl calls before it asks: looks every LOOK_SECONDS whether it is paused, and waits while it is."""
    looked_at = time.monotonic()

    def may_go() -> None:
        nonlocal looked_at
        if time.monotonic() - looked_at >= LOOK_SECONDS:
            wait_while_paused(site, hosts)
            looked_at = time.monotonic()

    return may_go


def pause(host: str) -> str:
    """Pauses a host, or with no name everything → what is paused. Twice is once."""
    name = f"pause:host:{host}" if host else "pause:all"
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=0, active=True))
    return name


def resume(host: str) -> list[str]:
    """Ends the pause of a host, or with no name every pause → what was paused."""
    with get_client(sync_client=True) as client:
        there = [one.name for one in client.read_global_concurrency_limits(limit=PAGE) if one.name.startswith("pause:")]
        ended = [name for name in there if not host or name == f"pause:host:{host}"]
        for name in ended:
            with suppress(ObjectNotFound):  # somebody else ended it just now
                client.delete_global_concurrency_limit_by_name(name)
    return ended
