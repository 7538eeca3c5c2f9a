"""What one would write in a day: the payouts of the three grants by pandas, straight from the files, in one script.

`python bench/plain_script.py RAW OUT` prints every payout as CSV and writes a workbook per payment into OUT. It shares
not a line with the product and knows nothing of addresses, reasons, history or faulty files; it is what a run is held
against, and its amounts must be those of the product. The numbers are written off the decrees once more on purpose.
"""

import sys
from fractions import Fraction
from math import floor
from pathlib import Path

import pandas as pd

REGIONS = {
    "Stockholm": "01", "Uppsala": "03", "Sörmland": "04", "Södermanland": "04", "Östergötland": "05", "Jönköping": "06",
    "Kronoberg": "07", "Kalmar": "08", "Gotland": "09", "Blekinge": "10", "Skåne": "12", "Halland": "13",
    "Västra Götaland": "14", "Värmland": "17", "Örebro": "18", "Västmanland": "19", "Dalarna": "20", "Gävleborg": "21",
    "Västernorrland": "22", "Jämtland": "23", "Västerbotten": "24", "Norrbotten": "25",
}  # fmt: skip
CODES = sorted(set(REGIONS.values()))
CAPS = dict(zip(CODES, [
    84_167_924, 14_924_388, 11_982_450, 17_951_597, 14_237_946, 7_892_885, 10_233_131, 2_636_976, 6_374_821, 52_753_560,
    13_158_464, 65_462_875, 11_618_683, 11_963_724, 10_913_317, 11_956_879, 11_667_372, 9_946_895, 5_502_825,
    11_070_528, 10_582_760,
], strict=True))  # fmt: skip
TARIFFS = {"höftledsprotes": 108_000, "framfall": 39_000, "grå starr": 19_000}
IDS = {"höftledsprotes": "hoftledsprotes", "framfall": "framfall", "grå starr": "gra_starr"}


def region(text):
    return next((code for name, code in REGIONS.items() if name in str(text)), None)


def frame(path):
    """A delivery from its row of headings on."""
    if path.suffix == ".csv":
        return pd.read_csv(path, sep=";", decimal=",", dtype={"Månad": str})
    rows = pd.read_excel(path, header=None, dtype=object)
    header = next(i for i, row in enumerate(rows.itertuples(index=False)) if sum(map(pd.notna, row)) > 2)
    return rows.iloc[header + 1 :].set_axis([str(cell) for cell in rows.iloc[header]], axis=1)


