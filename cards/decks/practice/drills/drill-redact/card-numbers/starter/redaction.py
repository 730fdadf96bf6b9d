"""Takes card numbers out of text."""


def redact(text: str) -> str:
    raise NotImplementedError
