from routing import Router


def router(*lines):
    """`router("GET /charges list")` has this one route."""
    built = Router()
    for line in lines:
        built.add(*line.split())
    return built
