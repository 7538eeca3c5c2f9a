"""Dagster's web server, held to what it is for: `python -m pipelines.servers.web_server` with Dagster's own options.

- With `--read-only` it answers no mutation at all.
- Nobody can report a table as made or a check as passed that no run made: a forged check is a forged basis of decision.
- A page elsewhere in the user's browser can start nothing: the name asked for, the origin and the kind of content are
  checked (DNS rebinding, cross-site requests).

Who the user is, a reverse proxy before it tells (`pipelines.servers.signing_in`).
"""

import os
import sys
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import dagster_webserver.app
from dagster_webserver.cli import cli
from dagster_webserver.webserver import DagsterWebserver
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType, ValidationRule
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pipelines.servers.signing_in import SigningIn, keep_runs_under_users

HOSTS = "BONUSPOTT_WEB_HOSTS"
"""The names, separated by comma, under which the server is reached besides this computer's own."""
OWN_HOSTS = ("127.0.0.1", "localhost")
GRAPHQL = "/graphql"
REPORTS = "/report_asset_"
"""Where outsiders report materializations, observations and checks."""
REPORTING_FIELDS = frozenset({"reportRunlessAssetEvents", "reportAssetCheckEvaluations"})
READ_ONLY = "Den här servern visar bara: ingenting kan startas eller ändras här."
NOT_REPORTED = "Bara körningar gör tabeller och kontroller; de kan inte anmälas utifrån."


class OnlyReading(ValidationRule):
    """Refuses every mutation, also those that Dagster knows no right for."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Look at one operation of a request."""
        if node.operation is OperationType.MUTATION:
            self.report_error(GraphQLError(READ_ONLY, node))


class NothingReported(ValidationRule):
    """Refuses the mutations that report what no run has made."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Look at one field of a request, under whatever name its answer is wanted."""
        if node.name.value in REPORTING_FIELDS:
            self.report_error(GraphQLError(NOT_REPORTED, node))


class SameSite:
    """Lets through only what the server's own pages, or a program that is no browser, can have asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        app = self._refusal(scope) or self._app
        await app(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if scope["type"] not in ("http", "websocket"):
            return None
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return PlainTextResponse("Frågan kommer från en annan sida.", 403)
        if scope["type"] == "websocket":
            return None
        path, method = scope["path"], scope["method"]
        if path.startswith(REPORTS):
            return PlainTextResponse(NOT_REPORTED, 403)
        if path.rstrip("/") == GRAPHQL:
            if method != "POST" and scope["query_string"]:
                return PlainTextResponse("Frågor ställs med POST.", 405)
            if method == "POST" and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                return PlainTextResponse("Frågor ställs som application/json.", 415)
        return None


class GuardedWebserver(DagsterWebserver[Any, Any]):
    """Dagster's web server behind the rules above."""

    def build_graphql_validation_rules(self) -> Collection[Any]:
        """Dagster's rules for requests, and ours."""
        own = [NothingReported, OnlyReading] if self._process_context.read_only else [NothingReported]
        return [*super().build_graphql_validation_rules(), *own]

    def build_middleware(self) -> list[Middleware]:
        """What a request passes before Dagster sees it."""
        keep_runs_under_users(self._process_context.instance)
        hosts = [*OWN_HOSTS, *(name.strip() for name in os.environ.get(HOSTS, "").split(",") if name.strip())]
        return [
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(SameSite),
            Middleware(SigningIn),
            *super().build_middleware(),
        ]


def main() -> None:
    """What `dagster-webserver` does, guarded."""
    vars(dagster_webserver.app)["DagsterWebserver"] = GuardedWebserver
    cli(auto_envvar_prefix="DAGSTER_WEBSERVER")


if __name__ == "__main__":
    sys.argv[0] = "dagster-webserver"
    main()
