"""The file that `bonuspott simulate` reads: TOML to scenarios, with Swedish errors that say where and what to do.

What a scenario does is in `rules.what_if`; which values a report has, and how they are written, is taken from the
delivery that they come in.
"""

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from pipelines.system_errors import in_swedish
from readers import dates, numbers
from readers.rejections import Unreadable
from readers.values import value_of
from rules.declaration import Decree
from rules.found_decrees import decree as decree_of
from rules.found_decrees import grants
from rules.months import year_before
from rules.readings import Readings
from rules.register_of_readings import BY_ID
from rules.reports import ReportKind
from rules.swedish import listing, month_name, number
from rules.what_if import HUNDREDTHS, ReportChange, Scenario, Shake
from schemas.columns import DeliveredColumn
from schemas.deliveries import KIND_BY_ID

MOST_STEPS = 100_000
MOST_RANDOM = 1_000_000


class ScenarioFileError(Exception):
    """The file cannot be followed; the message is Swedish and says where and what to do."""


@dataclass(frozen=True)
class ScenarioFile:
    """The programme and its scenarios: those written out, those of each sweep, and then the random ones."""

    programme_id: str
    written: tuple[Scenario, ...] = ()
    random_count: int = 0
    seed: int = 0
    spread_percent: Decimal = field(default=Decimal(0))

    @property
    def count(self) -> int:
        """How many scenarios there are."""
        return len(self.written) + self.random_count

    def scenarios(self) -> Iterator[Scenario]:
        """All scenarios, the random ones made as they are asked for; the same file always gives the same."""
        yield from self.written
        for place in range(1, self.random_count + 1):
            yield Scenario(f"slump {place}", shake=Shake(f"{self.seed} {place}", self.spread_percent))


def read_scenarios(path: Path) -> ScenarioFile:
    """Read and check the whole file. Raises `ScenarioFileError`."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        _refuse(f"Filen {path} finns inte. Kontrollera namnet.")
    except OSError as error:
        _refuse(in_swedish(str(error)))
    except UnicodeDecodeError:
        _refuse(f"Filen {path.name} är inte sparad som UTF-8. Spara om den med den teckenkodningen.")
    except tomllib.TOMLDecodeError as error:
        _refuse(f"Filen {path.name} följer inte formatet TOML: {error}. Rätta raden.")
    _known("Filen", content, {"programme", "scenario", "sweep", "random"})
    programme_id = content.get("programme")
    known = sorted(grant.id for grant in grants())
    if programme_id not in known:
        _refuse(f"programme ska vara ett av statsbidragen {listing(known)}, inte {programme_id!r}.")
    decree = decree_of(programme_id)
    written = [
        *(_scenario(decree, table, place) for place, table in enumerate(_tables(content, "scenario"), start=1)),
        *(scenario for table in _tables(content, "sweep") for scenario in _sweep(decree, table)),
    ]
    names = [scenario.name for scenario in written]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        _refuse(f"Flera scenarier heter {listing(twice)}. Ge dem olika namn.")
    file = ScenarioFile(programme_id, tuple(written), **_random(content.get("random")))
    if not file.count:
        _refuse("Filen har inga scenarier. Skriv minst ett [[scenario]], [[sweep]] eller [random].")
    return file


def _refuse(message: str) -> NoReturn:
    raise ScenarioFileError(message)


def _known(where: str, table: Mapping[str, Any], names: Collection[str]) -> None:
    if strangers := sorted(set(table) - set(names)):
        _refuse(f"{where} har {listing(strangers)}, som inte finns. Det som kan anges är {listing(sorted(names))}.")


def _tables(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        _refuse(f"{name} ska skrivas med dubbla hakparenteser, [[{name}]], en gång för varje.")
    return found


def _table(where: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        _refuse(f'{where} ska skrivas som namn och värden inom klamrar, till exempel {{ T11 = "none_tied" }}.')
    return found


def _scenario(decree: Decree, table: Mapping[str, Any], place: int) -> Scenario:
    name = str(table.get("name", f"scenario {place}"))
    where = f"Scenariot ”{name}”"
    _known(where, table, {"name", "parameters", "readings", "report"})
    parameters = _table(f"parameters i {name}", table.get("parameters", {}))
    readings = _table(f"readings i {name}", table.get("readings", {}))
    reports = table.get("report", [])
    if not isinstance(reports, list):
        _refuse(f"{where}: skriv [[scenario.report]] med dubbla hakparenteser, en gång för varje rapport.")
    return Scenario(
        name,
        {key: _parameter(decree, where, key, value) for key, value in parameters.items()},
        dict(_reading(where, key, value) for key, value in readings.items()),
        tuple(_report(decree, where, report) for report in reports),
    )


_READERS: dict[type, Callable[[str], Any]] = {date: dates.day, int: numbers.whole, Decimal: numbers.rate}


def _parameter(decree: Decree, where: str, name: str, value: Any) -> Any:
    """A value of the same type as the decree's own."""
    changeable = {number.name: number.value for number in decree.numbers if not isinstance(number.value, tuple)}
    if name not in changeable:
        _refuse(
            f"{where}: villkoret {name} finns inte eller kan inte ändras. De som kan ändras är "
            f"{listing([*changeable])}."
        )
    own = changeable[name]
    text = str(value)
    try:
        read = _READERS[type(own)](text)
    except Unreadable as error:
        _refuse(f"{where}: värdet ”{text}” för {name} {error.message}")
    if read is None or (not isinstance(read, date) and read < 0):
        _refuse(f"{where}: värdet ”{text}” för {name} är inget värde på noll eller mer. Ange ett.")
    return read


