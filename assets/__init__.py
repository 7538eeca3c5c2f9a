"""The order of the work: each table an asset, from delivered rows to results. Frames carry, the rules compute."""

import schemas  # noqa: F401 - before Pandera is imported
