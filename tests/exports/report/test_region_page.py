import re
from datetime import date
from decimal import Decimal

import pytest

from exports.report.places import cells_href, region_grant_href, region_href
from exports.report.site import pages
from rules.decrees.vardplatser_2024 import DECREE, MEASURED
from rules.months import months
from rules.regions import CODES
from schemas.decisions import DecidedAdjustment, Decision
from schemas.follow_up import Fulfilment, ReportedRate
from schemas.ledger import Ledger
from schemas.results import Payout, Qualification, Withheld
from schemas.what_if import Interval

HOSTILE = "<script>alert('x')</script>"
GRANT = region_grant_href(DECREE.id, "21")


@pytest.fixture(scope="module")
def words(unmet, read) -> str:
    return " ".join(" ".join(read(unmet[name]).words for name in (region_href("21"), GRANT)).split())


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Den får lämnas till regionen men inte publiceras (T19).", id="who may see it"),
        pytest.param("Regionen 21 fick ingenting, 2024-02-01", id="the stored reason"),
        pytest.param("värt 1 000 kronor 0 av 1 000 kronor", id="what it got of what was reserved"),
        pytest.param("inte uppfyllt Hade behövts: 0,1 lägre, värt 1 000 kronor", id="what was missing, at a glance"),
        pytest.param("0,1 lägre i februari hade gett hela månadspotten.", id="what would have been needed"),
        pytest.param(f"Överbeläggningar per 100: {HOSTILE} (cell D2)", id="the cell it rests on"),
        pytest.param(f"vardplatser/{HOSTILE}.xlsx, blad {HOSTILE}", id="the file and sheet it rests on"),
        pytest.param("Minsta minskning jämfört med samma månad året före (T09): 0,5 procent", id="the limit"),
        pytest.param("bilaga 1, Förbättring jämfört med 2023", id="where the limit stands"),
        pytest.param("Lämna en rättad rapport", id="how to correct"),
        pytest.param(f"Värdet {HOSTILE} är inte ett tal.", id="what was rejected of the region"),
        pytest.param(f"Hålls inne. Rätta {HOSTILE} först.", id="why a payment is held back"),
    ],
)
def test_a_region_that_was_not_paid_reads_on_its_page(words, said) -> None:
    assert said in words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_region_reads_what_it_has_told_of_the_months_below_a_limit_and_what_lacks(tables_of, read) -> None:
    row = {
        "programme": "tillganglighet_2024",
        "rate": "response_rate_percent",
        "region_code": "21",
        "month": date(2024, 3, 1),
        "lowest_percent": Decimal("94.50"),
        "least_percent": 95,
        "level": "under gränsen",
        "explanation": f"besök: {HOSTILE}.",
        "lacking": "planen för att de ska ingå i rapporteringen",
        "mark": "",
    }
    met = [
        row | {"month": month, "region_code": code, "level": "nådd", "explanation": "", "lacking": ""}
        for code in CODES
        for month in months(2024, 1, 12)
        if (code, month) != ("21", row["month"])
    ]
    told = dict(pages(tables_of({ReportedRate: [row, *met]}), "regler"))[region_grant_href(row["programme"], "21")]
    words = " ".join(read(told).words.split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Svarsfrekvens under 95 procent: regionen ska kunna ange vilka uppgifter som inte är rapporterade" in words
    assert f"mars 2024 94,5 besök: {HOSTILE}. planen för att de ska ingå i rapporteringen" in words
    assert "april 2024 94,5" not in words


def decision(payment: str, has_kept_rows: bool) -> dict[str, object]:
    return {
        "programme": DECREE.id,
        "payment": payment,
        "component": "bonuspott",
        "region_code": "21",
        "amount_kr": 3,
        "reference": "S2024/1",
        "decided_on": date(2024, 12, 16),
        "seal": "ab" * 32,
        "number": 1,
        "decided_by": "Anna Ek, Bo Alm",
        "has_kept_rows": has_kept_rows,
        "mark": "",
    }


@pytest.mark.parametrize("has_kept_rows", [True, False])
def test_a_decided_payment_says_what_it_is_told_from_and_that_it_has_no_margins(
    tables_of, read, has_kept_rows: bool
) -> None:
    text = dict(pages(tables_of({Decision: [decision("slut", has_kept_rows)]}), "regler"))[GRANT]
    words = " ".join(read(text).words.split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Beslutad den 16 december 2024 av Anna Ek och Bo Alm (S2024/1, sigill 1)." in words
    assert ("Det som visas är de uppgifter som det beslutades på." in words) is has_kept_rows
    assert ("Sigillet har inga bevarade uppgifter" in words) is not has_kept_rows
    assert "så dess månader har inga marginaler kvar" in words


def test_what_a_region_gets_and_why_is_told_before_everything_else(tables_of, read) -> None:
    december = {"programme": "tillganglighet_2024", "payment": "december", "region_code": "21", "mark": ""}
    amounts = {
        ("augusti", "bup"): 3,
        ("december", "bup"): 4,
        ("december", "bonuspott"): 5,
        ("december", "befolkning"): 0,
    }
    paid = [
        december | {"payment": payment, "component": component, "amount_kr": kr}
        for (payment, component), kr in amounts.items()
    ]
    text = dict(pages(tables_of({Payout: paid}), "regler"))[region_href("21")]
    page = " ".join(read(text).words.split()).replace("\N{NO-BREAK SPACE}", " ")
    first = page.partition("Hoppa till innehållet")[2].partition("För internt bruk.")[0]
    assert first[first.rindex("Region Gävleborg") :] == (
        "Region Gävleborg Tillgänglighet 2024 12 kronor Prestationskrav januari–juni: 3; Prestationskrav "
        "juli–november: 4; Bonuspott: 5. Inte framräknat: Första utbetalningen. Vårdplatser 2024 Inte framräknat: "
        "Grundläggande krav: rapportera vårdplatsdata och Prestationer och bonuspott. Vårdköer 2025 Inte framräknat: "
        "Block 1: regionernas vårdgarantifunktion och Block 2: kortare vårdköer. "
    )


def test_how_often_the_requirements_were_met_is_told_and_a_sum_of_nothing_too(tables_of, unmet_rows, read) -> None:
    fulfilment = dict.fromkeys(Fulfilment.to_schema().columns, 0) | {
        "programme": DECREE.id,
        "requirement": "overbelaggningar",
        "region_code": "21",
        "months_measured": 9,
        "months_met": 2,
        "parts_earned": Decimal(2),
        "fulfilled_percent": Decimal(22),
        "earned_kr_exact": Decimal(2),
        "mark": "",
    }
    both = [fulfilment, fulfilment | {"requirement": "utlokaliseringar", "months_met": 1}]
    text = dict(pages(tables_of(unmet_rows | {Fulfilment: both}), "regler"))[region_href("21")]
    page = " ".join(read(text).words.split())
    assert "Regionen får inget. Kraven var uppfyllda, helt eller delvis, 3 av 18 gånger." in page


def test_what_was_rejected_of_one_region_is_not_told_to_another(unmet, read) -> None:
    other = read(unmet[region_href("01")]).words
    assert "Ingen rad om regionen är avvisad." in other
    assert "är inte ett tal" not in other


def test_a_month_that_others_reported_is_told_as_not_reported(unmet, read) -> None:
    other = " ".join(read(unmet[region_grant_href(DECREE.id, "01")]).words.split())
    assert "februari 2024 inte rapporterat 0 av 1 000 kronor" in other.replace("\N{NO-BREAK SPACE}", " ")
    assert "Ingen giltig uppgift för månaden." in other


def test_of_a_month_that_nobody_has_reported_nothing_is_said(unmet) -> None:
    shown = re.findall(r'id="overbelaggningar-([0-9-]+)"', unmet[GRANT])
    assert shown == [f"{MEASURED[0]:%Y-%m}"]


@pytest.mark.parametrize("is_computed", [False, True], ids=["not computed", "computed"])
def test_that_an_account_is_lacking_is_told_when_the_payment_is_computed(tables_of, read, is_computed) -> None:
    programme = "tillganglighet_2024"
    paid = {
        "programme": programme,
        "payment": "december",
        "component": "befolkning",
        "region_code": "21",
        "amount_kr": 0,
        "mark": "",
    }
    made = dict(pages(tables_of({Payout: [paid]} if is_computed else {}), "regler"))
    page = made[region_grant_href(programme, "21")]
    assert ("Ingen redovisning har kommit in" in read(page).words) == is_computed


def test_the_cells_behind_an_amount_are_a_link_away_and_a_held_payment_has_none(tables_of, unmet_rows) -> None:
    rows = unmet_rows
    link = f'<a href="{cells_href(DECREE.id, "21")}#{DECREE.id}-slut-celler">Alla celler som beloppet vilar på</a>'
    page = dict(pages(tables_of(rows), "regler"))[GRANT]
    assert link in page
    rows[Withheld] = [rows[Withheld][0] | {"payment": "slut"}]
    rows[Payout] = []
    page = dict(pages(tables_of(rows), "regler"))[GRANT]
    assert link not in page
    assert "Utfallen kan ändras tills utbetalningen är framräknad." in page


def test_missing_margins_are_told(nothing, unmet, read, tables_of) -> None:
    assert "Marginaler är inte beräknade" not in read(unmet[GRANT]).words
    assert "Marginaler är inte beräknade" in read(unmet[region_grant_href(DECREE.id, "01")]).words


def test_a_month_is_open_when_it_gave_nothing_and_marked_when_it_gave_the_whole_pot(tables_of, unmet_rows) -> None:
    rows = unmet_rows
    for row, month, part in zip(rows[Qualification], MEASURED, ("0", "0.5", "1"), strict=False):
        row |= {"region_code": "21", "month": month, "part": Decimal(part), "route": "improvement"}
    rows[Qualification] = rows[Qualification][:3]
    text = dict(pages(tables_of(rows), "regler"))[GRANT]
    shown = re.findall(r'<details class="(outcome[^"]*)"[^>]*?( open)?>', text)
    assert shown == [("outcome", " open"), ("outcome", ""), ("outcome full", "")]


@pytest.mark.parametrize(("most", "is_shown"), [(5, False), (6, True)], ids=["all is known", "something may change it"])
def test_what_can_still_be_had_is_told_while_it_is_not_known(tables_of, most, is_shown) -> None:
    interval = {
        "programme": DECREE.id,
        "region_code": "21",
        "sure_kr": 4,
        "least_kr": 5,
        "most_kr": most,
        "mark": "",
    }
    text = dict(pages(tables_of({Interval: [interval]}), "regler"))[GRANT]
    assert ("Högst, om regionen lyckas" in text) == is_shown


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "senast den 31 mars 2025: ej redovisad."),
        ("Region Gävleborg ska återbetala 5 kronor.", "ej redovisad. Region Gävleborg ska återbetala 5 kronor."),
    ],
    ids=["nothing to add", "with what is to be done"],
)
def test_how_far_the_account_has_come_is_told(tables_of, read, reason, said) -> None:
    account = dict.fromkeys(Ledger.to_schema().columns) | {
        "programme": DECREE.id,
        "payment": "alla",
        "recipient": "21",
        "recipient_name": "Region Gävleborg",
        "status": "ej redovisad",
        "reason": reason,
        "mark": "",
    }
    page = read(dict(pages(tables_of({Ledger: [account]}), "regler"))[region_href("21")])
    assert said in " ".join(page.words.split())


