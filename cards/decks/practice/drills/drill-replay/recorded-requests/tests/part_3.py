from lib.fake_http import LOST_REQUEST
from replaying import Sent
from tests.helpers import are_the_same, line, replayed


def test_reads_are_always_sent():
    assert not are_the_same(line("GET"), line("GET"))


def test_the_senders_keys_decide():
    assert not are_the_same(line(Idempotency_Key="k1"), line(Idempotency_Key="k2"))
    assert are_the_same(line(Idempotency_Key="k1"), line(Idempotency_Key="k1"))


def test_what_was_not_done_is_sent_again():
    result, _ = replayed(line(), line(), line(), plan=[LOST_REQUEST])

    assert result.sent == [Sent(1, None), Sent(2, 200, copies=2)]
