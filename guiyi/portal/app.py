"""The portal as an ASGI application: pages and the unified call API; archived pages and files have another origin.

A new page is a module under `pages/` with a `router`, and a line in PAGES. It takes `ThePortal` and one of `Viewer`,
`Reviewer`, `Operator`, `Admin` (guiyi.portal.access), and answers with `render`. Every form of a page holds
the `csrf` field (macro `form_token`), which is checked for all of them here.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Match

from guiyi import __version__
from guiyi.errors import ConfigError, GuiyiError, LibraryError, TransientLibrary
from guiyi.library.migrate import open_library
from guiyi.portal import metrics
from guiyi.portal.access import MOST_FORM, Portal, SignInNeeded, Visitor, check_form, sign_in_address
from guiyi.portal.api import feeds
from guiyi.portal.api import resources as api_resources
from guiyi.portal.middleware import COMMON, BodyLimit, Headers, RateLimit, portal_policy
from guiyi.portal.pages import (
    account,
    api,
    copies,
    fleet,
    home,
    letters,
    promotions,
    resources,
    retirement,
    review,
    supervision,
    work,
    workbook,
)
from guiyi.portal.rendering import HERE, render
from guiyi.settings import Settings
from guiyi.store import Store

PAGES = (
    home.router, resources.router, letters.router, fleet.router, review.router, retirement.router, copies.router,
    workbook.router, work.router, promotions.router, supervision.router, api.router, account.router,
)  # fmt: skip

CALLS = (api_resources.router, feeds.router)
MACHINES = (metrics.router,)


def create_app(
    settings: Settings, archive_url: str = "", secure: bool = False, calls_a_minute: int = 600, url: str = ""
) -> FastAPI:
    """Settings → the portal. archive_url: origin of archived pages and files. secure: it is reached over HTTPS.

    url: how browsers reach it.
    """
    app = FastAPI(
        title="Guiyi 归一 unified call API 统一调用", version=__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.portal = Portal(
        settings, open_library(settings.library), Store(settings.store), archive_url.rstrip("/"), secure, url
    )
    for router in PAGES:
        app.include_router(router, include_in_schema=False, dependencies=[Depends(check_form)])
    for router in CALLS:
        app.include_router(router)
    for router in MACHINES:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    _handle_errors(app)
    app.add_middleware(BodyLimit, most=MOST_FORM)
    app.add_middleware(RateLimit, a_minute=calls_a_minute, refuse=_slow_down)
    app.add_middleware(Headers, headers=_headers(archive_url, secure))
    return app


def _headers(archive_url: str, secure: bool) -> dict[str, str]:
    headers = COMMON | {"Content-Security-Policy": portal_policy(archive_url.rstrip("/")), "X-Frame-Options": "DENY"}
    headers["Cache-Control"] = "no-store"
    return headers | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})


def _handle_errors(app: FastAPI) -> None:
    app.add_exception_handler(SignInNeeded, _ask_to_sign_in)
    app.add_exception_handler(StarletteHTTPException, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_input)
    app.add_exception_handler(GuiyiError, _explain)
    app.add_exception_handler(Exception, _give_up)


def _ask_to_sign_in(request: Request, _error: Exception) -> Response:
    return RedirectResponse(sign_in_address(request) if request.method == "GET" else "/sign-in", 303)


def problem(
    request: Request, status: int, detail: str, headers: dict[str, str] | None = None, visitor: Visitor | None = None
) -> Response:
    """An error in the form of the asker: problem+json for calls, a page for people."""
    if request.url.path.startswith("/api/"):
        body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        return JSONResponse(body, status, headers, "application/problem+json")
    answer = render(request, "problem.html", status, visitor=visitor, number=status, detail=detail)
    answer.headers.update(headers or {})
    return answer


def _refuse(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException | StarletteHTTPException):
        raise error
    headers = dict(error.headers or {}) | ({"Allow": _allowed(request)} if error.status_code == 405 else {})
    return problem(request, error.status_code, str(error.detail), headers)


def _allowed(request: Request) -> str:
    """All methods that the path answers; a router tells only those of the first of its routes that fits."""
    fitting = (route for route in request.app.routes if route.matches(request.scope)[0] != Match.NONE)
    return ", ".join(sorted({method for route in fitting for method in getattr(route, "methods", None) or ()}))


def _slow_down(request: Request, a_minute: int) -> Response:
    """Without a look at who asks: that would cost what the limit is to spare."""
    return problem(request, 429, f"too many calls: at most {a_minute} a minute; wait a little", visitor=Visitor())


def _refuse_input(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    told = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
    return problem(request, 422, f"the request can't be understood: {told}")


def _explain(request: Request, error: Exception) -> Response:
    if isinstance(error, TransientLibrary):
        return problem(
            request, 503, "the library does not answer just now; try again in a minute", {"Retry-After": "60"}
        )
    status = 422 if isinstance(error, ConfigError) else 409 if isinstance(error, LibraryError) else 500
    return problem(request, status, str(error))


def _give_up(request: Request, _error: Exception) -> Response:
    return problem(request, 500, "something went wrong here; the portal's log says what")
