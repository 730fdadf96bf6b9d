// A practice: its clock, keeping what is typed on the server, and the keys of the rubric. Every form posts without this.
import { startClock } from "./clock.js";
import { startKeeping } from "./keeping.js";

const attempt = document.querySelector("[data-attempt]");
const grading = document.querySelector("[data-grading]");

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

// Ticks that meet a lost session or no connection wait in this tab until they can be kept.
function keepUnsent(form) {
  let tab;
  try {
    tab = window.sessionStorage;
  } catch {} // the browser forbids it to this site
  const boxes = [...form.querySelectorAll("input[type=radio], input[type=checkbox]")];
  const answer = form.elements.review.value;
  const keep = () => tab?.setItem("ticks", JSON.stringify([answer, boxes.map(({ checked }) => checked)]));
  const [of, ticks] = JSON.parse(tab?.getItem("ticks") ?? "[]");
  if (of === answer) {
    boxes.forEach((box, place) => { box.checked = ticks[place] ?? false; });
    setTimeout(() => boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }))); // htmx takes over the page in a task, too
  }
  let leaving = false; // with all ticks: what waits to be kept has nothing to add
  form.addEventListener("submit", () => {
    leaving = true;
    keep();
  });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("htmx:before:request", (event) => { if (leaving) event.preventDefault(); });
  document.addEventListener("htmx:error", keep);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (!ctx.request.action.endsWith("/keep/")) return;
    if (ctx.hx.redirect || ctx.response.status === 403) keep();
    else tab?.removeItem("ticks");
  });
}

function startGrading(form) {
  startKeys(form);
  keepUnsent(form);
}

if (attempt) startKeeping(attempt, startClock(attempt));
if (grading) startGrading(grading);
document.addEventListener("practice:shown", () => { // the rubric, in the place of what was written: see recorder.js
  const shown = document.querySelector("[data-grading]");
  if (shown) startGrading(shown);
});
