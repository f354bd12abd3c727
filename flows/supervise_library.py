"""supervise-library: 统一监管, the checks over the whole library; run it daily."""

from __future__ import annotations

from prefect import flow

from tasks.supervise import supervise_library as supervise


@flow(name="supervise-library")
def supervise_library() -> int:
    """Puts the findings up as the artifact `supervision` → how many checks fail."""
    return supervise()
