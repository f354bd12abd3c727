"""The key that signs evidence packs: Ed25519, in a file that only its owner reads.

GUIYI_SIGNING_KEY names the file (default var/keys/evidence.pem, made at the first use). Keep it where backups of the
library and the store are not kept, and give its public key to whoever will check packs: `guiyi evidence key`.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from guiyi.errors import ConfigError

DEFAULT = Path("var/keys/evidence.pem")


def signing_key() -> Ed25519PrivateKey:
    """The city's key; made if there is none yet. ConfigError: the file is no such key, or others may read it."""
    path = Path(os.environ.get("GUIYI_SIGNING_KEY") or DEFAULT)
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise ConfigError(f"{path} can be read by others; say `chmod 600 {path}`")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise ConfigError(f"{path} is not a private key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{path} is not an Ed25519 key")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # it appears whole, and once: another process may make one, or read it, at the same time
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as file:  # mode 600
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def public_hex(key: Ed25519PrivateKey) -> str:
    """Private key → its public key in hex, as printed."""
    return key.public_key().public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, data: bytes) -> str:
    """Bytes → signature in hex."""
    return key.sign(data).hex()


def is_signed(public: str, signature: str, data: bytes) -> bool:
    """Whether a signature (hex) of these bytes was made by the holder of a public key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
