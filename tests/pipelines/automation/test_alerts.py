"""Alerts: what a run gives cause to tell, told once, in the outbox and to a mail server of our own."""

import errno
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest

from pipelines.automation.alerts import Alert, alerts_of, settled_by, tell
from pipelines.settings import Mail, Settings
from rules.calendar import deadlines
from rules.deadlines import notice


class Server:
    """A mail server on a free port that keeps what it is sent; `offers` are the extensions that it tells of."""

    def __init__(self, *offers: str, refuses: bool = False) -> None:
        self.letters: list[str] = []
        self.commands: list[str] = []
        self._offers, self._refuses = offers, refuses
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                self._talk(stream)

    def _talk(self, stream) -> None:
        stream.write(b"220 here\r\n")
        while line := stream.readline().decode().strip():
            self.commands.append(line)
            word = line.split()[0].upper()
            if word == "EHLO":
                lines = ["here", *self._offers]
                stream.write("".join(f"250-{name}\r\n" for name in lines[:-1]).encode())
                stream.write(f"250 {lines[-1]}\r\n".encode())
            elif word == "DATA":
                stream.write(b"354 go on\r\n")
                letter = []
                while (part := stream.readline().decode()) != ".\r\n":
                    letter.append(part)
                self.letters.append("".join(letter))
                stream.write(b"250 taken\r\n")
            elif word == "QUIT":
                stream.write(b"221 bye\r\n")
                return
            else:
                stream.write(b"550 no\r\n" if self._refuses else b"250 well\r\n")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()
    yield served
    served.close()


def mail_to(port: int, user: str = "") -> Mail:
    return Mail("127.0.0.1", port, "bonuspott@example.se", ("bo@example.se", "eva@example.se"), user, "hemligt")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "w.duckdb")


ALERT = Alert("Fel: Utbetalningar (facit)", "Länskod 01 får 5 kronor för mycket.", "Körning: 1", "facit out/payout")


def test_an_alert_becomes_a_readable_file(settings: Settings) -> None:
    assert tell(settings, [ALERT]) == []
    (path,) = settings.outbox.iterdir()
    assert path.name.startswith("fel_utbetalningar_facit_") and path.suffix == ".txt"
    text = path.read_text(encoding="utf-8")
    assert text == "Fel: Utbetalningar (facit)\n\nLänskod 01 får 5 kronor för mycket.\n\nKörning: 1\n"


def test_the_same_thing_is_told_once_whatever_the_run(settings: Settings) -> None:
    tell(settings, [ALERT, replace(ALERT, about="Körning: 2")])
    (path,) = settings.outbox.iterdir()
    assert "Körning: 1" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("change", [{"text": "Länskod 01 får 6 kronor för mycket."}, {"title": "Varning: facit"}])
def test_what_is_new_of_the_same_matter_is_told_in_the_place_of_what_was(
    settings: Settings, server: Server, change: dict[str, str]
) -> None:
    mailed = Settings(warehouse=settings.warehouse, mail=mail_to(server.port))
    tell(mailed, [ALERT, replace(ALERT, **change)])  # type: ignore[arg-type]
    (path,) = settings.outbox.iterdir()
    assert path.read_text(encoding="utf-8") == replace(ALERT, **change).message  # type: ignore[arg-type]
    assert len(server.letters) == 2


def test_a_matter_that_is_settled_is_closed_and_told_once(settings: Settings, server: Server) -> None:
    mailed = Settings(warehouse=settings.warehouse, mail=mail_to(server.port))
    other = Alert("Varning: annat", "Annat.")
    tell(mailed, [ALERT, other])
    assert tell(mailed, [], settled=[ALERT.matter, "en annan sak"]) == []
    assert tell(mailed, [], settled=[ALERT.matter]) == []
    (path,) = settings.outbox.iterdir()
    assert path.name == other.file_name
    assert len(server.letters) == 3


def test_a_run_closes_the_checks_that_passed_and_its_own_failure_when_it_goes_well() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        good = dg.materialize([table], instance=instance, tags={"good": "yes"})
        failed = dg.materialize([table], instance=instance, tags={"broken": "yes"}, raise_on_error=False)
    job = good.dagster_run.job_name
    assert settled_by(good.dagster_run, good.all_events) == ["right table", job]
    assert settled_by(failed.dagster_run, failed.all_events) == []


def test_what_was_seen_to_is_told_again_when_it_comes_back(settings: Settings) -> None:
    tell(settings, [ALERT])
    next(settings.outbox.iterdir()).unlink()
    tell(settings, [ALERT])
    assert len(list(settings.outbox.iterdir())) == 1


