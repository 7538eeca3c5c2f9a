import pytest

from exports.report.sources import delivered
from schemas.lineage import Lineage


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("8.14", "8,14"),
        ("-0.5", "-0,5"),
        ("120", "120"),
        ("1.2.3", "1.2.3"),
        ("ca 3.5", "ca 3.5"),
        ("2024-10-14", "2024-10-14"),
    ],
)
def test_only_a_decimal_is_written_the_swedish_way(value, text) -> None:
    shown = delivered(dict.fromkeys(Lineage.to_schema().columns) | {"value": value})
    assert (shown.text, shown.value) == (text, value)
