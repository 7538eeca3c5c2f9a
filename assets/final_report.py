"""The final report of a programme as assets: its tables, held against ledger and appropriation, and its workbook."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import dagster as dg
import polars as pl

from assets.basis import Input, joined_marks
from assets.checks import FITS, check, shape_faults
from assets.day import numbered
from assets.descriptions import OWNERS, REPORT_GROUP, shown, table_spec
from assets.documents import EXCEL, FOLLOW_UP_MODELS
from assets.follow_up import marks_by_region, rows_of
from assets.grants import Grant
from assets.ledger import APPROPRIATION, LEDGER
from assets.result_tables import of_final_report
from assets.warehouse import Connection, Warehouse
from assets.what_if import load_case
from exports.final_report.workbook import tables_of, write_final_report
from exports.payment.document import marks
from rules.appropriation_account import AppropriationAccount
from rules.declaration import Decree
from rules.development import development
from rules.final_report import disagreements, final_accounts
from rules.ledger import LedgerRow, Status
from rules.money import Exact, cut
from schemas.decisions import Adjustment
from schemas.deliveries import KIND_BY_ID, Redovisning
from schemas.final_report import FinalAccount, FinalDevelopment
from schemas.follow_up import RATE_DECIMALS
from schemas.ledger import Appropriation, Ledger
from schemas.results import Payout, Undistributed, Withheld
from schemas.standing import REPORT
from schemas.tables import TableModel

MODELS: dict[str, TableModel] = FOLLOW_UP_MODELS | {
    "payout": Payout,
    "undistributed": Undistributed,
    "withheld": Withheld,
    "adjustment": Adjustment,
    "ledger": Ledger,
    "appropriation": Appropriation,
    "redovisning": Redovisning,
    "final_account": FinalAccount,
    "final_development": FinalDevelopment,
}
_SHARED = {"ledger": LEDGER, "appropriation": APPROPRIATION, "redovisning": dg.AssetKey(["core", "redovisning"])}


def final_report_assets(grant: Grant) -> list[dg.AssetsDefinition]:
    """The step that keeps the tables of a programme's final report, and the one that writes its workbook."""
    return [_tables(grant), _workbook(grant)]


