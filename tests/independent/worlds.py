"""Random worlds: what 21 regions might have reported, as deliveries and as plain numbers."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.independent import spec
from tests.independent.spec import MEASURES, REGIONS, TARIFFS, Paid

KINDS_OF_PERFORMER = ("egen region", "annan region", "privat")
BEDS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad"
WAITS = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar"
OPERATIONS = "Hemregion;Månad;Insats;Utförare;Antal"
POPULATION = "Region;Referensdatum;Åldersgrupp;Antal"
ACCOUNTS = "Region;Statsbidrag;Inkom;Godkänd"


@dataclass(frozen=True)
class World:
    """Deliveries in the order they came, each a name and its text, and the kronor that follow by programme."""

    deliveries: list[tuple[str, str]]
    expected: dict[str, Paid]

    def lay(self, raw: Path, first: int = 0, last: int | None = None) -> None:
        """Put some of the deliveries in a folder."""
        for name, text in self.deliveries[first:last]:
            path = raw / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def world(seed: int, *, met: bool | None = None, silent: int | None = None) -> World:
    """The world of a seed: how well regions do, how many do not report and how alike they are differ between worlds.

    In some everything is `met`, so that the pots hold less than was earned; in some a month is `silent` everywhere
    (T24), 0 for none. Both are drawn where they are not told.
    """
    draw = Random(seed)
    everybody, children, later = _populations(draw)
    met = draw.random() < 0.2 if met is None else met
    silent = draw.choice([0, 0, draw.randint(2, 10)]) if silent is None else silent
    rates, waits, operations = _rates(draw, met, silent), _waits(draw, met, silent), _operations(draw, silent)
    approved = frozenset(code for code in REGIONS if draw.random() < draw.choice([0.9, 1])) or frozenset({"01"})
    deliveries = [
        ("befolkning/2023-12-20_riket.csv", _population_text(everybody, children, later)),
        ("redovisning/2024-10-01_riket.csv", _accounts_text(approved)),
        *_beds_deliveries(draw, rates),
        *_waits_deliveries(draw, waits),
        *_operations_deliveries(draw, operations),
    ]
    summed = {
        (code, kind): sum(
            operations.get((code, month, kind, who), 0) for month in range(2, 11) for who in KINDS_OF_PERFORMER
        )
        for code in REGIONS
        for kind in TARIFFS
    }
    return World(
        sorted(deliveries, key=lambda delivery: delivery[0].partition("/")[2]),
        {
            "vardplatser_2024": spec.beds(rates, everybody),
            "tillganglighet_2024": spec.agreement(waits, everybody, children, approved),
            "vardkoer_2025": spec.queues(summed, later),
        },
    )


def _populations(draw: Random) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    most = draw.choice([60_000, 400_000, 2_500_000])
    everybody = {code: draw.randint(50_000, most) for code in REGIONS}
    children = {code: count * draw.randint(15, 25) // 100 for code, count in everybody.items()}
    later = {code: count + draw.randint(-500, 5_000) for code, count in everybody.items()}
    return everybody, children, later


def _rates(draw: Random, met: bool, silent: int) -> dict[tuple[str, int, int], tuple[int, int]]:
    most, silence = draw.choice([12, 300, 900]), 0 if met else draw.choice([0, 0.05, 0.4])
    better = 1000 if met else 0
    return {
        (code, year, month): tuple(draw.randint(0, most) + better * (year == 2023) for _ in range(2))
        for code in REGIONS
        for year in (2023, 2024)
        for month in range(1, 13)
        if draw.random() >= silence and (year, month) != (2024, silent)
    }


def _waits(draw: Random, met: bool, silent: int) -> dict[tuple[str, int, int, str], tuple[int, int, int, int]]:
    most, silence, least = draw.choice([8, 60, 500]), draw.choice([0, 0.05, 0.4]), draw.choice([0, 0.3, 0.6])
    if met:
        silence, least = 0, 1
    reported = {}
    for code in REGIONS:
        for year in (2023, 2024):
            for month in range(1, 12):
                for measure in MEASURES:
                    if draw.random() < silence or (year, month) == (2024, silent):
                        continue
                    completed, waiting = draw.randint(1, most), draw.choice([19, 20, 21, draw.randint(0, most)])
                    within = draw.randint(max(1, int(least * completed)), completed)
                    waiting_within = waiting if met else draw.randint(0, waiting)
                    reported[code, year, month, measure] = (completed, within, waiting, waiting_within)
    return reported


def _operations(draw: Random, silent: int) -> dict[tuple[str, int, str, str], int]:
    most = {code: draw.choice([0, 3, 15, 60]) for code in REGIONS}
    return {
        (code, month, kind, who): draw.randint(0, most[code])
        for code in REGIONS
        for month in range(1, 12)
        if month != silent
        for kind in TARIFFS
        for who in KINDS_OF_PERFORMER
    }


# --- As deliveries


def _text(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines, ""])


def _population_text(everybody: dict[str, int], children: dict[str, int], later: dict[str, int]) -> str:
    counts = (("2023-11-01;totalt", everybody), ("2023-11-01;0-18", children), ("2024-11-01;totalt", later))
    return _text(POPULATION, [f"{code};{of};{count[code]}" for of, count in counts for code in REGIONS])


def _accounts_text(approved: frozenset[str]) -> str:
    answers = ((code, "ja" if code in approved else "nej") for code in REGIONS)
    return _text(ACCOUNTS, [f"{code};tillganglighet_2024;2024-09-30;{answer}" for code, answer in answers])


def _hundredths(value: int) -> str:
    return f"{value // 100},{value % 100:02}"


def _beds_deliveries(draw: Random, rates: dict[tuple[str, int, int], tuple[int, int]]) -> list[tuple[str, str]]:
    """One delivery a region, some with wrong values first, which a later delivery replaces."""
    deliveries = []
    for code in REGIONS:
        own = [at for at in sorted(rates) if at[0] == code]
        lines = [
            f"{code};{year}-{month:02};100;{';'.join(map(_hundredths, rates[code, year, month]))};95"
            for _, year, month in own
        ]
        if lines and draw.random() < 0.3:
            wrong = [f"{code};{year}-{month:02};90;0,01;9,99;90" for _, year, month in own[:5]]
            deliveries.append((f"vardplatser/2024-11-01_{code}.csv", _text(BEDS, wrong)))
        if lines:
            deliveries.append((f"vardplatser/2024-11-20_{code}.csv", _text(BEDS, lines)))
    return deliveries


def _waits_deliveries(draw: Random, waits: dict[tuple[str, int, int, str], tuple[int, ...]]) -> list[tuple[str, str]]:
    """One delivery a year for all regions, in an order of its own."""
    deliveries = []
    for year, received in ((2023, "2024-01-20"), (2024, "2024-12-10")):
        lines = [
            f"{code};{at}-{month:02};{measure};{';'.join(map(str, counts))}"
            for (code, at, month, measure), counts in waits.items()
            if at == year
        ]
        draw.shuffle(lines)
        deliveries.append((f"bup/{received}_riket.csv", _text(WAITS, lines)))
    return deliveries


def _operations_deliveries(draw: Random, operations: dict[tuple[str, int, str, str], int]) -> list[tuple[str, str]]:
    deliveries = []
    for month in range(1, 12):
        lines = [
            f"{code};2025-{month:02};{kind};{who};{count}"
            for (code, at, kind, who), count in operations.items()
            if at == month
        ]
        draw.shuffle(lines)
        if not lines:
            continue
        deliveries.append((f"operationer/2025-12-{month:02}_riket.csv", _text(OPERATIONS, lines)))
    return deliveries
