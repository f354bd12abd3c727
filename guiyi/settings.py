"""Where the library, the store and the configuration are, and what time it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """The three places every command needs.

    library: SQLAlchemy URL. store: fsspec URL or local path. configs: directory of configuration files.
    """

    library: str = "sqlite:///var/library.db"
    store: str = "var/store"
    configs: Path = Path("configs")

    @classmethod
    def from_environment(
        cls, library: str | None = None, store: str | None = None, configs: str | None = None
    ) -> Settings:
        """Options win over GUIYI_LIBRARY, GUIYI_STORE and GUIYI_CONFIGS, which win over the defaults."""
        return cls(
            library=library or os.environ.get("GUIYI_LIBRARY") or cls.library,
            store=store or os.environ.get("GUIYI_STORE") or cls.store,
            configs=Path(configs or os.environ.get("GUIYI_CONFIGS") or cls.configs),
        )


def now() -> datetime:
    """The current instant in UTC, whole seconds; SOURCE_DATE_EPOCH fixes it for reproducible runs."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)
