"""The system checks: what whoever deploys prep is told before it serves."""

import pytest
from django.core.checks import Tags, run_checks


def said(tag):
    return [message.id for message in run_checks(tags=[tag])]


@pytest.mark.parametrize(("https", "proxies", "warned"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_https_without_a_trusted_proxy_is_warned_of(settings, https, proxies, warned):
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = https, proxies

    assert ("cards.W002" in said(Tags.security)) == warned
