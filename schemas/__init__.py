"""What each table must look like: one Pandera model per table, with what one row is, column meaning and unit.

The delivery models are also the single source of the column names that a delivered file must have, of
the limits its values are held to and of the sentences that say so. Reading files and doing the work
belong elsewhere.
"""

import sys

# Pandera imports pyspark.pandas where it is installed, which takes time and warns of pandas; tables here are Polars'.
sys.modules.setdefault("pyspark.pandas", None)  # type: ignore[arg-type]
