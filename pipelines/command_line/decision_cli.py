"""The commands that propose, approve and decide a payment, look at what is decided, and pack the evidence for it."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.command_line.conversation import PROGRAMME, WAREHOUSE, Day, RegionCode, complain, say, settings_of

if TYPE_CHECKING:
    from pipelines.decisions.next_seal import Request, Show
    from pipelines.settings import Settings
    from rules.seals import Seal


PAYMENT = click.argument("payment", metavar="UTBETALNING")
KEY = click.option(
    "--key", type=click.Path(path_type=Path, dir_okay=False), help="Din SSH-nyckel, när beslut signeras."
)
DATE = click.option("--date", "decided_on", type=Day(), help="Beslutets dag; i dag om inget anges.")
PAY_ON = click.option("--pay-on", type=Day(), help="Dagen då Kammarkollegiet ombeds betala ut.")
CONTACT = click.option("--contact", default="", help="Vem som svarar på frågor; annars inställningen contact.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Visa allt som skulle beslutas, och skriv ingenting.")
EXPORTS = click.option(
    "--exports", type=click.Path(path_type=Path), help="Mappen med de betalningsunderlag som besluten jämförs med."
)


@click.command()
@PROGRAMME
@PAYMENT
@click.option("--reference", default="", help="Beslutets diarienummer.")
@click.option("--by", "names", multiple=True, help="Den som beslutar; ange två olika personer, eller en med --propose.")
@click.option("--propose", is_flag=True, help="Föreslå bara; en annan person beslutar med bonuspott approve.")
@DATE
@PAY_ON
@CONTACT
@click.option("--allow-example", is_flag=True, help="Tillåt ett övningsbeslut på märkta uppgifter.")
@KEY
@DRY_RUN
@WAREHOUSE
@EXPORTS
def decide(
    programme: str,
    payment: str,
    reference: str,
    names: tuple[str, ...],
    propose: bool,
    decided_on: date | None,
    pay_on: date | None,
    contact: str,
    allow_example: bool,
    key: Path | None,
    dry_run: bool,
    warehouse: Path | None,
    exports: Path | None,
) -> None:
    """Visa och besluta en utbetalning: två personer förseglar beloppen, som sedan aldrig ändras.

    Säkrast är att en föreslår (--propose) och en annan godkänner från sitt eget konto med bonuspott approve. Med två
    namn i samma kommando är det bara namnen som säger att de är två.
    """
    from pipelines.decisions import deciding

    settings = settings_of(warehouse=warehouse, exports=exports)
    request = _request(settings, programme, payment, names, decided_on, key, dry_run)
    request = replace(
        request,
        reference=reference,
        may_be_example=allow_example,
        pay_on=pay_on,
        contact=" ".join(contact.split()) or settings.contact,
    )
    if propose:
        seal = _done(lambda: deciding.propose(settings, request, _show()))
        if not dry_run:
            _say_proposed(seal)
        return
    seal = _done(lambda: deciding.decide(settings, request, _show()))
    if not dry_run:
        _say_decided(seal)
        say(
            f"Skydd: {seal.protection}. Starkare är att en föreslår med --propose och en annan godkänner med bonuspott "
            "approve."
        )


@click.command()
@PROGRAMME
@PAYMENT
@click.option("--by", "names", multiple=True, help="Den som godkänner; en annan person än den som föreslog.")
@DATE
@KEY
@DRY_RUN
@WAREHOUSE
@EXPORTS
def approve(
    programme: str,
    payment: str,
    names: tuple[str, ...],
    decided_on: date | None,
    key: Path | None,
    dry_run: bool,
    warehouse: Path | None,
    exports: Path | None,
) -> None:
    """Visa och godkänn ett föreslaget beslut, från ett annat konto än det som föreslog det."""
    from pipelines.decisions import deciding

    settings = settings_of(warehouse=warehouse, exports=exports)
    request = _request(settings, programme, payment, names, decided_on, key, dry_run)
    seal = _done(lambda: deciding.approve(settings, request, _show()))
    if not dry_run:
        _say_decided(seal)
        say(f"Det är precis det som föreslogs (kontrollsumma {seal.basis_hash[:12]}…).")
        say(f"Skydd: {seal.protection}.")


@click.command()
@click.argument("documents", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[DOKUMENT]...")
@WAREHOUSE
@EXPORTS
def seals(documents: tuple[Path, ...], warehouse: Path | None, exports: Path | None) -> None:
    """Visa alla beslut, och kontrollera att kedjan av sigill är hel och är den som databas och dokument har sett.

    DOKUMENT är betalningsunderlag (.csv) och bevispaket (.zip), eller mappar med sådana, till exempel ur ärendet.
    """
    from assets.seal_memory import lost
    from pipelines.command_line.summary import say_text
    from pipelines.decisions.decided import decisions_of
    from pipelines.open_warehouse import open_to
    from rules.swedish import counted, day

    settings = settings_of(warehouse=warehouse, exports=exports)
    decisions = decisions_of(settings)
    decisions = replace(decisions, anchors=(*decisions.anchors, *documents))
    with open_to(settings).reading() as connection:
        faults = [*decisions.faults(), *lost(connection, decisions)]
    chain = [] if faults else decisions.chain()
    for seal, written in chain:
        say_text(f"{seal.number}. {_told(seal)} Beslutat den {day(seal.decided_on)}, {seal.reference}.")
        say_text(f"   {seal.protection.capitalize()}. Kontrollsumma {written}")
    if faults:
        complain("\n".join(faults))
        sys.exit(1)
    signed = " Signaturerna är kontrollerade." if decisions.signers else ""
    say(f"Kedjan är hel: {counted(len(chain), 'sigill', 'sigill')}.{signed}")


def _request(
    settings: "Settings",
    programme: str,
    payment: str,
    names: tuple[str, ...],
    decided_on: date | None,
    key: Path | None,
    is_trial: bool,
) -> "Request":
    """A request without what only a proposal has."""
    from pipelines.decisions.account import own_account
    from pipelines.decisions.next_seal import Request

    return Request(
        programme,
        payment,
        "",
        names,
        decided_on or date.today(),
        own_account(),
        key=key or settings.signing_key,
        is_trial=is_trial,
    )


def _show() -> "Show":
    from pipelines.command_line.decision_view import say_decision

    return say_decision


def _done(act: "Callable[[], Seal]") -> "Seal":
    from pipelines.decisions.next_seal import NotDecidableError

    try:
        return act()
    except NotDecidableError as error:
        complain(str(error))
        sys.exit(1)


def _told(seal: "Seal") -> str:
    from rules.seals import adjusted_words
    from rules.swedish import kronor, listing

    total = sum(amount.amount_kr for amount in seal.amounts)
    example = " ÖVNINGSBESLUT på märkta uppgifter." if seal.marks else ""
    if seal.adjusts:
        told = adjusted_words(*seal.further_and_claimed_kr)
        return f"justering av {seal.programme} {seal.payment}, {told}, av {listing(list(seal.decided_by))}.{example}"
    return f"{seal.programme} {seal.payment}, {kronor(total)}, av {listing(list(seal.decided_by))}.{example}"


def _say_proposed(seal: "Seal") -> None:
    say(f"Föreslaget: {_told(seal)} Förslagets kontrollsumma: {seal.basis_hash[:12]}….")
    say(
        "Inget är beslutat än. En annan person godkänner från sitt eget konto med: "
        f"bonuspott approve {seal.programme} {seal.payment} --by NAMN"
    )


def _say_decided(seal: "Seal") -> None:
    from rules.swedish import kronor, listing

    total = sum(amount.amount_kr for amount in seal.amounts)
    example = " ÖVNINGSBESLUT på märkta uppgifter." if seal.marks else ""
    if seal.adjusts:
        say(f"Beslutat: {_adjusted(seal)} Sigill {seal.number} ({seal.hash[:12]}…).")
        say("Kör bonuspott run för att få dem i betalningsunderlaget.")
        return
    say(f"Beslutat: {kronor(total)}, sigill {seal.number} ({seal.hash[:12]}…).{example}")
    if not seal.pay_on or not seal.contact:
        missing = listing([what for what, told in _TOLD_TO_PAYER.items() if not getattr(seal, told)])
        say(f"Betalningsunderlaget och breven säger inte {missing}; det går att ange i beslutet.")
    say("Kör bonuspott run för att få arbetsböcker utan UTKAST.")


_TOLD_TO_PAYER = {"när det ska betalas (--pay-on)": "pay_on", "vem som svarar på frågor (--contact)": "contact"}
"""What a decision may say to whoever pays and is paid, and the seal's field for it."""


