from datetime import date
from pathlib import Path

import pytest

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from pipelines.command_line.explained_remarks import remarks
from schemas.decisions import Adjustment, Decision
from schemas.deliveries import Redovisning
from schemas.tables import TableModel, frame

PROGRAMME = "tillganglighet_2024"
ADDRESS = {"mark": None, "received": date(2024, 10, 15), "file": "redovisning/a.xlsx", "sheet": "Rapport", "row": 7}
DECIDED = {
    "programme": PROGRAMME, "payment": "augusti", "component": "bup", "region_code": "12", "amount_kr": 5,
    "reference": "S2024/1", "decided_on": date(2024, 8, 30), "seal": "0" * 64,
    "number": 1, "decided_by": "Anna Ek, Bo Alm", "has_kept_rows": True, "mark": "",
}  # fmt: skip


def said(place: Path, tables: dict[TableModel, list[dict[str, object]]]) -> dict[tuple[str, str, str], list[str]]:
    warehouse = Warehouse(place / "w.duckdb")
    with warehouse.writing() as connection:
        for model, rows in tables.items():
            connection.replace(model, frame(model, rows))
    with warehouse.reading() as connection:
        return remarks(connection, GRANT_BY_ID[PROGRAMME])


def account(received: date | None, is_approved: bool | None) -> dict[str, object]:
    key = {"region_code": "12", "programme": PROGRAMME}
    return {**key, "received_date": received, "is_approved": is_approved, **ADDRESS}


@pytest.mark.parametrize(
    ("received", "is_approved", "why"),
    [
        (date(2024, 9, 30), True, None),
        (date(2024, 10, 1), True, "kom in den 1 oktober 2024, efter den 30 september 2024"),
        (date(2024, 9, 30), False, "är inte godkänd"),
        (None, None, "Ingen redovisning har kommit in"),
    ],
    ids=["on the last day", "a day late", "not approved", "no day"],
)
@pytest.mark.parametrize("component", ["befolkning_0_18", "befolkning", "kvarstaende"])
def test_a_region_that_does_not_meet_section_5_is_told_why(
    tmp_path: Path, component: str, received: date | None, is_approved: bool | None, why: str | None
) -> None:
    sentences = said(tmp_path, {Redovisning: [account(received, is_approved)]}).get(("december", component, "12"), [])
    assert len(sentences) == (why is not None)
    assert all(why and why in sentence and "avsnitt 5" in sentence for sentence in sentences)


def test_a_region_without_any_account_is_told_so(tmp_path: Path) -> None:
    sentences = said(tmp_path, {Redovisning: [account(date(2024, 9, 30), True)]})
    assert sentences["december", "befolkning", "09"][0].startswith("Ingen redovisning har kommit in")


def test_a_decided_payment_names_its_decision_and_what_would_differ_today(tmp_path: Path) -> None:
    adjustment = {key: DECIDED[key] for key in ("programme", "payment", "component", "region_code")} | {
        "decided_kr": 5, "recomputed_kr": 7, "difference_kr": 2, "cause": "En leverans har kommit till.",
    }  # fmt: skip
    sentences = said(tmp_path, {Decision: [DECIDED], Adjustment: [adjustment]})
    assert sentences["augusti", "", "12"] == [
        "Beslutad den 30 augusti 2024 av Anna Ek och Bo Alm (S2024/1, sigill 1); beloppen ändras inte. De visas "
        "med de uppgifter som de beslutades på."
    ]
    old = said(tmp_path, {Decision: [DECIDED | {"has_kept_rows": False}]})["augusti", "", "12"]
    assert "Sigillet har inga bevarade uppgifter" in old[0] and "som de beslutades på" not in old[0]
    assert sentences["augusti", "bup", "12"] == [
        "Beslutat är 5 kronor; dagens underlag ger 7 kronor. En leverans har kommit till."
    ]
