"""The programmes that are carried from deliveries to payouts: those of the decrees that pay regions."""

from assets.grants import Grant
from rules.found_decrees import grants

GRANTS: tuple[Grant, ...] = tuple(Grant(decree) for decree in grants())
GRANT_BY_ID = {grant.programme.id: grant for grant in GRANTS}
