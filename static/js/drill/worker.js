// A worker of the frame: one interpreter, for one run. It is made of what it is sent and has no other way to get anything.

const SITE = "https://python.invalid/"; // names what Pyodide asks for; nothing is ever fetched
// Nothing here leads out while the frame's policy holds. It goes all the same, before the code of anybody runs.
const WAYS = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "Worker", "SharedWorker",
  "BroadcastChannel", "MessageChannel", "importScripts", "indexedDB", "caches", "navigator", "cookieStore", "postMessage",
  "RTCPeerConnection", "RTCDataChannel", "Notification", "reportError", "requestAnimationFrame", "close", "webkitRequestFileSystem",
  "webkitRequestFileSystemSync", "webkitResolveLocalFileSystemURL", "webkitResolveLocalFileSystemSyncURL", "FileReaderSync",
];

self.onmessage = async ({ data }) => {
  self.onmessage = null;
  const { port } = data;
  try {
    const { python, snapshot } = await boot(data);
    const run = python.runPython("import inside, runner; inside.leave_the_page(); runner.run");
    python.unregisterJsModule("pyodide_js");
    for (const way of WAYS) withhold(way);
    port.onmessage = ({ data: task }) => begin(run, task, port);
    port.postMessage({ type: "booted", snapshot }, snapshot ? [snapshot] : []);
  } catch (error) {
    port.postMessage({ type: "unable", message: String(error) });
  }
};

async function boot({ loader, asm, module, stdlib, snapshot, programs, memory }) {
  // Pyodide fetches its parts: these two lines are all of the network that it finds.
  self.fetch = async () => new Response(stdlib);
  WebAssembly.instantiateStreaming = async (_, imports) => ({ instance: await WebAssembly.instantiate(module, imports), module });
  console.error = () => {}; // Pyodide's own of a crash, which the page hears of anyway
  withhold("importScripts"); // by which Pyodide tells a classic worker; here it works in one
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65_536 > memory) throw new RangeError("A run may use no more memory");
    return grow.call(this, pages);
  };
  const [{ loadPyodide, version }, { default: createPyodideModule }] = await Promise.all([import(loader), import(asm)]);
  const info = { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version };
  const python = await loadPyodide({
    createPyodideModule,
    indexURL: SITE,
    packageBaseUrl: SITE,
    lockFileContents: { info, packages: {} },
    jsglobals: Object.create(null), // what Python's `js` would be
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
    _makeSnapshot: !snapshot,
    _loadSnapshot: snapshot,
  });
  if (snapshot) return { python };
  for (const [name, source] of Object.entries(programs)) {
    python.globals.set("name", name);
    python.globals.set("source", source);
    python.runPython(`
import sys, types
sys.modules[name] = types.ModuleType(name)
exec(compile(source, f"{name}.py", "exec"), vars(sys.modules[name]))
`);
  }
  python.runPython("del name, source; sys.modules['inside'].warm_up()");
  return { python, snapshot: python.makeMemorySnapshot().buffer };
}

function withhold(way) {
  for (let place = self; place; place = Object.getPrototypeOf(place)) {
    if (Object.hasOwn(place, way)) delete place[way];
  }
  Object.defineProperty(self, way, { value: undefined });
}

function begin(run, task, port) {
  port.onmessage = null;
  try {
    run(task, (text) => port.postMessage({ type: "event", text }));
    port.postMessage({ type: "end" });
  } catch (error) {
    // The interpreter itself is gone: Python's own errors have been told by the runner.
    port.postMessage({ type: "fatal", message: `${error?.name}: ${error?.message}` });
  }
}
