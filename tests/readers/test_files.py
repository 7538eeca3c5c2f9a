import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from readers.files import FoundFile, find_deliveries, kind_below, received_date, sha256
from readers.rejections import Code
from schemas.deliveries import Kind


def put(raw: Path, *names: str) -> None:
    for name in names:
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def only(raw: Path) -> FoundFile:
    (found,) = find_deliveries(raw)
    return found


def test_a_file_at_any_depth_is_a_delivery_of_the_first_folder(tmp_path: Path) -> None:
    put(tmp_path, "bup/a.xlsx", "bup/2024/mars/b.CSV")
    found = find_deliveries(tmp_path)
    assert [(file.name, file.kind_id, file.problem, file.skipped) for file in found] == [
        ("bup/2024/mars/b.CSV", "bup", None, None),
        ("bup/a.xlsx", "bup", None, None),
    ]
    assert all(file.path.is_file() for file in found)


def test_the_order_is_that_of_the_names(tmp_path: Path) -> None:
    names = ["vardplatser/b.csv", "bup/z.csv", "bup/a/z.csv", "bup/Å.csv", "bup/å.csv"]
    put(tmp_path, *names)
    assert [file.name for file in find_deliveries(tmp_path)] == sorted(names)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("okänd/a.xlsx", Code.OKAND_MAPP, id="unknown folder"),
        pytest.param("BUP/a.xlsx", Code.OKAND_MAPP, id="folder in other case"),
        pytest.param("a.xlsx", Code.OKAND_MAPP, id="directly in the folder"),
        pytest.param("bup/a.xls", Code.FEL_FORMAT, id="old Excel"),
        pytest.param("bup/a.xlsm", Code.FEL_FORMAT, id="macros"),
        pytest.param("bup/a.ods", Code.FEL_FORMAT, id="OpenDocument"),
        pytest.param("bup/a.pdf", Code.FEL_FORMAT, id="PDF"),
        pytest.param("bup/a.zip", Code.FEL_FORMAT, id="archive"),
        pytest.param("bup/a", Code.FEL_FORMAT, id="no ending"),
        pytest.param("bup/a.parquet", Code.FEL_FORMAT, id="records of another kind"),
        pytest.param("bup/README.md", Code.FEL_FORMAT, id="README among deliveries"),
        pytest.param("bup/a\nb.csv", Code.FILNAMN, id="line break in the name"),
    ],
)
def test_a_file_that_is_no_delivery_is_refused_with_place_and_remedy(tmp_path: Path, name: str, code: Code) -> None:
    put(tmp_path, name)
    problem = only(tmp_path).problem
    assert problem is not None
    assert (problem.code, problem.file) == (code, name)
    assert problem.message_sv.startswith(name.replace("\n", " ") + ": ")
    assert problem.message_sv.endswith(".")


def test_a_file_below_the_folder_of_deliveries_is_of_the_kind_that_a_run_takes_it_for(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    found = kind_below(raw, raw / "vardplatser" / "bup" / "a.csv")
    assert isinstance(found, Kind) and found.id == "vardplatser"
    for name in ("nytt_slag/bup/a.csv", "a.csv"):
        put(raw, name)
        assert kind_below(raw, raw / name) == next(file.problem for file in find_deliveries(raw) if file.name == name)


def test_the_folder_of_deliveries_says_nothing_of_a_file_elsewhere(tmp_path: Path) -> None:
    assert kind_below(tmp_path / "raw", tmp_path / "nytt_slag" / "a.csv") is None


@pytest.mark.parametrize("name", ["README", "README.md", "readme.txt"])
def test_readme_directly_in_the_folder_is_not_mentioned(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert find_deliveries(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    ["~$a.xlsx", ".~lock.a.xlsx#", ".gitkeep", "a.xlsx.tmp", "a.csv.part", "Thumbs.db", "desktop.ini", "._a.xlsx"],
)
def test_what_programs_leave_behind_is_skipped_with_a_remark(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"bup/{name}")
    found = only(tmp_path)
    assert found.problem is None
    assert found.skipped is not None
    assert name in found.skipped


def test_a_hidden_folder_is_skipped_as_one(tmp_path: Path) -> None:
    put(tmp_path, ".git/objects/a", ".git/objects/b")
    assert [(file.name, bool(file.skipped)) for file in find_deliveries(tmp_path)] == [(".git", True)]


@pytest.mark.parametrize("name", ["Skåne; 1 'x' \"y\".csv", "a\\b.csv", "..csv.xlsx.csv", " .csv", "😀.csv", "-rf.csv"])
def test_odd_names_are_deliveries(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"bup/x{name}")
    assert (only(tmp_path).name, only(tmp_path).problem) == (f"bup/x{name}", None)


def test_a_name_that_is_not_utf8_is_refused_and_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / "bup").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "bup") + b"/sk\xe5ne.csv")).write_bytes(b"x")
    found = only(tmp_path)
    assert found.problem is not None
    assert found.problem.code is Code.FILNAMN
    assert found.name.encode() == b"bup/sk\\xe5ne.csv"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "secret/passwd.csv", "raw/bup/a.csv")
    (tmp_path / "raw/bup/link.csv").symlink_to(tmp_path / "secret/passwd.csv")
    (tmp_path / "raw/bup/folder").symlink_to(tmp_path / "secret")
    (tmp_path / "raw/vardplatser").symlink_to(tmp_path / "secret")
    found = find_deliveries(tmp_path / "raw")
    assert [(file.name, file.problem.code if file.problem else None) for file in found] == [
        ("bup/a.csv", None),
        ("bup/folder", Code.LANK),
        ("bup/link.csv", Code.LANK),
        ("vardplatser", Code.LANK),
    ]


