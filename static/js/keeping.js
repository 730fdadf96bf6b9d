// Keeps what is typed into form[data-draft] on the server, at its data-keep or its action; [data-kept] says so. `tally`
// brings its clock up to date.
//
// What is typed goes to the server after a pause, and at the latest every ten seconds; until then this device keeps it
// (drafts.js), and forgets it once the server has it: an old draft must not come back over what another device wrote.
import { isChanged } from "./changed.js";
import { forget } from "./drafts.js";

const PAUSE = 1_500;
const LATEST = 10_000;
const PATIENCE = 20_000;

export function startKeeping(form, tally) {
  const said = form.querySelector("[data-kept]");
  let waiting = 0;
  let first = 0;
  let edits = 0;
  let sending = null;
  let leaving = false;

  async function send() {
    clearTimeout(waiting);
    if (leaving) return;
    if (sending) return wait();
    sending = post();
    await sending;
    sending = null;
  }
  async function post() {
    first = 0;
    tally();
    const sent = edits;
    try {
      const response = await fetch(form.dataset.keep ?? form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: document.hidden,
        signal: AbortSignal.timeout(PATIENCE),
      });
      const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
      if (answer.kept) {
        if (sent === edits) forget(form);
        said.textContent = `Kept at ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })}.`;
      } else said.textContent = answer.said ?? "Not kept on the server yet; this device has it. It is tried again.";
      if (!answer.kept && !answer.said) wait(LATEST);
    } catch {
      said.textContent = "No connection: this device has what you wrote. It is tried again.";
      wait(LATEST);
    }
  }
  function sendTime() {
    tally();
    const body = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
    body.append("only", "time");
    navigator.sendBeacon(form.dataset.keep ?? form.action, body);
  }
  function wait(pause = PAUSE) {
    clearTimeout(waiting);
    first ||= performance.now();
    waiting = setTimeout(send, Math.max(0, Math.min(pause, first + LATEST - performance.now())));
  }
  function edited() {
    edits += 1;
    wait();
  }
  form.addEventListener("input", edited); // a draft that is brought back, too
  if ([...form.elements].some(isChanged)) edited(); // before this file came
  // Of two from this page the one that arrives last holds: the form waits for what is on its way.
  form.addEventListener("submit", async (event) => {
    tally();
    leaving = true;
    if (!sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.submitter?.setAttribute("aria-disabled", "true");
    await sending;
    form.requestSubmit(event.submitter);
  }, true);
  addEventListener("pageshow", () => { leaving = false; }); // back again, for what was sent did not arrive
  // A lid that closes, another tab, a locked phone: what was written must be there on the next device. A page that goes for
  // good sends its time alone, for the one that follows it on this device might be shown before that arrives: a text would
  // have another version by then, and what is written there be refused.
  addEventListener("pagehide", () => {
    if (!leaving) sendTime();
    leaving = true;
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  setInterval(() => { if (!document.hidden && !sending) send(); }, 60_000); // the time too
}
