// Free study by keyboard: Space or Enter shows the answer, then goes on; the arrows go back and forth.
const press = (name) => document.querySelector(`[data-${name}]`)?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "ArrowRight") press("next");
  else if (event.key === "ArrowLeft") press("previous");
  else if (event.key === " " || event.key === "Enter") {
    if (event.target.closest("a, button, summary") && !event.target.closest("[data-answer] > summary")) return;
    const answer = document.querySelector("[data-answer]");
    if (!answer) return;
    event.preventDefault();
    if (answer.open) press("next");
    else answer.open = true;
  }
});
