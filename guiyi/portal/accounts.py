"""Accounts of people: invited by a one-time link, signed in with a password, locked for a while after wrong ones."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from guiyi.database import reading, writing
from guiyi.errors import ConfigError
from guiyi.library.people import accounts, invitations, sessions
from guiyi.portal.audit import note
from guiyi.settings import now

ROLES = ("viewer", "reviewer", "operator", "approver", "admin")  # each may do what those before it may
INVITATION_HOURS = 24
SESSION_HOURS = 10
FAILURES = 5  # wrong passwords in a row, then the account waits
LOCKED_MINUTES = 15
LEAST_PASSWORD = 10
NAME = re.compile(r"^[\w.@-]{2,60}$")
HASHER = PasswordHasher()
NOBODY = HASHER.hash(secrets.token_urlsafe())  # is verified where there is no such account: both take the same time


class SignInRefused(ConfigError):
    """The name or the password is wrong, or the account is locked."""


@dataclass(frozen=True)
class Session:
    """A person who is signed in. department: it changes what is of its sites alone; null: of all."""

    account: str
    display_name: str
    role: str
    department: str | None
    csrf: str


def hash_of(token: str) -> str:
    """A secret of high entropy → what is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def has_admin(engine: Engine) -> bool:
    """Whether somebody can administer already."""
    query = select(func.count()).select_from(accounts).where(accounts.c.role == "admin", accounts.c.is_active)
    with reading(engine) as connection:
        return bool(connection.execute(query).scalar_one())


def invite(engine: Engine, role: str, by: str, department: str | None = None) -> str:
    """Role → the token of a one-time link. An earlier invitation of the first administrator ends with it."""
    if role not in ROLES:
        raise ConfigError(f"there is no role {role}; choose one of {', '.join(ROLES)}")
    token, instant = secrets.token_urlsafe(32), now()
    with writing(engine) as connection:
        if by == "serve":
            connection.execute(delete(invitations).where(invitations.c.invited_by == by))
        connection.execute(
            insert(invitations).values(
                token_hash=hash_of(token), role=role, department=department, invited_by=by,
                created_at=instant.isoformat(), expires_at=(instant + timedelta(hours=INVITATION_HOURS)).isoformat(),
            )
        )  # fmt: skip
        note(connection, by, "invite", role, {"department": department})
    return token


def invitation_of(engine: Engine, token: str) -> dict[str, Any] | None:
    """Token → the invitation, if it is still good."""
    with reading(engine) as connection:
        return _invitation(connection, token)


def _invitation(connection: Connection, token: str) -> dict[str, Any] | None:
    query = select(invitations).where(invitations.c.token_hash == hash_of(token))
    row = connection.execute(query.where(invitations.c.expires_at > now().isoformat())).mappings().one_or_none()
    return dict(row) if row else None


def accept_invitation(engine: Engine, token: str, name: str, display_name: str, password: str) -> None:
    """Makes the account of an invitation, which is used up. ConfigError: the link, the name or the password."""
    if not NAME.match(name):
        raise ConfigError("a name has 2 to 60 letters, digits or . _ @ -")
    if len(password) < LEAST_PASSWORD or password.casefold() == name.casefold():
        raise ConfigError(f"a password has at least {LEAST_PASSWORD} characters, and is not the name")
    hashed = HASHER.hash(password)
    with writing(engine) as connection:
        invitation = _invitation(connection, token)
        if invitation is None:
            raise ConfigError("this link was used or is too old; ask for another")
        if connection.execute(select(accounts.c.name).where(accounts.c.name == name)).first():
            raise ConfigError(f"there is an account {name} already; choose another name")
        used = delete(invitations).where(invitations.c.token_hash == invitation["token_hash"])
        if connection.execute(used).rowcount != 1:  # by somebody else at this very moment
            raise ConfigError("this link was used or is too old; ask for another")
        connection.execute(
            insert(accounts).values(
                name=name, display_name=display_name.strip() or name, role=invitation["role"],
                department=invitation["department"], password_hash=hashed, failures=0, is_active=True,
                created_at=now().isoformat(),
            )
        )  # fmt: skip
        note(connection, f"account:{name}", "account-made", name, {"role": invitation["role"]})


