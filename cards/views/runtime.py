"""Where the code of drills runs: a frame that is nobody's, with no network, no storage and no way to the page.

The frame is one document that holds its own programs. Its policy lets it run them, WebAssembly and workers made of
what it was sent, and nothing else: not one address can be asked. Python comes by message from the page.
"""

import base64
import hashlib
import json
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

PROGRAMS = settings.BASE_DIR / "static" / "js" / "drill"
SIMULATED = settings.BASE_DIR / "cards" / "decks" / "practice" / "lib"
POLICY = (
    "sandbox allow-scripts; default-src 'none'; worker-src blob:; "
    "script-src 'sha256-{hashed}' 'wasm-unsafe-eval' blob:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)

with_runtime = csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})
"""For the view of a page that opens the runtime. Nothing else of the policy changes."""


@login_not_required
@require_safe
@xframe_options_sameorigin
def frame(request: HttpRequest) -> HttpResponse:
    """The frame, for everybody: it knows nothing of who asks. Browsers ask again whether it is still the same."""
    text, policy, etag = document()
    is_known = request.headers.get("If-None-Match") == etag
    response = HttpResponse(status=304) if is_known else HttpResponse(text)
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    response["Referrer-Policy"] = "no-referrer"
    return response


@cache
def document() -> tuple[str, str, str]:
    """Its text, its policy and its ETag."""
    parts = {
        "worker": program("worker.js"),
        "programs": {name: program(f"{name}.py") for name in ("runner", "inside")},
        "lib": {"lib/__init__.py": ""}
        | {f"lib/{path.name}": path.read_text(encoding="utf-8") for path in sorted(SIMULATED.glob("*.py"))},
    }
    script = program("messages.js").replace("export function", "function") + program("frame.js")
    data = json.dumps(parts | {"digest": digest_of(json.dumps(parts))}).replace("<", r"\u003c")
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Python</title>'
        f'<script type="application/json" id="parts">{data}</script><script>{script}</script></html>'
    )
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = POLICY.format(hashed=hashed)
    return text, policy, f'"{digest_of(text)}"'


def program(name: str) -> str:
    return (PROGRAMS / name).read_text(encoding="utf-8")


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
