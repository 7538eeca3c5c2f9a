"""The workbook on beds, occupancy and targets, sheet by sheet."""
