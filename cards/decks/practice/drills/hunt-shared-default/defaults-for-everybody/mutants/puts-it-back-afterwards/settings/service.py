"""Settings of tenants, held in memory."""

from copy import deepcopy
from settings.defaults import DEFAULTS, Settings
from settings.merge import merge
from settings.store import SettingsStore
from typing import Any


class NoSuchSetting(KeyError):
    pass


class SettingsService:
    def __init__(self, store: SettingsStore, defaults: Settings = DEFAULTS) -> None:
        self._store = store
        self._defaults = defaults
        self._held: dict[str, Settings] = {}

    def of(self, tenant: str) -> Settings:
        if tenant not in self._held:
            self._held[tenant] = merge(self._defaults, self._store.overrides(tenant))
        return self._held[tenant]

    def get(self, tenant: str, path: str) -> Any:
        """The value at a path such as `receipts.sms`."""
        group, name = self._find(self.of(tenant), path)
        return group[name]

    def switch(self, tenant: str, path: str, value: Any) -> None:
        """Takes effect at once, and is stored."""
        group, name = self._find(self.of(tenant), path)
        before, group[name] = group[name], value
        overrides = deepcopy(self._store.overrides(tenant))
        place = overrides
        *groups, last = path.split(".")
        for step in groups:
            place = place.setdefault(step, {})
        place[last] = value
        self._store.save(tenant, overrides)
        group[name] = before
        self._held.pop(tenant)

    def preview(self, tenant: str, path: str, value: Any) -> Settings:
        """What the settings would be, without switching anything."""
        settings = merge(self._defaults, self._store.overrides(tenant))
        group, name = self._find(settings, path)
        group[name] = value
        return settings

    def forget(self, tenant: str) -> None:
        self._held.pop(tenant, None)

    def _find(self, settings: Settings, path: str) -> tuple[Settings, str]:
        *groups, name = path.split(".")
        for step in groups:
            settings = settings.get(step) if isinstance(settings, dict) else None
        if not isinstance(settings, dict) or name not in settings:
            raise NoSuchSetting(path)
        return settings, name
