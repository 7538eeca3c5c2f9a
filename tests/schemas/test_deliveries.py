"""What senders may write in deliveries agrees with the programmes."""

from assets.programmes import GRANTS
from rules.found_decrees import decrees
from schemas.columns import ValueKind
from schemas.deliveries import KIND_BY_ID, PAYMENT_IDS


def test_every_payment_of_every_programme_can_be_requested_and_no_other() -> None:
    paid = {payment.id for grant in GRANTS for payment in grant.programme.payments}
    assert set(PAYMENT_IDS) == paid | {"skr"}


def test_what_accounts_are_to_contain_has_optional_columns_of_yes_and_no() -> None:
    columns = {column.name: column for column in KIND_BY_ID["redovisning"].columns}
    asked = [part.column for decree in decrees() for part, _ in decree.account_parts]
    assert len(asked) == 6
    assert all(columns[name].kind is ValueKind.YES_NO and not columns[name].is_required for name in asked)
