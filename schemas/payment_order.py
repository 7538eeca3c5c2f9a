"""The text file of a payment order, which Kammarkollegiet takes in: one row is one amount to pay, the last their sums.

Every column has its Swedish heading in the file and what it means for who reads it there; the file's own description
(`exports.payment.order_file`) is made from them.
"""

from typing import Any

import polars as pl

from schemas.declared import Field, Rows, Table, fields, rule

LINE, SUM = "rad", "summa"
"""What a row is: an amount to pay, or the sums of them all."""
DRAFT, DECIDED = "UTKAST", "BESLUTAD"


def _column(heading: str, meaning: str, *, pattern: str = "", nullable: bool = False, **limits: Any) -> Any:
    """A column by its heading in the file and what it means; a text may have to match a `pattern` as a whole."""
    if pattern:
        limits["str_matches"] = f"^(?:{pattern})$"
    return Field(meaning, title=heading, nullable=nullable, metadata={"pattern": pattern, **limits}, limits=limits)


class PaymentOrderRow(Table):
    """One row is one amount to pay to one recipient; the last row is the sums of the amounts.

    Amounts are whole kronor. A cell without a value is empty: the row of sums names no recipient, a row of an amount
    has no sums, and a draft no decision.
    """

    row_kind: str = _column("Posttyp", "rad: ett belopp att betala. summa: filens sista rad.", isin=[LINE, SUM])
    state: str = _column("Läge", "BESLUTAD, eller UTKAST som inte får betalas.", isin=[DECIDED, DRAFT])
    recipient: str = _column("Mottagare", "Den som ska få betalt.", nullable=True)
    organisation_number: str = _column(
        "Organisationsnummer", "Mottagarens organisationsnummer.", pattern="[0-9]{6}-[0-9]{4}", nullable=True
    )
    bankgiro: str = _column("Bankgiro", "Konto att betala till.", pattern="[0-9]{3,4}-[0-9]{4}", nullable=True)
    plusgiro: str = _column(
        "Plusgiro", "Konto att betala till, när mottagaren saknar bankgiro.", pattern="[0-9 ]+-[0-9]", nullable=True
    )
    amount_kr: int = _column("Belopp", "Hela kronor att betala; i sista raden summan.", ge=0)
    payment_reference: str = _column("Betalningsreferens", "Anges på betalningen till mottagaren.", nullable=True)
    decision_reference: str = _column("Beslutets diarienummer", "Hos den beslutande myndigheten.", nullable=True)
    decided_on: pl.Date = _column("Beslutsdag", "Dagen då utbetalningen beslutades.", nullable=True)
    decided_by: str = _column("Beslutad av", "De två som beslutade.", nullable=True)
    pay_on: pl.Date = _column("Begärd betalningsdag", "Dagen då betalning begärs; tom när ingen anges.", nullable=True)
    contact: str = _column("Kontakt", "Den som svarar på frågor om underlaget.", nullable=True)
    expenditure_area: str = _column("Utgiftsområde", "I statens budget.")
    appropriation: str = _column("Anslag", "Anslaget som betalningen redovisas mot.")
    item: str = _column("Anslagspost", "Anslagsposten som betalningen redovisas mot.")
    budget_year: int = _column("Budgetår", "Anslagets år.", ge=2000, le=2999)
    entitled_kr: int = _column("Rätt till", "Hela kronor som mottagaren har rätt till; i sista raden summan.", ge=0)
    unrequested_kr: int = _column(
        "Inte begärt", "Hela kronor av dem som mottagaren inte har begärt; i sista raden summan.", ge=0
    )
    line_count: int = _column("Antal rader", "I sista raden: hur många belopp filen har.", nullable=True, ge=0)
    control_total: int = _column(
        "Kontrolltal", "I sista raden: summan av gironumren lästa som tal.", nullable=True, ge=0
    )
    mark: str = _column("Märkning", "Säger att uppgifter bakom beloppet inte är verkliga.", nullable=True)
    version: str = _column(
        "Version", "Underlagets version: densamma så länge rader och summor är desamma.", pattern="[0-9a-f]{8}"
    )
    seal_number: int = _column("Sigill", "Beslutets nummer i kedjan av beslut.", nullable=True, ge=1)
    seal_hash: str = _column(
        "Sigillets kontrollsumma", "SHA-256 av det beslutade.", pattern="[0-9a-f]{64}", nullable=True
    )
    decree_reference: str = _column(
        "Regeringskansliets diarienummer", "Regeringens beslut om statsbidraget, eller att numret inte är angivet."
    )

    @rule("one_account_per_line")
    def one_account_per_line(cls, data: Rows) -> pl.LazyFrame:
        """A line has a recipient, a reference and exactly one account, the row of sums none."""
        is_line = pl.col("row_kind") == LINE
        named = pl.all_horizontal(pl.col("recipient", "organisation_number", "payment_reference").is_not_null())
        accounts = pl.col("bankgiro").is_not_null().cast(int) + pl.col("plusgiro").is_not_null().cast(int)
        return data.lazyframe.select(pl.when(is_line).then(named & (accounts == 1)).otherwise(accounts == 0))

    @rule("entitled_is_paid_or_not_asked_for")
    def entitled_is_paid_or_not_asked_for(cls, data: Rows) -> pl.LazyFrame:
        """What a recipient is entitled to is paid or was not asked for."""
        return data.lazyframe.select(pl.col("entitled_kr") == pl.col("amount_kr") + pl.col("unrequested_kr"))

    @rule("last_row_sums")
    def last_row_sums(cls, data: Rows) -> pl.LazyFrame:
        """The last row, and it alone, is that of sums, and they are the sums of the lines."""
        lines = pl.col("row_kind") == LINE
        summed = pl.col("amount_kr", "entitled_kr", "unrequested_kr")
        return data.lazyframe.select(
            pl.all_horizontal(
                lines.sum() == pl.len() - 1,
                pl.col("row_kind").last() == SUM,
                summed.filter(lines).sum() == summed.last(),
                pl.col("line_count").last() == lines.sum(),
            )
        )

    @rule("decided_names_its_decision")
    def decided_names_its_decision(cls, data: Rows) -> pl.LazyFrame:
        """What is decided says when, by whom and under which seal; a draft says none of it."""
        told = pl.all_horizontal(pl.col("decided_on", "decided_by", "seal_number", "seal_hash").is_not_null())
        return data.lazyframe.select(told == (pl.col("state") == DECIDED))

    class Config:
        name = "exports.payment_order"
        strict = True
        ordered = True


HEADINGS = {name: str(said.title) for name, said in fields(PaymentOrderRow).items()}
"""The headings of the file, in order, by column."""
SEAL_NUMBER, SEAL_HASH = HEADINGS["seal_number"], HEADINGS["seal_hash"]
"""The columns by which an order attests the seal that it rests on."""
