"""What the warehouse knows of itself: the version of its layout, and which decisions it has seen."""

from schemas.columns import column
from schemas.declared import Table


class Layout(Table):
    """The one row is the version of the warehouse's layout; what the versions are is told in `assets.layout`."""

    version: int = column("Number of the layout, counted up with every change that older tables must be adapted to.")

    class Config:
        name = "log.layout"
        strict = True
        unique = ("version",)


class SeenSeal(Table):
    """One row is a seal that lay beside the warehouse; it stays when the seal is gone, which is how that is noticed."""

    seal: str = column("SHA-256 of the seal.")
    programme: str = column("Programme id.")
    payment: str = column("Payment id.")

    class Config:
        name = "log.seal"
        strict = True
        unique = ("seal",)
