"""Which rate applies to what, by country."""

RATES = {
    "DE": {"standard": "19", "books": "7"},
    "CH": {"standard": "8.1", "books": "2.6"},
    "AT": {"standard": "20", "books": "10"},
    "HU": {"standard": "27", "books": "5"},
}


class NoRate(Exception):
    pass


def rate_for(country: str, kind: str = "standard") -> str:
    """The rate in percent, as text."""
    try:
        return RATES[country][kind]
    except KeyError:
        raise NoRate(f"{kind} in {country}") from None
