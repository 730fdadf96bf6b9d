// The room of a drill: code, its tests and the clock. What is kept, opened and graded the server decides.
import { isChanged } from "../changed.js";
import { startClock } from "../clock.js";
import { openFiles, within } from "./files.js";
import { startKeeping } from "./keeping.js";
import { startResults } from "./results.js";
import { openRuntime } from "./runtime.js";

const room = document.querySelector("[data-room]");
const data = JSON.parse(document.getElementById("drill").textContent);
const one = (name) => room.querySelector(`[data-${name}]`);
const [said, python, progress, stop] = ["said", "python", "progress", "stop"].map(one);
const buttons = ["run", "submit", "run-file"].map(one);
const finish = one("finish");
const address = (action) => `${location.pathname}${action}/`;
const STOPPED = "Stopped. This run does not count.";
const OWN_TEST = /(?:^|\/)test_\w+\.py$/;

let part = data.part;
let running = false;
let tally = () => {};

const keeping = startKeeping(data, {
  address: address("keep"),
  token: finish.querySelector("[name=csrfmiddlewaretoken]").value,
  files: () => files.all(),
  seconds: () => { tally(); return finish.querySelector("[data-spent]").value; },
  say: (text) => { one("kept").textContent = text; },
});
const files = openFiles(room, data, {
  onEdit: () => keeping.edited(),
  onRun: () => run(false),
  onSubmit: () => run(true),
  onDenied: () => { go("task"); say("First your hypothesis: the code can be edited once it is written down."); document.getElementById("hypothesis").focus(); },
});
const results = startResults(room, { isThere: files.isThere, goTo(path, line) { go("code"); files.goTo(path, line); } });
const say = (text) => { said.textContent = text; };

for (const path of files.library) {
  const open = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: path });
  open.addEventListener("click", () => { go("code"); files.read(path); });
  one("library").append(open);
}

// Steps, on a narrow screen -------------------------------------------------------------------------------------------

const steps = room.querySelector(".steps");
function go(step) {
  room.dataset.step = step;
  for (const button of room.querySelectorAll("[data-go]")) button.setAttribute("aria-pressed", button.dataset.go === step);
  const above = steps.getBoundingClientRect().bottom - steps.nextElementSibling.getBoundingClientRect().top;
  // Each step begins at its top, below the steps that stay in sight; code and tests have the screen for themselves.
  if (steps.offsetHeight && (above > 0 || step !== "task")) scrollBy(0, -above);
}
for (const button of room.querySelectorAll("[data-go]")) {
  button.addEventListener("click", () => go(button.dataset.go));
  button.disabled = false;
}

function lookAtTests() {
  go("tests");
  const task = one("task");
  task.scrollTop += one("tests").getBoundingClientRect().top - task.getBoundingClientRect().top - 16;
}

// Parts ---------------------------------------------------------------------------------------------------------------

for (const each of room.querySelectorAll("[data-part]")) {
  each.querySelector("summary").addEventListener("click", (event) => { if (Number(each.dataset.part) > part) event.preventDefault(); });
}
function openParts(upTo) {
  for (const each of room.querySelectorAll("[data-part]")) {
    const number = Number(each.dataset.part);
    const isOpen = number <= upTo;
    each.classList.toggle("locked", !isOpen);
    each.querySelector("[data-locked]").hidden = isOpen;
    each.open = number === upTo || (isOpen && each.open && upTo === part);
  }
  if (upTo > part) { // a hint may have waited for it
    room.querySelector("#another-hint")?.removeAttribute("disabled");
    room.querySelector("#another-hint + span")?.remove();
  }
  part = upTo;
}
openParts(part);

// Python --------------------------------------------------------------------------------------------------------------

let runtime = null;
async function ready() {
  runtime ??= openRuntime({
    onProgress({ loaded, total, starting }) {
      progress.hidden = false;
      if (starting) progress.removeAttribute("value");
      else progress.value = loaded / total;
      python.textContent = starting ? "Python starts …" : `Python loads, ${Math.round((100 * loaded) / total)} %`;
    },
  });
  try {
    const opened = await runtime;
    progress.hidden = true;
    python.textContent = "Python in your browser";
    return opened;
  } catch (error) {
    runtime = null;
    progress.hidden = true;
    python.textContent = error.message;
    throw error;
  }
}
ready().catch(() => {});

