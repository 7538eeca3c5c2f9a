"""Every day by which the four decrees want something done, as `Deadline`s.

Only what has a last day. Without one, and therefore not here: keeping the Government Offices informed, and payments
that are to be made in a certain month. Nor is the reporting of other assignments that a decree mentions in passing.

The sentences on requisition, repayment and economic account name nobody in the assignments to the agency. Where the
money goes on to the regions they are read as binding both: the agency for its own costs, the regions for the rest.
"""

from datetime import date

from rules.deadlines import Deadline, Who, last_day, weeks_after
from rules.decrees import kapacitet_2022, tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.months import year_before
from rules.programme import Programme
from rules.swedish import month_name, month_span

PROGRAMMES: tuple[Programme, ...] = (
    kapacitet_2022.PROGRAMME,
    vardplatser_2024.PROGRAMME,
    tillganglighet_2024.PROGRAMME,
    vardkoer_2025.PROGRAMME,
)
"""All four, in the order of their years."""

_REPAY = "återbetala medel som inte har använts till Kammarkollegiet"
_ACCOUNT = "lämna ekonomisk redovisning till Kammarkollegiet"


def deadlines() -> tuple[Deadline, ...]:
    """The deadlines of all programmes by day, then in the order of the programmes and of their decrees."""
    every = (*_kapacitet_2022(), *_vardplatser_2024(), *_tillganglighet_2024(), *_vardkoer_2025())
    return tuple(sorted(every, key=lambda deadline: deadline.day))


def _kapacitet_2022() -> list[Deadline]:
    parameters = kapacitet_2022.PARAMETERS
    reports = (
        ("delredovisning_1", "den första delredovisningen", parameters.first_report_day),
        ("delredovisning_2", "den andra delredovisningen", parameters.second_report_day),
        ("delredovisning_3", "den tredje delredovisningen", parameters.third_report_day),
    )
    programme = kapacitet_2022.PROGRAMME.id
    return [
        *(
            Deadline(programme, id_, f"lämna {what} till Regeringskansliet", Who.AGENCY, by_day, "Regeringens beslut")
            for id_, what, by_day in reports
        ),
        *_agency_duties(
            programme, parameters.last_report_day, parameters.last_requisition_day, parameters.last_repayment_day
        ),
    ]


def _vardplatser_2024() -> list[Deadline]:
    parameters, programme = vardplatser_2024.PARAMETERS, vardplatser_2024.PROGRAMME.id
    every = vardplatser_2024.ALL_MONTHS
    # The year before is reported with the first month of 2024, and the plan for the year after with the last.
    earlier, of_2024, later = ([m for m in every if m.year == year] for year in (2023, 2024, 2025))
    data, plan = "vårdplatsdata", "planerade vårdplatser och målvärden för beläggningsgraden"
    reports = [
        (data, earlier, of_2024[0]),
        *((data, [month], month) for month in of_2024),
        (plan, later, of_2024[-1]),
    ]
    return [
        *_agency_duties(
            programme, parameters.last_report_day, parameters.last_requisition_day, parameters.last_repayment_day
        ),
        *_requisitions(vardplatser_2024.PROGRAMME, "Regeringens beslut"),
        *_region_accounts(programme, parameters.last_repayment_day),
        *(
            Deadline(
                programme,
                _report_id("vardplatser", about),
                f"rapportera {what} för {month_span(about[0], about[-1])} till Socialstyrelsen",
                Who.REGION,
                weeks_after(with_month, parameters.report_weeks),
                "bilaga 1, Grundläggande krav",
                payment="grundkrav",
                months=tuple(about),
                delivery_kind="vardplatser",
                is_default_day=True,
            )
            for what, about, with_month in reports
        ),
    ]


