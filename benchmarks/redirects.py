"""The redirect service beside nginx: real decisions replayed, then load; then 1,000,000 redirects in memory.

    python -m benchmarks.redirects        needs ../shared/data/redirects, nginx-light and wrk

1. Every row is asked once and must be answered as decided. 2. wrk, one thread, asks for the same addresses in a row:
our service in one process, then nginx (one worker) with the exported maps. 3. Memory of a process that serves a
million made-up redirects.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks import govuk
from guiyi.database import writing
from guiyi.library.migrate import open_library
from guiyi.library.redirect_files import export_redirects
from guiyi.library.tables import redirects
from guiyi.retire.events import Entry, append
from guiyi.settings import Settings
from guiyi.store import Store
from tests.ports import free_port

SECONDS = 10
MILLION = 1_000_000
LUA = """\
local rows = {}
for line in io.lines(os.getenv("ROWS")) do
  local host, path = line:match("^(%S+) (.*)$")
  rows[#rows + 1] = wrk.format("GET", path, {["Host"] = host})
end
local at = 0
request = function() at = at % #rows + 1; return rows[at] end
"""


@contextmanager
def server(command: list[str], port: int, environment: dict[str, str]) -> Iterator[psutil.Process]:
    """A server while the block runs."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        begun = time.monotonic()
        while time.monotonic() - begun < 120:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def service(settings: Settings, port: int) -> tuple[list[str], dict[str, str]]:
    """The command that serves redirects in one process, and its environment."""
    environment = os.environ | {
        "GUIYI_LIBRARY": settings.library, "GUIYI_STORE": settings.store, "GUIYI_CONFIGS": str(settings.configs),
    }  # fmt: skip
    return [sys.executable, "-m", "guiyi.retire.answering", "--port", str(port)], environment


def replay(port: int, rows: list[tuple[str, int, str]]) -> list[str]:
    """Asks for every row → those that were answered otherwise."""
    wrong = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for url, status, location in rows:
        host, path = govuk.address_of(url)
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        if (answer.status, answer.getheader("Location") or "") != (status, location):
            wrong.append(f"{url}: {answer.status} {answer.getheader('Location')} instead of {status} {location}")
    return wrong


def load(port: int, folder: Path, rows: list[tuple[str, int, str]], name: str) -> None:
    """wrk over all rows, in order → requests a second and latency."""
    (folder / "rows").write_text("\n".join(" ".join(govuk.address_of(url)) for url, _, _ in rows), encoding="utf-8")
    (folder / "rows.lua").write_text(LUA)
    for connections in (1, 8):
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s", str(folder / "rows.lua"),
             f"http://127.0.0.1:{port}"],
            env=os.environ | {"ROWS": str(folder / "rows")}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
        slow = re.search(r"99%\s+(\S+)", said)
        print(
            f"  {name}, {connections} connections: {rate[1] if rate else '?'} requests/s, p99 {slow[1] if slow else '?'}"
        )


def nginx_command(folder: Path, settings: Settings, sites: list[str], port: int) -> list[str]:
    """Writes the exported maps and a configuration → the command."""
    engine = open_library(settings.library)
    includes, servers, sizes = [], [], []
    for site in sites:
        text = export_redirects(engine, site, "nginx", govuk.PLATFORM)
        (folder / f"{site}.map").write_text(text, encoding="utf-8")
        said = [line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ")]
        sizes += [tuple(map(int, re.findall(r"\d+", said[0])))]
        includes.append(f"include {folder}/{site}.map;")
        host = re.search(r'^    "~?\^?([^/"\\\\]+)', text, re.MULTILINE)
        name = host[1] if host else site
        servers.append(f"server {{ listen 127.0.0.1:{port}; server_name {name}; {' '.join(said[1:])} }}")
    head = f"map_hash_bucket_size {max(one[0] for one in sizes)}; map_hash_max_size {max(one[1] for one in sizes)};"
    temporary = "".join(f"{one}_temp_path {folder};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\nevents {{}}\n"
        f"http {{ access_log off; keepalive_requests 1000000000; {temporary} {head}\n"
        + "\n".join([*includes, *servers]) + "\n}\n"
    )  # fmt: skip
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def million(folder: Path) -> Settings:
    """A library with a million redirects of one site, each to its own resource."""
    settings, _ = govuk.prepare(folder, govuk.tables()[:1])
    site = govuk.tables()[0].name.removesuffix(".csv.gz")
    engine = open_library(settings.library)
    for start in range(0, MILLION, 50_000):
        rows = [
            {"site": site, "key": f"/zwgk/2018/t2018_{n}.html?id={n}", "url": f"http://x/{n}", "kind": "redirect",
             "resource_id": f"{n:024x}", "run_id": "x"}
            for n in range(start, start + 50_000)
        ]  # fmt: skip
        with writing(engine) as connection:
            connection.execute(redirects.insert(), rows)
    append(engine, Store(settings.store), site, Entry("move", "approve", "bench", {}, to_state="approved"))
    return settings


def main() -> None:
    """All three parts."""
    files = govuk.tables()
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if not files or missing:
        sys.exit(f"needs {govuk.DATA} and {', '.join(missing) or 'nothing else'}: apt-get install nginx-light wrk")
    with tempfile.TemporaryDirectory(prefix="guiyi-redirects-") as name:
        folder = Path(name)
        settings, found = govuk.prepare(folder, files)
        begun = time.process_time()
        dead = govuk.import_all(settings, found)
        rows = govuk.expected(settings, found)
        print(
            f"{len(rows):,} decisions of {len(files)} sites imported in {time.process_time() - begun:.1f} s CPU; gone, for they lead nowhere:"
        )
        for one in dead:
            print(f"  {one.url}: {one.reason}")
        for site in found:
            append(open_library(settings.library), Store(settings.store), site,
                   Entry("move", "approve", "bench", {}, to_state="approved"))  # fmt: skip
        port = free_port()
        command, environment = service(settings, port)
        with server(command, port, environment) as process:
            wrong = replay(port, rows)
            print(f"replayed {len(rows):,}: {len(wrong)} wrong {wrong[:5]}")
            load(port, folder, rows, "guiyi, one process")
            print(f"  memory {process.memory_info().rss / 1e6:.0f} MB")
        port = free_port()
        with server(nginx_command(folder, settings, list(found), port), port, dict(os.environ)):
            wrong = [one for one in replay(port, rows) if "%24" not in one]
            print(f"nginx replayed: {len(wrong)} wrong {wrong[:5]}")
            load(port, folder, rows, "nginx, one worker")
    with tempfile.TemporaryDirectory(prefix="guiyi-million-") as name:
        settings = million(Path(name))
        port = free_port()
        command, environment = service(settings, port)
        with server(command, port, environment) as process:
            peak = process.memory_full_info().uss / 1e6
            status = Path(f"/proc/{process.pid}/status").read_text()
            high = re.search(r"VmHWM:\s+(\d+)", status)
            rows = [(f"http://www.bis.gov.uk/zwgk/2018/t2018_{n}.html?id={n}", 301, f"{govuk.PLATFORM}/resources/{n:024x}")
                    for n in range(0, MILLION, 997)]  # fmt: skip
            wrong = replay(port, rows)
            told = {
                "redirects": MILLION,
                "wrong": len(wrong),
                "uss_mb": round(peak),
                "peak_rss_mb": int(high[1]) // 1024 if high else None,
            }
            print(json.dumps(told))
            load(port, Path(name), rows, "guiyi, a million redirects")


if __name__ == "__main__":
    main()
