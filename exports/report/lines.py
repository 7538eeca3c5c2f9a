"""The tables of a payment by tariff: what was performed, the cap, and the places that share what is left."""

from collections.abc import Iterator, Mapping, Sequence

from exports.report.blocks import Item, Link, Table
from exports.report.places import region_href
from exports.report.tables import Row, Tables, figure
from rules.declaration import Decree
from rules.regions import BY_CODE
from rules.swedish import NO_BREAK_SPACE
from rules.tariffs import kind_words, shares_of_rest, tariffs
from schemas.follow_up import CapLine, RemainingLine, TariffLine
from schemas.tables import TableModel

_TARIFF = {
    "operation_count": "Antal operationer",
    "tariff_kr": "Kronor per operation",
    "gross_kr": "Antal gånger ersättning, kronor",
    "paid_kr": "Efter taket, kronor",
}
_CAP = {
    "gross_kr": "Enligt ersättningen, kronor",
    "cap_kr": "Tak, kronor",
    "paid_kr": "Får, kronor",
    "cap_used_percent": "Använt av taket, procent",
    "month_reached": "Taket nåddes",
}
_REMAINING = {
    "operation_count": "Antal operationer",
    "per_100_000": f"Per 100{NO_BREAK_SPACE}000 invånare",
    "rank": "Plats",
    "is_qualified": "Delar",
    "amount_kr": "Får, kronor",
}


def tariff_tables(tables: Tables, programme: Decree, code: str | None = None) -> Iterator[Table]:
    """The tables of all regions, or of one; none while nothing is computed."""
    key = {"programme": programme.id} | ({"region_code": code} if code else {})
    words = kind_words([programme])
    for tariff in tariffs(programme):
        if rows := tables.rows(CapLine, **key):
            caption = f"Ersättningen mot taket ({tariff.caps_printed_in})"
            yield _table("taket", caption, CapLine, rows, _CAP, code, words)
        section = programme.payment_of(tariff).section
        of_rest = next((each.places.section for each in shares_of_rest(programme)), section)
        for model, id_, title, columns in (
            (TariffLine, "ersattning", f"Ersättning per operation ({section})", _TARIFF),
            (RemainingLine, "kvarstaende_medel", f"Kvarstående medel ({of_rest})", _REMAINING),
        ):
            rows = sorted(tables.rows(model, **key), key=lambda row: list(words).index(row["operation"]))
            if rows and code:
                yield _table(id_, title, model, rows, columns, code, words)
            elif rows:
                for operation, name in words.items():
                    own = [row for row in rows if row["operation"] == operation]
                    yield _table(f"{id_}-{operation}", f"{title}: {name}", model, own, columns, code, words)


def _table(
    id_: str,
    caption: str,
    model: TableModel,
    rows: Sequence[Row],
    columns: dict[str, str],
    code: str | None,
    words: Mapping[str, str],
) -> Table:
    """One row per region, or for one region per kind of operation."""

    def about(row: Row) -> Item:
        if code is None:
            return Link(BY_CODE[row["region_code"]].name, region_href(row["region_code"]))
        return words[row["operation"]].capitalize() if "operation" in row else "Alla operationer"

    return Table(
        id_,
        caption,
        ("Insats" if code else "Region", *columns.values()),
        tuple((about(row), *(figure(model, row, column) for column in columns)) for row in rows),
    )
