from notices import Inbox
from tests.helpers import SECRETS, deliver, notice, open_database, rows


def test_a_failure_keeps_nothing_and_does_not_affect_the_others():
    database = open_database()

    def fails_for_the_second(changed):
        if changed.id == "n2":
            raise RuntimeError("no")

    inbox = Inbox(database, SECRETS, on_change=fails_for_the_second)

    answer = deliver(inbox, notice(1), notice(2, payout="po_2"), notice(3, payout="po_3"))

    assert (answer["accepted"], answer["again"]) == (["n1", "n3"], ["n2"])
    assert rows(database, "SELECT id FROM payout ORDER BY id") == [("po_1",), ("po_3",)]
    assert rows(database, "SELECT notice FROM seen ORDER BY notice") == [("n1",), ("n3",)]
