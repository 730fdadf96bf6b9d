// Python for the drill page. It runs in a worker of a sandboxed frame that has no network, no storage and no session:
// this module fetches Python for it, and speaks with it by one port. Each run has an interpreter of its own.
//
//   const runtime = await openRuntime({ onProgress });   // { loaded, total } in bytes, then { starting: true }
//   const file = await runtime.run({ files, entry, limits }, onOutput);
//   const tested = await runtime.test({ files, tests, show, limits }, onResult, { onFound, onStart, onOutput });
import { allowance, report, task } from "./messages.js";

const FOLDER = new URL("../../vendor/pyodide/314.0.7/", import.meta.url);
const FILES = { // bytes, as they are when the browser has unpacked them
  loader: ["pyodide.mjs", 17_931],
  asm: ["pyodide.asm.mjs", 1_250_344],
  wasm: ["pyodide.asm.wasm", 9_598_218],
  stdlib: ["python_stdlib.zip", 2_545_637],
};
const FRAME = "/runtime/";
const LIMITS = { seconds: 10, outputBytes: 65_536 };
const STORE = "python"; // in the Cache Storage of the page
const PATIENCE = 10_000; // milliseconds that the frame may take to answer: it is never busy, only Python is
const SILENCE = 30_000; // and to say how a run ended, after its limit: the interpreter may still have had to start

class RuntimeUnavailable extends Error {}

export async function openRuntime({ onProgress = () => {}, onState = () => {} } = {}) {
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    throw new RuntimeUnavailable("This browser cannot run Python: it has no WebAssembly. “Work in my own editor” has everything.");
  }
  const runtime = new Runtime(onProgress, onState);
  await runtime.open();
  return runtime;
}

class Runtime {
  constructor(onProgress, onState) {
    Object.assign(this, { onProgress, onState, state: "closed", number: 0, current: null, opening: null, patience: PATIENCE });
  }

  enter(state) {
    this.state = state;
    this.onState(state);
  }

  open() {
    this.opening ??= this.load().catch((error) => {
      this.leave();
      this.enter("failed");
      throw error;
    });
    return this.opening;
  }

  async load() {
    this.enter("loading");
    const connected = this.connect().then(() => kept(this.digest));
    const [assets, snapshot] = await Promise.all([download(this.onProgress), connected]);
    this.onProgress({ starting: true });
    const started = new Promise((resolve, reject) => Object.assign(this, { started: resolve, refused: reject }));
    const buffers = Object.values(assets);
    this.port.postMessage({ type: "assets", ...assets, snapshot }, snapshot ? [...buffers, snapshot] : buffers);
    await started;
    this.enter("ready");
  }

