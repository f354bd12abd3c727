"""Tables of what people do in the portal: accounts, sessions, keys, the audit log, reviews and sign-offs.

Secrets are never kept: of a session, an invitation and an API key only the SHA-256, of a password its Argon2 hash.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from guiyi.database import metadata

accounts = Table(
    "accounts", metadata,
    Column("name", String(60), primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("role", String(12), nullable=False),  # viewer, reviewer, operator, approver, admin
    Column("department", String(100)),  # id of an agency: signs off only its sites; null: all
    Column("password_hash", Text, nullable=False),
    Column("failures", Integer, nullable=False, default=0),  # wrong passwords in a row
    Column("locked_until", String(32)),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("created_at", String(32), nullable=False),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(60), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)  # fmt: skip

invitations = Table(
    "invitations", metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("department", String(100)),
    Column("invited_by", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)  # fmt: skip

api_keys = Table(
    "api_keys", metadata,
    Column("id", String(16), primary_key=True),  # the part of the key that may be shown
    Column("secret_hash", String(64), nullable=False),
    Column("name", Text, nullable=False),  # the system that calls
    Column("scopes", JSON, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("revoked_at", String(32)),
)  # fmt: skip

# Append-only: triggers of the database refuse any change. Each row is chained to the one before it.
audit_log = Table(
    "audit_log", metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", Text, nullable=False),  # account:NAME, key:ID, command:USER, anonymous
    Column("action", String(40), nullable=False),
    Column("target", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("address", Text),  # of the caller
    Column("chain", String(64), nullable=False),  # SHA-256 of the row and of the chain before it
    Index("ix_audit_log_target", "target"),
)  # fmt: skip

reviews = Table(
    "reviews", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("content_sha256", String(64), primary_key=True),  # of what was looked at; a new version asks anew
    Column("site", String(100), nullable=False, index=True),
    Column("verdict", String(12), nullable=False),  # accepted, corrected, held
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text),
)  # fmt: skip

sign_offs = Table(
    "sign_offs", metadata,
    Column("site", String(100), primary_key=True),
    Column("column", String(100), primary_key=True),  # a column of the platform; empty: the whole site
    Column("by", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text),
    Column("figures", JSON, nullable=False),  # what was true at that moment
    Column("run_id", String(120)),
)  # fmt: skip
