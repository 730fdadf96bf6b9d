import random
from deploy.cli import plan
from deploy.errors import Cycle
from deploy.graph import Graph
from deploy.planner import deploy_order, deploy_waves
from lib.checks import raises
from tests.helpers import graph_of


def is_an_order(order, dependencies):
    services = set(dependencies) | {name for names in dependencies.values() for name in names}
    place = {service: number for number, service in enumerate(order)}
    return sorted(order) == sorted(services) and all(
        place[name] < place[service] for service, names in dependencies.items() for name in names
    )


def cycle_in(dependencies):
    """The services of the cycle that is reported."""
    with raises(Cycle) as caught:
        deploy_order(graph_of(dependencies))
    return caught.error.services


def test_a_service_that_everybody_needs():
    dependencies = {"base": [], **{f"s{n:02}": [f"s{n + 1:02}", "base"] for n in range(50)}}

    assert is_an_order(deploy_order(graph_of(dependencies)), dependencies)


def test_a_dependency_of_a_dependency_named_again():
    assert deploy_order(graph_of({"a": ["b", "c"], "b": ["c"]})) == ["c", "b", "a"]


def test_a_cycle_behind_a_diamond():
    dependencies = {"app": ["db", "cache"], "db": ["net"], "cache": ["net"], "net": ["dns"], "dns": ["net"]}

    assert cycle_in(dependencies) == ["net", "dns", "net"]


def test_a_cycle_that_is_entered_from_outside():
    assert cycle_in({"a": ["b"], "b": ["c"], "c": ["d"], "d": ["b"]}) == ["b", "c", "d", "b"]


def test_a_cycle_far_from_the_first_service():
    assert cycle_in({"a": [], "b": ["a"], "y": ["a", "z"], "z": ["b", "y"]}) == ["y", "z", "y"]


def test_a_service_that_waits_for_itself():
    assert cycle_in({"a": ["b"], "b": ["b"]}) == ["b", "b"]


def test_a_cycle_through_a_shared_service():
    dependencies = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["e"], "e": ["c"]}

    cycle = cycle_in(dependencies)

    assert cycle[0] == cycle[-1]
    assert all(later in dependencies[earlier] for earlier, later in zip(cycle, cycle[1:]))


def test_every_service_is_asked_once():
    class Counting(Graph):
        asked = 0

        def dependencies_of(self, service):
            self.asked += 1
            assert self.asked < 1_000, "it walks every path"
            return super().dependencies_of(service)

    graph = Counting()
    for layer in range(25):
        for side in ("left", "right"):
            graph.add(f"{side}{layer}", f"left{layer + 1}", f"right{layer + 1}")

    assert len(deploy_order(graph)) == 52
    assert graph.asked == 52


def test_random_graphs_without_a_cycle():
    chance = random.Random(2)
    for _ in range(60):
        names = [f"s{n}" for n in range(chance.randint(1, 12))]
        chance.shuffle(names)
        dependencies = {name: chance.sample(names[:n], chance.randint(0, n)) for n, name in enumerate(names)}

        assert is_an_order(deploy_order(graph_of(dependencies)), dependencies)


def test_random_graphs_with_a_cycle():
    chance = random.Random(3)
    for _ in range(60):
        names = [f"s{n}" for n in range(chance.randint(2, 10))]
        dependencies = {name: set(chance.sample(names[:n], chance.randint(0, n))) for n, name in enumerate(names)}
        for earlier, later in zip(names, names[1:]):
            dependencies[later].add(earlier)
        dependencies[names[0]].add(names[-1])

        cycle = cycle_in(dependencies)

        assert all(later in dependencies[earlier] for earlier, later in zip(cycle, cycle[1:]))


def test_nothing_to_deploy():
    assert deploy_order(Graph()) == []
    assert plan("# nothing\n", in_waves=True) == (0, "nothing to deploy")


def test_waves_of_a_diamond():
    graph = graph_of({"app": ["db", "cache"], "db": ["net"], "cache": ["net"], "web": []})

    assert deploy_waves(graph) == [["net", "web"], ["cache", "db"], ["app"]]


def test_the_command_reports_a_cycle():
    assert plan("a: b\nb: a\na: c\n") == (2, "cycle: a -> b -> a")
