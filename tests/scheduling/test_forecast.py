from datetime import date, timedelta

from cards.scheduling import forecast, share

TODAY = date(2026, 3, 10)


def test_today_holds_everything_overdue():
    dues = {
        TODAY - timedelta(days=400): 2,
        TODAY - timedelta(days=1): 3,
        TODAY: 5,
        TODAY + timedelta(days=1): 7,
        TODAY + timedelta(days=2): 11,
        TODAY + timedelta(days=3): 13,
    }

    assert forecast(dues, TODAY, days=3) == [10, 7, 11]


def test_a_forecast_is_thirty_days_long():
    assert forecast({}, TODAY) == [0] * 30


def test_retention_is_the_share_recalled():
    assert share(passed=9, failed=1) == 0.9
    assert share(passed=0, failed=4) == 0.0
    assert share(passed=0, failed=0) is None
