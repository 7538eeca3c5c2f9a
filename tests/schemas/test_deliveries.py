"""What senders may write in deliveries agrees with the programmes."""

from assets.programmes import GRANTS
from schemas.deliveries import PAYMENT_IDS


def test_every_payment_of_every_programme_can_be_requested_and_no_other() -> None:
    assert set(PAYMENT_IDS) == {payment.id for grant in GRANTS for payment in grant.programme.payments}