@pytest.mark.parametrize("code", ["21", "12"], ids=["the region", "another region"])
def test_what_was_decided_on_top_for_a_region_stands_in_its_summary_and_is_told_with_the_decision(
    tables_of, unmet_rows, read, code: str
) -> None:
    adjusted = {
        "programme": DECREE.id,
        "payment": "slut",
        "component": "bonuspott",
        "region_code": "21",
        "amount_kr": -5,
        "reference": "S3",
        "decided_on": date(2025, 3, 1),
        "seal": "a",
        "adjusts": "0",
        "mark": "",
    }
    told = dict(pages(tables_of(unmet_rows | {DecidedAdjustment: [adjusted]}), "regler"))
    page = " ".join(read(told[region_href(code)]).words.split()).replace("\N{NO-BREAK SPACE}", " ")
    own = " ".join(read(told[region_grant_href(DECREE.id, code)]).words.split())
    decision = (
        "Justering beslutad den 1 mars 2025 (S3): −5 kronor utöver det beslutade; under noll ska betalas tillbaka."
    )
    is_adjusted = code == "21"
    assert ("Läge Beslutade justeringar" in page) is is_adjusted
    assert (f"Prestationer och bonuspott. {decision}" in page) is is_adjusted
    assert (decision in own) is is_adjusted
