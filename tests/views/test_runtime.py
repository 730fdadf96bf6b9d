"""The frame in which the code of drills runs, and Python itself, as they are served."""

import base64
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cards.views import runtime
from prep import settings as ours

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "static/vendor/pyodide/314.0.7"


@pytest.fixture
def policy(client):
    response = client.get("/runtime/")
    return dict(part.partition(" ")[::2] for part in response["Content-Security-Policy"].split("; "))


def test_the_frame_may_ask_no_address_at_all(policy):
    assert policy.pop("script-src").split()[1:] == ["'wasm-unsafe-eval'", "blob:"]
    assert policy == {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "worker-src": "blob:",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_its_policy_lets_its_own_script_run_and_no_other(client, policy):
    scripts = re.findall(r"<script>(.*?)</script>", client.get("/runtime/").text, re.DOTALL)

    (script,) = scripts
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy["script-src"].split()[0] == f"'sha256-{hashed}'"


def test_it_holds_the_simulated_modules(client):
    parts = re.search(r'id="parts">(.*?)</script>', client.get("/runtime/").text, re.DOTALL)[1]

    assert "lib/fake_http.py" in json.loads(parts)["lib"]
    assert "<" not in parts


@pytest.mark.django_db
def test_it_is_the_same_for_everybody_and_sets_no_cookie(client, alice):
    first = client.get("/runtime/")
    client.force_login(alice)
    second = client.get("/runtime/")

    assert first.content == second.content
    assert not first.cookies
    assert first["X-Frame-Options"] == "SAMEORIGIN"
    assert first["Cache-Control"] == "public, no-cache"
    known = client.get("/runtime/", headers={"if-none-match": first["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_a_page_with_the_runtime_may_show_frames_of_ours_and_nothing_more(settings):
    response = runtime.with_runtime(lambda request: HttpResponse())(RequestFactory().get("/"))

    assert response._csp_config == settings.SECURE_CSP | {"frame-src": ["'self'"]}


# Python ---------------------------------------------------------------------------------------------------------------


def test_compressed_files_hold_what_they_stand_for():
    compressed = sorted(PYTHON.glob("*.br"))

    assert [path.name for path in compressed] == ["pyodide.asm.mjs.br", "pyodide.asm.wasm.br", "pyodide.mjs.br"]
    for path in compressed:
        assert brotli.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_python_comes_in_less_than_six_mebibytes():
    names = ["pyodide.mjs.br", "pyodide.asm.mjs.br", "pyodide.asm.wasm.br", "python_stdlib.zip"]

    assert sum((PYTHON / name).stat().st_size for name in names) < 6 * 2**20


def test_the_page_knows_how_many_bytes_there_are():
    program = (ROOT / "static/js/drill/runtime.js").read_text(encoding="utf-8")
    stated = dict(re.findall(r'\["([\w.]+)", ([\d_]+)\]', program))

    assert f"vendor/pyodide/{PYTHON.name}/" in program
    assert len(stated) == 4
    assert {name: int(size) for name, size in stated.items()} == {
        name: (PYTHON / name).stat().st_size for name in stated
    }


def test_python_is_kept_for_ever_under_its_version():
    assert ours.WHITENOISE_IMMUTABLE_FILE_TEST("", "/static/vendor/pyodide/314.0.7/pyodide.asm.wasm")
    assert not ours.WHITENOISE_IMMUTABLE_FILE_TEST("", "/static/vendor/htmx.js")


def test_collecting_static_files_copies_python_and_does_nothing_else_with_it(settings, tmp_path):
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "prep.storage.HashedStaticFiles"}}
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    folder = tmp_path / "static/vendor/pyodide/1.0"
    folder.mkdir(parents=True)
    (folder / "a.mjs").write_text("a" * 5_000)

    call_command("collectstatic", interactive=False, verbosity=0)

    assert [path.name for path in (tmp_path / "collected/vendor/pyodide/1.0").iterdir()] == ["a.mjs"]
    assert staticfiles_storage.missing() == []
    (folder / "b.mjs").write_text("b")
    assert staticfiles_storage.missing() == ["vendor/pyodide/1.0/b.mjs"]
