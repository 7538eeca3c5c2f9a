"""How files arrive: a workbook or text file to rows of text with their address, and text to typed values.

What a table must look like belongs in `schemas`; when files are read and where rows are kept belongs elsewhere.
"""

import schemas  # noqa: F401 - before Pandera is imported
