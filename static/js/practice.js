// A practice: its clock, keeping what is typed on the server, and the keys of the rubric. Every form posts without this.
import { startClock } from "./clock.js";

const attempt = document.querySelector("[data-attempt]");
const grading = document.querySelector("[data-grading]");

// What is typed goes to the server after a pause, and at the latest every ten seconds; until then this device keeps it
// (drafts.js), and forgets it once the server has it: an old draft must not come back over what another device wrote.
const PAUSE = 1_500;
const LATEST = 10_000;

function startKeeping(form, tally) {
  const said = form.querySelector("[data-kept]");
  const draft = `draft:${document.body.dataset.learner}:${form.dataset.draft}`;
  let waiting = 0;
  let first = 0;
  let edits = 0;
  let sending = false;
  let leaving = false;

  async function send() {
    clearTimeout(waiting);
    if (leaving) return;
    if (sending) return wait();
    sending = true;
    first = 0;
    tally();
    const sent = edits;
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: document.hidden,
      });
      const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
      if (answer.kept) {
        if (sent === edits) localStorage.removeItem(draft);
        said.textContent = `Kept at ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })}.`;
      } else said.textContent = answer.said ?? "Not kept on the server yet; this device has it. It is tried again.";
      if (!answer.kept && !answer.said) wait(LATEST);
    } catch {
      said.textContent = "No connection: this device has what you wrote. It is tried again.";
      wait(LATEST);
    }
    sending = false;
  }
  function wait(pause = PAUSE) {
    clearTimeout(waiting);
    first ||= performance.now();
    waiting = setTimeout(send, Math.max(0, Math.min(pause, first + LATEST - performance.now())));
  }
  form.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    edits += 1;
    wait();
  });
  form.addEventListener("submit", () => { tally(); leaving = true; });
  addEventListener("pageshow", () => { leaving = false; }); // back again, for what was sent did not arrive
  // A lid that closes, another tab, a locked phone: what was written must be there on the next device. A page that goes for
  // good sends nothing, for the one that follows it on this device might be shown before that arrives, and be refused.
  addEventListener("pagehide", () => { leaving = true; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  setInterval(() => { if (!document.hidden && !sending) send(); }, 60_000); // the time too
}

// Keys 1 to 9 and 0 take a point from not said to said to only named, and Enter grades.
function startKeys(form) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const digit = event.code.match(/^(?:Digit|Numpad)([0-9])$/)?.[1] ?? (/^[0-9]$/.test(event.key) ? event.key : "");
    if (digit && !event.shiftKey) {
      const point = form.querySelector(`[data-point="${digit === "0" ? 10 : digit}"]`);
      if (!point) return;
      event.preventDefault();
      const marks = [...point.querySelectorAll("input")];
      const next = marks[{ said: 1, named: 2 }[marks.find((mark) => mark.checked)?.value] ?? 0];
      next.checked = true;
      next.focus({ preventScroll: true });
      point.scrollIntoView({ block: "nearest" });
      next.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      form.querySelector("[data-grade]")?.click();
    }
  });
}

if (attempt) startKeeping(attempt, startClock(attempt));
if (grading) startKeys(grading);
document.addEventListener("practice:shown", () => { // the rubric, in the place of what was written: see recorder.js
  const shown = document.querySelector("[data-grading]");
  if (shown) startKeys(shown);
});
