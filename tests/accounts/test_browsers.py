import pytest

from cards.accounts.browsers import browser_name

MOZILLA, WEBKIT = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "(iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = f"(Windows NT 10.0; Win64; x64) {WEBKIT}"
ANDROID = f"(Linux; Android 10; K) {WEBKIT}"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (f"{MOZILLA} (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
        (f"{MOZILLA} {IPHONE} FxiOS/140.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        (f"{MOZILLA} {IPHONE} Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} {IPHONE} CriOS/138.0.0.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (
            f"{MOZILLA} (iPad; CPU OS 16_6 like Mac OS X) {WEBKIT} Version/16.6 Mobile/15E148 Safari/604.1",
            "Safari on iPad",
        ),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.5 Safari/605.1.15", "Safari on Mac"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/138.0.0.0 Safari/537.36", "Chrome on Mac"),
        (f"{MOZILLA} {WINDOWS} Chrome/138.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA} {WINDOWS} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge on Windows"),
        (f"{MOZILLA} {WINDOWS} Chrome/137.0.0.0 Safari/537.36 OPR/121.0.0.0", "Opera on Windows"),
        (f"{MOZILLA} {WINDOWS} Chrome/138.0.0.0 Safari/537.36 Vivaldi/7.5", "Vivaldi on Windows"),
        (f"{MOZILLA} {ANDROID} Chrome/138.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"{MOZILLA} {ANDROID} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/138.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        ("curl/8.14.1", "curl"),
        (f"{MOZILLA} (X11; Linux x86_64) Gecko", "Unknown browser on Linux"),
        ("<script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(user_agent, name):
    assert browser_name(user_agent) == name