  // The frame has an origin of its own, so its messages are known by the port that only it was given.
  connect() {
    return new Promise((resolve, reject) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-scripts");
      frame.setAttribute("aria-hidden", "true");
      frame.tabIndex = -1;
      frame.hidden = true;
      frame.src = FRAME;
      frame.onload = () => {
        frame.onload = null;
        const { port1, port2 } = new MessageChannel();
        this.port = port1;
        port1.onmessage = ({ data }) => this.hear(report(data), resolve);
        frame.contentWindow.postMessage("open", "*", [port2]); // to an origin that has no name
      };
      setTimeout(() => reject(new RuntimeUnavailable("Python could not be started: its frame did not answer.")), 20_000);
      this.frame = frame;
      document.body.append(frame);
    });
  }

  hear(said, connected) {
    if (!said) return;
    const { current } = this;
    if (said.type === "hello") { this.digest = said.digest; connected(); }
    else if (said.type === "snapshot") keep(this.digest, said.bytes);
    else if (said.type === "ready") this.started();
    else if (said.type === "failed") this.refused(new RuntimeUnavailable(`Python could not be started: ${said.message}`));
    else if (said.type === "taken" && said.run === current?.number) this.expect(current, current.silence, "crashed");
    else if (said.type === "event" && said.run === current?.number) {
      if (current.mayTell(JSON.stringify(said.event).length)) current.hear(said.event);
      else this.giveUp(current, "crashed"); // the frame lets no run say so much: this is not the frame that it was
    }
    else if (said.type === "end" && said.run === current?.number) this.settle(said);
  }

  async begin(wanted, hear) {
    const checked = task(wanted);
    if (!checked) throw new TypeError("files, tests or limits are not as a run needs them");
    if (this.current) throw new Error("Something is running already");
    this.number += 1;
    const run = { number: this.number, hear, mayTell: allowance() };
    this.current = run;
    const ended = new Promise((resolve) => { run.resolve = resolve; });
    if (this.state !== "ready") {
      await this.open().catch((error) => { this.current = null; throw error; });
      if (this.current !== run) return ended; // closed or stopped meanwhile
    }
    // The frame ends a run in time. If it says nothing at all, its process is gone: a new frame takes over.
    this.expect(run, this.patience, "crashed");
    run.silence = checked.limits.seconds * 1_000 + SILENCE;
    this.port.postMessage({ type: "run", run: run.number, task: checked });
    this.enter("running");
    return ended;
  }

  expect(run, milliseconds, ended) {
    clearTimeout(run.timer);
    run.timer = setTimeout(() => this.giveUp(run, ended), milliseconds);
  }

  settle({ ended, message, seconds }) {
    const run = this.current;
    this.current = null;
    clearTimeout(run.timer);
    if (this.state === "running") this.enter("ready");
    run.resolve({ ended, message, seconds });
  }

  giveUp(run, ended) {
    if (this.current !== run) return;
    this.leave();
    this.settle({ ended, message: "Python ended unexpectedly. It starts anew: run it once more.", seconds: 0 });
    this.open().catch(() => {});
  }

  async run({ files, entry = null, limits }, onOutput = () => {}) {
    const made = { output: "", error: null };
    const start = entry ?? Object.keys(files).find((path) => path.endsWith(".py"));
    const end = await this.begin({ kind: "file", files, tests: {}, entry: start, limits: { ...LIMITS, ...limits } }, (event) => {
      if (event.type === "output") { made.output += event.text; onOutput(event.text); }
      if (event.type === "error") made.error = { message: event.message, traceback: event.traceback };
    });
    return { ...made, ended: end.ended, message: reason(end, { ...LIMITS, ...limits }), seconds: end.seconds };
  }

  async test({ files, tests, show = "full", limits }, onResult = () => {}, { onFound = () => {}, onStart = () => {}, onOutput = () => {} } = {}) {
    const results = [];
    const whole = { ...LIMITS, ...limits };
    let found = [];
    let running = null;
    let output = "";
    const tell = (result) => { results.push(result); onResult(result); };
    const end = await this.begin({ kind: "tests", files, tests, full: show === "full", limits: whole }, (event) => {
      if (event.type === "found") onFound(found = event.tests);
      else if (event.type === "start") onStart(running = event.id);
      else if (event.type === "output") { output += event.text; onOutput(event.text); }
      else if (event.type === "result") tell(event.result);
    });
    const message = reason(end, whole);
    if (end.ended !== "done") {
      const told = new Set(results.map(({ id }) => id));
      for (const test of found.filter(({ id }) => !told.has(id))) {
        const said = test.id === running ? message : "Not run: the run ended before.";
        tell({ ...test, outcome: "error", message: show === "full" ? said : "", traceback: [], output: "" });
      }
    }
    return { results, ended: end.ended, message, output, seconds: end.seconds };
  }

  stop() {
    const { current } = this;
    if (!current) return;
    if (this.state === "loading") { this.settle({ ended: "stopped", message: "", seconds: 0 }); return; }
    this.port.postMessage({ type: "stop" });
    this.expect(current, this.patience, "stopped");
  }

  leave() {
    this.port?.close();
    this.frame?.remove();
    Object.assign(this, { port: null, frame: null, opening: null });
  }

  close() {
    this.refused?.(new RuntimeUnavailable("Python was closed."));
    this.leave();
    if (this.current) this.settle({ ended: "stopped", message: "", seconds: 0 });
    this.enter("closed");
  }
}

function reason({ ended, message }, { seconds }) {
  if (ended === "timeout") return `Stopped after ${seconds} s: something in it does not come to an end.`;
  if (ended === "memory") return message || "Stopped: a run may use 256 MiB of memory.";
  if (ended === "stopped") return "Stopped.";
  return message;
}

// Every byte is counted as it comes, of all files together.
async function download(onProgress) {
  const total = Object.values(FILES).reduce((sum, [, size]) => sum + size, 0);
  let loaded = 0;
  async function one([name, size]) {
    const response = await fetch(new URL(name, FOLDER), { credentials: "omit" });
    if (!response.ok) throw new RuntimeUnavailable(`Python could not be loaded: ${name} answers ${response.status}.`);
    const bytes = new Uint8Array(size);
    const reader = response.body.getReader();
    let at = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > size) throw new RuntimeUnavailable(`Python could not be loaded: ${name} is too long.`);
      bytes.set(value, at);
      at += value.length;
      loaded += value.length;
      onProgress({ loaded, total });
    }
    if (at !== size) throw new RuntimeUnavailable(`Python could not be loaded: ${name} broke off.`);
    return bytes.buffer;
  }
  const names = Object.keys(FILES);
  try {
    const buffers = await Promise.all(names.map((name) => one(FILES[name])));
    return Object.fromEntries(names.map((name, index) => [name, buffers[index]]));
  } catch (error) {
    throw error instanceof RuntimeUnavailable ? error : new RuntimeUnavailable("Python could not be loaded: is the network there?");
  }
}

// The memory of an interpreter that has just started, made before any code ran in it. The next start begins with it.
// It holds for this version and this browser; where it cannot be kept, the start takes a second longer.
async function addressOf(digest) {
  const text = new TextEncoder().encode(`${digest} ${navigator.userAgent}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return `${FRAME}memory/${Array.from(hash.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function kept(digest) {
  try {
    const found = await (await caches.open(STORE)).match(await addressOf(digest));
    return found ? await found.arrayBuffer() : null;
  } catch { return null; }
}

async function keep(digest, bytes) {
  try {
    const store = await caches.open(STORE);
    for (const old of await store.keys()) await store.delete(old);
    await store.put(await addressOf(digest), new Response(bytes));
  } catch { /* it is made anew each time */ }
}
