"""A file of a deck: its lines, and the YAML at its head."""

from pathlib import Path

from cards.exchange.deckfiles.blocks import file_lines, front_matter
from cards.exchange.deckfiles.fields import Fields, Report, key_lines, load_yaml
from cards.exchange.deckfiles.problems import Problem

LARGEST_FILE = 2 * 1024 * 1024


def report_to(problems: list[Problem], path: Path) -> Report:
    def report(line: int, message: str) -> None:
        problems.append(Problem(str(path), line, message))

    return report


def read_front(
    path: Path, keys: tuple[str, ...], problems: list[Problem]
) -> tuple[Fields, list[tuple[int, str]]] | None:
    """The fields of a file's front matter, and its other lines with their numbers; None if it has no fields."""
    report = report_to(problems, path)
    lines = read_lines(path, report)
    front = front_matter(lines) if lines else None
    if lines is None:
        return None
    if front is None:
        report(1, "expected front matter: YAML between two lines of ---")
        return None
    text, after = front
    before = len(problems)
    values = load_yaml(text, 2, report)
    if not isinstance(values, dict):
        if len(problems) == before:
            report(2, "expected `key: value` lines between the --- lines")
        return None
    fields = Fields({str(key): value for key, value in values.items()}, 1, report, key_lines(text, 2, report))
    fields.refuse_unknown(keys)
    return fields, list(enumerate(lines[after:], start=after + 1))


def read_lines(path: Path, report: Report) -> list[str] | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        report(1, f"cannot be read: {error.strerror}")
        return None
    if len(data) > LARGEST_FILE:
        report(1, f"is larger than {LARGEST_FILE // 1024 // 1024} MiB")
        return None
    try:
        return file_lines(data.decode())
    except UnicodeDecodeError as error:
        report(data[: error.start].count(b"\n") + 1, "is not UTF-8 text")
        return None


def laid_out(front: list[str], body: list[str]) -> str:
    return "\n".join(["---", *front, "---", "\n\n".join(part for part in body if part), ""]).rstrip("\n") + "\n"
