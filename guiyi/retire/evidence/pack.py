"""The evidence pack of a site: one zip with all that proves its retirement, a manifest of hashes, and a signature.

index.html in it is for people; every figure there stands in a file beside it. `evidence_faults` needs nothing but the
pack and the city's public key.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guiyi.errors import StoreError
from guiyi.retire.audit import chain_faults
from guiyi.retire.case import Case, open_case
from guiyi.retire.events import Entry, Event, append
from guiyi.retire.evidence.contents import collect
from guiyi.retire.evidence.signing import is_signed, public_hex, sign, signing_key
from guiyi.runs.run import last_run
from guiyi.settings import Settings, now

MANIFEST, SIGNATURE, EVENTS = "manifest.json", "signature.json", "events.json"


@dataclass(frozen=True)
class Pack:
    """An evidence pack as written. head: number and hash of the last event that it holds."""

    key: str
    sha256: str
    public_key: str
    head: str


def make_evidence(settings: Settings, site: str, by: str) -> Pack:
    """Site → its signed evidence pack in the store, and an event that names it. StoreError, ConfigError.

    LibraryError: it never ran, so that there is nothing to prove.
    """
    last_run(settings, site)
    case = open_case(settings, site)
    data = write_pack(case, collect(case))
    key = signing_key()
    name = f"sites/{site}/retirement/evidence-{len(case.events):04d}.zip"
    case.store.write(name, data)
    head = f"{case.events[-1].number}:{case.events[-1].hash}" if case.events else ""
    pack = Pack(name, hashlib.sha256(data).hexdigest(), public_hex(key), head)
    append(case.engine, case.store, site, Entry("evidence", "pack", by, pack.__dict__), after=len(case.events))
    return pack


def write_pack(case: Case, files: Mapping[str, bytes]) -> bytes:
    """Files by name → the signed zip."""
    key = signing_key()
    manifest = {
        "site": case.site,
        "name": case.config.site.name,
        "made_at": now().isoformat(),
        "head": {"number": case.events[-1].number, "hash": case.events[-1].hash} if case.events else None,
        "files": {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in
                  sorted(files.items())},
    }  # fmt: skip
    told = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    signed = {"algorithm": "Ed25519", "public_key": public_hex(key), "signature": sign(key, told), "signs": MANIFEST}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in [
            *sorted(files.items()),
            (MANIFEST, told),
            (SIGNATURE, json.dumps(signed, indent=1).encode()),
        ]:
            info = zipfile.ZipInfo(name)  # of 1980: the same bytes each time
            info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            pack.writestr(info, data)
    return buffer.getvalue()


def evidence_faults(data: bytes, public_key: str | None = None) -> list[str]:
    """A pack, and the city's public key (None: any key) → everything that is wrong with it. StoreError: no pack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            files = {name: pack.read(name) for name in pack.namelist()}
            manifest, signed = json.loads(files[MANIFEST]), json.loads(files[SIGNATURE])
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise StoreError(f"this is not an evidence pack, or it is damaged: {error}") from error
    return [
        *_signature_faults(files[MANIFEST], signed, public_key),
        *_file_faults(files, manifest["files"]),
        *_chain_faults(files, manifest),
    ]


def _signature_faults(told: bytes, signed: Mapping[str, str], public_key: str | None) -> Iterable[str]:
    if not is_signed(signed["public_key"], signed["signature"], told):
        yield "the manifest was changed: its signature does not fit"
    if public_key is not None and signed["public_key"] != public_key:
        yield f"it was signed by another key ({signed['public_key'][:16]}…) than the city's ({public_key[:16]}…)"


def _file_faults(files: Mapping[str, bytes], wanted: Mapping[str, Any]) -> Iterable[str]:
    for name, one in wanted.items():
        if name not in files:
            yield f"{name} is missing"
        elif hashlib.sha256(files[name]).hexdigest() != one["sha256"]:
            yield f"{name} was changed"
    for name in sorted(set(files) - set(wanted) - {MANIFEST, SIGNATURE}):
        yield f"{name} does not belong to it"


def _chain_faults(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterable[str]:
    events = [Event(**one) for one in json.loads(files.get(EVENTS, b"[]"))]
    yield from chain_faults(events)
    head = manifest.get("head")
    if head and (not events or events[-1].hash != head["hash"]):
        yield "the log in it does not end where the manifest says"
