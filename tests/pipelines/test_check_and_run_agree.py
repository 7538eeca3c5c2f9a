"""What `check` says of a file is what a run keeps of it: the same codes and the same sentences, file by file.

A run knows more than a file alone can tell: what a later delivery takes back, and how files of records add up.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from assets.intake import Intake, take_in
from pipelines.command_line.delivery_check import Verdict, check_file
from readers.files import find_deliveries
from readers.reading_process import Reader
from readers.rejections import Code

PROJECT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 1, 15)
ONLY_IN_A_RUN = "indragen"

BUP = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar"
BEDS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad"
PEOPLE = "Region;Referensdatum;Åldersgrupp;Antal"
ACCOUNT = "Region;Statsbidrag;Inkom;Godkänd"
COUNTS = "Hemregion;Månad;Insats;Utförare;Antal"
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"
EXPORT = "region;ålder;Folkmängd 1 november 2022"

TEXTS: dict[str, list[str]] = {
    "bup/2024-03-01_celler.csv": [
        BUP,
        "Atlantis;2024-02;besök;10;9;5;5",
        "Skåne;2024-13;besök;10;9;5;5",
        "Skåne;2024-02;samtal;10;9;5;5",
        "Skåne;2024-02;utredning;tio;9,5;5;5",
        "Skåne;2024-02;behandling;10;9;-1;5",
        "Halland;2024-02;besök;10;12;5;5",
        "19121212-1212;2024-02;besök;10;9;5;5",
        ";2024-02;besök;10;9;5;5",
        "Uppsala;2024-02;besök;#N/A;9;5;5",
        "Gotland;2024-02;besök;10;9;5;5",
        "Gotland;2024-02;besök;11;9;5;5",
        "Riket;2024-02;besök;99;9;5;5",
        "Dalarna;2024-02;besök;;;;",
    ],
    "bup/2024-03-02_falt.csv": [BUP, "Skåne;2024-02;besök;10;9;5", "Halland;2024-02;besök;10;9;5;5;7"],
    "bup/2024-03-03_saknad.csv": [BUP.replace(";Väntande inom 30 dagar", ""), "Skåne;2024-02;besök;10;9;5"],
    "bup/2024-03-04_dubbel.csv": [f"{BUP};Region", "Skåne;2024-02;besök;10;9;5;5;Skåne"],
    "bup/2024-03-05_rubriker.csv": [BUP],
    "bup/2024-03-06_tom.csv": [],
    "bup/2024-03-07_bild.pdf": ["%PDF-1.7"],
    "bup/2024-03-08_trasig.xlsx": ["PK inte en arbetsbok"],
    "bup/utan_datum.csv": [BUP, "Skåne;2024-05;besök;10;9;5;5"],
    "bup/~$2024-03-09_oppen.xlsx": ["låst"],
    "vardplatser/2024-11-20_storlek.csv": [
        BEDS,
        "Skåne;2024-03;1,234;0,0398;0,012;0,915",
        "Uppsala;2024-03;500;3,98;1,2;91,5",
        f"Halland;2024-03;500;0,{'1' * 30};1,2;91,5",
    ],
    "befolkning/2024-01-01_tryckt.csv": [PEOPLE, "Gotland;2023-11-01;totalt;610930", "Skåne;i fjol;totalt;1"],
    "befolkning/2024-01-02_export.csv": [EXPORT, "12 Skåne län;0 år;3", "12 Skåne län;7 ar;3", "13 Halland;1 år;x"],
    "befolkning/2024-01-03_export.csv": ["region;Folkmängd", "12 Skåne län;3"],
    "redovisning/2024-10-01_x.csv": [ACCOUNT, "Skåne;tillganglighet_2024;2024-09-30;kanske"],
    "operationer/2025-05-01_antal.csv": [COUNTS, "Skåne;2025-03;framfall;privat;4", "Riket;2025-03;framfall;privat;5"],
    "operationer/2025-06-01_register.csv": [
        RECORDS,
        "99;2025-05-01;NFB49;12;offentlig",
        "12;2025-02-30;NFB49;12;offentlig",
        "12;2025-05-01;NFB49;12;offentlig",
    ],
    "operationer/2025-06-02_register.parquet": ["PAR1 halv fil"],
}  # fmt: skip
"""Deliveries with all sorts of faults; no two have a valid row with the same key."""

FOUND = {
    *("okand_region", "okand_manad", "okant_val", "inte_tal", "inte_heltal", "utanfor_grans", "motsagelse"),
    *("personnummer", "tom_cell", "felcell", "dubbel_nyckel", "summarad", "for_fa_falt", "for_manga_falt"),
    *("saknad_kolumn", "dubbel_rubrik", "inga_rader", "tom_fil", "fel_format", "trasig_fil", "inte_datum"),
    *("for_manga_decimaler", "formel_utan_varde", "okand_alder", "okand_hemregion", "ogiltigt_datum"),
    *("ovanligt_varde", "tryckt_befolkning", "summa"),
}
"""The codes that the faults above have, so that the comparison is about something."""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the deliveries above and a workbook with a formula that was never calculated."""
    folder = tmp_path_factory.mktemp("faulty")
    for name, lines in TEXTS.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(BUP.split(";"))
    book.active.append(["Skåne", "2024-04", "besök", "=5+5", 9, 5, 5])
    book.active.append(["Halland", "2024-04", "besök", 10, 9, 5, 5])
    book.active.row_dimensions[3].hidden = book.active.column_dimensions["D"].hidden = True
    book.save(folder / "bup" / "2024-05-01_bok.xlsx")
    return folder


