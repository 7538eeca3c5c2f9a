"""The documents of one payment: the workbook that is decided on, sheet by sheet, and the payment order."""
