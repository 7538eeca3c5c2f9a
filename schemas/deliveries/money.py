"""What the regions and SKR tell of the money: accounts, requests, economic accounts and repayments."""

from typing import Any

import polars as pl

from rules.found_decrees import decrees
from rules.recipients import SKR
from schemas.columns import choice, date_, kronor, recipient, region, text, yes_no
from schemas.declared import Rows, rule
from schemas.deliveries.delivered import Delivered, DeliveredByRecipient, holds, programme

PAYMENT_IDS = tuple(
    dict.fromkeys(
        payment.id for decree in decrees() for payment in (*decree.payments, decree.payment_to_skr) if payment
    )
)


def _of_account(header: str, words: str, description: str) -> Any:
    """Whether an account has something that it is to contain; `words` are Swedish and follow on "redovisningen"."""
    meaning = f"Om redovisningen {words}: ja eller nej."
    return yes_no(header, meaning=meaning, description=f"Whether the account {description}.", required=False)


class Redovisning(Delivered):
    """One row is a region's account of how a programme's money was used, as received and assessed."""

    region_code: str = region()
    programme: str = programme()
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen redovisningen kom in.", description="The day the account came in.", empty=True
    )
    is_approved: bool = yes_no("Godkänd", meaning="ja eller nej.", description="Whether the account was approved.")
    tells_use: bool = _of_account(
        "Medlens användning",
        "säger hur medlen har använts och ska användas",
        "tells how the money has been and will be used",
    )
    tells_results: bool = _of_account("Resultat", "säger resultatet av insatserna", "tells the results")
    tells_plan: bool = _of_account(
        "Handlingsplanens genomförande",
        "säger hur arbetet enligt handlingsplanen fortlöper",
        "tells how the work by the plan of action goes",
    )
    has_plan: bool = yes_no(
        "Handlingsplan bifogad",
        meaning="Om handlingsplanen är bifogad: ja eller nej.",
        description="Whether the plan of action was enclosed.",
        required=False,
    )
    tells_use_for_waits: bool = _of_account(
        "Användning för väntetider",
        "säger hur medlen används för att minska väntetiderna inom BUP",
        "tells how the money is used to shorten waits",
    )
    tells_results_for_waits: bool = _of_account(
        "Resultat för väntetider",
        "säger resultatet av insatserna för väntetiderna inom BUP",
        "tells the results for waits",
    )
    tells_purpose: bool = _of_account(
        "Resultat mot syftet",
        "säger hur resultaten förhåller sig till bidragets syfte",
        "tells how the results stand to the purpose",
    )
    reclaimed_kr: int = kronor(
        "Återkrävs",
        meaning="Belopp som myndigheten återkräver för att medlen inte har använts för ändamålet eller avsett resultat "
        "inte har nåtts, utöver det som regionen själv redovisar som oanvänt.",
        description="What the agency claims back besides what the region says it has not used.",
        required=False,
    )

    class Config:
        name = "core.redovisning"
        strict = True


class Rekvisition(DeliveredByRecipient):
    """One row is a region's or SKR's request to be paid one payment."""

    region_code: str = recipient()
    programme: str = programme()
    payment: str = choice(
        "Utbetalning",
        {payment: payment for payment in PAYMENT_IDS},
        meaning=f"Utbetalningens beteckning: {', '.join(PAYMENT_IDS)}.",
        description="Payment id.",
    )
    requested_kr: int = kronor("Belopp", meaning="Begärt belopp.", description="Amount requested.")
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen rekvisitionen kom in.", description="The day the request came in.", empty=True
    )
    bankgiro: str = text("Bankgiro", meaning="Bankgironummer.", description="Bankgiro number.")
    payment_reference: str = text(
        "Referens", meaning="Önskad betalningsreferens.", description="Payment reference asked for."
    )
    plusgiro: str = text(
        "Plusgiro",
        meaning="Plusgironummer, för den som inte har bankgiro.",
        description="Plusgiro number; paid to only where no bankgiro is told.",
        required=False,
    )

    @rule("payment_is_of_the_recipient")
    def payment_is_of_the_recipient(cls, data: Rows) -> pl.LazyFrame:
        """SKR asks for its own payment and the regions for theirs."""
        return holds(data, (pl.col("region_code") == SKR.code) == (pl.col("payment") == SKR.code))

    class Config:
        name = "core.rekvisition"
        strict = True


class EkonomiskRedovisning(DeliveredByRecipient):
    """One row is a region's or SKR's economic account of a programme: received and used."""

    region_code: str = recipient()
    programme: str = programme()
    accounted_received_kr: int = kronor(
        "Erhållet", meaning="Erhållet bidrag.", description="Amount the region says it received."
    )
    cost_kr: int = kronor("Kostnader", meaning="Summa kostnader.", description="Costs.")
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen redovisningen kom in.", description="The day the account came in.", empty=True
    )
    is_confirmed: bool = yes_no(
        "Granskad",
        meaning="Ekonomichefens granskning: ja om redovisningen är riktig, nej om den inte är det.",
        description="Whether the chief financial officer found the account right.",
        required=False,
    )

    class Config:
        name = "core.ekonomisk_redovisning"
        strict = True


class Aterbetalning(DeliveredByRecipient):
    """One row is money that a region or SKR paid back on one day."""

    region_code: str = recipient()
    programme: str = programme()
    repaid_kr: int = kronor("Belopp", meaning="Återbetalt belopp.", description="Amount paid back.")
    repaid_date: pl.Date = date_("Datum", meaning="Dagen för återbetalningen.", description="Day of repayment.")

    class Config:
        name = "core.aterbetalning"
        strict = True
