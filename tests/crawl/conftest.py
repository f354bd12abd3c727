"""A hostile server on loopback, spoken in raw bytes, so that every way of breaking HTTP can be shown."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guiyi.config.models import Crawl
from guiyi.crawl.fetching.fetch import Fetcher

Answer = Callable[[socket.socket, bytes], bool | None]


def http(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A plain HTTP/1.1 answer with a Content-Length (by default the right one)."""
    said = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {said}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


class HostileServer:
    """Answers by path: bytes are sent as they are; a function gets the connection and the request's head.

    A function that gives True keeps the connection; all else closes it, except bytes with a Content-Length.
    `requests` has every head received, `connections` how many there were.
    """

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Answer] = {}
        self.requests: list[bytes] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def drip(self, connection: socket.socket, data: bytes, seconds: float = 0.05) -> None:
        """Sends a byte at a time until it is cut off."""
        for byte in data:
            if self.stopped.wait(seconds):
                return
            connection.sendall(bytes([byte]))

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while self._answer(connection):
                pass

    def _rest(self, connection: socket.socket, head: bytes) -> bytes:
        """What is still to come of a request's body."""
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = head.split(b"\r\n\r\n", 1)[1]
        return connection.recv(65536) if length and len(body) < int(length[1]) else b""

    def _answer(self, connection: socket.socket) -> bool:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return False
            head += piece
        head += self._rest(connection, head)
        self.requests.append(head)
        path = head.split(b" ", 2)[1].decode("latin-1").split("?")[0]
        answer = self.answers.get(path, http(b"not here", "404 Not Found"))
        if isinstance(answer, bytes):
            connection.sendall(answer)
            return b"Content-Length" in answer
        return bool(answer(connection, head))


def reset(connection: socket.socket) -> None:
    """Ends a connection by RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.fixture
def hostile_server() -> Iterator[HostileServer]:
    """A fresh server; put what it shall do into `answers`."""
    server = HostileServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of old.example.test with its key, in one PEM file."""
    pytest.importorskip("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "old.example.test")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("old.example.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "old.pem"
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(
        built.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *form)
    )
    return path


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[tuple[str, Path]]:
    """A TLS server's address and the certificate to trust; /drip sends a byte at a time."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    stopped = threading.Event()

    def serve(plain: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
            if b"/drip" not in connection.recv(65536):
                connection.sendall(http(b"over TLS"))
            while not stopped.wait(0.05):
                connection.sendall(b"H")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", certificate
    stopped.set()
    listener.close()


@pytest.fixture
def crawl(hostile_server: HostileServer) -> Crawl:
    """How the hostile server is fetched: old.example.test is its name; short deadline, small caps."""
    return Crawl(
        allow_private=True,
        connect_to={"old.example.test": f"127.0.0.1:{hostile_server.port}"},
        deadline=1.0,
        max_bytes=10 * 2**20,
        attempts=2,
    )


@pytest.fixture
def fetcher(crawl: Crawl) -> Iterator[Fetcher]:
    """A fetcher of the hostile server."""
    fetcher = Fetcher(crawl)
    yield fetcher
    fetcher.close()
