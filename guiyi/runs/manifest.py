"""Manifests: which part files a stage made of a batch, by what names, and that no row got lost.

A stage's part file is named by its batch and by the print of what made it, so an existing file is never made again and
a killed stage leaves nothing half. For every batch: rows in = rows out + rows refused (held, dropped or failed).
Light, so that a flow's process can name the files it never opens; what is in them: guiyi/runs/handover.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from guiyi.errors import StoreError
from guiyi.plain import Plain

Stage = Literal["crawl", "extract", "clean", "dedupe", "map", "load", "reconcile"]
STAGES: tuple[Stage, ...] = ("crawl", "extract", "clean", "dedupe", "map", "load", "reconcile")


@dataclass(frozen=True)
class Manifest(Plain):
    """One batch of one stage: its files (store keys) and its balance. Small; the only thing a task result holds."""

    stage: Stage
    site: str
    run_id: str
    batch: str
    path: str | None
    refused_path: str | None
    rows_in: int
    rows_out: int
    held: int = 0
    dropped: int = 0
    failed: int = 0
    print: str = ""
    reused: bool = False

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_out + self.held + self.dropped + self.failed:
            raise StoreError(f"{self.stage} {self.site} batch {self.batch}: rows do not balance: {self}")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Manifest:
        """Back from `to_json`."""
        return cls(**data)


def part_key(site: str, stage: str, batch: str, print_: str) -> str:
    """Store key of a stage's part file."""
    return f"sites/{site}/{stage}/{batch}-{print_}.parquet"


def refused_key(part: str) -> str:
    """Store key of the refused rows beside a part file."""
    return part.removesuffix(".parquet") + ".refused.parquet"


def keys_key(part: str) -> str:
    """Store key of the list of all documents beside a clusters part."""
    return part.removesuffix(".parquet") + ".keys.parquet"


def relations_key(part: str) -> str:
    """Store key of the relations beside a clusters part."""
    return part.removesuffix(".parquet") + ".relations.parquet"