def _adjusted(seal: "Seal") -> str:
    """What an adjustment pays and claims, one Swedish sentence."""
    from rules.seals import adjusted_words

    example = " ÖVNINGSBESLUT på märkta uppgifter." if seal.marks else ""
    return f"{adjusted_words(*seal.further_and_claimed_kr)}.{example}"


@click.command()
@PROGRAMME
@PAYMENT
@click.option("--reference", default="", help="Beslutets diarienummer.")
@click.option("--by", "names", multiple=True, help="Den som beslutar; ange två olika personer, eller en med --propose.")
@click.option("--propose", is_flag=True, help="Föreslå bara; en annan person beslutar med bonuspott approve.")
@DATE
@click.option("--allow-example", is_flag=True, help="Tillåt ett övningsbeslut på märkta uppgifter.")
@KEY
@DRY_RUN
@WAREHOUSE
@EXPORTS
def adjust(
    programme: str,
    payment: str,
    reference: str,
    names: tuple[str, ...],
    propose: bool,
    decided_on: date | None,
    allow_example: bool,
    key: Path | None,
    dry_run: bool,
    warehouse: Path | None,
    exports: Path | None,
) -> None:
    """Besluta en utbetalnings justeringar: det som skiljer i dag betalas ytterligare eller krävs tillbaka.

    Det som beslutats förut ändras inte; justeringen får ett eget sigill. Säkrast är att en föreslår (--propose) och en
    annan godkänner från sitt eget konto med bonuspott approve. Se först: bonuspott adjustments
    """
    from pipelines.decisions import deciding

    settings = settings_of(warehouse=warehouse, exports=exports)
    request = _request(settings, programme, payment, names, decided_on, key, dry_run)
    request = replace(request, reference=reference, may_be_example=allow_example, is_adjustment=True)
    seal = _done(lambda: (deciding.propose if propose else deciding.decide)(settings, request, _show()))
    if dry_run:
        say(f"Skulle beslutas: {_adjusted(seal)}")
    elif propose:
        _say_proposed(seal)
    else:
        _say_decided(seal)


