"""Writes the workbook of one payment: the table that is decided on, and sheet by sheet what it rests on.

The order of the sheets and the file itself; each sheet's content is in the modules named `*_sheets`.
"""

from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from exports.basis_sheets import write_basis, write_bonus_pot, write_fulfilment
from exports.distribution_sheets import write_distribution, write_not_distributed
from exports.ground_sheets import write_parameters, write_readings, write_sources
from exports.payment_document import PaymentDocument

CREATED = datetime(2024, 1, 1)
"""Stored as the time of creation, always the same, so that the same document gives the same bytes."""


def write_payment_workbook(document: PaymentDocument, path: Path) -> None:
    """Write the workbook of a payment to `path`, in a folder that exists.

    A workbook that is there already is replaced in one step: a run that is stopped leaves the old one or
    the new one, never half of one. Raises `OSError` when it cannot be written or replaced, for example
    while someone has it open in Excel.
    """
    document = document.narrowed()
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file, Workbook(file, {"in_memory": True}) as book:
            book.set_properties(
                {
                    "title": f"{document.programme.short_title}: {document.payment.title}",
                    "subject": document.programme.title,
                    "author": "Bonuspott",
                    "created": CREATED,
                }
            )
            distribution = write_distribution(book, document)
            write_basis(book, document, distribution)
            write_fulfilment(book, document)
            write_bonus_pot(book, document, distribution)
            write_not_distributed(book, document)
            write_sources(book, document)
            write_parameters(book, document)
            write_readings(book, document)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
