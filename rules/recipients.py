"""Who can be paid by a decree: the regions, and SKR where a decree has money for it."""

from rules.regions import BY_CODE, Region

SKR = Region("skr", "SKR", "Sveriges Kommuner och Regioner", "222000-0315", ("Sveriges Kommuner & Regioner",))
RECIPIENTS = {**BY_CODE, SKR.code: SKR}
"""Those who hand in requisitions, economic accounts and repayments, by code."""
