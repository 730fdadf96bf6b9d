from accounts.keys import Keys
from accounts.ledger import Ledger
from accounts.service import AccountService
from accounts.views import Request, Views
from lib.fake_clock import FakeClock


class Dashboard:
    """Anna and Ben, each with an account `main`."""

    def __init__(self):
        self.clock = FakeClock(1_000)
        self.ledger = Ledger()
        self.ledger.record("anna", "main", 1_840_000, fee=900)
        self.ledger.record("anna", "main", 7_700, "eur", fee=70)
        self.ledger.record("ben", "main", 1_250, fee=30)
        self.service = AccountService(self.ledger, self.clock)
        keys = Keys()
        keys.add("sk_live_a", "anna")
        keys.add("sk_live_b", "ben")
        self.views = Views(keys, self.service)

    def get(self, who, path="/balance/main", **params):
        """What the owner of the key sees, or the status if it is not 200."""
        answer = self.views.answer(Request(path, params, {"Authorization": f"Bearer sk_live_{who[0]}"}))
        return answer.text if answer.status == 200 else answer.status
