"""Why a decided amount would be another one today: which delivery, which cell of it, for which month, and how much.

The rows that a payment was decided on are taken to those that count now, one delivery after another as in
`rules.changes`, so that the kronor of the causes sum to the difference.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from assets.cells import cell_of
from assets.changes import case_on
from assets.decisions import Decisions, adjusted_amounts, code_fingerprint, decided_amounts
from assets.evidence import evidence_rows
from assets.grants import Grant
from assets.told_from import Told, kept_rows
from assets.warehouse import Connection
from exports.changes.words import cause_words
from rules.changes import AmountKey, AmountMoved, CauseKind, Ground, Received, Results, Row, RowKey, moved, results_of
from rules.payouts import Settlement
from rules.regions import BY_CODE
from rules.swedish import day, kronor, month_name
from schemas.deliveries import KIND_BY_ID
from schemas.received import raw_columns

MOST_CELLS = 6
"""Cells of one delivery that a sentence names; the rest are counted."""
ADDRESS = ("received", "file", "sheet", "row", "mark")
"""Columns of a row that say where it stands, and not what it says."""


def causes(connection: Connection, rests_on: Told, today: Settlement, decisions: Decisions) -> dict[AmountKey, str]:
    """For each decided amount that would be another one today, why, as Swedish sentences.

    Payments whose rows are not kept, and those that would be held back today, are left out.
    """
    grant, found = rests_on.grant, dict[AmountKey, str]()
    adjusting = decisions.adjusting(grant.programme.id) if rests_on.sealed else ()
    adjusted = adjusted_amounts(adjusting)
    for payment, ground in rests_on.sealed.items():
        seal = ground.seal
        assert seal, "a sealed ground has its seal"
        now = {
            (row.payment, row.component, row.region_code): row.amount_kr
            for row in today.payouts
            if row.payment == payment
        }
        decided = {
            key: each.amount_kr + adjusted.get(key, 0)
            for each in seal.amounts
            for key in [(payment, each.component, each.region_code)]
        }
        if not now or now == decided:
            continue
        last = next((each for each in reversed(adjusting) if each.payment == payment and each.rows), seal)
        rows = evidence_rows(grant, rests_on.now.basis, payment)
        before = decided_amounts({id_: other for id_, other in rests_on.seals.items() if other.number < seal.number})
        old = _ground(kept_rows(decisions, last), last.code, {item.file: item.sha256 for item in last.inputs}, before)
        new = _ground(rows, code_fingerprint(), rests_on.now.sha_of, before)
        links, _ = moved((old, Results(decided)), (new, Results(now)), partial(_results, grant, payment))
        for key, own in groupby(sorted(links, key=lambda link: link.key), key=lambda link: link.key):
            found[key] = " ".join(_sentence(connection, key[2], link, old, new) for link in own)
    return found


def _ground(rows: Mapping[str, Any], program: str, sha_of: Mapping[str, str], decided: Any) -> Ground:
    by_key: dict[RowKey, Row] = {
        (kind, tuple(str(row[name]) for name in KIND_BY_ID[kind].key)): row for kind, own in rows.items() for row in own
    }
    files = {
        row["file"]: Received(date.fromisoformat(row["received"]), sha_of.get(row["file"], ""))
        for row in by_key.values()
    }
    return Ground(program, date.max, by_key, files, decided)


def _results(grant: Grant, payment: str, ground: Ground) -> Results:
    amounts = results_of(case_on(grant, ground)).amounts
    return Results({key: kr for key, kr in amounts.items() if key[0] == payment})


def _sentence(connection: Connection, code: str, link: AmountMoved, old: Ground, new: Ground) -> str:
    """One cause: kronor, delivery, and its cells, as `Gotland mars 2024, Genomförda: 8 blir 0 [C2]`.

    The cells are those about the region itself, and where the delivery has none all the others that it changes.
    """
    amount = kronor(link.after_kr - link.before_kr)
    amount = amount if link.after_kr < link.before_kr else f"+{amount}"
    if link.cause.kind is not CauseKind.DELIVERY:
        return f"{amount}: {cause_words({'file': '', 'cause': link.cause.kind})}."
    file = link.cause.file
    cells = sorted(_cells(connection, file, old, new), key=lambda cell: (cell[0] != code, cell))
    own = [text for region, text in cells if region == code] or [text for _, text in cells]
    shown = own[:MOST_CELLS] + ([f"och {len(own) - MOST_CELLS} celler till"] if len(own) > MOST_CELLS else [])
    on = (new.files.get(file) or old.files[file]).on
    is_gone = file not in new.files
    what = "räknas inte längre" if is_gone else f"mottagen den {day(on)}"
    return f"{amount}: {file} ({what}): {'; '.join(shown)}."


def _cells(connection: Connection, file: str, old: Ground, new: Ground) -> Iterator[tuple[str, str]]:
    """The cells in which a delivery makes the rows others, each with the region that it is about."""
    kind = KIND_BY_ID[file.partition("/")[0]]
    headings = {column.name: column.header for column in kind.columns}
    texts = {
        (row["sheet"], row["row"]): row
        for row in connection.read_text(
            f"raw.{kind.id}", raw_columns(kind), "file = ?", [file], is_any_version=True
        ).iter_rows(named=True)
    }
    for key in sorted(old.rows.keys() | new.rows.keys()):
        before, after = old.rows.get(key), new.rows.get(key)
        row = after if after and after["file"] == file else before
        if not row or row["file"] != file:
            continue
        about = [BY_CODE[row["region_code"]].name] if row.get("region_code") in BY_CODE else []
        if row.get("month"):
            about.append(month_name(date.fromisoformat(row["month"])))
        about += [str(row[name]) for name in kind.key if name not in ("region_code", "month") and row[name]]
        changed = [
            name
            for name in row
            if name not in (*ADDRESS, *kind.key) and (before or {}).get(name) != (after or {}).get(name)
        ]
        for name in changed:
            delivered = texts.get((row["sheet"], row["row"]))
            cell = cell_of(delivered, name, row["row"]) if delivered else ""
            place = "!".join(part for part in (row["sheet"], cell or f"rad {row['row']}") if part)
            was, becomes = (_shown((each or {}).get(name)) for each in (before, after))
            yield (
                row.get("region_code", ""),
                f"{' '.join(about)}, {headings.get(name, name)}: {was} blir {becomes} [{place}]",
            )


def _shown(value: Any) -> str:
    return "inget värde" if value is None else str(value).replace(".", ",")
