"""How a receipt is sent."""

from settings.defaults import Settings


def channels(settings: Settings, hour: int, is_weekend: bool = False) -> list[str]:
    """By which ways a receipt goes out at this hour; an SMS waits until quiet hours are over."""
    receipts = settings["receipts"]
    quiet = receipts["quiet_hours"]["weekend"] if is_weekend else receipts["quiet_hours"]
    chosen = ["email"] if receipts["email"] else []
    if receipts["sms"] and not is_quiet(hour, quiet["from"], quiet["to"]):
        chosen.append("sms")
    return chosen


def is_quiet(hour: int, start: int, end: int) -> bool:
    """Whether an hour lies in a span that may go over midnight."""
    if start <= end:
        return start <= hour < end
    return hour >= start or hour < end
