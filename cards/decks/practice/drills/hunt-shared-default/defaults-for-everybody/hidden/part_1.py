from copy import deepcopy
from settings.defaults import DEFAULTS
from settings.merge import merge
from settings.service import SettingsService
from settings.store import SettingsStore


def service_with(store=None):
    defaults = deepcopy(DEFAULTS)
    return SettingsService(store or SettingsStore(), defaults), defaults


PATHS = {
    "receipts.sms": True,
    "receipts.quiet_hours.from": 1,
    "receipts.quiet_hours.weekend.to": 12,
    "payouts.minimum": 50,
    "branding.colour": "#000000",
}


def test_no_switch_at_any_depth_reaches_another_tenant():
    for path, value in PATHS.items():
        service, defaults = service_with()
        before = service.get("bob", path)

        service.switch("alice", path, value)
        service.forget("bob")

        assert service.get("alice", path) == value, path
        assert service.get("bob", path) == before, path
        assert defaults == DEFAULTS, path


def test_a_tenant_with_overrides_shares_nothing_either():
    store = SettingsStore()
    store.save("alice", {"receipts": {"quiet_hours": {"from": 23}}})
    service, defaults = service_with(store)

    service.switch("alice", "receipts.quiet_hours.weekend.from", 18)
    service.switch("alice", "receipts.quiet_hours.to", 8)

    assert defaults == DEFAULTS
    assert service.get("bob", "receipts.quiet_hours.weekend.from") == 20


def test_lists_of_the_defaults_are_not_shared():
    service, defaults = service_with()

    service.of("alice")["receipts"]["languages"].append("de")

    assert service.get("bob", "receipts.languages") == ["en"]
    assert defaults == DEFAULTS


def test_what_is_held_in_memory_is_not_what_is_stored():
    store = SettingsStore()
    store.save("alice", {"receipts": {"languages": ["de"]}, "branding": {"logo": "a.png"}})
    service, _ = service_with(store)

    service.of("alice")["receipts"]["languages"].append("fr")
    service.forget("alice")

    assert service.get("alice", "receipts.languages") == ["de"]


def test_a_preview_switches_nothing():
    store = SettingsStore()
    store.save("alice", {"custom": {"flags": {"beta": False}}})
    service, defaults = service_with(store)

    assert service.preview("alice", "receipts.quiet_hours.to", 5)["receipts"]["quiet_hours"]["to"] == 5
    assert service.preview("alice", "custom.flags.beta", True)["custom"]["flags"]["beta"] is True

    assert service.get("alice", "receipts.quiet_hours.to") == 7
    assert service.get("alice", "custom.flags.beta") is False
    assert defaults == DEFAULTS
    assert store.writes == 1


def test_what_merge_returns_can_be_changed_freely():
    defaults = {"a": {"b": {"c": [1]}}, "d": [1]}
    overrides = {"e": {"f": [1]}, "d": [2], "a": {"x": {"y": [1]}}}

    merged = merge(defaults, overrides)
    merged["a"]["b"]["c"].append(2)
    merged["a"]["x"]["y"].append(2)
    merged["e"]["f"].append(2)
    merged["d"].append(3)

    assert defaults == {"a": {"b": {"c": [1]}}, "d": [1]}
    assert overrides == {"e": {"f": [1]}, "d": [2], "a": {"x": {"y": [1]}}}


def test_a_value_may_take_the_place_of_a_group():
    assert merge({"a": {"b": 1}}, {"a": None}) == {"a": None}
    assert merge({"a": 1}, {"a": {"b": 1}}) == {"a": {"b": 1}}


def test_a_switch_is_there_after_a_restart():
    store = SettingsStore()
    service, _ = service_with(store)
    service.switch("alice", "receipts.sms", True)
    service.switch("alice", "receipts.quiet_hours.from", 21)

    again, _ = service_with(store)

    assert again.get("alice", "receipts.sms") is True
    assert again.get("alice", "receipts.quiet_hours.from") == 21
    assert again.get("alice", "receipts.quiet_hours.to") == 7
