"""Faults that pass: a database that is busy, gone or full, and what the log says of them."""

import errno
import logging

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, InternalError, OperationalError

READ_ONLY_TRANSACTION = "25006"  # PostgreSQL's, while another server takes over


def is_passing(error: BaseException | None) -> bool:
    """Whether the same may work when it is tried again a little later."""
    if isinstance(error, OSError):  # a mail that is written to a file, say
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", "") == READ_ONLY_TRANSACTION
    return isinstance(error, OperationalError | InterfaceError)


class OneLine(logging.Filter):
    """One line for a passing fault or a refusal: Django would log a traceback for each, by the hundred."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_passing(error) or isinstance(error, SuspiciousOperation):
            reason = str(error).strip().partition("\n")[0]
            record.msg, record.args = "%s: %s", (record.getMessage(), reason)
            record.exc_info = record.exc_text = None
        return True
