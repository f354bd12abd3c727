"""What all tests share: fresh libraries on SQLite and on a PostgreSQL of our own, and settings. No Prefect here."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiyi.library.migrate import open_library
from guiyi.settings import Settings
from tests import postgres, promises
from tests.place import install_platform

_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(promises)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the Prefect server is slow; slow tests are begun first, where tests run on several cores.

    `make test` gives each core whole files (`loadfile`): with pytest 9.2 xdist 3.8 does not see groups.
    """
    for item in items:
        if "orchestra" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a database on a running PostgreSQL, with {} for its name; its template has our tables."""
    binaries = postgres.find_binaries()
    if binaries is None:
        pytest.skip(postgres.ADVICE)
    with postgres.running_server(binaries) as url:
        postgres.execute(url, "CREATE DATABASE guiyi_template")
        open_library(url.format("guiyi_template")).dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite library, to be copied."""
    path = tmp_path_factory.mktemp("template") / "library.db"
    open_library(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite library."""
    path = tmp_path / "library.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh PostgreSQL library."""
    name = f"guiyi_{next(_numbers)}"
    postgres.execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE guiyi_template")
    url = postgres_server.format(name)
    yield url
    open_library(url).dispose()
    postgres.execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def library_url(request: pytest.FixtureRequest) -> str:
    """A fresh library, once on each database."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    """A configuration folder with the project's platform and families, and no sites."""
    folder = tmp_path / "configs"
    install_platform(folder)
    return folder


@pytest.fixture
def settings(library_url: str, tmp_path: Path, configs: Path) -> Settings:
    """A fresh library (each database in turn), an empty store, a configuration without sites."""
    return Settings(library=library_url, store=str(tmp_path / "store"), configs=configs)
