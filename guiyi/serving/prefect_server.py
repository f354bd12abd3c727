"""Prefect's own server, whose pages may talk to nobody but it: `guiyi.serving.prefect_server:create_app` for uvicorn.

Prefect's second UI asks a host of its analytics on every page, whatever the server's settings say (seen in a browser
with 3.8.8 and 3.9.1). A Content-Security-Policy is what a browser can't be talked out of.
"""

from __future__ import annotations

from typing import Any

from prefect.server.api.server import create_app as create_prefect_app
from prefect.server.database import orm_models
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# blob: and unsafe-eval: the UI's workers and its templates; the rest is what it loads from itself
POLICY = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)


class Quiet:
    """Adds the policy to every answer."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; answers over HTTP get the header."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["content-security-policy"] = POLICY
            await send(message)

        await self.inner(scope, receive, send_with_policy if scope["type"] == "http" else send)


def _schedule_again() -> None:
    """Lets Prefect's scheduler write its runs with SQLAlchemy 2.1, which asks what a bulk insert does with `state`.

    Nothing: the scheduler inserts states by themselves. Without this no cron schedule ever starts a run, which only the
    server's log tells ("Can't evaluate bulk DML statement", seen with 3.8.8 on SQLite and on PostgreSQL).
    """
    for model in (orm_models.FlowRun, orm_models.TaskRun):
        state: Any = vars(model)["state"]
        state.bulk_dml_setter = _leave_out


def _leave_out(_model: Any, _row: Any, _value: Any) -> None:
    """The value is no field of the row."""


def create_app() -> Any:
    """Prefect's application with the policy around it; its database is migrated when it starts."""
    _schedule_again()
    app = create_prefect_app(final=True)
    app.add_middleware(Quiet)
    return app
