"""The result tables of what could still be: nothing in them is decided, and nothing that counts rests on them."""

import pandera.polars as pa

from schemas.columns import column
from schemas.results import MARK, REGION_CODES


class Interval(pa.DataFrameModel):
    """One row is what one region has for sure, and can at least and at most get, of the performance money."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    sure_kr: int = column("Earned whatever is still reported, without bonus or remaining funds.", unit="kronor", ge=0)
    least_kr: int = column("If it earns nothing more and all others everything, bonus included.", unit="kronor", ge=0)
    most_kr: int = column("If it earns everything and all others nothing more, bonus included.", unit="kronor", ge=0)
    mark: str = column(MARK)

    class Config:
        name = "out.interval"
        strict = True
        unique = ("programme", "region_code")
