import pytest

from readers.region_names import is_region, recipient_code, region_code, region_or_nation_code
from readers.rejections import Code, Unreadable
from rules.regions import REGIONS, Region


def refused(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        region_code(text)
    return error.value


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.name)
def test_every_name_of_a_region_is_known_with_and_without_region_and_lan(region: Region) -> None:
    for name in (region.name, region.official_name, *region.aliases):
        core = name.removeprefix("Region ")
        for written in (name, core, f"Region {core}", f"{core} län", f"{core} läns", f"Region {core} län"):
            assert region_code(written) == region.code
            assert region_code(f"{region.code} {written}") == region.code
            assert region_code(f"  {written.upper().replace(' ', chr(0xA0))}\n") == region.code


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.name)
def test_every_code_is_known_as_text_and_as_number(region: Region) -> None:
    number = str(int(region.code))
    assert {region_code(text) for text in (region.code, number, f"{number}.0", f"{number},0")} == {region.code}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01 Stockholms län", "01"),
        ("18 Örebro län", "18"),
        ("Jämtlands län", "23"),
        ("Region Jämtland Härjedalen", "23"),
        ("Västra Götalands län", "14"),
        ("VÄSTRA GÖTALANDSREGIONEN", "14"),
        ("Dalarnas län", "20"),
        ("Södermanlands län", "04"),
        ("region sörmland", "04"),
        ("Jönköping", "06"),
        ("Kalmar", "08"),
        ("Norrbottnen", "25"),
        ("O\u0308rebro", "18"),
        ("\u200bSkåne\xad", "12"),
        ("VGR", "14"),
        ("Region Västra Götaland", "14"),
        ("Jämtland/Härjedalen", "23"),
        ("Region Jämtland-Härjedalen", "23"),
        ("Jämtland och Härjedalen", "23"),
        ("23 Jämtland/Härjedalen", "23"),
        ("Jämtlands läns landsting", "23"),
        ("Landstinget i Kalmar län", "08"),
        ("Landstinget Dalarna", "20"),
        ("Norrbottens läns landsting", "25"),
        ("Gotlands kommun", "09"),
    ],
)
def test_usual_spellings_are_known(text: str, code: str) -> None:
    assert region_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Skånee",
        "Malmö",
        "02",
        "26",
        "1.5",
        "001",
        "0114 Upplands Väsby",
        "-1",
        "01Stockholm",
        "Region",
        "län",
        "٠١",
    ],
)
def test_anything_else_is_an_unknown_region(text: str) -> None:
    assert refused(text).code is Code.OKAND_REGION


def test_a_code_must_agree_with_its_name() -> None:
    error = refused("12 Stockholms län")
    assert error.code is Code.OKAND_REGION
    assert "länskoden 12 är Skåne" in error.message
    assert refused("02 Stockholms län").code is Code.OKAND_REGION


@pytest.mark.parametrize("text", ["Riket", "00 Riket", "RIKET", "00"])
def test_the_whole_country_is_a_sum_and_no_error(text: str) -> None:
    assert refused(text).code is Code.SUMMARAD


@pytest.mark.parametrize("text", ["Riket", "00 Riket", "Sverige", "Totalt", "TOTALT:", "Alla regioner", "Summa"])
def test_every_name_of_the_sum_of_all_regions_is_a_sum(text: str) -> None:
    assert refused(text).code is Code.SUMMARAD


@pytest.mark.parametrize("text", ["SKR", " skr ", "Sveriges Kommuner och Regioner", "Sveriges kommuner & regioner"])
def test_skr_is_a_recipient_and_no_region(text: str) -> None:
    assert (recipient_code(text), is_region(text)) == ("skr", True)
    assert refused(text).code is Code.OKAND_REGION


def test_a_region_is_a_recipient() -> None:
    assert recipient_code("Region Skåne") == "12"


@pytest.mark.parametrize("text", ["Riket", "hela riket", "00", "00 Riket"])
def test_the_nation_is_told_where_something_of_its_own_is_and_is_a_sum_elsewhere(text: str) -> None:
    assert region_or_nation_code(text) == "00"
    assert refused(text).code is Code.SUMMARAD


def test_a_sum_of_regions_is_not_the_nation() -> None:
    with pytest.raises(Unreadable) as error:
        region_or_nation_code("Summa")
    assert error.value.code is Code.SUMMARAD
