"""Signing in and out, the one-time link, and accounts for the administrator."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from guiyi.errors import ConfigError
from guiyi.portal.access import CSRF_COOKIE, SESSION_COOKIE, Admin, Portal, ThePortal, TheVisitor, Visitor, inner_path
from guiyi.portal.accounts import (
    ROLES,
    SESSION_HOURS,
    accept_invitation,
    invitation_of,
    invite,
    list_accounts,
    set_account,
    sign_in,
    sign_out,
)
from guiyi.portal.audit import broken_at, entries
from guiyi.portal.keys import MOST_DAYS, SCOPES, create_key, list_keys, revoke_key
from guiyi.portal.rendering import render
from guiyi.portal.wording import words
from guiyi.settings import now

router = APIRouter()
ROWS = 50  # of the audit log on a page
Text = Annotated[str, Form(max_length=200)]


@router.get("/sign-in")
def show_sign_in(request: Request, next: str = "/") -> Response:
    """The form."""
    return render(request, "sign_in.html", next=inner_path(next), name="", problem=None)


@router.post("/sign-in")
def do_sign_in(request: Request, portal: ThePortal, name: Text, password: Text, next: Text = "/") -> Response:
    """A new session, or the form again."""
    address = request.client.host if request.client else None
    try:
        token = sign_in(portal.engine, name.strip(), password, address)
    except ConfigError:
        return render(request, "sign_in.html", 401, next=inner_path(next), name=name, problem="sign_in_refused")
    answer = RedirectResponse(inner_path(next), 303)
    answer.set_cookie(
        SESSION_COOKIE, token, max_age=SESSION_HOURS * 3600, httponly=True, samesite="lax", secure=portal.secure
    )
    answer.delete_cookie(CSRF_COOKIE)
    return answer


@router.post("/sign-out")
def do_sign_out(request: Request, portal: ThePortal) -> Response:
    """Ends the session."""
    sign_out(portal.engine, request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.get("/welcome/{token}")
def show_welcome(request: Request, portal: ThePortal, token: str) -> Response:
    """The form of a one-time link."""
    invitation = invitation_of(portal.engine, token)
    status = 200 if invitation else 410
    return render(request, "welcome.html", status, invitation=invitation, name="", display_name="", problem=None)


@router.post("/welcome/{token}")
def do_welcome(
    request: Request, portal: ThePortal, token: str, name: Text, password: Text, display_name: Text = ""
) -> Response:
    """The account of a one-time link."""
    try:
        accept_invitation(portal.engine, token, name.strip(), display_name, password)
    except ConfigError as error:
        invitation = invitation_of(portal.engine, token)
        kept = {"name": name, "display_name": display_name, "problem": str(error)}
        return render(request, "welcome.html", 422 if invitation else 410, invitation=invitation, **kept)
    return RedirectResponse("/sign-in?next=/fleet", 303)


@router.get("/me")
def show_me(request: Request, visitor: TheVisitor) -> Response:
    """Who I am: a page for anybody."""
    return render(request, "me.html", visitor=visitor)


@router.get("/admin")
def show_admin(request: Request, portal: ThePortal, visitor: Admin, before: int | None = None) -> Response:
    """Accounts, keys, and the audit log (before a number)."""
    return _admin(request, portal, visitor, before=before)


@router.post("/admin/invite")
def do_invite(request: Request, portal: ThePortal, visitor: Admin, role: Text, department: Text = "") -> Response:
    """A one-time link, shown this once."""
    token = invite(portal.engine, role, visitor.actor, department.strip() or None)
    return _admin(request, portal, visitor, str(request.url_for("show_welcome", token=token)))


@router.post("/admin/accounts/{name}")
def do_set_account(
    request: Request, portal: ThePortal, visitor: Admin, name: str, role: Text, is_active: Text = "",
    department: Text = "",
) -> Response:  # fmt: skip
    """Another role or department, or the account closed."""
    try:
        set_account(portal.engine, name, role, is_active == "yes", visitor.actor, department.strip() or None)
    except ConfigError as error:
        return _admin(request, portal, visitor, trouble=str(error))
    return RedirectResponse("/admin", 303)


@router.post("/admin/keys")
def do_make_key(
    request: Request, portal: ThePortal, visitor: Admin, name: Text, scopes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int, Form()] = 365,
) -> Response:  # fmt: skip
    """A key for a system that calls the library, shown this once."""
    try:
        key = create_key(portal.engine, name.strip(), scopes or [], days, visitor.actor)
    except ConfigError as error:
        return _admin(request, portal, visitor, problem=str(error))
    return _admin(request, portal, visitor, key=key)


@router.post("/admin/keys/{ident}/revoke")
def do_revoke_key(portal: ThePortal, visitor: Admin, ident: str) -> Response:
    """Ends a key at once."""
    revoke_key(portal.engine, ident, visitor.actor)
    return RedirectResponse("/admin", 303)


def _admin(
    request: Request, portal: Portal, visitor: Visitor, link: str = "", key: str = "", problem: str = "",
    before: int | None = None, trouble: str = "",
) -> Response:  # fmt: skip
    log = entries(portal.engine, ROWS, before=before)
    return render(
        request, "admin.html", 422 if problem or trouble else 200, visitor=visitor,
        accounts=list_accounts(portal.engine), keys=list_keys(portal.engine), entries=log,
        more=log[-1]["id"] if len(log) == ROWS else None,
        broken=broken_at(portal.engine), roles=ROLES, scopes=SCOPES, most_days=MOST_DAYS, link=link, key=key,
        problem=problem, trouble=trouble, catalogue=words(), now=now().isoformat(),
    )  # fmt: skip