let isStopped = false; // perhaps before Python was there
let pressed = null; // a button that is disabled loses the focus
function busy(isBusy) {
  running = isBusy;
  if (isBusy) {
    isStopped = false;
    pressed = document.activeElement;
  }
  for (const button of buttons) button.disabled = isBusy;
  stop.hidden = !isBusy;
  if (!isBusy && document.activeElement === document.body) pressed?.focus({ preventScroll: true });
}
stop.addEventListener("click", async () => {
  isStopped = true;
  (await runtime)?.stop();
});

// Runs ----------------------------------------------------------------------------------------------------------------

function apart(code) {
  const all = Object.entries(code);
  const own = Object.fromEntries(all.filter(([path]) => OWN_TEST.test(path)));
  return { code: Object.fromEntries(all.filter(([path]) => !(path in own))), own };
}
// The drill's folders are packages, as in its zip: no file of the learner's is taken for one of them.
const packaged = (folder, tree) => within(folder, { "__init__.py": "", ...tree });
function visibleTests(upTo) {
  const isOpen = (path) => !/^part_\d+\.py$/.test(path) || Number(path.match(/\d+/)[0]) <= upTo;
  return packaged("tests", Object.fromEntries(Object.entries(data.tests).filter(([path]) => isOpen(path))));
}

async function run(isSubmission) {
  if (running) return;
  busy(true);
  lookAtTests();
  results.clear();
  say("Running …");
  try {
    const ran = { files: files.all(), edit: keeping.edit() };
    const { code, own } = apart(ran.files);
    const tests = { ...visibleTests(isSubmission ? data.counts.length : part), ...own };
    const opened = await ready();
    if (isStopped) return say(STOPPED);
    const hear = (isHidden) => [(result) => results.told(result, { isHidden }), { onFound: results.found, onStart: results.started }];
    const visible = await opened.test({ files: code, tests, show: "full", limits: {} }, ...hear(false));
    const passed = data.counts.map(([most], at) => Math.min(most, count(visible.results, at + 1)));
    const shown = { visible: passed, hidden: null };
    let hidden = null;
    if (isSubmission && visible.ended !== "stopped") {
      results.heading("Hidden tests, by name");
      hidden = await opened.test({ files: { ...code, ...visibleTests(0) }, tests: packaged("hidden", data.hidden), show: "names", limits: {} }, ...hear(true));
      shown.hidden = hidden.results.filter(({ outcome }) => outcome === "passed").length;
    }
    mark(visible.results);
    if ([visible, hidden].some((each) => each?.ended === "stopped")) return say(STOPPED);
    const ownFailed = visible.results.some((each) => each.part === null && each.outcome !== "passed");
    await note(ran, shown, isSubmission, visible.ended === "done" ? hidden : visible, ownFailed);
  } catch (error) {
    say(error.message);
  } finally {
    busy(false);
  }
}

const count = (told, number) => told.filter((each) => each.part === number && each.outcome === "passed" && each.id.startsWith("tests/")).length;

function mark(told) {
  const bad = told.filter(({ outcome }) => outcome !== "passed");
  files.fail(bad.map(({ traceback }) => traceback.findLast(({ file }) => files.isThere(file) && !files.library.includes(file))?.file).filter(Boolean));
  one("tally").textContent = `${told.length - bad.length}/${told.length}`;
}

async function note(ran, shown, isSubmission, ended, ownFailed) {
  const body = { key: crypto.randomUUID(), files: JSON.stringify(ran.files), results: JSON.stringify(shown), submission: isSubmission ? "on" : "" };
  const answer = await keeping.post(address("run"), body);
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
  const open = data.counts.slice(0, isSubmission ? data.counts.length : part);
  let text = `${sum(shown.visible)} of ${sum(open.map(([visible]) => visible))} visible tests pass`;
  if (shown.hidden !== null) text += `, ${shown.hidden} of ${sum(data.counts.map(([, hidden]) => hidden))} hidden ones`;
  text += ended?.message ? `. ${ended.message}` : ".";
  if (ownFailed) text += " One of your own fails.";
  if (!answer.kept) return say(`${text} ${answer.said}`);
  await keeping.settled(ran.edit);
  if (answer.part > part) {
    openParts(answer.part);
    if (!answer.passed) text += ` Part ${answer.part} is open.`;
  } else if (!isSubmission && sum(shown.visible) === sum(data.counts.map(([visible]) => visible))) text += " Submit to run the hidden ones.";
  say(text);
  if (isSubmission) showEnding(answer.passed);
  return null;
}

