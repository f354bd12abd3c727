"""Reads hostile bytes in a child process with limits of CPU time and memory: what breaks it breaks the child only.

Attachments are read here always, pages where they are not plain: large, or made of very many tags, or with a stretch
without an end of a tag, which is a flood of attributes or a script. A plain page can't take a parser long, so it needs
no child. A page that the child dies of is read once more, in a new one, by the second (guiyi/markup/parsing.py). The
child is an interpreter of its own that answers in JSON on a pipe: it shares nothing with the run, and needs no fork.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from typing import IO, Any

from guiyi.markup.parsing import has_stretch
from guiyi.spawning import environment

CPU_SECONDS = 20  # for one file or page …
SECOND_SECONDS = 6  # … of which so many are the second parser's
WALL_SECONDS = 600.0  # a child that sleeps is let go after this
MEMORY = 1536 * 2**20  # bytes of address space of the child
PLAIN_BYTES, PLAIN_TAGS, PLAIN_STRETCH = 2**18, 20_000, 2**14  # what `tests/hostile/test_bounds.py` tries at length
READERS = {
    "file": "guiyi.extract.files.text:read_told",
    "page": "guiyi.extract.worker:extract_told",
    "links": "guiyi.crawl.observing.observe:observe_told",
    "beside": "guiyi.portal.beside:compare_told",
    "shown": "guiyi.retire.archive.shown:shown_told",
}
PARSED = frozenset({"page", "links", "beside", "shown"})  # those that the second parser may help
HEAD = struct.Struct("<II")  # lengths of what is told and of the bytes; of an answer: its length and 0

_lock = threading.Lock()
_child: subprocess.Popen[bytes] | None = None
_owner = 0  # process that started it: a copy of that process starts one of its own
_is_child = False


class ReaderBroke(Exception):
    """The child died of these bytes, or took longer than it may."""


def is_plain(data: bytes) -> bool:
    """Whether a page is so small and simple that no parser can take long over it, whatever it holds."""
    if len(data) > PLAIN_BYTES or data.count(b"<") > PLAIN_TAGS:
        return False
    return not has_stretch(data, b">", PLAIN_STRETCH)


def needs_child(data: bytes) -> bool:
    """Whether a page is to be read by `read_bounded`: it is not plain, and this is not the child."""
    return not _is_child and not is_plain(data)


def read_bounded(reader: str, told: Any, data: bytes) -> Any:
    """A name in READERS, what it is told (JSON) and the bytes → its answer (JSON). ReaderBroke: every parser did."""
    if reader not in PARSED:
        return _try(reader, told, data, CPU_SECONDS)
    try:
        return _try(reader, told, data, CPU_SECONDS - SECOND_SECONDS)
    except ReaderBroke:
        return _try(reader, told, data, SECOND_SECONDS, is_second=True)


def _try(reader: str, told: Any, data: bytes, seconds: int, is_second: bool = False) -> Any:
    global _child, _owner
    with _lock:
        if _child is None or _owner != os.getpid() or _child.poll() is not None:
            _child, _owner = _start(), os.getpid()
        try:
            return _ask(_child, json.dumps([reader, told, seconds, MEMORY, is_second]).encode(), data)
        except (OSError, EOFError, TimeoutError) as error:
            _child.kill()
            _child.wait()
            _child = None
            raise ReaderBroke(f"reading it broke off after {CPU_SECONDS} s or {MEMORY:,} bytes") from error


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from guiyi.bounded import serve; serve()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
    )  # fmt: skip


def _ask(child: subprocess.Popen[bytes], told: bytes, data: bytes) -> Any:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(HEAD.pack(len(told), len(data)) + told)
    child.stdin.write(data)
    child.stdin.flush()
    give_up = time.monotonic() + WALL_SECONDS
    length, _ = HEAD.unpack(_read_by(child.stdout, HEAD.size, give_up))
    return json.loads(_read_by(child.stdout, length, give_up))


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
    """Runs in the child: reads what comes on standard input and answers, until that ends."""
    global _is_child
    _is_child = True
    while len(head := sys.stdin.buffer.read(HEAD.size)) == HEAD.size:
        size, length = HEAD.unpack(head)
        reader, told, seconds, memory, is_second = json.loads(sys.stdin.buffer.read(size))
        data = sys.stdin.buffer.read(length)
        module, _, name = READERS[reader].partition(":")
        read = getattr(importlib.import_module(module), name)
        importlib.import_module("guiyi.markup.parsing").use_second(is_second)
        _limit(seconds, memory)
        answer = json.dumps(read(told, data)).encode()
        sys.stdout.buffer.write(HEAD.pack(len(answer), 0) + answer)
        sys.stdout.buffer.flush()


def _limit(seconds: int, memory: int) -> None:
    """What the next file or page may use; more CPU time ends the child, more memory fails what it reads."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
