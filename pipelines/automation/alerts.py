"""Telling people what failed or is late: one readable message each in the outbox, and by e-mail when that is set up.

The same thing is told once: as long as its message lies in the outbox it is not told again. Whoever has seen to it
takes the message away. Telling never makes a run fail.
"""

import hashlib
import os
import re
import smtplib
import ssl
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import dagster as dg

from pipelines.runs.findings import failed_checks, reasons
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.settings import Mail, Settings

_COUNTDOWN = re.compile(r"Det är \d+ dagar kvar\.")
"""What changes from day to day in the notice of a deadline, without being news."""

MAIL_TIMEOUT_SECONDS = 20
SMTPS_PORT = 465


@dataclass(frozen=True)
class Alert:
    """One thing to be told, in Swedish; `about` are the circumstances, which do not make it another thing."""

    title: str
    text: str
    about: str = ""

    @property
    def file_name(self) -> str:
        """Readable, and the same for the same title and text: `kontroll_basis_usable_1f0a….txt`."""
        plain = unicodedata.normalize("NFKD", self.title.lower()).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:80]
        told = f"{self.title}\n{_COUNTDOWN.sub('', self.text)}"
        return f"{slug}_{hashlib.sha256(told.encode()).hexdigest()[:12]}.txt"

    @property
    def message(self) -> str:
        """The whole message."""
        return f"{self.title}\n\n{self.text}\n\n{self.about}".rstrip() + "\n"


def alerts_of(run: dg.DagsterRun, events: Iterable[dg.DagsterEvent]) -> list[Alert]:
    """What one run gives cause to tell: what stopped it, and every failed check."""
    kept = list(events)
    how = run.tags.get(STARTED_FROM, "användargränssnittet")
    about = "\n".join(
        [
            f"Körning: {run.job_name} ({run.run_id}), startad från {how}",
            *(f"Startad av: {run.tags[tag]}" for tag in [STARTED_BY] if tag in run.tags),
            *(f"Skäl: {run.tags[tag]}" for tag in [REASON] if tag in run.tags),
            f"Meddelandet skrevs: {datetime.now():%Y-%m-%d %H:%M}",
            "Ta bort meddelandet när saken är utredd. Händer det igen därefter kommer ett nytt.",
        ]
    )
    stopped = [Alert(f"Körningen {run.job_name} misslyckades", reason, about) for reason in reasons(kept)]
    checks = [
        Alert(
            f"{'Kontroll' if found.is_error else 'Varning'}: {found.check} för {found.asset}",
            found.text,
            about,
        )
        for found in failed_checks(kept)
    ]
    return [*stopped, *checks]


def events_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> list[dg.DagsterEvent]:
    """The events of a run as they are kept."""
    return [entry.dagster_event for entry in instance.all_logs(run.run_id) if entry.dagster_event]


def tell(settings: Settings, alerts: Iterable[Alert]) -> list[str]:
    """Put what has not been told in the outbox and send it; returns what could not be done, as Swedish sentences."""
    troubles = []
    for alert in alerts:
        try:
            is_new = _put(settings.outbox, alert)
        except OSError as error:
            troubles.append(f"Meddelandet ”{alert.title}” kunde inte skrivas i {settings.outbox} ({error.strerror}).")
            continue
        if is_new and settings.mail:
            try:
                send(settings.mail, alert)
            except (OSError, smtplib.SMTPException, ValueError) as error:
                troubles.append(
                    f"Meddelandet ”{alert.title}” kunde inte skickas med e-post ({error}). Det ligger i "
                    f"{settings.outbox}."
                )
    return troubles


def send(mail: Mail, alert: Alert) -> None:
    """Send one alert. The connection is encrypted when the server can; a password is never sent unencrypted."""
    letter = EmailMessage()
    letter["Subject"] = " ".join(f"Bonuspott: {alert.title}".split())
    letter["From"] = mail.sender
    letter["To"] = ", ".join(mail.recipients)
    letter.set_content(alert.message)
    context = ssl.create_default_context()
    if mail.port == SMTPS_PORT:
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=MAIL_TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=MAIL_TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        is_encrypted = mail.port == SMTPS_PORT
        if not is_encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            is_encrypted = True
        if mail.user:
            if not is_encrypted:
                raise ValueError("servern kan inte kryptera, och lösenordet skickas inte öppet")
            server.login(mail.user, mail.password)
        server.send_message(letter)


def _put(outbox: Path, alert: Alert) -> bool:
    """Write the message whole or not at all; False when it has been told already."""
    path = outbox / alert.file_name
    if path.exists():
        return False
    outbox.mkdir(parents=True, exist_ok=True)
    unfinished = outbox / f".{alert.file_name}.{os.getpid()}.unfinished"
    try:
        unfinished.write_text(alert.message, encoding="utf-8")
        os.link(unfinished, path)
    except FileExistsError:
        return False
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def alert_sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """The sensors that look at every run that Dagster started, once it has ended; the command line tells itself."""

    def told(context: dg.RunStatusSensorContext) -> None:
        run = context.dagster_run
        for trouble in tell(settings, alerts_of(run, events_of(context.instance, run))):
            context.log.warning(trouble)

    @dg.run_status_sensor(
        name="meddela_misslyckad_korning",
        run_status=dg.DagsterRunStatus.FAILURE,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Meddelar i utkorgen, och med e-post, varför en körning misslyckades.",
    )
    def failed(context: dg.RunStatusSensorContext) -> None:
        told(context)

    @dg.run_status_sensor(
        name="meddela_underkand_kontroll",
        run_status=dg.DagsterRunStatus.SUCCESS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Meddelar i utkorgen, och med e-post, vilka kontroller som föll ut i en körning som gick klart.",
    )
    def succeeded(context: dg.RunStatusSensorContext) -> None:
        told(context)

    return [failed, succeeded]
