"""Which region a delivered text means: its county code, or any of its names with or without Region and län."""

import re

from readers.characters import visible
from readers.rejections import Code, Unreadable
from rules.recipients import SKR
from rules.regions import BY_CODE, NATION, REGIONS, Region

_CODE_AND_NAME = re.compile(r"([0-9]{1,2})(?:[.,]0+)?(?:\s+(.+))?", re.DOTALL)
_COUNTRY = frozenset(
    [
        *(
            "riket",
            "hela riket",
            "00",
            "00 riket",
            "sverige",
            "hela sverige",
            "landet",
            "hela landet",
            "totalt",
            "total",
        ),
        *("totalsumma", "summa", "samtliga", "alla regioner", "samtliga regioner", "summa regioner", "regioner totalt"),
    ]
)
"""How tables call the sum of all regions."""
_NATION = frozenset(["riket", "hela riket", "00", "00 riket", "sverige", "hela sverige"])
"""How the nation is called where something of its own can be told of it."""
_BETWEEN_NAMES = re.compile(r"\s*(?:[/&–-]|\boch\b)\s*")
"""What stands between the two parts of a name, as in `Jämtland/Härjedalen`."""
_EXPECTED = "Skriv regionens namn, till exempel Skåne, eller dess länskod, till exempel 12."


def region_code(text: str) -> str:
    """The two-digit county code: `Skåne`, `region skåne`, `Skåne län`, `12` and `12 Skåne län` are `12`.

    Raises `Unreadable`: with `summarad` for the whole country, else with `okand_region`.
    """
    name = _plain(text)
    if name in _COUNTRY:
        raise Unreadable(Code.SUMMARAD, "är en summa för hela landet. Raden tas inte med; inget behöver göras.")
    for spelled in (name, _BETWEEN_NAMES.sub(" ", name)):
        if spelled in _CODES:
            return _CODES[spelled]
    match = _CODE_AND_NAME.fullmatch(name)
    if match is None:
        raise Unreadable(Code.OKAND_REGION, f"är ingen känd region. {_EXPECTED}")
    code = match[1].zfill(2)
    if code not in BY_CODE:
        raise Unreadable(Code.OKAND_REGION, f"är ingen känd region: länskoden {code} finns inte. {_EXPECTED}")
    if match[2] is None:
        return code
    named = _CODES.get(match[2]) or _CODES.get(_BETWEEN_NAMES.sub(" ", match[2]))
    if named is None:
        raise Unreadable(Code.OKAND_REGION, f"är ingen känd region. {_EXPECTED}")
    if named != code:
        raise Unreadable(
            Code.OKAND_REGION,
            f"är motsägande: länskoden {code} är {BY_CODE[code].name}. Rätta koden eller namnet.",
        )
    return code


def region_or_nation_code(text: str) -> str:
    """`00` for the nation by name, else the county code of a region; raises as `region_code`, also for other sums."""
    return NATION.code if _plain(text) in _NATION else region_code(text)


def recipient_code(text: str) -> str:
    """`skr` for SKR by any of its names, else the county code of a region; raises as `region_code`."""
    return SKR.code if _plain(text) in _SKR else region_code(text)


def is_region(text: str) -> bool:
    """Whether a text is a region, SKR, or the sum of all."""
    try:
        recipient_code(text)
    except Unreadable as fault:
        return fault.code is Code.SUMMARAD
    return True


def _plain(text: str) -> str:
    return " ".join(visible(text).casefold().split()).rstrip(":")


def _names(region: Region) -> set[str]:
    """Every way to write a region: each name bare or in the genitive, with or without Region, landsting, län or läns.

    Some regions were called landsting until 2018, and long series still have their names from then.
    """
    bare = set()
    for name in (region.name, region.official_name, *region.aliases):
        core = _plain(name).removeprefix("region ")
        bare |= {core, re.sub(r"s? läns?$", "", core)}
    genitive = {name if name.endswith("s") else f"{name}s" for name in bare}
    return {
        f"{before}{name}{after}"
        for name in bare | genitive
        for before in ("", "region ", "landstinget ", "landstinget i ")
        for after in ("", " län", " läns", " läns landsting")
    }


def _lookup() -> dict[str, str]:
    codes: dict[str, str] = {}
    for region in REGIONS:
        for name in _names(region):
            if codes.setdefault(name, region.code) != region.code:
                raise ValueError(f"the name {name} is that of two regions")
    return codes


_CODES = _lookup()
_SKR = frozenset(_plain(name) for name in (SKR.name, SKR.official_name, *SKR.aliases))
