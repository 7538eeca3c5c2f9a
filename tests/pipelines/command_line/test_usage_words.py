"""No English word is left in what the command line says of usage and of mistakes."""

import ast
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from pipelines.command_line.main import main
from pipelines.command_line.usage_words import DOMAIN, LOCALE

SWEDISH_TOO = {"format", "option", "parameter", "standard", "text", "var"}
"""Words of click that are Swedish as well."""


def texts_of_click() -> Iterator[str]:
    """Every text that click offers for translation."""
    for module in Path(click.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                yield from (part.value for part in node.args if isinstance(part, ast.Constant) and part.value)


def words(text: str) -> set[str]:
    """Words of three letters or more, but for names of options, of values and what is left open."""
    return set(re.findall(r"[a-zåäö]{3,}", re.sub(r"--[\w-]+|\w+_\w+|\{.*?\}", "", text).lower()))


ENGLISH = words(" ".join(texts_of_click()) + " OPTIONS COMMAND ARGS INTEGER RANGE") - SWEDISH_TOO


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="bonuspott")


def test_the_words_that_are_looked_for_are_those_of_click() -> None:
    assert {"usage", "options", "commands", "error", "missing", "required", "default", "path", "show"} <= ENGLISH


@pytest.mark.parametrize("command", [pytest.param([], id="bonuspott"), *([name] for name in sorted(main.commands))])
def test_help_is_swedish(command: list[str]) -> None:
    result = call(*command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(" ".join(["Användning: bonuspott", *command, "[VAL]"]))
    assert not words(result.output) & ENGLISH


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([""], "Kommandot '' finns inte."),
        (["rum"], "Kommandot 'rum' finns inte. Menade du 'run'?"),
        (["run", "--rwa", "x"], "Valet '--rwa' finns inte. (Menade du något av '--raw', '--reason'?)"),
        (["run", "--raw"], "Valet '--raw' ska följas av ett värde."),
        (["run", "--programme", "x"], "Ogiltigt värde för '--programme': 'x' är inte något av 'tillganglighet_2024', "),
        (
            ["run", "--as-of", "igår"],
            "Ogiltigt värde för '--as-of': 'igår' är inte ett datum. Skriv det som 2024-08-31.",
        ),
        (["calendar", "--csv=1"], "Valet '--csv' tar inget värde."),
        (["check"], "Skriv också 'FIL...'."),
        (["check", "--annotate", __file__, "x"], f"Ogiltigt värde för '--annotate': {__file__!r} är en fil."),
        (["template"], "Skriv också 'SLAG'. Välj bland:\n\tbefolkning,"),
        (["template", "bup"], "Skriv också '--out'."),
        (["template", "bup", "--out", "/"], "Ogiltigt värde för '--out': '/' är en mapp."),
        (["share", "10", "20", "--equal"], "Det här hör inte till kommandot: 20."),
        (["decide", "vardplatser_2024"], "Skriv också 'UTBETALNING'."),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_a_mistake_is_told_in_swedish(arguments: list[str], said: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert f"Fel: {said}" in result.output
    assert not words(result.output) & ENGLISH


def test_the_language_of_the_computer_makes_no_difference() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from pipelines.command_line.main import main; main(['--help'])"],
        env=os.environ | {"LANGUAGE": "en_GB", "LC_ALL": "en_GB.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert shown.startswith("Användning:") and "Kommandon:" in shown


# The catalogue

ENTRY = re.compile(
    r'^msgid (".+?)\n(?:msgid_plural (".+?)\n)?msgstr(?:\[0\])? (".+?)\n(?:msgstr\[1\] (".+?)\n)?(?:\n|\Z)', re.M | re.S
)


def entries() -> list[list[str]]:
    """What `click.po` says: singular and plural of click, singular and plural in Swedish; empty without a plural."""
    po = (LOCALE / "sv" / "LC_MESSAGES" / f"{DOMAIN}.po").read_text(encoding="utf-8")
    _header, *rest = [
        ["".join(map(ast.literal_eval, (part or '""').split("\n"))) for part in found.groups()]
        for found in ENTRY.finditer(po)
    ]
    return rest


def test_the_compiled_catalogue_is_the_one_that_people_read() -> None:
    """After a change of `click.po`: `msgfmt -o click.mo click.po`."""
    compiled = gettext.translation(DOMAIN, LOCALE, ["sv"])
    for one, many, ett, flera in entries():
        assert (compiled.ngettext(one, many, 1) if many else compiled.gettext(one)) == ett
        assert not many or compiled.ngettext(one, many, 2) == flera


def test_every_text_in_the_catalogue_is_one_of_click() -> None:
    used = {text for one, many, *_ in entries() for text in (one, many) if text}
    assert len(used) > 25
    assert used - set(texts_of_click()) == {"required"}  # which click translates by a variable
