"""The Swedish text LÄSMIG.txt of a package of evidence: what it is, how it is checked, and what no check can tell."""

from collections.abc import Sequence

from exports.evidence.verify import DRAFT
from rules.declaration import Decree, Payment
from rules.seals import Seal
from rules.swedish import day, listing


def readme(
    programme: Decree, payment: Payment, seal: Seal | None, marks: Sequence[str], chain: Sequence[Seal] = ()
) -> str:
    """The whole text; `seal` is None while the payment is not decided, and else the last of `chain`."""
    return _TEXT.format(
        programme=programme.title,
        payment=payment.title,
        status=_status(seal, chain),
        marks=_marked(marks) if marks else "",
    )


def _status(seal: Seal | None, chain: Sequence[Seal]) -> str:
    if seal is None:
        text = f"{DRAFT}. Utbetalningen är inte beslutad och har inget sigill. Beloppen kan ändras."
        if chain:
            text += f"\nDet senaste sigillet var nummer {chain[-1].number} med kontrollsumman\n{chain[-1].hash}"
        return text
    return (
        f"Beslutad den {day(seal.decided_on)} av {listing(seal.decided_by)}, diarienummer {seal.reference}.\n"
        f"Hur beslutet fattades: {seal.protection}.\n"
        f"Sigill nummer {seal.number} med kontrollsumman\n{seal.hash}"
    )


def _marked(marks: Sequence[str]) -> str:
    return f"\nOBS! Beloppen vilar på uppgifter märkta {listing(marks)}.\n"


_TEXT = """\
BEVISPAKET
{programme}
{payment}

{status}
{marks}
SÅ KONTROLLERAR DU PAKETET

Du behöver Python 3.11 eller senare och inget annat. Kopiera filen verify.py ur paketet (innehållet behöver inte packas
upp i övrigt) och skriv i ett kommandofönster, i samma mapp som paketet:

    python3 verify.py PAKET.zip --sha256 KONTROLLSUMMA

Den som inte vill lita på paketets eget program tar samma fil ur Bonuspotts källkod, exports/evidence/verify.py.
I Windows heter kommandot ofta py i stället för python3. KONTROLLSUMMA är den som visades när paketet skrevs och som då
också sparades i en fil bredvid paketet, med samma namn och ändelsen .sha256. Ta den från ärendet, inte från den som
lämnade paketet. Utan --sha256 görs alla andra kontroller.

I bom.cdx.json (CycloneDX) står vilka programbibliotek Bonuspott kördes med, i vilka versioner och med vilka licenser.

VAD SOM KONTROLLERAS

1. Varje byte i paketet är som när det skrevs. En ändrad, tillagd eller borttagen fil nämns vid namn.
2. Beräkningsreglerna i paketet är de som beloppen räknades med.
3. De levererade filerna är de som värdena i inputs.json lästes ur, byte för byte.
4. Kedjan av sigill hänger ihop. Är utbetalningen beslutad anger dess sigill samma belopp, leveranser, villkor,
   tolkningar och regler som paketet. Belopp som har beslutats tidigare och räknas med är sigillens.
   Är sigillet signerat (SSH) kontrolleras signaturerna när du också anger myndighetens lista över dem som får signera:
   --allowed-signers FIL. Det kräver ssh-keygen, som hör till OpenSSH. Ta listan från myndigheten, inte ur paketet.
5. Villkoren och tolkningarna som visas är de som reglerna räknar med.
6. Utfallen och beloppen räknas om från början ur inputs.json med reglerna i paketet och är desamma, till varje krona.

VAD SOM INTE KONTROLLERAS

- Att värdena i inputs.json står i de levererade filerna: Python kan inte läsa arbetsböcker utan tillägg. Varje rad
  i inputs.json anger därför fil, blad och rad, så att den som vill kan slå upp värdet. För en textfil är bladet tomt.
  En rad som är summerad ur flera, till exempel ur befolkning per ålder, anger en av dem; för operationer som lämnats
  en och en är raden räknad ur hela filen.
- Att de levererade filerna är allt som hade kommit in. Rader som ersatts av senare leveranser, eller som avvisats, är
  inte med i inputs.json.
- Att ingen har skrivit om hela paketet, även dess egna kontrollsummor. Det syns bara om paketets kontrollsumma jämförs
  med den i ärendet (--sha256) och sigillets kontrollsumma med den i beslutet.
- Att tolkningarna i readings.json är de rätta. De redovisas där med vad som stöder dem.

VAD SOM LIGGER I PAKETET

raw/             de levererade filerna, byte för byte
inputs.json      värdena som reglerna räknar på, var och en med fil, blad och rad; belopp som beslutats tidigare
parameters.json  beslutets tal med betydelse, enhet och avsnitt
readings.json    hur öppna punkter i beslutet har lästs, med de andra möjligheterna
results.json     utfall per månad och belopp per region, samt medel som ingen får
checks.json      avstämningarna som gjordes när paketet skrevs
seals/           sigillen i ordning, till och med den här utbetalningens
rules/           källkoden till beräkningsreglerna
verify.py        programmet som kontrollerar paketet; det är kort och skrivet för att läsas
manifest.json    kontrollsumman (SHA-256) för varje fil i paketet
"""
