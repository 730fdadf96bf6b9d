"""Django's PostgreSQL backend, which waits for the locks of others no longer than prep/patience.py says."""

from typing import Any

from django.db.backends.postgresql import base

from prep import patience


class DatabaseWrapper(base.DatabaseWrapper):
    waits = 0  # milliseconds

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.waits = patience.milliseconds()
        return params | {"options": f"{params.get('options', '')} -c lock_timeout={self.waits}"}

    def wait_at_most(self, milliseconds: int) -> None:
        if self.connection is not None and milliseconds != self.waits:
            self.connection.execute(f"SET lock_timeout = {milliseconds}")
            self.waits = milliseconds

    def set_autocommit(self, autocommit: bool, *arguments: Any, **options: Any) -> None:
        if not autocommit:
            self.wait_at_most(patience.milliseconds())
        super().set_autocommit(autocommit, *arguments, **options)
