// The review page: time spent, keys, focus. The server stays the source of truth; without this file every form still posts.
const GOOD = "4";
const review = () => document.querySelector("[data-review]");
const good = () => review().querySelector(`.grade[value="${GOOD}"]`);
const dialog = document.getElementById("shortcuts");
const inPlace = () => document.querySelector("[data-in-place]"); // a note, or the editor
const text = (seconds) => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const pad = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
};

// Time counts while the card can be seen and nobody writes, and at most ten minutes at a stretch without a key or a touch.
const IDLE = 600_000;
let spent = 0;
let since = performance.now();
let active = performance.now();
let before = 0;

function tally() {
  const now = performance.now();
  if (!document.hidden && !inPlace() && now - active < IDLE) spent += now - since;
  since = now;
}
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => { tally(); active = performance.now(); }, true);
document.addEventListener("visibilitychange", () => { if (document.hidden) tally(); else since = active = performance.now(); });
setInterval(() => {
  tally();
  const clock = review()?.querySelector("[data-clock]");
  if (clock) clock.textContent = text(before + (document.getElementById("card")?.dataset.card ? spent / 1000 : 0));
}, 1000);

function begin() {
  spent = 0;
  since = active = performance.now();
  before = Number(review()?.querySelector("[data-clock]")?.dataset.seconds ?? 0);
  remember(null);
}

// The seconds are fixed with the first press: a retry sends the very same values and counts once.
// A grade waits for a flag that is on its way, which brings the same card again: htmx would drop it.
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  const field = target.querySelector("[data-spent]");
  if (!field) return;
  if (!field.value) {
    tally();
    field.value = Math.round(spent / 1000);
  }
  if (!document.querySelector("[data-key=f].htmx-request")) return;
  event.preventDefault();
  event.stopPropagation();
  submitter.setAttribute("aria-disabled", "true");
  const card = asShown();
  document.addEventListener("htmx:finally:request", async () => {
    await null; // until htmx takes the next one
    if (card === asShown()) document.querySelector(`[name=quality][value="${submitter.value}"]`)?.click();
  }, { once: true });
}, true);

// Which of our keys was pressed: by its letter where that is one of ours (on Dvorak too u undoes), else by where it lies:
// Cyrillic, Greek or Hebrew letters and the upper row of a French keyboard do what the page says.
function pressedOn(event) {
  const letter = event.key.toLowerCase();
  const isOurs = /^[1-4 ?]$/.test(letter) || review().querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (isOurs || letter.length > 1 || /[a-z]/.test(letter)) return letter;
  if (event.code === "Space") return " ";
  const place = event.code.match(event.shiftKey ? /^Key([A-Z])$/ : /^(?:Key|Digit|Numpad)([A-Z1-4])$/);
  return place ? place[1].toLowerCase() : letter;
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.getModifierState("AltGraph")) return;
  if (event.repeat || dialog.open) return;
  if (inPlace()) {
    if (event.key === "Escape" && event.keyCode !== 229) inPlace().querySelector("[data-cancel]").click();
    return;
  }
  if (event.target.closest("input, textarea, select, [contenteditable]") || !review()) return;
  const answer = review().querySelector("[data-answer]");
  const primer = review().querySelector("[data-primer][open]");
  if (event.isComposing || event.key === "Process") return; // an input method is at work
  const pressed = pressedOn(event);
  if (pressed === " " || pressed === "enter") {
    if (event.target.closest("a, button, summary") && !event.target.closest(".card summary.button")) return;
    event.preventDefault();
    if (primer) primer.open = false;
    else if (answer && !answer.open) show(answer);
    else if (pressed === " " && below(answer) > 0) scrollOn(answer);
    else good()?.click();
  } else if (/^[1-4]$/.test(pressed)) {
    const grades = review().querySelectorAll(".grade");
    // 3 is Good also where two grades are shown and it is the second: hands that know Anki press it.
    if (answer?.open && !primer) (pressed === "3" ? good() : grades[Number(pressed) - 1])?.click();
  } else if (pressed === "?") {
    event.preventDefault();
    dialog.showModal();
  } else {
    review().querySelector(`[data-key="${CSS.escape(pressed)}"]`)?.click();
  }
}
document.addEventListener("keydown", key);

function show(answer) {
  answer.open = true;
  answer.querySelector("[data-shown]").focus({ preventScroll: true });
}

