"""The web server behind nginx with the configuration of `deploy/`: who has signed in is whom a run is kept under."""

import base64
import json
import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.runs.jobs import STARTED_BY
from pipelines.servers.signing_in import NOT_SIGNED_IN, SECRET
from pipelines.servers.web_server import HOSTS

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent
NAME = "bonus.example.se"
SHARED_SECRET = "f0a1c9d2e7b84d55"
PASSWORDS = {"anna": "granskogen", "bo": "tallheden"}
START = """mutation { launchPipelineExecution(executionParams: {mode: "default", selector: {
    repositoryLocationName: "Bonuspott", repositoryName: "__repository__", pipelineName: "bevaka_datum"},
    executionMetadata: {tags: [{key: "TAG", value: "eva"}]}
    }) { __typename ... on LaunchRunSuccess { run { tags { key value } } } } }""".replace("TAG", STARTED_BY)


@dataclass(frozen=True)
class SignIn:
    """The proxy's own address; `behind` is the web server's."""

    address: str
    behind: str

    def ask(self, query: str, user: str = "", password: str = "", **headers: str) -> tuple[int, str]:
        """Status and text of the answer to a GraphQL request in a user's name."""
        own = {
            "Content-Type": "application/json",
            "Host": self.address.removeprefix("https://").replace("127.0.0.1", NAME),
        }
        if user:
            own["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        return answer(f"{self.address}/graphql", query, own | headers)


def answer(address: str, query: str, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(address, json.dumps({"query": query}).encode(), headers)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(request, timeout=120, context=trusting) as told:
            return told.status, told.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def openssl(*words: object) -> str:
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, text=True).stdout


def configured(place: Path, port: int, behind: int) -> Path:
    """A configuration of nginx around the file of `deploy/`, with its addresses and paths replaced by those here."""
    certificate, key = place / "bonuspott.crt", place / "bonuspott.key"
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 1, "-subj", f"/CN={NAME}",
            "-keyout", key, "-out", certificate)  # fmt: skip
    users = place / "bonuspott.users"
    users.write_text("".join(f"{user}:{openssl('passwd', '-apr1', word)}" for user, word in PASSWORDS.items()))
    secret = place / "bonuspott.secret"
    secret.write_text(f'proxy_set_header X-Bonuspott-Proxy "{SHARED_SECRET}";\n')
    server = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "127.0.0.1:3000": f"127.0.0.1:{behind}",
        "/etc/ssl/bonuspott.crt": str(certificate),
        "/etc/ssl/bonuspott.key": str(key),
        "/etc/nginx/bonuspott.users": str(users),
        "/etc/nginx/bonuspott.secret": str(secret),
    }.items():
        assert shipped in server, shipped
        server = server.replace(shipped, here)
    whole = place / "nginx.conf"
    paths = "".join(
        f"{kind}_temp_path {place / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"user root;\nworker_processes 1;\ndaemon off;\npid {place / 'nginx.pid'};\nerror_log {place / 'error.log'};\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{server}}}\n"
    )
    return whole


@pytest.fixture(scope="module")
def sign_in(
    house: Callable[..., Any],
    serve: Callable[..., Any],
    wait_until: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SignIn]:
    """The proxy before a web server that shares its secret."""
    place = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECRET, SHARED_SECRET)
        patch.setenv(HOSTS, NAME)
        with serve(house(), "ui") as server:
            program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
            proxy = subprocess.Popen([str(program), "-c", str(configured(place, port, server.port)), "-e", "stderr"])
            try:
                made = SignIn(f"https://127.0.0.1:{port}", server.address)
                wait_until(lambda: proxy.poll() is None and _listens(port), "nginx")
                yield made
            finally:
                proxy.terminate()
                proxy.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def test_who_has_signed_in_is_whom_a_run_is_kept_under_whatever_the_request_says(sign_in: SignIn) -> None:
    status, said = sign_in.ask(START, "anna", PASSWORDS["anna"], **{"X-Bonuspott-User": "bo"})
    assert status == 200, said
    tags = json.loads(said)["data"]["launchPipelineExecution"]["run"]["tags"]
    assert {"key": STARTED_BY, "value": "anna"} in tags


@pytest.mark.parametrize(("user", "password"), [("", ""), ("anna", "tallheden"), ("eva", "granskogen"), ("bo", "")])
def test_nobody_gets_in_without_a_name_and_its_password(sign_in: SignIn, user: str, password: str) -> None:
    status, said = sign_in.ask("{ version }", user, password)
    assert status == 401 and "version" not in said


def test_the_server_behind_answers_only_the_proxy(sign_in: SignIn) -> None:
    headers = {"Content-Type": "application/json", "X-Bonuspott-User": "anna"}
    assert answer(f"{sign_in.behind}/graphql", "{ version }", headers) == (401, NOT_SIGNED_IN)


def test_a_page_elsewhere_cannot_use_a_users_sign_in(sign_in: SignIn) -> None:
    status, _ = sign_in.ask(START, "bo", PASSWORDS["bo"], Origin="https://elsewhere.example")
    assert status == 403
