import ast
import io
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.evidence import verify as evidence_verify
from exports.evidence.verify import MANIFEST, byte_faults, manifest, pack, unpack

MEMBERS = {"LÄSMIG.txt": "Å".encode(), "raw/bup/a b.csv": b"1;2\n" * 9, "tom.json": b""}
PACKAGE = MEMBERS | {MANIFEST: manifest(MEMBERS)}
WHOLE = pack(PACKAGE)

names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9)


def place_of(name: str) -> range:
    """Where the content of a member lies in the package."""
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as file:
        start = file.getinfo(name).header_offset + 30 + len(name.encode())
    return range(start, start + len(PACKAGE[name]))


def test_an_untouched_package_has_no_faults() -> None:
    assert byte_faults(WHOLE) == []


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(names, st.binary(max_size=30), max_size=5))
def test_any_zip_program_reads_what_was_packed(members: dict[str, bytes]) -> None:
    raw = pack(members)
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        assert file.testzip() is None
        assert {item.filename: file.read(item) for item in file.infolist()} == members
    assert unpack(raw) == members
    assert pack(dict(reversed(members.items()))) == raw


@pytest.mark.parametrize("flip", [0x01, 0x20, 0xFF], ids=hex)
def test_a_change_of_any_byte_is_found_and_a_changed_file_named(flip: int) -> None:
    member_at = {at: name for name in PACKAGE for at in place_of(name)}
    for at in range(len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[at] ^= flip
        faults = byte_faults(bytes(changed))
        assert faults, f"byte {at}"
        if at in member_at:
            assert faults == [f"Filen {member_at[at]} har ändrats sedan paketet skrevs."]


@pytest.mark.parametrize(
    "changed",
    [WHOLE + b"\0", b"\0" + WHOLE, WHOLE[:-1], WHOLE[1:], b"", b"PK"],
    ids=["a byte after", "a byte before", "cut at the end", "cut at the start", "empty", "two letters"],
)
def test_a_longer_or_shorter_file_is_found(changed: bytes) -> None:
    assert byte_faults(changed)


def test_a_file_that_was_added_is_named() -> None:
    assert byte_faults(pack(PACKAGE | {"ny.txt": b""})) == [
        "Filen ny.txt hör inte till paketet; den är tillagd efteråt."
    ]


@pytest.mark.parametrize("name", list(PACKAGE))
def test_a_file_that_was_taken_out_is_named(name: str) -> None:
    rest = {other: data for other, data in PACKAGE.items() if other != name}
    assert byte_faults(pack(rest)) == [f"Filen {name} saknas i paketet."]


@pytest.mark.parametrize(
    "written", [b"[]", b"{}", b'{"files": []}', b"\xff", b'{"files": {}}'], ids=lambda data: repr(data)
)
def test_a_manifest_of_another_form_is_named(written: bytes) -> None:
    assert byte_faults(pack(PACKAGE | {MANIFEST: written})) == [f"Filen {MANIFEST} har ändrats sedan paketet skrevs."]


def test_a_package_made_by_another_zip_program_is_told_from_a_changed_one() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as file:
        for name, data in PACKAGE.items():
            file.writestr(name, data)
    assert "Zip-filens egna uppgifter har ändrats" in byte_faults(other.getvalue())[0]


def test_it_imports_nothing_but_the_standard_library_and_the_packaged_rules() -> None:
    tree = ast.parse(Path(evidence_verify.__file__).read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {module.split(".")[0] for module in modules} <= {*sys.stdlib_module_names, "rules"}
    at_once = [
        node for node in tree.body if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rules")
    ]
    assert not at_once
