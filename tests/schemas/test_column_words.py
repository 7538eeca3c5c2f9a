"""The Swedish words of the columns: every column that the user interface shows has some, and none are left over."""

import re

import pytest

from pipelines.definitions import defs
from schemas.column_words import IN_TABLE, UNITS, WORDS, column_words
from schemas.columns import column
from schemas.results import Payout
from schemas.tables import TableModel

SHOWN = {
    (".".join((spec.key.path[0], spec.key.path[-1])), column.name): column.description or ""
    for spec in defs.resolve_all_asset_specs()
    for column in getattr(spec.metadata.get("dagster/column_schema"), "columns", ())
}
ENGLISH = re.compile(r"\b(the|of|and|which|first day|empty|id)\b")


def test_every_column_that_is_shown_is_told_in_swedish() -> None:
    assert len(SHOWN) > 500
    assert not [key for key, text in SHOWN.items() if not text or ENGLISH.search(text)]


def test_no_words_are_left_over() -> None:
    names = {name for _, name in SHOWN}
    assert WORDS.keys() <= names
    assert IN_TABLE.keys() <= SHOWN.keys()
    assert all(SHOWN[key].startswith(text) for key, text in IN_TABLE.items())


def test_units_are_swedish_and_a_column_without_words_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert column_words(Payout)["amount_kr"].endswith("Enhet: kronor.")
    assert not set(UNITS.values()) & {"per cent", "months", "regions"}

    class Unknown(Payout):
        nobody_has_put_this_in_words: str = column("What nobody has put in words.")

        class Config:
            name = "out.unknown"

    model: TableModel = Unknown
    with pytest.raises(KeyError, match="nobody_has"):
        column_words(model)
