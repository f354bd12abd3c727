"""Fresh places for many runs of the small site: a copied SQLite file or a PostgreSQL database made from a template."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guiyi.library.migrate import open_library
from guiyi.settings import Settings
from tests.postgres import execute

_numbers = itertools.count(1)


class Places:
    """Gives each run an empty library and store of its own, and takes them away again."""

    def __init__(self, folder: Path, configs: Path, server: str | None = None) -> None:
        """server: URL of a PostgreSQL with {} for the database's name; None: SQLite."""
        self.folder, self.configs, self.server = folder, configs, server
        self.template = folder / "template.db"
        folder.mkdir(parents=True, exist_ok=True)
        if server is None:
            open_library(f"sqlite:///{self.template}").dispose()

    @contextmanager
    def fresh(self) -> Iterator[Settings]:
        name = f"chaos_{next(_numbers)}"
        folder = self.folder / name
        folder.mkdir()
        url = self._library(name, folder)
        yield Settings(url, str(folder / "store"), self.configs)
        shutil.rmtree(folder)
        open_library(url).dispose()
        if self.server is not None:
            execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")

    def _library(self, name: str, folder: Path) -> str:
        if self.server is None:
            shutil.copy(self.template, folder / "library.db")
            return f"sqlite:///{folder}/library.db"
        execute(self.server, f"CREATE DATABASE {name} TEMPLATE guiyi_template")
        return self.server.format(name)
