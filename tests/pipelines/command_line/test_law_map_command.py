"""The map of the law as the command shows it and as docs/ has it."""

from pathlib import Path

from click.testing import CliRunner

from pipelines.command_line.main import main
from rules.law_map import law_map

PAGE = Path(__file__).resolve().parents[3] / "docs" / "law-map.md"


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["law-map", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_page_of_docs_is_what_the_declarations_say() -> None:
    written = shown("--markdown")
    assert PAGE.read_text(encoding="utf-8") == written, "Kör bonuspott law-map --markdown > docs/law-map.md"


def test_every_row_is_a_line_of_the_page() -> None:
    lines = [line for line in shown("--markdown").splitlines() if line.startswith("| ") and "Stycke" not in line]
    assert len(lines) == len(law_map()) and all(line.count(" | ") == 2 for line in lines)


def test_what_is_not_carried_stands_out_on_the_page() -> None:
    assert shown("--markdown").count("**Bärs inte") == 1 + sum(not row.is_carried for row in law_map())


def test_csv_has_a_line_per_row() -> None:
    assert len(shown("--csv").splitlines()) == 1 + len(law_map())


def test_the_table_has_every_document() -> None:
    words = " ".join(shown().split())
    assert all(row.document.split(" (")[0] in words for row in law_map())
