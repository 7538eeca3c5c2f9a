"""Writes the calculation workbook of one payment: which module builds it, and the file itself."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from exports.calculation import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from exports.calculation.book import CalculationBook
from exports.workbook_file import workbook_at
from rules.programme import Payment, Programme

Write = Callable[[CalculationBook, Any], None]

CALCULATIONS: dict[tuple[str, str], tuple[Programme, Payment, Write]] = {
    (programme.id, payment_id): (programme, programme.payment(payment_id), write)
    for programme, payment_id, write in (
        (tillganglighet_2024.PROGRAMME, "forsta", tillganglighet_2024.write_first),
        (tillganglighet_2024.PROGRAMME, "augusti", tillganglighet_2024.write_august),
        (tillganglighet_2024.PROGRAMME, "december", tillganglighet_2024.write_december),
        (vardplatser_2024.PROGRAMME, "grundkrav", vardplatser_2024.write_basic),
        (vardplatser_2024.PROGRAMME, "slut", vardplatser_2024.write_final),
        (vardkoer_2025.PROGRAMME, "block1", vardkoer_2025.write_block_1),
        (vardkoer_2025.PROGRAMME, "block2", vardkoer_2025.write_block_2),
    )
}
"""The payments that have a calculation, by (programme id, payment id)."""


def write_calculation(programme_id: str, payment_id: str, inputs: Any, path: Path, marks: Iterable[str] = ()) -> None:
    """Write the calculation of a payment to `path`, in a folder that exists.

    `inputs` is the `CalculationInputs` of the programme's module here, `marks` those of what the payment
    rests on (`exempel`, `rekonstruerad`). A file that is there already is replaced in one step, and the same
    inputs give the same bytes. Raises `ValueError` when the payment has no payouts to compare with (it is
    withheld), `KeyError` for an unknown payment and `OSError` when the file cannot be written.
    """
    programme, payment, write = CALCULATIONS[programme_id, payment_id]
    title = f"{payment.title}: beräkning"
    with workbook_at(path, title=f"{programme.short_title}: {title}", subject=programme.title) as book:
        write(CalculationBook(book, f"&L{programme.short_title}&R{title}", sorted(marks)), inputs)
