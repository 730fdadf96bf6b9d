// ↓ and ↑ go from the search field through what it found, and back; Enter follows the link, as everywhere.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const field = document.getElementById("q");
  const found = [...document.querySelectorAll("#found .ask")].filter((link) => link.checkVisibility());
  const stops = [field, ...found];
  const here = stops.indexOf(document.activeElement);
  if (here < 0 || !stops[here + step]) return;
  event.preventDefault();
  stops[here + step].focus();
});
