"""One request: remember, handle, answer."""

import sqlite3
from inbox.events import BadEvent, Event
from inbox.handlers import Handlers
from inbox.prices import PriceList
from inbox.tables import note_failure, remember

OK = 200
BAD_REQUEST = 400
TRY_AGAIN = 500


class Inbox:
    def __init__(self, database: sqlite3.Connection, prices: PriceList) -> None:
        self._database = database
        self._handlers = Handlers(database, prices)

    def receive(self, body: bytes) -> int:
        try:
            event = Event.parse(body)
        except BadEvent:
            return BAD_REQUEST
        try:
            with self._database:
                if remember(self._database, event.id):
                    self._handlers.handle(event)
        except Exception as error:
            note_failure(self._database, event.id, f"{type(error).__name__}: {error}")
            return TRY_AGAIN
        return OK
