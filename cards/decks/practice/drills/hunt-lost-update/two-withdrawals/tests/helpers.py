from bank.accounts import AccountTable
from bank.audit import differences
from bank.deposits import deposit
from bank.journal import Journal
from bank.limits import DailyLimits
from bank.withdrawals import withdraw


class Bank:
    """One account that starts with a balance, and requests to it."""

    def __init__(self, balance):
        self.accounts = AccountTable()
        self.journal = Journal()
        self.limits = DailyLimits(self.journal)
        self.opening = {"DE1": balance}
        self.accounts.open("DE1", balance)

    def withdrawal(self, amount):
        return withdraw(self.accounts, self.journal, self.limits, "DE1", amount, day=1)

    def deposit(self, amount):
        return deposit(self.accounts, self.journal, "DE1", amount, day=1)

    def balance(self):
        return self.accounts.read("DE1").balance

    def differences(self):
        return differences(self.accounts, self.journal, self.opening)
