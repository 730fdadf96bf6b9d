"""Which orders a request asks for."""

from orders.rows import Filter, Order

STATUSES = ("paid", "open", "refunded")


class BadFilter(Exception):
    pass


def build_filter(params: dict[str, str]) -> Filter:
    """Test orders are left out unless the request asks for them."""
    status = params.get("status")
    if status is not None and status not in STATUSES:
        raise BadFilter(f"status must be one of {', '.join(STATUSES)}")
    livemode = params.get("livemode", "true") == "true"
    earliest = _whole_number(params, "created_from")
    latest = _whole_number(params, "created_to")

    def wanted(order: Order) -> bool:
        return (
            order.livemode == livemode
            and (status is None or order.status == status)
            and (earliest is None or order.created >= earliest)
            and (latest is None or order.created <= latest)
        )

    return wanted


def _whole_number(params: dict[str, str], name: str) -> int | None:
    if name not in params:
        return None
    try:
        return int(params[name])
    except ValueError:
        raise BadFilter(f"{name} must be a whole number of seconds") from None
