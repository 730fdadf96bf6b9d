"""From a method and a path to the name of a route."""


class NotFound(Exception):
    """No route has this path."""


class Router:
    def __init__(self) -> None:
        raise NotImplementedError

    def add(self, method: str, pattern: str, name: str) -> None:
        raise NotImplementedError

    def match(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        raise NotImplementedError
