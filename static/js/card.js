// A card's page that was opened from review: back to it by the link, by I or by Escape, and by the browser's own Back
// where that is the same, so that the page stands where it stood.
let isGoing = false; // the page may take its time: who presses again goes no further back
const back = document.querySelector("[data-back]");
const fromReview = () => document.referrer && new URL(document.referrer).pathname.startsWith("/review/");

back?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !fromReview()) return;
  event.preventDefault();
  if (!isGoing) history.back();
  isGoing = true;
});
addEventListener("pageshow", () => { isGoing = false; });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("details.menu[open]")) return;
  if (event.key === "Escape" || event.key.toLowerCase() === "i" || event.code === "KeyI") back?.click();
});
