"""The name of a browser for people, from what it says of itself. Pure."""

# The first that fits: nearly every browser also says that it is Chrome or Safari, every phone that it is Mac or Linux.
BROWSERS = {
    "Edge": ("Edg/", "EdgA/", "EdgiOS/", "Edge/"),
    "Opera": ("OPR/", "OPiOS/", "OPT/", "Opera"),
    "Samsung Internet": ("SamsungBrowser/",),
    "Vivaldi": ("Vivaldi/",),
    "DuckDuckGo": ("DuckDuckGo/", "Ddg/"),
    "Firefox": ("Firefox/", "FxiOS/"),
    "Chrome": ("Chrome/", "CriOS/", "Chromium/"),
    "Safari": ("Safari/",),
    "curl": ("curl/",),
}
SYSTEMS = {
    "iPhone": ("iPhone",),
    "iPad": ("iPad",),
    "Android": ("Android",),
    "ChromeOS": ("CrOS",),
    "Windows": ("Windows",),
    "Mac": ("Macintosh", "Mac OS X"),
    "Linux": ("Linux", "X11"),
}


def browser_name(user_agent: str) -> str:
    """As people say it: "Firefox on Linux", "Safari on iPhone"."""
    browser = _first(BROWSERS, user_agent) or "Unknown browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def _first(names: dict[str, tuple[str, ...]], user_agent: str) -> str:
    return next((name for name, marks in names.items() if any(mark in user_agent for mark in marks)), "")
