import pytest

from exports.report.places import region_href

HOSTILE = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def words(unmet, read) -> str:
    return " ".join(read(unmet[region_href("21")]).words.split())


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Regionen 21 fick ingenting, 2024-02-01", id="the stored reason"),
        pytest.param("inte uppfyllt 0 av 1 000 kronor", id="what it got of what was reserved"),
        pytest.param("0,1 lägre i februari hade gett hela månadspotten.", id="what would have been needed"),
        pytest.param(f"Överbeläggningar per 100: {HOSTILE} (cell D2)", id="the cell it rests on"),
        pytest.param(f"vardplatser/{HOSTILE}.xlsx, blad {HOSTILE}", id="the file and sheet it rests on"),
        pytest.param("Minsta minskning jämfört med samma månad året före (T09): 0,5 procent", id="the limit"),
        pytest.param("bilaga 1, Förbättring jämfört med 2023", id="where the limit stands"),
        pytest.param("Ingen giltig uppgift för månaden.", id="a month without a report"),
        pytest.param("Lämna en rättad rapport", id="how to correct"),
        pytest.param(f"Värdet {HOSTILE} är inte ett tal.", id="what was rejected of the region"),
        pytest.param(f"Hålls inne. Rätta {HOSTILE} först.", id="why a payment is held back"),
    ],
)
def test_a_region_that_was_not_paid_reads_on_its_page(words, said) -> None:
    assert said in words.replace("\N{NO-BREAK SPACE}", " ")


def test_what_was_rejected_of_one_region_is_not_told_to_another(unmet, read) -> None:
    other = read(unmet[region_href("01")]).words
    assert "Alla uppgifter från regionen har kunnat tas emot." in other
    assert "är inte ett tal" not in other


def test_missing_margins_are_told(nothing, unmet, read, tables_of) -> None:
    assert "Marginaler är inte beräknade" not in read(unmet[region_href("21")]).words
    assert "Marginaler är inte beräknade" in read(unmet[region_href("01")]).words


def test_a_month_that_gave_less_than_the_whole_pot_is_open(unmet) -> None:
    text = unmet[region_href("21")]
    assert text.count('class="outcome"') == text.count(" open>") == 9