@pytest.fixture(scope="module")
def both() -> Callable[[Path], tuple[Intake, dict[str, Verdict]]]:
    """What a run keeps of a folder, and what is said of each of its files alone."""

    def look(folder: Path) -> tuple[Intake, dict[str, Verdict]]:
        found = find_deliveries(folder)
        with Reader() as reader:
            return take_in(found, {}, TODAY, reader=reader), {
                file.name: check_file(file.path, reader) for file in found
            }

    return look


def assert_agreement(taken: Intake, verdicts: dict[str, Verdict]) -> None:
    for file, verdict in verdicts.items():
        kept = taken.rejected.filter(file=file)
        noticed = taken.findings.filter(file=file).filter(taken.findings.filter(file=file)["code"] != ONLY_IN_A_RUN)
        assert Counter(verdict.codes) == Counter([*kept["code"], *noticed["code"]]), file
        is_error = kept["code"] != Code.SUMMARAD.value
        # A file that is checked alone is called by its name, in a folder by its place in it.
        alone = Path(file).name
        assert list(verdict.errors) == [text.replace(file, alone) for text in kept.filter(is_error)["message_sv"]], file
        told = [*kept.filter(~is_error)["message_sv"], *noticed["message_sv"]]
        assert {text.replace(file, alone) for text in told} <= set(verdict.remarks), file


def test_check_and_run_agree_on_deliveries_with_all_sorts_of_faults(faulty: Path, both) -> None:
    taken, verdicts = both(faulty)
    assert {code for verdict in verdicts.values() for code in verdict.codes} >= FOUND
    assert_agreement(taken, verdicts)


def test_what_is_remarked_of_a_file_is_the_same_in_both(faulty: Path, both) -> None:
    taken, verdicts = both(faulty)
    for file, verdict in verdicts.items():
        alone, told = Path(file).name, taken.remarks.filter(file=file)["remark_sv"]
        said = {text.replace(file, alone) for text in told if "registreras" not in text}
        assert said <= {*verdict.remarks, verdict.summary}, file
    assert any("dold rad" in remark for remark in verdicts["bup/2024-05-01_bok.xlsx"].remarks)
    assert any("dag då den först registreras" in remark for remark in verdicts["bup/utan_datum.csv"].remarks)


@pytest.mark.system
def test_check_and_run_agree_on_the_deliveries_of_the_project(both) -> None:
    taken, verdicts = both(PROJECT / "raw")
    assert len(verdicts) > 60 and any(verdict.codes for verdict in verdicts.values())
    assert_agreement(taken, verdicts)
