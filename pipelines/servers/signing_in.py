"""Who is signed in: told by the reverse proxy before the web server, and believed only with the secret they share.

Without a secret in the environment, nobody is believed and everyone on this computer is let in (docs/operation.md).
"""

import hmac
import os
from contextvars import ContextVar

from dagster import DagsterInstance, DagsterRun
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pipelines.runs.jobs import STARTED_BY

SECRET = "BONUSPOTT_WEB_SECRET"
"""What the proxy and the web server both know and no user does."""
SECRET_HEADER = "x-bonuspott-proxy"
USER_HEADER = "x-bonuspott-user"
NOT_SIGNED_IN = "Logga in genom webbadressen för Bonuspott; den här porten svarar bara inloggningsservern."

_user: ContextVar[str] = ContextVar("signed_in", default="")


class SigningIn:
    """Lets through only what comes from the proxy in a user's name, when there is a secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._secret = os.environ.get(SECRET, "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request in the name of its user, or refuse it."""
        if not self._secret or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        told = headers.getlist(USER_HEADER)
        is_known = hmac.compare_digest(headers.get(SECRET_HEADER, "").encode(), self._secret.encode())
        if not is_known or len(told) != 1 or not told[0]:
            await PlainTextResponse(NOT_SIGNED_IN, 401)(scope, receive, send)
            return
        kept = _user.set(told[0])
        try:
            await self._app(scope, receive, send)
        finally:
            _user.reset(kept)


def keep_runs_under_users(instance: DagsterInstance) -> None:
    """Every run that is added for a request is kept under its user, whatever name the request itself gives."""
    storage = instance.run_storage
    add = storage.add_run

    def add_under_user(run: DagsterRun) -> DagsterRun:
        user = _user.get()
        return add(run.with_tags({**run.tags, STARTED_BY: user}) if user else run)

    vars(storage)["add_run"] = add_under_user
