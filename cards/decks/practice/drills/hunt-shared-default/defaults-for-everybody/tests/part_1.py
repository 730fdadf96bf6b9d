from copy import deepcopy
from lib.checks import raises
from settings.defaults import DEFAULTS
from settings.merge import merge
from settings.page import rows
from settings.receipts import channels
from settings.service import NoSuchSetting, SettingsService
from settings.store import SettingsStore


def fresh_service():
    """As after a restart: defaults of its own, nothing stored."""
    return SettingsService(SettingsStore(), deepcopy(DEFAULTS))


def test_a_switch_takes_effect_at_once():
    service = fresh_service()

    service.switch("alice", "receipts.sms", True)

    assert channels(service.of("alice"), hour=12) == ["email", "sms"]


def test_a_switch_of_one_tenant_is_not_seen_by_another():
    service = fresh_service()

    service.switch("alice", "receipts.sms", True)

    assert channels(service.of("bob"), hour=12) == ["email"]


def test_merging_does_not_change_its_arguments():
    defaults, overrides = {"a": {"x": 1, "y": 2}}, {"a": {"x": 9}}

    assert merge(defaults, overrides) == {"a": {"x": 9, "y": 2}}
    assert (defaults, overrides) == ({"a": {"x": 1, "y": 2}}, {"a": {"x": 9}})


def test_a_switch_is_stored():
    store = SettingsStore()

    SettingsService(store, deepcopy(DEFAULTS)).switch("alice", "payouts.interval", "weekly")

    assert store.row("alice") == '{"payouts": {"interval": "weekly"}}'


def test_an_unknown_setting_is_refused():
    with raises(NoSuchSetting):
        fresh_service().switch("alice", "receipts.fax", True)


def test_the_page_shows_every_setting():
    shown = dict(rows(fresh_service().of("alice")))

    assert shown["receipts.sms"] == "off"
    assert shown["receipts.quiet_hours.weekend.from"] == "20"
