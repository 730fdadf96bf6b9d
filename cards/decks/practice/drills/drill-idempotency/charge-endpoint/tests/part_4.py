from charges import ChargeService
from lib.checks import raises
from tests.helpers import BODY, DIES_AFTER, KEY, Crash, service_with


def test_after_a_crash_the_charge_is_recovered():
    service, network, database = service_with(DIES_AFTER)
    with raises(Crash):
        service.post_charge("acct_1", KEY, BODY)

    again = ChargeService(database, network)
    assert [status for _, _, status in again.charges("acct_1")] == ["pending"]

    assert again.recover() == 1
    assert [status for _, _, status in again.charges("acct_1")] == ["succeeded"]
    assert len(network.charged) == 1
