"""The error, with its place."""


class JsonError(ValueError):
    def __init__(self, source: str, position: int, message: str) -> None:
        self.line = source.count("\n", 0, position) + 1
        self.column = position - (source.rfind("\n", 0, position) + 1) + 1
        super().__init__(f"line {self.line}, column {self.column}: {message}")
