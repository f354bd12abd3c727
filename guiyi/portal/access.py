"""Who is asking, and may they: the dependencies that every page and call stands behind."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request
from sqlalchemy import Engine

from guiyi.portal.accounts import ROLES, session_of
from guiyi.portal.keys import key_of
from guiyi.settings import Settings
from guiyi.store import Store

SESSION_COOKIE, CSRF_COOKIE = "guiyi_session", "guiyi_csrf"
MOST_FORM = 32 * 2**20  # bytes
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Portal:
    """What all pages share.

    archive_url: the other origin, of archived pages and files. secure: behind HTTPS. url: how browsers reach the
    portal; empty: as they say.
    """

    settings: Settings
    engine: Engine
    store: Store
    archive_url: str
    secure: bool = False
    url: str = ""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))


@dataclass(frozen=True)
class Visitor:
    """Who is asking. kind: anonymous, account, key. scopes: of a key."""

    kind: str = "anonymous"
    name: str = ""
    display_name: str = ""
    role: str = ""
    department: str | None = None
    csrf: str = ""
    scopes: tuple[str, ...] = ()

    @property
    def actor(self) -> str:
        """As the audit log says it."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    def may(self, role: str) -> bool:
        """Whether a person has the role or one above it."""
        return self.role in ROLES and ROLES.index(self.role) >= ROLES.index(role)


class SignInNeeded(Exception):
    """A page that only people with an account see; the answer leads to the sign-in."""


def portal_of(request: Request) -> Portal:
    """The portal of this application."""
    portal: Portal = request.app.state.portal
    return portal


def visitor_of(request: Request, portal: Annotated[Portal, Depends(portal_of)]) -> Visitor:
    """The person of the session's cookie, the system of the key, or nobody. 401: a key that is not good."""
    header = request.headers.get("authorization", "")
    if header:
        key = key_of(portal.engine, header.removeprefix("Bearer ").strip()) if header.startswith("Bearer ") else None
        if key is None:
            raise HTTPException(401, "this API key is unknown, expired or revoked", {"WWW-Authenticate": "Bearer"})
        return Visitor("key", key.id, key.name, scopes=key.scopes)
    session = session_of(portal.engine, request.cookies.get(SESSION_COOKIE))
    if session is None:
        return Visitor(csrf=request.cookies.get(CSRF_COOKIE, ""))
    return Visitor("account", session.account, session.display_name, session.role, session.department, session.csrf)


ThePortal = Annotated[Portal, Depends(portal_of)]
TheVisitor = Annotated[Visitor, Depends(visitor_of)]


def require_role(role: str) -> Callable[..., Visitor]:
    """A role → the dependency that lets only people with it, or one above, through."""

    def required(visitor: TheVisitor) -> Visitor:
        if not visitor.role:
            raise SignInNeeded
        if not visitor.may(role):
            raise HTTPException(403, f"this needs the role {role}; you are {visitor.role}. Ask an administrator.")
        return visitor

    return required


Viewer = Annotated[Visitor, Depends(require_role("viewer"))]
Reviewer = Annotated[Visitor, Depends(require_role("reviewer"))]
Operator = Annotated[Visitor, Depends(require_role("operator"))]
Admin = Annotated[Visitor, Depends(require_role("admin"))]


async def check_form(request: Request, visitor: TheVisitor) -> None:
    """Refuses a form that another site sent: its origin is ours, and it holds the token of this visitor. 403."""
    if request.method in SAFE:
        return
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "this form was sent from another site")
    form = await request.form()
    sent = form.get("csrf")
    if not visitor.csrf or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
        raise HTTPException(403, "this form is too old; go back, load the page again, and send it once more")


def sign_in_address(request: Request) -> str:
    """The sign-in that leads back to the page that was asked for, in the language that it was asked for in."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    language = request.query_params.get("lang")
    return f"/sign-in?next={quote(here, safe='')}" + (f"&lang={quote(language, safe='')}" if language else "")


def inner_path(target: str) -> str:
    """Where a form wants to lead → the same if it is a path of this portal, else the front page.

    >>> inner_path("/fleet"), inner_path("//evil.example.test/"), inner_path("http://evil.example.test/")
    ('/fleet', '/', '/')
    """
    is_path = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if is_path and "\\" not in target else "/"


def scoped(*scopes: str) -> Callable[..., Any]:
    """Scopes → the dependency of a call: a key with one of them, or a person (viewers read; operators write)."""

    def required(visitor: TheVisitor) -> Visitor:
        needed = "operator" if any(one.endswith(":write") for one in scopes) else "viewer"
        if visitor.may(needed) or set(scopes) & set(visitor.scopes):
            return visitor
        if visitor.kind == "anonymous":
            raise HTTPException(401, f"this call needs an API key with {scopes[0]}", {"WWW-Authenticate": "Bearer"})
        raise HTTPException(403, f"this key has not the scope {scopes[0]}; `guiyi key create --scope` makes one")

    return required
