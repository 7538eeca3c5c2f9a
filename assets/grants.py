"""The assets that every grant programme has: monthly qualification, bonus pot, payouts and what is left or held.

One `Grant` says how a programme reads its basis from `core` and which rules decide; the assets built
from it only carry frames to the rules and back. Rules and amounts belong to `rules.decrees`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import dagster as dg
import polars as pl

from assets.checks import check, shape_faults
from assets.descriptions import shown, table_spec
from assets.warehouse import Connection, Warehouse
from rules.money import two_decimals
from rules.monthly_pot import Assessment, Outcome, Route, forfeited_by_month
from rules.payouts import Cause, Pot, Settlement
from rules.programme import Programme
from rules.regions import CODES
from rules.swedish import kronor
from schemas.received import Delivery
from schemas.results import BonusPot, Payout, Qualification, Source, Undistributed, Withheld
from schemas.tables import TableModel, frame


@dataclass(frozen=True)
class Input:
    """Core rows that a result rests on, with a Swedish name for what they are."""

    name: str
    rows: pl.DataFrame

    @property
    def marks(self) -> set[str]:
        """The marks among the rows."""
        return set(self.rows["mark"].drop_nulls())


@dataclass(frozen=True)
class Facit:
    """The comparison with amounts that the state has printed.

    `differences` are Swedish sentences; `applies` is False when the run rests on another basis than the
    printed amounts do, and `about` says which printed table is meant and why it applies or not.
    """

    about: str
    applies: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grant:
    """How one programme is carried from `core` to its rules.

    `load` reads the basis; `qualify` gives the outcomes of one month, one per region and requirement;
    `settle` gives what is paid; `inputs` names the core rows behind one component of one payment (or
    behind a month's qualification); `facit` compares with what the state printed.
    """

    programme: Programme
    kinds: tuple[str, ...]
    pots: tuple[Pot, ...]
    load: Callable[[Connection], Any]
    settle: Callable[[Any, Sequence[Outcome]], Settlement]
    payment_inputs: Callable[[Any, str, str], Iterable[Input]]
    facit: Callable[[Any, Settlement], Iterable[Facit]]
    qualify: Callable[[date, Any], tuple[Outcome, ...]] | None = None
    month_inputs: Callable[[Any, date], Iterable[Input]] | None = None

    @property
    def months(self) -> tuple[date, ...]:
        """The measured months of all requirements."""
        return tuple(sorted({month for requirement in self.programme.requirements for month in requirement.months}))

    def key(self, table: str) -> dg.AssetKey:
        """The asset key of one of the programme's result tables."""
        return dg.AssetKey(["out", self.programme.id, table])

    @property
    def partitions(self) -> dg.MonthlyPartitionsDefinition:
        """One partition per measured month; its key is the first day of the month."""
        after_last = date(self.months[-1].year + self.months[-1].month // 12, self.months[-1].month % 12 + 1, 1)
        return dg.MonthlyPartitionsDefinition(start_date=str(self.months[0]), end_date=str(after_last))


def build_assets(grant: Grant) -> list[dg.AssetsDefinition]:
    """The assets of one programme, in the order of the work."""
    settlement = _settlement_asset(grant)
    return [_qualification_asset(grant), settlement] if grant.qualify else [settlement]


def _qualification_asset(grant: Grant) -> dg.AssetsDefinition:
    key = grant.key("qualification")
    qualify, month_inputs = grant.qualify, grant.month_inputs
    assert qualify and month_inputs, "only a grant with monthly requirements has this asset"

    @dg.multi_asset(
        name=f"{grant.programme.id}_qualification",
        specs=[
            table_spec(
                list(key.path),
                Qualification,
                group=grant.programme.id,
                deps=[dg.AssetKey(["core", kind]) for kind in grant.kinds],
            )
        ],
        check_specs=[
            dg.AssetCheckSpec("shape", asset=key, blocking=True, description="The rows fit the table's model."),
            dg.AssetCheckSpec(
                "one_outcome",
                asset=key,
                blocking=True,
                description="Exactly one outcome per region, month and requirement.",
            ),
        ],
        partitions_def=grant.partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def qualification(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> Iterator[dg.MaterializeResult[None]]:
        months = [date.fromisoformat(partition) for partition in context.partition_keys]
        with warehouse.reading() as connection:
            basis = grant.load(connection)
        rows: list[dict[str, object]] = []
        for month in months:
            mark = joined_marks(month_inputs(basis, month))
            rows += [qualification_row(grant, outcome, mark) for outcome in qualify(month, basis)]
        table = frame(Qualification, rows)
        faults = shape_faults(Qualification, table)
        miscounted = _miscounted(grant, months, table)
        with warehouse.writing() as connection:
            connection.replace(
                Qualification,
                table if not faults and not miscounted else table.clear(),
                "programme = ? AND month IN (SELECT unnest(?::DATE[]))",
                [grant.programme.id, [str(month) for month in months]],
            )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata=shown(table),
            check_results=[check(key, "shape", faults), check(key, "one_outcome", miscounted)],
        )

    return qualification


def _settlement_asset(grant: Grant) -> dg.AssetsDefinition:
    tables: dict[str, TableModel] = {
        "bonus_pot": BonusPot,
        "payout": Payout,
        "undistributed": Undistributed,
        "withheld": Withheld,
        "source": Source,
    }
    if grant.qualify is None:
        del tables["bonus_pot"]
        upstream = [dg.AssetKey(["core", kind]) for kind in grant.kinds]
    else:
        upstream = [dg.AssetKey(["core", kind]) for kind in grant.kinds] + [grant.key("qualification")]
    payout_key = grant.key("payout")

    @dg.multi_asset(
        name=f"{grant.programme.id}_settlement",
        specs=[
            table_spec(
                list(grant.key(name).path),
                model,
                group=grant.programme.id,
                deps=upstream if name != "source" else [payout_key],
            )
            for name, model in tables.items()
        ],
        check_specs=[
            dg.AssetCheckSpec("shape", asset=payout_key, blocking=True, description="The rows fit the table's model."),
            dg.AssetCheckSpec(
                "money_conserved",
                asset=payout_key,
                blocking=True,
                description="What is paid and what is named as undistributed sums to each pot, to the krona.",
            ),
            dg.AssetCheckSpec(
                "facit",
                asset=payout_key,
                blocking=True,
                description="The amounts that the state has printed come out where the run rests on their basis.",
            ),
            dg.AssetCheckSpec(
                "basis_usable",
                asset=payout_key,
                blocking=False,
                description="No payment is withheld because what was delivered cannot be paid on.",
            ),
        ],
    )
    def settlement(
        warehouse: dg.ResourceParam[Warehouse],
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with warehouse.reading() as connection:
            basis = grant.load(connection)
            outcomes = read_outcomes(connection, grant)
            marks_by_month = read_month_marks(connection, grant)
            deliveries = connection.read(Delivery, "status = 'read'")
        settled = grant.settle(basis, outcomes)
        frames: dict[str, pl.DataFrame] = {
            "payout": _payout_rows(grant, basis, settled),
            "undistributed": _rows(Undistributed, grant, [vars(row) for row in settled.undistributed]),
            "withheld": _rows(Withheld, grant, [vars(row) | {"cause": row.cause.value} for row in settled.withheld]),
            "source": _source_rows(grant, basis, settled, deliveries),
        }
        if grant.qualify:
            frames["bonus_pot"] = _bonus_pot_rows(grant, outcomes, marks_by_month)
        shape = [fault for name, rows in frames.items() for fault in shape_faults(tables[name], rows)]
        money = _unbalanced(grant, settled)
        facits = list(grant.facit(basis, settled))
        deviations = [difference for facit in facits for difference in facit.differences]
        if shape or money or deviations:
            frames = {name: rows.clear() for name, rows in frames.items()}
        with warehouse.writing() as connection:
            for name, model in tables.items():
                connection.replace(model, frames[name], "programme = ?", [grant.programme.id])
        faulty = [row.reason for row in settled.withheld if row.cause is Cause.FAULTY]
        for name in tables:
            yield dg.MaterializeResult(asset_key=grant.key(name), metadata=shown(frames[name]))
        yield check(payout_key, "shape", shape)
        yield check(payout_key, "money_conserved", money)
        yield check(payout_key, "facit", deviations, note=" ".join(facit.about for facit in facits))
        yield check(payout_key, "basis_usable", faulty)

    return settlement


def joined_marks(inputs: Iterable[Input]) -> str:
    """The marks of all inputs, sorted, separated by comma."""
    return ", ".join(sorted(set().union(*(part.marks for part in inputs))))


def qualification_row(grant: Grant, outcome: Outcome, mark: str) -> dict[str, object]:
    """One outcome as a row of `out.qualification`."""
    return {
        "programme": grant.programme.id,
        "requirement": outcome.requirement,
        "month": outcome.month,
        "region_code": outcome.region_code,
        "reserved_kr": outcome.reserved_kr,
        "part": two_decimals(outcome.assessment.part),
        "earned_kr_exact": two_decimals(outcome.earned_kr),
        "route": outcome.assessment.route.value,
        "reason": outcome.reason,
        "mark": mark,
    }


def read_outcomes(connection: Connection, grant: Grant) -> tuple[Outcome, ...]:
    """The stored outcomes of a programme, without their sentences."""
    rows = connection.read(Qualification, "programme = ?", [grant.programme.id])
    return tuple(
        Outcome(
            row["requirement"],
            row["month"],
            row["region_code"],
            row["reserved_kr"],
            Assessment(Route(row["route"]), Fraction(row["part"]), because=""),
        )
        for row in rows.sort("month", "requirement", "region_code").iter_rows(named=True)
    )


def read_month_marks(connection: Connection, grant: Grant) -> dict[tuple[str, date], str]:
    """The mark of each requirement and month."""
    rows = connection.read(Qualification, "programme = ?", [grant.programme.id])
    return {(row["requirement"], row["month"]): row["mark"] for row in rows.iter_rows(named=True)}


def _miscounted(grant: Grant, months: Sequence[date], table: pl.DataFrame) -> list[str]:
    """Faults against one outcome per region, month and requirement; nothing at all is a withheld payment instead."""
    if table.is_empty():
        return []
    expected = {
        (requirement.id, month, code)
        for requirement in grant.programme.requirements
        for month in requirement.months
        if month in months
        for code in CODES
    }
    found = list(table.select("requirement", "month", "region_code").iter_rows())
    faults = []
    if len(found) != len(set(found)):
        faults.append("Någon region har mer än ett utfall för samma månad och krav.")
    if missing := expected - set(found):
        faults.append(f"Utfall saknas för {len(missing)} kombinationer av region, månad och krav.")
    if surplus := set(found) - expected:
        faults.append(f"Det finns {len(surplus)} utfall som inte hör till någon region, månad eller något krav.")
    return faults


def _unbalanced(grant: Grant, settled: Settlement) -> list[str]:
    accounts = [(pot, settled.accounted_kr(pot)) for pot in grant.pots]
    return [
        f"{pot.title}: {kronor(found)} är fördelade eller redovisade av {kronor(pot.amount_kr)}."
        for pot, found in accounts
        if found is not None and found != pot.amount_kr
    ]


def _payout_rows(grant: Grant, basis: Any, settled: Settlement) -> pl.DataFrame:
    marks = {
        pair: joined_marks(grant.payment_inputs(basis, *pair))
        for pair in {(row.payment, row.component) for row in settled.payouts}
    }
    rows = [vars(row) | {"mark": marks[row.payment, row.component]} for row in settled.payouts]
    return _rows(Payout, grant, rows)


def _bonus_pot_rows(grant: Grant, outcomes: Sequence[Outcome], marks: dict[tuple[str, date], str]) -> pl.DataFrame:
    rows = [
        {
            "requirement": requirement,
            "month": month,
            "forfeited_kr_exact": two_decimals(forfeited),
            "mark": marks[requirement, month],
        }
        for (requirement, month), forfeited in forfeited_by_month(outcomes).items()
    ]
    return _rows(BonusPot, grant, rows)


def _source_rows(grant: Grant, basis: Any, settled: Settlement, deliveries: pl.DataFrame) -> pl.DataFrame:
    sha_of = dict(deliveries.select("file", "sha256").iter_rows())
    seen: dict[tuple[str, str, str], dict[str, object]] = {}
    for payment, component in dict.fromkeys((row.payment, row.component) for row in settled.payouts):
        for part in grant.payment_inputs(basis, payment, component):
            for (file,), rows in part.rows.group_by("file", maintain_order=True):
                seen[payment, part.name, str(file)] = {
                    "payment": payment,
                    "input": part.name,
                    "file": file,
                    "sha256": sha_of[file],
                    "received": rows["received"][0],
                    "row_count": rows.height,
                    "mark": ", ".join(sorted(set(rows["mark"].drop_nulls()))),
                }
    order = {payment.id: place for place, payment in enumerate(grant.programme.payments)}
    return _rows(Source, grant, [seen[key] for key in sorted(seen, key=lambda key: (order[key[0]], *key))])


def _rows(model: TableModel, grant: Grant, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return frame(model, [{"programme": grant.programme.id, **row} for row in rows])