// An answer that opens below the fold is brought up by no more than it takes. Where it is longer than the screen, Space
// turns the page first and grades when its end was seen.
const AIR = 16;
const fold = () => Math.min(innerHeight, review().querySelector(".grades").getBoundingClientRect().top);
const below = (answer) => (answer ? Math.round(answer.getBoundingClientRect().bottom - fold()) : 0);

function scrollOn(answer, most = fold() - 4 * AIR) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  scrollBy({ top: Math.min(below(answer) + AIR, most), behavior });
}
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches("[data-answer]")) return;
  remember(target.open ? cardId() : null);
  const stands = "stands" in target.dataset;
  delete target.dataset.stands;
  if (target.open && !stands && !inPlace() && below(target) > 0) scrollOn(target, target.getBoundingClientRect().top - AIR);
}, true);

// Whoever follows a link from an answer and comes back finds it open: this entry of the history knows.
const cardId = () => document.getElementById("card")?.dataset.card;
function remember(open) {
  history.replaceState({ ...history.state, open }, "");
}
function unfold(open) {
  const answer = review().querySelector("[data-answer]");
  review().querySelector("[data-primer]")?.removeAttribute("open");
  answer.open = open;
  if (open) answer.dataset.stands = ""; // nothing is to be brought up: the page is as it was
}

// A link that htmx follows opens in a tab of its own for who asks for that.
document.addEventListener("click", (event) => {
  if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("a[hx-get]")) event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-shortcuts]")) return;
  event.preventDefault();
  dialog.showModal();
});

// What was on the page when the answer came: the grade given; or the same card's answer open or not, and where it stood.
let given;
let shown;
let top = 0;
document.addEventListener("htmx:before:swap", ({ detail }) => {
  const { action, submitter } = detail.ctx.request;
  const answer = review()?.querySelector("[data-answer]");
  given = submitter?.querySelector("b")?.textContent;
  shown = answer && /^\/(cards|review\/flag)\//.test(action) ? answer.open : undefined;
  if (!inPlace()) top = scrollY;
});

// Cancelled, a form in the card's place goes, and the card is as it was.
document.addEventListener("click", (event) => {
  if (!review() || !event.target.closest("[data-cancel]")) return;
  event.preventDefault();
  tally();
  inPlace().remove();
  settle();
});

function settle() {
  const answer = review().querySelector("[data-answer][open] [data-shown]");
  (answer ?? document.getElementById("card")).focus({ preventScroll: true });
  scrollTo({ top, behavior: "instant" });
}

// After a swap the focus is on the card, at the top of the page, and the live region, which stays, says what happened.
document.addEventListener("htmx:after:swap", async () => {
  if (!review()) return;
  if (inPlace()) return (await import("./writing.js")).begin(inPlace());
  const said = review().querySelector("[data-said]")?.textContent;
  document.querySelector("[data-live]").textContent = said ?? (given ? `Graded ${given}.` : "");
  if (shown === undefined || !review().querySelector("[data-answer]")) {
    begin();
    top = 0;
  } else unfold(shown);
  settle();
});

// A grade that meets a lost session, or comes from a page of an earlier one, waits in this tab until the learner is back.
let tab;
try {
  tab = window.sessionStorage;
} catch {} // the browser forbids it to this site: the sign-in page has said that the grade was not stored
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.request.action !== "/review/grade/") return;
  const { status } = ctx.response;
  if (ctx.hx.redirect || status === 403) {
    tab?.setItem("unsent", JSON.stringify({ learner: document.body.dataset.learner, body: `${ctx.request.body}` }));
  } else if (status < 500 && status !== 429) tab?.removeItem("unsent");
});

// Whoever looks at the card's own page and comes back has thought of it before, too. A grade gives it another version.
const asShown = () => `${cardId()} ${document.querySelector("#grading [name=version]")?.value}`;
addEventListener("pagehide", () => { tally(); tab?.setItem("spent", JSON.stringify([asShown(), spent])); });

const { open } = history.state ?? {};
begin();
const [seen, time] = JSON.parse(tab?.spent ?? "[]");
if (seen === asShown()) spent = time;
if (open && open === cardId()) unfold(true);
if (tab?.unsent) import("./resend.js").then(({ resend }) => resend(JSON.parse(tab.unsent)));
