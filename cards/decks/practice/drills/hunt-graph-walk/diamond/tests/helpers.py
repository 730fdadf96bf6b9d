from deploy.graph import Graph


def graph_of(dependencies):
    graph = Graph()
    for service, names in dependencies.items():
        graph.add(service, *names)
    return graph
