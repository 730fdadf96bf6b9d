// A ladder by keyboard: Space or Enter shows the answer, then says that it was known; 1 missed, 2 had; Escape stops.
// After a grade Enter goes on to the ladder, as its key cap says.
const press = (selector) => document.querySelector(selector)?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable], details.menu")) return;
  const answer = document.querySelector("[data-answer]");
  const digit = event.code.match(/^(?:Digit|Numpad)([12])$/)?.[1] ?? event.key;
  if (event.key === " " || event.key === "Enter") {
    if (event.target.closest("a, button, summary") && !event.target.closest("[data-answer] > summary")) return;
    if (!answer) return event.key === "Enter" ? press("[data-climb]") : undefined;
    event.preventDefault();
    if (answer.open) press("[data-key='2']");
    else answer.open = true;
  } else if (answer?.open && (digit === "1" || digit === "2")) press(`[data-key="${digit}"]`);
  else if (event.key === "Escape") press("[data-stop]");
});
