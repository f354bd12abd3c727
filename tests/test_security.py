"""Secrets stay secret, no outside name is asked for, roles are narrow, packages are locked; the checklist's tests exist."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from guiyi.errors import GuiyiError
from guiyi.library.migrate import open_library
from guiyi.runs.run import last_run
from guiyi.settings import Settings
from tests.chaos.places import Places
from tests.chaos.site import SITE, served
from tests.pipeline import migrate

ROOT = Path(__file__).parent.parent
CANARY = "canary-7f3a91"
UV = ROOT / ".venv" / "bin" / "uv"


def test_a_run_asks_for_no_outside_name_and_keeps_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    asked: set[str] = set()
    usual = socket.getaddrinfo

    def resolve(host: Any, *more: Any, **named: Any) -> Any:
        asked.add(str(host))
        return usual(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for name in ("AWS_SECRET_ACCESS_KEY", "PREFECT_API_KEY", "GUIYI_SESSION_SECRET", "HTTP_PROXY_PASSWORD"):
        monkeypatch.setenv(name, CANARY)
    with served(tmp_path / "configs"), Places(tmp_path / "places", tmp_path / "configs").fresh() as settings:
        migrate(settings, SITE)
        written = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert len(written) > 10
        assert [path for path in written if CANARY.encode() in path.read_bytes()] == []
    assert asked <= {"127.0.0.1", "localhost", "::1"}
    assert CANARY not in "".join(capfd.readouterr())


def test_a_databases_password_is_in_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://guiyi:{CANARY}@127.0.0.1:9/city?connect_timeout=1"
    with pytest.raises(GuiyiError) as failed:
        open_library(url)
    assert CANARY not in str(failed.value)
    with served(tmp_path / "configs"), Places(tmp_path / "places", tmp_path / "configs").fresh() as settings:
        engine = open_library(settings.library)
        monkeypatch.setattr("guiyi.runs.run.open_library", lambda _url: engine)
        with pytest.raises(GuiyiError, match="never ran") as never:
            last_run(Settings(url, settings.store, settings.configs), SITE)
    assert CANARY not in str(never.value)


def test_who_may_only_read_can_not_write(postgres_url: str) -> None:
    engine = create_engine(open_library(postgres_url).url)
    statements = (ROOT / "deployments" / "roles.sql").read_text(encoding="utf-8")
    with engine.begin() as connection:
        connection.execute(text(statements))
    try:
        with engine.begin() as connection:
            connection.execute(text("SET ROLE guiyi_read"))
            connection.execute(text("SELECT count(*) FROM resources"))
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text("DELETE FROM resources"))
        with engine.begin() as connection:
            connection.execute(text("SET ROLE guiyi_run"))
            connection.execute(text("DELETE FROM resources"))
            with pytest.raises(ProgrammingError, match="must be owner"):
                connection.execute(text("DROP TABLE resources"))
    finally:
        with engine.begin() as connection:  # roles belong to the whole server
            connection.execute(text("DROP OWNED BY guiyi_run, guiyi_read; DROP ROLE guiyi_run, guiyi_read"))
        engine.dispose()


def test_every_locked_package_has_its_hash() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    files = re.findall(r"\{ url = \"[^\"]+\"[^}]*\}", lock)
    assert len(files) > 500
    assert [one for one in files if 'hash = "sha256:' not in one] == []


@pytest.mark.skipif(not UV.exists(), reason="uv is not in this environment")
def test_an_audit_that_could_not_look_is_red() -> None:
    closed = {**os.environ, "UV_OFFLINE": "1", "ALL_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run(
        [UV, "audit", "--frozen"], cwd=ROOT, env=closed, capture_output=True, timeout=120, check=False
    )
    assert done.returncode != 0


def test_the_checklist_names_tests_and_settings_that_exist() -> None:
    named = re.findall(
        r"`((?:tests|guiyi|deployments)/[\w/.]+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    )
    assert len(named) > 20
    assert [one for one in named if not (ROOT / one).exists()] == []
