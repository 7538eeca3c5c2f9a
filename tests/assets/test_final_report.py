from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import dagster as dg
import openpyxl
import polars as pl
import pytest

from assets.decisions import Decisions
from assets.final_report import final_report_assets
from assets.follow_up_assets import follow_ups
from assets.ledger import ledger_assets
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if import load_case
from rules.decrees.vardplatser_2024 import REPORTING
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.money import two_decimals
from rules.regions import BY_CODE, CODES
from schemas.decisions import Decision
from schemas.deliveries import Aterbetalning, Befolkning, EkonomiskRedovisning, Rekvisition, Vardplatser
from schemas.final_report import FinalAccount, FinalDevelopment
from schemas.follow_up import Fulfilment, NationalDevelopment
from schemas.ledger import Appropriation, Ledger
from schemas.results import Payout, Qualification
from schemas.tables import frame

NONE_DECIDED = Decisions(Path("no folder"))

BEDS, QUEUES = GRANT_BY_ID["vardplatser_2024"], GRANT_BY_ID["vardkoer_2025"]
ADDRESS = {"received": date(2025, 4, 1), "file": "f.xlsx", "sheet": "Blad", "row": 2, "mark": None}
GRUNDKRAV = {"programme": BEDS.programme.id, "payment": "grundkrav"}
SKANE_KR = TABLE["12"].amount_kr


def delivered() -> dict[type, list[dict[str, Any]]]:
    """Reports of all months; Skåne and Uppsala ask for the basic requirement's money, Skåne has used most of it."""
    draw = Random(3)

    def rate(month: date) -> Decimal | None:
        return Decimal(draw.randint(100, 700)) / 100 if month in REPORTING.outcome_months else None

    skane = {"region_code": "12", "programme": BEDS.programme.id, **ADDRESS}
    return {
        Befolkning: [
            ADDRESS
            | {"region_code": code, "reference_date": date(2023, 11, 1), "age_group": "totalt"}
            | {"population_count": row.population}
            for code, row in TABLE.items()
        ],
        Vardplatser: [
            ADDRESS
            | {"region_code": code, "month": month, "beds": Decimal(draw.randint(1000, 2000)) / 10}
            | {"overbelaggningar_per_100": rate(month), "utlokaliseringar_per_100": rate(month)}
            | {"occupancy_percent": Decimal(draw.randint(8000, 10500)) / 100, "mark": "exempel"}
            for code in CODES
            for month in REPORTING.months
        ],
        Rekvisition: [
            ADDRESS
            | GRUNDKRAV
            | {"region_code": code, "requested_kr": TABLE[code].amount_kr, "received_date": date(2024, 6, 1)}
            | {"bankgiro": "9999-0012", "payment_reference": "ref"}
            for code in ("03", "12")
        ],
        EkonomiskRedovisning: [
            skane
            | {"accounted_received_kr": SKANE_KR, "cost_kr": SKANE_KR - 500}
            | {"received_date": date(2025, 3, 31)}
        ],
        Aterbetalning: [skane | {"repaid_kr": 200, "repaid_date": date(2025, 3, 31)}],
        Decision: [
            GRUNDKRAV
            | {"component": "befolkning", "region_code": code, "amount_kr": row.amount_kr, "reference": "S2024/1"}
            | {"decided_on": date(2024, 7, 1), "seal": "x", "number": 1, "decided_by": "Anna Ek, Bo Alm", "mark": ""}
            for code, row in TABLE.items()
        ],
    }


@dataclass(frozen=True)
class Made:
    """A warehouse, the folder of workbooks and what the checks said, by name."""

    warehouse: Warehouse
    exports: Path
    checks: dict[str, dg.AssetCheckEvaluation]

    def read(self, model: type) -> pl.DataFrame:
        with self.warehouse.reading() as connection:
            return connection.read(model)

    def sheet(self, name: str) -> dict[str, list[Any]]:
        """The rows of a sheet by their first cell."""
        book = openpyxl.load_workbook(self.exports / "vardplatser_2024_slutredovisning.xlsx", data_only=True)
        return {row[0]: list(row[1:]) for row in book[name].iter_rows(values_only=True) if row[0]}


