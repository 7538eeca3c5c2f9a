"""What each table must look like: one Pandera model per table, with what one row is, column meaning and unit.

The delivery models are also the single source of the column names that a delivered file must have, of
the limits its values are held to and of the sentences that say so. Reading files and doing the work
belong elsewhere.
"""
