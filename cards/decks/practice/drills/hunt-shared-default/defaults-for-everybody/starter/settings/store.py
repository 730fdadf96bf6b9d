"""The overrides of each tenant, as they are in the database."""

import json
from settings.defaults import Settings


class SettingsStore:
    def __init__(self) -> None:
        self._rows: dict[str, str] = {}
        self._read: dict[str, Settings] = {}
        self.writes = 0

    def overrides(self, tenant: str) -> Settings:
        """What the tenant has overridden; read once and kept, since settings are asked for at every request."""
        if tenant not in self._read:
            self._read[tenant] = json.loads(self._rows.get(tenant, "{}"))
        return self._read[tenant]

    def save(self, tenant: str, overrides: Settings) -> None:
        self._rows[tenant] = json.dumps(overrides, sort_keys=True)
        self._read.pop(tenant, None)
        self.writes += 1

    def row(self, tenant: str) -> str | None:
        """The stored text, for support."""
        return self._rows.get(tenant)
