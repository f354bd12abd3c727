"""WARC 1.1 records: a response → bytes, and bytes → a response.

The HTTP block holds status line and headers as received and the body as received, without its chunks: Transfer-Encoding
is kept under another name, as replay tools expect. Record ids come from the content, so that the same response gives
the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass

from isal import igzip_lib

from guiyi.crawl.fetching.decode import decode
from guiyi.crawl.fetching.fetch import REDIRECTS, Response, first_header, redirect_target
from guiyi.errors import SourceError, StoreError

LEVEL = 2
NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 4122's for URLs
KEPT_CODING = "X-Archive-Orig-Transfer-Encoding"
FLAGS = "X-Guiyi-Flags"
PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
INFO = b"software: Guiyi\r\nformat: WARC File Format 1.1\r\n"
READ_CAP = 2**30  # a payload larger than this is not unpacked from a foreign archive


@dataclass(frozen=True)
class Earlier:
    """The response that a revisit refers to: its URL and capture time (`pages.fetched_at`)."""

    url: str
    fetched_at: str


@dataclass(frozen=True)
class Record:
    """One WARC record, unpacked: its type, its named fields in lower case, its block."""

    kind: str
    fields: dict[str, str]
    block: bytes


def response_record(response: Response) -> bytes:
    """Response → a gzipped response record."""
    head = _http_head(response)
    fields = [*_common("response", response, head), *_flags(response)]
    if "body-not-read" in response.flags or "cut" in response.flags:
        fields.append(("WARC-Truncated", "length" if "cut" in response.flags else "unspecified"))
    return _record(fields, head + response.raw_body)


def revisit_record(response: Response, earlier: Earlier) -> bytes:
    """Response with nothing new → a gzipped revisit record that names the earlier capture; without payload."""
    head = _http_head(response)
    profile = "server-not-modified" if response.status == 304 else "identical-payload-digest"
    fields = [
        *_common("revisit", response, head), *_flags(response), ("WARC-Profile", PROFILES + profile),
        ("WARC-Refers-To-Target-URI", _one_line(earlier.url)), ("WARC-Refers-To-Date", _warc_date(earlier.fetched_at)),
    ]  # fmt: skip
    if response.status == 304:
        fields = [field for field in fields if field[0] != "WARC-Payload-Digest"]
    return _record(fields, head)


def info_record(filename: str, fetched_at: str) -> bytes:
    """The gzipped record that begins a segment."""
    identity = uuid.uuid5(NAMESPACE, f"{filename} {fetched_at}")
    fields = [
        ("WARC-Type", "warcinfo"), ("WARC-Record-ID", f"<urn:uuid:{identity}>"), ("WARC-Date", _warc_date(fetched_at)),
        ("WARC-Filename", filename), ("Content-Type", "application/warc-fields"),
    ]  # fmt: skip
    return _record(fields, INFO)


def _common(kind: str, response: Response, head: bytes) -> list[tuple[str, str]]:
    is_coded = response.raw_body is not response.body
    digest = hashlib.sha256(response.raw_body).digest() if is_coded else response.digest
    url = _one_line(response.url)
    head_digest = hashlib.sha256(head).hexdigest()
    identity = uuid.uuid5(NAMESPACE, f"{kind} {url} {response.fetched_at} {digest.hex()} {head_digest}")
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{identity}>"),
        ("WARC-Date", _warc_date(response.fetched_at)),
        ("WARC-Target-URI", url),
        ("WARC-Payload-Digest", f"sha256:{base64.b32encode(digest).decode('ascii')}"),
        ("Content-Type", "application/http;msgtype=response"),
    ]


def _flags(response: Response) -> list[tuple[str, str]]:
    return [(FLAGS, " ".join(response.flags))] if response.flags else []


def _record(fields: list[tuple[str, str]], block: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    head = f"WARC/1.1\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode()
    packed: bytes = igzip_lib.compress(b"%b%b\r\n\r\n" % (head, block), LEVEL, flag=igzip_lib.COMP_GZIP)
    return packed


def _http_head(response: Response) -> bytes:
    lines = [f"{response.http_version or 'HTTP/1.1'} {response.status} {response.reason}".rstrip()]
    for name, value in response.headers:
        lines.append(f"{KEPT_CODING if name.lower() == 'transfer-encoding' else name}: {value}")
    return "\r\n".join([*map(_one_line, lines), "", ""]).encode("latin-1", "replace")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _warc_date(fetched_at: str) -> str:
    return fetched_at.replace("+00:00", "Z")


def parse_record(data: bytes) -> Record:
    """One unpacked record → its parts. StoreError if it is not one, or not whole."""
    head, mark, rest = data.partition(b"\r\n\r\n")
    if not mark or not head.startswith(b"WARC/"):
        raise StoreError("not a WARC record")
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    length = fields.get("content-length", "")
    if not length.isdigit() or len(rest) < int(length):
        raise StoreError("the record is not whole")
    return Record(fields.get("warc-type", ""), fields, rest[: int(length)])


def response_of(record: Record) -> Response | None:
    """A response or revisit record → the response as it was received; None for other records.

    StoreError where payload and digest differ, or the block is not HTTP.
    """
    media_type = record.fields.get("content-type", "application/http").lower()
    if record.kind not in ("response", "revisit") or not media_type.startswith("application/http"):
        return None
    head, _, raw = record.block.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, status, reason = (*status_line.split(" ", 2), "", "")[:3]
    if not version.startswith("HTTP/") or not status.isdigit():
        raise StoreError(f"the record of {record.fields.get('warc-target-uri')} holds no HTTP response")
    headers, raw = _unchunked(_headers(lines), raw)
    if record.kind == "response":
        _verify(record, raw)
    return _rebuilt(record, version, int(status), reason, headers, raw)


def _rebuilt(
    record: Record, version: str, status: int, reason: str, headers: tuple[tuple[str, str], ...], raw: bytes
) -> Response:
    url = record.fields.get("warc-target-uri", "").strip("<>")
    flags = tuple(record.fields.get(FLAGS.lower(), "").split())
    location = redirect_target(url, status, headers)
    is_redirect = status in REDIRECTS and first_header(headers, "location") is not None
    body, more = (b"", ()) if is_redirect else _payload(headers, raw, "cut" in flags)
    if record.kind == "revisit":
        more = (*more, "revisit")
    if "warc-truncated" in record.fields and not flags:
        more = (*more, "truncated")
    flags += tuple(flag for flag in more if flag not in flags)
    at = record.fields.get("warc-date", "")[:19] + "+00:00"
    return Response(url, status, reason, version, headers, raw, body, at, 0.0, location, flags)


def _payload(headers: tuple[tuple[str, str], ...], raw: bytes, is_cut: bool) -> tuple[bytes, tuple[str, ...]]:
    """The decoded body; where it can't be decoded (foreign tools store such too), empty with flag `undecodable`."""
    try:
        return decode(raw, first_header(headers, "content-encoding"), READ_CAP, is_cut)
    except SourceError:
        return b"", ("undecodable",)


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        elif colon:
            found.append((name.strip(), value.strip()))
    return found


