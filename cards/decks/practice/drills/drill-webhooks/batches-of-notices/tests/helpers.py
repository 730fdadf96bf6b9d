import base64
import hashlib
import hmac
import json
import sqlite3
from schema import SCHEMA

SECRETS = {"k1": "old secret", "k2": "new secret"}
PATH = "/notices"


def headers_for(payload, path=PATH, key="k2", secret=None):
    digest = "sha-256=" + base64.b64encode(hashlib.sha256(payload).digest()).decode()
    secret = SECRETS[key] if secret is None else secret
    signature = hmac.new(secret.encode(), f"{path}\n{digest}".encode(), hashlib.sha256).digest()
    return {"X-Key-Id": key, "X-Digest": digest, "X-Signature": base64.b64encode(signature).decode()}


def notice(number=1, **fields):
    """A notice as the bank sends it: version 1 of payout po_1, unless fields say otherwise."""
    standard = {
        "id": f"n{number}",
        "payout": "po_1",
        "version": 1,
        "state": "paid",
        "amount": "12.50",
        "currency": "EUR",
    }
    return standard | fields


def batch(*notices):
    return json.dumps({"batch": "b-1", "notices": list(notices)}).encode()


def open_database():
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    return database


def deliver(inbox, *notices):
    """The body of the answer; a test that expects a refusal asks the inbox itself."""
    payload = batch(*notices)
    status, answer = inbox.receive(PATH, headers_for(payload), payload)
    assert status == 200, status
    return answer


def rows(database, query):
    return database.execute(query).fetchall()
