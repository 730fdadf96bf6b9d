"""What holds for the project as a whole: its locks, its vendored files, and a few things that must stand nowhere."""

import ast
import hashlib
import re
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command

from tests.deck_folders import builtin_decks

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", "var", "staticfiles", "node_modules", "__pycache__", "vendor"}
CACHES = re.compile(r"\.\w+_cache$|\.hypothesis$")
TEXT = {
    "",
    ".py",
    ".md",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".toml",
    ".in",
    ".sql",
    ".svg",
    ".json",
    ".yml",
    ".yaml",
    ".sh",
}


def files(*folders, suffixes=frozenset(TEXT)):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and path.suffix in suffixes and not any(p in NOT_OURS or CACHES.match(p) for p in parts):
                yield path


def lines_with(pattern, paths):
    """The offending lines, as `file:line: text`, so that a failure shows where to go."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def tags_with(pattern, paths):
    """The same for patterns that may run over several lines, such as a tag and its attributes."""
    return [
        f"{path.relative_to(ROOT)}: {' '.join(match.group().split())[:120]}"
        for path in paths
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_tests_run_on_the_versions_that_prep_runs_on():
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")

    assert len(runtime) > 20
    assert runtime.items() <= development.items()


def test_the_locks_hold_what_is_asked_for():
    for name in ("requirements", "requirements-dev"):
        asked = dict(re.findall(r"^([a-z0-9-]+)[^=\n]*==([^;\s]+)", (ROOT / f"{name}.in").read_text(), re.MULTILINE))

        assert asked.items() <= pins(f"{name}.txt").items()


def test_the_locks_name_no_package_index():
    locks = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]

    assert lines_with(r"index-url|find-links|file:|@ ", locks) == []


def test_vendored_files_are_as_their_packages_ship_them():
    folder = ROOT / "static" / "vendor"
    listed = dict(re.findall(r"^\| (\S+) \|.* \| ([0-9a-f]{64}) \|$", (folder / "VENDOR.md").read_text(), re.MULTILINE))

    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del present["VENDOR.md"]

    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()} == listed


def test_the_editor_is_no_heavier_than_a_drill_may_load():
    editor = (ROOT / "static/vendor/codemirror-6.js").read_bytes()

    assert len(brotli.compress(editor, quality=5)) <= 130 * 1024  # the quality that collectstatic uses at least


def test_no_file_names_a_path_of_one_machine_or_something_left_to_do():
    machine = r"(^|[^\w.])/(work|farm|root)/"
    left = r"\b(T[O]DO|F[I]XME)\b"

    assert lines_with(f"{machine}|{left}", files(".")) == []


def test_the_readme_counts_the_cards_as_the_decks_do():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    decks = builtin_decks()
    kinds = [card.kind for deck in decks for card in deck.cards if not card.is_retired]

    assert f"over {len(kinds) // 100}00 cards" in readme
    assert f"{kinds.count('design')} design questions" in readme
    assert f"{kinds.count('behavioural')} behavioural questions" in readme


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/decisions.md", "docs/grading.md", "docs/operations.md"]
)
def test_what_documentation_links_to_is_there(name):
    path = ROOT / name
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))

    missing = [target for target in targets if ":" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_every_picture_is_shown():
    shown = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in (ROOT / "docs/pictures").iterdir() if f"docs/pictures/{path.name}" not in shown] == []


def test_only_markdown_marks_html_as_safe():
    code = files("cards", "prep", "templates", suffixes={".py", ".html"})
    places = [path for path in code if path != ROOT / "cards" / "markdown.py"]

    assert lines_with(r"\|\s*safe\b|\bmark_safe\b|\bSafe(String|Text)\b|autoescape\s+off", places) == []


def test_template_lines_can_be_read_without_scrolling_sideways():
    """At most one in a hundred over 160 characters, one in twenty over 120: a table row or a form is several lines."""
    lines = [line for path in files("templates") for line in path.read_text(encoding="utf-8").splitlines()]

    over_160 = [line.strip() for line in lines if len(line) > 160]
    over_120 = [line.strip() for line in lines if len(line) > 120]

    assert len(over_160) * 100 <= len(lines), over_160
    assert len(over_120) * 20 <= len(lines), over_120


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"<style\b", id="style element"),
        pytest.param(r"<[^>]*\sstyle\s*=", id="style attribute"),
        pytest.param(r"<script\b(?![^>]*\b(?:src\s*=|type\s*=\s*.application/json))", id="inline script"),
        pytest.param(r"<[^>]*\son[a-z]+\s*=", id="event handler"),
        pytest.param(r"\bhx-on\b|\bjs:", id="script in an htmx attribute"),
    ],
)
def test_templates_hold_nothing_the_content_security_policy_forbids(pattern):
    assert tags_with(pattern, files("templates", "cards", suffixes={".html", ".svg"})) == []


QUERIES = {
    *("objects", "all", "filter", "exclude", "annotate", "aggregate", "alias", "order_by", "distinct", "reverse"),
    *("first", "last", "exists", "in_bulk", "iterator", "select_related", "prefetch_related", "only", "defer"),
    *("values_list", "get_or_create", "update_or_create", "bulk_create", "save", "refresh_from_db", "raw", "cursor"),
}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}


def test_views_ask_queries_and_services_for_what_is_stored():
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in files("cards/views", suffixes={".py"})
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if getattr(node, "attr", "") in QUERIES or getattr(node, "id", "") in SHORTCUTS
    ]

    assert asked == [], "A function in cards/queries answers that, named by what it answers and for whom."


def test_what_starts_a_process_with_a_database_runs_on_postgresql_too():
    """`-m database` takes nothing else, and such a process asks for none of the fixtures that it goes by."""
    starts = re.compile(r"DATABASE_URL|PGHOST|\"PG\"|processes\.server|psycopg")
    tests = {path.name: path.read_text(encoding="utf-8") for path in files("tests") if path.name.startswith("test_")}
    starting = {name: text for name, text in tests.items() if starts.search(text)}

    assert starting.keys() > {"test_real_server.py", "test_backups.py"}
    assert [name for name, text in starting.items() if not re.search(r"mark\.(database|django_db)\b", text)] == []


def test_migrations_bring_along_what_they_work_with():
    """Code of ours changes, what was migrated does not: a migration has a copy of its own of each function it calls.

    Columns are the exception: their fields, validators and managers are named by what the models have.
    """
    borrowed = []
    for path in files("cards/migrations", suffixes={".py"}):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        columns = {node for each in tree.body if isinstance(each, ast.ClassDef) for node in ast.walk(each)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = ["" if node.level else node.module]
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names if not each.name.startswith("cards.models.")]
            elif isinstance(node, ast.Name) and node.id == "cards" and node not in columns:
                names = ["cards"]
            else:
                continue
            ours = [name for name in names if name.split(".")[0] in {"cards", "prep", "tests", ""}]
            borrowed += [f"{path.name}:{node.lineno}: {name}" for name in ours]

    assert borrowed == []


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
