"""Telling people what failed or is late: one readable message each in the outbox, and by e-mail when that is set up.

An open matter has one message, which is told again when it says something new. It is taken away, and that is told by
e-mail, when the same check passes or the same job goes well; whoever has seen to it before may take it away. Telling
never makes a run fail.
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

from assets.table_words import WORDS
from pipelines.runs.findings import failed_checks, passed_checks, reasons
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.settings import Mail, Settings

_COUNTDOWN = re.compile(r"Det är \d+ dagar kvar\.")
"""What changes from day to day in the notice of a deadline, without being news."""

MAIL_TIMEOUT_SECONDS = 20
SMTPS_PORT = 465


@dataclass(frozen=True)
class Alert:
    """One thing to be told, in Swedish.

    `about` are the circumstances, which do not make it another thing, and `matter` what it is a message of: a check or
    a job, by which it is replaced and closed; the title where it is left out.
    """

    title: str
    text: str
    about: str = ""
    matter: str = ""

    @property
    def file_name(self) -> str:
        """Readable, and the same for the same matter: `fel_utbetalningar_facit_1f0a….txt`."""
        plain = unicodedata.normalize("NFKD", self.title.lower()).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:80]
        return f"{slug}_{_digest(self.matter or self.title)}.txt"

    @property
    def message(self) -> str:
        """The whole message."""
        return f"{self.title}\n\n{self.text}\n\n{self.about}".rstrip() + "\n"

    def is_told_by(self, message: str) -> bool:
        """Whether a message says the same, whatever the circumstances and the days that are left."""
        return _COUNTDOWN.sub("", message).startswith(_COUNTDOWN.sub("", f"{self.title}\n\n{self.text}\n"))


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
            "Meddelandet försvinner av sig självt när saken är ur världen.",
        ]
    )
    why = "\n".join(reasons(kept))
    stopped = [Alert(f"Körningen {run.job_name} misslyckades", why, about, run.job_name)] if why else []
    checks = [
        Alert(
            f"{'Fel' if found.is_error else 'Varning'}: {_in_words(found.asset)} ({found.check})",
            found.text,
            about,
            _check(found.asset, found.check),
        )
        for found in failed_checks(kept)
    ]
    return [*stopped, *checks]


def settled_by(run: dg.DagsterRun, events: Iterable[dg.DagsterEvent]) -> list[str]:
    """The matters that one run closes: the checks that passed, and its own job when it went well."""
    kept = list(events)
    passed = [_check(asset, check) for asset, check in passed_checks(kept)]
    went_well = any(event.event_type is dg.DagsterEventType.RUN_SUCCESS for event in kept)
    return [*passed, run.job_name] if went_well else passed


def _check(asset: str, check: str) -> str:
    return f"{check} {asset}"


def _in_words(asset: str) -> str:
    """`Utbetalningar` for the table `payout` of any programme; an asset that is no table by its name."""
    words = WORDS.get(asset.rpartition("/")[2])
    return re.split("[:,.]", words)[0] if words else asset


def _digest(matter: str) -> str:
    return hashlib.sha256(matter.encode()).hexdigest()[:12]


def events_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> list[dg.DagsterEvent]:
    """The events of a run as they are kept."""
    return [entry.dagster_event for entry in instance.all_logs(run.run_id) if entry.dagster_event]


def tell(settings: Settings, alerts: Iterable[Alert], settled: Iterable[str] = ()) -> list[str]:
    """Put what has not been told in the outbox and send it, and close what is settled.

    Returns what could not be done, as Swedish sentences.
    """
    troubles = []
    for matter in settled:
        try:
            closed = _take_away(settings.outbox, matter)
            if closed and settings.mail:
                send(settings.mail, closed)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            troubles.append(f"Att {matter} är ur världen kunde inte meddelas ({error}). Utkorg: {settings.outbox}.")
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
    """Write the message whole or not at all, in the place of the matter's earlier one; False when it says the same."""
    outbox.mkdir(parents=True, exist_ok=True)
    path = outbox / alert.file_name
    if path.exists() and alert.is_told_by(path.read_text(encoding="utf-8")):
        return False
    unfinished = outbox / f".{alert.file_name}.{os.getpid()}.unfinished"
    try:
        unfinished.write_text(alert.message, encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    # A check that was a warning and is an error has another title, and is the same matter.
    for earlier in set(outbox.glob(f"*_{_digest(alert.matter or alert.title)}.txt")) - {path}:
        earlier.unlink(missing_ok=True)
    return True


def _take_away(outbox: Path, matter: str) -> Alert | None:
    """Take the message of a matter away; what is told of that, None when there was no message."""
    for path in outbox.glob(f"*_{_digest(matter)}.txt"):
        title = path.read_text(encoding="utf-8").partition("\n")[0]
        path.unlink(missing_ok=True)
        return Alert(f"Ur världen: {title}", "Det som meddelades tidigare gäller inte längre.")
    return None


def alert_sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """The sensors that look at every run that Dagster started, once it has ended; the command line tells itself."""

    def told(context: dg.RunStatusSensorContext) -> None:
        run = context.dagster_run
        events = events_of(context.instance, run)
        for trouble in tell(settings, alerts_of(run, events), settled_by(run, events)):
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
