"""The follow-up steps of a programme, in the order of the work, from what its decree is made of."""

import dagster as dg

from assets.follow_up import monthly_follow_up
from assets.grants import Grant
from assets.lineage import lineage_step
from assets.rates_follow_up import rates_follow_up
from assets.reporting_follow_up import reporting_follow_up
from assets.tariff_follow_up import tariff_follow_up
from rules.mechanisms.capped_tariff import CappedTariff


def follow_ups(grant: Grant) -> list[dg.AssetsDefinition]:
    """The steps of one programme."""
    steps = [reporting_follow_up(grant, grant.programme.reporting)] if grant.programme.reporting else []
    if grant.is_monthly:
        steps.append(monthly_follow_up(grant))
    steps += [tariff_follow_up(grant, part) for _, part in grant.programme.parts if isinstance(part, CappedTariff)]
    steps += [rates_follow_up(grant, followed) for followed in grant.programme.followed_rates]
    return [*steps, lineage_step(grant)]
