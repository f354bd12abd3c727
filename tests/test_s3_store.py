"""The store on S3: a site migrated into a real S3-compatible server gives what it gives on a local disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import s3fs

from guiyi.settings import Settings
from tests.city import City, install_configs, serve
from tests.pipeline import export_bytes, migrate
from tests.ports import free_port

SITE = "tiyu"
READY_SECONDS = 60
# extraction workers have the environment of the process that first started one, so this is a process of its own
MIGRATE = """
import sys
from pathlib import Path
from guiyi.settings import Settings
from tests.pipeline import migrate
migrate(Settings(sys.argv[1], sys.argv[2], Path(sys.argv[3])), sys.argv[4])
"""


@pytest.fixture(scope="module")
def s3_environment() -> Iterator[dict[str, str]]:
    """A running S3-compatible server with the bucket `old-sites` → the environment by which clients find it."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "moto.server", "-p", url.rsplit(":", 1)[1]]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(url, server)
        environment = {
            "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }  # fmt: skip
        s3fs.S3FileSystem(endpoint_url=url, key="test", secret="test").mkdir("old-sites")
        yield environment
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < READY_SECONDS:
        assert server.poll() is None, "the S3 server stopped at once"
        try:
            requests.get(url, timeout=2)
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("the S3 server did not get ready")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with serve(port=0, only=[SITE]) as served:
        install_configs(tmp_path / "configs", served.port)
        yield served


def migrate_on_s3(settings: Settings, environment: dict[str, str]) -> None:
    places = [settings.library, settings.store, str(settings.configs)]
    command = [sys.executable, "-c", MIGRATE, *places, SITE]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.slow
def test_a_site_migrated_onto_s3_is_the_same_as_on_a_local_disk_and_twice_is_once(
    tmp_path: Path, city: City, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")  # both libraries say the same time
    local = Settings(f"sqlite:///{tmp_path}/local.db", str(tmp_path / "store"), tmp_path / "configs")
    migrate(local, SITE)
    remote = Settings(f"sqlite:///{tmp_path}/remote.db", "s3://old-sites/store", tmp_path / "configs")
    migrate_on_s3(remote, s3_environment)
    assert export_bytes(remote) == export_bytes(local)

    bucket = s3fs.S3FileSystem(endpoint_url=s3_environment["AWS_ENDPOINT_URL"], key="test", secret="test")
    kept = {Path(name).relative_to("old-sites/store").as_posix() for name in bucket.find("old-sites/store")}
    on_disk = {path.relative_to(local.store).as_posix() for path in Path(local.store).rglob("*") if path.is_file()}
    assert kept == on_disk
    assert any(name.startswith("assets/") for name in kept)

    migrate_on_s3(remote, s3_environment)
    assert export_bytes(remote) == export_bytes(local)
