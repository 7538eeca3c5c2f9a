"""What a month's materialization says of itself: the figures that its plots draw, and what it rests on."""

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.basis import Input
from assets.descriptions import inert
from rules.monthly_pot import UNREPORTED, Route


def month_figures(outcomes: pl.DataFrame) -> Mapping[str, Any]:
    """Kronor, regions and shares of one month's rows of `Qualification`; for display only, money is exact in the table.

    A region has reported when all of its outcomes rest on a report. The share is of all outcomes.
    """
    earned_kr = int(outcomes["earned_kr_exact"].sum() or 0)
    set_aside_kr = int(outcomes["reserved_kr"].sum() or 0)
    is_unreported = pl.col("route").is_in([route.value for route in UNREPORTED])
    silent = outcomes.filter(is_unreported)["region_code"].n_unique()
    fulfilled = outcomes.filter(~is_unreported, pl.col("route") != Route.NONE.value)
    return {
        "kronor intjänade": dg.MetadataValue.int(earned_kr),
        "kronor inte intjänade": dg.MetadataValue.int(set_aside_kr - earned_kr),
        "regioner som har rapporterat": dg.MetadataValue.int(outcomes["region_code"].n_unique() - silent),
        "andel uppfyllda, procent": dg.MetadataValue.float(100 * fulfilled.height / max(outcomes.height, 1)),
    }


def files_behind(inputs: Iterable[Input]) -> Mapping[str, Any]:
    """The delivered files that a month rests on, by name."""
    files = sorted({str(file) for part in inputs for file in part.rows["file"].unique()})
    return {"vilar på": dg.MarkdownMetadataValue("\n".join(f"- {inert(file)}" for file in files) or "Inget levererat.")}
