"""The 21 healthcare regions, and the nation: county code, names and organisation number.

The names are those of the decrees' tables (`name`), the regions' own (`official_name`) and other
spellings seen in public tables (`aliases`). How a delivered text is matched to a region belongs to
the readers.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """One region; `code` is the two-digit county code as text."""

    code: str
    name: str
    official_name: str
    organisation_number: str
    aliases: tuple[str, ...] = ()


REGIONS = (
    Region("01", "Stockholm", "Region Stockholm", "232100-0016", ("SLL",)),
    Region("03", "Uppsala", "Region Uppsala", "232100-0024"),
    Region("04", "Södermanland", "Region Sörmland", "232100-0032", ("Sörmland",)),
    Region("05", "Östergötland", "Region Östergötland", "232100-0040"),
    Region("06", "Jönköping", "Region Jönköpings län", "232100-0057", ("Jönköpings län",)),
    Region("07", "Kronoberg", "Region Kronoberg", "232100-0065"),
    Region("08", "Kalmar", "Region Kalmar län", "232100-0073", ("Kalmar län",)),
    Region("09", "Gotland", "Region Gotland", "212000-0803", ("Gotlands kommun",)),
    Region("10", "Blekinge", "Region Blekinge", "232100-0081"),
    Region("12", "Skåne", "Region Skåne", "232100-0255"),
    Region("13", "Halland", "Region Halland", "232100-0115"),
    Region(
        "14",
        "Västra Götaland",
        "Västra Götalandsregionen",
        "232100-0131",
        ("Västra Götalandsregionen", "VGR", "VG-regionen"),
    ),
    Region("17", "Värmland", "Region Värmland", "232100-0156"),
    Region("18", "Örebro", "Region Örebro län", "232100-0164"),
    Region("19", "Västmanland", "Region Västmanland", "232100-0172"),
    Region("20", "Dalarna", "Region Dalarna", "232100-0180"),
    Region("21", "Gävleborg", "Region Gävleborg", "232100-0198"),
    Region("22", "Västernorrland", "Region Västernorrland", "232100-0206"),
    Region("23", "Jämtland", "Region Jämtland Härjedalen", "232100-0214", ("Jämtland Härjedalen", "RJH")),
    Region("24", "Västerbotten", "Region Västerbotten", "232100-0222"),
    Region("25", "Norrbotten", "Region Norrbotten", "232100-0230", ("Norrbottn", "Norrbottnen")),
)

NATION = Region("00", "Riket", "Riket", "")
"""The whole country, where something can be told of it as of a region; no region."""

BY_CODE = {region.code: region for region in REGIONS}
CODES = tuple(BY_CODE)
"""All region codes in the order of the decrees' tables."""