def deliveries(raw, kind, numbers, keys):
    """The newest sound row of each key; a row with a value that is no number is left out."""
    parts = [
        frame(path).assign(_file=path.name)
        for path in sorted((raw / kind).iterdir())
        if path.suffix in (".csv", ".xlsx")
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows["region"] = rows[rows.columns[0]].map(region)
    rows = rows[rows["region"].notna()]
    for name in numbers:
        value = pd.to_numeric(rows[name], errors="coerce")
        rows = rows[value.notna() | rows[name].isna()]
        rows = rows.assign(**{name: rows[name].map(lambda cell: None if pd.isna(cell) else Fraction(str(cell)))})
    if "Månad" in rows:
        rows = rows.assign(Månad=rows["Månad"].map(lambda cell: str(cell)[:7]))
    return rows.sort_values("_file", kind="stable").drop_duplicates(keys, keep="last")


def half_up(number, decimals=0):
    return Fraction(floor(number * 10**decimals + Fraction(1, 2)), 10**decimals)


def largest_remainder(amount, weights, population=None):
    total = sum(weights.values())
    exact = {key: Fraction(amount) * weight / total for key, weight in weights.items()}
    parts = {key: floor(share) for key, share in exact.items()}
    order = sorted(
        exact, key=lambda key: (parts[key] - exact[key], -weights[key], -(population or {}).get(key, 0), key)
    )
    for key in order[: amount - sum(parts.values())]:
        parts[key] += 1
    return parts


def rest_on_largest(amount, weights, population):
    total = sum(weights.values())
    parts = {key: int(half_up(Fraction(amount) * weight / total)) for key, weight in weights.items()}
    largest = min(parts, key=lambda key: (-parts[key], -weights[key], -population[key], key))
    parts[largest] += amount - sum(parts.values())
    return parts


def pots(amount, months, population):
    nation = sum(population.values())
    return {code: int(half_up(Fraction(amount * population[code], months * nation))) for code in CODES}


def month(number, year=2024):
    return f"{year}-{number:02}"


def waits(raw, total, young):
    """The agreement on accessibility 2024: two shares by population, and what was earned by waits."""
    counted = ["Genomförda", "Genomförda inom 30 dagar", "Väntande", "Väntande inom 30 dagar"]
    rows = deliveries(raw, "bup", counted, ["region", "Månad", "Insats"])
    reports = {
        (row[0], row[1], row[2]): row[3:]
        for row in rows[["region", "Månad", "Insats", *counted]].itertuples(index=False)
    }
    accounts = deliveries(raw, "redovisning", [], ["region", "Statsbidrag"])
    day = pd.to_datetime(accounts["Inkom"])
    is_met = (accounts["Statsbidrag"] == "tillganglighet_2024") & (accounts["Godkänd"] == "ja") & (day <= "2024-09-30")
    met = set(accounts[is_met]["region"])

    pot = pots(150_000_000, 11, young)

    def earned(code, at, measure):
        done, within, waiting, waiting_within = reports.get((code, at, measure), (None,) * 4)
        if not done or within is None:
            return 0
        part = Fraction(0)
        before, before_within = reports.get((code, f"2023{at[4:]}", measure), (None,) * 4)[:2]
        if before and before_within is not None:
            change = half_up((within / done - before_within / before) * 100, 1)
            part = next(
                (Fraction(gives, 100) for limit, gives in ((10, 100), (5, 75), (1, 50)) if change >= limit), part
            )
        if within / done >= Fraction(3, 4) and waiting is not None:
            if waiting <= 20 or (waiting_within is not None and waiting_within / waiting >= Fraction(3, 4)):
                part = Fraction(1)
        return pot[code] * part

    def paid(months):
        measures = ("besök", "utredning", "behandling")
        return {
            code: int(half_up(Fraction(sum(earned(code, month(m), k) for m in months for k in measures))))
            for code in CODES
        }

    august, december = paid(range(1, 7)), paid(range(7, 12))
    both = {code: august[code] + december[code] for code in CODES}
    bonus = rest_on_largest(450_000_000 - sum(both.values()), both, total)
    shares = {
        "befolkning_0_18": rest_on_largest(40_000_000, young, total),
        "befolkning": rest_on_largest(1_197_500_000, total, total),
    }
    left = sum(kr for share in shares.values() for code, kr in share.items() if code not in met)
    second = {
        component: {code: kr if code in met else 0 for code, kr in share.items()} for component, share in shares.items()
    }
    remaining = rest_on_largest(left, {code: total[code] for code in CODES if code in met}, total)
    second["kvarstaende"] = {code: remaining.get(code, 0) for code in CODES}
    return {"forsta": shares, "augusti": {"bup": august}, "december": second | {"bup": december, "bonuspott": bonus}}


def beds(raw, total):
    """Beds 2024: a basic amount, and monthly pots for an improvement of 0.5 per cent or one of the first places."""
    names = {"overbelaggningar": "Överbeläggningar per 100", "utlokaliseringar": "Utlokaliseringar per 100"}
    numbers = ["Disponibla vårdplatser", *names.values(), "Beläggningsgrad"]
    rows = deliveries(raw, "vardplatser", numbers, ["region", "Månad"])
    pot = pots(620_000_000, 9, total)
    paid = {}
    for requirement, name in names.items():
        rate = {
            (row[0], row[1]): row[2]
            for row in rows[["region", "Månad", name]].itertuples(index=False)
            if row[2] is not None
        }
        months_earned = dict.fromkeys(CODES, 0)
        for number in range(2, 11):
            now = {code: rate[code, month(number)] for code in CODES if (code, month(number)) in rate}
            fifth = sorted(now.values())[4]
            for code, value in now.items():
                before = rate.get((code, month(number, 2023)))
                is_better = bool(before) and (before - value) / before * 100 >= Fraction(1, 2)
                months_earned[code] += is_better or value <= fifth
        paid[requirement] = {code: pot[code] * count for code, count in months_earned.items()}
    both = {code: sum(of[code] for of in paid.values()) for code in CODES}
    bonus = largest_remainder(1_240_000_000 - sum(both.values()), both, total)
    basic = largest_remainder(750_000_000, total, total)
    return {"grundkrav": {"befolkning": basic}, "slut": paid | {"bonuspott": bonus}}


def queues(raw, population):
    """Queues 2025: equal shares, a tariff per operation up to a cap, and what is left to the most operations a head."""
    rows = deliveries(raw, "operationer", ["Antal"], ["region", "Månad", "Insats", "Utförare"])
    rows = rows[rows["Månad"].between("2025-02", "2025-10") & rows["Antal"].notna()]
    count = rows.groupby(["region", "Insats"])["Antal"].sum().map(int)
    done = {(code, kind): int(count.get((code, kind), 0)) for code in CODES for kind in TARIFFS}
    paid = {}
    for code in CODES:
        gross = {kind: tariff * done[code, kind] for kind, tariff in TARIFFS.items()}
        capped = sum(gross.values()) > CAPS[code]
        by_id = {IDS[kind]: kr for kind, kr in gross.items()}
        paid[code] = largest_remainder(CAPS[code], by_id) if capped else by_id
    left = 397_000_000 - sum(sum(kinds.values()) for kinds in paid.values())
    extra = dict.fromkeys(CODES, 0)
    parts = largest_remainder(left, {"hoftledsprotes": 65, "framfall": 23, "gra_starr": 12})
    for kind in TARIFFS:
        per_head = {code: Fraction(done[code, kind], population[code]) for code in CODES}
        fifth = sorted(per_head.values(), reverse=True)[4]
        best = {code: CAPS[code] for code in CODES if per_head[code] >= fifth and per_head[code]}
        for code, kr in largest_remainder(parts[IDS[kind]], best, population).items():
            extra[code] += kr
    block2 = {id_: {code: paid[code][id_] for code in CODES} for id_ in IDS.values()}
    return {"block1": {"lika": dict.fromkeys(CODES, 100_000_000 // 21)}, "block2": block2 | {"kvarstaende": extra}}


def populations(raw):
    """People of 1 November 2023, in all and 0-18, and of 1 November 2024."""
    printed, exported = (frame(path) for path in sorted((raw / "befolkning").iterdir()))
    printed = printed[printed["Antal"].notna()]
    of_age = {
        age: {region(name): int(n) for name, n in zip(rows["Region"], rows["Antal"], strict=True)}
        for age, rows in printed.groupby("Åldersgrupp")
    }
    exported = exported[exported["ålder"].eq("totalt ålder")]
    numbers = exported["Folkmängd 1 november 2024"]
    later = {region(name): int(n) for name, n in zip(exported["region"], numbers, strict=True)}
    return of_age["totalt"], of_age["0-18"], later


def main(raw, out):
    total, young, later = populations(raw)
    grants = {
        "tillganglighet_2024": waits(raw, total, young),
        "vardkoer_2025": queues(raw, later),
        "vardplatser_2024": beds(raw, total),
    }
    out.mkdir(parents=True, exist_ok=True)
    print("programme,payment,component,region_code,amount_kr")
    for programme, payments in grants.items():
        for payment, components in payments.items():
            table = pd.DataFrame(components, index=CODES)
            table["Totalt"] = table.sum(axis=1)
            table.loc["Riket"] = table.sum()
            table.to_excel(out / f"{programme}_{payment}.xlsx", engine="xlsxwriter", index_label="Region")
            for component, amounts in components.items():
                for code in CODES:
                    print(f"{programme},{payment},{component},{code},{amounts[code]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