def _tables(grant: Grant) -> dg.AssetsDefinition:
    programme = grant.programme
    key = grant.key("final_account")
    upstream = {
        "final_account": [grant.key("payout"), grant.key("undistributed"), LEDGER, APPROPRIATION],
        "final_development": [dg.AssetKey(["core", kind]) for kind in _indicator_kinds(programme)],
    }
    models = of_final_report(grant)

    @dg.multi_asset(
        name=f"{programme.id}_final_report",
        specs=[
            table_spec(
                list(grant.key(table).path),
                model,
                group=REPORT_GROUP,
                deps=upstream[table],
                title=programme.short_title,
            )
            for table, model in models.items()
        ],
        check_specs=[
            dg.AssetCheckSpec("shape", asset=key, blocking=True, description=FITS),
            dg.AssetCheckSpec(
                "money_agrees",
                asset=key,
                blocking=True,
                description="Utbetalningar, pengarnas väg och anslag har samma kronor, region för region och totalt.",
            ),
        ],
    )
    def final_report(
        warehouse: dg.ResourceParam[Warehouse],
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with warehouse.reading() as connection:
            frames = {"final_account": _accounts(connection, grant)}
            if "final_development" in models:
                frames["final_development"] = _development(connection, grant)
            differing = _disagreements(connection, grant)
        shape = [fault for table, rows in frames.items() for fault in shape_faults(models[table], rows)]
        if shape or differing:
            frames = {table: rows.clear() for table, rows in frames.items()}
        with warehouse.writing(REPORT) as connection:
            for table, rows in frames.items():
                connection.replace(models[table], rows, "programme = ?", [programme.id])
        for table, rows in frames.items():
            yield dg.MaterializeResult(asset_key=grant.key(table), metadata=shown(rows))
        yield check(key, "shape", shape)
        yield check(key, "money_agrees", differing)

    return final_report


def _accounts(connection: Connection, grant: Grant) -> pl.DataFrame:
    stored = connection.read(Ledger, "programme = ?", [grant.programme.id])
    return rows_of(
        grant.programme,
        FinalAccount,
        [
            vars(account)
            | {
                "pending_kr": account.pending_kr,
                "left_kr": account.left_kr,
                "mark": ", ".join(sorted(marks(stored.filter(recipient=account.region_code)))),
            }
            for account in final_accounts(_ledger_rows(stored))
        ],
    )


def _ledger_rows(stored: pl.DataFrame) -> list[LedgerRow]:
    """The stored rows as the ledger made them, but for the requisition that says where to pay."""
    names = [field.name for field in fields(LedgerRow)]
    return [
        LedgerRow(**{name: row[name] for name in names} | {"status": Status(row["status"]), "payee_from": None})
        for row in stored.iter_rows(named=True)
    ]


def _development(connection: Connection, grant: Grant) -> pl.DataFrame:
    given = load_case(connection, grant).case.given
    marks_of = {}
    for kind in _indicator_kinds(grant.programme):
        delivered = connection.read(KIND_BY_ID[kind].model)
        marks_of[kind] = marks_by_region(delivered) | {None: joined_marks([Input("", delivered)])}
    return rows_of(
        grant.programme,
        FinalDevelopment,
        [
            {
                "indicator": indicator.id,
                "region_code": row.region_code,
                "first_month": row.first_month,
                "last_month": row.last_month,
                "report_count": row.report_count,
                "value": _cut(row.value),
                "value_year_before": _cut(row.value_year_before),
                "change": _cut(row.change),
                "change_percent": _cut(row.change_percent),
                "mark": marks_of[indicator.of.kind.id][row.region_code],
            }
            for indicator in grant.programme.indicators
            for row in development(indicator, given)
        ],
    )


def _indicator_kinds(programme: Decree) -> list[str]:
    """The kinds of report that the indicators are read from."""
    return list(dict.fromkeys(indicator.of.kind.id for indicator in programme.indicators))


def _cut(exact: Exact | None) -> Decimal | None:
    return None if exact is None else cut(exact, RATE_DECIMALS)


def _disagreements(connection: Connection, grant: Grant) -> list[str]:
    own = ("programme = ?", [grant.programme.id])
    paid: dict[tuple[str, str], int] = defaultdict(int)
    for row in connection.read(Payout, *own).iter_rows(named=True):
        paid[row["payment"], row["region_code"]] += row["amount_kr"]
    accounts = [AppropriationAccount(**row) for row in connection.read(Appropriation, *own).iter_rows(named=True)]
    return disagreements(
        grant.programme,
        paid,
        sum(connection.read(Undistributed, *own)["amount_kr"]),
        _ledger_rows(connection.read(Ledger, *own)),
        accounts[0] if accounts else None,
    )


def _workbook(grant: Grant) -> dg.AssetsDefinition:
    programme = grant.programme
    tables = tables_of(programme)

    @dg.asset(
        name="slutredovisning",
        key_prefix=["exports", programme.id],
        description=f"{programme.short_title}. Slutredovisning i Excel: utbetalningar, uppfyllelse, utveckling, "
        "användning och återbetalning.",
        group_name=REPORT_GROUP,
        owners=OWNERS,
        kinds=EXCEL,
        deps=[_SHARED.get(table, grant.key(table)) for table in tables],
    )
    def slutredovisning(
        warehouse: dg.ResourceParam[Warehouse], exports_folder: dg.ResourceParam[Path]
    ) -> dg.MaterializeResult[None]:
        with warehouse.reading() as connection:
            rows = {name: connection.read(MODELS[name], "programme = ?", [programme.id]) for name in tables}
            decree = numbered(connection, programme)
        exports_folder.mkdir(parents=True, exist_ok=True)
        path = exports_folder / f"{programme.id}_slutredovisning.xlsx"
        if rows["final_account"].is_empty():  # not computed, or the money does not agree
            path.unlink(missing_ok=True)
            return dg.MaterializeResult(metadata={"file": "Slutredovisningens tabeller är inte klara."})
        write_final_report(decree, rows, path)
        return dg.MaterializeResult(metadata={"file": dg.MetadataValue.path(path)})

    return slutredovisning
