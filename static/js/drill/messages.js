// What the page and the frame may say to each other. Both sides use these: what comes is never taken as it is, but built
// anew from the fields that are known, and null when it is anything else.

const PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;
const MOST_FILES = 200;
const MOST_CHARACTERS = 2 * 2 ** 20; // of a tree
const MOST_SECONDS = 120;
const MOST_OUTPUT = 2 ** 20;
const MOST_TESTS = 1_000;
const MOST_EVENTS = 100_000; // of a run; an honest one has its lines of output and three for each test
const MOST_SAID = 2 ** 24; // characters of all of these
const OUTCOMES = ["passed", "failed", "error"];
const ENDS = ["done", "timeout", "memory", "crashed", "stopped"];

const isText = (value, most = 5_000) => typeof value === "string" && value.length <= most;
const isPlain = (value) => typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const isPath = (value) => isText(value, 200) && PATH.test(value);
const isCount = (value, most) => Number.isSafeInteger(value) && value >= 0 && value <= most;

function tree(value) {
  if (!isPlain(value)) return null;
  const entries = Object.entries(value);
  const size = entries.reduce((sum, [, text]) => sum + (typeof text === "string" ? text.length : Infinity), 0);
  if (entries.length > MOST_FILES || size > MOST_CHARACTERS || !entries.every(([path]) => isPath(path))) return null;
  return Object.fromEntries(entries);
}

// Page to frame: what to run.
export function task(value) {
  if (!isPlain(value) || !isPlain(value.limits)) return null;
  const { kind, limits: { seconds, outputBytes } } = value;
  const files = tree(value.files);
  const tests = tree(value.tests);
  if (!files || !tests || !(seconds > 0 && seconds <= MOST_SECONDS) || !isCount(outputBytes, MOST_OUTPUT)) return null;
  const limits = { seconds, outputBytes };
  if (kind === "file" && isPath(value.entry) && Object.hasOwn(files, value.entry)) {
    return { kind, files, tests, entry: value.entry, limits };
  }
  return kind === "tests" ? { kind, files, tests, full: value.full === true, limits } : null;
}

function test(value) {
  if (!isPlain(value) || !isText(value.id) || !isText(value.name)) return null;
  const part = isCount(value.part, 99) ? value.part : null;
  return { id: value.id, name: value.name, part };
}

function line(value) {
  if (!isPlain(value) || !isText(value.file) || !isCount(value.line, 10 ** 7) || !isText(value.text)) return null;
  return { file: value.file, line: value.line, text: value.text };
}

function error(value) {
  if (!isText(value.message) || !Array.isArray(value.traceback) || value.traceback.length > 100) return null;
  const traceback = value.traceback.map(line);
  return traceback.includes(null) ? null : { message: value.message, traceback };
}

function result(value) {
  const known = test(value);
  const what = known && error(value);
  if (!what || !OUTCOMES.includes(value.outcome) || !isText(value.output, 2 * MOST_OUTPUT)) return null;
  const made = { ...known, outcome: value.outcome, ...what, output: value.output };
  if (value.got === undefined && value.expected === undefined) return made;
  if (!isText(value.got) || !isText(value.expected)) return null;
  return { ...made, got: value.got, expected: value.expected };
}

// Worker to frame, and frame to page: what happens in a run.
export function event(value) {
  if (!isPlain(value)) return null;
  switch (value.type) {
    case "found": {
      if (!Array.isArray(value.tests) || value.tests.length > MOST_TESTS) return null;
      const tests = value.tests.map(test);
      return tests.includes(null) ? null : { type: "found", tests };
    }
    case "start": return isText(value.id) ? { type: "start", id: value.id } : null;
    case "imported": return isText(value.file) && isText(value.message) ? { type: "imported", file: value.file, message: value.message } : null;
    case "output": return isText(value.text, 2 * MOST_OUTPUT) ? { type: "output", text: value.text } : null;
    case "result": {
      const made = isPlain(value.result) && result(value.result);
      return made ? { type: "result", result: made } : null;
    }
    case "error": {
      const made = error(value);
      return made && isText(value.kind, 20) ? { type: "error", ...made, kind: value.kind } : null;
    }
    default: return null;
  }
}

// What a run may say in all: asked with the length of each event, false from where it is too much.
export function allowance() {
  let events = 0;
  let characters = 0;
  return (length) => {
    events += 1;
    characters += length;
    return events <= MOST_EVENTS && characters <= MOST_SAID;
  };
}

// Frame to page: everything but the event of a run.
export function report(value) {
  if (!isPlain(value)) return null;
  switch (value.type) {
    case "hello": return isText(value.digest, 100) ? { type: "hello", digest: value.digest } : null;
    case "ready": return { type: "ready", seconds: Number(value.seconds) || 0 };
    case "failed": return isText(value.message) ? { type: "failed", message: value.message } : null;
    case "snapshot": {
      const isWhole = value.bytes instanceof ArrayBuffer && value.bytes.byteLength <= 2 ** 26;
      return isWhole ? { type: "snapshot", bytes: value.bytes } : null;
    }
    case "taken": return isCount(value.run, 10 ** 9) ? { type: "taken", run: value.run } : null;
    case "event": {
      const made = event(value.event);
      return made && isCount(value.run, 10 ** 9) ? { type: "event", run: value.run, event: made } : null;
    }
    case "end": {
      if (!isCount(value.run, 10 ** 9) || !ENDS.includes(value.ended) || !isText(value.message)) return null;
      return { type: "end", run: value.run, ended: value.ended, message: value.message, seconds: Number(value.seconds) || 0 };
    }
    default: return null;
  }
}
