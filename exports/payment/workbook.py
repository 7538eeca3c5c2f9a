"""Writes the workbook of one payment: the table that is decided on, and sheet by sheet what it rests on.

Only the order of the sheets; their content is in the modules named for sheets, the file in `workbook_file`.
"""

from pathlib import Path

from exports.payment.basis_sheets import write_basis, write_fulfilment
from exports.payment.bonus_pot_sheet import write_bonus_pot
from exports.payment.distribution_sheets import write_distribution, write_not_distributed
from exports.payment.document import PaymentDocument
from exports.payment.ground_sheets import write_parameters, write_readings, write_sources
from exports.workbook_file import workbook_at


def write_payment_workbook(document: PaymentDocument, path: Path) -> None:
    """Write the workbook of a payment to `path`, in a folder that exists; the same document gives the same bytes.

    Replaces what is there in one step. Raises `OSError` when that is not possible, for example while someone
    has it open in Excel.
    """
    document = document.narrowed()
    title = f"{document.programme.short_title}: {document.payment.title}"
    with workbook_at(path, title=title, subject=document.programme.title) as book:
        distribution = write_distribution(book, document)
        write_basis(book, document, distribution)
        write_fulfilment(book, document)
        write_bonus_pot(book, document, distribution)
        write_not_distributed(book, document)
        write_sources(book, document)
        write_parameters(book, document)
        write_readings(book, document)
