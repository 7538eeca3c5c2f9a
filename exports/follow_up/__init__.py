"""The follow-up workbook of one programme, sheet by sheet."""