def _unchunked(headers: list[tuple[str, str]], raw: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Headers as received, and the body without chunks: other tools store the chunks, or keep only their header."""
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        raw = _without_chunks(raw)
    named = (("Transfer-Encoding" if name == KEPT_CODING else name, value) for name, value in headers)
    return tuple(named), raw


def _without_chunks(raw: bytes) -> bytes:
    """A chunked body → its content; as it is where it has no chunks after all."""
    parts: list[bytes] = []
    position = 0
    while True:
        end = raw.find(b"\r\n", position, position + 64)
        try:
            size = int(raw[position:end].split(b";")[0].strip() or b"x", 16) if end > 0 else -1
        except ValueError:
            size = -1
        if size < 0 or end + 2 + size > len(raw):
            return raw
        if size == 0:
            return b"".join(parts)
        parts.append(raw[end + 2 : end + 2 + size])
        position = end + 4 + size


def _verify(record: Record, raw: bytes) -> None:
    """Payload against its digest, in base32 or hex; other tools' digests of chunked blocks are not comparable."""
    name, _, wanted = record.fields.get("warc-payload-digest", "").partition(":")
    if name not in ("sha1", "sha256", "md5") or not wanted:
        return
    digest = hashlib.new(name, raw, usedforsecurity=False)
    if wanted.upper() == base64.b32encode(digest.digest()).decode("ascii") or wanted.lower() == digest.hexdigest():
        return
    _, _, stored = record.block.partition(b"\r\n\r\n")
    digest = hashlib.new(name, stored, usedforsecurity=False)
    if wanted.upper() != base64.b32encode(digest.digest()).decode("ascii"):
        raise StoreError(f"the record of {record.fields.get('warc-target-uri')} is damaged: its digest is another")
