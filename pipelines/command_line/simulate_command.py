"""What `bonuspott simulate` does: each scenario of a file against what the stored basis gives, into a file of its own.

Only reads the warehouse; nothing that counts is touched. What a file may say is in
`pipelines.command_line.scenario_file`.
"""

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if import Stored, load_case
from exports.printed_sheet import Kind
from exports.table_layout import Field, Layout, Rows
from exports.table_workbook import write_tables
from exports.whole_file import whole_file
from pipelines.command_line.scenario_file import ScenarioFile
from rules.case import Case
from rules.declaration import Decree
from rules.money import cut
from rules.payouts import Withheld
from rules.regions import BY_CODE, CODES
from rules.swedish import number
from rules.what_if import Simulated, Spread, spreads
from scenarios.simulation import simulate

MOST_IN_WORKBOOK = 1_000
"""Scenarios that a workbook takes; more go to CSV."""

MOST_SHOWN = 12
"""Scenarios that are shown on the screen; all of them are written to a file."""

HEADINGS = ("Scenario", "Länskod", "Region", "Nu, kronor", "Då, kronor", "Skillnad, kronor", "Skillnad, procent")
SPREAD_HEADINGS = ("Länskod", "Region", "Lägst", "Mitten", "Högst")
"""Headings of `spread_rows`; kronor against the baseline."""


class ResultRow(NamedTuple):
    """One scenario and region in the columns of the file; per cent is cut to two decimals, None from zero kronor.

    Without a region code it is what no region gets. `left_out` names payments that are withheld and in no amount.
    """

    scenario: str
    region_code: str
    region: str
    baseline_kr: int
    scenario_kr: int
    difference_kr: int
    difference_percent: Decimal | None
    left_out: str
    mark: str


@dataclass(frozen=True)
class SimulationReport:
    """How a simulation went: how many scenarios, what the baseline withholds, the spread, and the results to show.

    `basis` says what all of it rests on, as Swedish sentences.
    """

    programme: Decree
    basis: tuple[str, ...]
    count: int
    withheld: tuple[Withheld, ...]
    spread: tuple[Spread, ...]
    first: tuple[ResultRow, ...]


class OutputError(Exception):
    """The results cannot be written as the kind of file asked for; the message is Swedish."""


