"""In which order to deploy."""

from deploy.errors import Cycle
from deploy.graph import Graph


def deploy_order(graph: Graph) -> list[str]:
    """Every service once, after all it depends on. Cycle if there is no such order."""
    order: list[str] = []
    finished: set[str] = set()
    path: list[str] = []  # from where we began to where we are

    def visit(service: str) -> None:
        if service in finished or service in path:
            return
        path.append(service)
        for dependency in graph.dependencies_of(service):
            visit(dependency)
        path.pop()
        finished.add(service)
        order.append(service)

    for service in graph:
        visit(service)
    return order


def affected_by(graph: Graph, service: str) -> list[str]:
    """What has to be tested when this service changes: itself and all that need it, by name."""
    affected = {service}
    waiting = [service]
    while waiting:
        for dependent in graph.dependents_of(waiting.pop()):
            if dependent not in affected:
                affected.add(dependent)
                waiting.append(dependent)
    return sorted(affected)


def deploy_waves(graph: Graph) -> list[list[str]]:
    """Services that can be deployed at the same time, wave by wave, each wave by name."""
    wave_of: dict[str, int] = {}
    for service in deploy_order(graph):
        before = [wave_of[dependency] for dependency in graph.dependencies_of(service)]
        wave_of[service] = max(before, default=-1) + 1
    waves: list[list[str]] = [[] for _ in range(max(wave_of.values(), default=-1) + 1)]
    for service in sorted(wave_of):
        waves[wave_of[service]].append(service)
    return waves
