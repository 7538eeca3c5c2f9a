"""What a region is told about a payment by tariff up to a cap. Only wording; nothing is computed."""

from rules.case import Case
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.regions import BY_CODE
from rules.swedish import kronor, listing, month_name, month_spans, number


def tariff_reasons(case: Case, tariff: CappedTariff, remaining: RemainingFunds | None) -> dict[str, str]:
    """One Swedish sentence per region: operations, tariff, cap, paid, remaining funds."""
    told = _Told(case, tariff, remaining)
    return {code: told.reason(code) for code in BY_CODE}


class _Told:
    """The lines of one case, computed once for all regions."""

    def __init__(self, case: Case, tariff: CappedTariff, remaining: RemainingFunds | None) -> None:
        self.months = case.values[tariff.months]
        self.name = case.decree.payment_of(tariff).title.partition(":")[0].lower()
        self.words = {kind.component.id: kind.words for kind in tariff.kinds}
        self.not_reported = tariff.not_reported(case)
        self.closed = {month for month in self.months if tariff.is_closed(case, month)}
        self.tariff_lines = tariff.tariff_lines(case)
        self.cap = {line.region_code: line for line in tariff.cap_lines(case)}
        self.remaining_kr = remaining.remaining_kr(case) if remaining else None
        self.remaining_lines = remaining.lines(case) if remaining else ()

    def reason(self, region_code: str) -> str:
        name, period = BY_CODE[region_code].official_name, month_spans(self.months)
        lacking = tuple(month for month, codes in self.not_reported.items() if region_code in codes)
        silent = tuple(month for month in lacking if month in self.closed)
        awaited = tuple(month for month in lacking if month not in self.closed)
        if awaited and lacking == self.months:
            without = f"; för {month_spans(silent)} har regionen inte rapporterat" if silent else ""
            return f"Rapporter om operationer för {month_spans(awaited)} inväntas från {name}{without}."
        if silent == self.months:
            return (
                f"{name} har inte rapporterat operationer för {period} och får därför ingen ersättning i {self.name}."
            )

        cap = self.cap[region_code]
        done = listing(
            [
                f"{number(line.count)} av {self.words[line.operation]}"
                for line in self.tariff_lines
                if line.region_code == region_code and line.count
            ]
        )
        operations = f"operationer, {done}, för {period}" if done else f"noll operationer för {period}"
        if cap.month_reached:
            against_cap = f"taket på {kronor(cap.cap_kr)} nåddes i {month_name(cap.month_reached)}"
        else:
            against_cap = f"det ryms under taket på {kronor(cap.cap_kr)}"
        sentence = (
            f"{name} har rapporterat {operations}, vilket ger {kronor(cap.gross_kr)} enligt ersättningen per "
            f"operation; {against_cap}, så regionen får {kronor(cap.paid_kr)} för operationerna"
            f"{self._of_remaining(region_code)}"
        )
        if silent:
            sentence += f"; för {month_spans(silent)} har regionen inte rapporterat och får ingen ersättning"
        if awaited:
            sentence += f"; rapporter för {month_spans(awaited)} inväntas"
        return f"{sentence}."

    def _of_remaining(self, region_code: str) -> str:
        """The end of the sentence: what the region gets of the remaining funds, and for what."""
        if self.remaining_kr is None:
            return ""
        if not self.remaining_kr:
            return ", och det finns inga kvarstående medel att fördela"
        won = [line for line in self.remaining_lines if line.region_code == region_code and line.is_qualified]
        if not won:
            return (
                ", men inget av kvarstående medel, eftersom den inte hör till de regioner som har genomfört flest "
                "operationer per invånare"
            )
        places = listing([f"plats {line.rank} för {self.words[line.operation]}" for line in won])
        amount_kr = sum(line.amount_kr for line in won)
        return f" och {kronor(amount_kr)} av kvarstående medel ({places}, räknat i operationer per invånare)"