def test_a_day_less_to_a_deadline_is_no_news_but_its_passing_is() -> None:
    deadline = deadlines()[0]
    alerts = [Alert("Varning", notice(deadline, deadline.day - timedelta(days=days))) for days in (5, 4, 1, 0, -1)]
    assert alerts[1].is_told_by(alerts[0].message)
    assert not any(after.is_told_by(before.message) for before, after in pairwise(alerts[1:]))


def test_an_alert_is_sent_when_mail_is_set_up(settings: Settings, server: Server) -> None:
    mailed = Settings(warehouse=settings.warehouse, mail=mail_to(server.port))
    assert tell(mailed, [ALERT]) == []
    assert tell(mailed, [ALERT]) == []
    (letter,) = server.letters
    assert "To: bo@example.se, eva@example.se" in letter
    assert "Subject: Bonuspott: Fel: Utbetalningar" in letter or "Subject: =?utf-8?" in letter


def test_a_title_of_two_lines_cannot_add_a_heading_to_the_letter(settings: Settings, server: Server) -> None:
    mailed = Settings(warehouse=settings.warehouse, mail=mail_to(server.port))
    assert tell(mailed, [Alert("a\r\nBcc: x@example.se", "b")]) == []
    assert "\nBcc:" not in server.letters[0].partition("\r\n\r\n")[0]


def test_a_password_is_not_sent_to_a_server_that_cannot_encrypt(settings: Settings, server: Server) -> None:
    mailed = Settings(warehouse=settings.warehouse, mail=mail_to(server.port, user="bo"))
    (trouble,) = tell(mailed, [ALERT])
    assert "lösenordet skickas inte öppet" in trouble
    assert not server.letters and not any(command.startswith("AUTH") for command in server.commands)


def test_a_server_that_refuses_is_told_of_and_the_file_is_there(settings: Settings) -> None:
    refusing = Server(refuses=True)
    (trouble,) = tell(Settings(warehouse=settings.warehouse, mail=mail_to(refusing.port)), [ALERT])
    refusing.close()
    assert "kunde inte skickas med e-post" in trouble
    assert len(list(settings.outbox.iterdir())) == 1


def test_a_server_that_does_not_answer_is_told_of(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (trouble,) = tell(Settings(warehouse=settings.warehouse, mail=mail_to(port)), [ALERT])
    assert "kunde inte skickas med e-post" in trouble


def test_an_outbox_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("")
    (trouble,) = tell(Settings(outbox_folder=tmp_path / "outbox"), [ALERT])
    assert "kunde inte skrivas" in trouble


@dg.asset(check_specs=[dg.AssetCheckSpec("right", asset="table"), dg.AssetCheckSpec("odd", asset="table")])
def table(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    if "broken" in context.run.tags:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/w.duckdb")
    yield dg.MaterializeResult(
        check_results=[
            dg.AssetCheckResult(check_name="right", passed="good" in context.run.tags, description="Fel belopp."),
            dg.AssetCheckResult(
                check_name="odd", passed=False, description="Ser konstigt ut.", severity=dg.AssetCheckSeverity.WARN
            ),
        ]
    )


def alerts_of_a_run(tags: dict[str, str]) -> list[Alert]:
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([table], instance=instance, tags=tags, raise_on_error=False)
        events = [entry.dagster_event for entry in instance.all_logs(result.run_id) if entry.dagster_event]
        return alerts_of(result.dagster_run, events)


def test_failed_checks_of_a_run_that_succeeded_are_told_errors_and_warnings_apart() -> None:
    assert [(alert.title, alert.text) for alert in alerts_of_a_run({"bonuspott/reason": "prov"})] == [
        ("Fel: table (right)", "Fel belopp."),
        ("Varning: table (odd)", "Ser konstigt ut."),
    ]


def test_an_alert_says_which_run_it_was_who_started_it_and_why() -> None:
    about = alerts_of_a_run({"bonuspott/reason": "prov", "bonuspott/started_by": "bo"})[0].about
    assert "startad från användargränssnittet" in about
    assert "Startad av: bo" in about and "Skäl: prov" in about
    assert f"{date.today():%Y}" in about


def test_a_failed_run_is_told_with_its_cause_in_swedish() -> None:
    (alert,) = alerts_of_a_run({"broken": "yes"})
    assert alert.title == "Körningen __ephemeral_asset_job__ misslyckades"
    assert alert.text == (
        "/data/w.duckdb kan inte läsas eller skrivas: disken är full. Frigör plats och kör igen. Inget är halvt "
        "skrivet."
    )
