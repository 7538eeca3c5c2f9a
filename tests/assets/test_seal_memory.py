"""A chain that was cut, rewritten or exchanged is noticed by the warehouse, by payment orders and by packages."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assets.decisions import BrokenChainError, Decisions
from assets.seal_anchors import attested_in
from assets.seal_memory import remember, unseen
from assets.warehouse import Warehouse
from exports.payment.order import PaymentOrder
from exports.payment.order_file import write_payment_order_csv
from rules.appropriations import appropriation
from rules.decrees.tillganglighet_2024 import DECREE
from rules.seals import FIRST_PREVIOUS, Seal, chain_faults, to_text
from schemas.ledger import Ledger
from schemas.tables import empty

PAYMENTS = [payment.id for payment in DECREE.payments]


def sealed(number: int, previous: str) -> Seal:
    return Seal(
        number=number,
        programme=DECREE.id,
        payment=PAYMENTS[number - 1],
        reference="S2024/1",
        decided_by=("Anna Ek", "Bo Alm"),
        decided_on=date(2024, 12, 16),
        amounts=(),
        undistributed=(),
        inputs=(),
        parameters={},
        readings={},
        code="",
        marks=(),
        previous=previous,
    )


class House:
    """Three decisions beside a warehouse, with a payment order of the last."""

    def __init__(self, place: Path) -> None:
        self.warehouse = Warehouse(place / "w.duckdb")
        self.results = place / "results"
        self.decisions = Decisions(place / "decisions", anchors=(self.results,))
        previous = FIRST_PREVIOUS
        for number in (1, 2, 3):
            seal = sealed(number, previous)
            self.decisions.add(seal)
            previous = seal.hash
        with self.warehouse.writing():
            pass

    def files(self) -> list[Path]:
        return sorted(self.decisions.folder.glob("*.json"))

    def remember(self) -> None:
        with self.warehouse.writing() as connection:
            remember(connection, self.decisions)

    def write_order(self) -> None:
        self.results.mkdir(exist_ok=True)
        (*_, (newest, _)) = self.decisions.chain()
        order = PaymentOrder(DECREE, DECREE.payment(newest.payment), appropriation(DECREE.id), empty(Ledger), newest)
        write_payment_order_csv(order, self.results / "x_betalningsunderlag.csv")

    def write_package(self) -> None:
        self.results.mkdir(exist_ok=True)
        with zipfile.ZipFile(self.results / "bevis.zip", "w") as package:
            for path in self.files():
                package.write(path, f"seals/{path.name}")

    def look(self) -> list[str]:
        with self.warehouse.reading() as connection:
            return unseen(connection, self.decisions)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def delete_newest(house: House) -> None:
    house.files()[-1].unlink()


def rewrite_newest(house: House) -> None:
    """Another day on the newest seal, and a hash that fits."""
    (*_, (seal, _)) = house.decisions.chain()
    house.files()[-1].write_text(to_text(replace(seal, decided_on=date(2025, 1, 1))), encoding="utf-8")


def rewrite_all(house: House) -> None:
    """Another reference on the first seal, and hashes that fit all the way."""
    previous = FIRST_PREVIOUS
    for path, (seal, _) in zip(house.files(), house.decisions.chain(), strict=True):
        forged = replace(seal, reference="S2024/2", previous=previous)
        path.write_text(to_text(forged), encoding="utf-8")
        previous = forged.hash


def put_back_an_older_copy(house: House) -> None:
    for path in house.files()[1:]:
        path.unlink()


def delete_all(house: House) -> None:
    shutil.rmtree(house.decisions.folder)


CHANGES = [delete_newest, rewrite_newest, rewrite_all, put_back_an_older_copy, delete_all]
WITNESSES = {
    "warehouse": House.remember,
    "payment order": House.write_order,
    "package of evidence": House.write_package,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("saw", WITNESSES.values(), ids=WITNESSES)
def test_a_chain_that_one_has_seen_otherwise_is_refused_by_that_one_alone(
    house: House, saw: Callable[[House], None], change: Callable[[House], None]
) -> None:
    saw(house)
    house.look()
    change(house)
    assert house.decisions.faults() == [], "the chain is whole in itself"
    with pytest.raises(BrokenChainError, match="Inget beslutas och inget räknas förrän det är utrett"):
        house.look()


def test_a_seal_taken_from_the_middle_is_missed_by_the_chain_itself(house: House) -> None:
    house.files()[1].unlink()
    assert any("borttaget" in fault for fault in chain_faults(house.decisions.chain()))


def test_what_is_wrong_and_where_it_was_seen_is_told(house: House) -> None:
    house.remember()
    house.write_order()
    rewrite_newest(house)
    with pytest.raises(BrokenChainError) as rewritten:
        house.look()
    assert f"är inte de som databasen har sett: {DECREE.id} {PAYMENTS[2]}" in str(rewritten.value)
    assert f"Betalningsunderlaget {house.results / 'x_betalningsunderlag.csv'} anger sigill 3" in str(rewritten.value)
    assert "omskrivet eller utbytt" in str(rewritten.value)
    delete_newest(house)
    with pytest.raises(BrokenChainError) as deleted:
        house.look()
    assert f"har sett beslut som inte längre finns i mappen {house.decisions.folder}" in str(deleted.value)
    assert "men det sigillet finns inte; kedjan har 2." in str(deleted.value)


def test_an_untouched_chain_is_what_all_have_seen(house: House) -> None:
    for saw in WITNESSES.values():
        saw(house)
    assert house.look() == []


def test_seals_newer_than_a_restored_warehouse_and_restored_documents_count_and_are_told(house: House) -> None:
    newest = house.files()[-1]
    content = newest.read_text(encoding="utf-8")
    newest.unlink()
    for saw in WITNESSES.values():
        saw(house)
    newest.write_text(content, encoding="utf-8")
    assert house.look() == [f"{DECREE.id} {PAYMENTS[2]}"]


@pytest.mark.parametrize(
    ("until", "missed"), [(date(2024, 12, 15), 0), (date(2024, 12, 16), 3), (date(2024, 12, 17), 3)],
    ids=["the day before", "the day", "the day after"],
)  # fmt: skip
def test_who_looks_back_has_not_missed_the_decisions_of_later_days(house: House, until: date, missed: int) -> None:
    fresh = Warehouse(house.results.parent / "back.duckdb")
    with fresh.writing():
        pass
    with fresh.reading() as connection:
        assert len(unseen(connection, replace(house.decisions, until=until, anchors=()))) == missed


def test_drafts_and_other_files_attest_nothing(house: House) -> None:
    house.results.mkdir()
    draft = PaymentOrder(DECREE, DECREE.payments[0], appropriation(DECREE.id), empty(Ledger))
    write_payment_order_csv(draft, house.results / "utkast_betalningsunderlag.csv")
    (house.results / "annat.csv").write_bytes(b"\xff\xfe;x\n")
    (house.results / "annat.zip").write_bytes(b"no package")
    (house.results / "siffror.csv").write_text("Sigill;Sigillets kontrollsumma\nx;\n", encoding="utf-8")
    assert attested_in([house.results, house.results / "missing.csv"]) == []
    assert house.look() == [f"{DECREE.id} {payment}" for payment in PAYMENTS[:3]]
