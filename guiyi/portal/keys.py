"""Keys of systems that call the library: with scopes, until a day, kept as a hash."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update

from guiyi.database import reading, writing
from guiyi.errors import ConfigError
from guiyi.library.people import api_keys
from guiyi.portal.accounts import hash_of
from guiyi.portal.audit import note
from guiyi.settings import now

SCOPES = {
    "library:read": "non-public resources: held and withdrawn",
    "library:bulk": "the published resources, all at once",
    "library:write": "changes of resources, as an editor",
    "fleet:read": "how the old sites stand",
}
MOST_DAYS = 730
LEAST_NAME, MOST_NAME = 2, 60


@dataclass(frozen=True)
class Key:
    """A key that is good now."""

    id: str
    name: str
    scopes: tuple[str, ...]


def create_key(engine: Engine, name: str, scopes: list[str], days: int, by: str) -> str:
    """Name, scopes and days → the key, which is shown this once. ConfigError."""
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise ConfigError(f"there is no scope {', '.join(unknown)}; choose one of {', '.join(SCOPES)}")
    if not LEAST_NAME <= len(name) <= MOST_NAME:
        raise ConfigError(f"a key needs a name of {LEAST_NAME} to {MOST_NAME} characters")
    if not scopes or not 0 < days <= MOST_DAYS:
        raise ConfigError(f"a key needs a scope, and 1 to {MOST_DAYS} days")
    ident, secret, instant = secrets.token_hex(6), secrets.token_urlsafe(32), now()
    with writing(engine) as connection:
        connection.execute(
            insert(api_keys).values(
                id=ident, secret_hash=hash_of(secret), name=name, scopes=sorted(set(scopes)), created_by=by,
                created_at=instant.isoformat(), expires_at=(instant + timedelta(days=days)).isoformat(),
            )
        )  # fmt: skip
        note(connection, by, "key-made", ident, {"name": name, "scopes": sorted(set(scopes)), "days": days})
    return f"guiyi_{ident}_{secret}"


def key_of(engine: Engine, key: str) -> Key | None:
    """What a caller sent → the key, if it is known, not expired and not revoked."""
    prefix, _, rest = key.partition("_")
    ident, _, secret = rest.partition("_")
    if prefix != "guiyi" or not secret:
        return None
    with reading(engine) as connection:
        row = connection.execute(select(api_keys).where(api_keys.c.id == ident)).one_or_none()
    if row is None or row.revoked_at or row.expires_at <= now().isoformat():
        return None
    return Key(row.id, row.name, tuple(row.scopes)) if hmac.compare_digest(row.secret_hash, hash_of(secret)) else None


def revoke_key(engine: Engine, ident: str, by: str) -> None:
    """Ends a key at once. ConfigError: there is none such."""
    with writing(engine) as connection:
        good = (api_keys.c.id == ident) & api_keys.c.revoked_at.is_(None)
        if not connection.execute(update(api_keys).where(good).values(revoked_at=now().isoformat())).rowcount:
            raise ConfigError(f"there is no key {ident} that could be revoked; `guiyi key list` shows them")
        note(connection, by, "key-revoked", ident)


def list_keys(engine: Engine) -> list[dict[str, Any]]:
    """All keys, the newest first, without their hashes."""
    fields = [column for column in api_keys.c if column.name != "secret_hash"]
    with reading(engine) as connection:
        rows = connection.execute(select(*fields).order_by(api_keys.c.created_at.desc(), api_keys.c.id)).mappings()
        return [dict(row) for row in rows]
