"""Content codings undone, within a cap: a body as received → its payload."""

from __future__ import annotations

from typing import cast

import brotli
import zstandard
from isal import isal_zlib

from guiyi.errors import SourceError, TransientSource

MAX_CODINGS = 5
MAX_MEMBERS = 1000  # of gzip, frames of zstd: a body of a million empty ones would take an engine, or a copy, for each
GZIP_MAGIC = b"\x1f\x8b"
GZIP_FORM, ZLIB_FORM, RAW_FORM = 31, 15, -15
ZSTD_WINDOW = 8 * 2**20  # RFC 8878 §3.1.1.1.2: the window every decoder is to support
ZSTD_SLICE = 256  # a 4-byte block makes at most 128 kB, so one slice makes at most 8 MB
BROTLI_STEP = 2**16
INFLATE_STEP = 2**22
INFLATE_ERROR = cast("type[Exception]", isal_zlib.error)
PLAIN = frozenset({"", "identity", "none", "binary", "utf-8"})


class TooLarge(SourceError):
    """The payload is larger than the site's file allows."""


class Truncated(TransientSource):
    """The body ends before its coding does, or its checksum is wrong."""


def codings_of(header: str | None) -> list[str]:
    """Content-Encoding → codings in the order they were applied. SourceError if there are more than five."""
    names = [name.strip().lower() for name in (header or "").split(",")]
    codings = [name.removeprefix("x-") for name in names if name not in PLAIN]
    if len(codings) > MAX_CODINGS:
        raise SourceError(f"{len(codings)} content codings on one response; at most {MAX_CODINGS} are undone")
    return codings


def decode(raw: bytes, header: str | None, cap: int, is_cut: bool = False) -> tuple[bytes, tuple[str, ...]]:
    """Body as received, its Content-Encoding, largest payload → payload and flags.

    TooLarge over the cap; Truncated where the coding's end is missing or its checksum wrong, unless the body is known
    to be cut (then what can be had). Servers that name a coding and send plain text exist: flag
    `encoding-mislabelled`.
    """
    flags: tuple[str, ...] = ()
    for coding in reversed(codings_of(header)):
        undo = DECODERS.get(coding)
        if undo is None:
            return raw, (*flags, "unknown-encoding")
        if coding in MAGIC and raw and not raw.startswith(MAGIC[coding]):
            return raw, (*flags, "encoding-mislabelled")
        raw = undo(raw, cap, is_cut) if raw else raw
    return raw, flags


def _gunzip(raw: bytes, cap: int, is_cut: bool) -> bytes:
    """All members of a gzip body; bytes after the last member are padding."""
    first, rest = _inflate(raw, GZIP_FORM, cap, is_cut)
    if not rest.startswith(GZIP_MAGIC):
        return first
    parts = [first]
    size = len(first)
    while rest.startswith(GZIP_MAGIC):
        part, rest = _inflate(rest, GZIP_FORM, cap - size, is_cut)
        parts.append(part)
        size += len(part)
        _require_few(len(parts))
    return b"".join(parts)


def _require_few(members: int) -> None:
    if members > MAX_MEMBERS:
        raise SourceError(f"the compressed body has more than {MAX_MEMBERS} parts")


def _undeflate(raw: bytes, cap: int, is_cut: bool) -> bytes:
    """RFC 9110 says zlib form; many servers send raw deflate."""
    is_zlib = raw[0] & 0x0F == 8 and len(raw) > 1 and int.from_bytes(raw[:2], "big") % 31 == 0
    return _inflate(raw, ZLIB_FORM if is_zlib else RAW_FORM, cap, is_cut)[0]


def _inflate(raw: bytes, form: int, cap: int, is_cut: bool) -> tuple[bytes, bytes]:
    engine = isal_zlib.decompressobj(wbits=form)
    pieces: list[bytes] = []
    try:
        piece = engine.decompress(raw, INFLATE_STEP)
        while piece:
            pieces.append(piece)
            if sum(map(len, pieces)) > cap:
                break
            piece = b"" if engine.eof else engine.decompress(engine.unconsumed_tail, INFLATE_STEP)
    except INFLATE_ERROR as error:
        if not is_cut:
            raise Truncated(f"the compressed body is damaged: {error}") from error
    return _bounded(pieces, cap, engine.eof or is_cut), engine.unused_data if engine.eof else b""


def _unbrotli(raw: bytes, cap: int, is_cut: bool) -> bytes:
    engine = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    try:
        piece = engine.process(raw, output_buffer_limit=BROTLI_STEP)
        while piece and size <= cap:
            pieces.append(piece)
            size += len(piece)
            piece = b"" if engine.is_finished() else engine.process(b"", output_buffer_limit=BROTLI_STEP)
    except brotli.error as error:
        raise Truncated(f"the compressed body is damaged: {error}") from error
    return _bounded(pieces, cap, engine.is_finished() or is_cut)


def _unzstd(raw: bytes, cap: int, is_cut: bool) -> bytes:
    pieces: list[bytes] = []
    left, at, frames, is_whole = cap, 0, 0, True
    while at < len(raw) and is_whole and left >= 0:
        engine = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        try:
            while at < len(raw) and not engine.eof and left >= 0:
                pieces.append(engine.decompress(raw[at : at + ZSTD_SLICE]))
                left -= len(pieces[-1])
                at += ZSTD_SLICE
        except zstandard.ZstdError as error:
            raise Truncated(f"the compressed body is damaged: {error}") from error
        is_whole = engine.eof
        at = min(at, len(raw)) - len(engine.unused_data)
        frames += 1
        _require_few(frames)
    return _bounded(pieces, cap, is_whole or is_cut)


def _bounded(pieces: list[bytes], cap: int, is_whole: bool) -> bytes:
    if sum(map(len, pieces)) > cap:
        raise TooLarge(f"the payload is larger than {cap} bytes; raise crawl.max_bytes if it is real")
    if not is_whole:
        raise Truncated("the compressed body ends too early")
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


DECODERS = {"gzip": _gunzip, "deflate": _undeflate, "br": _unbrotli, "zstd": _unzstd}
MAGIC = {"gzip": GZIP_MAGIC, "zstd": b"\x28\xb5\x2f\xfd"}
