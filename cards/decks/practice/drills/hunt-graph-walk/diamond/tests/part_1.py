from deploy.cli import plan
from deploy.errors import Cycle
from deploy.manifest import read_manifest
from deploy.planner import affected_by, deploy_order
from lib.checks import raises
from tests.helpers import graph_of

MANIFEST = """
app: db cache
db: net
cache: net
net:
"""


def test_a_chain():
    assert deploy_order(graph_of({"app": ["db"], "db": ["net"]})) == ["net", "db", "app"]


def test_a_tree():
    assert deploy_order(graph_of({"app": ["web", "db"]})) == ["db", "web", "app"]


def test_two_services_share_a_third():
    assert plan(MANIFEST) == (0, "1. net\n2. cache\n3. db\n4. app")


def test_a_cycle_is_named():
    with raises(Cycle) as caught:
        deploy_order(graph_of({"billing": ["ledger"], "ledger": ["billing"]}))

    assert str(caught.error) == "cycle: billing -> ledger -> billing"


def test_what_a_change_affects():
    graph = read_manifest(MANIFEST)

    assert affected_by(graph, "net") == ["app", "cache", "db", "net"]
    assert affected_by(graph, "cache") == ["app", "cache"]


def test_a_manifest_with_a_mistake():
    assert plan("app db\n") == (2, "line 1: expected `service: dependencies`, found 'app db'")


def test_waves_of_a_tree():
    code, text = plan("app: web db # both\n", in_waves=True)

    assert code == 0
    assert text.splitlines() == ["1: db web", "2: app", "3 services in 2 waves, at most 2 at once"]