def sign_in(engine: Engine, name: str, password: str, address: str | None = None) -> str:
    """Name and password → the token of a new session. SignInRefused says the same whatever was wrong."""
    refusal = SignInRefused("the name or the password is wrong, or the account is locked for some minutes")
    mine = select(accounts).where(accounts.c.name == name)
    with reading(engine) as connection:
        row = connection.execute(mine).one_or_none()
    is_right = _verify(row.password_hash if row else NOBODY, password)  # takes its time: nobody waits for it meanwhile
    with writing(engine) as connection:
        row = connection.execute(mine.with_for_update()).one_or_none()  # of guesses made side by side each counts
        is_open = row is not None and row.is_active and not _is_locked(row.locked_until)
        if not (is_right and is_open):
            if row is not None and is_open:
                _count_failure(connection, name, row.failures + 1)
            note(connection, "anonymous", "sign-in-refused", name[:60], address=address)
            token = None
        else:
            token = _open_session(connection, name, now(), address)
    if token is None:
        raise refusal
    return token


def _verify(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _is_locked(until: str | None) -> bool:
    """Whether an account is locked; one whose lock ends later than any can was locked before the clock was set back."""
    most = now() + timedelta(minutes=2 * LOCKED_MINUTES)
    return until is not None and now().isoformat() < until <= most.isoformat()


def _count_failure(connection: Connection, name: str, failures: int) -> None:
    until = (now() + timedelta(minutes=LOCKED_MINUTES)).isoformat() if failures >= FAILURES else None
    values = {"failures": 0 if until else failures, "locked_until": until}
    connection.execute(update(accounts).where(accounts.c.name == name).values(values))


def _open_session(connection: Connection, name: str, instant: datetime, address: str | None) -> str:
    token = secrets.token_urlsafe(32)
    connection.execute(update(accounts).where(accounts.c.name == name).values(failures=0, locked_until=None))
    connection.execute(delete(sessions).where(sessions.c.expires_at < instant.isoformat()))
    connection.execute(
        insert(sessions).values(
            token_hash=hash_of(token), account=name, csrf=secrets.token_urlsafe(32), created_at=instant.isoformat(),
            expires_at=(instant + timedelta(hours=SESSION_HOURS)).isoformat(),
        )
    )  # fmt: skip
    note(connection, f"account:{name}", "sign-in", name, address=address)
    return token


def session_of(engine: Engine, token: str | None) -> Session | None:
    """Token of a cookie → the person, while the session lasts and the account is active."""
    if not token:
        return None
    query = (
        select(accounts.c.name, accounts.c.display_name, accounts.c.role, accounts.c.department, sessions.c.csrf)
        .join(sessions, sessions.c.account == accounts.c.name)
        .where(sessions.c.token_hash == hash_of(token), sessions.c.expires_at > now().isoformat(), accounts.c.is_active)
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return Session(*row) if row else None


def sign_out(engine: Engine, token: str) -> None:
    """Ends a session."""
    with writing(engine) as connection:
        connection.execute(delete(sessions).where(sessions.c.token_hash == hash_of(token)))


def set_account(engine: Engine, name: str, role: str, is_active: bool, by: str, department: str | None = None) -> None:
    """Changes a role or a department (none: all sites), or closes an account; what it has open ends.

    ConfigError: the last administrator stays. Where nothing changes, nothing ends: who saves the own row stays
    signed in.
    """
    if role not in ROLES:
        raise ConfigError(f"there is no role {role}; choose one of {', '.join(ROLES)}")
    with writing(engine) as connection:
        others = select(func.count()).select_from(accounts).where(
            accounts.c.role == "admin", accounts.c.is_active, accounts.c.name != name
        )  # fmt: skip
        if (role != "admin" or not is_active) and not connection.execute(others).scalar_one():
            raise ConfigError("this is the last administrator; make another one first")
        wanted = {"role": role, "is_active": is_active, "department": department}
        before = connection.execute(
            select(*(accounts.c[field] for field in wanted)).where(accounts.c.name == name)
        ).one_or_none()
        if before is None or tuple(before) == tuple(wanted.values()):
            return
        connection.execute(update(accounts).where(accounts.c.name == name).values(wanted))
        connection.execute(delete(sessions).where(sessions.c.account == name))
        note(connection, by, "account-set", name, wanted)


def list_accounts(engine: Engine) -> list[dict[str, Any]]:
    """All accounts, without their hashes."""
    fields = [column for column in accounts.c if column.name != "password_hash"]
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(*fields).order_by(accounts.c.name)).mappings()]
