"""What has been decided on top of decided payments, as the screen tells it: region by region, and of each payment.

What differs still and is not decided belongs to `pipelines.command_line.adjustments_command`.
"""

from collections.abc import Collection, Iterator

import polars as pl

from assets.programmes import GRANT_BY_ID
from rules.seals import adjusted_words

HEADING = "Beslutade justeringar"


def adjusted_by_region(rows: pl.DataFrame) -> dict[str, int]:
    """What rows of `out.decided_adjustment` come to for each region that they name; below 0 is to be repaid."""
    return dict(rows.group_by("region_code").agg(pl.col("amount_kr").sum()).iter_rows())


def adjusted_sentences(rows: pl.DataFrame, programmes: Collection[str]) -> Iterator[str]:
    """What has been decided on top of each payment of some programmes, all decisions and regions together."""
    by_line = rows.group_by("programme", "payment", "seal", "region_code").agg(pl.col("amount_kr").sum())
    for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
        for payment in programme.payments:
            own = by_line.filter(programme=programme.id, payment=payment.id)
            if own.is_empty():
                continue
            further, claimed = (int(own["amount_kr"].clip(0).sum()), -int(own["amount_kr"].clip(None, 0).sum()))
            told = f"{HEADING} av {programme.short_title}, {payment.title}"
            yield f"{told}: {adjusted_words(further, claimed)}, utöver det beslutade beloppet."
