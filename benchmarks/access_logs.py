"""Access logs: lines a CPU-second and memory, counted into a register as `guiyi hits import` does.

    python -m benchmarks.access_logs [LINES]      default 5,000,000 lines, combined format, about 700 MB

The log is made first: 60,000 addresses by a long-tailed law, spellings with tracking parameters, 4 % of scanners' junk.
A second, ten times shorter log shows whether memory grows with the length.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SITE = "bench"
HOST = "old.example.test"
AGENT = b'"http://www.example.test/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/63.0 Safari/537.36"'
SITE_FILE = f'version: 1\nsite: {{id: {SITE}, name: 样例旧站, department: office, base_url: "http://{HOST}/"}}\n'


def write_log(path: Path, lines: int, seed: int = 7) -> None:
    """A combined log over ten days, in order."""
    rng = random.Random(seed)
    addresses = [b"/zwgk/tzgg/2018%02d/t2018%04d_%d.html" % (n % 12 + 1, n % 1231, 70_000 + n) for n in range(60_000)]
    with path.open("wb") as file:
        written = 0
        while written < lines:
            some = min(20_000, lines - written)
            day = b"%02d/Mar/2018" % (1 + 10 * written // lines)
            rows = []
            for _ in range(some):
                luck = rng.random()
                target = addresses[int(60_000 * rng.random() ** 3)]
                status = b"200"
                if luck < 0.04:
                    target, status = b"/wp-%d.php?x=%d" % (rng.randrange(99), rng.randrange(9999)), b"404"
                elif luck < 0.15:
                    target += b"?utm_source=c%d" % rng.randrange(9)
                rows.append(
                    b'10.%d.%d.7 - - [%s:%02d:00:00 +0800] "GET %s HTTP/1.1" %s 8123 %s\n'
                    % (rng.randrange(255), rng.randrange(255), day, rng.randrange(24), target, status, AGENT)
                )
            file.writelines(rows)
            written += some


def count(folder: Path, log: Path) -> None:
    """In a process of its own: counts one log, prints what it took."""
    from guiyi.retire.addresses.hits import import_hits
    from guiyi.retire.case import open_case
    from guiyi.settings import Settings

    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    case = open_case(settings, SITE)
    before = resource.getrusage(resource.RUSAGE_SELF)
    found = import_hits(case, log, "bench")
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"lines": found.lines, "counted": found.counted, "keys": found.keys, "cpu_s": round(cpu, 1),
                      "lines_a_cpu_s": round(found.lines / cpu), "peak_mb": after.ru_maxrss // 1024}))  # fmt: skip


def main(lines: int) -> None:
    """Makes the logs, counts each in a process of its own."""
    import shutil

    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory(prefix="guiyi-logs-") as name:
        folder = Path(name)
        shutil.copytree(root / "configs", folder / "configs", ignore=shutil.ignore_patterns("sites", "waves.yaml"))
        (folder / "configs" / "sites").mkdir()
        (folder / "configs" / "sites" / f"{SITE}.yaml").write_text(SITE_FILE, encoding="utf-8")
        for size in (lines // 10, lines):
            log = folder / f"access-{size}.log"
            write_log(log, size, seed=size)
            print(f"{size:,} lines, {log.stat().st_size / 1e6:,.0f} MB")
            subprocess.run(
                [sys.executable, "-m", "benchmarks.access_logs", "--count", name, str(log)], cwd=root, check=True,
                env=os.environ,
            )  # fmt: skip
            log.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        count(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
