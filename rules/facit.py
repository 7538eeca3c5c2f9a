"""What comes out held against amounts that the state has printed. Nothing here takes part in computing a payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol

from rules.apportionment import apportion
from rules.case import Case, Given
from rules.numbers import Number
from rules.payouts import Settlement
from rules.regions import BY_CODE, CODES
from rules.swedish import kronor


@dataclass(frozen=True)
class Facit:
    """The comparison with amounts that the state has printed.

    `differences` are Swedish sentences; `applies` is False when the case rests on another basis than the
    printed amounts do, and `about` says which printed table is meant and why it applies or not.
    """

    about: str
    applies: bool
    differences: tuple[str, ...] = ()


class PrintedFigures(Protocol):
    """Printed amounts, and when they can be compared with."""

    def compared(self, case: Case, settled: Settlement) -> Facit:
        """The comparison."""


@dataclass(frozen=True, eq=False)
class PrintedTable:
    """A decree's table of one payment, which the population printed beside it gives to the krona (T03).

    `title` is its name, `amounts_kr` and `population` are by region code, `payment` is what it prints.
    """

    title: str
    payment: str
    amount: Number[int]
    amounts_kr: Mapping[str, int]
    population: Mapping[str, int]

    def compared(self, case: Case, settled: Settlement) -> Facit:
        """Every row, where the case rests on the printed population."""
        if case.given.populations.get("totalt") != self.population:
            about = f"{self.title} jämförs inte, eftersom befolkningen är en annan än den som är tryckt där."
            return Facit(about, applies=False)
        shares = apportion(self.amount.value, self.population, method=case.decree.method)
        paid = {row.region_code: row.amount_kr for row in settled.payouts if row.payment == self.payment}
        differences = tuple(
            f"{self.title}, länskod {code}: befolkningen ger {shares[code]} kronor men {paid.get(code)} betalas."
            for code in self.amounts_kr
            if shares[code] != paid.get(code)
        )
        about = f"{self.title}: alla {len(self.amounts_kr)} belopp stämmer med befolkningen."
        return Facit(about, applies=True, differences=differences)


@dataclass(frozen=True, eq=False)
class PublishedDecision:
    """The amounts of a published decision, where a case rests on the figures that they were recovered into.

    `rows` has kronor by region code for each of `columns`, which are components of `payment`, and in all; `totals` is
    the table's last row. `sums` has payments of which only the total is printed, by id with the words for it.
    `digest` is that of the reconstructed reports of `kind`, `populations` are by age group.
    """

    title: str
    about: str
    payment: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[int, ...]]
    totals: tuple[int, ...]
    sums: Mapping[str, tuple[str, int]]
    populations: Mapping[str, Mapping[str, int]]
    kind: str
    columns_of_reports: tuple[str, ...]
    digest: str

    def compared(self, case: Case, settled: Settlement) -> Facit:
        """Every printed amount, where the case rests on the same figures."""
        if not self._rests_on_the_same(case):
            about = (
                f"{self.title} jämförs inte, eftersom körningen vilar på andra uppgifter än dem som beslutets belopp "
                "har återskapats till."
            )
            return Facit(about, applies=False)
        return Facit(f"{self.title}: {self.about}", applies=True, differences=tuple(self.differences(case, settled)))

    def _rests_on_the_same(self, case: Case) -> bool:
        conditions = {condition for _, part in case.decree.parts if (condition := getattr(part, "condition", None))}
        return (
            all(case.given.populations.get(group) == printed for group, printed in self.populations.items())
            and all(len(condition.met_by(case)) == len(CODES) for condition in conditions)
            and digest(case.given, self.kind, self.columns_of_reports, case.decree.months_of(self.kind)) == self.digest
        )

    def differences(self, case: Case, settled: Settlement) -> list[str]:
        """A Swedish sentence for each published amount that does not come out; none for a payment held back."""
        withheld = {row.payment for row in settled.withheld}
        found: list[str] = []
        for payment, (words, total_kr) in self.sums.items():
            if payment not in withheld:
                paid = sum(row.amount_kr for row in settled.payouts if row.payment == payment)
                found += _deviation(f"Riket, {words}", paid, total_kr)
        if self.payment not in withheld:
            for code, published in self.rows.items():
                found += self._row(case, settled, BY_CODE[code].official_name, (code,), published)
            found += self._row(case, settled, "Riket", CODES, self.totals)
        return found

    def _row(
        self, case: Case, settled: Settlement, name: str, codes: tuple[str, ...], published: tuple[int, ...]
    ) -> list[str]:
        rows = [row for row in settled.payouts if row.payment == self.payment and row.region_code in codes]
        headings = {component.id: component.heading for component in case.decree.payment(self.payment).components}
        computed = {
            headings[column]: sum(row.amount_kr for row in rows if row.component == column) for column in self.columns
        } | {"Totalt": sum(row.amount_kr for row in rows)}
        return [
            sentence
            for (heading, amount), printed in zip(computed.items(), published, strict=True)
            for sentence in _deviation(f"{name}, {heading}", amount, printed)
        ]


def digest(given: Given, kind: str, columns: tuple[str, ...], months: tuple[date, ...]) -> str:
    """A fingerprint of reports from the first to the last of `months`, whatever files and order they came in."""
    first, last = min(months), max(months)
    lines = sorted(
        f"{code} {month} {item} {tuple(report.get(column) for column in columns)}"
        for (code, month, item), report in given.reports.get(kind, {}).items()
        if first <= month <= last
    )
    return sha256("\n".join(lines).encode()).hexdigest()


def _deviation(what: str, computed_kr: int, published_kr: int) -> list[str]:
    if computed_kr == published_kr:
        return []
    return [f"{what}: beräknat {kronor(computed_kr)}, publicerat {kronor(published_kr)}."]
