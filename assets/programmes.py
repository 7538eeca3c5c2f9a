"""The programmes that are carried from deliveries to payouts."""

from assets.grants import Grant
from assets.tillganglighet_2024 import GRANT as TILLGANGLIGHET_2024
from assets.vardkoer_2025 import GRANT as VARDKOER_2025
from assets.vardplatser_2024 import GRANT as VARDPLATSER_2024

GRANTS: tuple[Grant, ...] = (TILLGANGLIGHET_2024, VARDPLATSER_2024, VARDKOER_2025)
GRANT_BY_ID = {grant.programme.id: grant for grant in GRANTS}
