"""Reads attachments in a child process with limits of CPU time and memory: a hostile file breaks the child only.

The child is an interpreter of its own that answers on a pipe, so it shares nothing with the run and needs no fork.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from typing import IO

from guiyi.extract.filetext import FileText, read_file

CPU_SECONDS = 20  # for one file
WALL_SECONDS = 600.0  # a child that sleeps is let go after this
MEMORY = 1536 * 2**20  # bytes of address space of the child
CRASHED = "crashed"
HEAD = struct.Struct("<II")  # lengths of media type and file; of an answer: its length and 0

_lock = threading.Lock()
_child: subprocess.Popen[bytes] | None = None


def read_bounded(media_type: str, data: bytes) -> FileText:
    """A file's media type and bytes → its text; a file that breaks or outlasts its reader is `crashed`."""
    global _child
    with _lock:
        if _child is None or _child.poll() is not None:
            _child = _start()
        try:
            return FileText(**_ask(_child, media_type.encode(), data))
        except (OSError, EOFError, TimeoutError):
            _child.kill()
            _child.wait()
            _child = None
            return FileText(CRASHED, note=f"reading it broke off after {CPU_SECONDS} s or {MEMORY:,} bytes")


def _start() -> subprocess.Popen[bytes]:
    places = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, "-c", "from guiyi.extract.bounded import serve; serve()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=places,
    )  # fmt: skip


def _ask(child: subprocess.Popen[bytes], media_type: bytes, data: bytes) -> dict[str, str]:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(HEAD.pack(len(media_type), len(data)) + media_type + data)
    child.stdin.flush()
    give_up = time.monotonic() + WALL_SECONDS
    length, _ = HEAD.unpack(_read_by(child.stdout, HEAD.size, give_up))
    answer: dict[str, str] = json.loads(_read_by(child.stdout, length, give_up))
    return answer


def _read_by(pipe: IO[bytes], count: int, give_up: float) -> bytes:
    """Exactly so many bytes of a pipe. EOFError where it ends, TimeoutError where they take too long."""
    parts = bytearray()
    while len(parts) < count:
        ready, _, _ = select.select([pipe], [], [], max(0.0, give_up - time.monotonic()))
        if not ready:
            raise TimeoutError
        some = os.read(pipe.fileno(), min(count - len(parts), 1 << 20))
        if not some:
            raise EOFError
        parts += some
    return bytes(parts)


# --- the child --------------------------------------------------------------------------------------------------------


def serve() -> None:
    """Runs in the child: reads files from standard input and answers, until that ends."""
    while len(head := sys.stdin.buffer.read(HEAD.size)) == HEAD.size:
        name, length = HEAD.unpack(head)
        media_type, data = sys.stdin.buffer.read(name).decode(), sys.stdin.buffer.read(length)
        _limit()
        answer = json.dumps(asdict(read_file(media_type, data))).encode()
        sys.stdout.buffer.write(HEAD.pack(len(answer), 0) + answer)
        sys.stdout.buffer.flush()


def _limit() -> None:
    """What the next file may use; more CPU time ends the child, more memory fails the file."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