def make(warehouse: Warehouse, exports: Path, *assets: dg.AssetsDefinition) -> Made:
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            list(assets),
            resources={"warehouse": warehouse, "exports_folder": exports, "decisions": NONE_DECIDED},
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        return Made(warehouse, exports, {found.check_name: found for found in result.get_asset_check_evaluations()})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The beds programme from deliveries to final report, all by the real rules."""
    folder = tmp_path_factory.mktemp("final")
    warehouse = Warehouse(folder / "w.duckdb")
    with warehouse.writing() as connection:
        for model, rows in delivered().items():
            connection.replace(model, frame(model, rows))
        outcomes, settled = load_case(connection, BEDS).case.computed()
        programme = {"programme": BEDS.programme.id, "mark": "exempel"}
        connection.replace(Payout, frame(Payout, [programme | vars(payout) for payout in settled.payouts]))
        qualified = [
            programme
            | {"requirement": row.requirement, "month": row.month, "region_code": row.region_code}
            | {"reserved_kr": row.reserved_kr, "part": two_decimals(row.assessment.part), "reason": row.reason}
            | {"earned_kr_exact": two_decimals(row.earned_kr), "route": row.assessment.route.value}
            for row in outcomes
        ]
        connection.replace(Qualification, frame(Qualification, qualified))
    make(warehouse, folder, ledger_assets, *follow_ups(BEDS))
    return make(warehouse, folder, *final_report_assets(BEDS))


def test_the_money_of_payouts_ledger_and_appropriation_agrees(made) -> None:
    check = made.checks["money_agrees"]
    assert (check.passed, check.blocking, check.severity) == (True, True, dg.AssetCheckSeverity.ERROR)
    assert made.checks["shape"].passed


def test_made_again_every_row_is_the_same(made) -> None:
    models = (FinalAccount, FinalDevelopment)
    before = [made.read(model) for model in models]
    assert all(table.height for table in before)
    make(made.warehouse, made.exports, *final_report_assets(BEDS))
    assert all(made.read(model).equals(table) for model, table in zip(models, before, strict=True))


def test_what_the_regions_are_entitled_to_is_what_the_payouts_are(made) -> None:
    accounts, payouts = made.read(FinalAccount), made.read(Payout)
    by_region = dict(payouts.group_by("region_code").agg(pl.col("amount_kr").sum()).iter_rows())
    assert dict(accounts.select("region_code", "entitled_kr").iter_rows()) == by_region
    assert sum(accounts["entitled_kr"]) == 1_990_000_000


def test_what_is_paid_is_what_the_ledger_has_and_every_krona_is_somewhere(made) -> None:
    accounts, ledger = made.read(FinalAccount), made.read(Ledger)
    paid = dict(accounts.select("region_code", "paid_kr").iter_rows())
    assert paid == dict.fromkeys(CODES, 0) | {code: TABLE[code].amount_kr for code in ("03", "12")}
    assert sum(paid.values()) == sum(ledger["paid_kr"].drop_nulls())
    parts = accounts.select(pl.sum_horizontal("paid_kr", "pending_kr", "unrequested_kr", "lapsed_kr")).to_series()
    assert parts.to_list() == accounts["entitled_kr"].to_list()


def test_the_use_and_the_repayments_are_those_of_the_regions_accounts(made) -> None:
    skane = made.read(FinalAccount).filter(region_code="12").row(0, named=True)
    assert (skane["cost_kr"], skane["to_repay_kr"]) == (SKANE_KR - 500, 500)
    assert (skane["repaid_kr"], skane["left_kr"], skane["account_status"]) == (200, 300, "att återbetala")
    uppsala = made.read(FinalAccount).filter(region_code="03").row(0, named=True)
    assert (uppsala["cost_kr"], uppsala["left_kr"], uppsala["account_status"]) == (None, None, "ej redovisad")


def test_the_nations_months_are_those_of_its_own_table(made) -> None:
    nation = made.read(FinalDevelopment).filter(pl.col("region_code").is_null())
    columns = ["indicator", "first_month", "report_count", "value", "value_year_before", "change_percent"]
    same = made.read(NationalDevelopment).select(
        "requirement", "month", "region_count", "rate", "rate_year_before", "change_percent"
    )
    same.columns = columns
    months = nation.filter(pl.col("first_month") == pl.col("last_month"), pl.col("indicator").is_in(same["indicator"]))
    assert months.select(columns).sort(columns).equals(same.sort(columns))


def test_every_region_has_its_development_and_its_marks(made) -> None:
    rows = made.read(FinalDevelopment).filter(pl.col("region_code").is_not_null())
    assert set(rows["region_code"]) == set(CODES)
    assert set(rows["indicator"]) == {"overbelaggningar", "utlokaliseringar", "beds", "occupancy_percent"}
    assert set(rows["mark"]) == {"exempel"}


def test_the_workbook_pays_what_the_payouts_do(made) -> None:
    sheet = made.sheet("Utbetalningar")
    amounts = {
        (row["payment"], row["component"], row["region_code"]): row["amount_kr"]
        for row in made.read(Payout).iter_rows(named=True)
    }
    parts = [(payment.id, component.id) for payment in BEDS.programme.payments for component in payment.components]
    for code in CODES:
        own = [amounts[*part, code] for part in parts]
        assert sheet[BY_CODE[code].name][: len(parts) + 1] == [*own, sum(own)]
    assert sheet["Riket"][len(parts)] == 1_990_000_000


def test_the_workbook_accounts_for_each_region_as_the_table_does(made) -> None:
    sheet, accounts = made.sheet("Medel per region"), made.read(FinalAccount)
    names = [name for name in accounts.columns if name.endswith("_kr")]
    for row in accounts.iter_rows(named=True):
        assert sheet[BY_CODE[row["region_code"]].name] == [*(row[name] for name in names), row["account_status"]]
    assert sheet["Riket"][:-1] == [sum(accounts[name].drop_nulls()) for name in names]


def test_the_summary_uses_up_the_appropriation_to_the_krona(made) -> None:
    summary, account = made.sheet("Sammanfattning"), made.read(Appropriation).filter(programme=BEDS.programme.id)
    assert summary["Får användas, högst"][0] == account["appropriation_kr"].item() == 1_993_200_000
    assert summary["Återstår att redovisa (ska vara 0)"][0] == 0
    assert (summary["Utbetalt"][0], summary["Återbetalat"][0], summary["Kvar att återbetala"][0]) == (
        sum(TABLE[code].amount_kr for code in ("03", "12")),
        200,
        300,
    )
    assert "Ekonomisk redovisning med kostnader har kommit in från 1 av 21 regioner." in summary


def test_the_workbook_tells_fulfilment_and_development_as_the_tables_do(made) -> None:
    book = openpyxl.load_workbook(made.exports / "vardplatser_2024_slutredovisning.xlsx", data_only=True)
    told = {row[:2]: row for row in book["Uppfyllnad"].iter_rows(values_only=True)}
    for row in made.read(Fulfilment).iter_rows(named=True):
        cells = told[
            BEDS.programme.requirement(row["requirement"]).short_title.capitalize(), BY_CODE[row["region_code"]].name
        ]
        assert (cells[2], cells[5]) == (row["months_met"], pytest.approx(float(row["fulfilled_percent"])))
    nation = made.read(FinalDevelopment).filter(pl.col("region_code").is_null())
    cells = [row for row in book["Utveckling i riket"].iter_rows(values_only=True) if isinstance(row[3], float | int)]
    assert sorted(row[3] for row in cells) == pytest.approx(sorted(float(value) for value in nation["value"]))


def test_a_payout_that_the_ledger_does_not_know_stops_the_report_and_no_old_workbook_stays(made, tmp_path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    warehouse.path.write_bytes(made.warehouse.path.read_bytes())
    old = tmp_path / "vardplatser_2024_slutredovisning.xlsx"
    old.write_bytes(b"old")
    with warehouse.writing() as connection:
        connection.duck.execute("UPDATE out.payout SET amount_kr = amount_kr + 1 WHERE component = 'bonuspott'")
    tables, workbook = final_report_assets(BEDS)
    stopped = make(warehouse, tmp_path, tables)
    check = stopped.checks["money_agrees"]
    assert (check.passed, check.blocking) == (False, True)
    assert "Region Stockholm" in check.description
    assert stopped.read(FinalAccount).is_empty()
    make(warehouse, tmp_path, workbook)
    assert not old.exists()


def test_a_programme_followed_by_operations_has_no_indicators_of_its_own() -> None:
    assert {key.path[-1] for key in final_report_assets(QUEUES)[0].keys} == {"final_account"}
