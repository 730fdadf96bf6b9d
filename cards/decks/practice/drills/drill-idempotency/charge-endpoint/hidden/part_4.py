from charges import ChargeService
from lib.checks import raises
from tests.helpers import BODY, DIES_AFTER, DIES_BEFORE, KEY, LOST_REPLY, LOST_REQUEST, Crash, service_with


def statuses(service, account="acct_1"):
    return [status for _, _, status in service.charges(account)]


def test_a_client_that_comes_back_after_a_crash():
    for death in (DIES_BEFORE, DIES_AFTER):
        service, network, database = service_with(death)
        with raises(Crash):
            service.post_charge("acct_1", KEY, BODY)

        assert ChargeService(database, network).post_charge("acct_1", KEY, BODY)[0] == 200
        assert len(network.charged) == 1
        assert len(set(network.calls)) == 1


def test_the_charge_is_there_before_the_network_is_asked():
    service, network, database = service_with(DIES_BEFORE)
    with raises(Crash):
        service.post_charge("acct_1", KEY, BODY)
    database.rollback()  # what a dead process has not committed is gone

    again = ChargeService(database, network)

    assert statuses(again) == ["pending"]
    assert again.recover() == 1


def test_recovering_twice_finds_nothing_more():
    service, network, database = service_with(DIES_AFTER)
    with raises(Crash):
        service.post_charge("acct_1", KEY, BODY)
    again = ChargeService(database, network)

    assert (again.recover(), again.recover()) == (1, 0)
    assert len(network.calls) == 2


def test_a_client_who_comes_after_the_recovery_gets_the_final_answer():
    service, network, database = service_with(LOST_REPLY)
    service.post_charge("acct_1", KEY, BODY)
    service.recover()
    calls = len(network.calls)

    assert service.post_charge("acct_1", KEY, BODY)[0] == 200
    assert len(network.calls) == calls


def test_a_decline_found_by_recovery_is_final():
    service, _, _ = service_with(LOST_REQUEST, "card_declined")
    service.post_charge("acct_1", KEY, BODY)

    assert service.recover() == 1
    assert statuses(service) == ["failed"]
    assert service.post_charge("acct_1", KEY, BODY)[0] == 402


def test_one_that_times_out_again_does_not_keep_the_others_waiting():
    service, network, _ = service_with(LOST_REQUEST, LOST_REQUEST, LOST_REQUEST)
    for key in ("k1", "k2", "k3"):
        service.post_charge("acct_1", {"Idempotency-Key": key}, BODY)
    network.plan = [LOST_REPLY]

    assert service.recover() == 2
    assert statuses(service) == ["pending", "succeeded", "succeeded"]
    assert service.recover() == 1
    assert len(network.charged) == 3


def test_finished_requests_are_left_alone():
    service, network, _ = service_with()
    service.post_charge("acct_1", KEY, BODY)

    assert service.recover() == 0
    assert len(network.calls) == 1


def test_charges_of_an_account_in_order():
    service, _, _ = service_with("approved", "card_declined", LOST_REQUEST, "approved")
    ids = []
    for number, account in enumerate(["acct_1", "acct_1", "acct_1", "acct_2"]):
        body = {"amount": 100 + number, "currency": "usd"}
        _, answer = service.post_charge(account, {"Idempotency-Key": f"k{number}"}, body)
        ids.append(answer.get("id"))

    charges = service.charges("acct_1")

    assert [(amount, status) for _, amount, status in charges] == [
        (100, "succeeded"),
        (101, "failed"),
        (102, "pending"),
    ]
    assert charges[0][0] == ids[0]
    assert [charge[0] for charge in service.charges("acct_2")] == [ids[3]]
    assert service.charges("nobody") == []
