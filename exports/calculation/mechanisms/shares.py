"""Payments that rest on no performance, in formulas: by population, printed, or the same for all (T03, T13, T14)."""

from exports.calculation.apportionment import write_share
from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import NAMES, Draft, Formulas, Needs, Written, population_heading
from exports.calculation.regions import RegionColumn
from exports.calculation.sheet import CalculationSheet
from rules.apportionment import Method
from rules.facit import PrintedTable
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts
from rules.swedish import day

_METHOD_WORDS = {
    Method.LARGEST_REMAINDER: "Fördelning efter befolkning: största resten (T03)",
    Method.RESIDUAL_ON_LARGEST: "Fördelning: avrundat, med skillnaden på den största delen (T03)",
}
_PRINTED, _PRINTED_POPULATION = "printed", "printed population"


def write_population_share(draft: Draft, part: PopulationShare) -> Written:
    """An amount by population; total population settles ties."""
    is_total = part.age_group == "totalt"
    group = "befolkning" if is_total else f"{part.age_group.replace('-', '–')} år"
    name = "Potter" if len(draft.payment.components) == 1 else f"Potter {group}"
    kronor: Cells = draft.once(
        part,
        lambda: _share(
            draft,
            name,
            draft.term(part.amount),
            draft.population(part.age_group),
            population_heading(part.age_group),
            None if is_total else draft.population("totalt"),
        ),
    )
    return Written({part.component.id: kronor})


def _share(
    draft: Draft, name: str, amount: Single, weight: Cells, heading: str, population: Cells | None = None
) -> Cells:
    sheet = CalculationSheet(draft.book, name, _METHOD_WORDS[draft.method])
    shown = sheet.single("Belopp att fördela", amount.address, amount.shown)
    kronor, _ = write_share(sheet, NAMES, shown, weight, draft.method, heading=heading, population=population)
    return kronor


def _printed_table(draft: Draft) -> PrintedTable | None:
    """The printed table of the payment with the population that its amounts follow from."""
    tables = (facit for facit in draft.case.decree.facits if isinstance(facit, PrintedTable))
    return next((table for table in tables if table.payment == draft.payment.id), None)


def _needs_printed(draft: Draft, part: PrintedAmounts) -> Needs:
    """The amounts, and where it is printed the population that they follow from."""
    words = f"belopp i {part.printed_in}"
    amounts = RegionColumn(f"Belopp i {part.printed_in}, kronor", part.amounts_kr, words)
    if not (printed := _printed_table(draft)):
        return Needs(columns={_PRINTED: amounts})
    heading = f"Befolkning {day(draft.case.decree.population_date)}"
    return Needs(
        columns={_PRINTED_POPULATION: RegionColumn(heading, printed.population, "befolkning"), _PRINTED: amounts},
        readings=PopulationShare.readings,
        remarks=(
            f"Befolkningen och beloppet är de som är tryckta i {part.printed_in}. Arbetsboken visar hur de följer av "
            "varandra.",
        ),
    )


def _write_printed(draft: Draft, part: PrintedAmounts) -> Written:
    """The printed amounts, or how they follow from the population printed beside them (T13)."""
    kronor = draft.columns[_PRINTED]
    if population := draft.columns.get(_PRINTED_POPULATION):
        kronor = _share(draft, "Potter", draft.term(part.amount), population, population_heading("totalt"))
    return Written({part.component.id: kronor})


def _write_equal(draft: Draft, part: EqualShare) -> Written:
    """The same amount to every region; what cannot be shared equally stays (T14)."""
    sheet = CalculationSheet(draft.book, "Potter", "Lika fördelning i hela kronor (T14)")
    sheet.blank_row()
    amount, count = draft.term(part.amount), len(NAMES)
    with sheet.table(count) as table:
        names = table.plain("Region", NAMES, width=27)
        kronor = table.formula(
            "Kronor",
            lambda i: f"INT({amount.address}/ROWS({names.span}))",
            [amount.shown // count] * count,
            is_summed=True,
        )
    left = sheet.single(
        "Blir kvar hos myndigheten", f"{amount.address}-SUM({kronor.span})", amount.shown - sum(kronor.values)
    )
    return Written({part.component.id: kronor}, (("Blir kvar hos myndigheten, kronor", left),))


POPULATION_SHARE = Formulas(write_population_share)
PRINTED_AMOUNTS = Formulas(_write_printed, _needs_printed)
EQUAL_SHARE = Formulas(_write_equal)
