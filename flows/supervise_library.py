"""supervise-library: 统一监管, the checks over the whole library; run it daily."""

from __future__ import annotations

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.supervise import supervise_library as supervise

Outside = Annotated[
    int | None,
    Field(
        ge=0,
        title="外站链接 Outside links",
        description="How many links to other hosts are asked for; empty: supervision.links_a_run; 0: none",
    ),
]


@flow(name="supervise-library")
def supervise_library(outside: Outside = None) -> int:
    """Looks at links, puts the findings up as the artifact `supervision` → how many checks fail."""
    return supervise(outside)