@click.command()
@PROGRAMME
@click.argument("payment", metavar="UTBETALNING")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Paketet (.zip).")
@click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
@WAREHOUSE
def evidence(programme: str, payment: str, target: Path, raw: Path | None, warehouse: Path | None) -> None:
    """Packa allt som en utbetalning vilar på, så att den kan räknas om utan Bonuspott.

    Kontrollera paketet med: python3 verify.py PAKET.zip (verify.py ligger i paketet).
    """
    from exports.evidence.package import checksum_file
    from pipelines.command_line.evidence_command import NoEvidenceError, write_evidence

    try:
        package = write_evidence(settings_of(raw=raw, warehouse=warehouse), programme, payment, target)
    except NoEvidenceError as error:
        complain(str(error))
        sys.exit(1)
    say(f"Paket skrivet: {package}")
    say(f"SHA-256: {checksum_file(package).read_text(encoding='utf-8').split()[0]}")


@click.command()
@PROGRAMME
@PAYMENT
@click.option("--region", type=RegionCode(), help="Bara brevet till denna region; visas om inte --out anges.")
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Mappen som breven skrivs i.")
@click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
@WAREHOUSE
@EXPORTS
def letter(
    programme: str,
    payment: str,
    region: str | None,
    folder: Path | None,
    raw: Path | None,
    warehouse: Path | None,
    exports: Path | None,
) -> None:
    """Skriv brev till regionerna om en beslutad utbetalning: vad, varför, när det betalas och vad de ska göra.

    Ett brev per region, som ren text; allt i breven kommer ur det som är beslutat.
    """
    from pipelines.command_line.letter_command import FOLDER, NoLetterError, letters, write_letters
    from rules.swedish import counted

    settings = settings_of(raw=raw, warehouse=warehouse, exports=exports)
    try:
        texts = letters(settings, programme, payment, region or "")
    except NoLetterError as error:
        complain(str(error))
        sys.exit(1)
    if region and not folder:
        say("".join(texts.values()).rstrip("\n"))
        return
    folder = folder or settings.exports / FOLDER
    written = list(write_letters(texts, programme, payment, folder))
    say(f"{counted(len(written), 'brev skrivet', 'brev skrivna')} i {folder}")


COMMANDS = (decide, approve, adjust, seals, evidence, letter)
