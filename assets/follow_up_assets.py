"""The follow-up steps of each programme, in the order of the work."""

import dagster as dg

from assets import tillganglighet_2024, vardkoer_2025_follow_up, vardplatser_2024, vardplatser_2024_follow_up
from assets.follow_up import monthly_follow_up

FOLLOW_UPS: dict[str, list[dg.AssetsDefinition]] = {
    "tillganglighet_2024": [monthly_follow_up(tillganglighet_2024.GRANT)],
    "vardplatser_2024": [monthly_follow_up(vardplatser_2024.GRANT), vardplatser_2024_follow_up.FOLLOW_UP],
    "vardkoer_2025": [vardkoer_2025_follow_up.FOLLOW_UP],
}
"""By programme id."""
