from accounts.memo import memoize
from accounts.money import as_text
from lib.checks import raises
from lib.fake_clock import FakeClock
from tests.helpers import Dashboard


def counting(most=1_000, result=lambda *args, **kwargs: (args, kwargs)):
    """A remembered function, the list of its calls, and its clock."""
    calls, now = [], [0]

    def function(*args, **kwargs):
        calls.append((args, kwargs))
        return result(*args, **kwargs)

    return memoize(10, lambda: now[0], most)(function), calls, now


def test_currencies_are_told_apart():
    dashboard = Dashboard()

    assert dashboard.get("anna") == "18,400.00 USD"
    assert dashboard.get("anna", currency="eur") == "77.00 EUR"
    assert dashboard.get("anna") == "18,400.00 USD"


def test_fees_too():
    dashboard = Dashboard()

    assert dashboard.get("anna", "/fees") == "9.00 USD"
    assert dashboard.get("ben", "/fees") == "0.30 USD"
    assert dashboard.get("anna", "/fees", currency="eur") == "0.70 EUR"


def test_an_account_that_only_another_has():
    dashboard = Dashboard()
    dashboard.ledger.record("anna", "savings", 5)

    assert dashboard.get("anna", "/balance/savings") == "0.05 USD"
    assert dashboard.get("ben", "/balance/savings") == 404


def test_it_still_remembers():
    dashboard = Dashboard()

    for _ in range(3):
        for who in ("anna", "ben"):
            dashboard.get(who)
            dashboard.get(who, "/fees")

    assert dashboard.ledger.reads == 4


def test_the_order_of_keywords_means_nothing():
    remembered, calls, _ = counting()

    remembered("main", merchant="anna", currency="eur")
    remembered("main", currency="eur", merchant="anna")

    assert len(calls) == 1


def test_names_belong_to_their_values():
    remembered, calls, _ = counting()

    assert remembered(merchant="x", account="y") == ((), {"merchant": "x", "account": "y"})
    assert remembered(merchant="y", account="x") == ((), {"merchant": "y", "account": "x"})
    assert remembered("x", "y") == (("x", "y"), {})
    assert remembered("x", merchant="y") == (("x",), {"merchant": "y"})
    assert remembered(("merchant", "y")) == ((("merchant", "y"),), {})
    assert len(calls) == 5


def test_texts_and_numbers_are_told_apart():
    remembered, calls, _ = counting()

    remembered(account="1")
    remembered(account=1)

    assert len(calls) == 2


def test_functions_share_nothing():
    clock = FakeClock()
    first = memoize(10, clock)(lambda *, merchant: "first")
    second = memoize(10, clock)(lambda *, merchant: "second")

    assert [first(merchant="x"), second(merchant="x")] == ["first", "second"]


def test_nothing_and_none_are_answers():
    for value in (None, 0, "", False, []):
        remembered, calls, _ = counting(result=lambda value=value: value)
        assert [remembered(), remembered()] == [value, value]
        assert len(calls) == 1, value


def test_what_raises_is_not_remembered():
    def fails(**kwargs):
        raise KeyError(kwargs)

    remembered, calls, _ = counting(result=fails)

    for _ in range(2):
        with raises(KeyError):
            remembered(merchant="x")
    assert len(calls) == 2


def test_each_question_has_its_own_end():
    remembered, calls, now = counting()
    remembered(merchant="x")
    now[0] = 5
    remembered(merchant="y")

    now[0] = 10
    remembered(merchant="y")
    remembered(merchant="x")

    assert [kwargs["merchant"] for _, kwargs in calls] == ["x", "y", "x"]


def test_the_bound_counts_questions():
    remembered, calls, _ = counting(most=2)
    for merchant in ("x", "y", "z"):
        remembered(merchant=merchant)

    remembered(merchant="z")
    remembered(merchant="y")
    remembered(merchant="x")

    assert [kwargs["merchant"] for _, kwargs in calls] == ["x", "y", "z", "x"]


def test_forgetting():
    dashboard = Dashboard()
    dashboard.get("anna")
    dashboard.ledger.record("anna", "main", 100)

    dashboard.service.forget()

    assert dashboard.get("anna") == "18,401.00 USD"


def test_amounts_as_text():
    assert [as_text(-5, "usd"), as_text(1_500, "jpy"), as_text(1_500, "kwd")] == ["-0.05 USD", "1,500 JPY", "1.500 KWD"]
