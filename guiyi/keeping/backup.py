"""Backups: library, store, configuration and Prefect's database, by content, every byte with its digest.

    FOLDER/objects/<2 hex>/<sha256>     what the backups hold, each content once
    FOLDER/backups/<instant>.json       one backup: what it holds, by part and name; written last
    FOLDER/at-work/<who>                somebody takes a backup there just now, or deletes older ones

A file that did not change (name, size, time) since the backup before is not read again. Taken while workers write: the
library first, the store after it, since whatever the library speaks of is in the store before. One backup at a time in
a folder: what the one found there, the other might delete. Their names follow each other, whatever the clock does.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy.engine import make_url

from guiyi import __version__
from guiyi.errors import ConfigError, StoreError
from guiyi.keeping.databases import count_rows, dump, extension_of, is_empty, undump
from guiyi.library.migrate import HEAD, open_library
from guiyi.runs.lease import is_dead, owner_here
from guiyi.settings import Settings, now
from guiyi.store import Store

BLOCK = 2**20
GIVEN_UP = timedelta(days=3)  # after which another machine's backup has ended, however it did
Say = Callable[[str], None]


@dataclass(frozen=True)
class Kept:
    """One file of a backup. stamp: what tells whether the source changed since."""

    sha256: str
    bytes: int
    stamp: str = ""


@dataclass
class Backup:
    """One backup. files: part (library, prefect, store, configs) → name → file. rows: of the library's tables."""

    taken_at: str
    version: str
    schema: str
    files: dict[str, dict[str, Kept]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    name: str = ""  # its file's: its instant; behind the newest one's where the clock stands before that

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(one.bytes for part in self.files.values() for one in part.values())


def take_backup(settings: Settings, folder: str, prefect: str | None, say: Say) -> Backup:
    """Everything into the folder (path or fsspec URL) → the backup. prefect: URL of Prefect's database, or none.

    StoreError: another one is at work there, or a file can't be written.
    """
    with _alone(folder):
        return _take(settings, folder, prefect, say)


def _take(settings: Settings, folder: str, prefect: str | None, say: Say) -> Backup:
    to = Store(folder)
    before = list_backups(folder)
    last = read_backup(folder, before[-1]) if before else Backup("", "", "")
    open_library(settings.library)  # at this release's schema, which the backup says
    instant = now().isoformat()
    backup = Backup(instant, __version__, HEAD, name=_name_of(instant, before[-1] if before else ""))
    with tempfile.TemporaryDirectory() as scratch:
        for part, url in (("library", settings.library), ("prefect", prefect)):
            if url:
                path = Path(scratch) / f"{part}.{extension_of(url)}"
                rows = dump(url, path)
                backup.rows = rows if part == "library" else backup.rows
                backup.files[part] = {path.name: _keep_path(to, path)}
                path.unlink()
                say(f"{part}: {backup.files[part][path.name].bytes:,} bytes")
    backup.files["store"] = _keep_tree(to, Store(settings.store), last.files.get("store", {}))
    backup.files["configs"] = _keep_tree(to, Store(str(settings.configs)), last.files.get("configs", {}))
    say(f"store: {len(backup.files['store']):,} files · configs: {len(backup.files['configs']):,} files")
    to.write(f"backups/{backup.name}.json", json.dumps(asdict(backup), ensure_ascii=False, indent=1).encode())
    return backup


def _name_of(instant: str, newest: str) -> str:
    """An instant and the name of the newest backup → a name that sorts behind it, which says which is the newest.

    >>> _name_of("2026-11-28T17:36:00+00:00", "2026-11-27T173600Z")
    '2026-11-28T173600Z'
    >>> _name_of("2026-11-28T17:36:00+00:00", "2031-01-01T000000Z"), _name_of("2026-11-28", "2031-01-01T000000Z.0001")
    ('2031-01-01T000000Z.0001', '2031-01-01T000000Z.0002')
    """
    name = instant.replace(":", "").replace("+0000", "Z")
    if name > newest:
        return name
    stem, _, number = newest.partition(".")
    return f"{stem}.{int(number or 0) + 1:04d}"


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Nobody else takes a backup into this folder, or deletes older ones, while the block runs; or else StoreError.

    Each writes its mark before it looks for others': of two that begin at once both may give up, never none.
    """
    kept, mine = Store(folder), f"at-work/{owner_here()}"
    kept.write(mine, b"")
    try:
        for mark in kept.list("at-work"):
            if mark == mine:
                continue
            if not _is_left(kept, mark):
                raise StoreError(
                    f"another backup is at work in {folder} ({mark}); wait for it. If its machine is gone for good, "
                    "delete that file"
                )
            kept.delete(mark)
        yield
    finally:
        kept.delete(mine)


def _is_left(kept: Store, mark: str) -> bool:
    """Whether who made a mark has ended: a process of this machine that is no more, or days ago on another one."""
    with suppress(FileNotFoundError):
        age = datetime.now(UTC) - kept.written_at(mark)
        return is_dead(mark.removeprefix("at-work/")) or age > GIVEN_UP
    return True


def list_backups(folder: str) -> list[str]:
    """Names of the backups there, oldest first."""
    return sorted(Path(key).stem for key in Store(folder).list("backups") if key.endswith(".json"))


def read_backup(folder: str, name: str) -> Backup:
    """A backup by its name. ConfigError: there is none."""
    kept = Store(folder)
    if not kept.exists(f"backups/{name}.json"):
        raise ConfigError(f"there is no backup {name} in {folder}; it has: {', '.join(list_backups(folder)) or 'none'}")
    data = json.loads(kept.read(f"backups/{name}.json"))
    files = {part: {key: Kept(**one) for key, one in files.items()} for part, files in data.pop("files").items()}
    return Backup(**{**data, "name": name}, files=files)


def verify_backup(folder: str, backup: Backup) -> list[str]:
    """What of a backup is missing or not what it was; empty: it is whole. Reads all of it."""
    kept, faults, seen = Store(folder), [], set[str]()
    for part, files in backup.files.items():
        for name, one in files.items():
            if one.sha256 not in seen and not _is_whole(kept, one.sha256):
                faults.append(f"{part}/{name}: missing or changed")
            seen.add(one.sha256)
    return faults


def restore_backup(settings: Settings, folder: str, backup: Backup, prefect: str | None, say: Say) -> None:
    """A backup → library, store, configuration and Prefect's database, each into a place that has nothing yet.

    StoreError: the backup is not whole (nothing is written then), or what came out is not what went in. LibraryError,
    ConfigError: a place is not empty, or the backup is of a newer Guiyi.
    """
    if backup.schema > HEAD:
        raise ConfigError(
            f"the backup is of schema {backup.schema}, newer than this Guiyi ({HEAD}); upgrade Guiyi first"
        )
    _require_room(settings, prefect if "prefect" in backup.files else None)
    if faults := verify_backup(folder, backup):
        raise StoreError(f"the backup {backup.name} is not whole: {'; '.join(faults[:5])} ({len(faults)} in all)")
    kept = Store(folder)
    for part, place in (("store", settings.store), ("configs", str(settings.configs))):
        target = Store(place)
        for name, one in backup.files.get(part, {}).items():
            with tempfile.NamedTemporaryFile() as scratch:
                _copy_out(kept, one, scratch)
                target.put(name, Path(scratch.name))
        say(f"{part}: {len(backup.files.get(part, {})):,} files")
    with tempfile.TemporaryDirectory() as scratch_folder:
        for part, url in (("library", settings.library), ("prefect", prefect)):
            for name, one in backup.files.get(part, {}).items() if url else ():
                path = Path(scratch_folder) / name
                if extension_of(str(url)) != path.suffix.lstrip("."):
                    raise ConfigError(
                        f"the backup's {part} is {path.suffix}; restore it into the same kind of database"
                    )
                with path.open("wb") as scratch_file:
                    _copy_out(kept, one, scratch_file)
                undump(path, str(url))
                say(f"{part}: {one.bytes:,} bytes")
    _require_same(settings, backup)


def _require_room(settings: Settings, prefect: str | None) -> None:
    for url in filter(None, (settings.library, prefect)):
        if not is_empty(url):
            raise ConfigError(f"{make_url(url)!r} holds something; restore into an empty place, or move it away first")
    for place in (settings.store, str(settings.configs)):
        if next(_tree(Store(place)), None):
            raise ConfigError(f"{place} holds something; restore into an empty place, or move it away first")


def _require_same(settings: Settings, backup: Backup) -> None:
    found = count_rows(settings.library)
    if wrong := sorted(name for name in backup.rows if found.get(name) != backup.rows[name]):
        raise StoreError(f"the restored library has not as many rows as the backup says: {', '.join(wrong)}")
    for part, place in (("store", settings.store), ("configs", str(settings.configs))):
        target = Store(place)
        for name, one in backup.files.get(part, {}).items():
            if target.sha256(name) != one.sha256:
                raise StoreError(f"{place}/{name} is not what was backed up")
    open_library(settings.library)  # an older backup is brought to this release's schema


def prune(folder: str, keep: int) -> tuple[int, int]:
    """Leaves the newest `keep` backups, and deletes what only older ones hold → (backups, objects) deleted.

    StoreError: a backup is at work there, which may hold what no other one needs.
    """
    with _alone(folder):
        return _prune(folder, keep)


def _prune(folder: str, keep: int) -> tuple[int, int]:
    kept, names = Store(folder), list_backups(folder)
    older, newer = names[:-keep], names[-keep:]
    needed = {
        one.sha256 for name in newer for part in read_backup(folder, name).files.values() for one in part.values()
    }
    for name in older:
        kept.delete(f"backups/{name}.json")
    gone = [
        key for key, _stamp, _size in _tree(kept) if key.startswith("objects/") and key.rsplit("/", 1)[-1] not in needed
    ]
    for key in gone:
        kept.delete(key)
    return len(older), len(gone)


# --- files by content -------------------------------------------------------------------------------------------------


def _object(sha256: str) -> str:
    return f"objects/{sha256[:2]}/{sha256}"


def _tree(store: Store) -> Iterator[tuple[str, str, int]]:
    """(key, stamp, bytes) of every file of a store, sorted; unfinished ones (.name.123.tmp) are left out."""
    if not store.fs.exists(store.root):
        return
    found: dict[str, dict[str, Any]] = store.fs.find(store.root, detail=True)
    for path, about in sorted(found.items()):
        key = path.removeprefix(store.root.rstrip("/") + "/")
        is_unfinished = key.rsplit("/", 1)[-1].startswith(".") and key.endswith(".tmp")
        if not is_unfinished and about.get("type") != "directory":
            yield key, str(about.get("mtime") or about.get("ETag") or ""), int(about["size"] or 0)


def _keep_tree(to: Store, source: Store, last: dict[str, Kept]) -> dict[str, Kept]:
    kept: dict[str, Kept] = {}
    for key, stamp, size in _tree(source):
        before = last.get(key)
        if before and stamp and (before.stamp, before.bytes) == (stamp, size):
            kept[key] = before
            continue
        with tempfile.NamedTemporaryFile() as scratch:
            try:
                with source.open(key) as handle:
                    _copy(handle, scratch)
            except FileNotFoundError:  # the retention's policy has taken it away since the folder was looked through
                continue
            one = _keep_path(to, Path(scratch.name))
            kept[key] = Kept(one.sha256, one.bytes, stamp if one.bytes == size else "")
    return kept


def _keep_path(to: Store, path: Path) -> Kept:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    if not to.exists(_object(digest)):
        to.put(_object(digest), path)
    return Kept(digest, path.stat().st_size)


def _is_whole(kept: Store, sha256: str) -> bool:
    return kept.exists(_object(sha256)) and kept.sha256(_object(sha256)) == sha256


def _copy_out(kept: Store, one: Kept, target: IO[bytes]) -> None:
    with kept.open(_object(one.sha256)) as source:
        _copy(source, target)


def _copy(source: IO[bytes], target: Any) -> None:
    while data := source.read(BLOCK):
        target.write(data)
    target.flush()
