"""The workbooks of what moved, and of adjustments to decided payments."""
