import hashlib
import hmac
import json
import webhooks

NOW = 1_772_476_800


def signature(payload, secret="whsec_1", time=NOW):
    return hmac.new(secret.encode(), f"{time}.".encode() + payload, hashlib.sha256).hexdigest()


def signed(payload, secret="whsec_1", time=NOW):
    """The value of the header."""
    return f"t={time},v1={signature(payload, secret, time)}"


def event(number=1, kind="invoice.paid", created=NOW, **fields):
    """The body of an event about the invoice in_1."""
    fields = {"id": "in_1"} | fields
    return json.dumps({"id": f"evt_{number}", "type": kind, "created": created, "data": {"object": fields}}).encode()


def receiver(handlers, secrets=("whsec_1",), now=NOW):
    return webhooks.Receiver(list(secrets), lambda: now, handlers)


def deliver(to, payload):
    return to.receive(payload, {"Webhook-Signature": signed(payload)})
