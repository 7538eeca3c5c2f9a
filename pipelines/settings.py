"""Where things are and how a run behaves: environment variables, else the settings file, else the project's own places.

What is read here is checked here, once, before anything else is done. Passwords have no place in the file.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readers.limits import Limits
from rules.swedish import listing

if TYPE_CHECKING:
    from assets.lake import Lake
    from readers.spark_records import SparkCluster

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS_FILE = "BONUSPOTT_SETTINGS"
SMTP_PASSWORD = "BONUSPOTT_SMTP_PASSWORD"
_SIZE = re.compile(r"([1-9][0-9]*) ?([KMGT])(i?)B")
_CLUSTER = re.compile(r"sc://[\w.-]+(:[0-9]{1,5})?(/(;[\w-]+=[^;\s]*)*)?")
_CLUSTER_FOLDER = re.compile(r"([a-z][a-z0-9+.-]*:/|/)/?[\w@][\w.@:/ =-]*")
_CATALOGUE = re.compile(r"[a-z_]+=[^\s'\\=]+( +[a-z_]+=[^\s'\\=]+)*")
_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
_BACK = "per-"
"""How the folders begin in which a run looks back, before the day that it looks back from."""
_LOOKING_BACK = re.compile(rf"{_BACK}([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")


class SettingsError(Exception):
    """A setting that cannot be used; the message is Swedish and says where it stands and what to do."""


@dataclass(frozen=True)
class Mail:
    """How alerts are sent by e-mail; `user` empty means without logging in."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """The places one run works with, and how it behaves.

    `raw` holds the deliveries, `warehouse` is the DuckDB file, `exports` gets the workbooks, `history` is Dagster's
    home with runs and events and `outbox_folder` gets the alerts. `patience_seconds` is how long to wait for
    another run or program to let go of the warehouse, `memory_limit` the most memory that DuckDB may use (as `4GB`;
    None leaves it to DuckDB, and counts records in half of `reading_memory_mb`), `reading_memory_mb` and
    `reading_seconds` the most memory and processor time that one delivery may take to read, `warn_days` how many
    days before a deadline to warn of it, `history_days` how long Dagster's history of a run is kept, `mail` None
    when alerts are not sent. `as_of` is the day that a run looks back from, None for the present, and `seals` the
    folder of decided payments when it does not lie beside the warehouse. `archive` is where payment orders and
    packages of evidence are kept that have left `exports`. With `allowed_signers` (in the form of `ssh-keygen`)
    seals from number `signed_from` must be signed; `signing_key` is the key that one signs with when no other is
    named. `contact` is who answers questions about a payment, as documents that leave the agency have it: a unit
    with its e-mail address and telephone number. `spark` is the cluster (`sc://host:port`) that counts records
    which stay there: those below `spark_folder`, each pointer within `spark_seconds`. With a `catalogue` (`dbname=…
    host=…`, without password) the warehouse is no file but in DuckLake, with its own files beside where it would be.
    """

    raw: Path = PROJECT / "raw"
    warehouse: Path = PROJECT / "warehouse" / "bonuspott.duckdb"
    exports: Path = PROJECT / "results"
    history: Path = PROJECT / ".dagster"
    outbox_folder: Path | None = None
    patience_seconds: int = 300
    reading_memory_mb: int = 1024
    reading_seconds: int = 60
    memory_limit: str | None = None
    warn_days: int = 14
    history_days: int = 730
    mail: Mail | None = None
    as_of: date | None = None
    present: "Settings | None" = None
    """Those of the warehouse that counts, beside which this one looks back."""
    seals: Path | None = None
    archive: Path | None = None
    allowed_signers: Path | None = None
    signed_from: int = 1
    signing_key: Path | None = None
    contact: str = ""
    spark: str = field(default="", repr=False)
    spark_folder: str = ""
    spark_seconds: int = 3600
    catalogue: str = ""
    are_exports_its_own: bool = True
    """False when a warehouse was named and `exports` was not, so that documents there are another's."""

    @property
    def decisions(self) -> Path:
        """The folder of seals: beside the warehouse, so that one backup takes both, when no other is named."""
        return self.seals or self.warehouse.parent / "decisions"

    @property
    def anchors(self) -> tuple[Path, ...]:
        """Where documents lie that say which seals there were (`assets.seal_anchors`)."""
        if not self.are_exports_its_own:
            return ()
        return (self.exports, self.archive) if self.archive else (self.exports,)

    @property
    def reading_limits(self) -> Limits:
        """What one delivery may take to read."""
        records_mb = megabytes(self.memory_limit) if self.memory_limit else None
        return Limits(self.reading_memory_mb, self.reading_seconds, records_mb)

    @property
    def cluster(self) -> "SparkCluster":
        """Where the records lie that pointers name; one that answers nothing when no cluster is set."""
        from readers.spark_records import SparkCluster  # with what counts records; most commands count none

        return SparkCluster(self.spark, self.spark_folder, self.spark_seconds)

    @property
    def lake(self) -> "Lake | None":
        """The lake that the warehouse is in, None for a file."""
        if not self.catalogue:
            return None
        from assets.lake import Lake  # with DuckDB, which not every command loads

        return Lake(self.catalogue, self.warehouse.with_suffix(".lake"))

    @property
    def outbox(self) -> Path:
        """The folder of alerts: beside the warehouse when no other is named."""
        return self.outbox_folder or self.warehouse.parent / "outbox"

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings of this computer. Raises `SettingsError`."""
        _require_checkout(PROJECT)
        values = _from_file() | _from_variables()
        if values.get("spark") and not values.get("spark_folder"):
            raise SettingsError(
                "spark är inställt utan spark_folder: den enda mapp i klustret som pekare får leda till."
            )
        mail = _mail({name: values.pop(name) for name in list(values) if name.startswith("smtp_")})
        if "outbox" in values:
            values["outbox_folder"] = values.pop("outbox")
        return replace(cls(**values), mail=mail)

    def looking_back(self, as_of: date, *, is_warehouse_told: bool, is_exports_told: bool) -> "Settings":
        """A copy for a run of an earlier day: in places of its own beside what counts, where no others are told."""
        place = f"{_BACK}{as_of}"
        warehouse = self.warehouse if is_warehouse_told else self.warehouse.parent / place / self.warehouse.name
        exports = self.exports if is_exports_told else self.exports / place
        present = None if is_warehouse_told else self
        back = replace(self, exports=exports, as_of=as_of, present=present, seals=self.decisions)
        return back._in(warehouse)

    def placed(self, **places: Path | None) -> "Settings":
        """A copy with those of `places` that are given, made absolute.

        A warehouse that a run looking back made beside the one that counts has the seals of that one, and its
        documents lie in a folder of their own as well.
        """
        given: dict[str, Any] = {name: place.expanduser().absolute() for name, place in places.items() if place}
        placed = replace(self, **{name: place for name, place in given.items() if name != "warehouse"})
        warehouse = given.get("warehouse", self.warehouse)
        if warehouse == self.warehouse:
            return placed
        placed = replace(placed, archive=None, are_exports_its_own="exports" in given)
        looks_back = _LOOKING_BACK.fullmatch(warehouse.parent.name)
        if looks_back and (counts := warehouse.parent.parent / warehouse.name).exists():
            own = self if counts == self.warehouse else placed._in(counts)
            exports = placed.exports if "exports" in given else placed.exports / warehouse.parent.name
            day = date.fromisoformat(looks_back[1])
            placed = replace(placed, exports=exports, as_of=day, present=own, seals=own.decisions)
        return placed._in(warehouse)

    def _in(self, warehouse: Path) -> "Settings":
        """A copy with its warehouse elsewhere: the catalogue is that of one, and all others are files."""
        catalogue = self.catalogue if warehouse == self.warehouse else ""
        return replace(self, warehouse=warehouse, catalogue=catalogue)


def _require_checkout(project: Path) -> None:
    """The program works in its own folder (raw/, rules/ for the packages of evidence), not from among the libraries."""
    if not (project / "pyproject.toml").exists():
        raise SettingsError(
            f"Bonuspott är installerat som ett bibliotek i {project} och hittar inte sina mappar. Hämta hela projektet "
            "och installera det i sin egen mapp med make setup."
        )


def _folder(value: Any, relative_to: Path) -> Path:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("en sökväg inom citattecken")
    return (relative_to / Path(value).expanduser()).absolute()


def _number(least: int, most: int) -> Callable[[Any, Path], int]:
    def number(value: Any, _: Path) -> int:
        text = str(value)
        if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"ett helt tal från {least} till {most}")
        return int(text)

    return number


def _size(value: Any, _: Path) -> str:
    if not isinstance(value, str) or not _SIZE.fullmatch(value):
        raise ValueError('en storlek som "4GB" eller "800MB"')
    return value


def _cluster(value: Any, _: Path) -> str:
    if not isinstance(value, str) or not _CLUSTER.fullmatch(value.strip()):
        raise ValueError("en adress som sc://kluster.example.se:15002")
    return value.strip()


def _cluster_folder(value: Any, _: Path) -> str:
    if not isinstance(value, str) or not _CLUSTER_FOLDER.fullmatch(value.strip()):
        raise ValueError("en mapp i klustret som hdfs://namn/register/operationer")
    return value.strip().rstrip("/")


def _catalogue(value: Any, _: Path) -> str:
    is_one = isinstance(value, str) and _CATALOGUE.fullmatch(value.strip()) and "dbname=" in value
    if not is_one or "password" in value:
        raise ValueError(
            "en databas i PostgreSQL som dbname=bonuspott host=db.example.se user=bonuspott; lösenordet anges i "
            "miljövariabeln PGPASSWORD eller i ~/.pgpass"
        )
    return str(value).strip()


def megabytes(size: str) -> int:
    """A size as DuckDB reads it (`4GB`, `512 MiB`) in whole MiB, at least one.

    >>> megabytes("4GiB"), megabytes("1MB")
    (4096, 1)
    """
    number, unit, is_binary = re.fullmatch(_SIZE, size).groups()  # type: ignore[union-attr]
    base = 1024 if is_binary else 1000
    bytes_of = {"K": base, "M": base * base, "G": base * base * base, "T": base * base * base * base}
    return max(1, int(number) * bytes_of[unit] // 2**20)


def _text(value: Any, _: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("text inom citattecken")
    return value.strip()


def _address(value: Any, _: Path) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value.strip()):
        raise ValueError("en e-postadress")
    return value.strip()


def _addresses(value: Any, place: Path) -> tuple[str, ...]:
    try:
        parts = value.split(",") if isinstance(value, str) else list(value)
        return tuple(_address(part, place) for part in parts)
    except (TypeError, ValueError):
        raise ValueError("en eller flera e-postadresser") from None


_KEYS: dict[str, tuple[str, Callable[[Any, Path], Any]]] = {
    "raw": ("BONUSPOTT_RAW", _folder),
    "warehouse": ("BONUSPOTT_WAREHOUSE", _folder),
    "exports": ("BONUSPOTT_EXPORTS", _folder),
    "history": ("DAGSTER_HOME", _folder),
    "outbox": ("BONUSPOTT_OUTBOX", _folder),
    "archive": ("BONUSPOTT_ARCHIVE", _folder),
    "allowed_signers": ("BONUSPOTT_ALLOWED_SIGNERS", _folder),
    "signed_from": ("BONUSPOTT_SIGNED_FROM", _number(1, 1_000_000)),
    "signing_key": ("BONUSPOTT_SIGNING_KEY", _folder),
    "patience_seconds": ("BONUSPOTT_PATIENCE_SECONDS", _number(0, 86_400)),
    "memory_limit": ("BONUSPOTT_MEMORY_LIMIT", _size),
    "reading_memory_mb": ("BONUSPOTT_READING_MEMORY_MB", _number(64, 1_048_576)),
    "reading_seconds": ("BONUSPOTT_READING_SECONDS", _number(1, 86_400)),
    "spark": ("BONUSPOTT_SPARK", _cluster),
    "spark_folder": ("BONUSPOTT_SPARK_FOLDER", _cluster_folder),
    "spark_seconds": ("BONUSPOTT_SPARK_SECONDS", _number(1, 86_400)),
    "catalogue": ("BONUSPOTT_CATALOGUE", _catalogue),
    "warn_days": ("BONUSPOTT_WARN_DAYS", _number(0, 365)),
    "history_days": ("BONUSPOTT_HISTORY_DAYS", _number(1, 36_500)),
    "contact": ("BONUSPOTT_CONTACT", _text),
    "smtp_host": ("BONUSPOTT_SMTP_HOST", _text),
    "smtp_port": ("BONUSPOTT_SMTP_PORT", _number(1, 65_535)),
    "smtp_user": ("BONUSPOTT_SMTP_USER", _text),
    "smtp_from": ("BONUSPOTT_SMTP_FROM", _address),
    "smtp_to": ("BONUSPOTT_SMTP_TO", _addresses),
}
"""Each key of the settings file, its environment variable, and how its value is read."""

_UNSHOWN = {"catalogue": "skriven på annat sätt"}
"""What is said of a value in its place where people may have written a password."""


def _from_file() -> dict[str, Any]:
    named = os.environ.get(SETTINGS_FILE)
    path = Path(named).expanduser().absolute() if named else PROJECT / "bonuspott.toml"
    if not named and not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"Inställningsfilen {path} går inte att läsa ({error.strerror}).") from error
    except ValueError as error:
        raise SettingsError(f"Inställningsfilen {path} är inte riktig TOML: {error}.") from error
    if unknown := sorted(content.keys() - _KEYS.keys()):
        raise SettingsError(
            f"Inställningsfilen {path}: {listing(unknown)} är ingen inställning. Det finns {listing(list(_KEYS))}."
        )
    if "token=" in str(content.get("spark")):
        raise SettingsError(
            f"Inställningsfilen {path}: spark har en token, som är hemlig. Ta bort hela raden och ange adressen i "
            "miljövariabeln BONUSPOTT_SPARK."
        )
    return {key: _read(key, value, path.parent, f"Inställningsfilen {path}: {key}") for key, value in content.items()}


def _from_variables() -> dict[str, Any]:
    return {
        key: _read(key, os.environ[variable], Path.cwd(), f"Miljövariabeln {variable}")
        for key, (variable, _) in _KEYS.items()
        if os.environ.get(variable)
    }


def _read(key: str, value: Any, relative_to: Path, where: str) -> Any:
    try:
        return _KEYS[key][1](value, relative_to)
    except ValueError as error:
        told = "en adress med token" if "token=" in str(value) else _UNSHOWN.get(key, repr(value))
        raise SettingsError(f"{where} är {told} men ska vara {error}.") from None


def _mail(values: Mapping[str, Any]) -> Mail | None:
    if not values:
        return None
    if missing := [name for name in ("smtp_host", "smtp_from", "smtp_to") if name not in values]:
        raise SettingsError(f"E-post är bara delvis inställd: {listing(missing)} saknas.")
    return Mail(
        values["smtp_host"],
        values.get("smtp_port", 25),
        values["smtp_from"],
        values["smtp_to"],
        values.get("smtp_user", ""),
        os.environ.get(SMTP_PASSWORD, ""),
    )
