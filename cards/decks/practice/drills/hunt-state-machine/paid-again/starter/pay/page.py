"""What the order page shows."""

from pay.projector import Projector
from pay.statuses import CANCELED, PROCESSING, REQUIRES_METHOD, SUCCEEDED

TEXTS = {
    SUCCEEDED: "Paid. Thank you!",
    CANCELED: "This payment was canceled.",
    PROCESSING: "Your payment is being processed.",
}


def text_for(projector: Projector, payment: str) -> str:
    status = projector.status_of(payment)
    if status is None:
        return "We know nothing of this payment."
    return TEXTS.get(status, "Please finish your payment.")


def may_ask_for_another_card(projector: Projector, payment: str) -> bool:
    """Support asks before it charges another card; what is being processed may still be paid."""
    return projector.status_of(payment) == REQUIRES_METHOD
