// In the sandboxed frame: keeps an interpreter ready, gives each run a new one, and ends those that do not end.
// Follows messages.js in the document of cards/views/runtime.py. Runs no code of a learner: workers do.

const parts = JSON.parse(document.getElementById("parts").textContent);
const MEMORY = 256 * 2 ** 20;
const MEMORY_IN_WORDS = "256 MiB";
const TOO_DEEP = "Calls were nested deeper than the interpreter can hold: does something call itself without end?";
const ABORTED = "Python ended: the code aborted it, or did what the interpreter does not survive. The next run begins anew.";
const LONG_RUN = 400; // milliseconds after which the next interpreter is prepared before this one has ended

let page = null; // the port to it
let assets = null;
let snapshot = null;
let spare = null;
let running = null;

// The one way to the network that no policy closes. It is closed to whatever may come to run in this document.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) delete self[name];

// Whoever embeds the frame says "open" once and gives a port. Nobody else is listened to, then or later.
addEventListener("message", (message) => {
  if (page || message.source !== parent || message.origin !== location.origin) return;
  if (message.data !== "open" || message.ports.length !== 1) return;
  [page] = message.ports;
  page.onmessage = ({ data }) => hear(data);
  page.postMessage({ type: "hello", digest: parts.digest });
});

function hear(data) {
  if (data?.type === "assets" && !assets) start(data);
  else if (data?.type === "run" && assets && !running) begin(data.run, task(data.task));
  else if (data?.type === "stop" && running) finish(running, "stopped");
}

async function start({ loader, asm, wasm, stdlib, snapshot: kept }) {
  const since = performance.now();
  try {
    const script = (bytes) => URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
    const module = await WebAssembly.compile(wasm);
    assets = { loader: script(loader), asm: script(asm), worker: script(parts.worker), module, stdlib };
    snapshot = kept instanceof ArrayBuffer ? kept : null;
    await prepared();
    page.postMessage({ type: "ready", seconds: (performance.now() - since) / 1000 });
  } catch (error) {
    page.postMessage({ type: "failed", message: String(error?.message ?? error).slice(0, 1_000) });
  }
}

// The interpreter for the next run. The first is made from nothing, which takes seconds, and leaves a snapshot of its
// memory; those after it begin as that snapshot, in a fraction of one.
function prepared() {
  spare ??= boot().catch((error) => {
    if (!snapshot) throw error;
    snapshot = null; // of another browser, perhaps
    return boot();
  });
  return spare;
}

function prepare() {
  prepared().catch(() => { spare = null; });
}

function boot() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(assets.worker, { name: "python" }); // no module: Chromium starts none in an origin without a name
    const { port1: port, port2 } = new MessageChannel();
    const fail = (message) => { worker.terminate(); reject(new Error(message)); };
    worker.onerror = (error) => { error.preventDefault(); fail(error.message || "The interpreter could not be started"); };
    port.onmessage = ({ data }) => {
      if (data?.type !== "booted") return fail(String(data?.message));
      if (!snapshot && data.snapshot instanceof ArrayBuffer) {
        snapshot = data.snapshot;
        page.postMessage({ type: "snapshot", bytes: snapshot });
      }
      return resolve({ worker, port });
    };
    const { loader, asm, module, stdlib } = assets;
    worker.postMessage({ port: port2, loader, asm, module, stdlib, snapshot, programs: parts.programs, memory: MEMORY }, [port2]);
  });
}

// An interpreter belongs to one run from the moment it is asked for, even while it starts.
async function begin(number, wanted) {
  if (!Number.isSafeInteger(number)) return;
  const run = { number, mayTell: allowance() };
  running = run;
  page.postMessage({ type: "taken", run: number });
  if (!wanted) return finish(run, "crashed", "This is not something that can be run.");
  run.interpreter = prepared();
  spare = null;
  try {
    const interpreter = await run.interpreter;
    if (running !== run) return undefined; // stopped while it waited
    Object.assign(run, interpreter);
  } catch (error) {
    run.interpreter = null;
    return finish(run, "crashed", String(error?.message ?? error).slice(0, 1_000));
  }
  run.since = performance.now();
  run.latest = run.since + wanted.limits.seconds * 1_000;
  run.timer = setTimeout(() => finish(run, "timeout"), wanted.limits.seconds * 1_000);
  run.ahead = setTimeout(prepare, LONG_RUN);
  run.worker.onerror = (error) => { error.preventDefault(); finish(run, "crashed", "The interpreter ended."); };
  run.port.onmessage = ({ data }) => note(run, data);
  run.port.postMessage(JSON.stringify({
    kind: wanted.kind,
    files: { ...parts.lib, ...wanted.files },
    tests: wanted.tests,
    entry: wanted.entry,
    full: wanted.full,
    limit: wanted.limits.outputBytes,
    memory: MEMORY_IN_WORDS,
  }));
}

function note(run, data) {
  if (running !== run) return;
  if (data?.type === "event") {
    if (performance.now() > run.latest) return finish(run, "timeout"); // the timer waits behind what is said
    const told = typeof data.text === "string" && run.mayTell(data.text.length) ? event(parsed(data.text)) : null;
    if (!told) return finish(run, "crashed", "The run said more than it may.");
    if (told.type === "error" && told.kind === "memory") run.ended = "memory";
    page.postMessage({ type: "event", run: run.number, event: told });
  } else if (data?.type === "end") {
    finish(run, run.ended ?? "done");
  } else if (data?.type === "fatal") {
    const message = String(data.message).slice(0, 1_000);
    const isFull = /memory/i.test(message) && !/out of bounds/i.test(message);
    finish(run, isFull ? "memory" : "crashed", isFull ? message : inWords(message));
  }
}

// What a learner can do something about, where the interpreter itself ended. Browsers name its ends each in their way.
function inWords(message) {
  const [, code] = message.match(/exit\((\d+)\)/) ?? [];
  if (code) return `Python ended: the code ended its whole process, with exit code ${code}. sys.exit() raises SystemExit instead.`;
  if (/call stack|recursion/i.test(message)) return TOO_DEEP;
  if (/unreachable|out of bounds/i.test(message)) return ABORTED;
  return `Python ended: ${message}`;
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}

function finish(run, ended, message = "") {
  if (running !== run) return;
  running = null;
  clearTimeout(run.timer);
  clearTimeout(run.ahead);
  run.worker?.terminate();
  run.port?.close(); // what it still had to say would keep this frame from the next run
  if (!run.worker) spare ??= run.interpreter; // nothing has run in it
  const seconds = run.since ? (performance.now() - run.since) / 1_000 : 0;
  page.postMessage({ type: "end", run: run.number, ended, message, seconds });
  prepare();
}