function showEnding(hasPassed) {
  for (const each of finish.querySelectorAll("[data-if]")) each.hidden = each.dataset.if !== (hasPassed ? "passed" : "some");
  if (hasPassed) one("ending").open = true;
}

async function runFile() {
  if (running) return;
  busy(true);
  lookAtTests();
  try {
    const opened = await ready();
    if (isStopped) return say("Stopped.");
    if (!files.isOwn(files.active) || !files.active.endsWith(".py")) return say(`${files.active} is no program of yours.`);
    say(`Running ${files.active} …`);
    const { output, error, message } = await opened.run({ files: files.all(), entry: files.active, limits: {} });
    results.printed(output, error);
    say(message || (error ? `${files.active} ended with an error.` : `${files.active} ran to its end.`));
  } catch (error) {
    say(error.message);
  } finally {
    busy(false);
  }
  return null;
}
const actions = [() => run(false), () => run(true), runFile];
buttons.forEach((button, at) => button.addEventListener("click", actions[at]));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || event.repeat) return;
  event.preventDefault();
  run(event.shiftKey);
});
if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of room.querySelectorAll("[data-mod]")) key.textContent = key.textContent.replace("Ctrl", "⌘");
}

// A hunt's hypothesis comes before the first edit ---------------------------------------------------------------------

const hypothesis = one("hypothesis");
const guess = keeping.sentence("hypothesis");
function mayEdit() {
  hypothesis.querySelector("[data-ask]")?.remove();
  hypothesis.querySelector("textarea").readOnly = true;
  guess.forget();
  files.lock(false);
  one("kept").textContent = "";
}
if (data.may) guess.forget(); // the page may have gone before it heard that the server has it
else if (hypothesis) {
  const suspected = hypothesis.querySelector("textarea");
  if (isChanged(suspected)) guess.remember(suspected.value); // typed before this file came
  else suspected.value ||= guess.typed();
  suspected.addEventListener("input", () => guess.remember(suspected.value));
  files.lock(true);
  one("kept").textContent = "Read only until your hypothesis is written down"; // a touch in the code says nothing
  hypothesis.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = suspected.value.trim();
    if (!text) return suspected.focus();
    try {
      const answer = await keeping.post(address("keep"), { hypothesis: text });
      if (answer.kept) {
        mayEdit();
        const next = [room.querySelector("[data-go=code]"), suspected];
        next.find((each) => each.offsetParent).focus({ preventScroll: true });
      }
      say(answer.kept ? "Your hypothesis is written down. Now the code can be edited." : answer.said);
    } catch { say("No connection: it was not kept. Try again."); }
    return null;
  });
  hypothesis.querySelector("[data-skip]").addEventListener("click", mayEdit);
}
const cause = one("cause");
if (cause) {
  const draft = keeping.sentence("cause");
  let pause = 0;
  const send = async () => {
    const text = cause.value;
    try {
      const answer = await keeping.post(address("keep"), { cause: text });
      if (answer.kept && text === cause.value) draft.forget();
    } catch { /* this device has it */ }
  };
  const typed = () => {
    draft.remember(cause.value);
    clearTimeout(pause);
    pause = setTimeout(send, 1_500);
  };
  cause.addEventListener("input", typed);
  if (isChanged(cause)) typed(); // before this file came
  else if (draft.typed()) {
    cause.value = draft.typed();
    send();
  }
}

// What this device had, and leaving the page ---------------------------------------------------------------------------

const before = keeping.before();
function takeBack() {
  keeping.goOnFrom(before.knew);
  files.replace(before.files);
  keeping.edited();
}
if (before?.isNewer && data.may) {
  takeBack();
  say("This device had newer code than the server: here it is.");
} else if (before) {
  const offer = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: "Use that" });
  offer.addEventListener("click", () => { takeBack(); offer.remove(); say("Your code is as this device had it."); });
  keeping.putAside(before.files).then((isKept) => {
    say(`This device has other code that the server never got${isKept ? "; it is among your attempts now" : ""}. `);
    said.append(offer);
  });
}
for (const form of document.querySelectorAll("form[data-away], form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    tally();
    if (keeping.isSettled()) return;
    event.preventDefault();
    event.stopPropagation(); // signing out deletes what this device has: not before the server has it
    await keeping.send();
    if (keeping.isSettled()) form.requestSubmit(event.submitter);
    else {
      if (room.dataset.step === "code") lookAtTests();
      say("Your code is not on the server yet: try again in a moment.");
    }
  });
}

tally = startClock(room);

busy(false); // until now a press would have done nothing
