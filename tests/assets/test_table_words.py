"""The Swedish words of the tables: every asset has its own, and none is named as its group."""

import pytest

from assets.table_words import WORDS, words_of
from pipelines.definitions import defs

SPECS = list(defs.resolve_all_asset_specs())


def test_every_table_of_results_is_in_words_and_no_words_are_left_over() -> None:
    names = {part for spec in SPECS for part in spec.key.path}
    assert WORDS.keys() <= names


@pytest.mark.parametrize("schema", ["raw", "core", "out", "exports"])
def test_no_two_tables_side_by_side_are_said_to_be_the_same(schema: str) -> None:
    said = [(spec.group_name, spec.description) for spec in SPECS if spec.key.path[0] == schema]
    assert len(said) == len(set(said)) and all(text for _, text in said)


def test_a_table_of_deliveries_is_told_apart_by_what_became_of_its_rows() -> None:
    assert len({words_of([schema, name]) for schema, name in [("raw", "bup"), ("core", "bup")]}) == 2
    assert "ersatt" in words_of(["core", "replaced_bup"])


def test_a_table_that_nobody_has_put_in_words_is_not_shown() -> None:
    with pytest.raises(KeyError):
        words_of(["out", "okand"])


def test_no_asset_is_named_as_its_group() -> None:
    assert not [spec.key for spec in SPECS if spec.group_name == spec.key.path[-1] and spec.key.path[0] == "exports"]
