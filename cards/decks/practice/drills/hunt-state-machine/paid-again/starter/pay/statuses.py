"""Statuses of a payment, and which may follow which."""

REQUIRES_METHOD = "requires_payment_method"
REQUIRES_CONFIRMATION = "requires_confirmation"
REQUIRES_ACTION = "requires_action"
PROCESSING = "processing"
REQUIRES_CAPTURE = "requires_capture"
SUCCEEDED = "succeeded"
CANCELED = "canceled"

FOLLOWED_BY: dict[str, frozenset[str]] = {
    REQUIRES_METHOD: frozenset({REQUIRES_CONFIRMATION, CANCELED}),
    REQUIRES_CONFIRMATION: frozenset({PROCESSING, REQUIRES_ACTION, REQUIRES_METHOD, CANCELED}),
    REQUIRES_ACTION: frozenset({PROCESSING, REQUIRES_METHOD, CANCELED}),
    PROCESSING: frozenset({SUCCEEDED, REQUIRES_METHOD, REQUIRES_CAPTURE}),
    REQUIRES_CAPTURE: frozenset({SUCCEEDED, CANCELED}),
    SUCCEEDED: frozenset(),
    CANCELED: frozenset(),
}
