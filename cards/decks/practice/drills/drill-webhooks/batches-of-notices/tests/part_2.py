from lib.checks import raises
from notices import BadBatch, Notice, Problem, read_batch
from tests.helpers import batch, notice


def test_good_and_bad_notices():
    good, bad = read_batch(batch(notice(1), notice(2, amount="12.5"), notice(3, state="lost")))

    assert good == [Notice("n1", "po_1", 1, "paid", 1250, "EUR")]
    assert bad == [Problem("n2", "amount"), Problem("n3", "state")]


def test_what_is_not_a_batch():
    for payload in (b"not json", b"[]", batch()):
        with raises(BadBatch):
            read_batch(payload)
