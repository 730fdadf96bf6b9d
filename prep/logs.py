"""What no line of the log tells: the keys in the links that we mail, what follows "?", and e-mail addresses."""

import logging
import re

HIDDEN = [
    (re.compile(r"((?:password/reset/key|confirm-email|reminders/stop)/)[^\s'\"?#]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(/[^\s'\"?]*\?)[^\s'\"]+"), r"\1…"),
    (re.compile(r"[^\s'\"<>(){}\[\],;:=/]+@[^\s'\"<>(){}\[\],;:=/]+"), "(address)"),
]
# Loggers that are handed paths and errors. A filter of a logger comes before all handlers, those of others too.
LOGGERS = [
    *("django.request", "django.security", "django.security.csrf", "django.security.DisallowedHost"),
    *("prep.mail", "prep.reminders"),
]


class Discreet(logging.Filter):
    formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = discreet(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            # Formatters take it from here, and an error may quote an address: that of a refused recipient, of a row.
            record.exc_text = discreet(self.formatter.formatException(record.exc_info))
        return True


def discreet(text: str) -> str:
    for hidden, shown in HIDDEN:
        text = hidden.sub(shown, text)
    return text
