// Enter starts the review, as its key cap says.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("a, button, summary, input, textarea, select")) return;
  document.querySelector("[data-start]")?.click();
});