def _tillganglighet_2024() -> list[Deadline]:
    parameters, programme = tillganglighet_2024.PARAMETERS, tillganglighet_2024.PROGRAMME.id
    payment_of = {month: paid for paid, months in tillganglighet_2024.PAYMENT_MONTHS.items() for month in months}

    def of_skr(id_: str, what: str, by_day: date, section: str) -> Deadline:
        return Deadline(programme, id_, what, Who.SKR, by_day, section)

    return [
        *(
            Deadline(
                programme,
                _report_id("bup", [month]),
                f"rapportera väntetider i barn- och ungdomspsykiatrin för {month_name(month)} till väntetidsdatabasen",
                Who.REGION,
                weeks_after(month, parameters.report_weeks),
                "avsnitt 3.4",
                payment=payment_of.get(month),
                months=(month,),
                delivery_kind="bup",
            )
            for month in parameters.database_months
        ),
        *(
            of_skr(
                f"skr_data_{month:%Y-%m}",
                "lämna ut data ur väntetidsdatabasen till berörda myndigheter",
                last_day(month),
                "avsnitt 4",
            )
            for month in parameters.database_months
        ),
        Deadline(
            programme,
            "redovisning",
            "lämna redovisning av hur medlen har använts och av handlingsplanen till Regeringskansliet",
            Who.REGION,
            parameters.last_account_day,
            "avsnitt 5",
            payment=tillganglighet_2024.DECEMBER.id,
            delivery_kind="redovisning",
        ),
        of_skr(
            "skr_delrapport",
            "lämna delrapport till Regeringskansliet",
            parameters.last_skr_interim_report_day,
            "avsnitt 5",
        ),
        of_skr(
            "skr_verksamhetsrapport",
            "lämna verksamhetsrapport till Regeringskansliet",
            parameters.last_skr_report_day,
            "avsnitt 5",
        ),
        *_requisitions(tillganglighet_2024.PROGRAMME, "avsnitt 6"),
        of_skr(
            "skr_rekvisition",
            "rekvirera sina medel hos Kammarkollegiet",
            parameters.last_skr_requisition_day,
            "avsnitt 6",
        ),
        of_skr(
            "skr_aterbetalning",
            _REPAY,
            parameters.last_skr_repayment_day,
            "avsnitt 6",
        ),
        of_skr(
            "skr_ekonomisk_redovisning",
            _ACCOUNT,
            parameters.last_skr_repayment_day,
            "avsnitt 6",
        ),
    ]


def _vardkoer_2025() -> list[Deadline]:
    parameters, programme = vardkoer_2025.PARAMETERS, vardkoer_2025.PROGRAMME.id
    measured = parameters.measured_months
    # The year before, which the operations are compared with, is reported with the first measured month.
    reports = [
        ([year_before(month) for month in measured], measured[0]),
        *(([month], month) for month in measured),
    ]
    return [
        *_agency_duties(
            programme, parameters.last_report_day, parameters.last_requisition_day, parameters.last_repayment_day
        ),
        *_requisitions(vardkoer_2025.PROGRAMME, "Regeringens beslut"),
        *_region_accounts(programme, parameters.last_repayment_day),
        *(
            Deadline(
                programme,
                _report_id("operationer", about),
                f"rapportera operationer för {month_span(about[0], about[-1])} till Socialstyrelsen",
                Who.REGION,
                weeks_after(with_month, parameters.report_weeks),
                "bilaga 1, Block 1",
                payment="block1",
                months=tuple(about),
                delivery_kind="operationer",
                is_default_day=True,
            )
            for about, with_month in reports
        ),
        Deadline(
            programme,
            "redovisning",
            "lämna redovisning av hur medlen i block 1 har använts till Socialstyrelsen",
            Who.REGION,
            parameters.last_region_account_day,
            "bilaga 1, Block 1",
            payment="block1",
            delivery_kind="redovisning",
            is_default_day=True,
        ),
    ]


def _agency_duties(programme: str, report: date, requisition: date, repayment: date) -> list[Deadline]:
    """What every assignment to the agency ends with: final report, requisition, repayment and economic account."""
    duties = (
        ("slutredovisning", "lämna slutredovisning till Regeringskansliet", report),
        ("rekvisition", "rekvirera sina medel hos Kammarkollegiet", requisition),
        ("aterbetalning", _REPAY, repayment),
        ("ekonomisk_redovisning", _ACCOUNT, repayment),
    )
    return [Deadline(programme, id_, what, Who.AGENCY, by_day, "Regeringens beslut") for id_, what, by_day in duties]


def _requisitions(programme: Programme, section: str) -> list[Deadline]:
    """The regions' requests for the payments that must be asked for (T18)."""
    return [
        Deadline(
            programme.id,
            f"region_rekvisition_{payment.id}",
            f"rekvirera utbetalningen ”{payment.title}”",
            Who.REGION,
            payment.requisition_by,
            section,
            payment=payment.id,
            delivery_kind="rekvisition",
        )
        for payment in programme.payments
        if payment.requisition_by
    ]


def _region_accounts(programme: str, repayment: date) -> list[Deadline]:
    """Repayment, which is only delivered where something is to be repaid and so tells nothing, and the account."""
    section = "Regeringens beslut"
    return [
        Deadline(programme, "region_aterbetalning", _REPAY, Who.REGION, repayment, section),
        Deadline(
            programme,
            "region_ekonomisk_redovisning",
            _ACCOUNT,
            Who.REGION,
            repayment,
            section,
            delivery_kind="ekonomisk_redovisning",
        ),
    ]


def _report_id(kind: str, months: list[date]) -> str:
    """`bup_2024-02`, or `vardplatser_2023` for a report on several months of a year."""
    return f"{kind}_{months[0]:%Y-%m}" if len(months) == 1 else f"{kind}_{months[0]:%Y}"
