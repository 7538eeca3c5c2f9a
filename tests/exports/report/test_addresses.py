import pytest

from exports.report.addresses import inside, shared

MAY = "out.payout?programme=p&month=2024-05-01&region_code=01"
JUNE = "out.payout?programme=p&month=2024-06-01&region_code=01"
MARGIN = "out.margin?programme=p&month=2024-05-01&region_code=01"


@pytest.mark.parametrize(
    ("rows", "common"),
    [
        ([], ""),
        ([MAY], MAY),
        ([MAY, MAY], MAY),
        ([MAY, JUNE], "out.payout?programme=p&region_code=01"),
        ([MAY, MARGIN], "?programme=p&month=2024-05-01&region_code=01"),
        (["raw.delivery?file=a", "raw.delivery?file=b"], ""),
    ],
    ids=["nothing", "one", "the same", "another month", "another table", "no part of the key"],
)
def test_what_addresses_share_is_the_table_and_the_parts_that_all_have(rows, common) -> None:
    assert shared(rows) == common


@pytest.mark.parametrize(
    ("around", "written"),
    [
        ("", MAY),
        ("out.payout?programme=p&region_code=01", "&month=2024-05-01"),
        ("?programme=p&region_code=01", "out.payout&month=2024-05-01"),
        (MARGIN, "out.payout"),
        (JUNE, MAY),
        ("out.payout?payment=q", MAY),
    ],
    ids=["nothing", "the same table", "no table", "the same row elsewhere", "another month", "a part that it has not"],
)
def test_an_address_leaves_out_what_is_said_around_it_and_is_whole_where_that_does_not_fit(around, written) -> None:
    assert inside(MAY, around) == written
