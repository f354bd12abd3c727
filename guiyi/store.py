"""Where snapshots, parquet, assets and evidence live: an fsspec URL (file:// or s3://) or a local path.

Layout, by what made a file:

    sites/<site>/warc/<name>.warc.gz     responses as received, in segments; <name>.cdxj beside each finished crawl
    sites/<site>/<stage>/<batch>-<print>.parquet   a stage's output; the print names its inputs
    sites/<site>/runs/<run>/             report.html, report.xlsx, report.json, manifests
    assets/<2 hex>/<sha256>              attachments and images, by content
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import fsspec
import psutil
from fsspec.implementations.local import LocalFileSystem

from guiyi.errors import StoreError
from guiyi.failpoints import around

MIN_FREE = 256 * 2**20  # bytes that the disk keeps free unless GUIYI_MIN_FREE says otherwise
ABANDONED = 24 * 3600.0  # seconds after which another machine's temporary file is nobody's


def remedy(error: OSError) -> str:
    """What a person does where a file could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space, then run again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "let the account that runs guiyi write there, then run again"
    return "is GUIYI_STORE right (or the folder that was named), and can it be written?"


class Store:
    """Files by key (a relative POSIX path). Writes are whole or absent: temporary file, fsync, rename."""

    def __init__(self, url: str) -> None:
        self.url = url
        options: dict[str, Any] = {"auto_mkdir": True} if "://" not in url or url.startswith("file://") else {}
        self.fs, self.root = fsspec.core.url_to_fs(url, **options)
        self.is_local = isinstance(self.fs, LocalFileSystem)

    def path(self, key: str) -> str:
        """Key → full path in the file system of this store."""
        return f"{self.root.rstrip('/')}/{key}"

    def local_path(self, key: str) -> Path:
        """Key → a path on this machine; StoreError where the store is remote."""
        if not self.is_local:
            raise StoreError(f"{self.url} is not a local store; {key} has no path on this machine")
        return Path(self.path(key))

    def exists(self, key: str) -> bool:
        """Whether the file is there."""
        return os.path.exists(self.path(key)) if self.is_local else bool(self.fs.exists(self.path(key)))

    def read(self, key: str, start: int | None = None, end: int | None = None) -> bytes:
        """Whole file, or the bytes [start, end). StoreError if it can't be read."""
        try:
            if self.is_local:  # a page of the archive is read so often that fsspec's own way counts
                return _read_local(self.path(key), start, end)
            data: bytes = self.fs.cat_file(self.path(key), start=start, end=end)
            return data
        except OSError as error:
            raise StoreError(
                f"can't read {self.path(key)}: {error.strerror or error}; is GUIYI_STORE right?"
            ) from error

    def open(self, key: str) -> IO[bytes]:
        """Opens a file for reading."""
        handle: IO[bytes] = self.fs.open(self.path(key), "rb")
        return handle

    def write(self, key: str, data: bytes) -> None:
        """Writes the file whole or not at all, and durably."""
        try:
            self._write(self.path(key), data)
        except OSError as error:
            raise StoreError(f"can't write {self.path(key)}: {error.strerror or error}; {remedy(error)}") from error

    def _write(self, path: str, data: bytes) -> None:
        if not self.is_local:
            self.fs.pipe_file(path, data)
            return
        folder, name = os.path.split(path)
        temporary = f"{_beside(folder)}/{_temporary(name)}"
        if not os.path.isdir(folder):
            os.makedirs(folder, exist_ok=True)
        try:
            with open(temporary, "wb") as handle:
                handle.write(data)
                handle.flush()
                with around("fsync of a file"):
                    os.fsync(handle.fileno())
            with around("rename of a file"):
                os.replace(temporary, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
            raise

    def put(self, key: str, path: Path) -> None:
        """A file of this machine → the store, whole or not at all, without reading it into memory. StoreError."""
        try:
            if not self.is_local:
                self.fs.put_file(str(path), self.path(key))
                return
            target = Path(self.path(key))
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(_temporary(target.name))
            try:
                shutil.copyfile(path, temporary)
                with open(temporary, "rb") as handle, around("fsync of a copy"):
                    os.fsync(handle.fileno())
                with around("rename of a copy"):
                    os.replace(temporary, target)
            except BaseException:  # half a copy would keep a full disk full for as long as this process lives
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StoreError(f"can't write {self.path(key)}: {error.strerror or error}; {remedy(error)}") from error

    def sha256(self, key: str) -> str:
        """Digest of a file in hex, read in pieces. StoreError if it can't be read."""
        try:
            with self.open(key) as handle:
                digest = hashlib.sha256()
                while data := handle.read(2**20):
                    digest.update(data)
                return digest.hexdigest()
        except OSError as error:
            raise StoreError(f"can't read {self.path(key)}: {error}") from error

    def require_space(self) -> None:
        """StoreError where a local store's disk has less than GUIYI_MIN_FREE bytes left: stop before it is full."""
        if not self.is_local:
            return
        place = Path(self.root)
        while not place.exists():
            place = place.parent
        least, free = int(os.environ.get("GUIYI_MIN_FREE") or MIN_FREE), shutil.disk_usage(place).free
        if free < least:
            raise StoreError(
                f"only {free:,} bytes are free at {self.root}, less than GUIYI_MIN_FREE ({least:,}); "
                "free some space, then run again: it goes on where it stopped"
            )

    def abandoned(self, prefix: str, is_deep: bool = True) -> list[str]:
        """Keys of temporary files under a folder key that killed processes left. A remote store has none."""
        found = []
        for folder, folders, names in os.walk(self.path(prefix)) if self.is_local else ():
            if not is_deep:
                folders.clear()
            some = (Path(folder, name) for name in names if name.startswith(".") and name.endswith(".tmp"))
            found += [one.relative_to(self.root).as_posix() for one in some if _is_abandoned(one)]
        return sorted(found)

    def sweep(self, prefix: str, is_deep: bool = True) -> None:
        """Removes what killed processes left half written under a folder key (directly under it, if not deep)."""
        for key in self.abandoned(prefix, is_deep):
            Path(self.path(key)).unlink(missing_ok=True)

    def list(self, prefix: str) -> list[str]:
        """Keys directly under a folder key, sorted; empty if there is none."""
        folder = self.path(prefix)
        if not self.fs.exists(folder):
            return []
        names = (str(name).rsplit("/", 1)[-1] for name in self.fs.ls(folder, detail=False))
        return sorted(f"{prefix}/{name}" for name in names)

    def sizes(self, prefix: str, names: Collection[str] | None = None) -> dict[str, int]:
        """Names directly under a folder key, all or some → bytes of those that are there.

        On a disk some are looked up one by one, since a folder of assets is all sites'; elsewhere it is listed.
        """
        folder = self.path(prefix)
        if self.is_local and names is not None:
            return {name: size for name in names if (size := _bytes_of(f"{folder}/{name}")) is not None}
        if not self.fs.exists(folder):
            return {}
        return {str(one["name"]).rsplit("/", 1)[-1]: int(one["size"] or 0) for one in self.fs.ls(folder, detail=True)}

    def size(self, key: str) -> int:
        """Bytes of a file."""
        return int(self.fs.size(self.path(key)) or 0)

    def written_at(self, key: str) -> datetime:
        """When the file was last written, in UTC."""
        at: datetime = self.fs.modified(self.path(key))
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def delete(self, key: str) -> None:
        """Removes one file if it is there."""
        if self.exists(key):
            self.fs.rm_file(self.path(key))


def _temporary(name: str) -> str:
    """A name of this thread's own: two that write one file at once don't take it from each other."""
    return f".{name}.{threading.get_native_id()}.{socket.gethostname()}-{os.getpid()}.tmp"


def _beside(folder: str) -> str:
    """Where a folder's temporary files stand: those of assets/<2 hex> above it, so that 256 need not be looked into."""
    above, own = os.path.split(folder)
    return above if len(own) == 2 and os.path.basename(above) == "assets" else folder


def _is_abandoned(path: Path) -> bool:
    """Whether nobody writes this temporary file any more: its process has ended, or it is of another day."""
    host, _, pid = path.name.removesuffix(".tmp").rpartition("-")
    if host.endswith(f".{socket.gethostname()}") and pid.isdigit():
        return not psutil.pid_exists(int(pid))
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > ABANDONED
    return False


def _bytes_of(path: str) -> int | None:
    """A file on a disk → its bytes; None where there is none."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return None


def _read_local(path: str, start: int | None, end: int | None) -> bytes:
    with open(path, "rb") as handle:
        if start:
            handle.seek(start)
        return handle.read() if end is None else handle.read(max(0, end - (start or 0)))
