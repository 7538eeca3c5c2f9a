"""The register of kinds: for each its folder below the deliveries, its table, its key and the rules within a row."""

from dataclasses import dataclass
from functools import cached_property

from rules.deadlines import REPORT
from rules.recipients import SKR
from rules.reports import KINDS as REPORT_KINDS
from schemas.columns import DeliveredColumn
from schemas.declared import fields
from schemas.deliveries.agency import Anvisningar, Rapporter
from schemas.deliveries.care import Befolkning, Bup, Malvarden, Operationer, Vardplatser
from schemas.deliveries.delivered import Delivered, RowRule
from schemas.deliveries.money import Aterbetalning, EkonomiskRedovisning, Redovisning, Rekvisition
from schemas.tables import column_names


@dataclass(frozen=True)
class Kind:
    """One kind of delivery: its folder below the deliveries, its Swedish title, its table and its key."""

    id: str
    title: str
    model: type[Delivered]
    key: tuple[str, ...]
    row_rules: tuple[RowRule, ...] = ()

    @property
    def statement(self) -> str | None:
        """The column that says whether a row is a plan or an outcome, where it may; an empty cell has a meaning."""
        return REPORT_KINDS[self.id].statement if self.id in REPORT_KINDS else None

    @cached_property
    def columns(self) -> tuple[DeliveredColumn, ...]:
        """The columns senders fill in, in the order of the contract, the mark last."""
        said = fields(self.model)
        specs = [
            DeliveredColumn(
                name=name,
                header=said[name].metadata["header"],
                kind=said[name].metadata["kind"],
                meaning=said[name].metadata["meaning"],
                unit=said[name].metadata["unit"],
                is_required=said[name].metadata["required"],
                may_be_empty=said[name].nullable or name == self.statement,
                least=said[name].metadata["least"],
                most=said[name].metadata["most"],
                choices=said[name].metadata["choices"],
                also=said[name].metadata["also"],
                usual=said[name].metadata["usual"],
            )
            for name in column_names(self.model)
            if "header" in said[name].metadata
        ]
        return tuple(specs)


_RECIPIENT_OF_PROGRAMME = RowRule(
    "recipient_is_of_the_programme",
    "region_code",
    "får inga medel av statsbidraget på samma rad. Rätta Region eller Statsbidrag.",
)

KINDS = (
    Kind("befolkning", "Befolkning", Befolkning, ("region_code", "reference_date", "age_group")),
    Kind("vardplatser", "Vårdplatser", Vardplatser, ("region_code", "month", "statement")),
    Kind(
        "bup",
        "Barn- och ungdomspsykiatri",
        Bup,
        ("region_code", "month", "measure"),
        (
            RowRule(
                "completed_within_at_most_completed",
                "completed_within_count",
                "är fler än antalet i kolumnen Genomförda på samma rad. Rätta det tal som är fel.",
            ),
            RowRule(
                "waiting_within_at_most_waiting",
                "waiting_within_count",
                "är fler än antalet i kolumnen Väntande på samma rad. Rätta det tal som är fel.",
            ),
            RowRule(
                "completed_at_most_all_completed",
                "completed_count",
                "är fler än antalet i kolumnen Genomförda totalt på samma rad. Genomförda anges utan patientvald "
                "väntan och Genomförda totalt med. Rätta det tal som är fel.",
            ),
            RowRule(
                "all_within_at_most_all_completed",
                "all_completed_within_count",
                "är fler än antalet i kolumnen Genomförda totalt på samma rad. Rätta det tal som är fel.",
            ),
        ),
    ),
    Kind("operationer", "Operationer", Operationer, ("region_code", "month", "operation", "performer")),
    Kind("redovisning", "Redovisning", Redovisning, ("region_code", "programme")),
    Kind(
        "rekvisition",
        "Rekvisition",
        Rekvisition,
        ("region_code", "programme", "payment"),
        (
            _RECIPIENT_OF_PROGRAMME,
            RowRule(
                "payment_is_of_the_recipient",
                "payment",
                f"är ingen utbetalning till mottagaren på samma rad: {SKR.name} begär {SKR.code} och ingen annan gör "
                "det. Rätta Region eller Utbetalning.",
            ),
        ),
    ),
    Kind(
        "ekonomisk_redovisning",
        "Ekonomisk redovisning",
        EkonomiskRedovisning,
        ("region_code", "programme"),
        (_RECIPIENT_OF_PROGRAMME,),
    ),
    Kind(
        "aterbetalning",
        "Återbetalning",
        Aterbetalning,
        ("region_code", "programme", "repaid_date"),
        (_RECIPIENT_OF_PROGRAMME,),
    ),
    Kind("malvarden", "Målvärden", Malvarden, ("region_code", "unit", "metric", "care", "valid_from")),
    Kind(
        REPORT,
        "Rapport",
        Rapporter,
        ("programme", "deadline"),
        (
            RowRule(
                "report_is_of_the_programme",
                "deadline",
                "är ingen rapport om statsbidraget på samma rad. Rätta Rapport eller Statsbidrag.",
            ),
        ),
    ),
    Kind(
        "anvisningar",
        "Anvisningar",
        Anvisningar,
        ("programme", "deadline", "month"),
        (
            RowRule(
                "deadline_is_the_agencys",
                "deadline",
                "är inget som myndigheten kan ange för statsbidraget på samma rad. Skriv en av de beteckningar som "
                "bonuspott calendar visar som myndighetens.",
            ),
        ),
    ),
)

KIND_BY_ID = {kind.id: kind for kind in KINDS}
