from idempotency import BadRequest, IdempotencyLayer
from lib.checks import raises
from lib.fake_clock import FakeClock
from tests.helpers import Handler


def test_accounts_may_use_the_same_key():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    layer.execute("acct_1", "k1", {"amount": 5}, charge)
    reply = layer.execute("acct_2", "k1", {"amount": 5}, charge)

    assert (charge.runs, reply.replayed) == (2, False)


def test_account_and_key_cannot_be_confused():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    layer.execute("acct_1", "1:k", {}, charge)
    layer.execute("acct_1:1", "k", {}, charge)
    layer.execute("acct_11", ":k", {}, charge)

    assert charge.runs == 3


def test_keys_have_1_to_255_characters():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    for key in ("", "k" * 256):
        with raises(BadRequest):
            layer.execute("acct_1", key, {}, charge)
    assert charge.runs == 0

    layer.execute("acct_1", "k" * 255, {}, charge)
    layer.execute("acct_1", "k", {}, charge)
    assert charge.runs == 2


def test_a_decline_is_replayed_like_any_reply():
    layer, charge = IdempotencyLayer(FakeClock()), Handler((402, {"error": "card_declined"}))

    layer.execute("acct_1", "k1", {}, charge)
    reply = layer.execute("acct_1", "k1", {}, charge)

    assert (reply.status, reply.body, reply.replayed) == (402, {"error": "card_declined"}, True)
    assert charge.runs == 1


def test_an_empty_body_is_a_reply():
    layer, charge = IdempotencyLayer(FakeClock()), Handler((204, None))

    layer.execute("acct_1", "k1", {}, charge)

    assert layer.execute("acct_1", "k1", {}, charge).replayed is True
    assert charge.runs == 1
