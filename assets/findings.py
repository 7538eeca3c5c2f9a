"""What is worth a look in deliveries as they stand together, in the same words when a file is checked and when all run.

What shows in a single file belongs to `readers.validation`. No amount depends on anything here.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from readers.findings import Finding, FindingCode
from readers.rejections import place
from rules.calendar import deadlines
from rules.case import Given
from rules.deadlines import REPORT
from rules.found_decrees import decrees
from rules.mechanisms.condition import ACCOUNT_KIND
from rules.recipients import RECIPIENTS
from rules.regions import BY_CODE, NATION
from rules.replay import reports
from rules.signals import signals
from rules.swedish import listing, month_name, number
from schemas.deliveries import Kind

POPULATION = "befolkning"
Letters = Mapping[tuple[str, str], Mapping[str, str]]
"""The letter of each column that a sheet has a heading for, by file and sheet."""


def contradictions(kind: Kind, rows: pl.DataFrame) -> list[Finding]:
    """Where a population says otherwise than one that a decree prints."""
    if kind.id != POPULATION:
        return []
    printed = {
        (item.reference_date, item.age_group): item for decree in decrees() for item in decree.printed_populations
    }
    found = []
    for row in rows.sort("region_code", "reference_date", "age_group").iter_rows(named=True):
        population = printed.get((row["reference_date"], row["age_group"]))
        sentence = population.contradiction(row["region_code"], row["population_count"]) if population else None
        if sentence:
            where = place(row["file"], row["sheet"], row=row["row"])
            found.append(Finding(FindingCode.TRYCKT_BEFOLKNING, row["file"], f"{where}: {sentence}"))
    return found


def account_gaps(kind: Kind, rows: pl.DataFrame, letters: Letters) -> list[Finding]:
    """What an account that counts lacks of what its decree asks for.

    That is what it says no to, and what an approved account does not tell though the sheet has a column for it.
    """
    if kind.id != ACCOUNT_KIND:
        return []
    parts = {decree.id: decree.account_parts for decree in decrees()}
    headings = {item.name: item.header for item in kind.columns}
    found = []
    for row in rows.sort("region_code", "programme").iter_rows(named=True):
        columns = letters.get((row["file"], row["sheet"]), {})
        for part, section in parts.get(row["programme"], ()):
            told = row[part.column]
            if part.column not in columns or told is True or (told is None and row["is_approved"] is not True):
                continue
            where = place(row["file"], row["sheet"], cell=f"{columns[part.column]}{row['row']}")
            name = BY_CODE[row["region_code"]].official_name
            fact = (
                f"redovisningen från {name} saknar {part.words} ({section.title}). Begär att regionen kompletterar den"
                if told is False
                else f"redovisningen från {name} är godkänd utan uppgift i kolumnen {headings[part.column]} om den har "
                f"{part.words} ({section.title}). Skriv ja eller nej i cellen"
            )
            message = f"{where}: {fact}. Inget belopp ändras av det."
            found.append(Finding(FindingCode.OFULLSTANDIG_REDOVISNING, row["file"], message))
    return found


def rate_gaps(kind: Kind, rows: pl.DataFrame, letters: Letters) -> list[Finding]:
    """What a report below a followed limit does not tell of it, though the sheet has columns for that."""
    headings = {item.name: item.header for item in kind.columns}
    followed = [each for decree in decrees() for each in decree.followed_rates if each.kind.id == kind.id]
    found = []
    for each in followed:
        for row in rows.filter(pl.col("month").is_in(list(each.months.value))).sort(kind.key).iter_rows(named=True):
            columns = letters.get((row["file"], row["sheet"]), {})
            told = {name for name in headings if row[name] or name not in columns}
            if not (lacking := each.lacking(row[each.column], told)):
                continue
            where = place(row["file"], row["sheet"], cell=f"{columns.get(each.column, 'A')}{row['row']}")
            named = ", ".join(about(kind, row))
            message = (
                f"{where}: {named}: {each.title.lower()} är {number(row[each.column])} procent och ska vara minst "
                f"{number(each.least.value)} ({each.section}), utan uppgift om {listing(list(lacking))}. Fyll i "
                f"{listing([headings[own.column] for own in each.explained_by if own.words in lacking])}. Inget belopp "
                "ändras av det."
            )
            found.append(Finding(FindingCode.OFORKLARAD_ANDEL, row["file"], message))
    return found


def report_gaps(kind: Kind, rows: pl.DataFrame) -> list[Finding]:
    """What a report of SKR's or the agency's own lacks of what its decree wants told, as the row says."""
    if kind.id != REPORT:
        return []
    asked = {(deadline.programme, deadline.id): deadline for deadline in deadlines()}
    found = []
    for row in rows.drop_nulls("lacking").sort(kind.key).iter_rows(named=True):
        deadline = asked[row["programme"], row["deadline"]]
        told = f" Den ska handla om {listing(list(deadline.parts))}." if deadline.parts else ""
        message = (
            f"{place(row['file'], row['sheet'], row=row['row'])}: {deadline.document} saknar {row['lacking']} "
            f"({deadline.section}).{told} Komplettera rapporten och lämna en ny rad."
        )
        found.append(Finding(FindingCode.OFULLSTANDIG_RAPPORT, row["file"], message))
    return found


def signals_of(kind: Kind, rows: pl.DataFrame) -> list[str]:
    """What the values of a delivery say together, as `out.signal` has it for all deliveries."""
    found = [
        signal.message
        for decree in decrees()
        if decree.reporting and decree.reporting.kind.id == kind.id
        for signal in signals(
            Given(reports={kind.id: reports(decree.reporting.kind, rows.to_dicts())}), decree.reporting.outcome_months
        )
    ]
    return list(dict.fromkeys(found))


def withdrawals(kind: Kind, current: pl.DataFrame, replaced: pl.DataFrame) -> list[Finding]:
    """The values that a later delivery took back: empty in the row that counts, there in the one before it."""
    headings = {item.name: item.header for item in kind.columns if item.name not in (*kind.key, "mark")}
    lacking = current.filter(pl.any_horizontal(pl.col(name).is_null() for name in headings))
    if lacking.is_empty() or replaced.is_empty():
        return []
    file_name = pl.col("file").str.split("/").list.last()
    before = replaced.sort("received", file_name, "file", "sheet", "row").unique(kind.key, keep="last")
    joined = lacking.join(before, on=list(kind.key), suffix="_before", nulls_equal=True).sort(kind.key)
    return [finding for row in joined.iter_rows(named=True) if (finding := _withdrawal(kind, headings, row))]


def _withdrawal(kind: Kind, headings: Mapping[str, str], row: Mapping[str, object]) -> Finding | None:
    gone = [
        f"{heading} (var {_shown(row[f'{name}_before'])})"
        for name, heading in headings.items()
        if row[name] is None and row[f"{name}_before"] is not None
    ]
    if not gone:
        return None
    file = str(row["file"])
    named = ", ".join(about(kind, row))
    return Finding(
        FindingCode.INDRAGEN,
        file,
        f"{place(file, '')}: {named}: {listing(gone)} tas tillbaka; värdet i {row['file_before']} räknas inte längre.",
    )


def about(kind: Kind, row: Mapping[str, object]) -> Iterable[str]:
    """What a row is about, in Swedish, part by part of its key."""
    for name in kind.key:
        value = row[name]
        if name == "region_code":
            yield (RECIPIENTS | {NATION.code: NATION})[str(value)].official_name
        elif name == "month":
            yield month_name(value)  # type: ignore[arg-type]
        elif value is not None:
            yield str(value)


def _shown(value: object) -> str:
    return {True: "ja", False: "nej"}[value] if isinstance(value, bool) else _number_or_text(value)


def _number_or_text(value: object) -> str:
    try:
        return number(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
