// For who ticks key points in review: 1 to 9 tick them, Enter grades by them. Before review.js, whose keys these are else.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  const ticks = document.querySelector("[data-answer][open] [data-ticks]");
  if (!ticks || document.querySelector("dialog[open], [data-in-place], [data-primer][open]")) return;
  if (event.target.closest("textarea, select, a, button, summary, input:not([type=checkbox])")) return;
  const digit = event.code.match(/^(?:Digit|Numpad)([1-9])$/)?.[1] ?? (/^[1-9]$/.test(event.key) ? event.key : "");
  const box = digit && ticks.querySelectorAll("input")[Number(digit) - 1];
  if (!box && event.key !== "Enter") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (box) box.checked = !box.checked;
  else ticks.querySelector("[data-by-points]").click();
}, true);

// A note, an edit or a flag brings the same card again: what was ticked on it by then stays.
const boxes = () => [...document.querySelectorAll("[data-ticks] input")];
const cardId = () => document.getElementById("card")?.dataset.card;
let kept = {};
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const comesAgain = /^\/(cards|review\/flag)\//.test(ctx.request.action);
  kept = comesAgain ? { card: cardId(), ticked: boxes().map((box) => box.checked) } : {};
});
document.addEventListener("htmx:after:swap", () => {
  if (!kept.ticked || kept.card !== cardId()) return;
  boxes().forEach((box, place) => { box.checked = kept.ticked[place] ?? false; });
});
