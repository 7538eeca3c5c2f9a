"""The follow-up steps of each programme, in the order of the work."""

import dagster as dg

from assets import (
    tillganglighet_2024,
    vardkoer_2025,
    vardkoer_2025_follow_up,
    vardplatser_2024,
    vardplatser_2024_follow_up,
)
from assets.follow_up import monthly_follow_up
from assets.lineage import lineage_step

FOLLOW_UPS: dict[str, list[dg.AssetsDefinition]] = {
    "tillganglighet_2024": [
        monthly_follow_up(tillganglighet_2024.GRANT),
        lineage_step(tillganglighet_2024.GRANT),
    ],
    "vardplatser_2024": [
        monthly_follow_up(vardplatser_2024.GRANT),
        vardplatser_2024_follow_up.FOLLOW_UP,
        lineage_step(vardplatser_2024.GRANT),
    ],
    "vardkoer_2025": [
        vardkoer_2025_follow_up.FOLLOW_UP,
        lineage_step(vardkoer_2025.GRANT, "remaining_line"),
    ],
}
"""By programme id."""