def run_simulation(
    warehouse: Warehouse,
    file: ScenarioFile,
    out: Path | None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> SimulationReport:
    """Compute all scenarios of a file and write them to `out` (`.csv` or `.xlsx`), if given.

    `progress` gets how many of how many are done, after each. A simulation that stops leaves what was at `out`.
    Raises `OutputError`, `OSError` and, for a scenario that cannot be computed, `rules.what_if.ScenarioError`.
    """
    grant = GRANT_BY_ID[file.programme_id]
    with warehouse.reading() as connection:
        stored = load_case(connection, grant)
    basis = basis_words(stored)
    write = _writer(out, file.count, grant.programme, stored.marks, basis)
    differences = {code: array("q") for code in CODES}
    first: list[ResultRow] = []

    def rows() -> Iterator[ResultRow]:
        for done, simulated in enumerate(simulate(stored.case, file.scenarios()), start=1):
            for code, kr in simulated.comparison.differences_kr.items():
                differences[code].append(kr)
            own = result_rows(simulated, ", ".join(stored.marks))
            if done <= MOST_SHOWN:
                first.extend(own)
            yield from own
            progress(done, file.count)

    write(rows(), differences)
    withheld = _withheld(stored.case)
    return SimulationReport(grant.programme, basis, file.count, withheld, spreads(differences), tuple(first))


def basis_words(stored: Stored) -> tuple[str, ...]:
    """What scenarios are computed on, and what they are held against."""
    return (
        "Räknat på de uppgifter som räknas nu, mot vad samma regler ger utan ändringar. Ingenting här är beslutat.",
        *(
            f"{words} och ändras inte; här visas vad reglerna hade gett på dagens uppgifter, och inte på dem som den "
            "beslutades på."
            for words in stored.decided.values()
        ),
    )


def result_rows(simulated: Simulated, mark: str) -> list[ResultRow]:
    """One row per region, and one for what no region gets."""
    comparison, name = simulated.comparison, simulated.scenario.name
    left_out = ", ".join(comparison.left_out)
    rows = []
    for code in CODES:
        percent = comparison.percent(code)
        rows.append(
            ResultRow(
                name,
                code,
                BY_CODE[code].name,
                comparison.baseline_kr[code],
                comparison.other_kr[code],
                comparison.differences_kr[code],
                None if percent is None else cut(percent, 2),
                left_out,
                mark,
            )
        )
    before, after = comparison.undistributed_kr
    return [*rows, ResultRow(name, "", "Ofördelat", before, after, after - before, None, left_out, mark)]


def shown(row: ResultRow) -> tuple[str | int, ...]:
    """A row under `HEADINGS`."""
    percent = "" if row.difference_percent is None else f"{number(row.difference_percent)} %"
    return (*row[:6], percent)


def beside(rows: Sequence[ResultRow]) -> tuple[list[str], list[list[str | int]]]:
    """Several scenarios beside one another: headings, and one row per region with the differences; the sum is last."""
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    told: dict[str, list[ResultRow]] = {}
    for row in rows:
        told.setdefault(row.region, []).append(row)
    amounts = {region: [own[0].baseline_kr, *(row.difference_kr for row in own)] for region, own in told.items()}
    sums = [sum(column) for column in zip(*amounts.values(), strict=True)]
    shown_rows = [[region, *own] for region, own in [*amounts.items(), ("Summa", sums)]]
    return ["Region", "Nu, kronor", *scenarios], [[*row] for row in shown_rows]


def spread_rows(spread: Iterable[Spread]) -> list[tuple[str, str, int, int, int]]:
    """Rows under `SPREAD_HEADINGS`."""
    return [
        (row.region_code, BY_CODE[row.region_code].name, row.least_kr, row.median_kr, row.most_kr) for row in spread
    ]


def _withheld(case: Case) -> tuple[Withheld, ...]:
    _, settled = case.computed()
    return settled.withheld


_Differences = Mapping[str, Sequence[int]]
"""By region code, one of each scenario."""
_Write = Callable[[Iterable[ResultRow], _Differences], None]


def _writer(out: Path | None, count: int, programme: Decree, marks: Sequence[str], basis: Sequence[str]) -> _Write:
    """How the rows are taken care of, decided before anything is computed."""
    if out is None:
        return lambda rows, _: _pass_by(rows)
    if out.suffix.lower() == ".csv":
        return lambda rows, _: _write_csv(out, rows)
    if out.suffix.lower() != ".xlsx":
        raise OutputError("Resultatet skrivs som .csv eller .xlsx; låt filnamnet sluta på ett av dem.")
    if count > MOST_IN_WORKBOOK:
        raise OutputError(
            f"En arbetsbok rymmer högst {number(MOST_IN_WORKBOOK)} scenarier, och filen har {number(count)}. "
            "Låt filnamnet sluta på .csv."
        )
    return lambda rows, differences: _write_workbook(out, programme, list(rows), differences, marks, basis)


def _pass_by(rows: Iterable[ResultRow]) -> None:
    for _ in rows:
        pass


def _write_csv(out: Path, rows: Iterable[ResultRow]) -> None:
    with whole_file(out) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ResultRow._fields)
        writer.writerows(rows)


def _write_workbook(
    out: Path,
    programme: Decree,
    rows: list[ResultRow],
    differences: _Differences,
    marks: Sequence[str],
    basis: Sequence[str],
) -> None:
    code = Field("code", 9, HEADINGS[1], lambda row: row.region_code)
    spread = Layout(
        "Spridning",
        f"Skillnad i kronor över {number(len(differences[CODES[0]]))} scenarier",
        (code, Field("region_code", 22), *_amounts(("least_kr", "median_kr", "most_kr"), SPREAD_HEADINGS[2:])),
        lines=basis,
    )
    result = Layout(
        "Resultat",
        "Varje scenario och region",
        (
            Field("scenario", 34, HEADINGS[0]),
            code,
            Field("region", 22, HEADINGS[2]),
            *_amounts(("baseline_kr", "scenario_kr", "difference_kr"), HEADINGS[3:6]),
            Field("difference_percent", 18, HEADINGS[6], kind=Kind.TWO_DECIMALS),
            Field("left_out", 22, "Utan utbetalningarna"),
            Field("mark", 16),
        ),
        lines=basis,
    )
    sheets: list[tuple[Layout, Rows]] = [(spread, spreads(differences)), (result, rows)]
    write_tables(out, f"{programme.short_title}: simulering", programme.title, sheets, marks)


def _amounts(names: Sequence[str], headings: Sequence[str]) -> list[Field]:
    return [Field(name, 20, heading, kind=Kind.AMOUNT) for name, heading in zip(names, headings, strict=True)]