def test_a_link_within_the_folder_is_followed_to_files_but_not_to_folders(tmp_path: Path) -> None:
    put(tmp_path, "bup/2024/a.csv")
    (tmp_path / "bup/b.csv").symlink_to(tmp_path / "bup/2024/a.csv")
    (tmp_path / "bup/loop").symlink_to(tmp_path / "bup")
    found = {file.name: file for file in find_deliveries(tmp_path)}
    assert set(found) == {"bup/2024/a.csv", "bup/b.csv", "bup/loop"}
    assert found["bup/b.csv"].problem is found["bup/b.csv"].skipped is None
    assert found["bup/loop"].skipped


def test_links_to_nowhere_pipes_and_folders_named_as_files_harm_nothing(tmp_path: Path) -> None:
    (tmp_path / "bup/folder.csv").mkdir(parents=True)
    (tmp_path / "bup/gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "bup/self.csv").symlink_to(tmp_path / "bup/self.csv")
    os.mkfifo(tmp_path / "bup/pipe.csv")
    found = find_deliveries(tmp_path)
    assert {file.name: file.problem.code for file in found if file.problem} == {
        "bup/gone.csv": Code.OLASBAR,
        "bup/self.csv": Code.OLASBAR,
        "bup/pipe.csv": Code.OLASBAR,
    }
    assert len(found) == 3


def test_a_folder_that_is_not_there_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    problem = only(tmp_path / "nowhere").problem
    assert problem is not None
    assert problem.code is Code.OLASBAR


def test_a_linked_folder_of_deliveries_is_read_as_its_own(tmp_path: Path) -> None:
    put(tmp_path, "real/bup/a.csv")
    (tmp_path / "raw").symlink_to(tmp_path / "real")
    (tmp_path / "real/bup/b.csv").symlink_to(tmp_path / "real/bup/a.csv")
    assert [(file.name, file.problem) for file in find_deliveries(tmp_path / "raw")] == [
        ("bup/a.csv", None),
        ("bup/b.csv", None),
    ]


def test_operations_by_record_are_marked(tmp_path: Path) -> None:
    put(tmp_path, "operationer/a.parquet", "operationer/b.xlsx", "operationer/c.csv")
    (tmp_path / "operationer/d.csv").write_text("hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n")
    assert [file.is_records for file in find_deliveries(tmp_path)] == [True, False, False, True]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-03-18_skane.xlsx", date(2024, 3, 18)),
        ("2024-03-18T0930_skane.xlsx", date(2024, 3, 18)),
        ("2024-03-18.csv", date(2024, 3, 18)),
        ("bup/2023-01-01/2024-02-29 skåne.csv", date(2024, 2, 29)),
        ("bup/2023-01-01/skane.csv", None),
        ("2024-02-31_skane.xlsx", None),
        ("2023-02-29_skane.xlsx", None),
        ("2024-13-01_skane.xlsx", None),
        ("0000-01-01_skane.xlsx", None),
        ("2024-03-181_skane.xlsx", None),
        ("20240318_skane.xlsx", None),
        ("skane_2024-03-18.xlsx", None),
        ("", None),
    ],
)
def test_a_delivery_is_received_on_the_day_its_name_starts_with(name: str, day: date | None) -> None:
    assert received_date(name) == day


def test_the_sum_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    put(tmp_path, "a")
    assert sha256(tmp_path / "a") == hashlib.sha256(b"x").hexdigest()
    assert sha256(tmp_path / "gone") is None