def _reading(where: str, name: str, value: Any) -> tuple[str, str]:
    reading, field_name = BY_ID.get(str(name).upper()), str(name).lower()
    if reading is None or field_name not in {f.name for f in fields(Readings)}:
        known = [f.name.upper() for f in fields(Readings)]
        _refuse(f"{where}: {name} är ingen läsning med alternativ. De som har det är {listing(known)}.")
    computable = [alternative.id for alternative in reading.alternatives if alternative.computable]
    if value not in computable:
        _refuse(f"{where}: {reading.id} kan inte räknas som {value!r}. Alternativen är {listing(computable)}.")
    return field_name, str(value)


def _report(decree: Decree, where: str, table: Any) -> ReportChange:
    kind = _changed_kind(decree, where, table)
    names = {"region_code", "month", kind.item, *_values(decree, kind)}
    columns = {column.name: column for column in KIND_BY_ID[kind.id].columns if column.name in names}
    keys = [name for name in ("region_code", "month", kind.item) if name]
    table = {"region_code" if name == "region" else name: value for name, value in table.items() if name != "kind"}
    _known(f"{where}: en rapport", table, columns)
    if missing := [name for name in keys if name not in table]:
        _refuse(f"{where}: en rapport saknar {listing(missing)}.")
    values = {name: _value(where, columns[name], value) for name, value in table.items()}
    changed = {name: value for name, value in values.items() if name not in keys}
    if not changed:
        _refuse(
            f"{where}: en rapport ändrar inget värde. Ange minst ett av {listing([*(columns.keys() - set(keys))])}."
        )
    if values["month"] not in _months(decree, kind):
        _refuse(f"{where}: inga belopp vilar på {month_name(values['month'])}. Ange en månad som räknas.")
    item = values[kind.item] if kind.item else ""
    return ReportChange(kind.id, (values["region_code"], values["month"], item), changed)


def _changed_kind(decree: Decree, where: str, table: Any) -> ReportKind:
    """The kind of report that a scenario changes: the only one the decree measures, or the one that is named."""
    kinds = {measured.kind.id: measured.kind for measured in decree.measured}
    named = _table(f"{where}: en rapport", table).get("kind", next(iter(kinds)) if len(kinds) == 1 else None)
    if named not in kinds:
        _refuse(f"{where}: en rapport ska ange kind, ett av {listing([*kinds])}.")
    return kinds[named]


def _values(decree: Decree, kind: ReportKind) -> set[str]:
    """The columns of a kind of report that amounts depend on."""
    own = [measured for measured in decree.measured if measured.kind is kind]
    return {name for measured in own for pair in measured.performed.items() for name in pair if name}


def _months(decree: Decree, kind: ReportKind) -> set[date]:
    """The months whose reports an amount can rest on."""
    compared = {
        month for requirement in decree.requirements if requirement.kind == kind.id for month in requirement.months
    }
    measured = {month for each in decree.measured if each.kind is kind for month in each.months}
    return {*measured, *(year_before(month) for month in compared)}


def _value(where: str, column: DeliveredColumn, given: Any) -> Any:
    text = str(given)
    try:
        value = value_of(text, column)
    except Unreadable as error:
        _refuse(f"{where}: värdet ”{text}” för {column.name} {error.message}")
    if isinstance(value, int | Decimal) and not (column.least or 0) <= value <= (column.most or value):
        _refuse(
            f"{where}: värdet ”{text}” för {column.name} är orimligt. Ange ett från {column.least} till {column.most}."
        )
    return value


def _sweep(decree: Decree, table: Mapping[str, Any]) -> Iterable[Scenario]:
    """One scenario per value of a parameter, from the first to the last, both included when a step ends there."""
    _known("[[sweep]]", table, {"parameter", "from", "to", "step"})
    if missing := [name for name in ("parameter", "from", "to", "step") if name not in table]:
        _refuse(f"[[sweep]] saknar {listing(missing)}.")
    name = str(table["parameter"])
    where = f"[[sweep]] över {name}"
    first, last, step = (_decimal(where, part, table[part]) for part in ("from", "to", "step"))
    if step <= 0 or last < first:
        _refuse(f"{where}: to ska vara minst from, och step större än noll.")
    steps = int((last - first) / step)
    if steps >= MOST_STEPS:
        _refuse(f"{where}: det blir {number(steps + 1)} scenarier. Ta större steg; högst {number(MOST_STEPS)} går.")
    values = [first + step * place for place in range(steps + 1)]
    return [
        Scenario(f"{name} = {number(value)}", {name: _parameter(decree, where, name, number(value))})
        for value in values
    ]


def _random(table: Any) -> dict[str, Any]:
    if table is None:
        return {}
    _known("[random]", _table("[random]", table), {"count", "seed", "spread_percent"})
    if missing := [name for name in ("count", "seed", "spread_percent") if name not in table]:
        _refuse(f"[random] saknar {listing(missing)}.")
    count, seed = table["count"], table["seed"]
    if type(count) is not int or type(seed) is not int or not 1 <= count <= MOST_RANDOM:
        _refuse(f"[random]: count ska vara ett heltal från 1 till {number(MOST_RANDOM)} och seed ett heltal.")
    spread = _decimal("[random]", "spread_percent", table["spread_percent"])
    if not 0 < spread <= 100 or spread * HUNDREDTHS % 1:
        _refuse("[random]: spread_percent ska vara större än 0 och högst 100, med högst två decimaler.")
    return {"random_count": count, "seed": seed, "spread_percent": spread}


def _decimal(where: str, name: str, value: Any) -> Decimal:
    try:
        read = numbers.rate(str(value))
    except Unreadable as error:
        _refuse(f"{where}: värdet ”{value}” för {name} {error.message}")
    if read is None:
        _refuse(f"{where}: {name} saknar värde.")
    return read
